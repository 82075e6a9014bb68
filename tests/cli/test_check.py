"""check: what it tells, its status, and the zip that it writes even where the ledger can't be opened."""

from __future__ import annotations

import sqlite3
import zipfile

from db.opening import open_ledger
from tests.cli.desk import MONTH, Desk
from tests.factory import FixedClock


def test_check_keeps_its_keys_and_tells_versions_settings_sizes_backup_and_log(desk: Desk) -> None:
    desk.say("backup")
    told = desk.ask("check")
    assert told["ok"] is True
    names = [check["name"] for check in told["checks"]]
    assert names == ["文件标记", "文件大小", "数据库结构", "引用关系", "操作记录", "台账内容", "存档文件", "版本"]
    assert all(set(check) == {"name", "ok", "detail"} for check in told["checks"])
    assert told["versions"]["sqlite"] == sqlite3.sqlite_version
    assert told["versions"]["wal_reset_bug"] is ((3, 7, 0) <= sqlite3.sqlite_version_info <= (3, 51, 2))
    assert told["versions"]["qt"]
    assert told["pragmas"] | {"journal_mode": "delete", "synchronous": "3", "foreign_keys": "1"} == told["pragmas"]
    assert told["pragmas"] | {"trusted_schema": "0", "cell_size_check": "1", "mmap_size": "0"} == told["pragmas"]
    assert told["ledger"]["size"] == desk.ledger.stat().st_size
    assert told["ledger"]["path"] == str(desk.ledger)
    assert told["ledger"]["operations"] == 1
    assert told["space"]["free"] > 0
    assert told["backup"]["count"] == 1
    assert told["log"]["file"] == str(desk.ledger.parent / "program.log")
    lines = desk.say("check")
    assert "台账不用 WAL" in lines or "没有（有缺陷的是" in lines
    assert lines.rstrip().endswith("台账完好。")


def test_the_zip_is_written_and_told(desk: Desk) -> None:
    target = desk.folder / "诊断.zip"
    told = desk.ask("check", "--zip", target)
    assert told["zip"] == str(target)
    with zipfile.ZipFile(target) as made:
        assert "诊断.txt" in made.namelist()


def test_a_ledger_that_cannot_be_opened_is_still_diagnosed(desk: Desk) -> None:
    data = desk.ledger.read_bytes()[:5000]
    desk.ledger.write_bytes(data)
    target = desk.folder / "诊断.zip"
    desk.say("check", expect=3)  # as ever
    assert not target.exists()
    told = desk.ask("check", "--zip", target, expect=1)
    assert told["ok"] is False
    assert told["checks"][0]["name"] == "打开"
    assert target.is_file()
    assert desk.ledger.read_bytes() == data


def test_a_ledger_that_is_not_there_is_not_made_by_looking(bare_desk: Desk) -> None:
    bare_desk.say("check", "--zip", bare_desk.folder / "诊断.zip", expect=1)
    assert not bare_desk.ledger.exists()


def test_a_row_changed_behind_the_programs_back_is_told_and_waits(desk: Desk) -> None:
    desk.ask("set", 60, "progress", "已办", "--unit", "区法院", "--period", MONTH)
    with sqlite3.connect(desk.ledger) as connection:
        connection.execute("UPDATE change SET after_text = '没办'")
    connection.close()
    target = desk.folder / "诊断.zip"
    told = desk.ask("check", "--zip", target, expect=1)
    assert {check["name"] for check in told["checks"] if not check["ok"]} >= {"操作记录"}
    assert target.is_file()


def test_a_zip_that_cannot_be_written_is_a_sentence(desk: Desk) -> None:
    (desk.folder / "没有").write_bytes(b"")
    desk.say("check", "--zip", desk.folder / "没有" / "诊断.zip", expect=3)
    assert desk.complaint.rstrip().endswith("。")


def test_the_second_place_of_backups_is_told_and_what_is_the_matter_with_it(desk: Desk) -> None:
    assert desk.ask("check")["backup"]["second"] == ""
    stick = desk.folder / "U 盘"
    desk.say("settings", "backup.second", stick)
    desk.say("backup", expect=1)
    told = desk.ask("check")["backup"]
    assert told["second"] == str(stick)
    assert "不在" in told["second_state"]
    assert "不在" in desk.say("check")
    stick.mkdir()
    desk.say("backup")
    assert desk.ask("check")["backup"]["second_state"] == ""
    assert "和这里一样新" in desk.say("check")


def test_who_has_the_ledger_open_is_told(desk: Desk) -> None:
    window = open_ledger(desk.ledger, FixedClock(), holds="张三")
    window.warm_up()
    try:
        assert "登记在用：张三 在这台电脑上从" in desk.say("check")
        assert "张三" in desk.ask("check")["ledger"]["holder"]
    finally:
        window.close()
    assert "登记在用" not in desk.say("check")
