"""check-form and fill: a unit's script learns what is wrong with a form, and fills one in; no ledger is opened or made."""

from __future__ import annotations

import pytest

from tests.cli.desk import Desk

UNIT = "区交通运输局"
GOOD = {
    44: {
        "progress": "用水用气涉路审批已实现容缺受理，累计办理 12 件。", "problems": "无", "deadline": "2021年12月底",
        "responsible.name": "张三", "responsible.phone": "0763-3300044",
        "liaison.name": "李四", "liaison.phone": "13800138000",
    }
}


def test_an_empty_form_waits_and_each_gap_is_told(desk: Desk) -> None:
    desk.send(UNIT, formats=["xlsx"])
    out = desk.say("check-form", desk.form(UNIT), expect=1)
    assert f"{UNIT} 2021年7月下发表，表号 QC-202107-19-" in out
    assert "1 条措施，请于 2021年7月25日前报区营商办。" in out
    assert "    要填：进展情况没有填写，请写本月做了什么、到什么程度，或写“本月无新进展”及原因。" in out
    assert out.rstrip().endswith("还有 7 处要填。")


def test_a_form_filled_in_elsewhere_is_ready(desk: Desk) -> None:
    desk.send(UNIT, formats=["docx"])
    answer = desk.ask("check-form", desk.filled(desk.form(UNIT, "docx"), GOOD))
    assert (answer["ready"], answer["unit"], answer["period"], answer["due"]) == (True, UNIT, "2021-07", "2021-07-25")
    assert answer["rows"] == [{"no": 44, "state": "已填", "reasons": "", "remarks": []}]


def test_what_breaks_a_rule_is_told_by_field(desk: Desk) -> None:
    desk.send(UNIT, formats=["xlsx"])
    wrong = {44: {**GOOD[44], "progress": "详见附件", "deadline": "尽快"}}
    answer = desk.ask("check-form", desk.filled(desk.form(UNIT), wrong), expect=1)
    assert [(each["field"], each["grade"]) for each in answer["rows"][0]["remarks"]] == [
        ("progress", "wrong"), ("deadline", "hint"),
    ]
    assert answer["summary"] == "有 1 处不合格，1 处建议补充。"


def test_no_ledger_is_needed_or_made(bare_desk: Desk, desk: Desk) -> None:
    desk.send(UNIT, formats=["xlsx"])
    form = desk.filled(desk.form(UNIT), GOOD)
    desk.ledger.unlink()
    assert bare_desk.ask("check-form", form)["ready"]
    assert not bare_desk.ledger.exists()


def test_what_is_no_form_is_one_sentence(bare_desk: Desk) -> None:
    words = bare_desk.folder / "说明.txt"
    words.write_text("说明", encoding="utf-8")
    bare_desk.say("check-form", words, expect=3)
    assert "请用 WPS 打开后另存为 xlsx" in bare_desk.complaint
    bare_desk.say("check-form", bare_desk.folder / "没有.xlsx", expect=3)


def words_for(texts: dict[str, str]) -> list[str]:
    return [word for key, text in texts.items() for word in ("--set", "44", key, text)]


def test_a_form_is_filled_in_and_merges(desk: Desk) -> None:
    desk.send(UNIT, formats=["xlsx"])
    before = desk.form(UNIT).read_bytes()
    out = desk.folder / "报送.docx"
    answer = desk.ask("fill", desk.form(UNIT), "--out", out, *words_for({**GOOD[44], "problems": "-5% 的材料需补正"}))
    assert (answer["file"], answer["ready"], answer["differing"]) == (str(out), True, [])
    assert desk.form(UNIT).read_bytes() == before
    assert desk.ask("merge", out, "--received", "2021-07-22")["files"][0]["changed"] == 7
    assert desk.entry(44, UNIT)["problems"] == "-5% 的材料需补正"


def test_a_form_half_filled_in_waits(desk: Desk) -> None:
    desk.send(UNIT, formats=["docx"])
    form, target = desk.form(UNIT, "docx"), desk.folder / "报.docx"
    out = desk.say("fill", form, "--set", "44", "progress", "办理 12 件。", "--out", target, expect=1)
    assert "报区营商办。" in out
    assert out.rstrip().endswith("还有 6 处要填。")


def test_words_that_are_off_write_nothing(desk: Desk) -> None:
    desk.send(UNIT, formats=["xlsx"])
    for words in (["--set", "45", "progress", "x"], ["--set", "44", "colour", "x"], ["--set", "44", "progress"]):
        desk.say("fill", desk.form(UNIT), *words, expect=2)
    assert "--set 后面要跟措施序号、栏目和内容这三个值" in desk.complaint
    assert [each.name for each in desk.form(UNIT).parent.iterdir()] == [desk.form(UNIT).name]


def test_an_earlier_file_is_not_written_over_unasked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qcapp.services.fill.temporary_folder", lambda: desk.folder / "temp")
    monkeypatch.setattr("qcapp.services.fill.tempfile.gettempdir", lambda: str(desk.folder / "temp"))
    desk.send(UNIT, formats=["xlsx"])
    target = desk.form(UNIT).with_name(f"{UNIT}_2021年7月_填报.xlsx")
    desk.say("fill", desk.form(UNIT), *words_for(GOOD[44]))
    assert target.is_file()
    desk.say("fill", desk.form(UNIT), *words_for(GOOD[44]), expect=3)
    assert "请用 --out 另写一个文件名" in desk.complaint
