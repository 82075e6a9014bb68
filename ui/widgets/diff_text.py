"""Texts with their differences in colour: what differs is pure, how it is painted needs Qt.

Green back: words that are new or stay. Red and struck through: words that will go. Heights come from character
counts where these are sure, so that a table of many short cells can be laid out without shaping every one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache
from typing import Any, cast

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption

from ui.theme import ADDED, ADDED_TEXT, FAINT, INK, MUTED, REMOVED, REMOVED_TEXT, SURFACE, base_font

Span = tuple[int, int]
"""Start and end (exclusive) in a text."""

_WORD = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*[%％]?|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]?", re.DOTALL)
# Beyond this many word pairs the comparison goes by sentences: a whole page against a whole page stays instant.
_MANY_PAIRS = 1_500_000
# A lone word or two that happen to be common between changed passages would make confetti of them.
_ISLAND = 3
# Below this share of common words the two are different texts, not versions of one.
_VERSION = 0.25


def words(text: str) -> list[str]:
    """Latin words and figures whole, anything else character by character; together they are the text.

    >>> words("归集图层 86.5 个")
    ['归', '集', '图', '层', ' ', '86.5', ' ', '个']
    """
    return _WORD.findall(text)


@lru_cache(maxsize=2048)
def differing(left: str, right: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of ``left`` that are not in ``right``, and the other way round."""
    lefts, rights = words(left), words(right)
    if len(lefts) * len(rights) > _MANY_PAIRS:
        lefts, rights = _SENTENCE.findall(left), _SENTENCE.findall(right)
    matcher = SequenceMatcher(None, _folded(lefts), _folded(rights), autojunk=False)
    blocks = _solid(matcher.get_matching_blocks(), len(lefts), len(rights))
    common = sum(size for _, _, size in blocks)
    if common * 2 < _VERSION * (len(lefts) + len(rights)):
        blocks = []
    return (
        _gaps([(a, size) for a, _, size in blocks], lefts),
        _gaps([(b, size) for _, b, size in blocks], rights),
    )


def _folded(pieces: Sequence[str]) -> list[str]:
    return [unicodedata.normalize("NFKC", piece).casefold() for piece in pieces]


def _solid(blocks: Sequence[tuple[int, int, int]], left: int, right: int) -> list[tuple[int, int, int]]:
    """Common blocks without the islands; those at either end of both texts stay, however short."""
    return [
        (a, b, size)
        for a, b, size in blocks
        if size >= _ISLAND or (size and (a == b == 0 or (a + size == left and b + size == right)))
    ]


def _gaps(blocks: Sequence[Span], pieces: Sequence[str]) -> tuple[Span, ...]:
    """Character spans of all pieces outside of the blocks (start, size), neighbours joined."""
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    spans: list[Span] = []
    at = 0
    for start, size in [*blocks, (len(pieces), 0)]:
        if start > at:
            spans.append((starts[at], starts[start]))
        at = start + size
    return tuple(span for span in spans if span[1] > span[0])


class Mark(Enum):
    """How the differing spans of a text are shown."""

    NONE = "none"
    ADDED = "added"
    REMOVED = "removed"


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
    visible = QRectF(rect.left(), rect.top(), rect.width(), lines * line_height)
    painter.setClipRect(visible)
    layout.draw(painter, QPointF(rect.topLeft()))
    if cut:
        _paint_more(painter, rect, (lines - 1) * line_height, metrics)
    painter.restore()
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
        form.setFontStrikeOut(True)
    ranges: list[QTextLayout.FormatRange] = []
    for start, end in marked.spans:
        each = cast(Any, QTextLayout.FormatRange())  # its fields are missing from the stubs
        each.start, each.length, each.format = start, end - start, form
        ranges.append(each)
    return ranges


def _paint_more(painter: QPainter, rect: QRect, top: int, metrics: QFontMetrics) -> None:
    """The sign of a text cut short, at the end of the last line."""
    width = metrics.horizontalAdvance("…") + 4
    box = QRect(rect.right() - width + 1, rect.top() + top, width, metrics.lineSpacing())
    painter.fillRect(box, QColor(SURFACE))
    painter.setPen(QColor(MUTED))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "…")
