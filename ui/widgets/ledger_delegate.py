"""Paints the ledger's cells: wrapped text with grey parts and search hits, state pills, task headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from qcapp.domain.lamps import Lamp
from qcapp.domain.status import State, Status
from ui.models.ledger_model import COLUMNS, LedgerRole
from ui.models.ledger_rows import CellText, GroupRow
from ui.theme import BLUE, BLUE_SOFT, FAINT, GROUP, INK, LINE_SOFT, MUTED, SURFACE, Tone, base_font
from ui.widgets.lamp import paint_lamp
from ui.widgets.pill import paint_pill
from ui.widgets.wrapped_text import TextStyle, paint_text

PAD_X: Final = 8
PAD_Y: Final = 6
# Lines that a column may ask a row's height for. The measure's text then fills what the row has.
MOST_LINES: Final = {"no": 1, "measure": 2, "unit": 5, "contact": 4, "progress": 4, "deadline": 4}

Index = QModelIndex | QPersistentModelIndex

STATE_TONES: Final = {
    State.REPORTED: Tone.GOOD, State.PROBLEM: Tone.WARN, State.PARTIAL: Tone.WARN, State.CONFLICT: Tone.WARN,
    State.UNREPORTED: Tone.IDLE, State.OVERDUE: Tone.BAD, State.EXEMPT: Tone.IDLE,
}
_COLOUR_OF: Final = {Tone.GOOD: Lamp.GREEN, Tone.WARN: Lamp.YELLOW, Tone.BAD: Lamp.RED}
_GAP: Final = 5
_RADIUS: Final = 4.5
_ALERTS: Final = {"past": Tone.BAD, "soon": Tone.WARN}


def beside(status: Status) -> Lamp | None:
    """The lamp to be painted beside the pill: one that its colour does not tell already."""
    told = _COLOUR_OF.get(STATE_TONES[status.state], Lamp.GREY)
    return status.lamp if status.lamp not in (told, Lamp.GREY) else None


class LedgerDelegate(QStyledItemDelegate):
    """``set_hits`` names the words to be marked."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._hits: tuple[str, ...] = ()
        self._font = base_font()
        self._small = base_font(12)
        self._line = QFontMetrics(self._font).lineSpacing()

    def set_hits(self, words: Sequence[str]) -> bool:
        """Whether these are others than before."""
        before, self._hits = self._hits, tuple(words)
        return self._hits != before

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setClipRect(rect)
        selected = self._view.selectionModel().isSelected(index)
        group = index.data(LedgerRole.GROUP)
        if isinstance(group, GroupRow):
            self._paint_group(painter, rect, group, selected)
        else:
            self._paint_cell(painter, rect, index, selected)
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        _fill(painter, rect, BLUE_SOFT if selected else SURFACE)
        painter.setPen(QColor(LINE_SOFT))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        column = COLUMNS[index.column()]
        status = index.data(LedgerRole.STATUS)
        if column == "status" and isinstance(status, Status):
            at = rect.topLeft() + QPoint(PAD_X, PAD_Y)
            pill = paint_pill(painter, at, status.state.value, STATE_TONES[status.state])
            if lamp := beside(status):
                paint_lamp(painter, QPointF(pill.right() + _GAP + _RADIUS, pill.center().y() + 0.5), lamp, _RADIUS)
            self._paint_counts(painter, rect.adjusted(PAD_X + 2, pill.bottom() + 3 - rect.top(), -2, 0), index)
            return
        cell = index.data(LedgerRole.CELL)
        if isinstance(cell, CellText):
            self._paint_text(painter, rect.adjusted(PAD_X, PAD_Y, -PAD_X, -PAD_Y), cell)

    def _paint_counts(self, painter: QPainter, room: QRect, index: Index) -> None:
        """Below the pill, where the row has room: what is wrong with it, and how many 佐证材料 there are."""
        painter.setFont(self._small)
        faults, attached = index.data(LedgerRole.FAULTS), index.data(LedgerRole.ATTACHED)
        for words, count, colour in (("不合格", faults, Tone.BAD.text), ("佐证", attached, QColor(FAINT))):
            if count and room.height() >= self._line - 2:
                painter.setPen(colour)
                painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, f"{words} {count}")
                room = room.adjusted(0, self._line - 2, 0, 0)

    def _paint_text(self, painter: QPainter, rect: QRect, cell: CellText) -> None:
        most = max(1, rect.height() // self._line)
        text, alert = cell.text, _ALERTS.get(cell.alert)
        grey = cell.dim == ((0, len(text)),)  # all of it: no format needed
        style = TextStyle(self._font, QColor(FAINT if grey else INK), () if grey else cell.dim, self._hits)
        if alert is None:
            paint_text(painter, rect, text, style, most)
            return
        text, _, warning = text.rpartition("\n")
        used = paint_text(painter, rect, text, style, max(1, most - 1))
        paint_text(painter, rect.adjusted(0, used, 0, 0), warning, TextStyle(self._small, alert.text), 1)

    def _paint_group(self, painter: QPainter, rect: QRect, group: GroupRow, selected: bool) -> None:
        _fill(painter, rect, BLUE_SOFT if selected else GROUP)
        painter.setPen(QColor(LINE_SOFT))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(BLUE if selected else INK))
        painter.setFont(self._font)
        line = rect.adjusted(PAD_X, 0, -PAD_X, 0)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        words = f"{'▾' if group.open else '▸'} {group.heading}"
        metrics = QFontMetrics(self._font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(line.width() - 120, 60))
        painter.drawText(line, middle, shown)
        painter.setPen(QColor(MUTED))
        painter.setFont(self._small)
        painter.drawText(line.adjusted(metrics.horizontalAdvance(shown) + 14, 0, 0, 0), middle, group.count)


def _fill(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """As fillRect does; to find which of its many forms is meant, Python would make every kind of gradient (3 ms)."""
    painter.setBackground(QColor(colour))
    painter.eraseRect(rect)
