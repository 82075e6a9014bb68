"""Text in a cell: wrapped over a few lines, the last ending in …, with grey parts and search hits.

Heights are told from the widths of characters where that is enough, and by laying out the text where a line more or less
is in doubt; painting lays out the visible cells only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

from ui.theme import FAINT, FONT_PIXELS, HIT

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCharFormat

# A line seldom fills to its last pixel: a wide character or a pair of marks goes over. Share of the width counted on.
_FILL = 0.97
_NARROW = 0.56
# Shares between which what is counted on surely lies, but for words that go over whole.
_TIGHT, _LOOSE = 1.06, 0.9


def em_widths(text: str) -> tuple[float, ...]:
    """Width of each paragraph in units of the font's size: 1 for a Chinese character, about half for a Latin one.

    Told by the bytes of UTF-8, one for what is narrow and three for what is wide: a look at each character would be
    the longest part of an estimate.
    """
    return tuple(map(_ems, text.split("\n")))


def _ems(line: str) -> float:
    wide = (len(line.encode("utf-8", "replace")) - len(line)) / 2
    return _NARROW * len(line) + (1.0 - _NARROW) * wide


def line_count(widths: Sequence[float], pixels: int, font_pixels: int = FONT_PIXELS, fill: float = _FILL) -> int:
    """Lines that paragraphs of those widths take in a cell so many pixels wide."""
    room = max(pixels / font_pixels * fill, 1.0)
    return sum(max(1, ceil(width / room)) for width in widths)


def lines_between(widths: Sequence[float], pixels: int, font_pixels: int) -> tuple[int, int]:
    """The fewest and the most lines that they may take, as far as can be told without laying them out."""
    return line_count(widths, pixels, font_pixels, _TIGHT), line_count(widths, pixels, font_pixels, _LOOSE) + 1


@lru_cache(maxsize=8192)
def lines_laid_out(text: str, pixels: int, font: QFont, most: int) -> int:
    """Lines that the text does take, counted up to ``most``."""
    layout = _layout(text, font)
    layout.beginLayout()
    count = 0
    while count < most and (line := layout.createLine()).isValid():
        line.setLineWidth(pixels)
        count += 1
    layout.endLayout()
    return max(count, 1)


def _layout(text: str, font: QFont) -> QTextLayout:
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    return layout


class TextStyle(NamedTuple):
    """How a cell's text is painted. ``hits``: words to be marked; ``dim``: (start, length) in grey."""

    font: QFont
    colour: QColor
    dim: Sequence[tuple[int, int]] = ()
    hits: Sequence[str] = ()


def find_hits(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """(start, length) of each place of each word, whatever the case."""
    folded, found = text.casefold(), []
    if len(folded) != len(text):  # folding moved the places: mark nothing rather than the wrong letters
        return []
    for word in filter(None, (each.casefold() for each in words)):
        at = folded.find(word)
        while at >= 0:
            found.append((at, len(word)))
            at = folded.find(word, at + len(word))
    return found


def paint_text(painter: QPainter, rect: QRect, text: str, style: TextStyle, max_lines: int) -> int:
    """Paint at the rectangle's top left, at most so many lines; the last ends in … where more would follow.

    Answers the height used, in pixels.
    """
    layout = _layout(text, style.font)
    if style.dim or style.hits:
        layout.setFormats(_formats(text, style))
    metrics = QFontMetrics(style.font)
    height = float(metrics.lineSpacing())
    layout.beginLayout()
    top, cut = 0.0, -1.0
    for number in range(max_lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(rect.width())
        if number == max_lines - 1 and line.textStart() + line.textLength() < len(text):
            ellipsis = metrics.horizontalAdvance("…")
            line.setLineWidth(max(rect.width() - ellipsis, ellipsis))
            cut = line.naturalTextWidth()
        line.setPosition(QPointF(0, top))
        top += height
    layout.endLayout()
    painter.setPen(style.colour)
    layout.draw(painter, QPointF(rect.topLeft()))
    if cut >= 0:
        painter.setFont(style.font)
        painter.drawText(QPointF(rect.left() + cut, rect.top() + top - height + metrics.ascent()), "…")
    return round(top)


def _formats(text: str, style: TextStyle) -> list[QTextLayout.FormatRange]:
    from PySide6.QtGui import QTextCharFormat

    formats = []
    for start, length in style.dim:
        grey = QTextCharFormat()
        grey.setForeground(QColor(FAINT))
        formats.append(char_range(start, length, grey))
    for start, length in find_hits(text, style.hits):
        marked = QTextCharFormat()
        marked.setBackground(QColor(HIT))
        formats.append(char_range(start, length, marked))
    return formats


def char_range(start: int, length: int, char_format: QTextCharFormat) -> QTextLayout.FormatRange:
    """Characters of a layout that look otherwise than the rest."""
    made: Any = QTextLayout.FormatRange()  # the stubs don't know its members
    made.start, made.length, made.format = start, length, char_format
    return cast(QTextLayout.FormatRange, made)
