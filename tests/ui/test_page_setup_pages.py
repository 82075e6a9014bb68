"""The official table under any page setup: it keeps its words and its frame, and does what was set."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from qcapp.domain.fields import COLUMNS
from qcapp.domain.page_setup import ColumnWidths, Margins, Orientation, PageNumbers, PageSetup
from qcapp.forms.layout import Paper
from tests.ui.test_pdf_pagination import Squares, assert_sound, block, cells, text, whole_list
from ui.pdf.pagination import paginate
from ui.pdf.sheet import MILLIMETRE, Page, Style, column_places, sheet_for

PORTRAIT = Orientation.PORTRAIT


def pages_of(setup: PageSetup, paper: Paper = Paper.A4, printed: str = "") -> tuple[Page, ...]:
    document = replace(whole_list(paper), setup=setup, printed=printed)
    sheet = sheet_for(paper, setup)
    pages = paginate(document, sheet, Squares(sheet))
    assert_sound(pages, sheet)
    return pages


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize(
    "setup",
    [
        PageSetup(PORTRAIT), PageSetup(scale=60), PageSetup(PORTRAIT, scale=130), PageSetup(margins=Margins(40, 5, 50, 60)),
        PageSetup(widths=ColumnWidths.CONTENT), PageSetup(title_on_each=True), PageSetup(header_on_each=False),
        PageSetup(keep_rows=False), PageSetup(PORTRAIT, Margins(8, 8, 12, 8), 90, ColumnWidths.CONTENT, keep_rows=False),
    ],
)
def test_no_setup_loses_a_word(paper: Paper, setup: PageSetup) -> None:
    document = whole_list(paper)
    pages = pages_of(setup, paper)
    expected = "".join(each.measure.replace("\n", "") for each in document.blocks)
    lines = [line for cell in cells(pages, "measure") for line in cell.lines]
    assert "".join(line for line in lines if not re.fullmatch(r"\d+\.（续）", line)) == expected
    assert text(pages, "progress") == "".join(each.progress for each in document.blocks)


def test_margins_and_direction_are_those_that_were_set() -> None:
    setup = PageSetup(PORTRAIT, Margins(20, 15, 25, 30))
    sheet = sheet_for(Paper.A4, setup)
    assert (sheet.width, sheet.height) == (round(210 * MILLIMETRE), round(297 * MILLIMETRE))
    pages = pages_of(setup)
    tops = {min(cell.top for cell in page.cells if cell.framed) for page in pages[1:]}
    assert tops == {round(20 * MILLIMETRE)}
    assert {min(cell.left for cell in page.cells) for page in pages} == {round(30 * MILLIMETRE)}
    right = {max(cell.left + cell.width for cell in page.cells if cell.framed) for page in pages}
    assert right == {sheet.width - round(15 * MILLIMETRE)}


def test_smaller_type_takes_fewer_pages_and_keeps_the_width() -> None:
    usual, small, large = pages_of(PageSetup()), pages_of(PageSetup(scale=70)), pages_of(PageSetup(scale=150))
    assert len(small) < len(usual) < len(large)
    sheet = sheet_for(Paper.A4, PageSetup(scale=70))
    assert sheet.sizes[Style.BODY] == round(sheet_for(Paper.A4).sizes[Style.BODY] * 0.7)
    assert {sum(cell.width for cell in page.cells if cell.part == "header") for page in small} == {sheet.text_width}


def test_title_and_header_stand_on_the_pages_that_were_chosen() -> None:
    every, once = pages_of(PageSetup(title_on_each=True)), pages_of(PageSetup(header_on_each=False))
    assert len(cells(every, "title")) == len(cells(every, "caption")) == len(every)
    assert len(cells(once, "header")) == len(COLUMNS)
    assert {cell.part for cell in once[0].cells} >= {"title", "header"}


def test_the_foot_has_the_number_and_the_day_of_printing() -> None:
    pages = pages_of(PageSetup(numbers=PageNumbers.DASHES), printed="打印日期：2021年7月28日")
    assert [cell.text for cell in cells(pages, "footer")] == [f"— {number} —" for number in range(1, len(pages) + 1)]
    assert {cell.text for cell in cells(pages, "printed")} == {"打印日期：2021年7月28日"}
    assert len(cells(pages, "printed")) == len(pages)
    assert cells(pages_of(PageSetup(numbers=PageNumbers.NONE)), "footer") == []


def test_measures_fill_the_pages_where_they_may_be_split() -> None:
    kept, split = pages_of(PageSetup()), pages_of(PageSetup(keep_rows=False))
    assert len(split) <= len(kept)
    assert len(cells(split, "progress")) > len(cells(kept, "progress"))


def test_columns_by_content_give_the_room_to_what_is_long() -> None:
    document = replace(whole_list(Paper.A4), setup=PageSetup(widths=ColumnWidths.CONTENT))
    lean = replace(document, blocks=tuple(replace(each, progress="已完成。", problems="困难" * 150) for each in document.blocks))
    sheet = sheet_for(Paper.A4)
    fixed, found = column_places(whole_list(Paper.A4), sheet), column_places(lean, sheet)
    assert found["problems"][1] > fixed["problems"][1]
    assert found["progress"][1] < fixed["progress"][1]
    assert found["phone"][1] >= 15 * sheet.sizes[Style.BODY] / 2, "a number stays on one line"


def test_every_other_measure_is_shaded_where_that_is_wanted() -> None:
    document = replace(whole_list(Paper.A4), blocks=(block(1), block(2), block(3)), setup=PageSetup(striped=True))
    sheet = sheet_for(Paper.A4)
    pages = paginate(document, sheet, Squares(sheet))
    assert [cell.shaded for cell in cells(pages, "measure")] == [False, True, False]
    assert not any(cell.shaded for cell in cells(pages, "task"))
