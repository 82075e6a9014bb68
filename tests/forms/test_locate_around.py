"""Title, unit and month are told by what stands around the table, and by nothing that only looks like it."""

from __future__ import annotations

import pytest

from qcapp.domain.forms import ReturnedForm
from qcapp.domain.period import Period
from qcapp.forms.layout import TableDocument
from qcapp.forms.locate import locate
from tests.forms.table_world import HEADINGS, block, document, drawn, sheet
from tests.forms.test_locate import NOTES, TITLE


def test_title_unit_and_month_stand_in_the_paragraphs_of_a_word_file() -> None:
    row = ("", "1.甲。", "区甲局", "", "", "", "", "")
    said = ("附件2", TITLE, "填报单位（盖章）：区甲局", "报告期：2031年7月", "请于2031年7月25日前报送。")
    found = locate(document(sheet([HEADINGS, row]), kind="docx", texts=said))
    assert (found.title, found.unit_hints, found.period_hint) == (TITLE, ("区甲局",), Period(2031, 7))


def test_the_units_name_may_stand_in_the_next_cell() -> None:
    rows = [("填报单位：", "", "区甲局", "", "填报时间：2031-07-20"), HEADINGS, ("", "1.甲。", "区甲局", "", "", "", "", "")]
    assert locate(document(sheet(rows))).unit_hints == ("区甲局",)


def test_a_month_in_the_title_alone_is_a_hint() -> None:
    rows = [("甲区责任清单细化表（2031年7月）",), HEADINGS, ("", "1.甲。", "区甲局", "", "", "", "", "")]
    assert locate(document(sheet(rows))).period_hint == Period(2031, 7)


def around(*lines: str) -> ReturnedForm:
    """A form with these lines over its table."""
    return locate(document(sheet([*((line,) for line in lines), HEADINGS, ("", "1.甲。", "区甲局", "", "", "", "", "")])))


@pytest.mark.parametrize(
    "line",
    ["金额单位：万元", "单位：万元", "单位：户、件", "（单位：%）", "计量单位：个", "单位：亿元/万户",
     "货币单位：人民币", "单位：个工作日"],
)
def test_what_is_counted_in_is_no_units_name(line: str) -> None:
    assert around(line).unit_hints == ()
    assert around(f"填报单位：区甲局　{line}").unit_hints == ("区甲局",)
    assert around(f"{line}　填报单位：区甲局").unit_hints == ("区甲局",)


@pytest.mark.parametrize(
    "line",
    ["报表单位：区甲局", "编报单位（盖章）：区甲局", "承办部门：区甲局", "单位名称：区甲局", "单位（盖章）：区甲局",
     "部门：区甲局", "填报单位（名称）：区甲局", "填报责任单位：区甲局", "上报单位:区甲局 金额单位：万元 科室：办公室"],
)
def test_a_units_name_stands_after_any_label_that_asks_for_it(line: str) -> None:
    assert around(line).unit_hints == ("区甲局",)


@pytest.mark.parametrize(
    "label", ["填报日期", "填表日期", "制表日期", "填报时间", "报送时间", "打印日期", "编制时间", "日期"]
)
@pytest.mark.parametrize("day", ["2031年8月", "2031年8月2日", "2031-08", "2031.8.2"])
def test_the_day_of_writing_is_no_month_reported_on(label: str, day: str) -> None:
    assert around(f"填报单位：区甲局　{label}：{day}").period_hint is None
    assert around(f"2031年7月进展情况　{label}：{day}").period_hint == Period(2031, 7)
    assert around(f"报告期：2031年7月　{label}：{day}").period_hint == Period(2031, 7)


def test_two_months_named_are_no_hint() -> None:
    rows = [("2031年6月和2031年7月进展",), HEADINGS, ("", "1.甲。", "区甲局", "", "", "", "", "")]
    assert locate(document(sheet(rows))).period_hint is None


def test_examples_in_the_instructions_are_no_month() -> None:
    bare = TableDocument(TITLE, (block(1),), "", NOTES)
    assert locate(drawn(bare)).period_hint is None
