"""The PDF's bookmarks: where each 重点任务 or group begins, as a reader of PDFs shows them."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from qcapp.domain.page_setup import PageSetup
from qcapp.forms.layout import Block, Paper, TableDocument
from qcapp.forms.list_table import AnyTable, GroupLine, ListColumn, ListRow, ListTable
from tests.programs import ended
from ui.pdf.outline import Bookmark, outline
from ui.pdf.printout import lay_out
from ui.pdf.sheet import sheet_for
from ui.pdf.table_pdf import write_pdf

LONG = "月度进展：系统已上线。" * 300


def official() -> TableDocument:
    tasks = ("一.开办企业", "二.“信易+”𠮷", "二.“信易+”𠮷", "三.纳税")
    blocks = tuple(
        Block(no, task, f"{no}.措施", "区政数局", (), LONG, "无", "长期坚持") for no, task in enumerate(tasks, start=1)
    )
    return TableDocument("细化表", blocks, "报告期：2021年7月", (), Paper.A4)


def grouped(*headings: str) -> ListTable:
    """Groups of one long row; the column task is no heading here."""
    rows = (row for heading in headings for row in (GroupLine(heading), ListRow(("一.开办企业", LONG))))
    columns = (ListColumn("task", "重点任务", 60), ListColumn("progress", "进展情况", 60))
    return ListTable("按单位", columns, tuple(rows), "", Paper.A4, PageSetup())


def shown(table: AnyTable, folder: Path) -> list[tuple[str, int]]:
    """Words and page of each bookmark, from 1."""
    if shutil.which("pdftohtml") is None:
        pytest.skip("poppler-utils is not installed")
    write_pdf(table, folder / "表.pdf")
    said = ended(["pdftohtml", "-xml", "-i", "-stdout", folder / "表.pdf"], check=True)
    assert said.stderr == "", "the file is whole"
    found = re.findall(r'<item page="(\d+)">(.*?)</item>', said.stdout)
    return [(words, int(page)) for page, words in found]


def begins(table: AnyTable, words: str) -> int:
    """The first page, from 1, where a cell says just that."""
    pages = lay_out(table).pages
    return next(at for at, page in enumerate(pages, start=1) if any(cell.text == words for cell in page.cells))


def test_each_task_is_found_on_the_page_where_it_begins(qapp: QGuiApplication, tmp_path: Path) -> None:
    table = official()
    names = ["一.开办企业", "二.“信易+”𠮷", "三.纳税"]
    found = shown(table, tmp_path)
    assert found == [(name, begins(table, name)) for name in names]
    assert len({page for _, page in found}) == 3


def test_groups_of_a_view_are_found_and_not_what_stands_in_their_rows(qapp: QGuiApplication, tmp_path: Path) -> None:
    table = grouped("区税务局　2 条", "区法院　1 条")
    assert shown(table, tmp_path) == [(name, begins(table, name)) for name in ("区税务局　2 条", "区法院　1 条")]


def test_one_place_needs_no_bookmark(qapp: QGuiApplication, tmp_path: Path) -> None:
    assert shown(grouped("区税务局　2 条"), tmp_path) == []
    assert shown(replace(official(), blocks=official().blocks[:1]), tmp_path) == []


def test_a_file_of_another_build_is_left_as_it_is() -> None:
    marks = (Bookmark("甲", 0, 0), Bookmark("乙", 0, 900))
    for pdf in (b"%PDF-1.7\nstartxref\n9\n%%EOF", b"", b"%PDF-1.4 trailer << /Size 3 >> startxref 9 %%EOF"):
        assert outline(pdf, marks, sheet_for(Paper.A4)) == b""
