"""Paragraphs broken into lines, and kept: a paper that is laid out again has most of its paragraphs unchanged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QTextCharFormat, QTextLayout, QTextLine, QTextOption

from ui.paper.faces import Type, font_of

_LINE_BREAK: Final = "\u2028"


class Align(Enum):
    JUSTIFY = Qt.AlignmentFlag.AlignJustify
    LEFT = Qt.AlignmentFlag.AlignLeft
    CENTRE = Qt.AlignmentFlag.AlignHCenter
    RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. ``lead``: how its words begin, in the type ``lead_kind``. ``indent``: of its first line; ``left`` and
    ``right`` of all."""

    words: str
    kind: Type
    align: Align = Align.JUSTIFY
    indent: float = 0.0
    left: float = 0.0
    right: float = 0.0
    lead: int = 0
    lead_kind: Type | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Wrapped:
    """A paragraph's lines; ``layout`` owns them. ``count``: how many there are."""

    text: Text
    layout: QTextLayout
    count: int

    @property
    def pitch(self) -> int:
        return self.text.kind.pitch

    @property
    def height(self) -> int:
        return self.count * self.pitch

    def line(self, at: int) -> QTextLine:
        """Asked for when it is needed: a large paper has a hundred thousand, and each takes more than its words."""
        return self.layout.lineAt(at)

    def words_of(self, at: int) -> str:
        """What stands in that line. Qt counts in UTF-16 units."""
        line = self.line(at)
        start, end = line.textStart(), line.textStart() + line.textLength()
        raw = self.layout.text().encode("utf-16-le", "surrogatepass")[2 * start : 2 * end]
        return raw.decode("utf-16-le", "surrogatepass").strip(_LINE_BREAK)


_MOST_KEPT: Final = 4000
"""Paragraphs of a paper: a district's has a third of that with its tables, a province's has forty times as many."""


class Wrapper:
    """Keeps what the paper at hand and the one before it are made of; of a very long one as much as it begins with."""

    def __init__(self) -> None:
        self._before: dict[tuple[Text, float], Wrapped] = {}
        self._now: dict[tuple[Text, float], Wrapped] = {}

    def begin(self) -> None:
        """Another paper is laid out: what the last one did not use goes."""
        self._before, self._now = self._now, {}

    def wrap(self, text: Text, width: float) -> Wrapped:
        key = text, width
        known = self._now.get(key)
        if known is None:
            known = self._before.get(key) or _wrapped(text, width)
            if len(self._now) < _MOST_KEPT:
                self._now[key] = known
        return known


def _wrapped(text: Text, width: float) -> Wrapped:
    layout = QTextLayout(text.words.replace("\n", _LINE_BREAK), font_of(text.kind))
    option = QTextOption(text.align.value)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setUseDesignMetrics(True)
    layout.setTextOption(option)
    if text.lead and text.lead_kind is not None:
        layout.setFormats([_range(0, text.lead, text.lead_kind)])
    layout.beginLayout()
    count = 0
    while (line := layout.createLine()).isValid():
        inset = text.left + (0 if count else text.indent)
        line.setLineWidth(max(width - inset - text.right, 1))
        line.setPosition(QPointF(inset, 0))
        count += 1
    layout.endLayout()
    return Wrapped(text, layout, count)


def _range(start: int, length: int, kind: Type) -> QTextLayout.FormatRange:
    made: Any = QTextLayout.FormatRange()  # the stubs don't know its members
    look = QTextCharFormat()
    look.setFont(font_of(kind))
    made.format, made.start, made.length = look, start, length
    return cast(QTextLayout.FormatRange, made)
