"""Paths as clerks say them: from the current folder of a drive, on a share, of a device's name, too long. Lost: a paper that
was said to be written, or hours with a sentence that speaks of something else."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from qcapp import windows_paths
from qcapp.cli.parsing import read_path
from qcapp.domain.errors import WriteFailed
from qcapp.forms.safe_write import replace_file
from qcapp.intake.unpack import Piece, listed
from qcapp.windows_paths import is_device, length_refused
from tests.cli.desk import MONTH, Desk

on_windows = pytest.mark.skipif(os.name != "nt", reason="there are no drives here, and such names are like any other")


@pytest.fixture
def bare_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.mark.parametrize("name", ["CON", "con.xlsx", "Nul.tar.gz", "COM1 .txt", "lpt³", "conout$"])
def test_names_of_devices_are_known_whatever_stands_behind(name: str) -> None:
    assert is_device(name)


@pytest.mark.parametrize("name", ["CONTACT.xlsx", "区局CON.xlsx", "com.xlsx", "nul表", "lpt10", ".con"])
def test_names_that_only_begin_like_a_device_are_names(name: str) -> None:
    assert not is_device(name)


@on_windows
@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("NUL.xlsx", 3, "留给设备的名字"), ("con.xlsx", 3, "留给设备的名字"), ("aux .docx", 3, "留给设备的名字"),
        ("七月:终稿.xlsx", 2, "“:”，Windows"), ("七月?.xlsx", 2, "“?”，Windows"), ("<七月>.docx", 2, "“<”，Windows"),
    ],
)
def test_a_paper_is_never_said_to_be_written_into_nothing(bare_desk: Desk, name: str, status: int, words: str) -> None:
    """What is written to a device is gone, and what is written behind a colon is not to be seen in its folder."""
    bare_desk.say("init")
    before = sorted(bare_desk.folder.iterdir())
    bare_desk.say("export", bare_desk.folder / name, "--period", MONTH, expect=status)
    assert words in bare_desk.complaint
    assert sorted(bare_desk.folder.iterdir()) == before


@on_windows
def test_what_windows_command_lines_leave_to_the_program_is_told(bare_desk: Desk) -> None:
    """They spell out no stars, and a stroke before a quotation mark keeps the mark and eats what follows."""
    bare_desk.say("init")
    bare_desk.say("merge", bare_desk.folder / "*.xlsx", expect=2)
    assert "请写它们所在的文件夹" in bare_desk.complaint
    bare_desk.say("dispatch", "--period", MONTH, "--out", f'{bare_desk.folder}\\下 发" --unit 区法院', expect=2)
    assert "请去掉引号前面的" in bare_desk.complaint


@on_windows
def test_a_name_behind_a_drive_without_a_stroke_lies_in_that_drives_current_folder(
    bare_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bare_desk.folder)
    drive = bare_desk.folder.drive
    assert read_path(f"{drive}表.xlsx") == bare_desk.folder / "表.xlsx"
    other = "Z:" if drive.upper() != "Z:" else "C:"
    assert read_path(f"{other}表.xlsx").is_absolute()
    bare_desk.say("init")
    bare_desk.say("export", f"{drive}细化 表.xlsx", "--period", MONTH)
    assert (bare_desk.folder / "细化 表.xlsx").is_file()
    bare_desk.say("backup", f"{drive}备份.sqlite3")
    bare_desk.say("--ledger", f"{drive}备份.sqlite3", "status", "--period", MONTH)


@on_windows
def test_blanks_and_dots_that_windows_drops_do_not_part_a_ledger_from_what_lies_beside_it(bare_desk: Desk) -> None:
    bare_desk.say("--ledger", f"{bare_desk.folder / '一本.sqlite3'}. ", "init")
    assert (bare_desk.folder / "一本.sqlite3").is_file()
    bare_desk.say("--ledger", f"{bare_desk.folder / '一本.sqlite3'}.", "backup")
    assert [path.stem[:3] for path in (bare_desk.folder / "backups").glob("*.sqlite3")] == ["一本-"]


@on_windows
def test_a_ledger_on_a_share_is_worked_with_as_any_other(bare_desk: Desk) -> None:
    """By the machine's own share of its drive, which administrators alone reach."""
    folder = bare_desk.folder.resolve()
    share = Path(rf"\\localhost\{folder.drive[0]}$") / folder.relative_to(folder.anchor)
    if not share.is_dir():
        pytest.skip("this machine lends its drives to nobody")
    bare_desk.say("--ledger", share / "台账 1.sqlite3", "init")
    bare_desk.say("--ledger", share / "台账 1.sqlite3", "set", 60, "progress", "x", "--unit", "区法院", "--period", MONTH)
    bare_desk.say("--ledger", share / "台账 1.sqlite3", "export", share / "表.xlsx", "--period", MONTH)
    assert (folder / "表.xlsx").is_file()


def said_and_not_there(folder: Path) -> str:
    with pytest.raises(WriteFailed) as caught:
        replace_file(folder / "细化表.xlsx", lambda path: None)
    return str(caught.value)


def test_a_path_that_is_too_long_for_windows_is_told_as_that_and_not_as_a_pulled_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows_paths, "LONGEST", 259)
    deep = tmp_path.joinpath(*["一层文件夹" * 6] * 10)
    length = len(str(deep / "细化表.xlsx"))
    assert f"有 {length + 12} 个字符" in said_and_not_there(deep)  # 12: a temporary file has a longer name
    assert "不存在" in said_and_not_there(tmp_path / "没有")

    def write(path: Path) -> None:
        error = FileNotFoundError(errno.ENOENT, "The system cannot find the path specified")
        error.winerror = 3  # type: ignore[attr-defined, unused-ignore]
        raise error

    near = tmp_path / ("近" * 60)
    near.mkdir()
    monkeypatch.setattr(windows_paths, "LONGEST", len(str(near)) + 18)
    target = near / "a.xlsx"
    with pytest.raises(WriteFailed, match="个字符，Windows 只认"):
        replace_file(target, write)
    monkeypatch.setattr(windows_paths, "LONGEST", len(str(tmp_path)) + 40)
    (piece,) = listed([tmp_path.joinpath(*["没有这一层"] * 9)])
    assert isinstance(piece, Piece)
    assert (piece.refusal or "").startswith("文件夹套得太深")


def test_no_length_is_refused_where_windows_is_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(windows_paths, "LONGEST", 0)
    assert length_refused(tmp_path / ("长" * 2000)) == 0
