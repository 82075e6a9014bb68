"""清单.xlsx: what an exported archive holds, a row a file, each with a link to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qcapp.domain.text import clean, shortened
from qcapp.forms.safe_write import replace_file

LISTED = "清单.xlsx"
_SUBJECT = "营商台账存档文件清单"
_HEADINGS = ("责任单位", "措施序号", "改革措施", "文件名", "类别", "收到日期", "大小（字节）", "校验码（SHA-256）", "存放位置")
_WIDTHS = (18, 10, 40, 34, 14, 12, 14, 68, 46)
_MEASURE_CHARS = 60


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """``no`` is None where it belongs to the unit's whole return. ``place``: path below the list's folder, with slashes."""

    unit: str
    no: int | None
    measure: str
    name: str
    kind: str
    received: date
    size: int
    sha256: str
    place: str


def write_archive_list(title: str, files: Sequence[ArchivedFile], target: Path) -> None:
    """Write it; WriteFailed with a sentence when it can't be."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook()
    book.properties.title, book.properties.subject, book.properties.creator = title, _SUBJECT, "营商台账"
    sheet: Any = book.active
    sheet.title = "清单"
    sheet.append(_HEADINGS)
    for cell, width in zip(sheet[1], _WIDTHS, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for row, file in enumerate(files, 2):
        for column, value in enumerate(_row(file), 1):
            cell = sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # a file's name may look like a formula
        link = sheet.cell(row, len(_HEADINGS))
        link.hyperlink = _link(file.place)
        link.font = Font(color="1F5FA8", underline="single")
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.auto_filter.ref = f"A1:{sheet.cell(1, len(_HEADINGS)).column_letter}{len(files) + 1}"
    replace_file(target, lambda path: book.save(path))


def is_archive_list(path: Path) -> bool:
    """Whether a file there is a list that this program wrote."""
    if not path.is_file():
        return False
    from openpyxl import load_workbook

    try:
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True)
            return bool(book.properties.subject == _SUBJECT)
    except Exception:  # whatever it is, it is not ours
        return False


def _row(file: ArchivedFile) -> tuple[object, ...]:
    measure = shortened(clean(file.measure), _MEASURE_CHARS)
    return (
        file.unit, file.no, measure, clean(file.name), file.kind, file.received, file.size, file.sha256, file.place,
    )


def _link(place: str) -> str:
    """A relative address: what would be taken for an escape, an anchor or an end is escaped."""
    for char in "%# ":
        place = place.replace(char, f"%{ord(char):02X}")
    return place
