"""催报电话单.xlsx: whom to call about what is missing, a row a unit, with room to note the answer. One A4 landscape page wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qcapp.domain.fields import Role
from qcapp.domain.ledger import Contact, Snapshot
from qcapp.domain.text import clean
from qcapp.forms.grid_lines import laid
from qcapp.forms.safe_write import replace_file
from qcapp.publish.late_units import LateUnit
from qcapp.publish.phrases import full_day, measures_listed


@dataclass(frozen=True, slots=True)
class _Column:
    heading: str
    width: float
    """In characters of the font."""


_COLUMNS = tuple(_Column(heading, width) for heading, width in (
    ("序号", 5), ("责任单位", 21), ("未报措施", 28), ("截止日", 15), ("逾期天数", 9), ("责任人", 10), ("责任人电话", 16),
    ("联系人", 10), ("联系人电话", 16), ("接听情况\n（已通知打√）", 16),
))
_LINE_POINTS = 17.0
_LEAST_POINTS = 34.0
_MEASURES = 2
_LEFT = frozenset({1, _MEASURES, 9})


def write_call_list(late: Sequence[LateUnit], snapshot: Snapshot, target: Path) -> None:
    """Write it; WriteFailed with a sentence when it can't be. ``late``: at least one, all early or none."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "电话单"
    title = f"{snapshot.period.label}{'提醒' if late[0].early else '催报'}电话单"
    book.properties.title, book.properties.creator = title, "营商台账"
    headings = [column.heading for column in _COLUMNS]
    if late[0].early:
        headings[4] = "还有天数"
    caption = f"截至{full_day(late[0].on)}，共{len(late)}家单位"
    _write(sheet, title, caption, headings, [_row(*each) for each in enumerate(late, 1)])
    _set_up(sheet)
    replace_file(target, lambda path: book.save(path))


def _row(place: int, late: LateUnit) -> tuple[str | int, ...]:
    listed = laid(measures_listed(late.numbers), _COLUMNS[_MEASURES].width - 2)
    what = f"{listed}\n（共{len(late.missing)}条{_nothing(late)}）"
    days = "、".join(dict.fromkeys(full_day(each.due_day) for each in late.missing))
    people = [cell for role in (Role.RESPONSIBLE, Role.LIAISON) for cell in _people(late.contacts, role)]
    return place, late.unit, what, days, late.days, *people, ""


def _nothing(late: LateUnit) -> str:
    if late.blank:
        return f"，{late.blank.month}月{late.blank.day}日交了空表"
    return "，整份未报" if late.whole else ""


def _people(contacts: Sequence[Contact], role: Role) -> tuple[str, str]:
    """Names and phones in two cells: a line each phone, and each name in the line of its first."""
    names, phones = [], []
    for each in contacts:
        if each.role is role:
            lines = clean(each.phone).replace("、", "\n").split("\n")
            names += [clean(each.name) or "—", *("" for _ in lines[1:])]
            phones += [line or "—" for line in lines]
    return "\n".join(names), "\n".join(phones)


def _write(sheet: Any, title: str, caption: str, headings: Sequence[str], rows: Sequence[tuple[str | int, ...]]) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    thin = Side(style="thin", color="000000")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    last = len(headings)
    for row, (text, size) in enumerate(((title, 16), (caption, 11)), start=1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
        cell = sheet.cell(row, 1, text)
        cell.font = Font(name="宋体", size=size, bold=row == 1)
        cell.alignment = Alignment(horizontal="center" if row == 1 else "left", vertical="center")
    sheet.row_dimensions[1].height = 30
    for row, values in enumerate((headings, *rows), start=3):
        for column, value in enumerate(values):
            cell = sheet.cell(row, column + 1)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # what someone wrote may look like a formula
            cell.font = Font(name="宋体", size=11, bold=row == 3)
            cell.border = border
            left = column in _LEFT and row > 3
            cell.alignment = Alignment(horizontal="left" if left else "center", vertical="center", wrap_text=True)
        sheet.row_dimensions[row].height = max(_LEAST_POINTS, _LINE_POINTS * _lines(values))


def _lines(values: Sequence[str | int]) -> int:
    """Lines that the fullest cell of a row takes."""
    return max(
        sum(-(-max(_width(line), 1) // int(column.width - 1)) for line in str(value).split("\n"))
        for value, column in zip(values, _COLUMNS, strict=True)
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _set_up(sheet: Any) -> None:
    """Printed on A4 landscape, one page wide, with its headings on each page."""
    for place, column in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[sheet.cell(3, place).column_letter].width = column.width
    sheet.freeze_panes = "C4"
    sheet.print_title_rows = "1:3"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    # Inches; the page number stands in the lower margin, or the table would cover it.
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.9
    sheet.page_margins.header, sheet.page_margins.footer = 0.3, 0.4
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
