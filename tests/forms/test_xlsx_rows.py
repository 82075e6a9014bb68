"""Rows written as text: nothing that a cell holds breaks the sheet, or comes back as something else."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qcapp.domain.errors import WriteFailed
from qcapp.forms import xlsx_package
from qcapp.forms.layout import Block, ContactLine, TableDocument
from qcapp.forms.xlsx_rows import Merges, SheetRows
from qcapp.forms.xlsx_writer import write_xlsx


def test_rows_have_their_heights_and_cells_in_order() -> None:
    rows = SheetRows((16.5, 24.0), 3)
    rows.put(2, 3, 7, "乙")
    rows.put(1, 1, 4, "甲")
    rows.put(1, 2, 4)
    assert "".join(rows.xml()) == (
        '<row r="1" ht="16.5" customHeight="1"><c r="A1" s="4" t="inlineStr"><is><t>甲</t></is></c><c r="B1" s="4"/></row>'
        '<row r="2" ht="24" customHeight="1"><c r="C2" s="7" t="inlineStr"><is><t>乙</t></is></c></row>'
    )


@pytest.mark.parametrize("text", [
    "a < b & c > d", "</t></is></c>", "]]>", "&amp;", "“引号”'\"", " 前后有空格 ", "两行\n第二行",
    "制表\t符", "=1+1", "𠮷野家", "０７６３", "<sheetData></sheetData>",
    "<mergeCells></mergeCells>",
])
def test_what_a_unit_writes_comes_back_as_written(tmp_path: Path, text: str) -> None:
    block = Block(1, "一、任务", "1.措施", "区税务局", (ContactLine("责任人", "某甲", "1"),), text, "无", "长期坚持")
    write_xlsx(TableDocument("清单", (block,), f"报告期：{text}"), tmp_path / "表.xlsx")
    sheet = load_workbook(tmp_path / "表.xlsx").worksheets[0]
    assert sheet["F4"].value == text
    assert sheet["A2"].value == f"报告期：{text}"
    assert sheet["F4"].data_type == "s", "and no formula"


def test_a_large_table_is_kept_once_and_not_again_as_its_xml() -> None:
    text = "长" * 10_000
    tracemalloc.start()
    try:
        rows = SheetRows([20.0] * 1_000, 2)
        for row in range(1, 1_001):
            rows.put(row, 2, 1, text)
        written = sum(map(len, rows.xml()))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert written > 10_000_000
    assert most < 2_000_000


def test_a_district_of_many_rows_takes_little_more_than_its_texts() -> None:
    texts = [f"第 {number} 条" for number in range(20_000)]
    tracemalloc.start()
    try:
        rows, merges = SheetRows([20.0] * 20_000, 9), Merges()
        for row, text in enumerate(texts, start=1):
            for column in range(1, 10):
                rows.put(row, column, 1, text)
                merges.add((row, column, row + 1, column))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(merges) == 180_000
    assert list(merges)[:10] == [*((1, column, 2, column) for column in range(1, 10)), (2, 1, 3, 1)]
    assert most < 8_000_000


def test_a_large_sheet_too_is_counted_row_by_row_whatever_is_merged_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts = (ContactLine("责任人", "某甲", "1"), ContactLine("联系人", "某乙", "2"))
    blocks = tuple(Block(no, "一、任务", f"{no}.措施", "区税务局", contacts, "无", "无", "长期坚持") for no in range(1, 31))
    monkeypatch.setattr(xlsx_package, "_READ_WHOLE", 0)
    path = tmp_path / "表.xlsx"
    write_xlsx(TableDocument("清单", blocks), path)
    sheet = load_workbook(path).worksheets[0]
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count("<row ") == sheet.max_row
    assert f'<mergeCells count="{len(sheet.merged_cells.ranges)}"><mergeCell ref="A1:H1"/>' in xml
    assert {"A3:A62", "B3:B4", "H61:H62"} <= {str(each) for each in sheet.merged_cells.ranges}
    xlsx_package.check_package(path, sheet.max_row)
    with pytest.raises(WriteFailed, match="不完整"):
        xlsx_package.check_package(path, sheet.max_row + 1)
