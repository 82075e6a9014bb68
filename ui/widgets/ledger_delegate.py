"""Paints the ledger's cells: wrapped text with grey parts and search hits, state pills, lamps, headings of groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from qcapp.domain.lamps import Lamp
from qcapp.domain.status import State, Status
from qcapp.publish.view_rows import CellText
from ui.models.ledger_model import COLUMNS, LedgerRole
from ui.models.ledger_rows import GroupRow
from ui.theme import BLUE, BLUE_SOFT, BORDER, FAINT, GROUP, INK, LINE_SOFT, MUTED, SURFACE, Tone
from ui.widgets.lamp import paint_lamp
from ui.widgets.ledger_scale import Scale
from ui.widgets.pill import paint_pill
from ui.widgets.wrapped_text import TextStyle, paint_text

Index = QModelIndex | QPersistentModelIndex

STATE_TONES: Final = {
    State.REPORTED: Tone.GOOD, State.PROBLEM: Tone.WARN, State.PARTIAL: Tone.WARN, State.CONFLICT: Tone.WARN,
    State.UNREPORTED: Tone.IDLE, State.OVERDUE: Tone.BAD, State.EXEMPT: Tone.IDLE,
}
_COLOUR_OF: Final = {Tone.GOOD: Lamp.GREEN, Tone.WARN: Lamp.YELLOW, Tone.BAD: Lamp.RED}
_GAP: Final = 5
_RADIUS: Final = 4.5
_ALERTS: Final = {"past": Tone.BAD, "soon": Tone.WARN}
_OF_STATUS: Final = ("status", "lamp")
_CHOSEN_TINT: Final = 40
"""How much of the blue lies over a selected cell, of 255."""


def beside(status: Status) -> Lamp | None:
    """The lamp to be painted beside the pill: one that its colour does not tell already."""
    told = _COLOUR_OF.get(STATE_TONES[status.state], Lamp.GREY)
    return status.lamp if status.lamp not in (told, Lamp.GREY) else None


class LedgerDelegate(QStyledItemDelegate):
    """``set_hits`` names the words to be marked. The current row is tinted, selected cells more, the current one framed."""

    def __init__(self, view: QAbstractItemView, scale: Scale) -> None:
        super().__init__(view)
        self._view, self._scale = view, scale
        self._hits: tuple[str, ...] = ()

    def set_hits(self, words: Sequence[str]) -> bool:
        """Whether these are others than before."""
        before, self._hits = self._hits, tuple(words)
        return self._hits != before

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setClipRect(rect)
        group = index.data(LedgerRole.GROUP)
        if isinstance(group, GroupRow):
            self._paint_group(painter, rect, group, index.row() == self._view.currentIndex().row())
        else:
            self._paint_cell(painter, rect, index)
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRect, index: Index) -> None:
        current = self._view.currentIndex()
        is_current = index.row() == current.row() and index.column() == current.column()
        _fill(painter, rect, BLUE_SOFT if index.row() == current.row() else SURFACE)
        if not is_current and self._view.selectionModel().isSelected(index):
            tint = QColor(BLUE)
            tint.setAlpha(_CHOSEN_TINT)
            _fill(painter, rect, tint)
        painter.setPen(QColor(LINE_SOFT))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        column = COLUMNS[index.column()]
        status = index.data(LedgerRole.STATUS) if column in _OF_STATUS else None
        if column == "status" and isinstance(status, Status):
            self._paint_status(painter, rect, status, index)
        elif column == "lamp" and isinstance(status, Status):
            self._paint_lamp(painter, rect, status)
        else:
            cell = index.data(LedgerRole.CELL)
            if isinstance(cell, CellText):
                self._paint_text(painter, self._inside(rect), cell)
        if is_current:
            self._frame(painter, rect)

    def _frame(self, painter: QPainter, rect: QRect) -> None:
        focused = self._view.hasFocus()
        painter.setPen(QColor(BLUE if focused else BORDER))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
        if focused:
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _inside(self, rect: QRect) -> QRect:
        x, y = self._scale.pad_x, self._scale.pad_y
        return rect.adjusted(x, y, -x, -y)

    def _paint_status(self, painter: QPainter, rect: QRect, status: Status, index: Index) -> None:
        px = self._scale.px
        at = rect.topLeft() + QPoint(self._scale.pad_x, self._scale.pad_y)
        pill = paint_pill(painter, at, status.state.value, STATE_TONES[status.state], percent=self._scale.percent)
        if lamp := beside(status):
            paint_lamp(painter, QPointF(pill.right() + px(_GAP + _RADIUS), pill.center().y() + 0.5), lamp, px(2 * _RADIUS) / 2)
        self._paint_counts(painter, rect.adjusted(px(10), pill.bottom() + px(3) - rect.top(), -2, 0), index)

    def _paint_lamp(self, painter: QPainter, rect: QRect, status: Status) -> None:
        """The dot, and behind it word and reason."""
        room, px = self._inside(rect), self._scale.px
        centre = QPointF(room.left() + px(_RADIUS), room.top() + self._scale.line / 2)
        paint_lamp(painter, centre, status.lamp, px(2 * _RADIUS) / 2)
        words = f"{status.lamp.word}　{status.reason}"
        most = max(1, room.height() // self._scale.line)
        style = TextStyle(self._scale.font, QColor(INK if status.lamp is not Lamp.GREY else FAINT), (), self._hits)
        paint_text(painter, room.adjusted(px(2 * _RADIUS + _GAP), 0, 0, 0), words, style, most)

    def _paint_counts(self, painter: QPainter, room: QRect, index: Index) -> None:
        """Below the pill, where the row has room: what is wrong with it, and how many 佐证材料 there are."""
        painter.setFont(self._scale.small)
        step = self._scale.line - 2
        faults, attached = index.data(LedgerRole.FAULTS), index.data(LedgerRole.ATTACHED)
        for words, count, colour in (("不合格", faults, Tone.BAD.text), ("佐证", attached, QColor(FAINT))):
            if count and room.height() >= step:
                painter.setPen(colour)
                painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, f"{words} {count}")
                room = room.adjusted(0, step, 0, 0)

    def _paint_text(self, painter: QPainter, rect: QRect, cell: CellText) -> None:
        most = max(1, rect.height() // self._scale.line)
        text, alert = cell.text, _ALERTS.get(cell.alert)
        grey = cell.dim == ((0, len(text)),)  # all of it: no format needed
        style = TextStyle(self._scale.font, QColor(FAINT if grey else INK), () if grey else cell.dim, self._hits)
        if alert is None:
            paint_text(painter, rect, text, style, most)
            return
        text, _, warning = text.rpartition("\n")
        used = paint_text(painter, rect, text, style, max(1, most - 1))
        paint_text(painter, rect.adjusted(0, used, 0, 0), warning, TextStyle(self._scale.small, alert.text), 1)

    def _paint_group(self, painter: QPainter, rect: QRect, group: GroupRow, current: bool) -> None:
        """Its part of the heading, which stands over all columns and does not move sideways."""
        _fill(painter, rect, BLUE_SOFT if current else GROUP)
        painter.setPen(QColor(LINE_SOFT))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(BLUE if current else INK))
        painter.setFont(self._scale.font)
        line = QRect(self._scale.pad_x, rect.top(), self._view.viewport().width() - 2 * self._scale.pad_x, rect.height())
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        words = f"{'▾' if group.open else '▸'} {group.heading}"
        metrics = QFontMetrics(self._scale.font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(line.width() - self._scale.px(120), 60))
        painter.drawText(line, middle, shown)
        painter.setPen(QColor(MUTED))
        painter.setFont(self._scale.small)
        painter.drawText(line.adjusted(metrics.horizontalAdvance(shown) + self._scale.px(14), 0, 0, 0), middle, group.count)


def _fill(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """As fillRect does; to find which of its many forms is meant, Python would make every kind of gradient (3 ms)."""
    painter.setBackground(QColor(colour))
    painter.eraseRect(rect)
