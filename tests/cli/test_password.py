"""The opening password at the command line: no command shows or changes anything without it, and a wrong one replaces nothing."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import pytest

from main import main
from qcapp.cli import typed_password
from tests.cli.desk import Desk

SECRET = "西山营商2021"


@pytest.fixture
def secret(desk: Desk) -> Path:
    """The file of the password that is set."""
    file = desk.folder / "密码.txt"
    file.write_text(f"{SECRET}\r\n第二行不算", encoding="utf-8-sig")
    assert desk.ask("password", "set", "--new-file", file)["set"] is True
    return file


def test_no_command_opens_the_ledger_without_it(desk: Desk, secret: Path) -> None:
    before = hashlib.sha256(desk.ledger.read_bytes()).hexdigest()
    for words in (
        ("show", "11"), ("operations",), ("check",), ("backup",), ("settings",), ("password",), ("password", "remove"),
        ("set", "11", "progress", "抢着写", "--unit", "区税务局", "--period", "2021-07"),
    ):
        assert desk.say(*words, expect=3) == ""
        assert "--password-file" in desk.complaint
    assert hashlib.sha256(desk.ledger.read_bytes()).hexdigest() == before


def test_it_is_taken_from_a_file_before_or_after_the_command(desk: Desk, secret: Path) -> None:
    assert desk.ask("--password-file", secret, "password") == {"set": True, "idle": 10}
    assert desk.ask("operations", "--password-file", secret)["operations"]


def test_it_is_taken_from_the_environment(desk: Desk, secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YSTZ_PASSWORD", SECRET)
    assert desk.ask("password")["set"]
    monkeypatch.setenv("YSTZ_PASSWORD", "")
    desk.say("password", expect=3)
    assert "密码不对" in desk.complaint


def test_it_is_asked_for_at_a_terminal(desk: Desk, secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    if sys.platform == "win32":  # which is asked itself whether it is one
        monkeypatch.setattr(typed_password, "at_terminal", Terminal().isatty)
    monkeypatch.setattr("getpass.getpass", lambda prompt: SECRET)
    assert desk.ask("password")["set"]

    def gone(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", gone)
    desk.say("password", expect=3)


def test_a_wrong_password_is_no_damage_and_brings_no_backup_in_its_place(desk: Desk, secret: Path) -> None:
    """``restore`` puts a backup in the place of what can't be opened: not of what must not be opened."""
    backup = desk.ask("backup", "--password-file", secret)["file"]
    other = desk.folder / "错的.txt"
    other.write_text("不是这个密码", encoding="utf-8")
    before = desk.ledger.read_bytes()
    desk.say("restore", backup, expect=3)
    desk.say("restore", backup, "--password-file", other, expect=3)
    assert desk.ledger.parent.joinpath("ledger.sqlite3").exists()
    assert len(list(desk.ledger.parent.glob("*.sqlite3"))) == 1
    # But for the count of wrong tries all is as it was.
    assert len(desk.ledger.read_bytes()) == len(before)
    assert desk.ask("operations", "--password-file", secret)["operations"]


def test_a_restoration_keeps_the_present_password(desk: Desk, secret: Path) -> None:
    desk.ask("password", "remove", "--password-file", secret)
    open_backup = shutil.copy(desk.ask("backup")["file"], desk.folder / "没有密码.sqlite3")
    desk.ask("password", "set", "--new-file", secret)
    shut_backup = shutil.copy(desk.ask("backup", "--password-file", secret)["file"], desk.folder / "有密码.sqlite3")
    desk.ask("restore", open_backup, "--password-file", secret)
    desk.say("operations", expect=3)
    desk.ask("password", "remove", "--password-file", secret)
    desk.ask("restore", shut_backup)
    assert desk.ask("password") == {"set": False, "idle": 0}


def test_a_handed_ledger_is_not_had_without_it_and_bears_none(
    desk: Desk, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YSTZ_HANDOVER_PASSWORD", "交接用的密码一二三")
    out = desk.folder / "交接.ysjj"
    desk.say("handover", out, expect=3)
    assert not out.exists()
    monkeypatch.setenv("YSTZ_PASSWORD", SECRET)
    desk.say("handover", out)
    desk.say("takeover", out)
    assert desk.ask("password")["set"]  # this computer's stays
    monkeypatch.delenv("YSTZ_PASSWORD")
    desk.say("takeover", out, "--rehearse", expect=3)
    next_clerk = Desk(desk.folder / "另一台电脑", desk.capture)
    next_clerk.folder.mkdir()
    next_clerk.say("takeover", out)
    assert next_clerk.ask("password") == {"set": False, "idle": 0}


@pytest.fixture
def code(desk: Desk, secret: Path) -> Path:
    """The file of the recovery code, as it was copied by hand."""
    file = desk.folder / "恢复码.txt"
    told = desk.ask("password", "set", "--new-file", secret, "--password-file", secret)["recovery"]
    file.write_text(told.lower().replace("-", " "), encoding="utf-8")
    return file


def test_the_recovery_code_opens_what_the_password_opens_and_another_password_is_asked_for(
    desk: Desk, secret: Path, code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*words: object) -> str:
        assert main(["--ledger", str(desk.ledger), *map(str, words)]) == 0
        return desk.capture.readouterr().err

    for command in ("operations", "password"):
        assert "password set" in told(command, "--password-file", code)
    assert told("operations", "--password-file", secret) == ""
    monkeypatch.setenv("YSTZ_PASSWORD", code.read_text(encoding="utf-8"))
    assert "password set" in told("show", "11")
    monkeypatch.delenv("YSTZ_PASSWORD")
    monkeypatch.setattr("qcapp.cli.typed_password.at_terminal", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda prompt: code.read_text(encoding="utf-8"))
    assert "password set" in told("show", "11")


def test_by_the_recovery_code_another_password_is_set_and_the_code_is_spent(desk: Desk, secret: Path, code: Path) -> None:
    new = desk.folder / "新的.txt"
    new.write_text("想得起来的新密码", encoding="utf-8")
    desk.ask("password", "set", "--new-file", new, "--password-file", code)
    desk.say("operations", "--password-file", code, expect=3)
    assert "恢复码不对" in desk.complaint
    desk.say("operations", "--password-file", secret, expect=3)
    assert "密码不对" in desk.complaint
    assert "恢复码" in desk.complaint
    assert desk.ask("password", "--password-file", new)["set"]


def test_the_help_tells_of_the_recovery_code(desk: Desk) -> None:
    for words in (("--help",), ("password", "--help"), ("show", "--help")):
        assert main(list(words)) == 0
        assert "恢复码" in desk.capture.readouterr().out


def test_the_recovery_code_is_told_once(desk: Desk) -> None:
    file = desk.folder / "新密码.txt"
    file.write_text(SECRET, encoding="utf-8")
    said = desk.say("password", "set", "--new-file", file, "--idle", "30")
    assert "恢复码" in said
    assert "没有加密" in said
    again = desk.ask("password", "--password-file", file)
    assert again == {"set": True, "idle": 30}


def test_a_password_file_that_is_not_there_is_said_so(desk: Desk, secret: Path) -> None:
    desk.say("operations", "--password-file", desk.folder / "没有.txt", expect=2)
    assert "读不出来" in desk.complaint
