"""Pages kept packed: each comes back as it was laid out, and a large list does not keep all of its cells."""

from __future__ import annotations

import tracemalloc

import pytest

from qcapp.domain.page_setup import PageNumbers, PageSetup
from qcapp.forms.layout import Block, ContactLine, Paper, TableDocument
from tests.ui.test_pdf_pagination import Squares
from ui.pdf.kept_pages import Kept, KeptPages, keep, pack, unpack
from ui.pdf.pagination import paginating
from ui.pdf.sheet import Cell, Page, Style, sheet_for

CELLS = (
    Cell("title", 10, 20, 3000, 40, ("清城区细化表",), Style.TITLE, centred=True, framed=False),
    Cell("progress", 10, 60, 3000, 400, ("“一网通办”\\", "", " 前后有空格 ", "制表\t符", "𠮷野家", "\ud842半个", "\x1f</t>")),
    Cell("phone", 3010, 60, 500, 400, (), middle=False, shaded=True),
)
FEET = ((Cell("footer", 1, 2, 3, 4, ("第 1 页",), Style.FOOTER),), (), (Cell("footer", 1, 2, 3, 4, ("第 3 页",)),))


@pytest.mark.parametrize("style", list(Style))
def test_every_value_of_a_cell_comes_back(style: Style) -> None:
    cells = (*CELLS, Cell("header", 1, 2, 3, 4, ("重点任务",), style))
    assert unpack(pack(cells)) == cells


def test_pages_are_those_that_were_laid_out_in_their_order_each_with_its_foot() -> None:
    bodies = (CELLS, CELLS[:1], CELLS[1:])
    pages = KeptPages([pack(body) for body in bodies], FEET)
    laid_out = tuple(Page(body + foot) for body, foot in zip(bodies, FEET, strict=True))
    assert tuple(pages) == laid_out
    assert tuple(pages[1:]) == laid_out[1:]
    assert (pages[0], pages[-1], len(pages)) == (laid_out[0], laid_out[2], 3)
    with pytest.raises(IndexError):
        pages[3]


@pytest.mark.parametrize("count", [1, 50, 51, 120])
def test_few_pages_stand_as_they_are_and_many_come_back_the_same(count: int) -> None:
    pages: list[Kept] = []
    for number in range(count):
        keep(pages, (*CELLS, Cell("progress", number, 60, 3000, 400, (f"第{number}条",))))
    assert {type(page) for page in pages} == {tuple if count <= 50 else bytes}
    laid_out = KeptPages(pages, [FEET[0]] * count)
    assert [page.cells[: len(CELLS)] for page in laid_out] == [CELLS] * count
    assert [page.cells[len(CELLS)].text for page in laid_out] == [f"第{number}条" for number in range(count)]


def test_a_large_list_laid_out_keeps_little_of_its_cells() -> None:
    contacts = (ContactLine("责任人", "张三", "0763-3312345"), ContactLine("联系人", "李四", "13800000000"))
    blocks = tuple(
        Block(no, "一.开办企业", f"{no}.长期见效的门类", "区政数局", contacts, f"第{no}条进展顺利。" * 20, "无", "长期坚持")
        for no in range(1, 401)
    )
    table = TableDocument("细化表", blocks, "报告期：2021年7月", (), Paper.A3, setup=PageSetup(numbers=PageNumbers.OF_TOTAL))
    sheet = sheet_for(table.paper, table.setup)
    tracemalloc.start()
    try:
        pages = next(found for found in paginating(table, sheet, Squares(sheet)) if found)
        held = tracemalloc.get_traced_memory()[0]
        cells = [page.cells for page in pages]
        whole = tracemalloc.get_traced_memory()[0] - held
    finally:
        tracemalloc.stop()
    assert [cell.text for page in cells for cell in page if cell.part == "progress"] == [each.progress for each in blocks]
    assert held * 4 < whole
