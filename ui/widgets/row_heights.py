"""Heights of a long table's rows: each row is measured when it comes into view, not before.

Rows nobody has looked at yet count as one line high. What is measured above the row that the eye rests on moves the
scroll bar, not the rows.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QTableView


class RowHeights(QObject):
    """``measure(row)`` answers a row's height in pixels, never less than ``least``."""

    def __init__(self, table: QTableView, measure: Callable[[int], int], least: int) -> None:
        super().__init__(table)
        self._table, self._measure, self._least = table, measure, least
        self._known = bytearray()
        self._busy = False
        table.verticalHeader().setDefaultSectionSize(least)
        table.verticalScrollBar().valueChanged.connect(self.fit_visible)

    def restart(self) -> None:
        """Other rows stand in the table: nothing is known of any."""
        self._known = bytearray(self._table.model().rowCount())
        header = self._table.verticalHeader()
        header.setDefaultSectionSize(self._least + 1)  # all sections take a default that changes
        header.setDefaultSectionSize(self._least)

    def forget(self, first: int = 0, last: int | None = None) -> None:
        """Those rows are of another height by now, all when none are named."""
        end = len(self._known) if last is None else min(last + 1, len(self._known))
        self._known[first:end] = bytes(max(0, end - first))

    def fit(self, row: int) -> None:
        if 0 <= row < len(self._known) and not self._known[row]:
            self._known[row] = 1
            self._table.verticalHeader().resizeSection(row, self._measure(row))

    def fit_around(self, row: int) -> None:
        """That row and what may be seen with it, so that it can be brought to an exact place."""
        for step in (-1, 1):
            at, room = row, self._table.viewport().height()
            while 0 <= at < len(self._known) and room > 0:
                self.fit(at)
                room -= self._table.rowHeight(at)
                at += step

    @Slot()
    def fit_visible(self) -> None:
        """Measure what is in view. The topmost row that was measured before stays where it is."""
        first = self._table.rowAt(0)
        if self._busy or first < 0:
            return
        self._busy = True
        try:
            bar = self._table.verticalScrollBar()
            if bar.value() == bar.maximum() > 0 and not self._known[-1]:  # dragged to the end: the end is what is wanted
                self.fit_around(len(self._known) - 1)
                self._table.updateGeometries()
                bar.setValue(bar.maximum())
                first = max(self._table.rowAt(0), 0)
            self._fit_from(first)
        finally:
            self._busy = False

    def _fit_from(self, first: int) -> None:
        table, bottom = self._table, self._table.viewport().height()
        anchor = first
        while anchor < len(self._known) - 1 and not self._known[anchor] and table.rowViewportPosition(anchor) < bottom:
            anchor += 1
        if not self._known[anchor]:
            anchor = first
        at = table.rowViewportPosition(anchor)
        for row in range(first, anchor):
            self.fit(row)
        row, y = anchor, at
        while row < len(self._known) and y < bottom:
            self.fit(row)
            y += table.rowHeight(row)
            row += 1
        shift = table.rowViewportPosition(anchor) - at
        table.updateGeometries()
        if shift:
            table.verticalScrollBar().setValue(table.verticalScrollBar().value() + shift)
