"""The calendar below a day: in Chinese, with the week's end in the scheme's red and the theme's own arrows."""

from __future__ import annotations

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, Slot
from PySide6.QtGui import QMouseEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QToolButton, QWidget

from ui.theme import ON_BLUE, Tone, icon, scheme

_ARROWS = {"qt_calendar_prevmonth": ("left", "上一个月"), "qt_calendar_nextmonth": ("right", "下一个月")}


class Calendar(QCalendarWidget):
    """Weeks begin on Monday."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        for name, (picture, words) in _ARROWS.items():
            button = self.findChild(QToolButton, name)
            if isinstance(button, QToolButton):
                button.setIcon(icon(picture, ON_BLUE))
                button.setAccessibleName(words)
        self._colour()
        scheme.changed.connect(self._colour)

    @Slot()
    def _colour(self) -> None:
        end = QTextCharFormat()
        end.setForeground(Tone.BAD.text)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, end)


class CalendarEdit(QDateEdit):
    """The calendar opens below it. It has many parts: it is made when the edit is pressed, by which alone it opens."""

    def __init__(self, day: QDate | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given = False
        self.setCalendarPopup(True)
        self.lineEdit().installEventFilter(self)
        if day is not None:
            self.setDate(day)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Year, month or day is selected by a click on it, the last by one behind them all: Qt only puts the cursor there, where
        what is typed is too long, or taken by none."""
        line = self.lineEdit()
        if event.type() == QEvent.Type.MouseButtonRelease and watched is line and not line.hasSelectedText():
            behind = self.currentSection() is QDateEdit.Section.NoSection
            self.setSelectedSection(self.sectionAt(self.sectionCount() - 1) if behind else self.currentSection())
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._given:
            self._given = True
            self.setCalendarWidget(Calendar())
        super().mousePressEvent(event)
