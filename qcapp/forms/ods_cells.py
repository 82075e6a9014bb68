"""One sheet of an ods: cells, merges, and what stands at the cells.

Read from the XML itself: calamine takes the words of a text box for the cell's, drops line breaks and tabs, and refuses
a file whose XML has a blank between two cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Aside, Merge
from qcapp.forms.sheet_texts import SheetFacts
from qcapp.forms.xlsx_cells import TOO_LARGE, UNCOMPUTED, check_place, failed, grid
from qcapp.forms.xlsx_drawn import COMMENT, TEXT_BOX, comment_text
from qcapp.forms.xlsx_shown import Value

_MOST_FILLED = 3_000_000
_GROUPS = ("table-row-group", "table-header-rows", "table-rows")
_MONTH_OR_DAY = re.compile(r"\d{4}年(?:\d{1,2}月)?|\d{1,2}月(?:\d{1,2}日)?")
# Some programs say of a percentage or a day that it is a number, and show it well.
_SHOWN = re.compile(r"-?[\d.,]+\s?%|\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?")
_GROUPING = re.compile(r"[\s\-()（）]")
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_ERROR = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|NUM!|N/A|NULL!)|(?:Err|错误)[:：]\s?\d{3}", re.IGNORECASE)


class OdsTable:
    """A sheet, read at once. ``names``: those in the container. UnreadableFile when it reaches too far."""

    def __init__(self, table: Any, visible: bool, names: frozenset[str]) -> None:
        self.name = get(table, "name") or ""
        self.visible = visible
        self.merges: list[Merge] = []
        self.facts = SheetFacts()
        self.lost_pictures = self.embedded = 0
        self._names = names
        self._cells: dict[tuple[int, int], Value] = {}
        for shapes in table.iterchildren("{*}shapes"):
            self._drawn(shapes, 0, 0)
        r = 0
        for row in _rows(table):
            repeated = _number(row, "number-rows-repeated")
            self._row(row, r, repeated)
            r += repeated

    def values(self) -> list[list[Value]]:
        return grid(self._cells)

    def _row(self, row: Any, r: int, repeated: int) -> None:
        c = 0
        for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            down, across = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
            if down > 1 or across > 1:
                self.merges.append(Merge(r, c, r + down - 1, c + across - 1))
            width = _number(cell, "number-columns-repeated")
            if len(cell):
                self._drawn(cell, r, c)
            if len(cell) or any(key.endswith(("value-type", "formula")) for key in cell.attrib):
                self._take(cell, r, c, repeated, width)
            c += width

    def _take(self, cell: Any, r: int, c: int, down: int, across: int) -> None:
        why, value = _read(cell)
        if value == "" and why is None:
            return
        check_place(r + down - 1, c + across - 1)
        if len(self._cells) + down * across > _MOST_FILLED:
            raise UnreadableFile(TOO_LARGE)
        for spot in ((r + further, c + beside) for further in range(down) for beside in range(across)):
            if why is not None:
                self.facts.unreadable[spot] = why
            else:
                self._cells[spot] = value

    def _drawn(self, holder: Any, r: int, c: int) -> None:
        for element in holder:
            if not isinstance(element.tag, str) or local(element) == "p":
                continue
            if local(element) == "annotation":
                author = next((child.text or "" for child in element.iterchildren("{*}creator")), "")
                if text := comment_text(_paragraphs(element.iter("{*}p")), author):
                    self.facts.asides.append(Aside(r, c, COMMENT, text))
                continue
            self._images(element, r, c)
            if text := _paragraphs(element.iter("{*}p")):
                self.facts.asides.append(Aside(r, c, TEXT_BOX, text))

    def _images(self, element: Any, r: int, c: int) -> None:
        for frame in element.iter("{*}frame"):
            if next(frame.iterchildren("{*}object-ole"), None) is not None:
                self.embedded += 1
            # What stands beside an object (a chart) is its likeness and no picture of its own; of several images the
            # first is the best.
            elif next(frame.iterchildren("{*}object"), None) is None:
                for image in islice(frame.iterchildren("{*}image"), 1):
                    part = (get(image, "href") or "").removeprefix("./")
                    if part in self._names:
                        self.facts.pictures.append((r, c, part))
                    else:
                        self.lost_pictures += 1


def _rows(element: Any) -> Iterator[Any]:
    """In order, those in groups and headers too; not those of a table within a cell."""
    for child in element:
        name = local(child) if isinstance(child.tag, str) else ""
        if name == "table-row":
            yield child
        elif name in _GROUPS:
            yield from _rows(child)


def _read(cell: Any) -> tuple[str | None, Value]:
    """(why it can't be read, value); the text on screen where it means more than the value."""
    kind, formula = get(cell, "value-type"), get(cell, "formula")
    text = _paragraphs(cell.iterchildren("{*}p"))
    if any(value == "error" for key, value in cell.items() if key.endswith("}value-type")) or (
        formula is not None and _ERROR.fullmatch(text.strip())
    ):
        return failed(text.strip() or "#VALUE!"), ""
    value = _value(cell, kind, text)
    if value == "" and formula is not None and kind != "string":
        return UNCOMPUTED, ""
    return None, value


def _value(cell: Any, kind: str | None, text: str) -> Value:
    if kind in ("float", "currency"):
        return _figure(get(cell, "value"), text)
    if kind == "percentage":
        return text.strip() or _figure(get(cell, "value"), text)
    if kind == "date":
        return text.strip() if _MONTH_OR_DAY.fullmatch(text.strip()) else _day(get(cell, "date-value"), text)
    if kind == "time":
        return _time(get(cell, "time-value"), text)
    if kind == "boolean":
        return {"true": "TRUE", "false": "FALSE"}.get((get(cell, "boolean-value") or "").lower(), text)
    if text:
        return text
    return get(cell, "string-value") or ""


def _figure(value: str | None, text: str) -> Value:
    """A number; its text where that keeps leading zeros or is none."""
    try:
        number = float(value or "")
    except ValueError:
        return text
    shown, digits = text.strip(), _GROUPING.sub("", text)
    if shown in ("TRUE", "FALSE") or _SHOWN.fullmatch(shown) or _MONTH_OR_DAY.fullmatch(shown) or (
        digits.isdecimal() and digits.startswith("0") and 1 < len(digits) < 30 and int(digits) == number
    ):
        return shown
    return number if abs(number) < 1e300 else text


def _day(value: str | None, text: str) -> Value:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None) if value and "T" in value else date.fromisoformat(value or "")
    except ValueError:
        return text or value or ""


def _time(value: str | None, text: str) -> Value:
    found = _DURATION.fullmatch(value or "")
    if not found or len(value or "") > 24:
        return text
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return (datetime.min + length).time() if length < timedelta(days=1) else length


def _paragraphs(paragraphs: Iterator[Any]) -> str:
    return "\n".join("".join(_words(paragraph)) for paragraph in paragraphs).strip("\n")


def _words(element: Any) -> Iterator[str]:
    """A paragraph's text; what is drawn in it and how characters are read is left out."""
    yield element.text or ""
    for child in element:
        name = local(child) if isinstance(child.tag, str) else ""
        if name == "s":
            yield " " * min(_number(child, "c"), 1_000)
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name in ("span", "a", "ruby", "ruby-base", "meta", "meta-field") or name.startswith(("date", "time", "sheet-name")):
            yield from _words(child)
        yield child.tail or ""


def get(element: Any, name: str) -> str | None:
    """An attribute by local name; LibreOffice adds one of its own (calcext) to some, after the standard's."""
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def _number(element: Any, name: str) -> int:
    """A count attribute; 1 when absent or nonsense."""
    text = get(element, name) or ""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def local(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
