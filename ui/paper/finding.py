"""Where words stand on pages, and which words stand at a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF

from ui.paper.sheet import LineMark, Page

# A shorter phrase than that is only looked for where it is nearly all of a paragraph: 总体情况 stands in many.
_LEAST: Final = 8
_NUMBERING: Final = 5


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
    found: list[Spot] = []
    wanted = [phrase.replace("\n", "") for phrase in phrases if phrase]
    spans: dict[int, list[tuple[int, int]]] = {}
    for at, page in enumerate(pages):
        for mark in page.marks:
            if isinstance(mark, LineMark):
                key = id(mark.owner)
                if key not in spans:
                    spans[key] = list(_spans(mark.owner.text.words, wanted))
                if not spans[key]:
                    continue
                found += [Spot(at, box) for start, end in spans[key] if (box := _box(mark, start, end)) is not None]
    return found


def struck(page: Page, point: QPointF) -> Struck | None:
    """The character at a point of the page, None where no paragraph's line is."""
    for mark in page.marks:
        if isinstance(mark, LineMark) and _room(mark).contains(point):
            words = mark.owner.text.words
            place = int(mark.line.xToCursor(point.x() - mark.left))
            return Struck(words.replace("\n", ""), place - words[:place].count("\n"))
    return None


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
