"""What was done is found, proved in a file and signed at the command line; a change of settings is taken back there too."""

from __future__ import annotations

from openpyxl import load_workbook

from tests.cli.desk import MONTH, Desk

TAX, DATA = "区税务局", "区大数据中心"


def put(desk: Desk, value: str, *words: str) -> None:
    desk.say("set", 11, "progress", value, "--unit", TAX, "--period", MONTH, *words)


def listed(desk: Desk, *words: object) -> list[str]:
    return [each["summary"] for each in desk.ask("operations", *words)["operations"]]


def test_each_command_is_signed_by_who_gives_it_before_or_after_its_name(bare_desk: Desk) -> None:
    desk = bare_desk
    desk.say("init", "--who", "张三")
    put(desk, "一", "--who", "李四")
    desk.say("--who", "王五", "undo")
    assert [each["who"] for each in desk.ask("operations")["operations"]] == ["王五", "李四", "张三"]


def test_operations_are_found_by_each_word_and_by_all_together(desk: Desk) -> None:
    desk.send(TAX)
    put(desk, "推行一窗通", "--who", "李四")
    desk.say("settings", "lamp.warning_days", "15")
    edit, = listed(desk, "--who", "李四")
    assert listed(desk, "--unit", TAX, "--kind", "edit", "--kind", "merge") == [edit]
    assert listed(desk, "--field", "progress", "--no", 11) == [edit]
    assert listed(desk, "--text", "一窗通") == [edit]
    assert listed(desk, "--kind", "settings") == ["临近时限亮黄灯改为 15 天"]
    assert listed(desk, "--until", "2001-01-01") == []
    assert len(listed(desk, "--since", "2001-01-01")) == 4
    kinds = [each["kind"] for each in desk.ask("operations", "--unit", TAX)["operations"]]
    assert kinds == ["edit", "dispatch", "init"]
    limited = desk.ask("operations", "--limit", 1)
    assert (len(limited["operations"]), limited["count"]) == (1, 4)
    assert desk.say("operations", "--limit", 1).endswith("共 4 次，列出最近 1 次。\n")
    assert "没有找到这样的操作" in desk.say("operations", "--text", "没有这样的字")
    desk.say("operations", "--unit", "区地震局", expect=2)
    assert "没有“区地震局”这家单位" in desk.complaint
    desk.say("operations", "--kind", "nonsense", expect=2)


def test_what_is_found_is_written_with_each_change_and_hostile_text_stays_text(desk: Desk) -> None:
    put(desk, "=cmd|' /C calc'!A0")
    put(desk, "第二次")
    desk.say("settings", "lamp.warning_days", "15")
    out = desk.folder / "历史.xlsx"
    answer = desk.ask("operations", "--out", out, "--no", 11)
    assert answer == {"out": str(out), "count": 3, "rows": 3}
    sheet = load_workbook(out).active
    assert sheet is not None
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    head = next(place for place, row in enumerate(rows) if row[0] == "操作编号")
    before, after = rows[head].index("原值"), rows[head].index("新值")
    assert [(row[before], row[after]) for row in rows[head + 1 : head + 3]] == [
        ("=cmd|' /C calc'!A0", "第二次"), ("", "=cmd|' /C calc'!A0"),
    ]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "已写好" in desk.say("operations", "--out", desk.folder / "历史.docx", "--kind", "settings")


def test_a_change_of_settings_is_undone_and_what_was_set_again_is_named(desk: Desk) -> None:
    desk.say("settings", "lamp.warning_days", "15")
    first = desk.ask("operations", "--limit", 1)["operations"][0]["id"]
    desk.say("settings", "lamp.warning_days", "20")
    answer = desk.ask("undo", first, expect=1)
    assert answer["settings"] == ["lamp.warning_days"]
    desk.say("undo", answer["operation"])
    assert "    保留：设置“亮灯 · 临近时限亮黄灯”后来又改过，没有动。" in desk.say("undo", first, expect=1)
    assert desk.ask("settings", "lamp.warning_days")["value"] == "20"
    desk.say("undo")
    assert desk.ask("settings", "lamp.warning_days")["value"] == "30"


def test_a_field_is_named_as_on_the_form_or_by_its_key(desk: Desk) -> None:
    place = ("--unit", "区税务局", "--period", "2021-07")
    for name, words in (("进展情况", "已受理 312 户。"), ("联系人2电话", "13800000002"), ("liaison.phone", "13800000001")):
        desk.say("set", 11, name, words, *place)
    assert desk.entry(11, "区税务局")["progress"] == "已受理 312 户。"
    by_name, by_key = (desk.ask("operations", "--field", name)["operations"] for name in ("进展情况", "progress"))
    assert by_name == by_key
    assert len(by_name) == 1
    for said in (("set", 11, "联系电话", "1", *place), ("operations", "--field", "联系电话")):
        desk.say(*said, expect=2)
        assert desk.complaint == "“联系电话”不止一处，请写明是哪一处：责任人电话、联系人电话。"
    desk.say("operations", "--field", "进度报表", expect=2)
    assert "进展情况" in desk.complaint
    found = desk.ask("search", "312", "--field", "进展情况")
    assert found == desk.ask("search", "312", "--field", "progress")
    assert found["hits"]
