"""Parts of 清单变更 about units: added, renamed, merged or retired, their other names."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from qcapp.domain import amendments as kinds
from qcapp.domain.amendments import What
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan, Unit
from qcapp.services.plan_preview import CONTACTS, DEADLINE
from ui.dialogs.amend_measure import unit_choices
from ui.dialogs.amend_part import AmendPart, ChoiceCombo, NameLine
from ui.widgets.choice_field import ChoiceField
from ui.widgets.keys_field import KeysField

_MERGE: Final = "merge"
_RETIRE: Final = "retire"
_ADD: Final = "add"
_END: Final = "end"


class AddUnitPart(AmendPart):
    title = "新增责任单位"
    word = "新增"
    help = "单位和任务"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = NameLine("单位名称", "如：区政数局")
        self.aliases = NameLine("别名", "全称、旧称，几个之间用顿号隔开；可以不写")
        self.rows.add("name", "单位名称(&N)", self.name)
        self.rows.add("aliases", "别名(&A)", self.aliases)
        self.name.textChanged.connect(self.changed)
        self.aliases.textChanged.connect(self.changed)

    def faults(self) -> dict[str, str]:
        return {} if self.name.words else {"name": "请写单位名称。"}

    def whats(self) -> tuple[What, ...]:
        text = self.aliases.words
        for mark in "，,；;":
            text = text.replace(mark, "、")
        aliases = tuple(dict.fromkeys(each.strip() for each in text.split("、") if each.strip()))
        return (kinds.AddUnit(self.name.words, aliases),)


class UnitPart(AmendPart):
    """Of a unit that there is."""

    help = "单位和任务"

    def __init__(self, unit: Unit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.unit = unit


class RenameUnitPart(UnitPart):
    word = "更名"

    def __init__(self, unit: Unit, parent: QWidget | None = None) -> None:
        super().__init__(unit, parent)
        self.title = f"{unit.name}更名"
        self.name = NameLine("新名称", "旧名称自动成为别名，交回来的表写旧名称也认得")
        self.name.setText(unit.name)
        self.name.selectAll()
        self.rows.add("name", "新名称(&N)", self.name)
        self.name.textChanged.connect(self.changed)

    def faults(self) -> dict[str, str]:
        if not self.name.words:
            return {"name": "请写新名称。"}
        return {"name": "还是原来的名称，请改后再试。"} if self.name.words == self.unit.name else {}

    def whats(self) -> tuple[What, ...]:
        return (kinds.RenameUnit(self.unit.identity, self.name.words),)


class EndUnitPart(UnitPart):
    """Merged into another, or retired, which it can be once it has no measure."""

    def __init__(self, unit: Unit, parent: QWidget | None = None) -> None:
        super().__init__(unit, parent)
        self.title = f"{unit.name}并入他家或停用"
        self.word = "办理"
        self.way = ChoiceField("怎样办", ((_MERGE, "并入另一家"), (_RETIRE, "停用")))
        self.into = KeysField("并入哪一家", "选一家单位：名称、别名、拼音首字母", most=1)
        self.deadline = QCheckBox("接手的单位沿用原来的完成时限")
        self.contacts = QCheckBox("接手的单位沿用原来的责任人、联系人")
        self.deadline.setChecked(True)
        self.rows.add("way", "怎样办(&D)", self.way)
        self.rows.add("into", "并入(&U)", self.into)
        carried = QVBoxLayout()
        carried.addWidget(self.deadline)
        carried.addWidget(self.contacts)
        self.rows.add("carry", "带过来", carried)
        self.way.load(_MERGE)
        self.way.changed.connect(self._turned)
        for signal in (self.into.changed, self.deadline.toggled, self.contacts.toggled):
            signal.connect(self.changed)

    @property
    def merges(self) -> bool:
        return self.way.value() == _MERGE

    def offer(self, plan: Plan) -> None:
        self.into.offer([each for each in unit_choices(plan) if each[0] != self.unit.identity], plan.name_by_identity)

    def faults(self) -> dict[str, str]:
        return {"into": "请选并入哪一家单位。"} if self.merges and not self.into.keys else {}

    def whats(self) -> tuple[What, ...]:
        if self.merges:
            return (kinds.MergeUnit(self.unit.identity, next(iter(self.into.keys), "")),)
        return (kinds.RetireUnit(self.unit.identity),)

    def carry(self) -> tuple[str, ...]:
        if not self.merges:
            return ()
        return (*((CONTACTS,) if self.contacts.isChecked() else ()), *((DEADLINE,) if self.deadline.isChecked() else ()))

    def main_field(self) -> str:
        return "into" if self.merges else "way"

    def _turned(self) -> None:
        for field in (self.into, self.deadline, self.contacts):
            field.setEnabled(self.merges)
        self.changed.emit()


class AliasPart(UnitPart):
    """Another name for some time, or no more."""

    word = "保存"

    def __init__(self, unit: Unit, months: tuple[Period, ...], parent: QWidget | None = None) -> None:
        super().__init__(unit, parent)
        self.title = f"{unit.name}的别名"
        self.way = ChoiceField("怎样办", ((_ADD, "增加一个"), (_END, "停用一个")))
        self.alias = NameLine("别名", "交回来的表里会写的名称")
        self.until = ChoiceCombo("用到哪个月")
        self.until.offer([(None, "一直用"), *((month, f"用到 {month.label}") for month in months)])
        self.held = ChoiceCombo("停用哪一个")
        self.rows.add("way", "怎样办(&D)", self.way)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.alias, 3)
        line.addWidget(self.until, 2)
        self.rows.add("alias", "增加(&A)", line).setBuddy(self.alias)
        self.rows.add("held", "停用(&E)", self.held)
        self.way.load(_ADD)
        self._show_way()
        self.way.changed.connect(self._turned)
        for signal in (self.alias.textChanged, self.until.currentIndexChanged, self.held.currentIndexChanged):
            signal.connect(self.changed)

    @property
    def adds(self) -> bool:
        return self.way.value() == _ADD

    def offer(self, plan: Plan) -> None:
        aliases = next((each.aliases for each in plan.units if each.identity == self.unit.identity), ())
        self.held.offer([(alias, alias) for alias in aliases])

    def faults(self) -> dict[str, str]:
        if self.adds:
            return {} if self.alias.words else {"alias": "请写要增加的别名。"}
        return {} if self.held.value else {"held": f"{self.unit.name}没有别名，没有可以停用的。"}

    def whats(self) -> tuple[What, ...]:
        if self.adds:
            until = self.until.value
            return (kinds.AddAlias(self.unit.identity, self.alias.words, until if isinstance(until, Period) else None),)
        return (kinds.EndAlias(self.unit.identity, str(self.held.value or "")),)

    def main_field(self) -> str:
        return "alias" if self.adds else "held"

    def _turned(self) -> None:
        self._show_way()
        self.changed.emit()

    def _show_way(self) -> None:
        self.alias.setEnabled(self.adds)
        self.until.setEnabled(self.adds)
        self.held.setEnabled(not self.adds)
