"""One line of text with marks, painted: what was searched for on a coloured back, … where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

from qcapp.domain.marks import Marked, Span
from ui.theme import HIT, INK
from ui.widgets.wrapped_text import char_range

# Shown before the first mark: so large a part of the narrowest characters that have room.
_LEAD = 16
_STEP = 4


def paint_marked(painter: QPainter, rect: QRect, marked: Marked, font: QFont, colour: QColor | None = None) -> int:
    """Paint in the middle of the rectangle's height, from its left; answers the width that was used.

    Of a text that is too long the part around the first mark is shown.
    """
    from PySide6.QtGui import QTextCharFormat

    metrics = QFontMetrics(font)
    line = fitted(marked, metrics, rect.width())
    layout = QTextLayout(line.text, font)
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    back = QTextCharFormat()
    back.setBackground(QColor(HIT))
    places = [(counted(line.text, span.start), counted(line.text, span.end)) for span in line.spans]
    layout.setFormats([char_range(start, end - start, back) for start, end in places])
    layout.beginLayout()
    made = layout.createLine()
    layout.endLayout()
    painter.setPen(colour or QColor(INK))
    layout.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - made.height()) / 2))
    return round(made.naturalTextWidth())


def counted(text: str, at: int) -> int:
    """A place in the text as Qt counts it: a character beyond the first 65,536 is two."""
    return at + sum(letter > "\uffff" for letter in text[:at])


def fitted(marked: Marked, metrics: QFontMetrics, width: int) -> Marked:
    """So much of it as has room on one line, from a little before the first mark on where the whole has none."""
    text = marked.text.replace("\n", " ")
    most = max(width // max(metrics.height() // 4, 1), 1)  # more characters never fit
    if len(text) <= most and metrics.horizontalAdvance(text) <= width:
        return Marked(text, marked.spans)
    start = max(marked.spans[0].start - most // _LEAD, 0) if marked.spans else 0
    while start and metrics.horizontalAdvance("…" + text[max(start - _STEP, 0) : start + most]) <= width:
        start = max(start - _STEP, 0)
    before = "…" if start else ""
    line = before + text[start : start + most]
    shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)
    kept, shift = len(shown) - (shown != line), len(before) - start
    spans = (Span(max(each.start + shift, len(before)), min(each.end + shift, kept)) for each in marked.spans)
    return Marked(shown, tuple(span for span in spans if span.end > span.start))
