"""Last month's words never go in as this month's, and of two columns that say different things none is chosen unasked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qcapp.domain.forms import ReadCell, ReturnedForm
from qcapp.domain.period import Period
from qcapp.domain.sheet import Merge, Sheet
from qcapp.forms.heading_months import Named, named_month, only_month
from qcapp.forms.locate import locate
from tests.forms.table_world import HEADINGS, document, sheet
from tests.forms.test_locate import codes

JULY = "报告期：2031年7月"
LEFT, RIGHT = "左栏写的。", "右栏写的。"


def two(
    left: str, right: str, texts: Sequence[str] = (LEFT, RIGHT), caption: str = JULY, head: Sequence[str] = HEADINGS
) -> ReturnedForm:
    """A form with two columns in the place of 进展情况."""
    headings = (*head[:5], left, right, *head[6:])
    row = ("", "1.甲。", "区甲局", "责任人：张三", "1", *texts, "无", "年底")
    return locate(document(sheet([(caption,), headings, row])))


def progress(found: ReturnedForm) -> ReadCell:
    return found.rows[0].cells["progress"]


@pytest.mark.parametrize(
    ("last", "this"),
    [
        ("6月进展情况", "7月进展情况"), ("进展情况（上月）", "进展情况（本月）"), ("上月进展情况", "本月进展情况"),
        ("上期进展", "进展情况"), ("2031年6月份进展情况", "2031年7月份进展情况"), ("2030年7月进展情况", "7月进展情况"),
        ("六月进展情况", "七月进展情况"), ("1-6月进展情况", "1-7月进展情况"), ("进展情况（6月）", "进展情况"),
        ("上次进展情况", "主要工作进展情况及成效"), ("截至6月底进展情况", "截至7月底进展情况"), ("上个月进展情况", "当月进展"),
        ("203106进展情况", "203107进展情况"), ("下月进展情况", "进展情况"), ("6月进展情况", "本月进展情况"),
    ],
)
def test_the_column_of_another_month_is_never_taken(last: str, this: str) -> None:
    for found in (two(last, this), two(this, last, (RIGHT, LEFT))):
        assert (progress(found).text, progress(found).aside, progress(found).doubt) == (RIGHT, "", "")
        (note,) = (note for note in found.notes if note.code == "column_other_month")
        assert note.message == f"“{last}”一栏写的是别的月份，里面的文字没有读取，请核对。"
        assert not {"column_unknown", "leftover"} & set(codes(found))


@pytest.mark.parametrize(
    ("left", "right"),
    [("进展情况", "进展情况"), ("进展情况", "7月进展情况"), ("落实情况", "完成情况"), ("本月进展情况", "7月进展情况"),
     ("进展情况", "本月工作进展情况及成效")],
)
def test_two_columns_that_differ_wait_for_a_person(left: str, right: str) -> None:
    found = two(left, right)
    cell = progress(found)
    assert {cell.text, cell.aside.removeprefix("另一栏：")} == {LEFT, RIGHT}
    assert left in cell.doubt
    assert right in cell.doubt
    (note,) = (note for note in found.notes if note.code == "two_columns")
    assert note.message.endswith("都像是“进展情况”，写的却不一样，看不出以哪一栏为准，请逐条选定。")
    assert found.rows[0].cells["problems"].doubt == ""


@pytest.mark.parametrize("right", ["7月进展情况", "本月进展情况", "进展情况（本期）"])
def test_this_months_column_stands_in_the_cell_and_the_other_beside_it(right: str) -> None:
    assert (progress(two("进展情况", right)).text, progress(two("进展情况", right)).aside) == (RIGHT, f"另一栏：{LEFT}")


@pytest.mark.parametrize("texts", [(LEFT, LEFT), (LEFT, ""), (LEFT, " 左栏写的。 ")])
def test_two_columns_that_do_not_differ_ask_nothing(texts: Sequence[str]) -> None:
    found = two("进展情况", "进展情况", texts)
    assert (progress(found).text, progress(found).aside, progress(found).doubt) == (LEFT, "", "")
    assert found.notes == ()


def test_a_form_whose_month_nobody_names_asks_between_two_months() -> None:
    found = two("6月进展情况", "7月进展情况", caption="")
    assert (progress(found).text, progress(found).aside) == (LEFT, f"另一栏：{RIGHT}")
    assert "“6月进展情况”“7月进展情况”两栏" in progress(found).doubt


def test_the_forms_own_id_tells_the_month() -> None:
    assert progress(two("6月进展情况", "7月进展情况", caption="表号：QC-203107-07-3F9K")).text == RIGHT
    assert progress(two("6月进展情况", "7月进展情况", caption="表号：QC-203106-07-3F9K")).text == LEFT
    unsure = two("6月进展情况", "7月进展情况", caption="报告期：2031年6月　表号：QC-203107-07-3F9K")
    assert progress(unsure).doubt


def alone(heading: str) -> ReturnedForm:
    head = (*HEADINGS[:5], heading, *HEADINGS[6:])
    return locate(document(sheet([(JULY,), head, ("", "1.甲。", "区甲局", "责任人：张三", "1", LEFT, "无", "")])))


@pytest.mark.parametrize("heading", ["6月进展情况", "2031年6月进展情况", "进展情况（6月份）"])
def test_a_lone_column_of_another_month_is_read_and_said_so(heading: str) -> None:
    found = alone(heading)
    assert (progress(found).text, codes(found)) == (LEFT, ["column_dated"])
    assert heading in found.notes[0].message


@pytest.mark.parametrize("heading", ["上月进展情况", "进展情况（上期）"])
def test_a_lone_column_of_last_month_by_its_name_is_not_read_and_said_so(heading: str) -> None:
    found = alone(heading)
    assert ("progress" in found.rows[0].cells, codes(found)) == (False, ["column_other_month"])


@pytest.mark.parametrize(
    "heading", ["7月进展情况", "本月进展情况", "进展情况（上月已完成的不填）", "进展情况（7月25日前填）", "进展情况（本期）"]
)
def test_a_heading_of_this_month_is_the_columns_own(heading: str) -> None:
    found = alone(heading)
    assert (progress(found).text, codes(found)) == (LEFT, [])


@pytest.mark.parametrize("above", [True, False])
def test_months_in_a_row_of_their_own_over_or_under_the_columns_count(above: bool) -> None:
    upper = ["重点任务", "改革措施", "责任单位", "责任人", "联系电话", "上月", "", "本月", ""]
    lower = ["", "", "", "", "", "进展情况", "存在问题", "进展情况", "存在问题"]
    texts = ("旧进展。", "旧问题。", "新进展。", "新问题。")
    if not above:
        upper[5:], lower[5:] = ["进展情况", "", "存在问题", ""], ["上月", "本月", "上月", "本月"]
        texts = ("旧进展。", "新进展。", "旧问题。", "新问题。")
    merges = [Merge(0, column, 1, column) for column in range(5)] + [Merge(0, 5, 0, 6), Merge(0, 7, 0, 8)]
    row = ("", "1.甲。", "区甲局", "责任人：张三", "1", *texts)
    found = locate(document(Sheet("表", (tuple(upper), tuple(lower), row), tuple(merges))))
    assert (progress(found).text, found.rows[0].cells["problems"].text) == ("新进展。", "新问题。")
    assert codes(found) == ["column_other_month"] * 2


def test_two_columns_over_several_rows_of_a_measure_are_compared_whole() -> None:
    head = (*HEADINGS[:6], "进展情况", *HEADINGS[6:])
    rows = [(JULY,), head, ("", "1.甲。", "区甲局", "责任人：张三", "1", "一。", "一。", "", ""),
            ("", "", "", "联系人：李四", "2", "", "二。", "", "")]
    cell = progress(locate(document(sheet(rows, [(2, 1, 3, 1)]))))
    assert (cell.text, cell.aside) == ("一。", "另一栏：一。\n二。")


@pytest.mark.parametrize(
    ("heading", "named"),
    [("3个月进展情况", Named.NONE), ("较上月进展情况", Named.NONE), ("2031年进展情况", Named.NONE),
     ("6、7月进展情况", Named.THIS),
     ("进展情况7月", Named.THIS), ("本月进展（6月）", Named.ANOTHER), ("截至6月30日进展情况", Named.ANOTHER)],
)
def test_months_are_told_from_what_only_looks_like_them(heading: str, named: Named) -> None:
    assert named_month(heading, Period(2031, 7)) is named


def test_a_row_that_numbers_the_columns_names_no_months() -> None:
    assert not any(map(only_month, ("1", "12", "2031", "")))
