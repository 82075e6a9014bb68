"""Kept files from the command line: attached, listed, exported; one file of a merge undone by its name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.cli.desk import MONTH, Desk

UNIT = "区法院"


def put(desk: Desk, name: str, data: bytes = b"data") -> Path:
    path = desk.folder / name
    path.write_bytes(data)
    return path


def attach(desk: Desk, no: object, *paths: Path) -> dict[str, object]:
    answer: dict[str, object] = desk.ask("attach", no, *paths, "--unit", UNIT, "--period", MONTH)
    return answer


def test_a_file_is_attached_listed_shown_and_undone(desk: Desk) -> None:
    done = attach(desk, 60, put(desk, "现场 照片.jpg", b"photo"), put(desk, "统计.xlsx", b"table"))
    assert done["attached"] == ["现场 照片.jpg", "统计.xlsx"]
    listed = desk.ask("attachments", "--period", MONTH, 60)["attachments"]
    assert [each["name"] for each in listed] == ["现场 照片.jpg", "统计.xlsx"]
    first = listed[0]
    assert set(first) == {"id", "unit", "no", "name", "size", "sha256", "origin", "at"}
    assert (first["unit"], first["no"], first["size"]) == (UNIT, 60, 5)
    assert first["sha256"] == hashlib.sha256(b"photo").hexdigest()
    assert desk.entry(60, UNIT)["attachments"] == ["现场 照片.jpg", "统计.xlsx"]
    desk.say("undo", done["operation"])
    assert desk.ask("attachments", "--period", MONTH)["attachments"] == []


def test_the_same_bytes_again_and_the_whole_return(desk: Desk) -> None:
    attach(desk, 60, put(desk, "a.jpg"))
    assert attach(desk, 60, put(desk, "b.jpg")) == {"operation": None, "attached": [], "already": ["b.jpg"]}
    attach(desk, "whole", put(desk, "盖章扫描.pdf"))
    listed = desk.ask("attachments", "--period", MONTH, "--unit", UNIT)["attachments"]
    assert {(each["no"], each["name"]) for each in listed} == {(60, "a.jpg"), (None, "盖章扫描.pdf")}
    assert "整份来表" in desk.say("attachments", "--period", MONTH)


def test_what_can_not_be_attached_is_told_and_changes_nothing(desk: Desk) -> None:
    desk.say("attach", 60, desk.folder / "没有.jpg", "--unit", UNIT, "--period", MONTH, expect=3)
    assert "“没有.jpg”找不到了" in desk.complaint
    desk.say("attach", 1, put(desk, "a.jpg"), "--unit", UNIT, "--period", MONTH, expect=2)
    desk.say("attach", "x", put(desk, "a.jpg"), "--unit", UNIT, "--period", MONTH, expect=2)
    assert desk.ask("attachments", "--period", MONTH)["attachments"] == []
    assert desk.say("attachments", "--period", MONTH) == "2021年7月没有佐证材料。\n"


def test_the_month_is_exported_into_folders(desk: Desk) -> None:
    desk.send(UNIT)
    desk.ask("merge", desk.filled(desk.form(UNIT), {60: {"progress": "繁简分流 312 件"}}), "--received", "2021-07-22")
    attach(desk, 60, put(desk, "a.jpg", b"photo"))
    out = desk.folder / "存档"
    answer = desk.ask("archive", out, "--period", MONTH)
    assert [Path(path).relative_to(out).as_posix() for path in answer["files"]] == [
        f"{UNIT}/来表/新建文件.xlsx", f"{UNIT}/第60条/a.jpg",
    ]
    assert (out / "清单.xlsx").is_file()
    assert (out / UNIT / "第60条" / "a.jpg").read_bytes() == b"photo"
    desk.say("archive", out, "--period", "2021-06", expect=2)


def test_history_tells_place_and_decision(desk: Desk) -> None:
    desk.send(UNIT)
    desk.ask("merge", desk.filled(desk.form(UNIT), {60: {"progress": "繁简分流 312 件"}}), "--received", "2021-07-22")
    (change,) = desk.ask("history", 60)["changes"]
    assert change["decision"] == "theirs"
    assert change["place"]["sheet"]
    assert change["place"]["row"] > 1
    assert change["source"] == {"file": "新建文件.xlsx", "received": "2021-07-22"}
    told = desk.say("history", 60)
    assert "，来自《新建文件.xlsx》，7月22日收到，《" in told
    assert "，用来表" in told


@pytest.fixture
def merged(desk: Desk) -> str:
    """A merge of two units' forms; its id."""
    desk.send(UNIT, "区政数局")
    first = desk.filled(desk.form(UNIT), {60: {"progress": "法院的"}}, "法院.xlsx")
    second = desk.filled(desk.form("区政数局"), {8: {"progress": "政数的"}}, "政数.xlsx")
    operation: str = desk.ask("merge", first, second, "--received", "2021-07-22")["operation"]
    return operation


def test_one_file_of_a_merge_is_undone_by_its_name(desk: Desk, merged: str) -> None:
    answer = desk.ask("undo", merged, "--file", "法院.xlsx")
    assert answer["file"] == "法院.xlsx"
    assert answer["undone"] == merged
    assert desk.entry(60, UNIT)["progress"] == ""
    returned = {each["unit"]: each["returned"] for each in desk.ask("status", "--period", MONTH)["units"]}
    assert returned[UNIT] is None
    assert returned["区政数局"] == "2021-07-22"
    assert [each["undone"] for no in (60, 8) for each in desk.ask("history", no)["changes"] if each["kind"] == "merge"] == [
        True, False,
    ]
    assert "（已撤销）" in desk.say("history", 60)
    assert "（已撤销）" not in desk.say("history", 8)


def test_a_file_that_is_not_in_the_merge_is_told(desk: Desk, merged: str) -> None:
    desk.say("undo", merged, "--file", "别的.xlsx", expect=2)
    assert "收的是“法院.xlsx”、“政数.xlsx”" in desk.complaint
    desk.say("undo", "--file", "法院.xlsx", expect=2)
    assert "写明操作编号" in desk.complaint
    founding = desk.ask("operations")["operations"][-1]["id"]
    desk.say("undo", founding, "--file", "法院.xlsx", expect=2)
    assert "没有收文件" in desk.complaint


def test_a_file_is_named_by_the_beginning_of_its_hash(desk: Desk, merged: str) -> None:
    sha256 = hashlib.sha256((desk.folder / "回收" / "法院.xlsx").read_bytes()).hexdigest()
    assert desk.ask("undo", merged, "--file", sha256[:10])["file"] == "法院.xlsx"
