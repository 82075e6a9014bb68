"""Looking back from the command line: two months compared, changes since the bulletin, both written as workbooks."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.cli.desk import MONTH, Desk

JUNE, UNIT = "2021-06", "区税务局"


def two_months(desk: Desk) -> None:
    for month, words in ((JUNE, "已受理 200 户。"), (MONTH, "已受理 312 户。")):
        desk.say("set", 11, "progress", words, "--unit", UNIT, "--period", month)
    desk.say("set", 11, "problems", "编制不足。", "--unit", UNIT, "--period", MONTH)
    desk.say("set", 13, "progress", "照旧办理中。", "--unit", UNIT, "--period", JUNE)
    desk.say("set", 13, "progress", "照旧办理中。", "--unit", UNIT, "--period", MONTH)


def test_two_months_are_compared_field_by_field(desk: Desk) -> None:
    two_months(desk)
    found = desk.ask("compare", "--period", MONTH, "--with", JUNE, "--unit", UNIT)
    assert (found["then"], found["now"]) == (JUNE, MONTH)
    rows = [(each["no"], each["field"], each["change"]) for each in found["fields"] if each["change"] != "missing"]
    assert rows == [(11, "progress", "changed"), (11, "problems", "new"), (13, "progress", "copied")]
    assert (found["counts"]["changed"], found["counts"]["new"], found["counts"]["copied"]) == (1, 1, 1)
    said = desk.say("compare", "--period", MONTH, "--with", JUNE, "--no", 11, "--unit", UNIT)
    assert said.splitlines() == [
        "2021年6月与7月对照：新增 1，修改 1。", "第 11 条 区税务局",
        "    进展情况（修改）：已受理 200 户。 → 已受理 312 户。", "    存在问题（新增）：编制不足。",
    ]


def test_what_stayed_the_same_is_listed_only_when_asked_for(desk: Desk) -> None:
    two_months(desk)
    for month in (JUNE, MONTH):
        desk.say("set", 13, "problems", "无", "--unit", UNIT, "--period", month)
    words = ("compare", "--period", MONTH, "--with", JUNE, "--no", 13, "--unit", UNIT)
    assert [each["change"] for each in desk.ask(*words)["fields"]] == ["copied"]
    assert [each["change"] for each in desk.ask(*words, "--all")["fields"]] == ["copied", "same"]


def test_a_comparison_is_written_as_a_workbook(desk: Desk, tmp_path: Path) -> None:
    two_months(desk)
    out = tmp_path / "对照.xlsx"
    said = desk.say("compare", "--period", MONTH, "--with", JUNE, "--no", 11, "--unit", UNIT, "--out", out)
    assert said.splitlines()[-1] == f"已写好 {out}。"
    sheet = load_workbook(out).worksheets[0]
    assert [cell.value for cell in sheet[3]] == ["序号", "改革措施", "责任单位", "栏目", "2021年6月", "2021年7月", "变化"]
    assert [cell.value for cell in sheet[4]][2:] == [UNIT, "进展情况", "已受理 200 户。", "已受理 312 户。", "修改"]
    desk.say("compare", "--period", MONTH, "--with", JUNE, "--out", tmp_path / "对照.txt", expect=2)
    assert desk.complaint.startswith("不能导出“.txt”格式")
    desk.say("compare", "--period", MONTH, "--with", JUNE, "--out", tmp_path / "对照.docx")
    assert (tmp_path / "对照.docx").stat().st_size > 1000


def test_months_that_cannot_be_compared_are_told_in_a_sentence(desk: Desk) -> None:
    two_months(desk)
    desk.say("compare", "--period", MONTH, "--with", MONTH, expect=2)
    assert desk.complaint == "两边都是2021年7月，请选两个不同的月份。"
    desk.say("compare", "--period", MONTH, "--with", "2021-03", expect=3)
    assert desk.complaint == "2021年3月还没有内容，请另选月份。"
    desk.say("compare", "--period", MONTH, expect=2)
    assert "--with" in desk.complaint


def test_changes_since_the_bulletin_are_listed_with_before_and_after(desk: Desk, tmp_path: Path) -> None:
    two_months(desk)
    desk.say("changes", "--since-bulletin", expect=3)
    assert desk.complaint.startswith("还没有印发过通报")
    assert "bulletin" in desk.complaint
    desk.say("bulletin", tmp_path / "通报.docx", "--period", MONTH, "--issue")
    assert "没有变化。" in desk.say("changes", "--since-bulletin")
    desk.say("set", 11, "progress", "已受理 330 户。", "--unit", UNIT, "--period", MONTH)
    desk.say("ruling", "exempt", 13, "--unit", UNIT, "--period", MONTH, "--reason", "机构改革")
    found = desk.ask("changes", "--since-bulletin", "--period", MONTH)
    assert [(each["no"], each["before"], each["after"], each["file"]) for each in found["fields"]] == [
        (11, "已受理 312 户。", "已受理 330 户。", None)
    ]
    assert [each["summary"] for each in found["rulings"]] == ["第 13 条 区税务局 2021年7月：免报（机构改革）"]
    assert "第 11 条 区税务局 进展情况：已受理 312 户。 → 已受理 330 户。" in desk.say("changes", "--since-bulletin")
    out = tmp_path / "变化.xlsx"
    desk.say("changes", "--since-bulletin", "--out", out)
    assert [cell.value for cell in load_workbook(out).worksheets[0][4]][5:7] == ["已受理 312 户。", "已受理 330 户。"]
