"""correct by command line, with real files: out goes the slip, back comes the corrected row, and it is in the ledger."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.cli.desk import MONTH, Desk

UNIT = "区住建局"
PEOPLE = {
    "responsible.name": "某甲", "responsible.phone": "0763-3312345", "liaison.name": "某乙", "liaison.phone": "13800138000",
}
FINE = PEOPLE | {"progress": "已办理 312 件。", "problems": "无", "deadline": "2021年12月底"}


def reported(desk: Desk, **changed: str) -> None:
    """The unit's form comes back, good but for measure 6."""
    desk.send(UNIT)
    form = desk.form(UNIT)
    printed = [str(row[1].value or "").split(".")[0] for row in load_workbook(form).worksheets[0].iter_rows()]
    numbers = [int(text) for text in printed if text.isdigit()]
    answers = dict.fromkeys(numbers, FINE) | {6: FINE | {key.replace("__", "."): text for key, text in changed.items()}}
    desk.ask("merge", desk.filled(form, answers), "--received", "2021-07-22")


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_a_failing_row_goes_out_and_comes_back_corrected(desk: Desk, suffix: str) -> None:
    reported(desk, progress="同上", liaison__phone="1380013800")
    answer = desk.ask("correct", "--period", MONTH, "--out", desk.folder / "退回", "--format", suffix, "--due", "2021-07-30")
    (form,) = answer["forms"]
    assert (form["unit"], [row["no"] for row in form["rows"]], answer["due"]) == (UNIT, [6], "2021-07-30")
    assert form["rows"][0]["reasons"][0].startswith("联系人电话“1380013800”（10 位）不像电话号码")
    (path,) = answer["files"]
    assert path.endswith(f"{UNIT}_2021年7月退回说明.{suffix}")
    assert desk.ask("operations")["operations"][0]["id"] == answer["operation"]
    slip = desk.folder / "退回" / f"{UNIT}_2021年7月退回说明.{suffix}"
    back = desk.filled(slip, {6: {"progress": "已办理 400 件。", "liaison.phone": "13900139000"}}, f"改好.{suffix}")
    merged = desk.ask("merge", back, "--received", "2021-07-28")["files"][0]
    assert (merged["unit"], merged["outcome"], merged["changed"], merged["conflicts"]) == (UNIT, "merged", 2, [])
    assert merged["notes"] == [], "nothing is said of measures that the slip did not ask for, nor of our own reasons"
    status = next(each for each in desk.ask("status", "--period", MONTH)["units"] if each["unit"] == UNIT)
    assert (status["returned"], status["late"]) == ("2021-07-22", False), "the first return's day still counts"
    entry = desk.entry(6, UNIT)
    assert (entry["progress"], entry["problems"], entry["contacts"][1]["phone"]) == ("已办理 400 件。", "无", "13900139000")
    assert desk.ask("correct", "--period", MONTH, "--out", desk.folder / "退回")["forms"] == []


def test_when_nothing_fails_an_empty_list_and_a_sentence(desk: Desk) -> None:
    folder = desk.folder / "退回"
    assert "还没有收到回收表" in desk.say("correct", "--period", MONTH, "--out", folder)
    reported(desk)
    assert "没有不合格的" in desk.say("correct", "--period", MONTH, "--out", folder)
    answer = desk.ask("correct", "--period", MONTH, "--out", folder, "--unit", "区税务局")
    assert (answer["operation"], answer["forms"], answer["files"]) == (None, [], [])
    assert "所选单位的回收表" in desk.say("correct", "--period", MONTH, "--out", folder, "--unit", "区税务局")
    assert not folder.exists()


def test_a_person_reads_which_rows_go_back_and_by_when(desk: Desk) -> None:
    reported(desk, progress="")
    said = desk.say("correct", "--period", MONTH, "--out", desk.folder / "退回", "--due", "2021-07-30")
    assert "已生成 1 家单位共 2 份退回说明" in said
    assert "2021-07-30 前重报" in said
    assert f"{UNIT} 第 6 条：进展情况没有填写" in said


def test_words_that_are_off_are_told(desk: Desk) -> None:
    desk.say("correct", "--period", MONTH, expect=2)
    desk.say("correct", "--period", MONTH, "--out", desk.folder / "退回", "--format", "pdf", expect=2)
    desk.say("correct", "--period", MONTH, "--out", desk.folder / "退回", "--unit", "没有这家", expect=2)
