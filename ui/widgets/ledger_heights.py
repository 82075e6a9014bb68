"""Heights of the ledger's rows by what their texts take.

A month's rows are all measured at once, so that nothing jumps; of thousands only those that come into sight.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHeaderView, QTableView

from qcapp.publish.view_columns import VIEW_COLUMNS, ViewColumn
from qcapp.publish.view_rows import ViewRow
from ui.models.ledger_model import LedgerModel
from ui.models.ledger_rows import GroupRow
from ui.widgets.ledger_scale import GROUP_HEIGHT, Scale
from ui.widgets.wrapped_text import em_widths, lines_between, lines_laid_out

AT_ONCE: Final = 400
_USUAL_LINES: Final = 2
_MOST_LINES: Final = 60
_NO_TEXT: Final = ("status",)
_AIR: Final = 1.03
"""A line of few characters is wider than their count says."""


class RowHeights:
    """``compact``: no row is higher than its columns' ``lines`` ask for; else each shows all that it says."""

    def __init__(self, table: QTableView, model: LedgerModel, scale: Scale) -> None:
        self._table, self._model, self._scale = table, model, scale
        self.compact = True
        self._known = bytearray()
        self._ems: dict[tuple[int, str], tuple[ViewRow, dict[str, tuple[float, ...]]]] = {}
        header = table.verticalHeader()
        header.hide()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(1)

    def estimate(self) -> None:
        """Before rows come: what one takes that was not measured."""
        height = _USUAL_LINES * self._scale.line + 2 * self._scale.pad_y
        if self._table.verticalHeader().defaultSectionSize() != height:
            self._table.verticalHeader().setDefaultSectionSize(height)

    def fit(self, *, at_once: bool = True) -> None:
        """Rows, widths or the scale are others than before. Not ``at_once``: there is no time but for those seen."""
        count = len(self._model.rows)
        self._known = bytearray(count)
        if len(self._ems) > 2 * count:
            self._ems.clear()
        if at_once and count <= AT_ONCE:
            self._measure(range(count), self._columns())
        else:
            self.fit_seen()

    def fit_to_widths(self, *, at_once: bool) -> None:
        """As ``fit``; a row at hand that is in sight stays there: those above it may be higher now."""
        table = self._table
        seen = table.viewport().rect().intersects(table.visualRect(table.currentIndex()))
        self.fit(at_once=at_once)
        if seen:
            left = table.horizontalScrollBar().value()
            table.updateGeometries()
            table.scrollTo(table.currentIndex())
            table.horizontalScrollBar().setValue(left)

    def fit_seen(self) -> None:
        """Those in the viewport; again while lower ones let more come into it."""
        if all(self._known):
            return
        columns = self._columns()
        for _ in range(10):
            height = self._table.viewport().height()
            first, last = self._table.rowAt(0), self._table.rowAt(height)
            end = len(self._known) - 1 if last < 0 else last
            missing = [row for row in range(max(first, 0), end + 1) if not self._known[row]]
            if not missing:
                return
            # Not all to the end where nothing was measured yet: a screen holds so many of the lowest at the most.
            self._measure(missing[: height // (self._scale.line + 2 * self._scale.pad_y) + 2], columns)

    def widest(self, column: int, most: int) -> int:
        """Pixels that the longest line in that column takes, ``most`` at the most."""
        key = VIEW_COLUMNS[column].key
        lines = (max(em_widths(row.text(key))) for row in self._model.rows if isinstance(row, ViewRow))
        return min(round(max(lines, default=0.0) * self._scale.font_pixels * _AIR) + 2 * self._scale.pad_x + 2, most)

    def cut_text(self, index: QModelIndex) -> str:
        """All that a cell says where it has no room for it, else nothing."""
        row, column = self._model.measure_at(index.row()), VIEW_COLUMNS[index.column()]
        if row is None or column.key in _NO_TEXT:
            return ""
        text, scale = row.text(column.key), self._scale
        room = (self._table.rowHeight(index.row()) - 2 * scale.pad_y) // scale.line
        lines = lines_laid_out(text, self._table.columnWidth(index.column()) - 2 * scale.pad_x, scale.font, room + 1)
        return text if lines > room else ""

    def _columns(self) -> list[tuple[int, ViewColumn]]:
        header = self._table.horizontalHeader()
        return [
            (header.sectionSize(section) - 2 * self._scale.pad_x, column) for section, column in enumerate(VIEW_COLUMNS)
            if column.key not in _NO_TEXT and not header.isSectionHidden(section)
        ]

    def _measure(self, places: Iterable[int], columns: list[tuple[int, ViewColumn]]) -> None:
        header, rows = self._table.verticalHeader(), self._model.rows
        heading = self._scale.px(GROUP_HEIGHT)
        for place in places:
            row = rows[place]
            height = heading if isinstance(row, GroupRow) else self._height(row, columns)
            if header.sectionSize(place) != height:
                header.resizeSection(place, height)
            self._known[place] = 1

    def _height(self, row: ViewRow, columns: list[tuple[int, ViewColumn]]) -> int:
        known = self._ems.get(row.name)
        if known is None or known[0] is not row:
            known = self._ems[row.name] = (row, {})
        ems, most, pixels = known[1], 1, self._scale.font_pixels
        for width, column in columns:
            widths = ems.get(column.key)
            if widths is None:
                widths = ems[column.key] = em_widths(row.text(column.key))
            asked = column.lines if self.compact else _MOST_LINES
            least, loosest = lines_between(widths, width, pixels)
            if min(loosest, asked) > most:  # else it can't make the row any higher
                sure = least >= asked
                most = max(most, asked if sure else lines_laid_out(row.text(column.key), width, self._scale.font, asked))
        return most * self._scale.line + 2 * self._scale.pad_y


def tip(words: str) -> str:
    """For a tool tip: long lines are broken only where the text is rich."""
    from html import escape

    return f"<qt>{escape(words).replace(chr(10), '<br>')}</qt>" if words else ""
