"""A filtered view and other plain tables on pages: nothing lost, nothing over anything else, groups told on each page."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from qcapp.domain.page_setup import Orientation, PageSetup
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import GroupLine, ListColumn, ListRow, ListTable, plain_table
from tests.ui.test_pdf_pagination import Squares, assert_sound, cells, text
from ui.pdf.list_pages import paginating_list
from ui.pdf.sheet import Page, column_places, sheet_for

COLUMNS = (
    ListColumn("no", "序号", 46, 4, centred=True), ListColumn("measure", "改革措施", 280),
    ListColumn("progress", "进展情况", 200),
)


def row(no: int, progress: str = "已完成。") -> ListRow:
    return ListRow((str(no), f"第{no}条措施", progress))


def pages_of(*rows: ListRow | GroupLine, setup: PageSetup | None = None) -> tuple[Page, ...]:
    table = ListTable("逾期未报", COLUMNS, rows, "报告期：2021年7月　筛选：逾期", Paper.A4, setup or PageSetup())
    sheet = sheet_for(table.paper, table.setup)
    pages = next(tuple(found) for found in paginating_list(table, sheet, Squares(sheet)) if found)
    assert_sound(pages, sheet)
    return pages


def test_one_row_has_title_caption_heading_and_number() -> None:
    pages = pages_of(row(11))
    assert len(pages) == 1
    assert [text(pages, part) for part in ("title", "caption", "footer")] == [
        "逾期未报", "报告期：2021年7月　筛选：逾期", "第 1 页 共 1 页",
    ]
    assert [cell.text for cell in cells(pages, "header")] == ["序号", "改革措施", "进展情况"]
    assert [cell.text for cell in cells(pages, "progress")] == ["已完成。"]


def test_no_rows_are_a_page_all_the_same() -> None:
    assert [cell.text for cell in cells(pages_of(GroupLine("没有符合条件的条目")), "group")] == ["没有符合条件的条目"]
    assert len(pages_of()) == 1


def test_the_heading_row_is_on_every_page() -> None:
    pages = pages_of(*[row(no, "进展" * 60) for no in range(1, 60)])
    assert len(pages) > 2
    assert all([cell.text for cell in page.cells if cell.part == "header"] == ["序号", "改革措施", "进展情况"] for page in pages)
    assert [cell.text for cell in cells(pages, "no")] == [str(no) for no in range(1, 60)]


def test_a_groups_heading_is_never_alone_at_the_foot_and_is_told_again_where_it_goes_on() -> None:
    rows: list[ListRow | GroupLine] = []
    for unit in range(12):
        rows += [GroupLine(f"单位{unit}"), *(row(unit * 10 + no, "进展" * 40) for no in range(7))]
    pages = pages_of(*rows)
    for page in pages:
        parts = [cell.part for cell in page.cells]
        assert parts[-2] != "group", "the last thing above the page number"
        first = next(cell for cell in page.cells if cell.part in ("group", "no"))
        assert first.part == "group", "a page begins by saying whose rows these are"
    told = [cell.text for cell in cells(pages, "group")]
    assert list(dict.fromkeys(each.removesuffix("（续）") for each in told)) == [f"单位{unit}" for unit in range(12)]
    assert any(each.endswith("（续）") for each in told)


def test_a_group_without_rows_still_has_its_heading() -> None:
    pages = pages_of(GroupLine("甲"), GroupLine("乙"), row(1), GroupLine("丙"))
    assert [cell.text for cell in cells(pages, "group")] == ["甲", "乙", "丙"]


def test_a_cell_longer_than_a_page_flows_on_under_its_number() -> None:
    story = "".join(f"第{number}句，推进有序。" for number in range(1, 700))
    pages = pages_of(row(1), row(27, story), row(28))
    assert len(pages) > 2
    assert text(pages, "progress") == f"已完成。{story}已完成。"
    assert {cell.text for cell in cells(pages, "no")} == {"1", "27", "27（续）", "28"}


def test_a_row_goes_to_the_next_page_whole_unless_the_setup_lets_it_split() -> None:
    rows = [row(no, "进展" * 130) for no in range(1, 9)]
    whole, split = pages_of(*rows), pages_of(*rows, setup=PageSetup(keep_rows=False))
    assert len(cells(whole, "progress")) == 8
    assert len(cells(split, "progress")) > 8
    assert text(whole, "progress") == text(split, "progress")
    assert len(split) <= len(whole)


def test_every_other_row_is_shaded_where_that_is_wanted() -> None:
    pages = pages_of(*map(row, range(1, 5)), setup=PageSetup(striped=True))
    assert [cell.shaded for cell in cells(pages, "no")] == [False, True, False, True]
    assert not any(cell.shaded for cell in cells(pages_of(row(1), row(2)), "no"))


def test_any_rows_make_a_table_with_columns_by_what_stands_in_them() -> None:
    table = plain_table("往期", ["月份", "进展情况"], [["2021年6月", "已完成系统对接，按计划推进。" * 6], ["2021年5月"]])
    assert table.rows == (ListRow(("2021年6月", "已完成系统对接，按计划推进。" * 6)), ListRow(("2021年5月", "")))
    sheet = sheet_for(table.paper)
    places = list(column_places(table, sheet).values())
    assert places[0][1] < places[1][1]
    assert sum(width for _, width in places) == sheet.text_width
    assert all(left + width == after for (left, width), (after, _) in pairwise(places))


_words = st.text(alphabet="政务服务，。\nab1", max_size=900)
_rows = st.one_of(
    st.builds(GroupLine, st.text(alphabet="区税务局", min_size=1, max_size=40)),
    st.builds(lambda no, one, other: ListRow((str(no), one, other)), st.integers(1, 99), _words, _words),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_rows, max_size=8), st.booleans(), st.sampled_from(list(Orientation)), st.booleans())
def test_any_plain_table_is_printed_whole(
    rows: list[ListRow | GroupLine], keep: bool, turned: Orientation, title: bool
) -> None:
    pages = pages_of(*rows, setup=PageSetup(turned, keep_rows=keep, title_on_each=title))
    for place, part in ((1, "measure"), (2, "progress")):
        expected = "".join(each.cells[place].replace("\n", "") for each in rows if isinstance(each, ListRow))
        assert text(pages, part) == expected


def test_where_a_row_goes_on_its_number_is_not_cut_to_pieces() -> None:
    columns = (ListColumn("no", "序号", 1, 4, centred=True), ListColumn("progress", "进展情况", 600))
    table = ListTable("一览", columns, (row_of("27", "已完成系统对接，" * 900),), "", Paper.A4, PageSetup())
    sheet = sheet_for(table.paper, table.setup)
    pages = next(tuple(found) for found in paginating_list(table, sheet, Squares(sheet)) if found)
    again = [cell.lines for cell in cells(pages, "no")][1:]
    assert again
    assert set(again) <= {("27", "（续）"), ("27", "续")}, "never （ / 续 / ）"


def row_of(*texts: str) -> ListRow:
    return ListRow(texts)
