"""筛选: lamps, and conditions on any column, each added by column, test and words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.lamps import Lamp
from qcapp.domain.views import Condition, Test, ViewFilter
from qcapp.publish.view_columns import VIEW_COLUMNS, view_column
from qcapp.publish.view_filter import asked_of
from ui.theme import set_role
from ui.widgets.day_edit import DayEdit
from ui.widgets.drop_panel import DropPanel

_LAMPS = (Lamp.RED, Lamp.YELLOW, Lamp.GREEN, Lamp.GREY)
_TEXT_WIDTH = 190


class FilterPanel(DropPanel):
    """``chosen(ViewFilter)`` after each change: the filter shown, with these lamps and conditions."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("筛选", parent)
        self._filter = ViewFilter()
        self.lamps = {lamp: QCheckBox(lamp.word) for lamp in _LAMPS}
        self.column, self.test = QComboBox(), QComboBox()
        self.text, self.day = QLineEdit(), DayEdit("哪一天")
        self.add = QPushButton("添加")
        self._value = QStackedWidget()
        self._name_parts()
        self._lay_out()
        self._connect()
        self._tests()

    def ask(self, wanted: ViewFilter, today: date, below: QWidget, column: str = "") -> None:
        """``column``: the one that a condition is to be put to."""
        self._filter = wanted
        for lamp, box in self.lamps.items():
            with QSignalBlocker(box):
                box.setChecked(lamp in wanted.lamps)
        self.day.show_day(today)
        self.text.clear()
        if column:
            self.column.setCurrentIndex(self.column.findData(column))
        self.show_below(below)
        (self._value.currentWidget() if column else self.column).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._add()
        else:
            super().keyPressEvent(event)

    def _name_parts(self) -> None:
        self.column.setAccessibleName("栏目")
        self.test.setAccessibleName("条件")
        self.text.setAccessibleName("文字")
        self.text.setPlaceholderText("文字")
        self.text.setMinimumWidth(_TEXT_WIDTH)
        set_role(self.add, "primary")
        for each in VIEW_COLUMNS:
            self.column.addItem(each.heading, each.key)
        self.column.setCurrentIndex(self.column.findData("progress"))
        self.column.setMaxVisibleItems(len(VIEW_COLUMNS))

    def _lay_out(self) -> None:
        self._value.addWidget(self.text)
        self._value.addWidget(self.day)
        nothing = QLabel()
        nothing.setAccessibleName("这个条件不用写文字")
        self._value.addWidget(nothing)
        lamps = QHBoxLayout()
        lamps.setSpacing(12)
        lamps.addWidget(QLabel("亮灯"))
        for box in self.lamps.values():
            lamps.addWidget(box)
        lamps.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(6)
        for part in (self.column, self.test, self._value, self.add):
            line.addWidget(part)
        hint = QLabel("几个条件同时符合的才显示；点表格上方各个条件的 × 就去掉它。")
        set_role(hint, "faint")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(10)
        column.addLayout(lamps)
        column.addLayout(line)
        column.addWidget(hint)

    def _connect(self) -> None:
        for box in self.lamps.values():
            box.toggled.connect(self._lit)
        self.column.currentIndexChanged.connect(self._tests)
        self.test.currentIndexChanged.connect(self._show_value)
        self.text.textChanged.connect(self._show_value)
        self.add.clicked.connect(self._add)

    @property
    def _test(self) -> Test:
        return Test[str(self.test.currentData() or Test.CONTAINS.name)]

    @Slot()
    def _tests(self) -> None:
        """Those that can be put to the column."""
        before = self.test.currentData()
        with QSignalBlocker(self.test):
            self.test.clear()
            for test in asked_of(view_column(str(self.column.currentData()))):
                self.test.addItem(test.value, test.name)
            self.test.setCurrentIndex(max(self.test.findData(before), 0))
        self._show_value()

    @Slot()
    def _show_value(self) -> None:
        test = self._test
        self._value.setCurrentIndex(1 if test in (Test.BEFORE, Test.AFTER) else 0 if test.wants_text else 2)
        self.add.setEnabled(test in (Test.BEFORE, Test.AFTER) or not test.wants_text or bool(self.text.text().strip()))

    @Slot()
    def _add(self) -> None:
        if not self.add.isEnabled():
            return
        test = self._test
        words = self.day.day.isoformat() if test in (Test.BEFORE, Test.AFTER) else self.text.text().strip()
        condition = Condition(str(self.column.currentData()), test, words if test.wants_text else "")
        if condition not in self._filter.conditions:
            self._tell(replace(self._filter, conditions=(*self._filter.conditions, condition)))
        self.close()

    @Slot()
    def _lit(self) -> None:
        self._tell(replace(self._filter, lamps=tuple(lamp for lamp, box in self.lamps.items() if box.isChecked())))

    def _tell(self, wanted: ViewFilter) -> None:
        self._filter = wanted
        self.chosen.emit(wanted)
