"""Where nothing can be written, commands that look go on and each that would write says why in one sentence."""

from __future__ import annotations

import argparse
import errno
from hashlib import sha256
from pathlib import Path

import pytest

from db import looking
from qcapp.cli.parser import build_parser
from tests.cli.desk import MONTH, After, Desk

TAX = ("--unit", "区税务局", "--period", MONTH)
WRITES: dict[str, tuple[object, ...]] = {
    "set": (11, "progress", "抢着写", *TAX),
    "undo": (),
    "merge": ("来表",),
    "dispatch": ("--period", MONTH, "--out", "出"),
    "correct": ("--period", MONTH, "--out", "出"),
    "bulletin": ("通报.docx", "--period", MONTH, "--issue"),
    "reminder": ("催报", "--period", MONTH),
    "attach": (11, "佐证.txt", *TAX),
    "ruling": ("exempt", 13, *TAX, "--reason", "机构改革"),
    "plan": ("rename-unit", "区税务局", "区税务分局", "--since", MONTH, "--reason", "更名"),
    "settings": ("paper.office", "营商办"),
    "password": ("set", "--new-file", "密码.txt"),
    "restore": ("备份.sqlite3",),
}
LOOKS: dict[str, tuple[object, ...]] = {
    "show": (11,), "history": (11,), "status": ("--period", MONTH), "search": ("312",), "operations": (), "check": (),
    "backups": (), "settings": (), "stats": ("--period", MONTH), "attachments": ("--period", MONTH),
}


@pytest.fixture
def fixed(desk: Desk, after: After, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A month's work, and from now on no right to write where it lies."""
    monkeypatch.chdir(desk.folder)

    def denied(_: Path) -> None:
        raise PermissionError(errno.EACCES, "denied")

    after(_a_months_work)
    monkeypatch.setattr(looking, "_ensure_writable", denied)
    return desk


def _a_months_work(desk: Desk) -> None:
    desk.send("区税务局", "区住建局")
    desk.say("merge", desk.filled(desk.form("区税务局"), {11: {"progress": "正在推进。"}}))
    desk.filled(desk.form("区住建局"), {27: {"progress": "已办理 12 件。"}})
    Path("回收").rename("来表")
    desk.say("set", 13, "progress", "已受理 312 户。", *TAX)
    Path("佐证.txt").write_text("证明", encoding="utf-8")
    Path("密码.txt").write_text("西山营商2021", encoding="utf-8")
    desk.say("backup", "备份.sqlite3")


def state(folder: Path) -> dict[str, str]:
    """All files but the log, each with the sum of its bytes."""
    files = [each for each in folder.rglob("*") if each.is_file() and each.suffix != ".log"]
    return {str(each): sha256(each.read_bytes()).hexdigest() for each in files}


@pytest.mark.parametrize("command", WRITES)
def test_a_command_that_writes_says_why_it_can_not(fixed: Desk, command: str) -> None:
    before = state(fixed.folder)
    fixed.say(command, *WRITES[command], expect=3)
    assert "不允许写入" in fixed.complaint, fixed.complaint
    assert state(fixed.folder) == before


def test_a_command_that_looks_goes_on(fixed: Desk) -> None:
    for command, words in LOOKS.items():
        fixed.say(command, *words)


def test_no_command_is_forgotten() -> None:
    other = {"export", "print", "archive", "compare", "changes", "rulings", "backup"}
    of_their_own = {"init", "fill", "check-form", "handover", "takeover", "share"}
    [named] = [each.choices for each in build_parser()._actions if isinstance(each, argparse._SubParsersAction)]
    assert set(named) <= set(WRITES) | set(LOOKS) | other | of_their_own
