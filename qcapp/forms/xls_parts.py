"""What of an xls or et calamine does not tell: formats of numbers, error values, comments, text boxes, how far sheets reach.

A pass over the workbook's records (BIFF8; of older files only the reach and the error values are taken). Numbers are taken
as they stand: which of them are days calamine can't always tell. A formula that was never worked out bears no mark.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Aside
from qcapp.forms.sheet_texts import SheetFacts
from qcapp.forms.xlsx_cells import MOST_CELLS, TOO_LARGE, check_place, failed
from qcapp.forms.xlsx_drawn import COMMENT, TEXT_BOX, comment_text
from qcapp.forms.xlsx_shown import BUILT_IN

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_DATEMODE, _FORMAT, _XF, _BOUNDSHEET = 0x0022, 0x041E, 0x00E0, 0x0085
_FORMULA, _NUMBER, _RK, _MULRK, _BOOLERR = 0x0006, 0x0203, 0x027E, 0x00BD, 0x0205
_TEXTS = (0x00FD, 0x0204, 0x00D6)  # LABELSST, LABEL, RSTRING
_NOTE, _OBJ, _TXO, _DRAWING = 0x001C, 0x005D, 0x01B6, 0x00EC
_BIFF8 = 0x0600
_ANCHOR = b"\x00\x00\x10\xf0\x12\x00\x00\x00"  # the header of a shape's anchor in a sheet
_IS_NOTE, _IS_PICTURE, _CONTROLS = 0x19, 0x08, frozenset((0x07, 0x0B, 0x0C, 0x0D, 0x0E, 0x10, 0x11, 0x12, 0x13, 0x14))

Record = tuple[int, bytes]


@dataclass
class _Globals:
    version: int = 0
    date1904: bool = False
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    sheets: list[int] = field(default_factory=list)  # where each one's records begin

    def format(self, style: int) -> str:
        number = self.styles[style] if style < len(self.styles) else 0
        return self.formats.get(number) or BUILT_IN.get(number, "General")


class XlsParts:
    """One workbook, read at once. UnreadableFile when a sheet reaches too far."""

    def __init__(self, data: bytes) -> None:
        stream = _stream(data)
        self._globals = _globals(stream)
        self._facts = [_Pass(self._globals).over(stream, start) for start in self._globals.sheets]

    @property
    def date1904(self) -> bool:
        return self._globals.date1904

    @property
    def notes(self) -> tuple[str, ...]:
        pictures = sum(each.pictures for each in self._facts)
        return (f"这份 xls 里有 {pictures} 张图片取不出来，请用 WPS 打开后另存为 xlsx 再导入。",) if pictures else ()

    def numbers(self, index: int) -> dict[tuple[int, int], float]:
        """Every number of a sheet whose formats are known."""
        return self._facts[index].numbers if index < len(self._facts) else {}

    def facts(self, index: int) -> SheetFacts:
        """Of the sheet of that place in the workbook."""
        return self._facts[index].facts if index < len(self._facts) else SheetFacts(formats=None)


class _Pass:
    """Over the records of one sheet."""

    def __init__(self, known: _Globals) -> None:
        self._globals = known
        self._formats: dict[tuple[int, int], str] = {}
        self.facts = SheetFacts(self._formats if known.version == _BIFF8 else None)
        self.numbers: dict[tuple[int, int], float] = {}
        self.pictures = 0
        self._height = self._width = 0
        self._anchor = (0, 0)
        self._object = (0, 0)  # kind, id
        self._notes: list[tuple[int, int, int, str]] = []
        self._texts: dict[int, str] = {}

    def over(self, stream: bytes, start: int) -> _Pass:
        for kind, data, following in _records(stream, start):
            try:
                self._cell(kind, data)
                if self._globals.version == _BIFF8:
                    self._drawn(kind, data, following)
            except (struct.error, IndexError):
                continue
        for row, column, number, author in self._notes:
            if text := comment_text(self._texts.get(number, ""), author):
                self.facts.asides.append(Aside(row, column, COMMENT, text))
        return self

    def _cell(self, kind: int, data: bytes) -> None:
        if kind == _MULRK:
            row, first = struct.unpack_from("<2H", data)
            for place in range(4, len(data) - 7, 6):
                style = struct.unpack_from("<H", data, place)[0]
                self._number(row, first + (place - 4) // 6, style, rk_number(data[place + 2 : place + 6]))
        elif kind in (_NUMBER, _RK, _FORMULA, _BOOLERR) or kind in _TEXTS:
            row, column, style = struct.unpack_from("<3H", data)
            self._reach(row, column)
            error = _error(kind, data)
            if error is not None:
                self.facts.unreadable[row, column] = failed(ERRORS.get(error, "#VALUE!"))
            elif kind == _RK:
                self._number(row, column, style, rk_number(data[6:10]))
            elif kind == _NUMBER or (kind == _FORMULA and data[12:14] != b"\xff\xff"):
                self._number(row, column, style, struct.unpack_from("<d", data, 6)[0])

    def _number(self, row: int, column: int, style: int, value: float) -> None:
        self._reach(row, column)
        if self._globals.version == _BIFF8:
            self.numbers[row, column] = value
            self._formats[row, column] = self._globals.format(style)

    def _reach(self, row: int, column: int) -> None:
        check_place(row, column)
        self._height, self._width = max(self._height, row + 1), max(self._width, column + 1)
        if self._height * self._width > MOST_CELLS:
            raise UnreadableFile(TOO_LARGE)

    def _drawn(self, kind: int, data: bytes, following: list[bytes]) -> None:
        if kind == _DRAWING and (place := data.rfind(_ANCHOR)) >= 0:
            column, _, row = struct.unpack_from("<3H", data, place + len(_ANCHOR) + 2)
            self._anchor = (row, column)
        elif kind == _OBJ:
            self._object = struct.unpack_from("<2H", data, 4)
            self.pictures += self._object[0] == _IS_PICTURE
        elif kind == _TXO:
            text = _continued(following, struct.unpack_from("<H", data, 10)[0])
            if self._object[0] == _IS_NOTE:
                self._texts[self._object[1]] = text
            elif text.strip() and self._object[0] not in _CONTROLS:
                self.facts.asides.append(Aside(*self._anchor, TEXT_BOX, text.replace("\r", "\n").strip()))
        elif kind == _NOTE:
            row, column, _, number = struct.unpack_from("<4H", data)
            self._notes.append((row, column, number, _text(data, 8)))


def _error(kind: int, data: bytes) -> int | None:
    """The error value of a cell that shows one."""
    if kind == _BOOLERR:
        return data[6] if data[7] else None
    return data[8] if kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2 else None


def rk_number(data: bytes) -> float:
    """A number in its short form of four bytes."""
    whole = int.from_bytes(data, "little", signed=True)
    number: float = float(whole >> 2) if whole & 2 else struct.unpack("<d", bytes(4) + struct.pack("<l", whole & ~3))[0]
    return number / 100 if whole & 1 else number


def _stream(data: bytes) -> bytes:
    """The workbook's records."""
    import olefile  # type: ignore[import-untyped]

    with olefile.OleFileIO(data) as container:
        for name in ("Workbook", "Book"):
            if container.exists(name):
                return bytes(container.openstream(name).read())
    return b""


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes, list[bytes]]]:
    """(kind, data, data of the CONTINUEs behind) from a BOF to its EOF; charts within a sheet are passed over."""
    depth = 0
    waiting: tuple[int, bytes, list[bytes]] | None = None
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        data = stream[start + 4 : start + 4 + length]
        start += 4 + length
        if kind == _CONTINUE:
            if waiting:
                waiting[2].append(data)
            continue
        if waiting:
            yield waiting
        waiting = None
        if kind & 0xFF == _BOF & 0xFF and kind in (0x0009, 0x0209, 0x0409, _BOF):
            depth += 1
        elif kind == _EOF:
            depth -= 1
        if depth <= 0:
            return
        if depth == 1:
            waiting = (kind, data, [])


def _globals(stream: bytes) -> _Globals:
    found = _Globals()
    for kind, data, _ in _records(stream, 0):
        try:
            if kind == _BOF:
                found.version = struct.unpack_from("<H", data)[0]
            elif kind == _DATEMODE:
                found.date1904 = data[:1] == b"\x01"
            elif kind == _FORMAT and found.version == _BIFF8:
                found.formats[struct.unpack_from("<H", data)[0]] = _text(data, 2)
            elif kind == _XF:
                found.styles.append(struct.unpack_from("<H", data, 2)[0])
            elif kind == _BOUNDSHEET:
                found.sheets.append(struct.unpack_from("<L", data)[0])
        except struct.error:
            continue
    return found


def _text(data: bytes, place: int) -> str:
    """A string with its length before it."""
    length, wide = struct.unpack_from("<HB", data, place)
    raw = data[place + 3 :]
    return raw[: 2 * length].decode("utf-16-le", "replace") if wide & 1 else raw[:length].decode("latin-1")


def _continued(pieces: list[bytes], length: int) -> str:
    """``length`` UTF-16 units that begin in the first piece; each piece says anew whether it is wide."""
    text = ""
    for piece in pieces:
        left = length - len(text.encode("utf-16-le", "surrogatepass")) // 2
        if left <= 0:
            break
        wide = piece[:1] and piece[0] & 1
        text += piece[1 : 1 + 2 * left].decode("utf-16-le", "replace") if wide else piece[1 : 1 + left].decode("latin-1")
    return text
