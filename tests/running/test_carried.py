"""A stick has another drive letter on the next computer: what is remembered of paths leads to the same files."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from qcapp import carried, places
from qcapp.carried import followed, found_path, kept_path, leave_temporary, use_own_temporary
from qcapp.places import DataPlace
from ui.recent import FILES, LEDGERS, Recent


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """With the program, a ledger beside it, and papers in another folder."""
    stick = tmp_path / "U盘 一"
    for name in ("营商台账/data/ledger.sqlite3", "工作/通报.docx"):
        (stick / name).parent.mkdir(parents=True, exist_ok=True)
        (stick / name).touch()
    return stick


def test_a_path_on_the_stick_follows_it(stick: Path) -> None:
    here = stick / "营商台账"
    kept = {name: kept_path(stick / name, here) for name in ("营商台账/data/ledger.sqlite3", "工作/通报.docx")}
    moved = stick.rename(stick.with_name("U盘 二"))
    for name, text in kept.items():
        assert found_path(text, moved / "营商台账") == moved / name


@pytest.mark.skipif(sys.platform == "win32", reason="no name has a | there")
def test_a_name_with_a_bar_in_it_follows_the_stick_too(stick: Path) -> None:
    paper = stick / "工作|七月" / "通报|草稿|.docx"
    paper.parent.mkdir()
    paper.touch()
    kept = kept_path(paper, stick / "营商台账")
    moved = stick.rename(stick.with_name("U盘 二"))
    assert found_path(kept, moved / "营商台账") == moved / "工作|七月" / "通报|草稿|.docx"


def test_where_the_program_alone_was_moved_its_papers_are_where_they_were(stick: Path) -> None:
    here = stick / "营商台账"
    kept = kept_path(stick / "工作" / "通报.docx", here)
    moved = here.rename(stick / "工具")
    assert found_path(kept, moved / "里面") == stick / "工作" / "通报.docx"


def test_a_program_that_is_not_carried_keeps_paths_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "台账.sqlite3"
    assert kept_path(path) == str(path)
    assert found_path(str(path)) == path


def test_what_was_used_lately_is_found_on_the_next_computer(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def carried_in(program: Path) -> QSettings:
        monkeypatch.setattr(carried, "HERE", program)
        monkeypatch.setattr(carried, "data_place", lambda: DataPlace(program / "data", carried=True))
        return QSettings(str(program / "data" / "window.ini"), QSettings.Format.IniFormat)

    settings = carried_in(stick / "营商台账")
    recent = Recent(settings)
    recent.add(LEDGERS, stick / "营商台账" / "data" / "ledger.sqlite3", "2021年清单")
    recent.add(FILES, stick / "工作" / "通报.docx")
    settings.sync()
    moved = stick.rename(stick.with_name("U盘 二"))
    recent = Recent(carried_in(moved / "营商台账"))
    ledger = moved / "营商台账" / "data" / "ledger.sqlite3"
    assert recent.paths(LEDGERS) == [ledger]
    assert recent.title(ledger) == "2021年清单"
    assert recent.paths(FILES) == [moved / "工作" / "通报.docx"]


def test_the_second_place_on_the_stick_is_found_by_what_lies_in_it(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "_mount_of", lambda path: stick)
    (stick / "备份" / "台账-备份-1234").mkdir(parents=True)
    before = Path("/media/从前/备份")

    def known(folder: Path) -> bool:
        return (folder / "台账-备份-1234").is_dir()

    assert followed(before, known, stick / "营商台账") == stick / "备份"
    assert followed(before, lambda folder: False, stick / "营商台账") == before
    assert followed(before, known) == before, "not carried"


def test_temporary_files_lie_beside_it_and_are_gone_afterwards(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    system = places.temporary_folder()
    place = DataPlace(stick / "营商台账" / "data", carried=True)
    use_own_temporary(place)
    with tempfile.TemporaryDirectory() as folder:
        assert Path(folder).is_relative_to(place.folder)
    assert places.temporary_folder() == system
    leave_temporary(place)
    assert [each.name for each in place.folder.iterdir()] == ["ledger.sqlite3"]
    tempfile.tempdir = None
    use_own_temporary(DataPlace(stick))
    assert tempfile.tempdir is None
