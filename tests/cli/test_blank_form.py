"""A form that came back with nothing filled in is told as such wherever the month is looked at, and counts as no report."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from tests.cli.desk import Desk

TAX = "区税务局"
MONTH = ("--period", "2021-07")


@pytest.fixture(params=["xlsx", "docx"])
def merged(desk: Desk, request: pytest.FixtureRequest) -> Desk:
    """The unit has sent back what it got."""
    desk.send(TAX, formats=[request.param])
    desk.ask("merge", desk.form(TAX, request.param), "--received", "2021-07-22")
    return desk


def unit_of(desk: Desk, day: str) -> dict[str, object]:
    units = desk.ask("status", *MONTH, "--on", day)["units"]
    return next(each for each in units if each["unit"] == TAX)


def test_merging_says_that_the_form_is_blank(desk: Desk) -> None:
    desk.send(TAX)
    assert desk.ask("merge", desk.form(TAX), "--received", "2021-07-22", "--dry-run")["files"][0]["blank"] is True
    assert "合并 1 份回收表，更新 0 处，1 份是空表；" in desk.say("merge", desk.form(TAX), "--received", "2021-07-22")


def test_a_blank_form_is_no_return_in_time(merged: Desk) -> None:
    assert unit_of(merged, "2021-07-23")["blank"] is True
    assert unit_of(merged, "2021-07-23")["late"] is False
    assert unit_of(merged, "2021-07-28")["late"] is True
    rates = merged.ask("stats", *MONTH, "--on", "2021-07-28")
    assert next(each for each in rates["units"] if each["unit"] == TAX)["reported"] == 0


def test_who_sent_a_blank_form_is_chased_and_told_so(merged: Desk, tmp_path: Path) -> None:
    answer = merged.ask("reminder", tmp_path / "催", *MONTH, "--on", "2021-07-28", "--unit", TAX)
    (unit,) = answer["units"]
    assert unit["blank"] == "2021-07-22"
    (notice,) = answer["files"]
    words = "".join(each.text for each in docx.Document(notice).paragraphs)
    assert "你单位2021年7月22日交来的填报表没有填写任何内容，不算报送。" in words
    sheet = openpyxl.load_workbook(answer["call_list"]).worksheets[0]
    assert any("7月22日交了空表" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_what_is_filled_in_later_makes_it_blank_no_more(merged: Desk) -> None:
    merged.ask("set", 11, "progress", "办理 12 件。", "--unit", TAX, *MONTH)
    assert unit_of(merged, "2021-07-23")["blank"] is False


def test_a_form_with_contacts_only_is_not_blank(desk: Desk) -> None:
    desk.send(TAX)
    filled = desk.form(TAX).with_name("填.xlsx")
    desk.ask("fill", desk.form(TAX), "--set", "11", "responsible.name", "张三", "--out", filled, expect=1)
    answer = desk.ask("merge", filled, "--received", "2021-07-22")
    assert answer["files"][0]["blank"] is False
    assert unit_of(desk, "2021-07-23")["blank"] is False
