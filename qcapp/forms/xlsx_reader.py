"""Spreadsheets that came back, of any program and format, as a Document.

calamine reads the cells of xlsx, xlsm, xlsb, xls and et; what it does not tell (formats, error values, comments, pictures,
where a form id may stand) comes from passes of our own over the parts, and so do the cells where it fails or misses some.
Nothing is evaluated and no link is followed. The file has been through the container gate.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from qcapp.domain.errors import ExpectedError, UnreadableFile
from qcapp.domain.sheet import Document, Merge
from qcapp.forms.package import Package, ZippedPackage
from qcapp.forms.sheet_texts import Taken
from qcapp.forms.xlsx_cells import MOST_CELLS, TOO_LARGE
from qcapp.forms.xlsx_parts import XlsxParts
from qcapp.forms.xlsx_sheets import XlsxSheets
from qcapp.forms.xlsx_shown import Value

DAMAGED = "文件已损坏，读不出表格，请让填报单位用 WPS 或 Excel 打开后另存为 xlsx 再报。"
PASSWORD = "文件设了打开密码，请让填报单位去掉密码后另存为 xlsx 再报。"
NO_SHEET = "文件里没有工作表，请让填报单位用 WPS 或 Excel 打开后另存为 xlsx 再报。"


def read_xlsx(data: bytes, package: Package | None = None) -> Document:
    """All that an xlsx or xlsm holds; ``package``: the same, its parts at hand. UnreadableFile when it can't be read."""
    return _guarded(lambda: _read_package(data, "xlsx", package))


def read_xlsx_by_xml(data: bytes, package: Package | None = None, kind: str = "xlsx") -> Document:
    """The same (or an xlsb) without calamine, which some files make end its whole process: for these, in a new one."""
    return _guarded(lambda: _read_package(data, kind, package, calamine=False))


def read_spreadsheet(data: bytes, kind: str, package: Package | None = None) -> Document:
    """The same of another spreadsheet; ``kind`` is xls (or et), xlsb, ods: told by the bytes, and kept in the Document."""
    if kind == "ods":
        return _guarded(lambda: _read_ods(data, kind))
    return _guarded(lambda: _read_package(data, kind, package) if kind == "xlsb" else _read_binary(data, kind))


def _guarded(read: Callable[[], Document]) -> Document:
    try:
        document = read()
    except ExpectedError:
        raise
    except PasswordError:
        raise UnreadableFile(PASSWORD) from None
    except Exception as error:  # parsers fed with damaged bytes raise anything
        raise UnreadableFile(DAMAGED) from error
    if not document.sheets:
        raise UnreadableFile(NO_SHEET)
    return document


def _read_package(data: bytes, kind: str, package: Package | None, calamine: bool = True) -> Document:
    """xlsx, xlsm and xlsb."""
    package = package or ZippedPackage(data)
    failure: BaseException | None = None
    if calamine:
        try:
            parts = _parts(package, kind)
            return ((_plain(parts) if kind == "xlsx" else None) or _by_calamine(data, parts)).document(kind)
        except (ExpectedError, PasswordError):
            raise
        except BaseException as error:
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            failure = error
    sheets = XlsxSheets(_parts(package, kind))
    if not sheets.take_all_by_xml():
        raise UnreadableFile(DAMAGED) from failure
    return sheets.document(kind)


def _parts(package: Package, kind: str) -> XlsxParts:
    if kind != "xlsb":
        return XlsxParts(package)
    from qcapp.forms.xlsb_parts import XlsbParts

    return XlsbParts(package)


def _plain(parts: XlsxParts) -> XlsxSheets | None:
    """All sheets, where no cell holds anything but a text."""
    sheets = XlsxSheets(parts)
    return sheets if sheets.take_all_plain() else None


def _by_calamine(data: bytes, parts: XlsxParts) -> XlsxSheets:
    parts.check()
    book = load_workbook(io.BytesIO(data))
    sheets = XlsxSheets(parts)
    for index, name in _worksheets(book):
        sheet = book.get_sheet_by_index(index)
        sheets.take(name, _visible(book, index), _values(sheet), _merges(sheet))
    return sheets


def _read_binary(data: bytes, kind: str) -> Document:
    """xls and et. Their own records come first: they show how far a sheet reaches before calamine makes room for it."""
    from qcapp.forms.xls_codepage import readable, recoded
    from qcapp.forms.xls_parts import XlsParts

    parts = XlsParts(data)
    data, encoding = readable(data)
    book = load_workbook(io.BytesIO(data))
    taken = Taken(parts.date1904)
    sheets = []
    for index, name in _worksheets(book):
        sheet = book.get_sheet_by_index(index)
        values = _values(sheet)
        if encoding:
            name = recoded(name, encoding)
            values = [[recoded(each, encoding) if isinstance(each, str) else each for each in row] for row in values]
        for (row, column), number in parts.numbers(index).items():
            if row < len(values) and column < len(values[row]):
                values[row][column] = number
        sheets.append(taken.sheet(name, _visible(book, index), values, _merges(sheet), parts.facts(index)))
    for note in parts.notes:
        taken.say(note)
    return Document(kind, tuple(sheets), notes=taken.notes)


def _read_ods(data: bytes, kind: str) -> Document:
    import zipfile

    from qcapp.forms.ods_parts import OdsParts

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if OdsParts.locked(archive):
            raise UnreadableFile(PASSWORD)
        parts = OdsParts(archive)
    taken = Taken(parts.date1904)
    sheets = []
    for table in parts.tables():
        sheets.append(taken.sheet(table.name, table.visible, table.values(), table.merges, table.facts))
    for note in parts.notes:
        taken.say(note)
    return Document(kind, tuple(sheets), parts.carriers, notes=taken.notes, pictures=taken.pictures)


def _worksheets(book: CalamineWorkbook) -> list[tuple[int, str]]:
    """(index, name) of every sheet with cells; charts and macro sheets have none that are of use."""
    return [
        (index, sheet.name) for index, sheet in enumerate(book.sheets_metadata) if sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _visible(book: CalamineWorkbook, index: int) -> bool:
    return book.sheets_metadata[index].visible == SheetVisibleEnum.Visible


def _values(sheet: CalamineSheet) -> list[list[Value]]:
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise UnreadableFile(TOO_LARGE)
    return sheet.to_python(skip_empty_area=False)


def _merges(sheet: CalamineSheet) -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges)
