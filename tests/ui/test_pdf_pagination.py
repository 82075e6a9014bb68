"""Pages of the printed table, by value: nothing lost, nothing twice, nothing over anything else."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcapp.domain.fields import COLUMNS
from qcapp.domain.plan_json import load_plan
from qcapp.forms.layout import Block, ContactLine, Paper, TableDocument
from ui.pdf.pagination import paginate
from ui.pdf.sheet import Cell, Lines, Page, Sheet, Style, sheet_for

PLAN = Path(__file__).parents[2] / "resources" / "plan_2021.json"
CONTACTS = (ContactLine("责任人", "张三", "0763-3312345"), ContactLine("联系人", "李四", "13800000000"))


class Squares:
    """Every character is a square of the type size, as in a Chinese text without Latin letters."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def wrap(self, text: str, width: int, style: Style) -> Lines:
        count = max(1, width // self._sheet.sizes[style])
        return tuple(text[at : at + count] for at in range(0, len(text), count)) or ("",)


def block(no: int = 1, task: str = "一.开办企业", progress: str = "已完成。", **other: object) -> Block:
    made = Block(no, task, f"{no}.优化流程", "区政数局", CONTACTS, progress, "无", "2021年12月底")
    return replace(made, **other)  # type: ignore[arg-type]


def pages_of(*blocks: Block, paper: Paper = Paper.A4, notes: tuple[str, ...] = ()) -> tuple[Page, ...]:
    sheet = sheet_for(paper)
    return paginate(TableDocument("细化表", blocks, "报告期：2021年7月", notes, paper), sheet, Squares(sheet))


def cells(pages: tuple[Page, ...], part: str) -> list[Cell]:
    return [cell for page in pages for cell in page.cells if cell.part == part]


def text(pages: tuple[Page, ...], part: str) -> str:
    return "".join(cell.text for cell in cells(pages, part))


def whole_list(paper: Paper) -> TableDocument:
    plan = load_plan(PLAN.read_text(encoding="utf-8"))
    blocks = tuple(
        Block(
            measure.no, plan.task_of(measure.no).heading, measure.printed, plan.printed_unit(measure.no),
            tuple(ContactLine(label, "张三", "0763-3312345") for label in measure.contacts),
            f"第{measure.no}条进展顺利。" * (measure.no % 5), "无", "2021年12月底",
        )
        for measure in plan.measures
    )
    return TableDocument(plan.title, blocks, "报告期：2021年7月", (), paper)


def assert_sound(pages: tuple[Page, ...], sheet: Sheet) -> None:
    """No cell over another, none beyond the paper's text area, every text within its cell."""
    for page in pages:
        framed = [cell for cell in page.cells if cell.framed]
        for cell in framed:
            assert cell.left >= sheet.left
            assert cell.left + cell.width <= sheet.width - sheet.right
            assert cell.top >= sheet.top
            assert cell.top + cell.height <= sheet.floor
            assert sheet.cell_height(len(cell.lines), cell.style) <= cell.height or not cell.lines
        for one, other in combinations(framed, 2):
            apart = (
                one.left + one.width <= other.left or other.left + other.width <= one.left
                or one.top + one.height <= other.top or other.top + other.height <= one.top
            )
            assert apart, (one, other)


def test_one_measure_gives_one_page_with_title_header_and_number() -> None:
    pages = pages_of(block())
    assert len(pages) == 1
    assert text(pages, "title") == "细化表"
    assert text(pages, "caption") == "报告期：2021年7月"
    assert [cell.text for cell in cells(pages, "header")] == [column.heading for column in COLUMNS]
    assert text(pages, "footer") == "第 1 页 共 1 页"


def test_an_empty_table_is_still_a_page() -> None:
    pages = pages_of()
    assert len(pages) == 1
    assert cells(pages, "measure") == []


def test_cells_of_a_measure_span_its_contact_rows() -> None:
    pages = pages_of(block(contacts=(*CONTACTS, ContactLine("联系人", "王五", ""))))
    rows = cells(pages, "contact")
    assert [row.text for row in rows] == ["责任人：张三", "联系人：李四", "联系人：王五"]
    for part in ("task", "measure", "unit", "progress", "problems", "deadline"):
        (cell,) = cells(pages, part)
        assert cell.top == rows[0].top
        assert cell.height == sum(row.height for row in rows)


def test_columns_are_in_the_printed_order_and_fill_the_width() -> None:
    sheet = sheet_for(Paper.A3)
    places = sheet.placed([column.weight for column in COLUMNS])
    assert len(places) == len(COLUMNS)
    assert places[0][0] == sheet.left
    assert sum(width for _, width in places) == sheet.text_width
    assert all(left + width == after for (left, width), (after, _) in pairwise(places))


def test_neighbouring_measures_of_a_task_share_its_cell() -> None:
    pages = pages_of(block(1), block(2), block(3, task="二.获得电力"))
    tasks = cells(pages, "task")
    measures = cells(pages, "measure")
    assert [cell.text for cell in tasks] == ["一.开办企业", "二.获得电力"]
    assert tasks[0].height == measures[0].height + measures[1].height


def test_a_long_task_heading_makes_room_for_itself() -> None:
    heading = "五.深入开展企业全生命周期服务并持续优化市场主体准入准营退出机制" * 2
    pages = pages_of(block(1, task=heading), block(2, task=heading))
    assert text(pages, "task") == heading
    assert_sound(pages, sheet_for(Paper.A4))


def test_a_measure_that_does_not_fit_goes_to_the_next_page_whole() -> None:
    blocks = [block(no, progress=f"第{no}条。" * 80) for no in range(1, 6)]
    pages = pages_of(*blocks)
    assert len(pages) > 1
    assert len(cells(pages, "progress")) == len(blocks)
    assert_sound(pages, sheet_for(Paper.A4))


def test_header_is_repeated_and_the_title_is_not() -> None:
    pages = pages_of(*[block(no, progress="进展" * 150) for no in range(1, 9)])
    assert len(pages) > 2
    assert len(cells(pages, "header")) == len(COLUMNS) * len(pages)
    assert len(cells(pages, "title")) == 1
    total = len(pages)
    assert [cell.text for cell in cells(pages, "footer")] == [f"第 {n} 页 共 {total} 页" for n in range(1, total + 1)]


def test_a_task_going_on_is_printed_again_and_marked() -> None:
    pages = pages_of(*[block(no, progress="进展" * 150) for no in range(1, 6)])
    tasks = [cell.text for cell in cells(pages, "task")]
    assert tasks == ["一.开办企业"] + ["一.开办企业（续）"] * (len(pages) - 1)


def test_a_task_beginning_on_a_new_page_is_not_marked() -> None:
    pages = pages_of(block(1, progress="进展" * 250), block(2, task="二.获得电力", progress="进展" * 250))
    assert [cell.text for cell in cells(pages, "task")] == ["一.开办企业", "二.获得电力"]
    assert len(pages) == 2


def test_a_measure_longer_than_a_page_flows_on_and_loses_nothing() -> None:
    story = "".join(f"第{number}句，推进有序。" for number in range(1, 400))
    pages = pages_of(block(1), block(27, progress=story, problems="难" * 900), block(28))
    assert len(pages) > 2
    assert text(pages, "progress") == f"已完成。{story}已完成。"
    assert text(pages, "problems") == "无" + "难" * 900 + "无"
    assert text(pages, "deadline") == "2021年12月底" * 3
    again = [cell for cell in cells(pages, "measure") if cell.text == "27.（续）"]
    assert len(again) >= 1
    assert_sound(pages, sheet_for(Paper.A4))


def test_the_unit_stands_on_every_page_of_a_long_measure() -> None:
    pages = pages_of(block(27, progress="进展" * 3000))
    assert {cell.text for cell in cells(pages, "unit")} == {"区政数局"}
    assert len(cells(pages, "unit")) == len(pages)


def test_a_measure_text_longer_than_a_page_flows_too() -> None:
    words = "".join(f"（{number}）改革" for number in range(1, 900))
    pages = pages_of(block(5, measure=words))
    printed = text(pages, "measure").replace("5.（续）", "")
    assert printed == words
    assert_sound(pages, sheet_for(Paper.A4))


def test_many_contact_rows_flow_over_pages_in_order() -> None:
    rows = tuple(ContactLine("联系人", f"张{number}", f"{13800000000 + number}") for number in range(120))
    pages = pages_of(block(44, contacts=rows))
    assert [cell.text for cell in cells(pages, "contact") if cell.lines] == [row.printed for row in rows]
    assert [cell.text for cell in cells(pages, "phone") if cell.lines] == [row.phone for row in rows]
    assert_sound(pages, sheet_for(Paper.A4))


def test_paragraphs_begin_lines_of_their_own() -> None:
    pages = pages_of(block(progress="【区税务局】已完成。\n【高新区税务局】推进中。"))
    (cell,) = cells(pages, "progress")
    assert cell.lines == ("【区税务局】已完成。", "【高新区税务局】推进中。")


def test_control_characters_never_reach_the_paper() -> None:
    pages = pages_of(block(progress="一\t二\x00三\x0b四"))
    assert cells(pages, "progress")[0].lines == ("一 二三", "四")


def test_instructions_follow_the_table_and_go_on_to_another_page() -> None:
    notes = tuple(f"说明{number}" * 30 for number in range(1, 40))
    pages = pages_of(block(), notes=notes)
    assert text(pages, "notes") == "".join(f"{place}.{note}" for place, note in enumerate(notes, start=1))
    assert len(pages) > 1


@pytest.mark.parametrize("paper", list(Paper))
def test_the_whole_list_prints_every_measure_once_in_order(paper: Paper) -> None:
    document = whole_list(paper)
    sheet = sheet_for(paper)
    pages = paginate(document, sheet, Squares(sheet))
    assert_sound(pages, sheet)
    expected = [each.measure.replace("\n", "") for each in document.blocks]
    assert [cell.text for cell in cells(pages, "measure")] == expected
    assert [cell.text for cell in cells(pages, "progress")] == [each.progress for each in document.blocks]
    assert len(cells(pages, "contact")) == sum(len(each.contacts) for each in document.blocks)


_words = st.text(alphabet="政务服务，。\nab1", max_size=1500)
_contact = st.builds(ContactLine, st.sampled_from(["责任人", "联系人"]), _words.map(lambda text: text[:60]), st.just("1"))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            Block, st.integers(1, 99), st.sampled_from(["一.甲", "二.乙" * 12]), _words, st.just("区政数局"),
            st.lists(_contact, max_size=4).map(tuple), _words, _words, st.just("长期"),
        ),
        max_size=6,
    )
)
def test_any_table_is_printed_whole(blocks: list[Block]) -> None:
    sheet = sheet_for(Paper.A4)
    pages = paginate(TableDocument("表", tuple(blocks)), sheet, Squares(sheet))
    assert_sound(pages, sheet)
    for part in ("progress", "problems", "deadline"):
        expected = "".join(str(getattr(each, part)).replace("\n", "") for each in blocks)
        assert text(pages, part) == expected
    people = "".join(line.printed for each in blocks for line in each.contacts)
    assert text(pages, "contact") == people.replace("\n", "")
