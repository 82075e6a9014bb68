"""Spreadsheets that came back, of any program and format, as a Document.

calamine reads the cells; what it does not tell (where a form id may stand, how a number was shown, merges of an ods) comes
from small passes of our own over the parts. Nothing is evaluated and no link is followed. The file has been through the
container gate.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from qcapp.domain.errors import ExpectedError, UnreadableFile
from qcapp.domain.sheet import Document, Merge, Sheet
from qcapp.forms.ods_parts import OdsParts
from qcapp.forms.xlsx_parts import XlsxParts
from qcapp.forms.xlsx_shown import shown

DAMAGED = "文件已损坏，读不出表格，请让填报单位用 WPS 或 Excel 打开后另存为 xlsx 再报。"
PASSWORD = "文件设了打开密码，请让填报单位去掉密码后另存为 xlsx 再报。"
NO_SHEET = "文件里没有工作表，请让填报单位用 WPS 或 Excel 打开后另存为 xlsx 再报。"
TOO_LARGE = "表格占的范围太大，读不了，请让填报单位把内容复制到下发的表里再报。"
_MOST_CELLS = 20_000_000
_MOST_EXACT = 10**15  # from here on a spreadsheet no longer keeps every digit

Value = str | int | float | bool | date | datetime | time | timedelta
# (row, column) → how the number there is shown, an empty text for an error value; see XlsxParts.formats.
# None where the format of numbers can't be known.
Formats = dict[tuple[int, int], str] | None


def read_xlsx(data: bytes) -> Document:
    """The cells, merges and carriers of an xlsx or xlsm. UnreadableFile when it can't be read."""
    return _guarded(_read_xlsx, data)


def read_spreadsheet(data: bytes, kind: str) -> Document:
    """The same of another spreadsheet; ``kind`` is xls (or et), xlsb, ods: told by the bytes, and kept in the Document."""
    return _guarded(partial(_read_ods if kind == "ods" else _read_binary, kind=kind), data)


def _guarded(read: Callable[[bytes], Document], data: bytes) -> Document:
    try:
        document = read(data)
    except ExpectedError:
        raise
    except PasswordError:
        raise UnreadableFile(PASSWORD) from None
    except Exception as error:  # parsers fed with damaged bytes raise anything
        raise UnreadableFile(DAMAGED) from error
    if not document.sheets:
        raise UnreadableFile(NO_SHEET)
    return document


def _read_xlsx(data: bytes) -> Document:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = XlsxParts(archive)
        taken = _Taken()
        book = load_workbook(io.BytesIO(data))
        sheets = []
        for index, name in _worksheets(book):
            sheet = book.get_sheet_by_index(index)
            values = _values(sheet)
            # The pass over the sheet's own XML is for the few sheets that hold a number, a date or an error value.
            formats = parts.formats(name) if _any_number(values) or parts.has_errors(name) else {}
            merges = _merges(sheet)
            rows = taken.rows(name, values, merges, formats)
            sheets.append(Sheet(name, rows, merges, _visible(book, index)))
        return Document("xlsx", tuple(sheets), parts.carriers(), notes=tuple(taken.notes))


def _read_binary(data: bytes, kind: str) -> Document:
    """xls, et and xlsb: calamine knows the merges, nobody the formats."""
    book = load_workbook(io.BytesIO(data))
    taken = _Taken()
    sheets = []
    for index, name in _worksheets(book):
        sheet = book.get_sheet_by_index(index)
        merges = _merges(sheet)
        sheets.append(Sheet(name, taken.rows(name, _values(sheet), merges, None), merges, _visible(book, index)))
    carriers: tuple[tuple[str, str], ...] = ()
    if kind == "xlsb":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            carriers = XlsxParts(archive).carriers()
    return Document(kind, tuple(sheets), carriers, notes=tuple(taken.notes))


def _read_ods(data: bytes, kind: str) -> Document:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = OdsParts(archive)
    book = load_workbook(io.BytesIO(data))
    taken = _Taken()
    sheets = []
    for index, name in _worksheets(book):
        table = parts.table(index)
        rows = taken.rows(name, _values(book.get_sheet_by_index(index)), table.merges, table.shown, as_shown=True)
        sheets.append(Sheet(name, rows, table.merges, _visible(book, index)))
    return Document(kind, tuple(sheets), parts.carriers, notes=tuple(taken.notes))


def _worksheets(book: CalamineWorkbook) -> list[tuple[int, str]]:
    """(index, name) of every sheet with cells; charts and macro sheets have none that are of use."""
    return [
        (index, sheet.name) for index, sheet in enumerate(book.sheets_metadata) if sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _visible(book: CalamineWorkbook, index: int) -> bool:
    return book.sheets_metadata[index].visible == SheetVisibleEnum.Visible


def _values(sheet: CalamineSheet) -> list[list[Value]]:
    if sheet.total_height * sheet.total_width > _MOST_CELLS:
        raise UnreadableFile(TOO_LARGE)
    return sheet.to_python(skip_empty_area=False)


def _any_number(values: Sequence[Sequence[Value]]) -> bool:
    return any(type(value) is not str for row in values for value in row)


def _merges(sheet: CalamineSheet) -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges)


@dataclass
class _Lost:
    """What the cells alone can't say any more, counted over the file."""

    errors: int = 0
    digits: int = 0
    fractions: int = 0


class _Taken:
    """Turns values into texts, and remembers what the clerk should know."""

    def __init__(self) -> None:
        self._lost = _Lost()

    @property
    def notes(self) -> list[str]:
        lost, said = self._lost, []
        if lost.errors:
            said.append(f"有 {lost.errors} 个单元格是出错的公式（如 #REF!），按空白读取，请让填报单位补填。")
        if lost.digits:
            said.append(f"有 {lost.digits} 个超过 15 位的数字被表格程序改掉了末几位，请与填报单位核对。")
        if lost.fractions:
            said.append(f"有 {lost.fractions} 个小数在原表里可能显示成百分数，请对照原文件核对。")
        return said

    def rows(
        self, sheet: str, values: Sequence[Sequence[Value]], merges: Sequence[Merge], formats: Formats, *,
        as_shown: bool = False,
    ) -> tuple[tuple[str, ...], ...]:
        """Texts of a sheet. ``formats`` hold a number's format, or with ``as_shown`` the very text that was on screen."""
        known = formats or {}
        self._lost.errors += sum(1 for form in known.values() if not form)
        if formats is None:
            self._lost.fractions += sum(1 for row in values for value in row if isinstance(value, float) and 0 < value < 1)
        rows = [
            [value if type(value) is str else self._text(value, known.get((r, c)), as_shown) for c, value in enumerate(row)]
            for r, row in enumerate(values)
        ]
        for merge in merges:
            _empty_covered(rows, merge)
        return tuple(map(tuple, rows))

    def _text(self, value: Value, form: str | None, as_shown: bool) -> str:
        if form is not None:
            text = form if as_shown else shown(value, form)
            if text is not None:
                return text
        if isinstance(value, int | float) and abs(value) >= _MOST_EXACT:
            self._lost.digits += 1
        return plain(value)


def plain(value: Value) -> str:
    """A cell's value as text: numbers as digits, never with an exponent or a needless .0; dates as 2021-12-31.

    >>> plain(13800138000.0), plain(datetime(2021, 12, 31))
    ('13800138000', '2021-12-31')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        # 15 figures are what a spreadsheet shows; the rest is noise of the binary fraction.
        text = format(Decimal(f"{value:.15g}"), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.isoformat(" ", "minutes" if value.second == 0 else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes" if value.second == 0 else "seconds")
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")


def _empty_covered(rows: list[list[str]], merge: Merge) -> None:
    """What lies under a merged cell is not seen by anyone who looks at the table."""
    for r in range(merge.top, min(merge.bottom + 1, len(rows))):
        row = rows[r]
        for c in range(merge.left, min(merge.right + 1, len(row))):
            if row[c] and (r, c) != (merge.top, merge.left):
                row[c] = ""
