"""A month by command line on a Chinese Windows: from a folder with Chinese and blanks, words into files and pipes of code page
936, units that write what GBK has no letter for. Lost: the month, to one such letter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.platforms.command import CODE_PAGE, Said, say
from tools.made_up_returns import fill_docx, fill_xlsx, made_up_answers

MONTH = "2021-07"
UNITS = ("区税务局", "区法院")
# A rare surname, an emoji, a hyphen that word processors put in, a letter of a minority's name.
NOT_GBK = "𠮷店已办 👍 一‑二，买买提·ئەلى"


@dataclass(frozen=True)
class Office:
    """``folder`` is where the clerk stands, so that paths may be said short."""

    folder: Path

    def say(self, *words: object, expect: int = 0, into: str = "") -> Said:
        out = self.folder / into if into else None
        said = say("--ledger", "我的 台账/台账 2021.sqlite3", *words, into=out, cwd=self.folder)
        assert (said.status, said.err == b"") == (expect, expect < 2), (words, said)
        if expect > 1:
            assert said.complaint.endswith("。")
            assert len(said.complaint.splitlines()) == 1
        return said

    def ask(self, *words: object, expect: int = 0) -> Any:
        """JSON is UTF-8 whatever the code page."""
        return json.loads(self.say("--json", *words, expect=expect).out.decode("utf-8"))

    def measures(self, unit: str) -> tuple[int, ...]:
        from db.opening import open_ledger
        from qcapp.domain.period import Period
        from qcapp.places import SystemClock

        store = open_ledger(self.folder / "我的 台账" / "台账 2021.sqlite3", SystemClock())
        try:
            return store.plan_for(Period.parse(MONTH)).measures_of[unit]
        finally:
            store.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The month up to the merged returns."""
    folder = tmp_path_factory.mktemp("platforms") / "营商办 二〇二一 年（新）"
    folder.mkdir()
    made = Office(folder)
    made.say("init")
    made.say("dispatch", "--period", MONTH, "--out", "下发 七月", *(word for unit in UNITS for word in ("--unit", unit)))
    for unit, suffix, fill in zip(UNITS, ("xlsx", "docx"), (fill_xlsx, fill_docx), strict=True):
        answers = made_up_answers(made.measures(unit), 2021, 7)
        first = answers[made.measures(unit)[0]]
        first["progress"], first["liaison.name"] = NOT_GBK, "𠮷某"
        fill(folder / "下发 七月" / f"{unit}_2021年7月下发表.{suffix}", folder / "交 回" / f"新建 文件（𠮷）.{suffix}", answers)
    (folder / "交 回" / "扫描件.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    merged = made.say("merge", "交 回", "--period", MONTH, "--received", "2021-07-22", expect=1, into="合并.txt")
    assert "区税务局" in merged.text
    assert "新建 文件（𠮷）".encode(CODE_PAGE, "replace").decode(CODE_PAGE) in merged.text
    return made


def test_what_gbk_has_no_letter_for_is_merged_as_written_and_printed_all_the_same(office: Office) -> None:
    no = office.measures("区法院")[0]
    entry = next(each for each in office.ask("show", no, "--period", MONTH)["entries"] if each["unit"] == "区法院")
    assert entry["progress"] == NOT_GBK
    assert "𠮷某" in {each["name"] for each in entry["contacts"]}
    for into in ("", "看一条.txt"):
        shown = office.say("show", no, "--period", MONTH, into=into).text
        assert NOT_GBK.encode(CODE_PAGE, "replace").decode(CODE_PAGE) in shown


def test_every_answer_is_of_the_code_page_in_files_and_in_pipes(office: Office) -> None:
    """``text`` would not decode otherwise."""
    asked = (
        ("status", "--period", MONTH, "--on", "2021-07-28"), ("stats", "--period", MONTH), ("search", "店已办"), ("operations",),
        ("history", office.measures("区法院")[0]), ("settings",),
        ("rulings", "--period", MONTH), ("check",), ("backups", "--verify"), ("attachments", "--period", MONTH), ("--help",),
    )
    for turn, words in enumerate(asked):
        said = office.say(*words, into="回答.txt" if turn % 2 else "").text
        assert any("一" <= letter <= "龥" for letter in said), words


def test_papers_of_the_month_come_out_under_names_with_blanks(office: Office) -> None:
    papers = {
        "细化表 七月.xlsx": ("export", "{}", "--period", MONTH), "细化表 七月.docx": ("export", "{}", "--period", MONTH),
        "细化表 七月.pdf": ("export", "{}", "--period", MONTH), "统计 七月.xlsx": ("stats", "--period", MONTH, "--out", "{}"),
        "通报 七月.docx": ("bulletin", "{}", "--period", MONTH), "诊断 包.zip": ("check", "--zip", "{}"),
        "历史 全部.xlsx": ("operations", "--out", "{}"),
    }
    for name, words in papers.items():
        place = f"成 文/{name}"
        (office.folder / "成 文").mkdir(exist_ok=True)
        office.say(*(word.format(place) for word in words))
        assert (office.folder / place).read_bytes()[:2] in (b"PK", b"%P")
    office.say("reminder", "催 报", "--period", MONTH, "--on", "2021-07-28")
    assert len(list((office.folder / "催 报").glob("*.docx"))) > 10
    office.say("archive", "存 档", "--period", MONTH)
    assert [path.name for path in (office.folder / "存 档" / "区法院" / "来表").iterdir()] == ["新建 文件（𠮷）.docx"]


def test_what_can_not_be_done_is_one_line_of_the_code_page_with_the_contracts_status(office: Office) -> None:
    assert "没有.xlsx" in office.say("merge", "𠮷没有.xlsx", expect=3).complaint
    assert "没有.xlsx" in office.say("restore", "𠮷没有.xlsx", expect=3).complaint
    office.say("show", "999", expect=2)
    office.say("bogus", expect=2)
    office.say("export", "细化表.wps", "--period", MONTH, expect=2)


def test_a_unit_that_wrote_nothing_good_is_asked_again_and_the_ledger_goes_back_and_over(office: Office) -> None:
    unit = UNITS[0]
    no = office.measures(unit)[1]
    office.say("set", no, "progress", "详见附件", "--unit", unit, "--period", MONTH)
    office.say("correct", "--period", MONTH, "--out", "退 回", "--unit", unit)
    assert len(list((office.folder / "退 回").iterdir())) == 2
    office.say("undo")
    office.say("undo")
    office.say("backup", "备份 一.sqlite3")
    office.say("set", no, "problems", "备份以后 👍", "--unit", unit, "--period", MONTH)
    office.say("restore", "备份 一.sqlite3", "--dry-run")
    office.say("restore", "备份 一.sqlite3")
    assert next(e for e in office.ask("show", no, "--period", MONTH)["entries"] if e["unit"] == unit)["problems"] != "备份以后 👍"
    (office.folder / "密码.txt").write_bytes("交接密码 二零二一，一二三四五\r\n".encode("utf-8-sig"))
    office.say("handover", "交 接.ysjj", "--password-file", "密码.txt", "--sheet", "交接单 七月.docx")
    rehearsed = say(
        "--ledger", "新 人/台账.sqlite3", "takeover", "交 接.ysjj", "--password-file", "密码.txt", "--rehearse", cwd=office.folder
    )
    assert (rehearsed.status, (office.folder / "新 人" / "台账.sqlite3").exists()) == (0, False)
    taken = say("--ledger", "新 人/台账.sqlite3", "takeover", "交 接.ysjj", "--password-file", "密码.txt", cwd=office.folder)
    assert (taken.status, taken.err) == (0, b"")
    checked = say("--ledger", "新 人/台账.sqlite3", "--json", "check", cwd=office.folder)
    assert json.loads(checked.out)["ok"] is True
