"""A month by command line in an empty home: what is imported late is there, and what was written is what the source reads."""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

import main
from tests.frozen.month import ANSWERS, COURT, MONTH, PASSWORD, TAX, MonthDone, looks, swelling_workbook, work_through
from tests.frozen.program import Computer, Program, tree
from tests.returns.answers import FOLDER as RETURNS


@pytest.fixture(scope="session")
def month(program: Program, tmp_path_factory: pytest.TempPathFactory) -> MonthDone:
    """Worked through once, whichever of the processes that share the tests comes first. Nothing may change it afterwards."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    done = MonthDone(Computer(program, shared / f"month of {'built' if program.built else 'source'}" / "一台 电脑"))
    with FileLock(shared / f"month-{program.built}.lock"):
        if not done.read():
            work_through(done)
            done.keep()
    return done


def entry(month: MonthDone, no: int, unit: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in month.answers[f"show {no}"]["entries"] if each["unit"] == unit)
    return found


def test_words_of_xlsx_docx_and_a_zip_are_in_the_ledger(month: MonthDone) -> None:
    housing, court, tax = entry(month, 6, "区住建局"), entry(month, 60, "区法院"), entry(month, 11, "区税务局")
    for key in ("progress", "problems", "deadline"):
        assert housing[key] == ANSWERS[6][key]
    assert housing["contacts"][0] == {"role": "责任人", "name": "某甲", "phone": "0763-3300006"}
    assert (court["progress"], court["problems"]) == (COURT[60]["progress"], COURT[60]["problems"])
    assert (tax["progress"], tax["contacts"][1]["name"]) == (TAX[11]["progress"], TAX[11]["liaison.name"])


def test_what_other_programs_saved_is_read(month: MonthDone) -> None:
    wanted = json.loads((RETURNS / "answers.json").read_text(encoding="utf-8"))["answers"]["10"]
    market = entry(month, 10, "区市场监管局")
    assert (market["progress"], market["problems"]) == (wanted["progress"], wanted["problems"])
    outcomes = {Path(each["path"]).name: each["outcome"] for each in month.answers["merge"]["files"]}
    assert outcomes["市场监管.xls"] == "merged"
    assert outcomes["市场监管（ods）.ods"] in ("unchanged", "merged")


def test_what_can_not_be_read_costs_itself_alone_and_says_why(month: MonthDone) -> None:
    reasons = {
        Path(each["path"]).name: each["reason"] for each in month.answers["merge"]["files"] if each["outcome"] == "refused"
    }
    assert set(reasons) == {"00 撑爆.xlsx", "有密码.xlsx", "扫描件.pdf"}
    assert "内容太多" in reasons["00 撑爆.xlsx"]
    assert "密码" in reasons["有密码.xlsx"]


def test_each_paper_is_whole_and_says_what_it_should(month: MonthDone) -> None:
    for name, path in month.files.items():
        if name.endswith((".xlsx", ".docx")):
            with zipfile.ZipFile(path) as archive:
                assert archive.testzip() is None
        elif name.endswith(".pdf"):
            assert path.read_bytes().startswith(b"%PDF-")
            assert path.read_bytes().rstrip().endswith(b"%%EOF")
    with zipfile.ZipFile(month.files["通报.docx"]) as archive:
        assert "营商环境" in archive.read("word/document.xml").decode()
        assert [name for name in archive.namelist() if name.startswith("word/media/")], "the charts are missing"
    assert len(list(month.files["催报"].iterdir())) > 10
    assert any(path.name == "photo.jpg" or path.suffix == ".jpg" for path in month.files["存档"].rglob("*"))
    assert list(month.files["退回"].glob("*.xlsx"))


def test_the_written_table_makes_the_same_list_again(
    month: MonthDone, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for suffix in ("xlsx", "docx"):
        ledger = tmp_path / suffix / "台账.sqlite3"
        words = ["--ledger", str(ledger), "--json", "init", "--from", str(month.files[f"细化表.{suffix}"])]
        assert main.main(words) == 0
        made = json.loads(capsys.readouterr().out)
        assert (made["measures"], made["units"], made["assignments"]) == (74, 20, 79)


def test_it_is_checked_as_whole(month: MonthDone) -> None:
    assert month.answers["check"]["ok"] is True
    assert [each["name"] for each in month.answers["check"]["checks"] if not each["ok"]] == []


def test_the_source_reads_the_same_of_its_ledger(month: MonthDone, capsys: pytest.CaptureFixture[str]) -> None:
    for name, words in looks().items():
        assert main.main(["--ledger", str(month.ledger), "--json", *map(str, words)]) == 0
        assert json.loads(capsys.readouterr().out) == month.answers[name], name


def test_a_restoration_brings_back_what_was_backed_up_and_undo_what_came_after(month: MonthDone, tmp_path: Path) -> None:
    computer = Computer(month.computer.program, tmp_path / "另一台")
    ledger = tmp_path / "又一本" / "台账.sqlite3"
    where = ("--unit", "区法院", "--period", MONTH)
    computer.ask("init", ledger=ledger)
    computer.ask("set", 60, "progress", "以前的", *where, ledger=ledger)
    copy = computer.ask("backup", ledger=ledger)["file"]
    assert copy in [each["file"] for each in computer.ask("backups", "--verify", ledger=ledger)["backups"]]
    computer.ask("set", 60, "progress", "后来的", *where, ledger=ledger)
    restored = computer.ask("restore", copy, ledger=ledger)
    assert _progress(computer, ledger) == "以前的"
    computer.ask("undo", restored["operation"], ledger=ledger)
    assert _progress(computer, ledger) == "后来的"


def test_a_ledger_is_handed_over_encrypted_and_received(month: MonthDone, tmp_path: Path) -> None:
    password = tmp_path / "密码.txt"
    password.write_text(f"{PASSWORD}\n", encoding="utf-8")
    given, sheet = tmp_path / "交接.ysjj", tmp_path / "交接单.docx"
    ledger = Path(shutil.copyfile(month.ledger, tmp_path / "台账.sqlite3"))
    done = month.computer.ask("handover", given, "--sheet", sheet, "--password-file", password, ledger=ledger)
    assert sheet.is_file()
    next_clerk = Computer(month.computer.program, tmp_path / "接手人的 电脑")
    assert next_clerk.ask("takeover", given, "--rehearse", "--password-file", password)["sha256"] == done["sha256"]
    assert tree(next_clerk.data) == {}
    next_clerk.ask("takeover", given, "--password-file", password)
    assert next_clerk.ask("show", 6, "--period", MONTH) == month.answers["show 6"]


def test_a_holiday_moves_the_day_and_a_password_bars_the_door(month: MonthDone, tmp_path: Path) -> None:
    """The libraries of holidays and of encryption, which nothing else here imports."""
    computer, ledger = Computer(month.computer.program, tmp_path / "电脑"), tmp_path / "台账.sqlite3"
    computer.ask("init", ledger=ledger)
    computer.ask("settings", "due.shift", "workday", ledger=ledger)
    due = computer.ask("status", "--period", "2021-09", "--on", "2021-09-01", ledger=ledger)["due"]
    assert due == "2021-09-26", "the 25th was a Saturday, and the Sunday after it a day of work"
    secret = tmp_path / "打开密码.txt"
    secret.write_text("一个打开密码\n", encoding="utf-8")
    computer.ask("password", "set", "--new-file", secret, ledger=ledger)
    computer.say("status", "--period", MONTH, expect=3, ledger=ledger)
    assert computer.ask("--password-file", secret, "status", "--period", MONTH, ledger=ledger)["period"] == MONTH


def test_nothing_is_left_but_the_ledgers_folder(month: MonthDone) -> None:
    """After all that: no cache of fonts or pictures, no temporary folder, no file where the program was started."""
    computer = month.computer
    left = tree(computer.home, computer.temporary, computer.elsewhere)
    beside = f"{computer.data}"
    assert [path for path in left if not path.startswith(beside)] == []


def test_a_file_that_kills_the_reading_process_costs_itself_alone(built_program: Program, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("no limit of memory there")
    computer = Computer(built_program, tmp_path / "电脑")
    computer.ask("init")
    out = tmp_path / "下发"
    computer.ask("dispatch", "--period", MONTH, "--unit", "区法院", "--format", "xlsx", "--out", out)
    swelling_workbook(out / "00 撑爆.xlsx", 22_500)
    answer = computer.ask("merge", out, expect=1)
    told = {Path(each["path"]).name: each["outcome"] for each in answer["files"]}
    assert told == {"00 撑爆.xlsx": "refused", "区法院_2021年7月下发表.xlsx": "unchanged"}
    assert "the reading process ended" in (computer.data / "program.log").read_text(encoding="utf-8")


def _progress(computer: Computer, ledger: Path) -> str:
    entries = computer.ask("show", 60, "--period", MONTH, ledger=ledger)["entries"]
    return str(next(each["progress"] for each in entries if each["unit"] == "区法院"))
