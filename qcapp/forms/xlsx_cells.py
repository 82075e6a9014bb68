"""The cells of a sheet as its own XML has them: sparse, in document order, nothing believed of what it says of itself."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from lxml import etree

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.sheet import Merge
from qcapp.forms.xlsx_shown import Value

PARSER_OPTIONS: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
TOO_LARGE = "表格占的范围太大，读不了，请让填报单位把内容复制到下发的表里再报。"
MOST_CELLS = 20_000_000  # of the area that the cells of a sheet span
MOST_ROWS, MOST_COLUMNS = 200_000, 1_024
UNCOMPUTED = "公式没有算出结果"

_AT_ONCE = 4 * 1024 * 1024

_REFERENCE = LazyPattern(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ESCAPED = LazyPattern("_x([0-9A-Fa-f]{4})_")


class RawCell(NamedTuple):
    """``kind`` as in SpreadsheetML: n, s (a shared string's number), str, b, e, d. ``text`` None: it has no value.

    ``formula``: one stands in it. ``rich`` is above 0 where a picture may stand in the value's place.
    """

    row: int
    column: int
    kind: str
    style: int
    text: str | None
    formula: str | None = None
    rich: int = 0

    @property
    def why(self) -> str | None:
        """Why no text can be taken from it; None for a cell like any other."""
        if self.kind == "e" and self.text:
            return failed(self.text)
        if self.formula is not None and not self.text and not (self.kind in ("str", "s") and self.text is not None):
            return UNCOMPUTED
        return None


@dataclass
class RawSheet:
    """Cells, and what the sheet says of merges."""

    cells: list[RawCell] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)


def failed(error: str) -> str:
    """What is said of a cell that shows an error value."""
    return f"公式出错 {error}"


def raw_sheet(data: bytes, everything: bool = True) -> RawSheet:
    """XMLSyntaxError when the part is no XML, UnreadableFile when its cells lie too far apart.

    Not ``everything``: without merges and without texts that are just that.
    """
    found = RawSheet()
    row = -1
    for element in streamed(data, "row", "mergeCell") if everything else streamed(data, "row"):
        if element.tag.endswith("mergeCell"):
            if merge := _merge(element.get("ref") or ""):
                found.merges.append(merge)
            continue
        row = whole(element.get("r")) - 1 if whole(element.get("r")) else row + 1
        found.cells.extend(_cells(element, row, everything))
    return found


def tells_more(data: bytes, found: int) -> bool:
    """Whether a sheet's part may hold other than the ``found`` filled cells, told without a parser.

    Cells with something in them have an end tag. There are more of them where some were missed, where values are errors or
    empty texts, and where formulas have no value; none where names bear a prefix.
    """
    count = data.count(b"</c>")
    return count != found and count - data.count(b'"></c>') != found


def _cells(row_element: Any, row: int, everything: bool) -> Iterator[RawCell]:
    column = -1
    for element in row_element.iterchildren("{*}c"):
        reference = _REFERENCE.fullmatch(element.get("r") or "")
        place, column = (int(reference[2]) - 1, column_of(reference[1])) if reference else (row, column + 1)
        if not len(element):
            continue
        kind, text, formula = element.get("t") or "n", None, None
        if not everything and kind in ("s", "inlineStr"):
            continue
        for child in element:
            name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
            if name == "v" and kind != "inlineStr":
                text = _inner(child)
            elif name == "is":
                kind, text = "str", rich_text(child)
            elif name == "f":
                formula = _inner(child)
        if text is not None or formula is not None:
            check_place(place, column)
            yield RawCell(place, column, kind, whole(element.get("s")), text, formula, whole(element.get("vm")))


def check_place(row: int, column: int) -> None:
    if not (0 <= row < MOST_ROWS and 0 <= column < MOST_COLUMNS):
        raise UnreadableFile(TOO_LARGE)


def _inner(element: Any) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""


def check_area(cells: Collection[tuple[Any, ...]]) -> int:
    """Rows down to the last cell; UnreadableFile when all cells (row and column first) span too much."""
    height, width = max((each[0] for each in cells), default=-1) + 1, max((each[1] for each in cells), default=-1) + 1
    if height * width > MOST_CELLS:
        raise UnreadableFile(TOO_LARGE)
    return height


def rich_text(element: Any) -> str:
    """A string of runs, readings of characters (phonetic runs) left out."""
    texts = []
    for child in element:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name == "t":
            texts.append(_text(child))
        elif name == "r":
            texts += [_text(text) for text in child.iterchildren("{*}t")]
    return "".join(texts)


def _text(element: Any) -> str:
    """Blanks at its ends count only where that is said; a character may be written as its number."""
    text = _inner(element)
    if element.get(_SPACE) != "preserve":
        text = text.strip()
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def shared_strings(data: bytes) -> list[str]:
    return [rich_text(element) for element in streamed(data, "si")] if data else []


def value_of(cell: RawCell, strings: list[str]) -> Value:
    """The cell's value as far as the cell alone tells it; "" where there is none. Days by number stay numbers."""
    text = cell.text
    if text is None or cell.kind == "e":
        return ""
    if cell.kind == "s":
        number = text.strip()
        index = int(number) if number.isdecimal() and len(number) < 10 else -1
        return strings[index] if 0 <= index < len(strings) else ""
    if cell.kind == "b":
        return text.strip().lower() in ("1", "true")
    if cell.kind == "d":
        return _iso(text.strip())
    return _number(text) if cell.kind == "n" else text


def _number(text: str) -> Value:
    try:
        number = float(text) if "_" not in text else float("nan")
    except ValueError:
        return text
    return number if abs(number) < 1e300 else text


def _iso(text: str) -> Value:
    try:
        return date.fromisoformat(text) if "T" not in text else datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


def grid(cells: dict[tuple[int, int], Value]) -> list[list[Value]]:
    """Rows as far as there are cells, each as far as it has any. UnreadableFile when they span too much."""
    if not cells:
        return []
    height = check_area(cells)
    rows: list[list[Value]] = [[] for _ in range(height)]
    for (row, column), value in cells.items():
        line = rows[row]
        if len(line) <= column:
            line.extend([""] * (column + 1 - len(line)))
        line[column] = value
    return rows


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if not start or not end:
        return None
    rows, columns = sorted((int(start[2]), int(end[2]))), sorted((column_of(start[1]), column_of(end[1])))
    return Merge(rows[0] - 1, columns[0], rows[1] - 1, columns[1]) if rows[0] else None


def place_of(reference: str) -> tuple[int, int] | None:
    """B2 → (1, 1)."""
    found = _REFERENCE.fullmatch(reference.partition(":")[0])
    return (int(found[2]) - 1, column_of(found[1])) if found and int(found[2]) else None


@lru_cache(maxsize=2048)
def column_of(letters: str) -> int:
    """A → 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


@cache
def parser() -> etree.XMLParser:
    return etree.XMLParser(**PARSER_OPTIONS)


def streamed(data: bytes, *tags: str) -> Iterator[Any]:
    """Elements of these local names; of a large part each is given up as soon as the next is asked for. XMLSyntaxError."""
    wanted = [f"{{*}}{tag}" for tag in tags]
    if len(data) < _AT_ONCE:
        yield from etree.fromstring(data, parser()).iter(*wanted)
        return
    for _, element in etree.iterparse(io.BytesIO(data), events=("end",), tag=wanted, **PARSER_OPTIONS):
        yield element
        element.clear(keep_tail=True)
        while element.getprevious() is not None:
            del element.getparent()[0]


def whole(text: str | None) -> int:
    """A number that an attribute holds; 0 when absent or nonsense."""
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else 0
