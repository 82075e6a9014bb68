"""通报 as it is to be written: figures as of which day, the day on it, its number, annexes, letterhead; what is unsettled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.models.drafting import AsOf, day_words
from ui.theme import Tone, set_role
from ui.widgets.day_edit import DayEdit
from ui.widgets.labels import ElidedLabel
from ui.widgets.pill import Pill
from ui.widgets.remark_list import RemarkList, RemarkRow
from ui.widgets.scrolled import scrolled
from ui.writing import writes

_LABEL_WIDTH: Final = 64
_INSET: Final = "margin-left: 22px;"


class DraftPanel(QWidget):
    """``changed`` as a person changes anything; ``followed(page, what)`` of a remark.

    ``letterhead_chosen``, ``letterhead_dropped``, ``sample_wanted``: wishes about the letterhead.
    """

    changed = Signal()
    followed = Signal(str, object)
    letterhead_chosen = Signal()
    letterhead_dropped = Signal()
    sample_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ElidedLabel(role="title")
        self.state = Pill(parent=self)
        self.as_of = QComboBox()
        self.on = DayEdit("数据截至哪一天")
        self.day = DayEdit("成文日期")
        self.number = QLineEdit()
        self.letterhead = ElidedLabel()
        self.letterhead_menu = QPushButton("版头 ▾")
        writes(self.day, self.number, self.letterhead_menu)
        self.remarks_heading = QLabel()
        self.remarks = RemarkList()
        self.annexes_heading = QLabel("附件和图")
        self.annexes: dict[str, QCheckBox] = {}
        self._annexes = QVBoxLayout()
        self._lay_out()
        self._connect()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in its order."""
        fields = (self.as_of, self.on, self.day, self.number, self.letterhead_menu)
        return (*fields, *self.remarks.links, *self.annexes.values())

    @property
    def chosen_as_of(self) -> AsOf:
        return AsOf(self.as_of.currentData())

    @property
    def without(self) -> frozenset[str]:
        return frozenset(key for key, box in self.annexes.items() if not box.isChecked())

    def show_heading(self, words: str, state: str, tone: Tone) -> None:
        self.heading.setText(words)
        self.state.set_state(state, tone)

    def show_days(self, as_of: AsOf, on: date, day: date, today: date, due: date) -> None:
        """What is chosen, among what there is to choose: no day that is yet to come."""
        self.as_of.blockSignals(True)
        self.as_of.clear()
        self.as_of.addItem(f"今天（{day_words(today, due.year)}）", AsOf.TODAY.value)
        if due < today:
            self.as_of.addItem(f"截止日（{day_words(due)}）", AsOf.DUE.value)
        self.as_of.addItem("选一天…", AsOf.CHOSEN.value)
        self.as_of.setCurrentIndex(max(self.as_of.findData(as_of.value), 0))
        self.as_of.blockSignals(False)
        self.on.show_day(min(on, today), most=today)
        self.on.setVisible(self.chosen_as_of is AsOf.CHOSEN)
        self.day.show_day(day)

    def show_number(self, number: str) -> None:
        if number != self.number.text():
            self.number.setText(number)

    def show_annexes(self, annexes: Sequence[tuple[str, str]], without: frozenset[str]) -> None:
        """(key, name) of all that there are this month."""
        if [key for key, _ in annexes] != list(self.annexes):
            for old in self.annexes.values():
                self._annexes.removeWidget(old)
                old.deleteLater()
            self.annexes = {key: self._box(key) for key, _ in annexes}
        annex = ""
        for key, name in annexes:
            box, chart = self.annexes[key], _is_chart(key)
            annex = annex if chart else key
            box.setText(f"图：{name}" if chart else name)
            box.blockSignals(True)
            box.setChecked(key not in without)
            box.blockSignals(False)
            box.setEnabled(annex not in without or not chart)
        self.annexes_heading.setVisible(bool(annexes))

    def show_remarks(self, rows: Sequence[RemarkRow]) -> None:
        self.remarks.show_rows(rows)
        self.remarks_heading.setText(f"写之前看一看（{len(rows)} 处）")
        self.remarks_heading.setVisible(bool(rows))
        self.remarks.setVisible(bool(rows))

    def show_letterhead(self, name: str) -> None:
        """"" for none."""
        self.letterhead.setText(name or "不用版头，只印正文")
        self._drop.setVisible(bool(name))

    def _lay_out(self) -> None:
        self.as_of.setAccessibleName("数据截至")
        self.number.setAccessibleName("发文字号")
        self.number.setPlaceholderText("不写就不印，如 清营商办〔2021〕5号")
        self._letterhead_actions()
        for heading in (self.remarks_heading, self.annexes_heading):
            set_role(heading, "heading")
        set_role(self.letterhead_menu, "small")
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.state)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            ("数据截至(&A)", (self.as_of, self.on)), ("成文日期(&D)", (self.day,)), ("发文字号(&N)", (self.number,)),
            ("版头", (self.letterhead, self.letterhead_menu)),
        )
        for place, (words, widgets) in enumerate(rows):
            label = QLabel(words)
            set_role(label, "muted")
            label.setBuddy(widgets[0])
            grid.addWidget(label, place, 0)
            row = QHBoxLayout()
            row.setSpacing(8)
            for widget in widgets:
                row.addWidget(widget, 1 if widget in (self.number, self.letterhead, self.as_of) else 0)
            grid.addLayout(row, place, 1)
        self._annexes.setSpacing(6)
        inner = QWidget()
        set_role(inner, "paper")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))  # before there is anything in it, to be gone through by Qt
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 4, 12, 10)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(grid)
        for part in (self.remarks_heading, self.remarks, self.annexes_heading):
            column.addWidget(part)
        column.addLayout(self._annexes)
        column.addStretch(1)

    def _letterhead_actions(self) -> None:
        menu = QMenu(self.letterhead_menu)
        menu.addAction("选择版头文件（docx）…", self.letterhead_chosen.emit)
        self._drop = menu.addAction("取消版头", self.letterhead_dropped.emit)
        menu.addAction("存一份样张，照着改…", self.sample_wanted.emit)
        self.letterhead_menu.setMenu(menu)
        self.letterhead_menu.setAccessibleName("版头：选择、取消、存样张")

    def _box(self, key: str) -> QCheckBox:
        box = QCheckBox()
        if _is_chart(key):
            box.setStyleSheet(_INSET)
        box.toggled.connect(self.changed)
        self._annexes.addWidget(box)
        return box

    def _connect(self) -> None:
        self.as_of.currentIndexChanged.connect(self._turned)
        self.on.day_chosen.connect(self.changed)
        self.day.day_chosen.connect(self.changed)
        self.number.textEdited.connect(self.changed)
        self.remarks.followed.connect(self.followed)

    @Slot()
    def _turned(self) -> None:
        chosen = self.chosen_as_of is AsOf.CHOSEN
        self.on.setVisible(chosen)
        if chosen:
            self.on.setFocus()
        self.changed.emit()


def _is_chart(key: str) -> bool:
    """Whether it is no annex but a chart in the one above it."""
    return key.startswith("chart.")
