"""催报: units that still owe the month's report, whom to call, which to write to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from qcapp.publish.late_units import LateUnit
from ui.models.chased import ChasedModel
from ui.models.checked import CHECK_COLUMN
from ui.theme import set_role
from ui.widgets.chased_details import ChasedDetails
from ui.widgets.chips import ChipRow
from ui.widgets.day_edit import DayEdit
from ui.widgets.empty import EmptyWords
from ui.widgets.labels import ElidedLabel, WrappedLabel
from ui.widgets.plain_table import PlainTable

LATE, EARLY = "late", "early"
_WIDTHS: Final = [200, 90, 78]
_SIZES: Final = [330, 190]


class ChasedTable(PlainTable):
    """Space checks or unchecks the selected units; Enter or a double click opens one in 台账."""

    opened = Signal()

    def __init__(self, model: ChasedModel, parent: QWidget | None = None) -> None:
        super().__init__("要催的单位", parent)
        self._units = model
        self.setModel(model)
        self.set_widths(_WIDTHS, elastic=CHECK_COLUMN)
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Space:
                chosen = {self._units.rows[row].unit for row in self.selected_rows()}
                checked = set(self._units.checked)
                self._units.check(checked - chosen if chosen <= checked else checked | chosen)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.opened.emit()
            case _:
                super().keyPressEvent(event)


class ChasedPanel(QWidget):
    """``mode_chosen(LATE or EARLY)``; ``unit_chosen`` as another becomes current; ``changed``: the day on the papers.

    ``open_requested``: the current unit's measures; ``copied`` with words.
    """

    mode_chosen = Signal(str)
    unit_chosen = Signal()
    changed = Signal()
    open_requested = Signal()
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self.modes = ChipRow()
        self.note = ElidedLabel(role="muted")
        self.unread = WrappedLabel(role="warning")
        self.model = ChasedModel(self)
        self.table = ChasedTable(self.model)
        self.all, self.none = QPushButton("全选"), QPushButton("全不选")
        self.day = DayEdit("通知的成文日期")
        self.details = ChasedDetails()
        self._empty: EmptyWords | None = None
        self._lay_out()
        self._connect()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in its order."""
        chips = self.modes.findChildren(QPushButton)
        return (*chips, self.day, self.all, self.none, self.table, self.details.open_measures, *self.details.phones)

    @property
    def current(self) -> LateUnit | None:
        row = self.table.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    def show_units(self, mode: str, late: Sequence[LateUnit], early: Sequence[LateUnit], note: str, empty: str) -> None:
        """``empty``: what to say where there are none of that mode."""
        chosen = self.current
        self.modes.set_chips([(LATE, "催报", len(late)), (EARLY, "提醒", len(early))])
        self.modes.choose(mode)
        self.note.setText(note)
        shown = early if mode == EARLY else late
        self._quiet = True
        self.model.show_units(shown)
        units = [each.unit for each in shown]
        if shown:
            at = units.index(chosen.unit) if chosen and chosen.unit in units else 0
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(at, CHECK_COLUMN), flags)
        self._quiet = False
        self._say(empty if not shown else "")
        self.details.show_unit(self.current)

    def show_unread(self, words: str) -> None:
        """Who is not listed though nothing of theirs is in the ledger; "" where there is none such."""
        self.unread.setText(words)
        self.unread.setVisible(bool(words))

    def _say(self, words: str) -> None:
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = EmptyWords(words, "", self.table.viewport()) if words else None
        if self._empty is not None:
            self._empty.show()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.modes)
        top.addWidget(self.note, 1)
        row = QHBoxLayout()
        row.setSpacing(10)
        label = QLabel("成文日期(&D)")
        set_role(label, "muted")
        label.setBuddy(self.day)
        row.addWidget(label)
        row.addWidget(self.day)
        row.addStretch(1)
        for button in (self.all, self.none):
            set_role(button, "link")
            row.addWidget(button)
        self.unread.hide()
        left_out = QVBoxLayout()
        left_out.addWidget(self.unread)
        for line in (top, row, left_out):
            line.setContentsMargins(12, 0, 12, 0)
        split = QSplitter(Qt.Orientation.Vertical)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(row)
        column.addLayout(left_out)
        column.addWidget(split, 1)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(6)
        split.addWidget(self.table)
        split.addWidget(self.details)
        split.setSizes(_SIZES)

    def _connect(self) -> None:
        self.modes.chosen.connect(self.mode_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.opened.connect(self.open_requested)
        self.details.measures_requested.connect(self.open_requested)
        self.details.copied.connect(self.copied)
        self.day.day_chosen.connect(self.changed)
        self.all.clicked.connect(self._check_all)
        self.none.clicked.connect(self._check_none)

    @Slot()
    def _chosen(self) -> None:
        if not self._quiet and self.current is not None:
            self.details.show_unit(self.current)
            self.unit_chosen.emit()

    @Slot()
    def _check_all(self) -> None:
        self.model.check(row.unit for row in self.model.rows)

    @Slot()
    def _check_none(self) -> None:
        self.model.check(())
