"""Rows as high as their words, a few screens of them at a time: a merge has thousands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QTableView


class Fitted(Protocol):
    """What is known of a table's rows at its columns' present widths."""

    def __call__(self) -> tuple[int, Callable[[int], int]]:
        """How many rows are to be fitted, and how high each is, by its number."""
        ...


class RowFitting(QObject):
    """Of one table; ``look`` is asked anew for each ``at_once`` rows, between which the window is drawn."""

    def __init__(self, table: QTableView, look: Fitted, at_once: int) -> None:
        super().__init__(table)
        self._table, self._look, self._at_once = table, look, at_once
        self._fitted = 0
        self._later, self._more = self._timer(self.fit), self._timer(self._fit_some)

    @Slot()
    def fit(self) -> None:
        """From the top; the first screens at once."""
        self._fitted = 0
        self._fit_some()

    @Slot()
    def fit_soon(self) -> None:
        """When what is going on is over: a column that is drawn wider tells of every pixel."""
        self._later.start()

    @Slot()
    def _fit_some(self) -> None:
        count, height_of = self._look()
        end = min(self._fitted + self._at_once, count)
        for row in range(self._fitted, end):
            height = height_of(row)
            if self._table.rowHeight(row) != height:
                self._table.setRowHeight(row, height)
        self._fitted = end
        if end < count:
            self._more.start()

    def _timer(self, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(0)
        timer.timeout.connect(then)
        return timer
