"""Bad input: one Chinese sentence that says what to do, the contract's status, and nothing changed."""

from __future__ import annotations

import hashlib
import multiprocessing
from pathlib import Path

import pytest

import main
from tests.cli.desk import MONTH, Desk

UNIT = ("--unit", "区法院", "--period", MONTH)


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("bogus",), 2, "没有“bogus”这个命令"),
        (("merge",), 2, "缺少"),
        (("merge", "x", "--on-conflict", "guess"), 2, "--on-conflict 不能是“guess”，只能是 hold、ours、theirs、both，请用"),
        (("export", "x.pdf", "--period", MONTH, "--paper", "B5"), 2, "--paper 不能是“B5”，只能是 A3、A4，请用"),
        (("show", "many"), 2, "序号 不能是“many”"),
        (("status",), 2, "缺少 --period"),
        (("status", "--period", "七月"), 2, "2021-07"),
        (("status", "--period", MONTH, "--on", "昨天"), 2, "日期“昨天”看不懂"),
        (("show", "75", "--period", MONTH), 2, "序号是 1 到 74"),
        (("set", "60", "remark", "x", *UNIT), 2, "没有“remark”这个栏目"),
        (("set", "6", "progress", "x", *UNIT), 2, "第 6 条措施不由区法院负责"),
        (("dispatch", "--period", MONTH, "--out", "x", "--unit", "区梦想局"), 2, "没有责任单位“区梦想局”"),
        (("dispatch", "--period", MONTH, "--out", "x", "--format", "pdf"), 2, "没有“pdf”这种格式"),
        (("export", "x.wps", "--period", MONTH), 2, "不能导出"),
        (("set", "60", "progress", "--untl", *UNIT), 2, "缺少 内容"),
        (("set", "60", "progress", "x", "--untl", *UNIT), 2, "不认识 --untl"),
        (("search", "x", "--perod", MONTH), 2, "不认识 --perod"),
        (("merge", "--perod", MONTH, "x.xlsx"), 2, "不认识 --perod"),
        (("undo", "20990101-0001"), 2, "20990101-0001"),
        (("undo",), 3, "没有"),
        (("merge", "没有这个文件.xlsx"), 3, "找不到"),
        (("restore", "没有这个文件.sqlite3"), 3, "。"),
        (("init",), 3, "已经存在"),
    ],
)
def test_words_that_cannot_be_carried_out_are_answered_in_one_sentence(
    desk: Desk, words: tuple[str, ...], status: int, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    before = hashlib.sha256(desk.ledger.read_bytes()).hexdigest()
    desk.say(*words, expect=status)
    assert sentence in desk.complaint
    assert hashlib.sha256(desk.ledger.read_bytes()).hexdigest() == before
    assert sorted(path.name for path in desk.folder.iterdir()) == ["我的 台账"]


@pytest.mark.parametrize("nothing", ["", " ", "\t"])
@pytest.mark.parametrize(
    "words",
    [
        ("merge", "{}"), ("merge", "回收", "{}"), ("init", "--from", "{}"), ("export", "{}", "--period", MONTH),
        ("dispatch", "--period", MONTH, "--out", "{}"), ("backup", "{}"), ("restore", "{}"), ("--ledger", "{}", "check"),
        ("check", "--ledger={}"),
    ],
)
def test_a_path_left_empty_is_not_the_folder_one_happens_to_be_in(
    desk: Desk, words: tuple[str, ...], nothing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.folder / "回收").mkdir()
    monkeypatch.chdir(desk.folder / "回收")
    before = hashlib.sha256(desk.ledger.read_bytes()).hexdigest()
    desk.say(*(word.format(nothing) for word in words), expect=2)
    assert "路径是空的" in desk.complaint
    assert hashlib.sha256(desk.ledger.read_bytes()).hexdigest() == before
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("command", [("status", "--period", MONTH), ("check",), ("operations",), ("merge", "x.xlsx")])
def test_a_ledger_that_is_not_there_is_never_silently_begun(bare_desk: Desk, command: tuple[str, ...]) -> None:
    (bare_desk.folder / "x.xlsx").write_bytes(b"")
    bare_desk.say(*command, expect=3)
    assert not bare_desk.ledger.exists()


def test_an_empty_ledger_file_is_an_error_and_stays_as_it_is(bare_desk: Desk) -> None:
    bare_desk.ledger.parent.mkdir()
    bare_desk.ledger.write_bytes(b"")
    bare_desk.say("status", "--period", MONTH, expect=3)
    assert bare_desk.ledger.read_bytes() == b""


def test_a_list_that_is_none_makes_no_ledger(bare_desk: Desk) -> None:
    source = bare_desk.folder / "随便.xlsx"
    source.write_bytes(b"hello")
    bare_desk.say("init", "--from", source, expect=3)
    assert not bare_desk.ledger.exists()


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_a_units_form_does_not_become_the_list_of_a_new_ledger(desk: Desk, suffix: str) -> None:
    desk.send("区住建局")
    other = Desk(desk.folder / "另一处", desk.capture)
    other.say("init", "--from", desk.form("区住建局", suffix), expect=3)
    assert "正式的责任清单细化表" in other.complaint
    assert not other.ledger.exists()


def test_an_export_into_a_folder_that_is_not_there_says_so(desk: Desk) -> None:
    desk.say("export", desk.folder / "没有" / "x.xlsx", "--period", MONTH, expect=3)


def test_help_is_chinese_and_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--help"]) == 0
    said = capsys.readouterr().out
    for command in (
        "init", "dispatch", "merge", "export", "status", "show", "history", "search", "set", "undo", "operations",
        "backup", "restore", "check",
    ):
        assert command in said
    assert "usage" not in said
    assert "options" not in said


def test_quiet_says_nothing_and_options_may_follow_the_command(desk: Desk, tmp_path: Path) -> None:
    assert desk.say("--quiet", "check") == ""
    assert desk.say("check", "--quiet") == ""
    assert desk.say("check", "--json").startswith("{")


def test_who_signs_with_half_a_character_signs_without_it(desk: Desk) -> None:
    desk.ask("--who", "李\udcff四", "set", "60", "progress", "已办\ud83d结", *UNIT)
    (newest,) = desk.ask("operations", "--limit", 1)["operations"]
    assert newest["who"] == "李四"
    assert "改为“已办结”" in newest["summary"]


@pytest.mark.parametrize(("words", "status"), [(["merge"], 2), (["merge", "--help"], 0), (["merge", "--nosuch", "甲.xlsx"], 2)])
def test_a_merge_that_is_none_leaves_no_process_that_reads_behind(
    own_reading_process: None, words: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is begun before the words are looked at."""
    assert main.main(words) == status
    assert multiprocessing.active_children() == []


def test_a_merge_that_is_done_leaves_no_process_that_reads_behind_either(desk: Desk, own_reading_process: None) -> None:
    desk.send("区税务局")
    form = desk.filled(desk.form("区税务局"), {11: {"progress": "已完成三户。"}})
    assert desk.ask("merge", form)["files"][0]["outcome"] == "merged"
    assert multiprocessing.active_children() == []
