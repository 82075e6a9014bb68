"""A day to be chosen: typed or picked from a calendar, as Chinese papers write it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.widgets.calendar import CalendarEdit


class DayEdit(CalendarEdit):
    """``day_chosen`` by a person only."""

    day_chosen = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._quiet = False
        self.setDisplayFormat("yyyy年M月d日")
        self.setAccessibleName(name)
        self.dateChanged.connect(self._changed)

    @property
    def day(self) -> date:
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def show_day(self, day: date, *, least: date | None = None, most: date | None = None) -> None:
        """Without a signal; between these."""
        self._quiet = True
        self.setDateRange(_qt(least) if least else QDate(1990, 1, 1), _qt(most) if most else QDate(2199, 12, 31))
        self.setDate(_qt(day))
        self._quiet = False

    @Slot()
    def _changed(self) -> None:
        if not self._quiet:
            self.day_chosen.emit()


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
