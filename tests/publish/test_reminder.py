"""催报通知 and 提醒 by value: which measures, since when, by when, to whom; and the list to call down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from qcapp.forms.metrics import text_width
from qcapp.forms.paper import Grid, OfficialPaper
from qcapp.forms.paper_words import CHARACTERS
from qcapp.publish.call_list import write_call_list
from qcapp.publish.late_units import LateUnit, late_units
from qcapp.publish.reminder import ReminderMatter, compose_reminder
from qcapp.publish.wording import Wording, blocks, checked
from tests.publish.papers import IN_TIME, figures_of, month_of, plan_of, reported, text_of
from tests.stats.months import FINE, PEOPLE, Month, july

ON = july(28)
HOW = "本月确无新进展的，写明“本月无新进展”及原因，不要留空。"


def late(month: Month, on: date = ON, early: bool = False) -> tuple[LateUnit, ...]:
    return late_units(figures_of(month, on), month.snapshot, early)


def paper_of(month: Month, on: date = ON, early: bool = False, wording: Mapping[str, str] | None = None) -> OfficialPaper:
    (unit,) = late(month, on, early)
    matter = ReminderMatter(month.snapshot, Wording(checked(wording or {})), july(28), date(2021, 8, 2))
    return compose_reminder(unit, matter)


def grid_of(paper: OfficialPaper) -> Grid:
    (annex,) = paper.annexes
    (grid,) = annex.parts
    assert isinstance(grid, Grid)
    return grid


def test_a_unit_that_has_sent_nothing() -> None:
    month = month_of(plan_of(1, 3))
    month.settings["paper.contact"] = "某丙，0763-3312345"
    paper = paper_of(month)
    assert paper.title == "关于催报某某区2021年7月\n责任清单填报表的通知"
    assert (paper.addressee, paper.signature, paper.day) == ("某一局", "某某区营商办", july(28))
    assert paper.contact == "联系人：某丙，联系电话：0763-3312345"
    assert paper.texts == (
        "根据《某某区实施方案》要求，2021年7月责任清单填报表应于2021年7月25日24时前报区营商办。"
        "截至2021年7月28日，你单位负责的3条改革措施（第1至3条）均未报送，已逾期3天。",
        f"请抓紧填报，于2021年8月2日前报区营商办，并说明逾期原因；仍未报送的，将予以通报。{HOW}",
        "填报中有疑问的，请与区营商办联系。",
    )
    assert paper.annexes[0].title == "某一局2021年7月未报改革措施清单"
    grid = grid_of(paper)
    assert grid.headings == ("措施序号", "重点任务", "改革措施", "责任人、联系人", "截止日", "逾期天数")
    assert grid.rows[0] == ("1", "纳税服务", "做好第乙类事。", "", "7月25日", "3")
    assert grid.rows[-1] == ("合计", "3条", "", "", "", "")


@pytest.mark.parametrize(
    ("each", "sent", "said"),
    [
        (1, (), "你单位负责的1条改革措施（第1条）尚未报送，已逾期3天。"),
        (2, (), "你单位负责的2条改革措施（第1条、第2条）均未报送，已逾期3天。"),
        (2, (1,), "你单位应报2条，实报1条，尚有1条改革措施（第2条）未报送，已逾期3天。"),
        (4, (2,), "你单位应报4条，实报1条，尚有3条改革措施（第1条、第3条、第4条）未报送，已逾期3天。"),
    ],
)
def test_one_measure_or_many_the_whole_form_or_a_part(each: int, sent: tuple[int, ...], said: str) -> None:
    month = month_of(plan_of(1, each))
    if sent:
        month.returns("某一局", IN_TIME, dict.fromkeys(sent, FINE))
    text = text_of(paper_of(month))
    assert said in text
    assert "均" not in text or each > 1


def test_the_number_of_the_bulletin_does_not_stand_on_a_reminder() -> None:
    month = month_of(plan_of(1))
    month.settings["paper.number"] = "某营商通报〔2021〕7号"
    assert paper_of(month).number == ""
    month.settings["paper.reminder_number"] = "某营商办函〔2021〕12号"
    assert paper_of(month).number == "某营商办函〔2021〕12号"


def test_the_form_that_was_sent_is_named() -> None:
    month = month_of(plan_of(1)).sent("某一局", "QC-202107-01-3F9K", {})
    paper = paper_of(month)
    assert f"请用表号为QC-202107-01-3F9K的下发表填报；{HOW}" in text_of(paper)
    assert grid_of(paper).note == "注：本月应报1条，实报0条。\n下发表的表号是QC-202107-01-3F9K。"


@pytest.mark.parametrize("on", [ON, july(22)])
def test_a_forms_number_never_comes_to_a_lines_end_and_can_be_looked_for_as_it_is(on: date) -> None:
    """A line of 28 characters may end at any of its hyphens; other hyphens, that may not, would not be found or read back."""
    number = "QC-202107-01-3F9K"
    paper = paper_of(month_of(plan_of(1, 9)).sent("某一局", number, {}), on, early=on < ON)
    lines = [f"　　{text}" for text in paper.texts] + grid_of(paper).note.split("\n")
    bearing = [line for line in lines if number in line]
    assert len(bearing) == 2
    assert all(text_width(line.partition(number)[0] + number) / 2 < CHARACTERS - 4 for line in bearing)


def test_who_is_responsible_stands_beside_the_measure() -> None:
    month = month_of(plan_of(1)).carries(1, "某一局", PEOPLE)
    assert grid_of(paper_of(month)).rows[0][3] == "某甲、某乙"


def test_an_extension_that_is_over_is_told() -> None:
    month = month_of(plan_of(1, 3)).extend("某一局", july(27), 2)
    paper = paper_of(month)
    assert "均未报送，最长已逾期3天。其中第2条准予延期至2021年7月27日（已逾期1天）。" in text_of(paper)
    assert [row[4:] for row in grid_of(paper).rows[:3]] == [
        ("7月25日", "3"), ("7月27日", "1"), ("7月25日", "3"),
    ]
    (unit,) = late(month_of(plan_of(1, 3)).extend("某一局", date(2021, 8, 9), 2))
    assert (unit.numbers, unit.due) == ((1, 3), 2)


def test_who_is_late_and_who_is_not() -> None:
    month = month_of(plan_of(5))
    reported(month, units=["某一局"])
    month.exempt("某二局").extend("某三局", date(2021, 8, 9)).waits(4, "某四局", "progress", "已办结40件。", IN_TIME)
    assert [unit.unit for unit in late(month)] == ["某五局"]
    assert [unit.unit for unit in late(month, date(2021, 8, 10))] == ["某三局", "某五局"]
    assert late(month, july(25)) == ()
    assert [unit.unit for unit in late(month, early=True)] == ["某三局"]
    assert [unit.unit for unit in late(month, july(25), early=True)] == ["某三局", "某五局"]


@pytest.mark.parametrize(
    ("on", "opening"),
    [
        (july(22), "2021年7月责任清单填报表应于2021年7月25日24时前报区营商办，距截止还有3天。"),
        (july(25), "2021年7月责任清单填报表应于2021年7月25日24时前报区营商办，今天是最后一天。"),
    ],
)
def test_before_the_due_day_a_unit_is_only_reminded(on: date, opening: str) -> None:
    paper = paper_of(month_of(plan_of(1, 2)), on, early=True)
    assert paper.title == "关于按时报送某某区2021年7月\n责任清单填报表的通知"
    assert paper.texts[0] == f"{opening}截至2021年7月{on.day}日，你单位负责的2条改革措施（第1条、第2条）均尚未报送。"
    assert paper.texts[1] == f"请按时填报并报区营商办；已经报出的，不必重复报送。{HOW}"
    assert "逾期" not in text_of(paper)
    assert grid_of(paper).headings[-1] == "截止日"


def test_an_extended_unit_is_reminded_of_its_own_day() -> None:
    month = month_of(plan_of(1, 2)).extend("某一局", date(2021, 8, 9))
    assert paper_of(month, early=True).texts[0] == (
        "2021年7月责任清单填报表应于2021年8月9日24时前报区营商办，距截止还有12天。"
        "截至2021年7月28日，你单位负责的2条改革措施（第1条、第2条）均尚未报送。第1条、第2条准予延期至2021年8月9日。"
    )


def test_the_clerks_own_wording_is_used_and_every_placeholder_offered_is_there() -> None:
    said = {
        key: "。".join(f"{name}<{{{name}}}>" for name in block.placeholders)
        for block in blocks() if block.paper != "通报" for key, _ in block.texts
    }
    for early, on in ((False, ON), (True, july(20))):
        text = text_of(paper_of(month_of(plan_of(1, 2)), on, early, said))
        assert "报告期<2021年7月>" in text
        assert "{" not in text
    short = paper_of(month_of(plan_of(1)), wording={"remind.contact": "", "remind.ask": "快报。"})
    assert text_of(short).endswith(f"快报。{HOW}")


def cells_of(path: Path) -> list[tuple[Any, ...]]:
    return [tuple(cell for cell in row) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def test_the_call_list_names_who_is_to_be_called(tmp_path: Path) -> None:
    month = month_of(plan_of(3, 2)).carries(1, "某一局", PEOPLE)
    other = {"liaison.name": "=某丁", "liaison.phone": "13900139000", "responsible.phone": "0763-3312346"}
    month.carries(2, "某一局", PEOPLE | other)
    month.returns("某二局", IN_TIME, {3: FINE})
    write_call_list(late(month), month.snapshot, tmp_path / "电话单.xlsx")
    rows = cells_of(tmp_path / "电话单.xlsx")
    assert rows[0][0] == "2021年7月催报电话单"
    assert rows[1][0] == "截至2021年7月28日，共3家单位"
    assert rows[2] == (
        "序号", "责任单位", "未报措施", "截止日", "逾期天数", "责任人", "责任人电话", "联系人", "联系人电话",
        "接听情况\n（已通知打√）",
    )
    assert rows[3] == (
        1, "某一局", "第1、2条\n（共2条，整份未报）", "2021年7月25日", 3, "某甲\n", "0763-3312345\n0763-3312346",
        "某乙\n=某丁", "13800138000\n13900139000", None,
    )
    assert rows[4][1:3] == ("某二局", "第4条\n（共1条）")
    assert rows[4][5:9] == ("某甲", "0763-3312345", "某乙", "13800138000"), "of its other measure, for want of better"
    assert rows[5][5:9] == (None, None, None, None)


def test_the_call_list_prints_on_one_landscape_page_wide(tmp_path: Path) -> None:
    write_call_list(late(month_of(plan_of(2))), month_of(plan_of(2)).snapshot, tmp_path / "电话单.xlsx")
    sheet = load_workbook(tmp_path / "电话单.xlsx").worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$3"


def test_the_page_number_of_the_call_list_stands_below_the_table(tmp_path: Path) -> None:
    write_call_list(late(month_of(plan_of(2))), month_of(plan_of(2)).snapshot, tmp_path / "电话单.xlsx")
    sheet = load_workbook(tmp_path / "电话单.xlsx").worksheets[0]
    assert sheet.oddFooter
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    line = 16 / 72
    assert sheet.page_margins.bottom - sheet.page_margins.footer >= 2 * line


def test_a_long_list_of_measures_on_the_call_list_ends_its_lines_behind_a_mark(tmp_path: Path) -> None:
    month = month_of(plan_of(1, 40))
    month.returns("某一局", IN_TIME, dict.fromkeys(range(2, 41, 2), FINE))
    write_call_list(late(month), month.snapshot, tmp_path / "电话单.xlsx")
    sheet = load_workbook(tmp_path / "电话单.xlsx").worksheets[0]
    *lines, count = str(sheet["C4"].value).split("\n")
    assert "".join(lines) == "第" + "、".join(map(str, range(1, 41, 2))) + "条"
    assert count == "（共20条）"
    assert len(lines) > 2
    assert all(line.endswith("、") for line in lines[:-1])
    assert all(len(line) * 1.6 <= sheet.column_dimensions["C"].width for line in lines)
    assert sheet.row_dimensions[4].height >= 15 * len(lines)


def test_an_early_list_counts_the_days_that_are_left(tmp_path: Path) -> None:
    month = month_of(plan_of(1))
    write_call_list(late(month, july(20), early=True), month.snapshot, tmp_path / "电话单.xlsx")
    rows = cells_of(tmp_path / "电话单.xlsx")
    assert (rows[0][0], rows[2][4], rows[3][4]) == ("2021年7月提醒电话单", "还有天数", 5)
