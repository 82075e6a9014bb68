"""`bulletin` and `reminder`: the files, the document, what a person reads, and words that are off."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from qcapp.domain.errors import LedgerError
from qcapp.services.bulletin import BulletinService
from tests.cli.desk import MONTH, After, Desk
from tests.cli.test_stats import answers

DAYS = ("--period", MONTH, "--on", "2021-07-29", "--date", "2021-07-30")
NAMED = ("--unit", "区财政局", "--unit", "区法院")


@pytest.fixture
def month(after: After) -> Desk:
    """区住建局 whole, 区法院 half and late; nothing of all others."""
    return after(_two_units_answer)


def _two_units_answer(desk: Desk) -> None:
    desk.send("区住建局", "区法院", formats=("xlsx",))
    desk.ask("merge", desk.filled(desk.form("区住建局"), answers(desk, "区住建局", 9), "甲.xlsx"), "--received", "2021-07-22")
    desk.ask("merge", desk.filled(desk.form("区法院"), answers(desk, "区法院", 3), "乙.xlsx"), "--received", "2021-07-26")


def words_in(path: Path) -> str:
    return "\n".join(each.text for each in docx.Document(str(path)).paragraphs)


def test_the_bulletin_is_written_and_told(month: Desk) -> None:
    out = month.folder / "通报.docx"
    said = month.ask("bulletin", out, *DAYS)
    assert said["title"] == "关于清城区2021年7月对标先进优化营商环境责任清单报送情况的通报"
    assert (said["period"], said["on"], said["date"], said["file"]) == (MONTH, "2021-07-29", "2021-07-30", str(out))
    assert (said["operation"], said["corrects"]) == (None, False)
    assert said["total"] == {"due": 79, "reported": 12, "on_time": 9, "qualified": 12}
    assert said["annexes"][0] == "2021年7月报送情况主要指标表"
    assert any("没有报齐" in remark for remark in said["remarks"])
    words = words_in(out)
    assert "截至2021年7月29日，2021年7月应报改革措施74条、责任分工79条，涉及责任单位20家。实报12条，覆盖率15.2%；" in words
    assert "部分报送。1家单位未报齐：区法院（应报6条，实报3条）。" in words
    assert "2021年7月30日" in words


def test_an_issued_bulletin_is_in_the_history_and_a_second_one_corrects_it(month: Desk) -> None:
    out = month.folder / "通报.docx"
    said = month.ask("bulletin", out, *DAYS, "--issue")
    newest = month.ask("operations")["operations"][0]
    told = {"id": said["operation"], "kind": "bulletin", "summary": "印发 2021年7月通报", "undone": False}
    assert newest | told == newest
    again = month.ask("bulletin", out, "--period", MONTH)
    assert not again["corrects"]
    month.ask("set", 54, "progress", "已办理 30 件。", "--unit", "区财政局", "--period", MONTH)
    third = month.ask("bulletin", out, "--period", MONTH)
    assert third["corrects"]
    assert third["title"].endswith("（更正）")
    month.ask("undo", said["operation"])
    assert not month.ask("bulletin", out, "--period", MONTH)["corrects"]


def test_words_edited_in_an_earlier_draft_are_not_written_over(month: Desk) -> None:
    paper = month.folder / "通报.docx"
    asked = ("bulletin", paper, "--period", MONTH)
    month.ask(*asked)
    assert month.ask(*asked)["earlier"] is None, "the same paper again"
    edited = docx.Document(str(paper))
    edited.add_paragraph("经办人另加的一段。")
    edited.save(str(paper))
    kept = Path(month.ask(*asked)["earlier"])
    assert (kept.name, "经办人另加的一段。" in words_in(kept)) == ("通报（上一稿）.docx", True)
    assert "经办人另加的一段。" not in words_in(paper)


def test_what_cannot_be_kept_as_issued_leaves_the_file_as_it_was(month: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise LedgerError("台账正被占用，请稍后再试。")

    monkeypatch.setattr(BulletinService, "issue", busy)
    out, other = month.folder / "通报.docx", month.folder / "另一份.docx"
    out.write_bytes(b"old")
    month.say("bulletin", out, *DAYS, "--issue", expect=3)
    month.say("bulletin", other, *DAYS, "--issue", expect=3)
    assert out.read_bytes() == b"old"
    assert not other.exists()


def test_a_person_reads_where_it_is_and_what_is_not_settled(month: Desk) -> None:
    said = month.say("bulletin", month.folder / "通报.docx", *DAYS, "--issue")
    assert said.startswith("《关于清城区2021年7月对标先进优化营商环境责任清单报送情况的通报》已写到 ")
    assert "已登记印发，数据已封存；收回请用 main.py --ledger " in said
    assert "    提示：没有设置联系人和电话" in said


def test_a_reminder_for_each_late_unit(month: Desk) -> None:
    folder = month.folder / "催报"
    said = month.ask("reminder", folder, *DAYS, *NAMED)
    assert [(each["unit"], len(each["missing"]), each["due"], each["days"]) for each in said["units"]] == [
        ("区财政局", 4, "2021-07-25", 4), ("区法院", 3, "2021-07-25", 4),
    ]
    assert said["units"][0]["contacts"] == []
    assert said["units"][1]["contacts"][0] == {"role": "责任人", "name": "某甲", "phone": "0763-3312345"}
    assert [Path(path).name for path in said["files"]] == ["区财政局_2021年7月催报通知.docx", "区法院_2021年7月催报通知.docx"]
    assert Path(said["call_list"]).is_file()
    assert "你单位负责的4条改革措施" in words_in(Path(said["files"][0]))
    assert "尚有3条改革措施" in words_in(Path(said["files"][1]))
    assert month.ask("operations")["operations"][0]["id"] == said["operation"]
    assert len(month.ask("reminder", folder, *DAYS)["units"]) == 19


def test_a_person_reads_whom_to_call(month: Desk) -> None:
    said = month.say("reminder", month.folder / "催报", *DAYS, *NAMED).splitlines()
    assert said[0].startswith("已生成 2 家单位的催报通知，放在 ")
    assert said[1].split() == ["责任单位", "未报", "逾期", "责任人、联系人"]
    assert said[3].split() == ["区法院", "3", "条", "4", "天", "某甲", "0763-3312345；某乙", "13800138000"]


def test_when_nobody_is_late_a_sentence_says_why(month: Desk) -> None:
    folder = month.folder / "催报"
    early = ("--period", MONTH, "--on", "2021-07-23")
    assert "还没有逾期未报的单位；有 19 家还没有报送，要提醒请加 --early。" in month.say("reminder", folder, *early)
    assert "各单位应报的都已报送" not in month.say("reminder", folder, *early)
    assert "应报的都已报送，不用催报" in month.say("reminder", folder, *DAYS, "--unit", "区住建局")
    assert "不用提醒" in month.say("reminder", folder, *DAYS, "--early")
    assert not folder.exists()
    said = month.ask("reminder", folder, *early, "--early", "--unit", "区法院")
    assert [Path(path).name for path in said["files"]] == ["区法院_2021年7月报送提醒.docx"]


def test_a_scan_that_waits_to_be_typed_in_is_told_apart_and_waits_for_the_clerk(month: Desk) -> None:
    scan = month.folder / "区财政局扫描件.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF")
    month.ask("merge", scan, "--period", MONTH, "--unit", "区财政局", "--received", "2021-07-22", expect=1)
    folder = month.folder / "催报"
    said = month.ask("reminder", folder, *DAYS, *NAMED, expect=1)
    assert [each["unit"] for each in said["units"]] == ["区法院"]
    assert [Path(path).name for path in said["files"]] == ["区法院_2021年7月催报通知.docx"]
    assert said["unread"] == [{
        "unit": "区财政局", "missing": [14, 19, 54, 65], "received": "2021-07-22", "files": ["区财政局扫描件.pdf"],
    }]
    sentence = "区财政局交来的表读不出内容（如扫描件），还没有录入，所以没有列入；请先录入，或请单位重发。"
    assert month.say("reminder", folder, *DAYS, *NAMED, expect=1).splitlines()[-1] == f"    提示：{sentence}"
    assert month.say("reminder", folder, *DAYS, "--unit", "区财政局", expect=1).splitlines() == [sentence]
    early = ("--period", MONTH, "--on", "2021-07-23", "--unit", "区财政局")
    assert "还没有逾期未报的所选单位；区财政局交来的表读不出内容" in month.say("reminder", folder, *early)


@pytest.mark.parametrize("command", [("stats",), ("bulletin", "x.docx"), ("reminder", "x")])
def test_the_ends_of_the_calendar_are_told_under_the_name_that_was_written(
    desk: Desk, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    desk.say("settings", "due.shift", "workday")
    for month in ("1900-01", "9999-12"):
        desk.say(*command, "--period", month, expect=2)
        assert desk.complaint.startswith(f"报告期“{month}”太早或太晚")
    for month in ("1901-01", "9998-12"):
        if command == ("stats",):
            desk.say(*command, "--period", month)
        else:
            desk.say(*command, "--period", month, expect=2)
            assert "还没有下发，也没有收到填报" in desk.complaint
    desk.say("set", "60", "progress", "已办结30件。", "--unit", "区法院", "--period", MONTH)
    day = "--on" if command == ("stats",) else "--date"
    desk.say(*command, "--period", MONTH, day, "9999-12-31", expect=2)
    assert desk.complaint.startswith("日期“9999-12-31”太早或太晚")
    if day == "--date":
        desk.say(*command, "--period", MONTH, day, "9998-12-31")
    else:
        desk.say(*command, "--year", "9999", expect=2)


@pytest.mark.parametrize(
    ("out", "status", "sentence"), [("通报.pdf", 2, "通报只能写成 docx"), ("没有/通报.docx", 3, "不存在")],
)
def test_a_place_where_the_paper_cannot_go_is_told(
    desk: Desk, out: str, status: int, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    desk.say("set", "60", "progress", "已办结30件。", "--unit", "区法院", "--period", MONTH)
    desk.say("bulletin", out, "--period", MONTH, expect=status)
    assert sentence in desk.complaint
    assert len(desk.ask("operations")["operations"]) == 2


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("bulletin", "通报.docx"), 2, "缺少 --period"),
        (("bulletin", "--period", MONTH), 2, "缺少 文件.docx"),
        (("bulletin", "通报.docx", "--period", MONTH, "--on", "2999-01-01"), 2, "在今天"),
        (("reminder", "--period", MONTH), 2, "缺少 文件夹"),
        (("reminder", "催报", "--period", MONTH, "--unit", "区梦想局"), 2, "没有责任单位“区梦想局”"),
        (("bulletin", "通报.docx", "--period", MONTH), 2, "还没有下发，也没有收到填报，没有可通报的内容"),
        (("reminder", "催报", "--period", MONTH), 2, "还没有下发，也没有收到填报，没有可催报的内容"),
    ],
)
def test_words_that_are_off_are_told(
    desk: Desk, words: tuple[str, ...], status: int, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    desk.say(*words, expect=status)
    assert sentence in desk.complaint
    assert sorted(path.name for path in desk.folder.iterdir()) == ["我的 台账"]
    assert len(desk.ask("operations")["operations"]) == 1
