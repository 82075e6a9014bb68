"""Backups on the command line: listed, looked through, compared before one is brought back, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.desk import MONTH, Desk


def write(desk: Desk, text: str) -> str:
    return str(desk.ask("set", 60, "progress", text, "--unit", "区法院", "--period", MONTH)["operation"])


def test_the_first_command_of_a_day_that_writes_makes_the_days_backup(desk: Desk) -> None:
    desk.say("status", "--period", MONTH)
    assert desk.ask("backups")["backups"] == []
    write(desk, "一")
    write(desk, "二")
    (made,) = desk.ask("backups")["backups"]
    assert (made["reason"], made["since"], made["ok"]) == ("每日", 1, None)


def test_a_day_without_its_backup_is_told_of_though_the_work_is_done(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    import main

    (desk.ledger.parent / "backups").write_bytes(b"no folder")
    words = ["--ledger", str(desk.ledger), "set", "60", "progress", "照样", "--unit", "区法院", "--period", MONTH]
    assert main.main(words) == 0
    said = capsys.readouterr().err
    assert said.startswith("这一步已经做完，但今天的备份没有做成")
    assert len(said.splitlines()) == 1
    assert said.strip().endswith("。")
    assert desk.entry(60, "区法院")["progress"] == "照样"


def test_backups_are_listed_and_each_read_whole(desk: Desk) -> None:
    write(desk, "一")
    made = desk.ask("backup")
    found = desk.ask("backups", "--verify")
    assert [(each["reason"], each["ok"], each["trouble"]) for each in found["backups"]] == [
        ("手动", True, None), ("每日", True, None)
    ]
    assert found["backups"][0]["sha256"] == made["sha256"]
    assert "手动" in desk.say("backups")
    path = Path(made["file"])
    path.write_bytes(path.read_bytes()[:-10])
    found = desk.ask("backups", "--verify", expect=1)
    assert [each["ok"] for each in found["backups"]] == [False, True]
    assert "损坏" in found["backups"][0]["trouble"]


def test_a_backup_is_restored_by_the_name_that_the_list_shows(desk: Desk) -> None:
    write(desk, "早先")
    name = Path(desk.ask("backup")["file"]).name
    write(desk, "后来")
    desk.say("restore", name, "--dry-run")
    assert desk.entry(60, "区法院")["progress"] == "后来"
    desk.say("restore", name)
    assert desk.entry(60, "区法院")["progress"] == "早先"
    desk.say("restore", f"没有-{name}", expect=3)


def test_a_rehearsal_says_what_would_be_lost_and_changes_nothing(desk: Desk) -> None:
    write(desk, "早先")
    copy = desk.folder / "备份.sqlite3"
    desk.say("backup", copy)
    later = write(desk, "后来")
    before = desk.ledger.read_bytes()
    answer = desk.ask("restore", copy, "--dry-run")
    assert answer["restored"] is None
    assert ([each["id"] for each in answer["lost"]], answer["regained"], answer["fields"]) == ([later], [], 1)
    said = desk.say("restore", copy, "--dry-run")
    assert "撤去 1 次操作，1 个栏目的内容不同。" in said
    assert later in said
    assert "这是预演，什么都没有改动。" in said
    assert desk.ledger.read_bytes() == before


def test_a_restoration_is_undone_like_any_operation(desk: Desk) -> None:
    write(desk, "早先")
    copy = desk.folder / "备份.sqlite3"
    desk.say("backup", copy)
    later = write(desk, "后来")
    done = desk.ask("restore", copy)
    assert desk.entry(60, "区法院")["progress"] == "早先"
    newest = desk.ask("operations", "--limit", 1)["operations"][0]
    assert (newest["id"], newest["kind"]) == (done["operation"], "restore")
    desk.say("undo", done["operation"], "--file", "甲.xlsx", expect=2)
    back = desk.ask("undo", done["operation"])
    assert (back["undone"], back["left"]) == (done["operation"], [])
    assert desk.entry(60, "区法院")["progress"] == "后来"
    assert [each["id"] for each in desk.ask("operations", "--limit", 2)["operations"]] == [back["operation"], later]
    desk.say("undo", back["operation"])
    assert desk.entry(60, "区法院")["progress"] == "早先"
    assert desk.ask("check")["ok"] is True


def test_the_newest_operation_to_be_undone_may_be_a_restoration(desk: Desk) -> None:
    """Else what was written before the backup would go, and the restoration stay."""
    earlier = write(desk, "早先")
    copy = desk.folder / "备份.sqlite3"
    desk.say("backup", copy)
    write(desk, "后来")
    done = desk.ask("restore", copy)
    assert desk.ask("undo")["undone"] == done["operation"]
    assert desk.entry(60, "区法院")["progress"] == "后来"
    desk.say("undo")  # not the undo of the restoration: the edit that stands before it
    assert desk.entry(60, "区法院")["progress"] == "早先"
    assert earlier in [each["id"] for each in desk.ask("operations")["operations"]]


def test_a_second_place_is_set_like_any_setting_and_told_when_it_is_away(desk: Desk) -> None:
    stick = desk.folder / "U 盘"
    desk.say("settings", "backup.second", stick)
    answer = desk.ask("backup", expect=1)
    assert answer["second"]["folder"] == str(stick)
    assert "不在" in answer["second"]["trouble"]
    stick.mkdir()
    answer = desk.ask("backup")
    assert answer["second"]["trouble"] == ""
    found = desk.ask("backups", "--verify")
    assert [each["ok"] for each in found["second"]["backups"]] == [True]


def test_backups_are_listed_though_the_ledger_cannot_be_opened(desk: Desk) -> None:
    write(desk, "一")
    made = desk.ask("backup")
    desk.ledger.write_bytes(b"")
    found = desk.ask("backups", "--verify", expect=1)
    made_for = [(each["reason"], each["ok"], each["since"]) for each in found["backups"]]
    assert made_for == [("手动", True, None), ("每日", True, None)]
    said = desk.say("backups", expect=1)
    assert made["file"] in said
    assert "是空文件" in said
    restored = desk.ask("restore", made["file"], "--who", "李四")
    assert Path(restored["aside"]).read_bytes() == b""
    newest = desk.ask("operations", "--limit", 1)["operations"][0]
    assert (newest["kind"], "打不开" in newest["summary"]) == ("restore", True)
    assert newest["who"] == "李四"


def test_a_ledger_that_is_only_out_of_reach_is_never_put_aside(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that another program holds says nothing of the file."""
    import sqlite3

    from db import connection

    write(desk, "一")
    made = desk.ask("backup")
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(desk.ledger, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    desk.say("restore", made["file"], expect=3)
    other.close()
    assert not list(desk.ledger.parent.glob("*损坏*"))
    assert desk.entry(60, "区法院")["progress"] == "一"


@pytest.mark.parametrize("content", [b"", b"x" * 5000, None])
def test_a_rehearsal_for_a_ledger_that_cannot_be_opened_says_what_would_be_done(desk: Desk, content: bytes | None) -> None:
    write(desk, "一")
    made = desk.ask("backup")
    desk.ledger.unlink()
    if content is not None:
        desk.ledger.write_bytes(content)
    before = {path: path.stat().st_mtime_ns for path in desk.ledger.parent.rglob("*")}
    found = desk.ask("restore", made["file"], "--dry-run")
    assert (found["restored"], found["backup"], found["aside"]) == (None, None, None)
    assert found["held"]["operations"] == 2
    said = desk.say("restore", made["file"], "--dry-run")
    assert "2 次操作" in said
    assert ("改名留在原处" if content is not None else "不在原处") in said
    assert "什么也没有改动" in said
    assert {path: path.stat().st_mtime_ns for path in desk.ledger.parent.rglob("*")} == before
    desk.say("restore", desk.folder / "没有.sqlite3", "--dry-run", expect=3)
