"""Parts of 清单变更 about measures: added or amended, split, retired, given to other units."""

from __future__ import annotations

from typing import Final, TypeVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qcapp.domain import amendments as kinds
from qcapp.domain.amendments import Part, What
from qcapp.domain.plan import Measure, Plan
from qcapp.domain.text import comparable, shortened
from qcapp.services.plan_preview import CONTACTS, DEADLINE
from ui.dialogs.amend_part import AmendPart, ChoiceCombo, NameLine, TextBox
from ui.theme import set_role
from ui.widgets.keys_field import KeysField
from ui.widgets.labels import WrappedLabel
from ui.widgets.measure_head import gist

V = TypeVar("V")

_USUAL: Final = (kinds.CONTACTS, ("责任人", "联系人", "联系人"), ("责任人",), ("联系人",))
_MOST_PARTS: Final = 6
_NO_TEXT: Final = "请写措施文字。"
_NO_UNITS: Final = "请至少选一家责任单位。"
_FIND_UNIT: Final = "选一家单位：名称、别名、拼音首字母"


def units_field(name: str = "责任单位") -> KeysField:
    return KeysField(name, _FIND_UNIT)


def unit_choices(plan: Plan) -> list[tuple[str, str]]:
    """(identity, name with what else it is called)."""
    return [
        (unit.identity, f"{unit.name}（{'、'.join(unit.aliases)}）" if unit.aliases else unit.name) for unit in plan.units
    ]


def task_choices(plan: Plan) -> list[tuple[object, str]]:
    return [(task.order, task.heading) for task in plan.tasks]


class MeasurePart(AmendPart):
    """A new measure, or what is printed of the measure ``no``. Text, task and the rest; units only of a new one."""

    def __init__(self, no: int | None, task: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.no, self._first_task = no, task
        self.title = "新增措施" if no is None else f"修改第 {no} 条措施"
        self.word = "新增" if no is None else "修改"
        self._filled = False
        self.task = ChoiceCombo("重点任务")
        self.after = ChoiceCombo("排在哪一条之后")
        self.text = TextBox("措施文字", 5, "和清单里印的一样，不带序号")
        self.units = units_field()
        self.first = self.text
        self.printed = NameLine("责任单位栏印作", "不写就印单位名称")
        self.contacts = ChoiceCombo("联系人栏")
        self.section = ChoiceCombo("方案原文")
        self._lay_out()
        for signal in (
            self.task.currentIndexChanged, self.after.currentIndexChanged, self.text.textChanged, self.units.changed,
            self.printed.textChanged, self.contacts.currentIndexChanged, self.section.currentIndexChanged,
        ):
            signal.connect(self.changed)
        self.task.currentIndexChanged.connect(self._offer_places)

    def offer(self, plan: Plan) -> None:
        measure = plan.measure_by_no.get(self.no or 0)
        self.task.offer(task_choices(plan))
        self.units.offer(unit_choices(plan), plan.name_by_identity)
        patterns = dict.fromkeys((*_USUAL, *(each.contacts for each in plan.measures)))
        self.contacts.offer([(each, "、".join(each)) for each in patterns])
        self.section.offer([
            ("", "（不注明）"), *((each.key, f"{each.key} {shortened(each.heading, 30)}") for each in plan.sections)
        ])
        if not self._filled:
            self._filled = True
            self._fill(measure)
        self._offer_places()

    def faults(self) -> dict[str, str]:
        found = {} if self.text.words else {"text": _NO_TEXT}
        if self.no is None and not self.units.keys:
            found["units"] = _NO_UNITS
        if self.no is not None and not found and not self.whats():
            found["text"] = "还没有改动：改了哪一样，就只改那一样。"
        return found

    def whats(self) -> tuple[What, ...]:
        if self.plan is None:
            return ()
        task = self.task.value if isinstance(self.task.value, int) else 0
        contacts, section = self._contacts(), str(self.section.value)
        if self.no is None:
            after = self.after.value
            return (kinds.AddMeasure(
                task, self.text.words, self.units.keys, after=after if isinstance(after, int) else None,
                printed_unit=self.printed.words, contacts=contacts, section=section,
            ),)
        was = self.plan.measure_by_no.get(self.no)
        if was is None:
            return (kinds.AmendMeasure(self.no, self.text.words),)  # which says that this month has it not
        what = kinds.AmendMeasure(
            self.no, _other(self.text.words, was.text), _other(task, was.task),
            _other(self.printed.words, was.printed_unit or ""), _other(contacts, was.contacts),
            _other(section, was.section or ""),
        )
        return () if what == kinds.AmendMeasure(self.no) else (what,)

    def main_field(self) -> str:
        return "text"

    def _contacts(self) -> tuple[str, ...]:
        value = self.contacts.value
        return value if isinstance(value, tuple) else kinds.CONTACTS

    def _fill(self, measure: Measure | None) -> None:
        if measure is None:
            self.task.choose(self._first_task)
            return
        self.task.choose(measure.task)
        self.text.setPlainText(measure.text)
        self.printed.setText(measure.printed_unit or "")
        self.contacts.choose(measure.contacts)
        self.section.choose(measure.section or "")

    def _lay_out(self) -> None:
        self.rows.add("task", "重点任务(&T)", self.task)
        if self.no is None:
            self.rows.add("after", "排在(&P)", self.after)
        self.rows.add("text", "措施文字(&W)", self.text)
        if self.no is None:
            self.rows.add("units", "责任单位(&U)", self.units)
        else:
            self.units.hide()
            self.after.hide()
        self.rows.add("printed", "单位栏印作(&I)", self.printed)
        self.rows.add("contacts", "联系人栏(&C)", self.contacts)
        self.rows.add("section", "方案原文(&S)", self.section)

    @Slot()
    def _offer_places(self) -> None:
        if self.plan is not None:
            own = [each for each in self.plan.measures if each.task == self.task.value]
            self.after.offer([
                (None, "这项任务的最后"), *((each.no, f"第 {each.no} 条之后　{gist(each)}") for each in own)
            ])


class SplitPart(AmendPart):
    """The measure's words over two boxes or more, each with its units."""

    title = "拆分措施"
    word = "拆分"

    def __init__(self, no: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.no = no
        self.title = f"拆分第 {no} 条措施"
        self.texts: list[TextBox] = []
        self.units: list[KeysField] = []
        self._all: list[tuple[TextBox, KeysField]] = []
        self.whole = WrappedLabel(role="quote")
        self._boxes = QVBoxLayout()
        self._boxes.setSpacing(6)
        for place in range(1, _MOST_PARTS + 1):
            self._make_box(place)
        self.more = QPushButton("再加一条")
        self.more.setAutoDefault(False)
        set_role(self.more, "link")
        self.contacts = QCheckBox("新措施沿用原来的责任人、联系人")
        self.deadline = QCheckBox("新措施沿用原来的完成时限")
        self._lay_out()
        for box in (self.contacts, self.deadline):
            box.setChecked(True)
            box.toggled.connect(self.changed)
        self.more.clicked.connect(self._add)

    def offer(self, plan: Plan) -> None:
        measure = plan.measure_by_no.get(self.no)
        self.whole.setText(measure.text if measure else f"{self.no}. 这个月的清单里没有这一条。")
        if not self.texts and measure is not None:
            parts = [part for part in measure.text.split("\n") if part.strip()]
            for text in parts if 2 <= len(parts) <= 4 else (measure.text, ""):
                self._show_box(text)
        for field in self.units:
            self._offer_units(field)

    def faults(self) -> dict[str, str]:
        written = [box.words for box in self.texts if box.words]
        if len(written) < 2:
            return {"parts": "至少要写出两条新的措施；只改文字请用“修改”。"}
        return {"parts": "两条新措施的文字一样，请写各自的内容。"} if len({*map(comparable, written)}) < len(written) else {}

    def whats(self) -> tuple[What, ...]:
        parts = [
            Part(box.words, field.keys) for box, field in zip(self.texts, self.units, strict=True) if box.words
        ]
        return (kinds.SplitMeasure(self.no, tuple(parts)),)

    def carry(self) -> tuple[str, ...]:
        return (*((CONTACTS,) if self.contacts.isChecked() else ()), *((DEADLINE,) if self.deadline.isChecked() else ()))

    def main_field(self) -> str:
        return "parts"

    def _lay_out(self) -> None:
        self.whole.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.add("whole", "原来的", self.whole)
        holder = QVBoxLayout()
        holder.setSpacing(6)
        holder.addLayout(self._boxes)
        row = QHBoxLayout()
        row.addWidget(self.more)
        row.addStretch(1)
        holder.addLayout(row)
        self.rows.add("parts", "拆成", holder)
        carried = QVBoxLayout()
        carried.addWidget(self.contacts)
        carried.addWidget(self.deadline)
        self.rows.add("carry", "带过来", carried)

    @Slot()
    def _add(self) -> None:
        self._show_box("")
        self.texts[-1].setFocus()
        self.changed.emit()

    def _make_box(self, place: int) -> None:
        """All are made at once, and shown as they are wanted: so Tab goes through them in their order."""
        box = TextBox(f"新措施 {place} 的文字", 3, f"新措施 {place} 的文字，不带序号")
        field = KeysField(f"新措施 {place} 的责任单位", "责任单位：不选就和原来相同")
        for widget in (box, field):
            self._boxes.addWidget(widget)
            widget.hide()
        box.textChanged.connect(self.changed)
        field.changed.connect(self.changed)
        self._all.append((box, field))

    def _show_box(self, text: str) -> None:
        box, field = self._all[len(self.texts)]
        box.setPlainText(text)
        self.texts.append(box)
        self.units.append(field)
        for widget in (box, field):
            widget.show()
        self._offer_units(field)
        self.more.setVisible(len(self.texts) < _MOST_PARTS)

    def _offer_units(self, field: KeysField) -> None:
        if self.plan is not None:
            field.offer(unit_choices(self.plan), self.plan.name_by_identity)


class RetireMeasurePart(AmendPart):
    word = "停用"

    def __init__(self, no: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.no = no
        self.title = f"停用第 {no} 条措施"
        self.text = WrappedLabel(role="quote")
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.add("text", "措施文字", self.text)

    def offer(self, plan: Plan) -> None:
        measure = plan.measure_by_no.get(self.no)
        self.text.setText(measure.text if measure else "这个月的清单里没有这一条。")

    def whats(self) -> tuple[What, ...]:
        return (kinds.RetireMeasure(self.no),)


class AssignPart(AmendPart):
    """The units that are to be responsible; who goes and who comes is worked out from those that are."""

    word = "调整"

    def __init__(self, no: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.no = no
        self.title = f"调整第 {no} 条的责任单位"
        self._filled = False
        self.text = WrappedLabel(role="quote")
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.units = units_field()
        self.first = self.units.combo
        self.printed = NameLine("责任单位栏印作", "不写就印单位名称")
        self.deadline = QCheckBox("接手的单位沿用原来的完成时限")
        self.contacts = QCheckBox("接手的单位沿用原来的责任人、联系人")
        self.deadline.setChecked(True)
        self.rows.add("text", "措施文字", self.text)
        self.rows.add("units", "责任单位(&U)", self.units)
        self.rows.add("printed", "单位栏印作(&I)", self.printed)
        carried = QVBoxLayout()
        carried.addWidget(self.deadline)
        carried.addWidget(self.contacts)
        self.rows.add("carry", "带过来", carried)
        for signal in (self.units.changed, self.printed.textChanged, self.deadline.toggled, self.contacts.toggled):
            signal.connect(self.changed)

    def offer(self, plan: Plan) -> None:
        self.text.setText(plan.measure(self.no).text if self.no in plan.measure_by_no else "这个月的清单里没有这一条。")
        self.units.offer(unit_choices(plan), plan.name_by_identity)
        if not self._filled:
            self._filled = True
            self.units.show_keys(self._now())

    def faults(self) -> dict[str, str]:
        if not self.units.keys:
            return {"units": _NO_UNITS}
        return {} if {*self.units.keys} != {*self._now()} else {"units": "还是原来的责任单位：去掉一家，或再选一家。"}

    def whats(self) -> tuple[What, ...]:
        """One that goes and one that comes are one handing over."""
        now, wanted = self._now(), self.units.keys
        gone, come = [each for each in now if each not in wanted], [each for each in wanted if each not in now]
        both = min(len(gone), len(come))
        made: list[What] = [
            kinds.Assign(self.no, new, old, self.printed.words) for new, old in zip(come, gone, strict=False)
        ]
        made += [kinds.Assign(self.no, new, None, self.printed.words) for new in come[both:]]
        made += [kinds.Unassign(self.no, old, self.printed.words) for old in gone[both:]]
        return tuple(made)

    def carry(self) -> tuple[str, ...]:
        return (*((CONTACTS,) if self.contacts.isChecked() else ()), *((DEADLINE,) if self.deadline.isChecked() else ()))

    def main_field(self) -> str:
        return "units"

    def _now(self) -> tuple[str, ...]:
        if self.plan is None:
            return ()
        return tuple(self.plan.identities[name] for name in self.plan.units_of.get(self.no, ()))


def _other(value: V, was: V) -> V | None:
    """None where it is as it was."""
    return value if value != was else None
