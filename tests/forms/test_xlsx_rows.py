"""Rows written as text: nothing that a cell holds breaks the sheet, or comes back as something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from qcapp.forms.layout import Block, ContactLine, TableDocument
from qcapp.forms.xlsx_rows import SheetRows
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
])
def test_what_a_unit_writes_comes_back_as_written(tmp_path: Path, text: str) -> None:
    block = Block(1, "一、任务", "1.措施", "区税务局", (ContactLine("责任人", "某甲", "1"),), text, "无", "长期坚持")
    write_xlsx(TableDocument("清单", (block,), f"报告期：{text}"), tmp_path / "表.xlsx")
    sheet = load_workbook(tmp_path / "表.xlsx").worksheets[0]
    assert sheet["F4"].value == text
    assert sheet["A2"].value == f"报告期：{text}"
    assert sheet["F4"].data_type == "s", "and no formula"
