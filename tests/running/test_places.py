"""Who stands in the operations when nobody is named; where data lies."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest

from qcapp import places
from qcapp.places import DataPlace, place_of, user_name


def test_the_environments_user_else_the_systems_else_a_word_that_the_help_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USERNAME", "USER", "LOGNAME", "LNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "zhangsan")
    assert user_name() == "zhangsan"

    def unknown() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert user_name() == "经办人"
    monkeypatch.setenv("USER", "lisi")
    assert user_name() == "lisi"
    monkeypatch.setenv("USER", "李\udcff四 ")
    assert user_name() == "李四"  # what a ledger can keep of it


def test_data_lies_in_the_users_folder_unless_the_marker_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "user_folder", lambda: tmp_path / "自己的")
    program = tmp_path / "程序"
    program.mkdir()
    assert place_of(program, built=False) == DataPlace(tmp_path / "自己的")
    for name in ("portable", "portable.txt"):
        (program / name).touch()
        assert place_of(program, built=False) == DataPlace(program / "data", carried=True)
        assert [each.name for each in program.iterdir()] == [name]
        (program / name).unlink()


def test_where_nothing_can_be_written_it_is_said_and_what_is_there_can_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "自己的"
    monkeypatch.setattr(places, "user_folder", lambda: own)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "别的"))
    monkeypatch.setattr(places, "_can_write", lambda folder: False)
    program = tmp_path / "光盘"
    (program / "data").mkdir(parents=True)
    (program / "portable").touch()
    place = place_of(program, built=True)
    assert (place.folder, place.carried, place.ledger) == (own, False, own / "ledger.sqlite3")
    assert "不能写入" in place.told
    assert str(own) in place.told
    there = program / "data" / "ledger.sqlite3"
    there.touch()
    assert place_of(program, built=True).ledger == there
    own.mkdir()
    (own / "ledger.sqlite3").touch()
    assert place_of(program, built=True).ledger == own / "ledger.sqlite3"


@pytest.mark.parametrize("folder", ["Temp1_营商台账-0.9.0-windows-x64.zip", "Rar$EXa1234.5678", "7zO4A1B2C3D", "360zip$Temp"])
def test_opened_from_a_packed_file_it_says_to_unpack_first(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / folder / "营商台账"
    program.mkdir(parents=True)
    (program / "portable").touch()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "别的"))
    place = place_of(program, built=True)
    assert "解压" in place.told
    assert place_of(program, built=False).carried
    assert not place.folder.is_relative_to(program)
    (program / "data").mkdir()
    assert place_of(program, built=True) == DataPlace(program / "data", carried=True)


def test_a_program_in_the_systems_temporary_folder_will_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    assert "解压" in place_of(tmp_path / "x" / "营商台账", built=True).told
    monkeypatch.setenv("TMPDIR", str(tmp_path / "y"))
    assert place_of(tmp_path / "x" / "营商台账", built=True).told == ""
