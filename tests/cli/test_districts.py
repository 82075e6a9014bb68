"""`merge` with a district's ledger: the contract's document, its exit status, and what the ledger says afterwards."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.desk import MONTH, Desk

UNIT = "区税务局"


@pytest.fixture
def district(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A district's desk, whose unit has returned its form on the 20th."""
    made = Desk(tmp_path / "区", capsys)
    made.say("init")
    made.send(UNIT, formats=("xlsx",))
    answers = {11: {"progress": "办理 31 件"}, 13: {"progress": "窗口已设"}, 20: {"problems": "无"}}
    made.say("merge", made.filled(made.form(UNIT), answers, "税务.xlsx"), "--received", "2021-07-20")
    return made


def copied(district: Desk, name: str = "清城区.sqlite3") -> Path:
    return Path(shutil.copyfile(district.ledger, district.folder / name))


def test_each_unit_has_a_line_and_the_rest_is_as_for_any_file(desk: Desk, district: Desk) -> None:
    path = copied(district)
    told = desk.ask("merge", path, "--period", MONTH)
    lines = {file["member"]: file for file in told["files"]}
    assert len(lines) == len(told["files"]) == 20
    assert {file["path"] for file in told["files"]} == {str(path)}
    tax = lines[UNIT]
    assert (tax["unit"], tax["period"], tax["outcome"], tax["changed"], tax["conflicts"]) == (UNIT, MONTH, "merged", 3, [])
    silent = lines["区法院"]
    assert (silent["unit"], silent["outcome"], silent["changed"]) == ("区法院", "unchanged", 0)
    assert silent["reason"] == "这本台账里区法院2021年7月没有填报，没有记为来表，台账不变。"
    entry = desk.entry(11, UNIT)
    assert (entry["progress"], entry["source"]) == ("办理 31 件", {"file": "清城区.sqlite3", "received": "2021-07-20"})
    returned = {unit["unit"]: unit["returned"] for unit in desk.ask("status", "--period", MONTH)["units"]}
    assert (returned[UNIT], returned["区法院"]) == ("2021-07-20", None)


def test_a_dry_run_says_the_same_and_a_conflict_waits_with_exit_status_1(desk: Desk, district: Desk) -> None:
    desk.say("set", 11, "progress", "市里记的", "--unit", UNIT, "--period", MONTH)
    path = copied(district)
    dry = desk.ask("merge", path, "--period", MONTH, "--dry-run", expect=1)
    assert dry["operation"] is None
    told = desk.ask("merge", path, "--period", MONTH, expect=1)
    assert told["files"] == dry["files"]
    (conflict,) = next(file for file in told["files"] if file["member"] == UNIT)["conflicts"]
    assert conflict == {
        "no": 11, "unit": UNIT, "field": "progress", "base": None, "ours": "市里记的", "theirs": "办理 31 件",
    }
    desk.say("undo", told["operation"])
    assert (desk.entry(11, UNIT)["progress"], desk.entry(13, UNIT)["progress"]) == ("市里记的", "")


def test_all_conflicts_can_be_decided_at_once(desk: Desk, district: Desk) -> None:
    desk.say("set", 11, "progress", "市里记的", "--unit", UNIT, "--period", MONTH)
    desk.say("merge", copied(district), "--period", MONTH, "--on-conflict", "theirs")
    assert desk.entry(11, UNIT)["progress"] == "办理 31 件"


def test_a_second_month_asks_nothing_that_was_merged_before(desk: Desk, district: Desk) -> None:
    desk.say("merge", copied(district), "--period", MONTH)
    district.say("set", 11, "progress", "八月办理 9 件", "--unit", UNIT, "--period", "2021-08")
    told = desk.ask("merge", copied(district, "八月.sqlite3"), "--period", "2021-08")
    tax = next(file for file in told["files"] if file["member"] == UNIT)
    assert (tax["changed"], tax["conflicts"], tax["period"]) == (1, [], "2021-08")
    assert [desk.entry(11, UNIT, month)["progress"] for month in (MONTH, "2021-08")] == ["办理 31 件", "八月办理 9 件"]


def test_the_lines_for_a_person_gather_the_units_that_say_nothing(desk: Desk, district: Desk) -> None:
    said = desk.say("merge", copied(district), "--period", MONTH)
    assert f"清城区.sqlite3 ▸ {UNIT}：{UNIT} 2021年7月，可合并 3" in said
    assert "没有填报、没有记为来表的有 19 家：区工信局、区卫健局、" in said


def test_where_each_word_came_from_there_is_in_its_history(desk: Desk, district: Desk) -> None:
    desk.say("merge", copied(district), "--period", MONTH)
    (change,) = desk.ask("history", 11)["changes"]
    assert change["place"] == {"sheet": "清城区台账区税务局，原件《税务.xlsx》7月20日收到", "row": None, "column": None}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"SQLite format 3\0" + b"\0" * 84, "这是其他程序的数据库，不是本程序的台账，请核对文件后只导入回收表或台账。"),
        (
            b"SQLite format 3\0" + b"\0" * 52 + b"YSTZ" + b"\0" * 28,
            "这本台账已损坏，没有读取，请让对方在程序里检查后重新发送，或发来它的备份。",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_and_waits(desk: Desk, content: bytes, said: str) -> None:
    path = desk.folder / "坏台账.sqlite3"
    path.write_bytes(content)
    (file,) = desk.ask("merge", path, "--period", MONTH, expect=1)["files"]
    assert (file["outcome"], file["reason"], file["member"]) == ("refused", said, None)


def test_the_ledger_itself_its_copy_and_its_backup_are_refused_and_nothing_is_written(desk: Desk) -> None:
    desk.say("set", 11, "progress", "市里记的", "--unit", UNIT, "--period", MONTH)
    backup = desk.ask("backup", desk.folder / "带走.sqlite3")["file"]
    desk.say("set", 11, "progress", "后来又记的", "--unit", UNIT, "--period", MONTH)
    before = desk.ask("operations")
    for path in (desk.ledger, copied(desk, "副本.sqlite3"), backup):
        told = desk.ask("merge", path, "--period", MONTH, "--on-conflict", "theirs", expect=1)
        assert (told["operation"], [file["outcome"] for file in told["files"]]) == (None, ["refused"])
        assert told["files"][0]["reason"].startswith("这是本台账自己，或它的副本、备份，")
    assert desk.ask("operations") == before
    assert desk.entry(11, UNIT)["progress"] == "后来又记的"


def test_a_locked_one_says_how_its_password_is_given_and_is_merged_with_it(desk: Desk, district: Desk) -> None:
    secret = district.folder / "密码.txt"
    secret.write_text("一二三四五六\n", encoding="utf-8")
    wrong = district.folder / "别的.txt"
    wrong.write_text("六五四三二一\n", encoding="utf-8")
    district.say("password", "set", "--new-file", secret)
    path, before = copied(district), desk.ask("operations")
    said = desk.say("merge", path, "--period", MONTH, expect=1)
    assert "这本台账设有打开密码" in said
    assert "命令后面加 --returned-password 密码.txt 再运行一次。" in said
    said = desk.say("merge", path, "--period", MONTH, "--returned-password", wrong, expect=1)
    assert "给出的密码都不对" in said
    desk.say("merge", path, "--period", MONTH, "--returned-password", desk.folder / "没有.txt", expect=2)
    assert desk.ask("operations") == before
    told = desk.ask("merge", path, "--period", MONTH, "--returned-password", wrong, "--returned-password", secret)
    assert told["operation"] is not None
    assert desk.entry(11, UNIT)["progress"] == "办理 31 件"


def empty(path: Path) -> None:
    path.write_bytes(b"")


def a_folder(path: Path) -> None:
    path.mkdir()


def another_programs(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.commit()


def text(path: Path) -> None:
    path.write_text("不是台账", encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (empty, "这份文件是空的（0 字节），请让单位重新发送。"), (a_folder, None),
        (another_programs, "这是其他程序的数据库，不是本程序的台账，请核对文件后只导入回收表或台账。"),
        (
            text,
            "这是纯文本（如 csv）文件，请用 WPS 打开后另存为 xlsx 再导入，或让单位填写下发的表格再报；"
            "也可以指明单位，把来表原件整份存进台账。",
        ),
    ],
)
def test_what_only_bears_a_ledgers_name_is_told_in_a_sentence_and_nothing_is_written(
    desk: Desk, make: Callable[[Path], None], said: str | None
) -> None:
    path, operations = desk.folder / "清城区.sqlite3", desk.ask("operations")
    make(path)
    before = desk.ledger.read_bytes()
    told = desk.ask("merge", path, "--period", MONTH, expect=0 if said is None else 1)
    assert told["operation"] is None
    assert [file["reason"] for file in told["files"]] == ([] if said is None else [said])
    if said is None:
        assert "没有找到可以读取的文件。" in desk.say("merge", path, "--period", MONTH)
    assert (desk.ledger.read_bytes(), desk.ask("operations")) == (before, operations)


def test_one_that_another_program_is_writing_is_told_and_comes_when_that_is_done(desk: Desk, district: Desk) -> None:
    path = copied(district)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        writer.execute("UPDATE cell SET text = '还没有写完的'")
        (file,) = desk.ask("merge", path, "--period", MONTH, expect=1)["files"]
        assert file["reason"].startswith("这本台账正在别处写入，或上次没有写完，")
        writer.execute("ROLLBACK")
    assert desk.ask("merge", path, "--period", MONTH)["operation"] is not None
    assert desk.entry(11, UNIT)["progress"] == "办理 31 件"
