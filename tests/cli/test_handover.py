"""交接 by the command line: the same file, the same rehearsal, passwords from a file or the environment, never from the words."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from docx import Document

from qcapp.cli.handover import PASSWORD_VARIABLE
from tests.cli.desk import Desk

PASSWORD = "区营商办-七月-交接"


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, Path]:
    path = tmp_path / "密码.txt"
    path.write_text(f"{PASSWORD}\n不是密码\n", encoding="utf-8-sig")
    return "--password-file", path


@pytest.fixture
def file(desk: Desk, tmp_path: Path, words: tuple[str, Path]) -> Path:
    desk.say("set", 11, "progress", "一月来办了三件事", "--unit", "区税务局", "--period", "2021-07")
    out = tmp_path / "交接.ysjj"
    desk.say("handover", out, *words)
    return out


@pytest.fixture
def next_desk(desk: Desk, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "接手人", desk.capture)


def test_from_one_desk_to_the_next(desk: Desk, next_desk: Desk, tmp_path: Path, words: tuple[str, Path]) -> None:
    desk.say("set", 11, "progress", "一月来办了三件事", "--unit", "区税务局", "--period", "2021-07")
    out, sheet = tmp_path / "交接.ysjj", tmp_path / "交接单.docx"
    written = desk.ask("handover", out, *words, "--sheet", sheet, "--to", "李四")
    found = next_desk.ask("takeover", out, "--rehearse", *words)
    assert (found["sha256"], found["facts"]) == (written["sha256"], written["facts"])
    assert (found["here"], found["same_ledger"], found["upgraded_from"]) == (False, None, None)
    assert not next_desk.ledger.exists()
    received = next_desk.ask("takeover", out, *words)
    assert (received["ledger"], received["aside"]) == (str(next_desk.ledger), None)
    assert next_desk.entry(11, "区税务局")["progress"] == "一月来办了三件事"
    assert next_desk.ask("operations")["operations"][0]["kind"] == "handover"
    assert next_desk.ask("check")["ok"]
    texts = "\n".join(
        [each.text for each in Document(str(sheet)).paragraphs]
        + [cell.text for table in Document(str(sheet)).tables for row in table.rows for cell in row.cells]
    )
    grouped = " ".join(written["sha256"][at : at + 4] for at in range(0, 64, 4))
    for said in ("营商台账交接单", "交接.ysjj", grouped, "李四", "交出人", "接收人", "签名", f"{written['size']:,} 字节"):
        assert said in texts
    assert PASSWORD not in texts


def test_received_over_ones_own_and_taken_back(desk: Desk, next_desk: Desk, file: Path, words: tuple[str, Path]) -> None:
    next_desk.say("init")
    next_desk.say("set", 11, "progress", "自己的", "--unit", "区税务局", "--period", "2021-07")
    found = next_desk.ask("takeover", file, "--rehearse", *words)
    assert found["same_ledger"] is False
    received = next_desk.ask("takeover", file, *words)
    assert received["undoable"]
    assert Path(received["aside"]).is_file()
    assert next_desk.entry(11, "区税务局")["progress"] == "一月来办了三件事"
    next_desk.say("takeover", "--undo")
    assert next_desk.entry(11, "区税务局")["progress"] == "自己的"


def test_passwords_that_are_wrong_short_or_missing(
    desk: Desk, next_desk: Desk, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("又一个密码-123", encoding="utf-8")
    next_desk.say("takeover", file, "--password-file", bad, expect=3)
    assert "密码不对" in next_desk.complaint
    assert not next_desk.ledger.exists()
    bad.write_text("1234567", encoding="utf-8")
    desk.say("handover", tmp_path / "b.ysjj", "--password-file", bad, expect=2)
    assert "至少 8 位" in desk.complaint
    bad.write_text("\n", encoding="utf-8")
    desk.say("handover", tmp_path / "b.ysjj", "--password-file", bad, expect=2)
    bad.write_bytes(b"\xff\xfe\x00")
    desk.say("handover", tmp_path / "b.ysjj", "--password-file", bad, expect=2)
    desk.say("handover", tmp_path / "b.ysjj", "--password-file", tmp_path / "none.txt", expect=2)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    desk.say("handover", tmp_path / "b.ysjj", expect=2)
    assert PASSWORD_VARIABLE in desk.complaint
    assert not (tmp_path / "b.ysjj").exists()
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    next_desk.say("takeover", file)


def test_words_that_are_off(desk: Desk, file: Path, tmp_path: Path, words: tuple[str, Path]) -> None:
    desk.say("takeover", expect=2)
    desk.say("takeover", file, "--undo", expect=2)
    desk.say("handover", tmp_path / "a.zip", *words, expect=2)
    desk.say("takeover", tmp_path / "没有.ysjj", *words, expect=3)
    desk.say("takeover", "--undo", expect=3)
    assert "没有可以撤销的接收" in desk.complaint


def test_receiving_is_not_undone_like_an_edit_and_the_words_say_how_it_is(
    next_desk: Desk, file: Path, words: tuple[str, Path]
) -> None:
    next_desk.say("init")
    received = next_desk.ask("takeover", file, *words)
    next_desk.say("undo", received["operation"], expect=2)
    assert "takeover --undo" in next_desk.complaint
    next_desk.say("undo")  # passes over it: the edit before
    assert next_desk.entry(11, "区税务局")["progress"] == ""


def test_who_hands_over_and_who_receives_stand_where_they_are_looked_for(
    desk: Desk, next_desk: Desk, tmp_path: Path, words: tuple[str, Path]
) -> None:
    out = tmp_path / "交接.ysjj"
    desk.say("handover", out, *words, "--who", "张三")
    assert next_desk.ask("takeover", out, "--rehearse", *words)["from"] == "张三"
    next_desk.say("takeover", out, *words, "--who", "李四")
    assert next_desk.ask("operations")["operations"][0]["who"] == "李四"


def test_typed_at_a_terminal_once_again_or_not_at_all(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "交接.ysjj"
    monkeypatch.setattr("qcapp.cli.typed_password.at_terminal", lambda: True)
    given = iter([PASSWORD, PASSWORD, PASSWORD, "另一个密码-八月"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(given))
    desk.say("handover", out)
    written = out.read_bytes()
    desk.say("handover", out, expect=2)
    assert "不一样" in desk.complaint

    def left(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", left)
    desk.say("handover", out, expect=3)
    assert "没有输入密码" in desk.complaint
    assert out.read_bytes() == written


def test_the_opening_password_stands_before_the_command_and_the_handovers_behind_it(
    desk: Desk, tmp_path: Path, words: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    door, out = tmp_path / "打开密码.txt", tmp_path / "交接.ysjj"
    door.write_text("西山营商2021", encoding="utf-8")
    desk.say("password", "set", "--new-file", door)
    for command in (("handover", out), ("takeover", out)):
        desk.say(*command, *words, expect=3)
        assert f"--password-file 打开密码.txt {command[0]}" in desk.complaint
        assert "写在命令后面的是交接密码" in desk.complaint
    assert not out.exists()
    desk.say("--password-file", door, "handover", out, *words)
    assert desk.ask("--password-file", door, "takeover", out, "--rehearse", *words)["same_ledger"]
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    desk.say("--password-file", door, "takeover", out, expect=2)  # the door is open, the file is not
    assert "交接密码" in desk.complaint
    desk.say("--password-file", words[1], "takeover", out, "--password-file", door, expect=3)  # one for the other
