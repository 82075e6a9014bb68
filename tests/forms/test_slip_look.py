"""A 退回说明 on paper and screen: what to mend is marked, the reasons are read and can't be typed over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from qcapp.domain.fields import COLUMNS, REASONS
from qcapp.forms.docx_table import HEAD_SHADE, MARKED_SHADE, OPEN_SHADE, REASON_SHADE
from qcapp.forms.docx_writer import docx_bytes
from qcapp.forms.layout import Paper
from qcapp.forms.metrics import column_widths, lines_needed, page_for, units_in
from qcapp.forms.xlsx_grid import grid_of
from qcapp.forms.xlsx_writer import write_xlsx
from tests.forms.docx_golden import root_of
from tests.forms.docx_made import W
from tests.forms.tables import form, official, slip

HEADINGS = [column.heading for column in (*COLUMNS, REASONS)]


@pytest.fixture
def sheet(tmp_path: Path) -> Any:
    write_xlsx(slip(), tmp_path / "退回.xlsx")
    return load_workbook(tmp_path / "退回.xlsx").worksheets[0]


def test_the_reasons_are_a_ninth_column_that_no_other_table_has(sheet: Any) -> None:
    assert [cell.value for cell in sheet[3]] == HEADINGS
    assert sheet.title == "退回说明"
    assert len(form().columns) == len(official().columns) == 8
    assert sheet.print_area.endswith(f"$I${sheet.max_row}")


def test_the_reasons_cannot_be_typed_over_and_all_else_that_a_form_opens_is_open(sheet: Any) -> None:
    assert [cell.protection.locked for cell in sheet[4]] == [True, True, True, False, False, False, False, False, True]
    assert sheet.protection.sheet


def test_cells_to_be_mended_are_darker_than_those_that_may_be(sheet: Any) -> None:
    fills = [cell.fill.fgColor.rgb[2:] for cell in sheet[4]]
    assert fills[3:] == [OPEN_SHADE, MARKED_SHADE, MARKED_SHADE, OPEN_SHADE, OPEN_SHADE, REASON_SHADE]
    second = grid_of(slip()).bands[0].contacts[1].first
    assert sheet.cell(second, 5).fill.fgColor.rgb[2:] == OPEN_SHADE, "the second contact's phone is in order"


def test_the_docx_has_the_same_column_and_colours() -> None:
    table = root_of(docx_bytes(slip())).find(f".//{{{W}}}tbl")
    rows = table.findall(f"{{{W}}}tr")
    shades = [[shade.get(f"{{{W}}}fill") for shade in row.iter(f"{{{W}}}shd")] for row in rows]
    assert shades[0] == [HEAD_SHADE] * 9
    assert shades[1] == [OPEN_SHADE, MARKED_SHADE, MARKED_SHADE, OPEN_SHADE, OPEN_SHADE, REASON_SHADE]
    assert shades[2] == [OPEN_SHADE, OPEN_SHADE, MARKED_SHADE, OPEN_SHADE, OPEN_SHADE, REASON_SHADE]
    assert len(table.findall(f"{{{W}}}tblGrid/{{{W}}}gridCol")) == 9


@pytest.mark.parametrize("paper", list(Paper))
def test_no_heading_of_nine_columns_is_broken_and_the_page_is_filled(paper: Paper) -> None:
    page, columns = page_for(paper), slip().columns
    widths = column_widths(page, columns)
    assert sum(widths) == pytest.approx(page.text_width)
    for column, width in zip(columns, widths, strict=True):
        assert lines_needed(column.heading, units_in(width, page.header)) == 1, column.heading


def test_a_slip_that_says_nothing_against_a_row_still_has_the_column_for_the_others(tmp_path: Path) -> None:
    made = slip()
    made = replace(made, blocks=(replace(made.blocks[0], reasons=""), *made.blocks[1:]))
    assert made.reasoned
    assert made.columns[-1] is REASONS
