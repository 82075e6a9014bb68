"""Where words stand on pages, and which words stand at a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF

from ui.paper.sheet import LineMark, Mark, Page, RowMark

# A shorter phrase than that is only looked for where it is nearly all of a paragraph: 总体情况 stands in many.
_LEAST: Final = 8
_NUMBERING: Final = 5


Spans = tuple[tuple[int, int], ...]


class Spot(NamedTuple):
    """A piece of a line: the page's place from 0, and where on it."""

    page: int
    box: QRectF


class Struck(NamedTuple):
    """A paragraph's words without its line breaks, and the place of a character in them."""

    words: str
    place: int


def spots(pages: Sequence[Page], phrases: Sequence[str]) -> list[Spot]:
    """Wherever one of the phrases stands, line by line."""
    wanted = [phrase.replace("\n", "") for phrase in phrases if phrase]
    known: dict[str, Spans] = {}

    def spans(words: str) -> Spans:
        if words not in known:
            known[words] = tuple(_spans(words, wanted))
        return known[words]

    return [
        Spot(at, box)
        for at, page in enumerate(pages)
        for mark in page.marks
        if any(map(spans, _words(mark)))
        for line in _lines(mark)
        for start, end in spans(line.owner.text.words)
        if (box := _box(line, start, end)) is not None
    ]


def struck(page: Page, point: QPointF) -> Struck | None:
    """The character at a point of the page, None where no paragraph's line is."""
    for mark in page.marks:
        if isinstance(mark, RowMark) and not mark.top <= point.y() <= mark.top + mark.height:
            continue
        for line in _lines(mark):
            if _room(line).contains(point):
                words = line.owner.text.words
                place = int(line.line.xToCursor(point.x() - line.left))
                return Struck(words.replace("\n", ""), place - words[:place].count("\n"))
    return None


def _words(mark: Mark) -> Sequence[str]:
    """Of the paragraphs that it is of, whole: what a table's row says is known without breaking it into lines."""
    if isinstance(mark, RowMark):
        return mark.words
    return (mark.owner.text.words,) if isinstance(mark, LineMark) else ()


def _lines(mark: Mark) -> Iterator[LineMark]:
    marks = mark.marks() if isinstance(mark, RowMark) else (mark,)
    return (each for each in marks if isinstance(each, LineMark))


def _spans(words: str, phrases: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(start, end) in the words as laid out, whose line breaks are characters too."""
    plain = words.replace("\n", "")
    found = [(phrase, plain.find(phrase)) for phrase in phrases if phrase in plain]  # in nearly all paragraphs there is none
    kept = [place for place, letter in enumerate(words) if letter != "\n"] if found else []
    for phrase, start in found:
        if len(phrase) >= _LEAST or len(plain) <= len(phrase) + _NUMBERING:
            yield kept[start], kept[start + len(phrase) - 1] + 1


def _box(mark: LineMark, start: int, end: int) -> QRectF | None:
    """Of what the line has of that span."""
    first = max(start, mark.line.textStart())
    last = min(end, mark.line.textStart() + mark.line.textLength())
    if first >= last:
        return None
    left, right = _x(mark, first), _x(mark, last)
    return QRectF(mark.left + left, mark.top, right - left, mark.pitch)


def _x(mark: LineMark, place: int) -> float:
    found: Any = mark.line.cursorToX(place)  # the x, and the place that it was taken for
    return float(found[0])


def _room(mark: LineMark) -> QRectF:
    text = mark.line.naturalTextRect()
    return QRectF(mark.left + text.x(), mark.top, text.width(), mark.pitch)
