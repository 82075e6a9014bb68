"""The built program on a stick: data beside it, nothing left on the computer, the same ledger under another drive letter; where
nothing can be written there; and what it says of its own files."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
from configparser import ConfigParser
from contextlib import closing
from pathlib import Path

import pytest

from tests.frozen.month import MONTH, MonthDone, work_through
from tests.frozen.program import Computer, Program, built_in, tree, wait_for
from tests.frozen.test_window import MARK, ended, stands

OLD = Path(__file__).resolve().parents[1] / "old_ledgers" / "0004.sqlite3"


class Carried(Computer):
    """Of a program with the marker."""

    @property
    def data(self) -> Path:
        assert self.program.folder is not None
        return self.program.folder / "data"


@pytest.fixture
def stick(built_program: Program, tmp_path: Path) -> Program:
    program = built_program.copied(tmp_path / "U盘 一" / "营商台账")
    assert program.folder is not None
    (program.folder / "portable").touch()
    return program


def carried(program: Program, tmp_path: Path, name: str = "单位的 电脑") -> Carried:
    return Carried(program, tmp_path / name, {MARK: name})


def registry() -> list[str]:
    """Names of all keys and values of the user's own software, on Windows."""
    found: list[str] = []
    if sys.platform == "win32":
        import winreg

        pending = ["Software"]
        while pending:
            path = pending.pop()
            found.append(path)
            with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                keys, values, _ = winreg.QueryInfoKey(key)
                found.extend(f"{path}:{winreg.EnumValue(key, number)[0]}" for number in range(values))
                pending.extend(rf"{path}\{winreg.EnumKey(key, number)}" for number in range(keys))
    return sorted(found)


def test_the_month_and_the_window_leave_nothing_on_the_computer(stick: Program, tmp_path: Path) -> None:
    computer, before = carried(stick, tmp_path), registry()
    done = MonthDone(computer)
    work_through(done)
    window = computer.open_window()
    wait_for(lambda: stands(computer), window)
    ended(computer, window)
    assert done.ledger.is_file()
    assert tree(computer.home, computer.temporary, computer.elsewhere) == {}
    assert registry() == before
    assert not (computer.data / "temp").exists() or sys.platform == "win32"


def test_under_another_drive_letter_the_same_ledger_is_opened(stick: Program, tmp_path: Path) -> None:
    computer = carried(stick, tmp_path)
    ledger = computer.data / "第二本.sqlite3"
    computer.ask("init", ledger=ledger)
    (computer.data / "window.ini").write_text(f"[ledger]\npath={ledger.as_posix()}\n", encoding="utf-8")
    window = computer.open_window()
    wait_for(lambda: stands(computer, "第二本"), window)
    ended(computer, window)
    assert stick.folder is not None
    moved = stick.folder.parent.rename(tmp_path / "U盘 二")
    at_home = carried(built_in(moved / "营商台账"), tmp_path, "家里的 电脑")
    for left in at_home.data.glob(".*"):
        left.unlink()
    window = at_home.open_window()
    wait_for(lambda: stands(at_home, "第二本"), window)
    ended(at_home, window)
    kept = ConfigParser()
    kept.read(at_home.data / "window.ini", encoding="utf-8")
    assert str(tmp_path / "U盘 一") not in kept["ledger"]["path"]


def test_where_nothing_can_be_written_it_says_so_and_keeps_data_in_the_users_folder(stick: Program, tmp_path: Path) -> None:
    assert stick.folder is not None
    (stick.folder / "data").write_bytes(b"")  # a file, in which no system and no administrator makes another
    computer = Computer(stick, tmp_path / "电脑")
    said = computer.say("--json", "init")
    assert "不能写入" in said.err
    assert str(computer.data) in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert (computer.data / "ledger.sqlite3").is_file()
    assert computer.say("status", "--period", MONTH, ledger=computer.data / "ledger.sqlite3").err == ""


def test_opened_from_a_packed_file_it_says_to_unpack_first(built_program: Program, tmp_path: Path) -> None:
    program = built_program.copied(tmp_path / "Temp1_营商台账.zip" / "营商台账")
    computer = Computer(program, tmp_path / "电脑")
    assert "全部解压" in computer.say("init").err


def test_it_says_whether_its_files_are_as_they_were_given_out(built_program: Program, tmp_path: Path) -> None:
    assert built_program.folder is not None
    (contents,) = built_program.folder.glob("lib-*")
    changed = f"{contents.name}/resources/style.qss" if (contents / "resources/style.qss").exists() else ""
    changed = changed or next(p.relative_to(built_program.folder).as_posix() for p in (contents / "resources").rglob("*.svg"))
    program = built_program.copied(tmp_path / "程序", changed)
    computer = Computer(program, tmp_path / "电脑")
    computer.ask("init")
    assert "完整（" in computer.say("check").out
    assert program.folder is not None
    with (program.folder / changed).open("ab") as file:
        file.write(b" ")
    said = computer.say("check").out
    assert "1 个与发布时不同" in said
    assert changed in said
    (program.folder / changed).unlink()
    assert "缺 1 个" in computer.say("check").out
    old = program.folder / "lib-0.0.1"
    old.mkdir()
    (old / "旧的.dll").write_bytes(b"x" * 3_000)
    assert "lib-0.0.1，3 KB" in computer.say("check").out


@pytest.mark.parametrize("left", [0, 1_000_000, None])
def test_half_unzipped_it_says_what_to_do(built_program: Program, tmp_path: Path, left: int | None) -> None:
    """Without the Python modules that its programs share, or with a part of them, it can't even begin."""
    assert built_program.folder is not None
    (contents,) = built_program.folder.glob("lib-*")
    name = f"{contents.name}/modules.pyz"
    program = built_program.copied(tmp_path / "程序", name)
    assert program.folder is not None
    modules = program.folder / name
    assert max(Path(path).stat().st_size for path in (*program.console, *program.window)) < 1_000_000
    modules.write_bytes(modules.read_bytes()[:left]) if left is not None else modules.unlink()
    said = Computer(program, tmp_path / "电脑").say("init", expect=3)
    assert "程序文件不全（modules.pyz" in said.err
    assert "请把压缩包重新解压" in said.err


def test_an_upgrade_says_where_the_backup_lies_and_the_window_opens(built_program: Program, tmp_path: Path) -> None:
    computer = Computer(built_program, tmp_path / "电脑", {MARK: "upgrade"})
    computer.data.mkdir(parents=True)
    ledger = Path(shutil.copyfile(OLD, computer.data / "ledger.sqlite3"))
    said = computer.say("--json", "status", "--period", MONTH)
    (backup,) = (computer.data / "backups").rglob("*.sqlite3")
    assert str(backup) in said.err
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0004",)
    assert computer.say("status", "--period", MONTH).err == ""
    shutil.copyfile(OLD, ledger)
    window = computer.open_window()
    wait_for(lambda: stands(computer), window)
    ended(computer, window)


def test_the_windows_program_does_what_a_command_says(built_program: Program, tmp_path: Path) -> None:
    """A task of the system's, or a shortcut, may well name it instead of the one for the command line."""
    computer = Computer(Program(built_program.window, built_program.window, built_program.folder), tmp_path / "电脑")
    computer.say("init")
    assert (computer.data / "ledger.sqlite3").is_file()
    computer.say("status", "--period", "2021-13", expect=2)
    computer.say("merge", tmp_path / "没有的", expect=3)


def test_what_it_says_names_the_program_that_there_is(built_program: Program, tmp_path: Path) -> None:
    computer = Computer(built_program, tmp_path / "电脑")
    said = computer.say("--help").out
    for command in ("password", "handover", "print"):
        said += computer.say(command, "--help").out
    said += computer.say("frobnicate", expect=2).err
    assert "ysledger 命令 --help" in said
    assert "main.py" not in said
    assert "python" not in said
