"""Small popups: from one month to another; a past day; from one day to another. Enter takes what stands there, Escape leaves
all as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QDate, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from qcapp.domain.period import Period
from ui.placing import room_of
from ui.theme import set_role
from ui.widgets.calendar import CalendarEdit

_MONTHS_SHOWN = 12
_ARROW = 46  # pixels beside a month's words in a combo box


class _Popup(QFrame):
    """``given_up`` when it closes without an answer."""

    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        set_role(self, "popup")
        self._answered = False
        self.take = QPushButton("确定")
        set_role(self.take, "primary")
        self.take.clicked.connect(self.accept)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 10, 12, 10)
        self._row.setSpacing(8)

    def show_at(self, place: QPoint) -> None:
        """Below what asks, wholly on the screen."""
        self._answered = False
        self.adjustSize()
        room = room_of(self)
        wanted = QRect(place, self.size())
        wanted.moveRight(min(wanted.right(), room.right()))
        wanted.moveBottom(min(wanted.bottom(), room.bottom()))
        self.move(wanted.topLeft())
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: object) -> None:
        if not self._answered:
            self._answered = True
            self.given_up.emit()

    @Slot()
    def accept(self) -> None:
        self._answered = True
        self.hide()
        self.answer()

    def answer(self) -> None:
        """Tell what was chosen."""
        raise NotImplementedError


class SpanPopup(_Popup):
    """``chosen(first, last)``: whichever way round they were chosen."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._periods: tuple[Period, ...] = ()
        self.first, self.last = QComboBox(), QComboBox()
        for words, box in (("从", self.first), ("到", self.last)):
            box.setAccessibleName({"从": "开始月份", "到": "结束月份"}[words])
            box.setMaxVisibleItems(_MONTHS_SHOWN)
            box.setMinimumWidth(box.fontMetrics().horizontalAdvance("2021年12月") + _ARROW)
            self._row.addWidget(QLabel(words))
            self._row.addWidget(box)
        self._row.addWidget(self.take)

    def ask(self, periods: Sequence[Period], first: Period, last: Period, place: QPoint) -> None:
        self._periods = tuple(periods)
        for box, chosen in ((self.first, first), (self.last, last)):
            box.clear()
            box.addItems([period.label for period in self._periods])
            box.setCurrentIndex(self._periods.index(chosen) if chosen in self._periods else len(self._periods) - 1)
        self.show_at(place)
        self.first.setFocus()

    def answer(self) -> None:
        chosen = sorted(self._periods[box.currentIndex()] for box in (self.first, self.last))
        self.chosen.emit(*chosen)


class DayPopup(_Popup):
    """``chosen(date)``: a day that is not to come."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.day = CalendarEdit()
        self.day.setDisplayFormat("yyyy年M月d日")
        self.day.setAccessibleName("截至哪一天")
        self._row.addWidget(QLabel("截至"))
        self._row.addWidget(self.day)
        self._row.addWidget(self.take)

    def ask(self, day: date, today: date, place: QPoint) -> None:
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        self.day.setDate(QDate(day.year, day.month, day.day))
        self.show_at(place)
        self.day.setFocus()

    def answer(self) -> None:
        day = self.day.date()
        self.chosen.emit(date(day.year(), day.month(), day.day()))


class DaysPopup(_Popup):
    """``chosen(first, last)``: days, both included, whichever way round they were chosen."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._today = date(2000, 1, 1)
        self.first, self.last = CalendarEdit(), CalendarEdit()
        for words, name, edit in (("从", "开始日期", self.first), ("到", "结束日期", self.last)):
            edit.setDisplayFormat("yyyy年M月d日")
            edit.setAccessibleName(name)
            self._row.addWidget(QLabel(words))
            self._row.addWidget(edit)
        self.quick: list[QPushButton] = []
        for words in _QUICK:
            button = QPushButton(words)
            set_role(button, "link")
            button.clicked.connect(self._quickly)
            self._row.addWidget(button)
            self.quick.append(button)
        self._row.addWidget(self.take)

    def ask(self, first: date, last: date, today: date, place: QPoint) -> None:
        self._today = today
        for edit, day in ((self.first, first), (self.last, last)):
            edit.setDate(QDate(day.year, day.month, day.day))
        self.show_at(place)
        self.first.setFocus()

    @Slot()
    def _quickly(self) -> None:
        button = self.sender()
        words = button.text() if isinstance(button, QPushButton) else ""
        first, last = _QUICK[words](self._today)
        for edit, day in ((self.first, first), (self.last, last)):
            edit.setDate(QDate(day.year, day.month, day.day))
        self.accept()

    def answer(self) -> None:
        days = sorted(date(each.year(), each.month(), each.day()) for each in (self.first.date(), self.last.date()))
        self.chosen.emit(*days)


def _last_month(today: date) -> tuple[date, date]:
    end = today.replace(day=1) - timedelta(days=1)
    return end.replace(day=1), end


_QUICK: Final[Mapping[str, Callable[[date], tuple[date, date]]]] = {
    "今天": lambda today: (today, today), "近 7 天": lambda today: (today - timedelta(days=6), today),
    "本月": lambda today: (today.replace(day=1), today), "上月": _last_month,
}
