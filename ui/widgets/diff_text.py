"""Texts with their differences in colour, as they are painted; what differs is found by ``qcapp.domain.differing``.

Green back: words that are new or stay. Red and struck through: words that will go. Heights come from character
counts where these are sure, so that a table of many short cells can be laid out without shaping every one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, cast

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QRegion, QTextCharFormat, QTextLayout, QTextOption

from qcapp.domain.differing import Span
from ui.theme import ADDED, ADDED_TEXT, FAINT, INK, MUTED, REMOVED, REMOVED_TEXT, base_font


class Mark(Enum):
    """How the differing spans of a text are shown."""

    NONE = "none"
    ADDED = "added"
    REMOVED = "removed"
    EARLIER = "earlier"
    """As removed, but to be read: the words of another month are not struck through."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text, what to colour in it and how. ``muted``: the whole stands back; ``absent``: words for no text at all."""

    text: str
    spans: tuple[Span, ...] = ()
    mark: Mark = Mark.NONE
    muted: bool = False
    absent: bool = False


def count_lines(text: str, width: int, font: QFont, limit: int) -> int:
    """Lines that a text takes in a cell so wide, at most ``limit``; exactly as painted, so that nothing is cut.

    Characters are only counted where that is sure to do (no glyph is wider than a Chinese one); what may wrap is laid
    out, once for each width.
    """
    room = width // max(1, font.pixelSize())
    total = 0
    for paragraph in text.split("\n"):
        total += 1 if len(paragraph) < room else _wrapped(paragraph[: limit * room * 5], width, font.pixelSize(), limit)
        if total >= limit:
            return limit
    return total


@lru_cache(maxsize=8192)
def _wrapped(paragraph: str, width: int, pixels: int, limit: int) -> int:
    layout = _layout(paragraph, base_font(pixels))
    lines = 0
    layout.beginLayout()
    while lines < limit and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines += 1
    layout.endLayout()
    return max(1, lines)


def _layout(text: str, font: QFont) -> QTextLayout:
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    return layout


def paint_marked(painter: QPainter, rect: QRect, marked: MarkedText, font: QFont) -> int:
    """Paint from the top of ``rect``, wrapped; what has no room ends in …; answers the height painted, in pixels."""
    layout = _layout(marked.text, font)
    layout.setFormats(_formats(marked))
    metrics = QFontMetrics(font)
    line_height = metrics.lineSpacing()
    allowed = max(1, rect.height() // line_height)
    layout.beginLayout()
    lines, cut = 0, False
    while (line := layout.createLine()).isValid():
        line.setLineWidth(rect.width())
        if lines == allowed:  # it exists now, and would be drawn over the first
            line.setPosition(QPointF(0, lines * line_height))
            cut = True
            break
        line.setPosition(QPointF(0, lines * line_height))
        lines += 1
    layout.endLayout()
    painter.save()
    painter.setPen(QColor(FAINT if marked.absent else MUTED if marked.muted else INK))
    visible = QRect(rect.left(), rect.top(), rect.width(), lines * line_height)
    more = _place_of_more(visible, metrics) if cut else QRect()
    painter.setClipRegion(QRegion(visible).subtracted(QRegion(more)), Qt.ClipOperation.IntersectClip)
    layout.draw(painter, QPointF(rect.topLeft()))
    painter.restore()
    if cut:
        _paint_more(painter, more)
    return lines * line_height


def _formats(marked: MarkedText) -> list[QTextLayout.FormatRange]:
    if marked.mark is Mark.NONE:
        return []
    form = QTextCharFormat()
    if marked.mark is Mark.ADDED:
        form.setBackground(QColor(ADDED))
        form.setForeground(QColor(ADDED_TEXT))
    else:
        form.setBackground(QColor(REMOVED))
        form.setForeground(QColor(REMOVED_TEXT))
        form.setFontStrikeOut(marked.mark is Mark.REMOVED)
    ranges: list[QTextLayout.FormatRange] = []
    for start, end in marked.spans:
        each = cast(Any, QTextLayout.FormatRange())  # its fields are missing from the stubs
        each.start, each.length, each.format = start, end - start, form
        ranges.append(each)
    return ranges


def _place_of_more(visible: QRect, metrics: QFontMetrics) -> QRect:
    """At the end of the last line."""
    width = metrics.horizontalAdvance("…") + 4
    return QRect(visible.right() - width + 1, visible.bottom() - metrics.lineSpacing() + 1, width, metrics.lineSpacing())


def _paint_more(painter: QPainter, place: QRect) -> None:
    """The sign of a text cut short, on whatever back the row has."""
    painter.save()
    painter.setPen(QColor(MUTED))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "…")
    painter.restore()
