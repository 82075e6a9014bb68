"""`stats`: the contract's document, and what a person reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import MONTH, After, Desk

CONTRACT = {
    "unit", "due", "reported", "on_time", "qualified", "coverage", "timeliness", "qualification", "score", "rank",
}
PEOPLE = {
    "responsible.name": "某甲", "responsible.phone": "0763-3312345", "liaison.name": "某乙", "liaison.phone": "13800138000",
}
FINE = PEOPLE | {"problems": "无", "deadline": "2021年12月底"}


def answers(desk: Desk, unit: str, count: int, bad: int = 0) -> dict[int, dict[str, str]]:
    """Of the unit's measures the first so many, ``bad`` of them without a phone."""
    numbers = [row["no"] for row in desk.ask("stats", "--period", MONTH, "--rows")["rows"] if row["unit"] == unit]
    return {
        no: FINE | {"progress": f"第 {no} 项已办 {no + 1} 件。"} | ({"liaison.phone": "无"} if place < bad else {})
        for place, no in enumerate(numbers[:count])
    }


@pytest.fixture
def month(after: After) -> Desk:
    """区住建局 whole and in time with one bad row, 区法院 half and late, 区财政局 nothing."""
    return after(_two_units_answer)


def _two_units_answer(desk: Desk) -> None:
    desk.send("区住建局", "区法院", formats=("xlsx",))
    first = desk.filled(desk.form("区住建局"), answers(desk, "区住建局", 9, bad=1), "甲.xlsx")
    second = desk.filled(desk.form("区法院"), answers(desk, "区法院", 3), "乙.xlsx")
    desk.ask("merge", first, "--received", "2021-07-25")
    desk.ask("merge", second, "--received", "2021-07-26")


def unit(said: Any, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in said["units"] if each["unit"] == name)
    return found


def test_the_document_of_the_contract(month: Desk) -> None:
    said = month.ask("stats", "--period", MONTH)
    assert said["period"] == "2021-07"
    assert len(said["units"]) == 20
    for each in (*said["units"], said["total"]):
        assert set(each) >= CONTRACT
    assert {key: unit(said, "区住建局")[key] for key in CONTRACT} == {
        "unit": "区住建局", "due": 9, "reported": 9, "on_time": 9, "qualified": 8, "coverage": 1.0, "timeliness": 1.0,
        "qualification": 0.889, "score": 96.7, "rank": 1,
    }
    assert {key: unit(said, "区法院")[key] for key in CONTRACT} == {
        "unit": "区法院", "due": 6, "reported": 3, "on_time": 0, "qualified": 3, "coverage": 0.5, "timeliness": 0.0,
        "qualification": 1.0, "score": 50.0, "rank": 2,
    }
    assert {key: unit(said, "区财政局")[key] for key in CONTRACT} == {
        "unit": "区财政局", "due": 4, "reported": 0, "on_time": 0, "qualified": 0, "coverage": 0.0, "timeliness": 0.0,
        "qualification": None, "score": 0.0, "rank": 3,
    }
    assert {key: said["total"][key] for key in CONTRACT} == {
        "unit": None, "due": 79, "reported": 12, "on_time": 9, "qualified": 11, "coverage": 0.152, "timeliness": 0.114,
        "qualification": 0.917, "score": None, "rank": None,
    }
    assert (said["total"]["measures"], said["total"]["measures_reported"]) == (74, 12)
    assert (said["issued"], said["corrections"], said["exempt"], said["extended"]) == (None, [], [], [])
    assert sum(task["due"] for task in said["tasks"]) == 79


def test_an_empty_month_divides_by_nothing(desk: Desk) -> None:
    said = desk.ask("stats", "--period", MONTH)
    assert (said["total"]["coverage"], said["total"]["qualification"]) == (0.0, None)
    assert {each["rank"] for each in said["units"]} == {1}
    assert "合格率 — (0/0)" in desk.say("stats", "--period", MONTH)


@pytest.mark.parametrize(("day", "reported"), [("2021-07-24", 0), ("2021-07-25", 9), ("2021-07-26", 12)])
def test_as_of_a_past_day(month: Desk, day: str, reported: int) -> None:
    said = month.ask("stats", "--period", MONTH, "--on", day)
    assert (said["on"], said["total"]["reported"]) == (day, reported)


def test_the_rows_behind_add_up_to_the_numbers(month: Desk) -> None:
    said = month.ask("stats", "--period", MONTH, "--rows")
    for each in said["units"]:
        rows = [row for row in said["rows"] if row["unit"] == each["unit"]]
        for key in ("due", "reported", "on_time", "qualified", "qualified_now", "filled", "cells"):
            assert sum(row[key] for row in rows) == each[key], (each["unit"], key)
    bad = [row for row in said["rows"] if row["reported"] and not row["qualified"]]
    assert [(row["unit"], row["received"], row["due_day"]) for row in bad] == [("区住建局", "2021-07-25", "2021-07-25")]
    assert [each["rule"] for each in bad[0]["reasons"]] == ["phone.missing"]
    assert "rows" not in month.ask("stats", "--period", MONTH)


def test_a_person_reads_a_table_with_each_fraction(month: Desk) -> None:
    said = month.say("stats", "--period", MONTH, "--rows").splitlines()
    assert said[0].startswith("2021年7月，截至 ")
    assert said[1].startswith("应报 79 条（74 条措施），实报 12 条，")
    heading = next(place for place, line in enumerate(said) if line.startswith("位次"))
    assert said[heading + 1].split() == [
        "1", "区住建局", "9", "9", "100%", "(9/9)", "100%", "(9/9)", "88.9%", "(8/9)", "88.9%", "(8/9)", "96.7",
    ]
    assert any("按时、不合格" in line and "联系人电话没有填写" in line for line in said)
    assert sum("未报" in line for line in said) == 79 - 12


def test_by_task(month: Desk) -> None:
    said = month.say("stats", "--period", MONTH, "--by", "task")
    assert "十九.政务服务" in said
    assert "位次" not in said


def test_a_span_and_a_year(month: Desk) -> None:
    month.ask("set", "60", "progress", "本月收案 12 件。", "--unit", "区法院", "--period", "2021-09")
    year = month.ask("stats", "--year", "2021")
    span = month.ask("stats", "--period", "2021-01", "--to", "2021-12")
    assert year == span
    assert (year["period"], year["to"], year["months"]) == ("2021-01", "2021-12", ["2021-07", "2021-09"])
    assert (year["total"]["due"], year["total"]["reported"]) == (158, 13)
    assert month.ask("stats", "--year", "2021年")["months"] == year["months"]
    rows = month.say("stats", "--year", "2021", "--rows")
    assert "2021年7月至9月" in rows
    assert "2021-09  60" in rows
    change = unit(month.ask("stats", "--period", "2021-08"), "区住建局")
    assert (change["rank"], change["rank_change"], change["score_change"]) == (1, None, -96.7)


def test_a_console_says_where_a_unit_has_moved(month: Desk) -> None:
    month.ask("set", "60", "progress", "本月办理 12 件。", "--unit", "区法院", "--period", "2021-08")
    said = month.say("stats", "--period", "2021-08")
    moved = {line.split()[1]: line for line in said.splitlines() if len(line.split()) > 8}
    assert "降 " in moved["区住建局"]


def test_nobody_rises_in_a_month_that_nothing_was_reported_in(month: Desk) -> None:
    said = month.say("stats", "--period", "2021-08")
    assert "升 " not in said
    rows = [line for line in said.splitlines() if "区住建局" in line]
    assert rows[0].split()[0] == "—"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "缺少 --period 或 --year"),
        (("--period", MONTH, "--year", "2021"), "--year 不能和 --period 一起写"),
        (("--year", "2021", "--to", MONTH), "--to 要和 --period 一起用"),
        (("--year", "今年"), "年份“今年”看不懂"),
        (("--year", "0021"), "年份“0021”看不懂"),
        (("--period", "2021-07", "--to", "2021-05"), "颠倒"),
        (("--period", "2021-01", "--to", "2021-05"), "还没有内容"),
        (("--period", MONTH, "--on", "2999-01-01"), "在今天"),
        (("--period", MONTH, "--by", "street"), "--by 不能是“street”"),
    ],
)
def test_words_that_are_off(desk: Desk, words: tuple[str, ...], sentence: str) -> None:
    desk.say("stats", *words, expect=2)
    assert sentence in desk.complaint


def test_workbooks_of_the_figures(month: Desk) -> None:
    import openpyxl

    out, board = month.folder / "统计.xlsx", month.folder / "考核.XLSX"
    said = month.ask("stats", "--period", MONTH, "--out", out, "--assessment", board)
    assert (said["file"], said["assessment"]) == (str(out), str(board))
    for path in (out, board):
        book = openpyxl.load_workbook(path, data_only=True)
        texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
        assert "区住建局" in texts
    assert "统计表已写到" in month.say("stats", "--year", "2021", "--out", out)


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("--out", "统计.docx"), 2, "请把文件名写成 .xlsx 结尾"),
        (("--assessment", "考核"), 2, "请把文件名写成 .xlsx 结尾"),
        (("--out", "一.xlsx", "--assessment", "一.xlsx"), 2, "同一个文件"),
        (("--out", "没有这个文件夹/统计.xlsx"), 3, "没有这个文件夹"),
        (("--out", "统计.xlsx", "--assessment", "考核.xlsx"), 2, "没有可以考核的月份"),
        (("--assessment", "考核.xlsx"), 2, "没有可以考核的月份"),
    ],
)
def test_workbooks_that_cannot_be_written(
    desk: Desk, words: tuple[str, ...], status: int, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    desk.say("stats", "--period", MONTH, *words, expect=status)
    assert sentence in desk.complaint
    assert [path.name for path in desk.folder.iterdir()] == ["我的 台账"]


def test_of_two_workbooks_both_are_written_or_none(month: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(month.folder)
    Path("统计.xlsx").write_bytes(b"old")
    Path("占着.xlsx").mkdir()
    for words in (("--out", "统计.xlsx", "--assessment", "占着.xlsx"), ("--out", "新.xlsx", "--assessment", "没有/考核.xlsx")):
        month.say("stats", "--period", MONTH, *words, expect=3)
    assert Path("统计.xlsx").read_bytes() == b"old"
    assert not Path("新.xlsx").exists()
    month.say("stats", "--period", MONTH, "--out", "统计.xlsx", "--assessment", month.folder / "统计.xlsx", expect=2)
    assert Path("统计.xlsx").read_bytes() == b"old"


def test_what_was_issued_stands_beside_what_is_so_now(month: Desk) -> None:
    month.say("bulletin", month.folder / "通报.docx", "--period", MONTH, "--issue", expect=0)
    said = month.ask("stats", "--period", MONTH)
    assert (said["issued"]["total"]["reported"], said["corrections"]) == (12, [])
    assert "此后没有变动" in month.say("stats", "--period", MONTH)
    month.ask("set", "14", "progress", "公积金开户已办 30 户。", "--unit", "区财政局", "--period", MONTH)
    said = month.ask("stats", "--period", MONTH)
    assert (said["issued"]["total"]["reported"], said["total"]["reported"]) == (12, 13)
    words = [each["words"] for each in said["corrections"]]
    assert "区财政局：实报 0 → 1（第 14 条）" in words
    assert words[0].startswith("全区：实报 12 → 13")
    lines = month.say("stats", "--period", MONTH)
    assert f"此后有 {len(words)} 处变动" in lines
    assert (said["issued"]["readable"], said["rulings"]) == (True, "now")


def test_as_of_a_day_before_the_issues_nothing_is_compared(month: Desk) -> None:
    month.say("bulletin", month.folder / "通报.docx", "--period", MONTH, "--issue", expect=0)
    assert month.ask("stats", "--period", MONTH, "--on", "2021-07-25")["corrections"] is None
    lines = month.say("stats", "--period", MONTH, "--on", "2021-07-25")
    assert "变动" not in lines
    assert "免报、延期的认定和各项设置（权重、规则、截止日）按现在的。" in lines.splitlines()[1]
    assert "按现在的" not in month.say("stats", "--period", MONTH)


def test_the_workbook_of_a_past_day_says_whose_rulings_and_settings_it_goes_by(month: Desk) -> None:
    import openpyxl

    out = month.folder / "统计.xlsx"
    for words, told in (((), False), (("--on", "2021-07-25"), True)):
        month.say("stats", "--period", MONTH, "--out", out, *words)
        rows = openpyxl.load_workbook(out, data_only=True)["参数"].iter_rows(values_only=True)
        assert any("认定和设置" in row and "按制表时的" in row for row in rows) is told


def test_an_issue_that_cannot_be_read_is_told_in_json_too(month: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    month.say("bulletin", month.folder / "通报.docx", "--period", MONTH, "--issue", expect=0)
    monkeypatch.setattr("qcapp.stats.frozen.FORMAT", 0)
    said = month.ask("stats", "--period", MONTH, "--assessment", month.folder / "考核.xlsx", expect=1)
    issued = said["issued"]
    assert (issued["readable"], issued["issued"]) == (False, date.today().isoformat())
    assert "请升级程序" in issued["sentence"]
    assert said["trouble"] == issued["sentence"]
    assert (said["corrections"], said["assessment_unread"], said["assessment_issued"]) == (None, ["2021-07"], [])
    lines = month.say("bulletin", month.folder / "再.docx", "--period", MONTH)
    assert "请升级程序后再看，或收回那次印发；这一稿没有和它比对" in lines
    assert "没有变化" not in lines


def test_the_assessment_tells_which_months_were_issued_and_what_has_changed_since(month: Desk) -> None:
    import openpyxl

    board = month.folder / "考核.xlsx"
    assert "各月都没有印发过通报" in month.say("stats", "--period", MONTH, "--assessment", board)
    month.say("bulletin", month.folder / "通报.docx", "--period", MONTH, "--issue", expect=0)
    assert "2021年7月按印发的通报计算，印发后没有变动。" in month.say("stats", "--period", MONTH, "--assessment", board)
    month.ask("set", "14", "progress", "公积金开户已办 30 户。", "--unit", "区财政局", "--period", MONTH)
    said = month.ask("stats", "--period", MONTH, "--assessment", board)
    assert [(each["period"], each["issued"]) for each in said["assessment_issued"]] == [("2021-07", date.today().isoformat())]
    moved = said["assessment_corrections"]
    assert [each["words"] for each in moved] == [each["words"] for each in said["corrections"]]
    sheet = openpyxl.load_workbook(board, data_only=True)["更正"]
    rows = [tuple(str(cell) for cell in row[1:]) for row in sheet.iter_rows(values_only=True)]
    assert ("区财政局", "实报", "0", "1", "第14条") in rows
    assert len([row for row in rows if row[3] not in ("None", "现在")]) == len(moved)
    assert f"印发后有 {len(moved)} 处变动没有计入" in month.say("stats", "--period", MONTH, "--assessment", board)
    month.ask("undo")
    month.ask("undo")
    assert month.ask("stats", "--period", MONTH)["issued"] is None


def test_exempted_and_extended_are_listed_with_their_reason(month: Desk) -> None:
    month.ask("ruling", "exempt", "all", "--unit", "区财政局", "--period", MONTH, "--reason", "机构撤并")
    said = month.ask("stats", "--period", MONTH)
    assert said["total"]["due"] == 75
    assert {(each["unit"], each["reason"]) for each in said["exempt"]} == {("区财政局", "免报：机构撤并。")}
    assert unit(said, "区财政局")["rank"] is None
    assert "第 14 条 区财政局：免报：机构撤并。" in month.say("stats", "--period", MONTH)
