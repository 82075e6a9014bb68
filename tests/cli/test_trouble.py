"""What goes wrong outside of the words: one sentence, the contract's status, never a traceback, and no half answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import main
from qcapp.cli import looking_back
from qcapp.cli.console import LOST
from qcapp.services.edit import EditService
from qcapp.services.look import LookService
from tests.cli.desk import MONTH, Desk
from tests.programs import PATIENCE

# Windows has longer limits of its own, and what lends a machine its interface may not keep them.
LONG = "很长的名字" * (7000 if sys.platform == "win32" else 60)
COMMANDS = (
    ("init", "--from", "没有.xlsx"), ("dispatch", "--period", MONTH, "--out", "下发", "--unit", "区梦想局"),
    ("merge", "没有.xlsx"), ("export", "x.wps", "--period", MONTH),
    ("set", "60", "remark", "x", "--unit", "区法院", "--period", MONTH), ("undo", "20990101-0001"),
    ("status", "--period", MONTH), ("show", "75"), ("history", "75"), ("search", "词"), ("operations",),
    ("backup", LONG), ("restore", "没有.sqlite3"), ("check",), ("rulings", "--period", MONTH, "--unit", "区梦想局"),
    ("ruling", "exempt", "all", "--unit", "区梦想局", "--period", MONTH, "--reason", "x"), ("settings", "没有这一项"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=[each[0] for each in COMMANDS])
@pytest.mark.parametrize("after", [False, True])
def test_an_error_leaves_standard_output_empty_wherever_json_is_asked_for(
    bare_desk: Desk, command: tuple[str, ...], after: bool, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(bare_desk.folder)
    for there in (False, True):
        ledger = bare_desk.folder / "别的.sqlite3"
        if there and command[0] != "init":
            assert main.main(["--ledger", str(ledger), "--quiet", "init"]) == 0
        if there and command[0] in ("status", "search", "operations", "check"):
            ledger.write_bytes(b"damaged")
        options = ["--json", "--quiet", "--ledger", str(ledger)]
        assert main.main([*command, *options] if after else [*options, *command]) in (2, 3)
        out, err = capsys.readouterr()
        assert (out, err[-2:], err.count("\n")) == ("", "。\n", 1)


FINE = (
    ("dispatch", "--period", MONTH, "--out", "下发", "--unit", "区法院"), ("merge", "空"),
    ("export", "x.xlsx", "--period", MONTH), ("set", "60", "progress", "x", "--unit", "区法院", "--period", MONTH),
    ("status", "--period", MONTH), ("show", "60"), ("history", "60"), ("search", "词"), ("operations",), ("backup",),
    ("restore", "备份.sqlite3"), ("check",), ("undo",), ("rulings", "--period", MONTH), ("settings",),
    ("ruling", "exempt", "all", "--unit", "区法院", "--period", MONTH, "--reason", "x"),
    ("settings", "lamp.warning_days", "20"),
)


@pytest.mark.parametrize("command", FINE, ids=[each[0] for each in FINE])
def test_the_options_of_every_command_may_stand_before_it_or_after(
    desk: Desk, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(desk.folder)
    (desk.folder / "空").mkdir()
    desk.say("backup", "备份.sqlite3")
    for words in ((*command, "--quiet"), (*command, "--json")):
        desk.say("set", 60, "progress", f"为 {words[-1]} 改的", "--unit", "区法院", "--period", MONTH)
        assert main.main([*words, "--ledger", str(desk.ledger)]) == 0
        after = capsys.readouterr()
        assert (after.out[:1], after.err) == ("{" if words[-1] == "--json" else "", "")


@pytest.mark.parametrize("before", [False, True])
def test_a_ledger_is_made_where_one_says_before_or_after(
    tmp_path: Path, before: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--json", "--ledger", str(tmp_path / "台账.sqlite3")]
    assert main.main([*options, "init"] if before else ["init", *options]) == 0
    assert capsys.readouterr().out.startswith("{")
    assert (tmp_path / "台账.sqlite3").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("merge", LONG), ("export", f"{LONG}.xlsx", "--period", MONTH), ("export", f"{LONG}.docx", "--period", MONTH),
        ("export", f"{LONG}/x.xlsx", "--period", MONTH), ("backup", LONG), ("restore", LONG),
        ("dispatch", "--period", MONTH, "--out", LONG), ("--ledger", LONG, "init"), ("--ledger", LONG, "check"),
        ("--ledger", f"{LONG}/x", "init"), ("--ledger", "另一处/x", "init", "--from", LONG),
    ],
)
def test_a_name_too_long_for_the_disk_is_told_in_a_sentence(
    desk: Desk, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    desk.say(*words, expect=3)


def test_a_name_too_long_does_not_keep_the_good_file_beside_it_out(desk: Desk) -> None:
    desk.send("区法院")
    back = desk.filled(desk.form("区法院"), {60: {"progress": "已办"}})
    files = desk.ask("merge", desk.folder / LONG, back, expect=1)["files"]
    assert [each["outcome"] for each in files] == ["refused", "merged"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name can't be such bytes")
def test_a_form_whose_name_is_gbk_on_a_linux_machine_is_merged_under_that_name(desk: Desk) -> None:
    desk.send("区法院")
    back = desk.filled(desk.form("区法院"), {60: {"progress": "已办"}})
    folder = desk.folder / os.fsdecode("回执".encode("gbk"))
    folder.mkdir()
    back.rename(folder / os.fsdecode("区法院.xlsx".encode("gbk")))
    (file,) = desk.ask("merge", folder)["files"]
    assert (file["path"], file["outcome"]) == (str(desk.folder / "回执" / "区法院.xlsx"), "merged")
    assert desk.entry(60, "区法院")["source"]["file"] == "区法院.xlsx"


class FullDisk:
    """A standard output that takes nothing."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        """Never reached."""

    def fileno(self) -> int:
        raise OSError("no file")


def test_an_answer_that_cannot_be_written_is_told_and_what_is_done_is_said_to_be_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = ["--ledger", str(desk.ledger)]
    with monkeypatch.context() as patch:
        patch.setattr(main, "speak_chinese", lambda json_wanted: None)
        patch.setattr(sys, "stdout", FullDisk())
        assert main.main([*ledger, "show", "60"]) == 3
        assert main.main([*ledger, "set", "60", "progress", "已办", "--unit", "区法院", "--period", MONTH]) == 1
        assert main.main([*ledger, "stats", "--period", MONTH]) == 3
        assert main.main([*ledger, "stats", "--period", MONTH, "--out", str(desk.folder / "统计.xlsx")]) == 1
    shown, done, counted, written = capsys.readouterr().err.splitlines()
    assert shown == counted == LOST
    assert done.startswith("已经做完，但结果写不出去")
    assert written.startswith("文件已经写好，但结果写不出去")
    assert (desk.folder / "统计.xlsx").is_file()
    assert desk.entry(60, "区法院")["progress"] == "已办"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
@pytest.mark.parametrize("words", [("show", "60"), ("settings",), ("--help",), ("--version",)])
def test_a_full_disk_behind_standard_output_is_one_sentence_to_the_very_end(desk: Desk, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        program = [sys.executable, main.__file__, "--ledger", str(desk.ledger), *words]
        env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            program, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", env=env, timeout=PATIENCE, check=False,
        )
    assert (done.returncode, done.stderr) == (3, f"{LOST}\n")


def test_a_windowed_build_without_a_console_still_does_its_work(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["set", "60", "progress", "已办", "--unit", "区法院", "--period", MONTH]
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        patch.setattr(sys, "stderr", None)
        assert main.main(["--ledger", str(desk.ledger), *words]) == 0
        assert main.main(["--ledger", str(desk.ledger), "bogus"]) == 2
    assert desk.entry(60, "区法院")["progress"] == "已办"


@pytest.mark.parametrize("error", [KeyError("x"), RuntimeError("bug"), OSError(5, "I/O error")])
def test_a_bug_is_a_sentence_and_its_story_is_in_the_log(
    desk: Desk, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(LookService, "snapshot", fail)
    assert desk.say("--json", "show", "60", "--period", MONTH, expect=3) == ""
    assert "program.log" in desk.complaint
    story = (desk.ledger.parent / "program.log").read_text(encoding="utf-8")
    assert "Traceback" in story
    assert type(error).__name__ in story


def test_an_answer_that_cannot_be_put_in_words_is_no_half_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_back, "_change_data", lambda change: {("no", "key"): 1})
    desk.ask("set", 60, "progress", "已办", "--unit", "区法院", "--period", MONTH)
    assert desk.say("--json", "history", 60, expect=3) == ""


def test_work_stopped_with_ctrl_c_ends_in_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(EditService, "set_field", stop)
    desk.say("set", 60, "progress", "已办", "--unit", "区法院", "--period", MONTH, expect=3)
    assert "已中断" in desk.complaint


def test_work_that_goes_well_leaves_no_log(desk: Desk) -> None:
    desk.send("区法院")
    desk.ask("merge", desk.filled(desk.form("区法院"), {60: {"progress": "已办"}}))
    assert not (desk.ledger.parent / "program.log").exists()
