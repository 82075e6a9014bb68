"""The parts of an xlsb whose records are binary: workbook, styles, strings, sheets, comments.

calamine reads its cells, but neither merges nor formats nor errors, and misses cells that are written in short form.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cached_property

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Merge
from qcapp.forms.package import Package
from qcapp.forms.xls_parts import ERRORS, rk_number
from qcapp.forms.xlsx_cells import TOO_LARGE, RawCell, RawSheet, check_area, check_place
from qcapp.forms.xlsx_parts import SheetPart, XlsxParts
from qcapp.forms.xlsx_shown import BUILT_IN

_ROW, _MERGE, _STRING = 0, 176, 19
_BUNDLE, _BOOK = 156, 153
_FORMAT, _CELL_STYLES, _CELL_STYLES_END, _STYLE = 44, 617, 618, 47
_AUTHOR, _COMMENT, _COMMENT_TEXT = 632, 635, 637
# Blank, RK number, error, boolean, number, text, shared text; then the same as results of formulas, and in short form,
# in which the column is the one after the last.
_BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(1, 8)
_FORMULAS = {8: _TEXT, 9: _REAL, 10: _BOOL, 11: _ERROR}
_LAST_CELL = 18
_MOST_MERGES = 20_000
_SHORT = {12: _BLANK, 13: _RK, 14: _ERROR, 15: _BOOL, 16: _REAL, 17: _TEXT, 18: _SHARED}


class XlsbParts(XlsxParts):
    """As for an xlsx, whose relationships, properties and drawings it shares."""

    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self._raw: dict[str, RawSheet] = {}

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        found = []
        for kind, data in _records(self.part(self.workbook)):
            if kind == _BUNDLE:
                identifier, end = _wide(data, 8)
                found.append(self._listed(_wide(data, end)[0], identifier, data[:4] == b"\0\0\0\0"))
        return tuple(found)

    @cached_property
    def date1904(self) -> bool:
        return any(kind == _BOOK and bool(data) and data[0] & 1 for kind, data in _records(self.part(self.workbook)))

    @cached_property
    def formats(self) -> list[str]:
        own: dict[int, str] = {}
        formats: list[str] = []
        within = False
        for kind, data in _records(self.part(self.related("styles"))):
            if kind == _FORMAT:
                own[int.from_bytes(data[:2], "little")] = _wide(data, 2)[0]
            elif kind in (_CELL_STYLES, _CELL_STYLES_END):
                within = kind == _CELL_STYLES
            elif kind == _STYLE and within:
                number = int.from_bytes(data[2:4], "little")
                formats.append(own.get(number) or BUILT_IN.get(number, "General"))
        return formats

    @cached_property
    def strings(self) -> list[str]:
        part = self.part(self.related("sharedStrings"))
        return [_wide(data, 1)[0] for kind, data in _records(part) if kind == _STRING]

    def check(self) -> None:
        for sheet in self.sheets:
            self.raw(sheet.path)

    def raw(self, path: str, everything: bool = True) -> RawSheet:
        if path not in self._raw:
            self._raw[path] = self._sheet(path)
        return self._raw[path]

    def _sheet(self, path: str) -> RawSheet:
        found = RawSheet()
        row = column = -1
        for kind, data in _records(self.part(path)):
            try:
                if kind == _ROW:
                    row, column = struct.unpack_from("<L", data)[0], -1
                elif kind == _MERGE:
                    top, bottom, left, right = struct.unpack_from("<4L", data)
                    if top <= bottom and left <= right:
                        found.merges.append(Merge(top, left, bottom, right))
                elif kind <= _LAST_CELL:
                    column = column + 1 if kind in _SHORT else struct.unpack_from("<L", data)[0]
                    cell = _cell(row, column, _SHORT.get(kind, kind), data if kind in _SHORT else data[4:])
                    if cell:
                        check_place(row, column)
                        found.cells.append(cell)
            except (struct.error, IndexError):  # a record cut short
                continue
        check_area(found.cells)
        if len(found.merges) > _MOST_MERGES:
            raise UnreadableFile(TOO_LARGE)
        return found

    def tells_more(self, path: str, found: int) -> bool:
        """The cells themselves are always looked at."""
        return True


def _cell(row: int, column: int, kind: int, data: bytes) -> RawCell | None:
    style = int.from_bytes(data[:3], "little")
    formula = "" if kind in _FORMULAS else None
    kind = _FORMULAS.get(kind, kind)
    if kind == _RK:
        return RawCell(row, column, "n", style, repr(rk_number(data[4:8])), formula)
    if kind == _REAL:
        return RawCell(row, column, "n", style, repr(struct.unpack_from("<d", data, 4)[0]), formula)
    if kind == _BOOL:
        return RawCell(row, column, "b", style, str(data[4]), formula)
    if kind == _ERROR:
        return RawCell(row, column, "e", style, ERRORS.get(data[4], "#VALUE!"), formula)
    if kind == _TEXT:
        return RawCell(row, column, "str", style, _wide(data, 4)[0], formula)
    if kind == _SHARED:
        return RawCell(row, column, "s", style, str(struct.unpack_from("<L", data, 4)[0]), formula)
    return None


def binary_comments(part: bytes) -> Iterator[tuple[tuple[int, int], str, str]]:
    """((row, column), author, text) of a comments part."""
    authors: list[str] = []
    author, spot = "", (0, 0)
    for kind, data in _records(part):
        if kind == _AUTHOR:
            authors.append(_wide(data, 0)[0])
        elif kind == _COMMENT and len(data) >= 16:
            number, top, _, left = struct.unpack_from("<4L", data)
            author, spot = authors[number] if number < len(authors) else "", (top, left)
        elif kind == _COMMENT_TEXT:
            yield spot, author, _wide(data, 1)[0]


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, data); both numbers before the data take one byte or more, seven bits in each."""
    place = 0
    while place < len(data):
        kind = data[place]
        place += 1
        if kind & 0x80 and place < len(data):
            kind = kind & 0x7F | data[place] << 7
            place += 1
        length = shift = 0
        while place < len(data) and shift < 28:
            length |= (data[place] & 0x7F) << shift
            place, shift = place + 1, shift + 7
            if not data[place - 1] & 0x80:
                break
        yield kind, data[place : place + length]
        place += length


def _wide(data: bytes, place: int) -> tuple[str, int]:
    """A string with its length before it, and where it ends; one that is null is empty."""
    length = int.from_bytes(data[place : place + 4], "little")
    length = 0 if length == 0xFFFFFFFF else length
    end = place + 4 + 2 * length
    return data[place + 4 : end].decode("utf-16-le", "replace"), end
