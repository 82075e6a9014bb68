"""Sheets as forms come back most often: every cell empty, a text or a whole number, written the way in which the common programs
write it.

They are read without a parser of any kind, in a third of its time. That a sheet is such a one is shown, not believed: all tags
between its rows' first and last are accounted for, and whatever else stands there makes it a sheet for the long way round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple
from xml.parsers import expat

from qcapp.domain.sheet import Merge
from qcapp.forms.xlsx_cells import MOST_COLUMNS, MOST_ROWS, column_of

XML_HEAD = (
    rb"(?:\xef\xbb\xbf)?(?:<\?xml version=[\"']1\.0[\"'](?: encoding=[\"'](?i:utf-8)[\"'])?"
    rb"(?: standalone=[\"']yes[\"'])?\s*\?>\s*)?"
)
_MAIN = rb"xmlns=\"http://schemas\.openxmlformats\.org/spreadsheetml/2006/main\"[ >]"
_CORNER = rb"[A-Z]{1,3}[1-9]\d{0,5}"
_PLACE = rb"([A-Z]{1,3})([1-9]\d{0,5})"
_TEXT = rb"<t( xml:space=\"preserve\")?>([^<]+)</t>"
_MOST_CELLS = 200_000  # of the area from the first cell to the last: larger sheets are made by nobody's hand
_MERGE_TAG = len(b'<mergeCell ref=""/>')
_FENCE, _FENCE_BYTES = "\ue000", "\ue000".encode()  # between two texts; one that has it itself shows by their number

Numbered = Callable[[], Sequence[str] | None]
"""The texts that cells share; None where these are not plain."""


class PlainSheet(NamedTuple):
    """``letters`` and ``numbers``: columns and rows of the cells that hold something, as they are written; ``columns`` and
    ``lines`` what these mean, from 0. ``texts``: what the cells hold, or where that is None ``shared``: which of the texts that
    cells share. ``digits``: of the whole numbers, whose cells are the last of all; ``styles``: of these cells. ``tags``: of rows
    and of cells; ``told``: what stands before the cells and after them."""

    letters: Sequence[bytes]
    numbers: Sequence[bytes]
    columns: dict[bytes, int]
    lines: dict[bytes, int]
    texts: Sequence[str] | None
    shared: Sequence[int]
    digits: Sequence[str]
    styles: frozenset[int]
    height: int
    width: int
    merges: list[Merge]
    tags: tuple[int, int]
    told: bytes

    def rows(self, strings: Numbered) -> list[list[str]] | None:
        """Down to the last text, all as wide as the last of any. None where a text that is shared is no plain one."""
        texts = self.texts
        if texts is None:
            known = strings()
            if known is None or max(self.shared, default=-1) >= len(known):
                return None
            texts = [known[number] for number in self.shared]
        columns, lines, width = self.columns, self.lines, self.width
        grid = [[""] * width for _ in range(self.height)]
        for letter, number, text in zip(self.letters, self.numbers, chain(texts, self.digits), strict=True):
            grid[lines[number]][columns[letter]] = text
        return grid


class _Patterns(NamedTuple):
    """``own``: a cell with a text of its own, its column and row before it; ``shared``: with the number of one; ``digits``: with
    a whole number of which a spreadsheet keeps every digit, its style before it."""

    sheet: re.Pattern[bytes]
    own: re.Pattern[bytes]
    shared: re.Pattern[bytes]
    digits: re.Pattern[bytes]
    strange: re.Pattern[bytes]
    merge: re.Pattern[bytes]
    strings: re.Pattern[bytes]
    string: re.Pattern[bytes]


@cache
def _patterns() -> _Patterns:
    any_cell = rb"<c r=\"" + _PLACE + rb"\""
    cell = any_cell + rb"(?: s=\"\d{1,6}\")? t="
    return _Patterns(
        re.compile(XML_HEAD + rb"<worksheet (?:[^<>]* )?" + _MAIN),
        re.compile(cell + rb"\"inlineStr\"><is>" + _TEXT + rb"</is></c>"),
        re.compile(cell + rb"\"s\"><v>(\d{1,7})</v></c>"),
        re.compile(any_cell + rb"(?: s=\"(\d{1,6})\")?(?: t=\"n\")?><v>(0|-?[1-9]\d{0,14})(?:\.0)?</v></c>"),
        # Of what stands before the cells and after them. (Where pages end are no rows.)
        re.compile(rb"<(?:[!?]|row(?!Breaks)|c |sheetData)"),
        re.compile(rb"<mergeCell ref=\"(" + _CORNER + rb":" + _CORNER + rb")\"\s?/>"),
        re.compile(XML_HEAD + rb"<sst (?:[^<>]* )?" + _MAIN),
        re.compile(rb"<si>" + _TEXT + rb"(?:<phoneticPr [^<>]*/>)?</si>"),
    )


def plain_sheet(data: bytes) -> PlainSheet | None:
    """None for a sheet that is not so plain, and for any other part."""
    known = _patterns()
    start = known.sheet.match(data)
    if start is None:
        return None
    first, last = data.find(b"<sheetData>"), data.rfind(b"</sheetData>")
    if not start.end() <= first < last or not data.endswith((b"</worksheet>", b"</worksheet>\n", b"</worksheet>\r\n")):
        return None
    cells, before, after = data[first + len(b"<sheetData>") : last], data[start.end() : first], data[last:]
    told = before + after
    if known.strange.search(told) or b"<mergeCell" in before:
        return None
    merged = _merges(after, known.merge)
    if merged is None:
        return None
    merges, after = merged
    texts: list[str] | None = None
    shared: list[int] = []
    if b'"inlineStr"' in cells:
        rest, letters, numbers, kept, raw = _parted(known.own, cells)
        if (texts := _unescaped(kept, raw)) is None:
            return None
    else:
        rest, letters, numbers, places = _parted(known.shared, cells)
        shared = list(map(int, places))
        texts = None if shared else []
    styles: frozenset[int] = frozenset()
    digits: list[str] = []
    if b"<v>" in rest:
        rest, more_letters, more_numbers, of_style, kept = _parted(known.digits, rest)
        letters, numbers = [*letters, *more_letters], [*numbers, *more_numbers]
        styles, digits = frozenset(int(each or 0) for each in of_style), [each.decode() for each in kept]
    rows, empty = rest.count(b"<row "), rest.count(b"<c ")
    if rest.count(b"<") - rest.count(b"</") != rows + empty:  # all that begin are these, and so are all that end
        return None
    if not _is_xml(data[: first + len(b"<sheetData>")] + rest + after):
        return None
    columns, lines = _columns(set(letters)), _lines(set(numbers))
    height, width = max(lines.values(), default=-1) + 1, max(columns.values(), default=-1) + 1
    twice = len(set(zip(letters, numbers, strict=True))) < len(letters)
    if twice or height > MOST_ROWS or width > MOST_COLUMNS or height * width > _MOST_CELLS:
        return None
    tags = (rows, empty + len(letters))
    return PlainSheet(letters, numbers, columns, lines, texts, shared, digits, styles, height, width, merges, tags, told)


def _parted(cell: re.Pattern[bytes], cells: bytes) -> list[Any]:
    """What is none of those cells, a dot in each one's place; then their groups, each a list of all cells'."""
    parts = cell.split(cells)
    step = cell.groups + 1
    return [b".".join(parts[::step]), *(parts[place::step] for place in range(1, step))]


def plain_strings(data: bytes) -> list[str] | None:
    """Shared texts without formats; None where others are among them."""
    known = _patterns()
    start, found = known.strings.match(data), known.string.findall(data)
    tags = 4 * len(found) + data.count(b"<phoneticPr ") + 1  # the last is the end of all
    if start is None or data.count(b"<", start.end()) != tags:
        return None
    return _unescaped(*zip(*found, strict=True)) if found else []


def _unescaped(kept: Sequence[bytes | None], raw: Sequence[bytes]) -> list[str] | None:
    """The texts that the XML stands for. ``kept`` says of each whether blanks at its ends are meant. None where any is not XML,
    has blanks that are not meant, or characters that spreadsheets write in ways of their own."""
    if not raw:
        return []
    together = _FENCE_BYTES.join(raw)
    if b"\r" in together:
        return None
    try:
        text = _without_references(together) if b"&" in together or b"]]>" in together else together.decode()
    except (UnicodeDecodeError, expat.ExpatError):
        return None
    texts = text.split(_FENCE)
    if len(texts) != len(raw) or "\r" in text or "_x" in text:
        return None
    bare = list(map(str.strip, texts))
    if bare != texts and any(not keep and one != other for keep, one, other in zip(kept, bare, texts, strict=True)):
        return None
    return texts


def _without_references(text: bytes) -> str:
    """Characters in the places of what stands for them. ExpatError where it is no XML; no tag is in it."""
    pieces: list[str] = []
    parser: Any = expat.ParserCreate("utf-8")
    parser.buffer_text, parser.buffer_size = True, max(len(text), 1024)
    parser.CharacterDataHandler = pieces.append
    parser.Parse(b"<t>" + text + b"</t>", True)
    return "".join(pieces)


def _is_xml(part: bytes) -> bool:
    try:
        expat.ParserCreate("utf-8", " ").Parse(part, True)
    except expat.ExpatError:
        return False
    return True


def _merges(after: bytes, pattern: re.Pattern[bytes]) -> tuple[list[Merge], bytes] | None:
    """Merged ranges, and what stands after the cells without them, where they follow one another."""
    begin = after.find(b"<mergeCell")
    if begin < 0:
        return [], after
    first, end = after.find(b"<mergeCell ", begin), after.find(b"</mergeCells>", begin)
    found = pattern.findall(after, first, end) if 0 <= first < end else []
    if len(found) != after.count(b"<mergeCell ", begin) or after.count(b"<mergeCells", begin) != 1:
        return None
    merges = list(filter(None, map(_merge, found)))
    if len(merges) < len(found):
        return None
    # Of whole elements right behind a tag it does not depend whether all is XML.
    apart = not found or after[first - 1 : first] != b">" or end - first != len(found) * _MERGE_TAG + sum(map(len, found))
    return merges, after if apart else after[:first] + after[end:]


@lru_cache(maxsize=4096)
def _merge(reference: bytes) -> Merge | None:
    """Most are the same in many forms. None where its corners are not in order."""
    (top, left), (bottom, right) = map(_corner, reference.split(b":"))
    return Merge(top, left, bottom, right) if top <= bottom and left <= right else None


def _corner(place: bytes) -> tuple[int, int]:
    letters = place.rstrip(b"0123456789")
    return int(place[len(letters) :]) - 1, column_of(letters.decode())


def _columns(letters: set[bytes]) -> dict[bytes, int]:
    return {each: column_of(each.decode()) for each in letters}


def _lines(numbers: set[bytes]) -> dict[bytes, int]:
    return {each: int(each) - 1 for each in numbers}
