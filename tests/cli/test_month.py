"""The month by command line, on the built-in list and real files: dispatch, fill, merge, look, undo, export."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from qcapp.domain.errors import LedgerChanged
from qcapp.merge.plan import MergePlan
from qcapp.services.collect import CollectService
from tests.cli.desk import MONTH, Desk

ANSWERS = {
    6: {
        "progress": "已推行告知承诺制，办理 312 件。\n下一步扩大范围。", "problems": "无", "deadline": "2021年12月底",
        "responsible.name": "张三", "responsible.phone": "0763-3300001",
        "liaison.name": "李四", "liaison.phone": "13800138000",
    },
    27: {"progress": "=SUM(A1)不是公式", "problems": "+86 号码"},
}


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_what_a_unit_fills_in_arrives_word_for_word(desk: Desk, suffix: str) -> None:
    desk.send("区住建局")
    answer = desk.ask("merge", desk.filled(desk.form("区住建局", suffix), ANSWERS), "--received", "2021-07-22")
    file = answer["files"][0]
    assert (file["unit"], file["period"], file["outcome"], file["changed"]) == ("区住建局", MONTH, "merged", 9)
    assert file["conflicts"] == []
    assert answer["operation"]
    entry = desk.entry(6, "区住建局")
    assert entry["progress"] == ANSWERS[6]["progress"]
    assert entry["problems"] == "无"
    assert entry["deadline"] == "2021年12月底"
    assert entry["contacts"] == [
        {"role": "责任人", "name": "张三", "phone": "0763-3300001"},
        {"role": "联系人", "name": "李四", "phone": "13800138000"},
    ]
    assert entry["source"] == {"file": f"新建文件.{suffix}", "received": "2021-07-22"}
    assert entry["status"] == "已报"
    assert desk.entry(27, "区住建局")["progress"] == "=SUM(A1)不是公式"
    assert desk.entry(27, "区住建局")["problems"] == "+86 号码"


def test_a_dry_run_answers_the_same_and_changes_nothing(desk: Desk) -> None:
    desk.send("区住建局")
    back = desk.filled(desk.form("区住建局"), ANSWERS)
    before = desk.ask("operations")
    tried = desk.ask("merge", back, "--dry-run")
    assert tried["operation"] is None
    assert desk.ask("operations") == before
    done = desk.ask("merge", back)
    assert done["files"] == tried["files"]


def test_a_ledger_that_never_rests_stays_as_it_was_and_says_what_to_do(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.send("区住建局")
    back = desk.filled(desk.form("区住建局"), ANSWERS)
    tries = []

    def too_late(service: CollectService, plan: MergePlan) -> None:
        tries.append(plan)
        raise LedgerChanged("台账在预览之后已被改动，请重新预览后再合并。")

    monkeypatch.setattr(CollectService, "apply", too_late)
    desk.say("merge", back, expect=3)
    assert desk.complaint.endswith("这批表没有合并，台账保持原样；请过一会儿再运行一次。")
    assert len(tries) == 4
    assert desk.entry(6, "区住建局")["progress"] == ""


def test_the_same_file_twice_is_a_duplicate(desk: Desk) -> None:
    desk.send("区住建局")
    back = desk.filled(desk.form("区住建局"), ANSWERS)
    desk.ask("merge", back)
    again = desk.ask("merge", back)
    assert (again["operation"], again["files"][0]["outcome"], again["files"][0]["changed"]) == (None, "duplicate", 0)


def test_a_conflict_is_held_told_and_left(desk: Desk) -> None:
    desk.send("区住建局")
    desk.say("set", 6, "progress", "电话报来的", "--unit", "区住建局", "--period", MONTH)
    answer = desk.ask("merge", desk.filled(desk.form("区住建局"), ANSWERS), expect=1)
    assert answer["files"][0]["outcome"] == "conflict"
    assert answer["files"][0]["conflicts"] == [
        {
            "no": 6, "unit": "区住建局", "field": "progress", "base": "", "ours": "电话报来的",
            "theirs": ANSWERS[6]["progress"],
        }
    ]
    assert desk.entry(6, "区住建局")["progress"] == "电话报来的"
    assert desk.entry(6, "区住建局")["status"] == "冲突"
    assert desk.entry(6, "区住建局")["problems"] == "无"
    unit = next(each for each in desk.ask("status", "--period", MONTH)["units"] if each["unit"] == "区住建局")
    assert (unit["dispatched"], unit["held"]) == (True, 1)


@pytest.mark.parametrize(
    ("word", "text"),
    [("ours", "电话报来的"), ("theirs", "来表的"), ("both", "电话报来的\n来表的")],
)
def test_a_conflict_is_decided_by_the_option(desk: Desk, word: str, text: str) -> None:
    desk.send("区住建局")
    desk.say("set", 6, "progress", "电话报来的", "--unit", "区住建局", "--period", MONTH)
    back = desk.filled(desk.form("区住建局"), {6: {"progress": "来表的"}})
    desk.ask("merge", back, "--on-conflict", word)
    assert desk.entry(6, "区住建局")["progress"] == text


def test_a_merge_is_undone_whole_and_can_be_done_again(desk: Desk) -> None:
    desk.send("区住建局")
    back = desk.filled(desk.form("区住建局"), ANSWERS)
    done = desk.ask("merge", back)
    undone = desk.ask("undo")
    assert undone["undone"] == done["operation"]
    assert desk.entry(6, "区住建局")["progress"] == ""
    assert desk.entry(6, "区住建局")["contacts"][0] == {"role": "责任人", "name": "", "phone": ""}
    listed = {each["id"]: each for each in desk.ask("operations")["operations"]}
    assert listed[done["operation"]]["undone"] is True
    assert desk.ask("merge", back)["files"][0]["outcome"] == "merged"


def test_an_undo_that_left_later_words_alone_waits_for_a_person(desk: Desk) -> None:
    desk.send("区住建局")
    done = desk.ask("merge", desk.filled(desk.form("区住建局"), ANSWERS))
    desk.say("set", 6, "progress", "后来改的", "--unit", "区住建局", "--period", MONTH)
    undone = desk.ask("undo", done["operation"], expect=1)
    assert undone["left"] == [{"no": 6, "unit": "区住建局", "period": MONTH, "field": "progress"}]
    assert desk.entry(6, "区住建局")["progress"] == "后来改的"
    assert desk.entry(6, "区住建局")["problems"] == ""


def test_a_folder_a_zip_and_a_broken_file_are_read_in_one_go(desk: Desk) -> None:
    desk.send("区住建局", "区法院", "区财政局")
    folder = desk.folder / "回收"
    desk.filled(desk.form("区住建局"), ANSWERS, "甲.xlsx")
    court = desk.filled(desk.form("区法院", "docx"), {60: {"progress": "已分流"}}, "乙.docx")
    money = desk.filled(desk.form("区财政局"), {54: {"progress": "已放贷"}}, "丙.xlsx")
    with zipfile.ZipFile(folder / "打包.zip", "w") as archive:
        archive.write(court, "法院/乙.docx")
        archive.write(money, "丙.xlsx")
    court.unlink()
    money.unlink()
    (folder / "坏的.xlsx").write_bytes(b"PK\x03\x04 not really")
    answer = desk.ask("merge", folder, expect=1)
    outcomes = {(file["member"] or Path(file["path"]).name): file["outcome"] for file in answer["files"]}
    assert outcomes == {"甲.xlsx": "merged", "法院/乙.docx": "merged", "丙.xlsx": "merged", "坏的.xlsx": "refused"}
    refused = next(file for file in answer["files"] if file["outcome"] == "refused")
    assert refused["reason"].endswith("。")
    assert desk.entry(60, "区法院")["progress"] == "已分流"
    assert desk.entry(54, "区财政局")["progress"] == "已放贷"


def test_two_units_on_one_measure_keep_their_own_words(desk: Desk) -> None:
    desk.send("区税务局", "高新区税务局")
    for unit, words in (("区税务局", "已同步提交"), ("高新区税务局", "正在对接")):
        answer = desk.ask("merge", desk.filled(desk.form(unit), {11: {"progress": words}}, f"{unit[:2]}.xlsx"))
        assert answer["files"][0]["unit"] == unit
    shown = desk.ask("show", 11, "--period", MONTH)
    assert (shown["no"], shown["task"]) == (11, "五.开办企业")
    assert shown["text"].startswith("加快推进企业开办专窗社保登记")
    assert {each["unit"]: each["progress"] for each in shown["entries"]} == {"区税务局": "已同步提交", "高新区税务局": "正在对接"}


def test_the_third_row_of_a_measure_takes_a_second_liaison(desk: Desk) -> None:
    desk.send("区交通运输局")
    answers = {44: {"progress": "已办", "liaison.name": "李四", "liaison2.name": "王五", "liaison2.phone": "13900139000"}}
    desk.ask("merge", desk.filled(desk.form("区交通运输局"), answers))
    assert desk.entry(44, "区交通运输局")["contacts"] == [
        {"role": "责任人", "name": "", "phone": ""},
        {"role": "联系人", "name": "李四", "phone": ""},
        {"role": "联系人", "name": "王五", "phone": "13900139000"},
    ]


def test_last_months_form_goes_to_its_own_month_unless_the_clerk_says_otherwise(desk: Desk) -> None:
    desk.send("区法院", month="2021-06")
    back = desk.filled(desk.form("区法院", month="2021-06"), {60: {"progress": "六月的"}})
    assert desk.ask("merge", back, "--dry-run")["files"][0]["period"] == "2021-06"
    moved = desk.ask("merge", back, "--period", MONTH)["files"][0]
    assert moved["period"] == MONTH
    assert "other_period" in [note["code"] for note in moved["notes"]]


def test_the_received_day_decides_who_is_late_not_the_clerks_own_delay(desk: Desk) -> None:
    desk.send("区法院", "区财政局")
    desk.ask("merge", desk.filled(desk.form("区法院"), {60: {"progress": "已办"}}, "甲.xlsx"), "--received", "2021-07-24")
    desk.ask("merge", desk.filled(desk.form("区财政局"), {54: {"progress": "已办"}}, "乙.xlsx"), "--received", "2021-07-28")
    status = desk.ask("status", "--period", MONTH, "--on", "2021-07-31")
    units = {each["unit"]: each for each in status["units"]}
    assert status["due"] == "2021-07-25"
    assert (units["区法院"]["returned"], units["区法院"]["late"]) == ("2021-07-24", False)
    assert (units["区财政局"]["returned"], units["区财政局"]["late"]) == ("2021-07-28", True)
    assert (units["区水利局"]["returned"], units["区水利局"]["late"], units["区水利局"]["dispatched"]) == (None, True, False)


def test_a_received_day_mistyped_into_the_future_changes_nothing(desk: Desk) -> None:
    desk.send("区法院")
    back = desk.filled(desk.form("区法院"), {60: {"progress": "已办"}})
    desk.say("merge", back, "--received", "2099-01-01", expect=2)
    assert desk.complaint.startswith("收到日期 2099-01-01 在今天")
    desk.say("merge", back, "--received", "2099-01-01", "--dry-run", expect=2)
    assert desk.entry(60, "区法院")["progress"] == ""


def test_search_history_and_operations_tell_what_happened(desk: Desk) -> None:
    desk.send("区法院")
    desk.ask("merge", desk.filled(desk.form("区法院"), {60: {"progress": "繁简分流 312 件"}}), "--received", "2021-07-22")
    hits = desk.ask("search", "繁简 312")["hits"]
    assert [(hit["no"], hit["unit"], hit["period"], hit["field"]) for hit in hits] == [(60, "区法院", MONTH, "progress")]
    changes = desk.ask("history", 60)["changes"]
    assert [(each["field"], each["before"], each["after"]) for each in changes] == [("progress", "", "繁简分流 312 件")]
    assert changes[0]["source"] == {"file": "新建文件.xlsx", "received": "2021-07-22"}
    kinds = [each["kind"] for each in desk.ask("operations")["operations"]]
    assert kinds == ["merge", "dispatch", "init"]


def test_search_takes_pinyin_units_fields_and_says_what_it_could_not_make_out(desk: Desk) -> None:
    desk.say("set", 60, "progress", "繁简分流 312 件", "--unit", "区法院", "--period", "2021-06")
    desk.say("set", 60, "problems", "分流人手不足", "--unit", "区法院", "--period", MONTH)
    assert {hit["unit"] for hit in desk.ask("search", "qfy")["hits"]} >= {"区法院"}
    assert [hit["period"] for hit in desk.ask("search", "分流 栏目:进展")["hits"]] == ["2021-06"]
    assert [hit["field"] for hit in desk.ask("search", "人手", "--field", "problems", "--unit", "区法院")["hits"]] == ["problems"]
    assert desk.ask("search", "分流", "--unit", "区财政局", "--field", "progress")["hits"] == []
    assert desk.ask("search", "60")["hits"][0]["no"] == 60
    desk.say("search", "分流 月份:明天", expect=2)
    assert desk.complaint.startswith("月份“明天”看不懂")
    desk.say("search", "分流", "--field", "weather", expect=2)
    assert "可以试试：search '分流'" in desk.say("search", "分流 无此词")


def test_a_joint_measure_is_told_of_the_unit_that_was_asked_for_alone(desk: Desk) -> None:
    """Measure 11 is of two units: who asks for one must not count the other's."""
    for scope in (("专窗", "--unit", "区税务局"), ("专窗 单位:区税务局",)):
        found = desk.ask("search", *scope)["hits"]
        assert {hit["unit"] for hit in found} == {"区税务局"}
        assert 11 in {hit["no"] for hit in found}
    assert {hit["unit"] for hit in desk.ask("search", "专窗")["hits"]} >= {"区税务局", "高新区税务局"}


def test_a_search_for_nothing_says_what_to_write(desk: Desk) -> None:
    for nothing in ("", "  "):
        desk.say("search", nothing, expect=2)
        assert desk.complaint == "没有写要检索的词，请写几个字或拼音首字母后再试。"


def test_what_is_found_beside_the_measures_is_no_hit_without_a_number(desk: Desk) -> None:
    desk.send("区法院")
    desk.ask("merge", desk.filled(desk.form("区法院"), {60: {"progress": "新建一个平台"}}), "--received", "2021-07-22")
    found = desk.ask("search", "新建")
    assert {hit["no"] for hit in found["hits"]} >= {60}
    assert all(isinstance(hit["no"], int) for hit in found["hits"])
    assert found["others"] == [{"unit": "区法院", "period": MONTH, "field": "returned", "snippet": "新建文件.xlsx"}]
    assert "新建文件.xlsx" in desk.say("search", "新建")
    assert desk.ask("search", "新建", "--field", "returned") == {"hits": [], "others": found["others"]}


def test_a_measure_that_was_retired_is_found_in_the_last_month_that_has_it(desk: Desk) -> None:
    desk.say("set", 60, "progress", "十月", "--unit", "区法院", "--period", "2021-10")
    desk.say("plan", "retire-measure", 2, "--since", "2021-08", "--reason", "办结")
    assert [(hit["no"], hit["period"]) for hit in desk.ask("search", "第2条")["hits"]] == [(2, MONTH)]


@pytest.mark.parametrize("value", ["-5%", "-5", "-", "--", "—无—", "--无变化--", "-A级 3 家", "-x", "--json", "--unit", "-h"])
def test_words_that_begin_with_a_dash_are_kept(desk: Desk, value: str) -> None:
    where = ("--unit", "区法院", "--period", MONTH)
    desk.ask("set", 60, "progress", *where, "--", value)
    assert desk.entry(60, "区法院")["progress"] == value
    desk.ask("set", *where, "--", 60, "problems", value)
    assert desk.entry(60, "区法院")["problems"] == value


@pytest.mark.parametrize("value", ["-5%", "-5", "-", "—无—", "--无变化--", "-A级 3 家", "-x"])
def test_words_that_begin_with_a_dash_need_nothing_before_them(desk: Desk, value: str) -> None:
    desk.ask("set", 60, "progress", value, "--unit", "区法院", "--period", MONTH)
    assert desk.entry(60, "区法院")["progress"] == value
    desk.ask("set", "--unit=区法院", 60, "problems", "--period", MONTH, value)
    assert desk.entry(60, "区法院")["problems"] == value
    assert desk.ask("search", value, "--period", MONTH)["hits"] is not None


def test_a_second_paragraph_stands_under_the_first(desk: Desk) -> None:
    desk.say("set", 60, "progress", "已办 312 件。\n下一步：继续跟进。", "--unit", "区法院", "--period", MONTH)
    lines = desk.say("show", 60, "--period", MONTH).splitlines()
    at = lines.index("    进展情况：已办 312 件。")
    assert lines[at + 1] == "        下一步：继续跟进。"


def test_show_without_a_month_shows_the_newest(desk: Desk) -> None:
    for month, words in (("2021-05", "五月"), ("2021-08", "八月")):
        desk.say("set", 60, "progress", words, "--unit", "区法院", "--period", month)
    shown = desk.ask("show", 60)
    assert [(each["period"], each["progress"]) for each in shown["entries"]] == [("2021-08", "八月")]


@pytest.mark.parametrize("suffix", ["xlsx", "docx", "pdf"])
def test_the_official_table_is_written_in_each_format(desk: Desk, suffix: str, qapp: object) -> None:
    out = desk.folder / f"细化表.{suffix}"
    assert desk.ask("export", out, "--period", MONTH) == {"file": str(out)}
    assert out.read_bytes()[:4] in (b"PK\x03\x04", b"%PDF")


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_an_exported_table_makes_the_same_list_again(desk: Desk, suffix: str, tmp_path: Path) -> None:
    out = desk.folder / f"细化表.{suffix}"
    desk.ask("export", out, "--period", MONTH)
    other = Desk(tmp_path / "另一处", desk.capture)
    made = other.ask("init", "--from", out)
    keys = ("year", "title", "tasks", "measures", "units", "assignments")
    assert [made[key] for key in keys] == [2021, "清城区2021年对标先进优化营商环境责任清单细化表", 19, 74, 20, 79]
    for no in (1, 7, 44, 73, 74):
        mine, theirs = desk.ask("show", no, "--period", MONTH), other.ask("show", no, "--period", MONTH)
        assert (mine["text"], mine["task"]) == (theirs["text"], theirs["task"])
        assert [each["unit"] for each in mine["entries"]] == [each["unit"] for each in theirs["entries"]]
        assert [len(each["contacts"]) for each in mine["entries"]] == [len(each["contacts"]) for each in theirs["entries"]]


def test_a_backup_brings_the_ledger_back(desk: Desk) -> None:
    desk.say("set", 60, "progress", "以前的", "--unit", "区法院", "--period", MONTH)
    copy = desk.folder / "备份.sqlite3"
    assert desk.ask("backup", copy)["file"] == str(copy)
    desk.say("set", 60, "progress", "后来的", "--unit", "区法院", "--period", MONTH)
    desk.ask("restore", copy)
    assert desk.entry(60, "区法院")["progress"] == "以前的"
    assert desk.ask("check")["ok"] is True


def test_a_ledger_that_cannot_be_opened_is_put_aside_and_the_backup_takes_its_place(desk: Desk) -> None:
    desk.say("set", 60, "progress", "以前的", "--unit", "区法院", "--period", MONTH)
    copy = desk.folder / "备份.sqlite3"
    desk.ask("backup", copy)
    desk.ledger.write_bytes(b"")
    desk.say("status", "--period", MONTH, expect=3)
    aside = Path(desk.ask("restore", copy)["aside"])
    assert aside.read_bytes() == b""
    assert desk.entry(60, "区法院")["progress"] == "以前的"


def test_a_form_saved_under_another_name_waits_for_a_person(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.send("区法院", formats=["xlsx"])
    taken, replace = desk.form("区法院"), os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(target) == taken:
            raise PermissionError(13, "in use")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    words = ("dispatch", "--period", MONTH, "--unit", "区法院", "--format", "xlsx", "--out", taken.parent)
    assert desk.ask(*words, expect=1)["files"] == [str(taken.with_name(f"{taken.stem}（2）.xlsx"))]
    assert "（3）.xlsx" in desk.say(*words, expect=1)


def test_the_page_for_the_units_goes_out_with_the_forms_and_asks_nothing_when_it_comes_back(desk: Desk) -> None:
    out = desk.folder / "下发"
    said = desk.ask("dispatch", "--period", MONTH, "--out", out, "--unit", "区住建局", "--format", "xlsx", "--guide")
    assert said["files"] == [str(out / "区住建局_2021年7月下发表.xlsx")]
    assert said["guide"] == str(out / "2021年7月填报单位说明.docx")
    words = desk.say("dispatch", "--period", MONTH, "--out", out, "--unit", "区住建局", "--format", "xlsx", "--guide")
    assert "共 1 份下发表，另有一页“2021年7月填报单位说明.docx”" in words
    assert desk.ask("dispatch", "--period", MONTH, "--out", desk.folder / "无")["guide"] is None
    answer = desk.ask("merge", out)
    guide, form = sorted(answer["files"], key=lambda file: file["unit"] is not None)
    assert (guide["outcome"], guide["reason"]) == ("refused", "这是填报单位说明，里面没有填报的内容，不用处理，已跳过。")
    assert (guide["questions"], guide["kept"], form["unit"]) == ([], False, "区住建局")
    assert "填报单位说明.docx：已跳过" in desk.say("merge", out)
