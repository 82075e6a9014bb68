"""xlsx and docx follow the page setup, as far as each can; without one they are what the golden files say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm
from openpyxl import load_workbook

from qcapp.domain.page_setup import ColumnWidths, Margins, Orientation, PageNumbers, PageSetup
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import AnyTable, GroupLine, ListColumn, ListRow, ListTable
from qcapp.forms.table_files import write_table_docx, write_table_xlsx
from tests.forms.tables import official

SETUP = PageSetup(
    Orientation.PORTRAIT, Margins(10, 11, 20, 12), numbers=PageNumbers.DASHES, title_on_each=True, striped=True
)
PRINTED = "打印日期：2021年7月28日"
LIST = ListTable(
    "逾期未报",
    (
        ListColumn("no", "序号", 46, 4, centred=True), ListColumn("measure", "改革措施", 280),
        ListColumn("progress", "进展情况", 200),
    ),
    (
        GroupLine("区税务局　2 条 · 已报 0"), ListRow(("11", "=开办企业", "第一段\n第二段")), ListRow(("12", "不动产登记", "")),
        GroupLine("区法院　1 条 · 已报 0"), ListRow(("60", "立案" * 2000, "已办")),
    ),
    "报告期：2021年7月　筛选：逾期　共 3 条",
)


def tables(setup: PageSetup, printed: str = "") -> list[AnyTable]:
    return [replace(official(Paper.A4), setup=setup, printed=printed), replace(LIST, setup=setup, printed=printed)]


def sheet_of(table: AnyTable, folder: Path) -> Any:
    write_table_xlsx(table, folder / "表.xlsx")
    return load_workbook(folder / "表.xlsx").active


def docx_of(table: AnyTable, folder: Path) -> Any:
    write_table_docx(table, folder / "表.docx")
    return Document(str(folder / "表.docx"))


@pytest.mark.parametrize("place", [0, 1])
def test_xlsx_has_direction_margins_titles_and_foot(place: int, tmp_path: Path) -> None:
    sheet = sheet_of(tables(SETUP, PRINTED)[place], tmp_path)
    margins = sheet.page_margins
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("portrait", 9)
    found = [round(each * 25.4, 2) for each in (margins.top, margins.right, margins.bottom, margins.left)]
    assert found == [10, 11, 20, 12]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows.startswith("$1:$")
    assert (sheet.oddFooter.center.text, sheet.oddFooter.left.text) == ("— &P —", PRINTED)


@pytest.mark.parametrize("place", [0, 1])
def test_xlsx_is_scaled_by_the_program_that_prints_it(place: int, tmp_path: Path) -> None:
    usual, half = (sheet_of(tables(PageSetup(scale=scale))[place], tmp_path) for scale in (100, 50))
    assert usual.page_setup.scale is None
    assert half.page_setup.scale == 50
    assert not (half.sheet_properties.pageSetUpPr and half.sheet_properties.pageSetUpPr.fitToPage)
    widths = [sum(each.width for each in sheet.column_dimensions.values()) for sheet in (usual, half)]
    assert widths[1] == pytest.approx(2 * widths[0], rel=0.01), "twice as wide, and printed half as large"


@pytest.mark.parametrize("place", [0, 1])
def test_no_heading_on_further_pages_where_none_is_wanted(place: int, tmp_path: Path) -> None:
    table = tables(PageSetup(header_on_each=False, numbers=PageNumbers.NONE))[place]
    sheet = sheet_of(table, tmp_path)
    assert sheet.print_title_rows is None
    assert sheet.oddFooter.center.text is None
    docx = docx_of(table, tmp_path)
    assert docx.element.body.xpath("//w:tblHeader") == []
    assert docx.sections[0].footer.paragraphs[0].text == ""


@pytest.mark.parametrize("place", [0, 1])
def test_docx_has_direction_margins_and_foot(place: int, tmp_path: Path) -> None:
    docx = docx_of(tables(SETUP, PRINTED)[place], tmp_path)
    section = docx.sections[0]
    assert section.orientation == WD_ORIENT.PORTRAIT
    assert [round(each.mm) for each in (section.page_width, section.page_height)] == [210, 297]
    assert [round(each / Mm(1)) for each in (section.top_margin, section.right_margin, section.bottom_margin)] == [10, 11, 20]
    assert section.footer.paragraphs[0].text.startswith(PRINTED)
    grid = docx.element.body.xpath("//w:tblGrid/w:gridCol/@w:w")
    assert sum(map(int, grid)) == pytest.approx((210 - 11 - 12) / 25.4 * 1440, abs=20)


@pytest.mark.parametrize("place", [0, 1])
def test_docx_type_is_scaled(place: int, tmp_path: Path) -> None:
    usual, small = (docx_of(tables(PageSetup(scale=scale))[place], tmp_path) for scale in (100, 80))
    sizes = [doc.styles["细化表正文"].element.xpath("./w:rPr/w:sz/@w:val") for doc in (usual, small)]
    assert sizes == [["20"], ["16"]]


@pytest.mark.parametrize("place", [0, 1])
def test_rows_may_be_split_in_docx_only_where_the_setup_lets_them(place: int, tmp_path: Path) -> None:
    kept, free = (docx_of(tables(PageSetup(keep_rows=keep))[place], tmp_path) for keep in (True, False))
    counts = [len(doc.element.body.xpath("//w:tr[not(.//w:tblHeader)]//w:cantSplit")) for doc in (kept, free)]
    assert counts[0] > counts[1]


def test_stripes_are_on_every_other_row(tmp_path: Path) -> None:
    sheet = sheet_of(tables(SETUP)[1], tmp_path)
    fills = {str(row[0].value): row[0].fill.fgColor.rgb for row in sheet.iter_rows() if row[0].value in ("11", "12", "60")}
    assert fills["12"] == "FFF6F8FA" != fills["11"] == fills["60"]
    official_sheet = sheet_of(tables(SETUP)[0], tmp_path)
    assert any(cell.fill.fgColor.rgb == "FFF6F8FA" for row in official_sheet.iter_rows() for cell in row)
    assert "F6F8FA" in docx_of(tables(SETUP)[1], tmp_path).element.xml


def test_columns_by_content_are_other_columns(tmp_path: Path) -> None:
    fixed, found = (sheet_of(tables(PageSetup(widths=widths))[1], tmp_path) for widths in ColumnWidths)
    widths = [[each.width for _, each in sorted(sheet.column_dimensions.items())] for sheet in (fixed, found)]
    assert widths[0] != widths[1]
    assert sum(widths[0]) == pytest.approx(sum(widths[1]), rel=0.01)


def test_a_list_says_everything_once_in_both_files(tmp_path: Path) -> None:
    sheet = sheet_of(LIST, tmp_path)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    rows = [row for row in rows if any(row)]
    assert [row[0] for row in rows] == [
        "逾期未报", "报告期：2021年7月　筛选：逾期　共 3 条", "序号",
        "区税务局　2 条 · 已报 0", "11", "12", "区法院　1 条 · 已报 0", "60",
    ]
    assert rows[4][1:] == ["=开办企业", "第一段\n第二段"], "text, not a formula"
    assert sheet.auto_filter.ref is None, "groups would be lost in sorting"
    docx = docx_of(LIST, tmp_path)
    assert [paragraph.text for paragraph in docx.paragraphs[:2]] == ["逾期未报", "报告期：2021年7月　筛选：逾期　共 3 条"]
    cells = [[cell.text for cell in row.cells] for row in docx.tables[0].rows]
    assert cells[0] == ["序号", "改革措施", "进展情况"]
    assert cells[2] == ["11", "=开办企业", "第一段\n第二段"]
    assert cells[5][1] == "立案" * 2000
    assert docx.core_properties.title == "逾期未报"


def test_a_list_without_groups_can_be_filtered_at_once(tmp_path: Path) -> None:
    flat = replace(LIST, rows=tuple(row for row in LIST.rows if isinstance(row, ListRow)))
    assert sheet_of(flat, tmp_path).auto_filter.ref == "A3:C19"


def test_equal_lists_give_equal_bytes(tmp_path: Path) -> None:
    for suffix, write in (("xlsx", write_table_xlsx), ("docx", write_table_docx)):
        for name in ("一", "二"):
            write(LIST, tmp_path / f"{name}.{suffix}")
        assert (tmp_path / f"一.{suffix}").read_bytes() == (tmp_path / f"二.{suffix}").read_bytes()


@pytest.mark.parametrize("place", [0, 1])
def test_docx_has_its_title_on_every_page_where_that_is_wanted(place: int, tmp_path: Path) -> None:
    table = tables(SETUP, PRINTED)[place]
    docx = docx_of(table, tmp_path)
    section = docx.sections[0]
    over = [table.title, *filter(None, [table.caption])]
    assert [each.text for each in section.header.paragraphs] == over
    assert [each.text for each in docx.paragraphs][: len(over)] == over, "the first page has it in the text, not twice"
    assert section.different_first_page_header_footer
    assert [each.text for each in section.first_page_header.paragraphs] == [""]
    first, others = (
        footer._element.xpath(".//w:t/text() | .//w:instrText/text()") for footer in (section.first_page_footer, section.footer)
    )
    assert first == others
    assert f"{PRINTED}　　　" in first
    once = docx_of(tables(PageSetup())[place], tmp_path).sections[0]
    assert (once.different_first_page_header_footer, once.header.is_linked_to_previous) == (False, True)


def test_xlsx_rows_that_no_program_has_so_tall_take_several_and_lose_nothing(tmp_path: Path) -> None:
    sheet = sheet_of(tables(PageSetup())[1], tmp_path)
    (tall,) = (cell.row for cell in sheet["A"] if cell.value == "60")
    spans = {str(each) for each in sheet.merged_cells.ranges}
    last = sheet.max_row
    assert spans == {f"{letter}{tall}:{letter}{last}" for letter in "ABC"}
    assert sheet[f"B{tall}"].value == "立案" * 2000
    heights = [sheet.row_dimensions[row].height for row in range(tall, last + 1)]
    assert max(heights) < 200
    assert sum(heights) > 409.5
    assert sheet.print_area.endswith(f"$C${last}")
