"""设置 · 可比单位分组: which unit is compared with which, by hand or by how many measures each has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.plan import Plan
from qcapp.domain.settings import GROUPS
from ui.dialogs.settings_page import LineBox, SettingsPage, Trouble, note
from ui.models.groups import GROUP_COLUMN, GroupsModel
from ui.theme import set_role
from ui.widgets.cell_table import CellTable
from ui.widgets.labels import WrappedLabel
from ui.widgets.number_field import NumberField

_WIDTHS: Final = [220, 70, 240]
_LARGER, _SMALLER = "任务较多组", "任务较少组"


class GroupsPage(SettingsPage):
    """Units of ``plan``; what the ledger says of other units stays."""

    title = GROUPS.heading
    scrolls = False

    def __init__(self, values: Mapping[str, str], plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = values.get(GROUPS.key, "")
        known = {name: unit.name for unit in plan.units for name in unit.names}  # a unit may have been renamed since
        self._before = {known.get(unit, unit): group for unit, group in GROUPS.mapping(values).items()}
        self._elsewhere = {unit: group for unit, group in self._before.items() if not plan.measures_of.get(unit)}
        self.model = GroupsModel(self)
        self.model.show_plan(plan, self._before)
        self.table = CellTable("各单位的分组", across=False)
        self.least = NumberField("至少多少条措施", 1, 999)
        self.larger, self.smaller = LineBox("条数多的归入"), LineBox("其余归入")
        self.fill = QPushButton("按条数分组")
        self.wrong = WrappedLabel(role="warning")
        self.summary = QLabel()
        self._load_bar(plan)
        self._lay_out()
        self.fill.clicked.connect(self._divide)
        self.model.changed.connect(self._show)
        self._show()

    def end_editing(self) -> None:
        self.table.end_editing()

    def values(self) -> dict[str, str]:
        groups = {**self._elsewhere, **self.model.groups}
        if groups == self._before:
            return {GROUPS.key: self._kept}
        return {GROUPS.key: json.dumps(groups, ensure_ascii=False) if groups else ""}

    def trouble(self) -> Trouble | None:
        return None

    def reset(self) -> None:
        self._elsewhere = {}
        self.model.clear()

    def _load_bar(self, plan: Plan) -> None:
        """The groups there are, and a bound that parts the units in halves."""
        names = [*self.model.names, *(name for name in (_LARGER, _SMALLER) if name not in self.model.names)]
        self.larger.load(names[0])
        self.smaller.load(names[1])
        sizes = sorted(row.measures for row in self.model.rows)
        self.least.load(str(sizes[len(sizes) // 2] if sizes else 1))

    def _lay_out(self) -> None:
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(GROUP_COLUMN, _GroupDelegate(self.model, self.table))
        self.table.set_widths(_WIDTHS, elastic=GROUP_COLUMN)
        self.fill.setAutoDefault(False)
        bar = QHBoxLayout()
        bar.setSpacing(6)
        for part in ("措施不少于", self.least, "条的归入", self.larger, "，其余归入", self.smaller, self.fill):
            bar.addWidget(QLabel(part) if isinstance(part, str) else part, 1 if isinstance(part, LineBox) else 0)
        card = QFrame()
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        set_role(self.summary, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 10)
        column.setSpacing(10)
        column.addWidget(note(f"{GROUPS.help}不分组的单位只排全区位次。组名直接在“分组”一栏里写。", "muted"))
        column.addLayout(bar)
        column.addWidget(self.wrong)
        column.addWidget(card, 1)
        column.addWidget(self.summary)
        self.wrong.hide()

    @Slot()
    def _divide(self) -> None:
        least = self.least.number()
        self.wrong.setVisible(least is None or not self.larger.value() or not self.smaller.value())
        if least is None:
            self.wrong.setText("条数要写 1 到 999 的数，请改后再分。")
            self.least.setFocus()
        elif not self.larger.value() or not self.smaller.value():
            self.wrong.setText("两个组都要有组名，请写好再分。")
            (self.smaller if self.larger.value() else self.larger).setFocus()
        else:
            self.model.divide(least, self.larger.value(), self.smaller.value())

    @Slot()
    def _show(self) -> None:
        self.summary.setText(self.model.summary)
        self.changed.emit()


class _GroupDelegate(QStyledItemDelegate):
    """A line in which the groups that there are already are offered."""

    def __init__(self, model: GroupsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._groups = model

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        line = QLineEdit(parent)
        completer = QCompleter(list(self._groups.names), line)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        line.setCompleter(completer)
        line.setAccessibleName("分组")
        return line
