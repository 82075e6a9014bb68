"""An official paper on its pages: lines and characters as GB/T 9704 counts them, tables over pages, annexes, numbers."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.plan import EntryKey
from qcapp.forms.chart import Chart, ChartKind, Series
from qcapp.forms.layout import Block, Paper, TableDocument
from qcapp.forms.paper import Annex, Grid, Level, OfficialPaper, Paragraph
from qcapp.publish.official import official_table
from qcapp.services.setup import built_in_plan
from tests.merge.world import JULY
from ui.paper.finding import spots, struck
from ui.paper.pager import lay_out
from ui.paper.plain import plain_text
from ui.paper.sheet import LANDSCAPE, PORTRAIT, FolioMark, FrameMark, LineMark, Mark, Page, PictureMark, RowMark
from ui.paper.wrapping import Wrapped, Wrapper
from ui.pdf.pagination import paginate
from ui.pdf.painting import paint_cell
from ui.pdf.sheet import sheet_for
from ui.pdf.typeface import Typeface

pytestmark = pytest.mark.usefixtures("qapp")
SHORT = OfficialPaper("关于报送情况的通报", "各责任单位", (), "区营商办", date(2021, 7, 5))


def pages_of(paper: OfficialPaper) -> list[Page]:
    return [page for page in lay_out(paper, {}, Wrapper()) if page is not None]


def taken_apart(page: Page) -> list[Mark]:
    """Its marks, those of a table's rows one by one."""
    return [part for mark in page.marks for part in (mark.marks() if isinstance(mark, RowMark) else (mark,))]


def folios(page: Page) -> list[FolioMark]:
    return [mark for mark in page.marks if isinstance(mark, FolioMark)]


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    long = replace(SHORT, parts=(Paragraph("营" * (26 + 28 * 60)),))
    second = pages_of(long)[1]
    assert [len(line) for line in second.texts] == [28] * 22
    assert (second.width, second.height) == (PORTRAIT.width, PORTRAIT.height)


def test_a_paragraph_begins_two_characters_in() -> None:
    page = pages_of(replace(SHORT, parts=(Paragraph("营" * 54),)))[0]
    assert [line for line in page.texts if set(line) == {"营"}] == ["营" * 26, "营" * 28]


def test_a_heading_is_never_the_last_line_of_a_page() -> None:
    for before in range(12, 22):
        parts = (*(Paragraph("短。") for _ in range(before)), Paragraph("二、报送情况", Level.ONE), Paragraph("正文。"))
        for page in pages_of(replace(SHORT, parts=parts)):
            assert page.texts[-1] != "二、报送情况"


def test_title_addressee_annexes_signature_and_day_stand_in_their_order() -> None:
    paper = replace(
        SHORT, number="清营商办〔2021〕5号", title="关于报送情况\n的通报", contact="联系人：某甲",
        parts=(Paragraph("正文。"),), annexes=(Annex("排名表"), Annex("问题清单")),
    )
    first, second, third = pages_of(paper)
    assert first.texts == [
        "清营商办〔2021〕5号", "关于报送情况", "的通报", "各责任单位：", "正文。", "附件：1.排名表", "2.问题清单",
        "区营商办", "2021年7月5日", "（联系人：某甲）",
    ]
    assert second.texts == ["附件1", "排名表"]
    assert third.texts == ["附件2", "问题清单"]


def test_one_annex_has_no_number() -> None:
    pages = pages_of(replace(SHORT, annexes=(Annex("排名表", (Paragraph("无。"),)),)))
    assert "附件：排名表" in pages[0].texts
    assert pages[1].texts == ["附件", "排名表", "无。"]


def test_a_paper_with_neither_signature_nor_day_ends_with_its_text() -> None:
    assert pages_of(OfficialPaper("通知", "", (Paragraph("正文。"),), "", None))[0].texts == ["通知", "正文。"]


def test_a_long_table_repeats_its_heading_and_loses_no_row() -> None:
    grid = Grid(("序号", "单位"), tuple((str(row), "区法院") for row in range(100)), (1, 3), note="注：说明。")
    pages = pages_of(replace(SHORT, annexes=(Annex("排名表", (grid,)),)))[1:]
    assert len(pages) > 3
    assert all(page.texts.count("单位") == 1 for page in pages)
    assert [text for page in pages for text in page.texts if text.isdigit()] == [str(row) for row in range(100)]
    assert pages[-1].texts[-1] == "注：说明。"


def test_a_row_longer_than_a_page_goes_on_overleaf() -> None:
    words = "".join(chr(0x4E00 + place) for place in range(3000))
    grid = Grid(("序号", "问题"), (("1", words), ("2", "末行")), (1, 9))
    pages = pages_of(replace(SHORT, annexes=(Annex("清单", (grid,), landscape=True),)))[1:]
    assert {(page.width, page.height) for page in pages} == {(LANDSCAPE.width, LANDSCAPE.height)}
    shown = "".join(text for page in pages for text in page.texts)
    for plain in ("附件", "清单", "序号", "问题"):
        shown = shown.replace(plain, "")
    assert shown == f"1{words}2末行"


def test_nothing_stands_outside_of_the_text() -> None:
    grid = Grid(("序号", "单位"), tuple((str(row), "区法院" * (row % 9)) for row in range(90)), (1, 3))
    chart = Chart(ChartKind.BARS, "各单位得分", ("区法院",), (Series("得分", (1.0,)),))
    paper = replace(SHORT, parts=(Paragraph("正文。" * 300), chart, chart, Paragraph("正文。" * 30), grid))
    for page in pages_of(paper):
        for mark in taken_apart(page):
            if isinstance(mark, LineMark):
                assert mark.top + mark.pitch <= PORTRAIT.floor + 24
            if isinstance(mark, PictureMark):
                assert mark.box.bottom() <= PORTRAIT.floor + 24


def test_each_cell_of_a_grid_stands_in_a_frame_of_its_own_and_frames_leave_no_gap() -> None:
    grid = Grid(("序号", "单位", "事项"), tuple((str(row), "区法院", "事项" * (row * 5)) for row in range(1, 5)), (1, 3, 5))
    (page,) = pages_of(OfficialPaper("表", "", (grid,), "", None))
    frames = [mark for mark in taken_apart(page) if isinstance(mark, FrameMark)]
    rows = [frames[at : at + 3] for at in range(0, len(frames), 3)]
    assert len(rows) == 5
    for row, below in zip(rows, (*rows[1:], None), strict=True):
        assert len({(frame.top, frame.height) for frame in row}) == 1
        assert all(left.left + left.width == pytest.approx(right.left) for left, right in pairwise(row))
        assert below is None or row[0].top + row[0].height == pytest.approx(below[0].top)
    lines = [mark for mark in taken_apart(page) if isinstance(mark, LineMark)]
    words = ["".join(
        text for line in lines for text in line.texts
        if frame.left <= line.left < frame.left + frame.width and frame.top <= line.top < frame.top + frame.height
    ) for frame in frames[3:]]
    assert words == [text for row in grid.rows for text in row]


def test_pages_are_numbered_through_odd_ones_on_the_right() -> None:
    grid = Grid(("序号",), tuple((str(row),) for row in range(60)), (1,))
    pages = pages_of(replace(SHORT, annexes=(Annex("表", (grid,)), Annex("横表", (grid,), landscape=True))))
    assert [folios(page)[0].number for page in pages] == list(range(1, len(pages) + 1))
    assert all(len(folios(page)) == 1 for page in pages)


def test_the_official_table_stands_on_pages_of_its_own() -> None:
    plan = built_in_plan(Path(__file__).resolve().parents[3] / "resources")
    keys = [EntryKey(each.no, each.unit) for each in plan.assignments]
    snapshot = Snapshot(plan, JULY, {key: Entry(key, JULY, {}) for key in keys})
    annexes = (Annex("细化表", table=official_table(snapshot, paper=Paper.A4)), Annex("排名表", (Paragraph("末页。"),)))
    first, *table, last = pages_of(replace(SHORT, annexes=annexes))
    assert f"附件：1.{plan.title}" in "".join(first.texts)
    assert table[0].texts[0] == "附件1"
    assert plan.title in "".join(table[0].texts)
    assert all(page.width > page.height for page in table)
    assert not any("共" in text and "页" in text for text in table[-1].texts[-1:])
    assert last.texts == ["附件2", "排名表", "末页。"]
    assert folios(last)[0].number == len(table) + 2


def painted(page: Page) -> QImage:
    image = QImage(page.width // 10, page.height // 10, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.scale(0.1, 0.1)
    page.paint(painter)
    painter.end()
    return image


def test_the_official_table_is_painted_and_read_as_laid_out_and_its_cells_are_not_kept() -> None:
    blocks = tuple(
        Block(no, "一.开办企业", f"{no}.优化流程", "区政数局", (), f"第{no}条进展顺利。" * 40, "", "长期坚持")
        for no in range(1, 30)
    )
    table = TableDocument("细化表", blocks, paper=Paper.A4)
    _, *pages = pages_of(replace(SHORT, annexes=(Annex("细化表", table=table),)))
    sheet = sheet_for(table.paper)
    typeface = Typeface(sheet)
    laid_out = [[cell for cell in page.cells if cell.part != "footer"] for page in paginate(table, sheet, typeface)]
    assert len(pages) == len(laid_out) > 2
    for page, cells in zip(pages[1:], laid_out[1:], strict=True):
        assert page.texts == [cell.text for cell in cells]
        assert len(page.marks) == 2
        by_cells = Page(page.width, page.height, [*folios(page)])
        expected = painted(by_cells)
        painter = QPainter(expected)
        painter.scale(0.1, 0.1)
        for cell in cells:
            paint_cell(painter, cell, sheet, typeface)
        painter.end()
        assert painted(page) == expected


def test_what_is_copied_is_all_of_the_paper(qapp: QApplication) -> None:
    paper = replace(
        SHORT, parts=(Paragraph("一、总体情况", Level.ONE), Paragraph("应报5条。", lead="区法院。")),
        annexes=(Annex("排名表", (Grid(("位次", "单位"), (("1", "区法院"),), (1, 2)),)),),
    )
    assert plain_text(paper) == (
        "关于报送情况的通报\n各责任单位：\n一、总体情况\n区法院。应报5条。\n附件：排名表\n区营商办\n2021年7月5日\n"
        "\n排名表\n位次\t单位\n1\t区法院\n"
    )


def paragraphs_held() -> int:
    gc.collect()
    return sum(isinstance(each, Wrapped) for each in gc.get_objects())


def test_a_province_long_table_is_read_row_by_row_and_its_words_are_found_and_struck_though_no_cell_is_kept() -> None:
    rows = tuple((str(number), f"第{number}号单位报送及时", "逾期" if number % 7 else "") for number in range(1, 2401))
    wrapper, before = Wrapper(), paragraphs_held()
    paper = OfficialPaper("表", "", (Grid(("序号", "单位", "情况"), rows, (1, 5, 2)),), "", None)
    pages = [page for page in lay_out(paper, {}, wrapper) if page is not None]
    table = [mark for page in pages for mark in page.marks if isinstance(mark, RowMark)]
    assert [tuple(mark.words) for mark in table if mark.words[0] != "序号"] == list(rows)
    spot = next(iter(spots(pages, ["第2399号单位报送及时"])))
    assert spot.page == len(pages) - 1
    found = struck(pages[spot.page], spot.box.center())
    assert found is not None
    assert found.words == "第2399号单位报送及时"
    assert "第2399号单位报送及时" in pages[spot.page].texts
    assert paragraphs_held() - before < 2 * len(rows)
