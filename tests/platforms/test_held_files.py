"""A file that another program has open. Windows doesn't let it be replaced, other systems do: in both cases nothing of the old
file is lost half, and what happened is told in a sentence."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.connection import fsync
from qcapp.domain.errors import FileInUse
from qcapp.forms.safe_write import flush, patient_unlink, replace_file
from tests.cli.desk import MONTH, Desk
from tests.programs import PATIENCE, next_line

HOLDING = "import sys; file = open(sys.argv[1], 'rb'); print('open', flush=True); sys.stdin.read(); print(file.read().decode())"
on_windows = pytest.mark.skipif(os.name != "nt", reason="files have such marks on Windows alone")


@pytest.fixture
def bare_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


class Holder:
    """Another program that has a file open until it is let go; ``read`` is then what it saw of it."""

    def __init__(self, path: Path) -> None:
        words = [sys.executable, "-c", HOLDING, str(path)]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert next_line(self._process).strip() == "open"
        self.read = ""

    def let_go(self) -> None:
        self.read = self._process.communicate(timeout=PATIENCE)[0].strip()


@contextlib.contextmanager
def held(path: Path) -> Iterator[Holder]:
    holder = Holder(path)
    try:
        yield holder
    finally:
        holder.let_go()


def mark(path: Path, attributes: int) -> None:
    """1 read-only, 2 hidden, 4 system."""
    import ctypes

    assert vars(ctypes)["windll"].kernel32.SetFileAttributesW(str(path), attributes)


def new(path: Path) -> None:
    path.write_bytes(b"new")


def test_while_another_program_has_it_open_the_old_file_is_whole_or_the_new_one_is(tmp_path: Path) -> None:
    target = tmp_path / "通报 七月.docx"
    target.write_bytes(b"old")
    with held(target) as holder:
        if os.name == "nt":
            with pytest.raises(FileInUse, match=r"^文件被占用：《通报 七月\.docx》.*请关闭它后重试。$"):
                replace_file(target, new)
        else:
            replace_file(target, new)
        assert target.read_bytes() == (b"old" if os.name == "nt" else b"new")
        assert list(tmp_path.iterdir()) == [target]
    assert holder.read == "old"
    replace_file(target, new)
    assert target.read_bytes() == b"new"


def test_an_export_over_a_table_that_is_open_says_to_close_it_and_works_afterwards(bare_desk: Desk) -> None:
    desk = bare_desk
    desk.say("init")
    target = desk.folder / "细化表.xlsx"
    target.write_bytes(b"old")
    with held(target):
        desk.say("export", target, "--period", MONTH, expect=3 if os.name == "nt" else 0)
        if os.name == "nt":
            assert "关闭它后重试" in desk.complaint
            assert target.read_bytes() == b"old"
    desk.say("export", target, "--period", MONTH)
    assert target.read_bytes()[:2] == b"PK"
    assert not list(desk.folder.glob(".qc-*"))


def test_a_returned_form_that_is_still_open_in_another_program_is_read(bare_desk: Desk) -> None:
    desk = bare_desk
    desk.say("init")
    desk.send("区法院", formats=["xlsx"])
    back = desk.filled(desk.form("区法院"), {60: {"progress": "已办"}})
    owner = back.with_name(f"~${back.name}")  # which WPS and Office put beside it, hidden
    owner.write_bytes(b"\x05user" + bytes(160))
    if os.name == "nt":
        mark(owner, 2)
    with held(back), held(owner):
        files = desk.ask("merge", back.parent)["files"]
    assert {Path(each["path"]).name: each["outcome"] for each in files} == {back.name: "merged", owner.name: "refused"}
    assert desk.entry(60, "区法院")["progress"] == "已办"


def test_a_form_that_another_program_has_to_itself_is_refused_and_the_rest_is_merged(bare_desk: Desk) -> None:
    from tests.db.test_kept_shut import kept_shut

    desk = bare_desk
    desk.say("init")
    desk.send("区法院", "区税务局", formats=["xlsx"])
    good = desk.filled(desk.form("区法院"), {60: {"progress": "已办"}}, "法院.xlsx")
    shut = desk.filled(desk.form("区税务局"), {}, "税务.xlsx")
    if os.name != "nt":
        pytest.skip("only Windows lets a program keep a file to itself")
    with kept_shut(shut):
        files = desk.ask("merge", good.parent, expect=1)["files"]
    assert {Path(each["path"]).name: each["outcome"] for each in files} == {"法院.xlsx": "merged", "税务.xlsx": "refused"}
    assert "正被占用" in next(each["reason"] for each in files if each["outcome"] == "refused")


@on_windows
@pytest.mark.parametrize("attributes", [2, 4, 6])
def test_a_hidden_file_is_replaced_as_any_other(tmp_path: Path, attributes: int) -> None:
    """As viruses on sticks leave them: opened for writing such a file is refused, so it must never be."""
    target = tmp_path / "细化表.xlsx"
    target.write_bytes(b"old")
    mark(target, attributes)
    replace_file(target, new)
    assert target.read_bytes() == b"new"


@on_windows
def test_a_ledger_whose_files_are_all_hidden_opens_and_is_written(bare_desk: Desk) -> None:
    desk = bare_desk
    desk.say("init")
    desk.say("set", 60, "progress", "以前", "--unit", "区法院", "--period", MONTH)
    desk.say("backup")
    for path in desk.ledger.parent.rglob("*"):
        mark(path, 2 if path.is_file() else 0x10 | 2)
    desk.say("set", 60, "progress", "以后", "--unit", "区法院", "--period", MONTH)
    desk.say("backup")
    assert desk.entry(60, "区法院")["progress"] == "以后"
    assert desk.ask("check")["ok"] is True


def test_a_file_that_is_let_go_in_a_moment_is_deleted_all_the_same(tmp_path: Path) -> None:
    """As after a virus scanner's look."""
    path = tmp_path / "临时"
    path.write_bytes(b"x")
    holder = Holder(path)
    waiting = threading.Thread(target=patient_unlink, args=(path,))
    waiting.start()
    holder.let_go()
    waiting.join()
    assert not path.exists()


@on_windows
@pytest.mark.parametrize("forced", [flush, fsync])
def test_a_new_file_that_a_virus_scanner_looks_into_is_forced_to_the_disk_all_the_same(
    tmp_path: Path, forced: Callable[[Path], None]
) -> None:
    """Others may read and delete it meanwhile, and not write."""
    import ctypes

    path = tmp_path / "表.xlsx"
    new(path)
    kernel = vars(ctypes)["WinDLL"]("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(str(path), 0x8000_0000, 1 | 4, None, 3, 0x80, None)
    with pytest.raises(PermissionError):
        path.open("rb+")
    threading.Timer(0.1, kernel.CloseHandle, [ctypes.c_void_p(handle)]).start()
    forced(path)
    assert path.read_bytes() == b"new"
