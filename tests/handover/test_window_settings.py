"""Settings of the window that go along: those of the work, and nothing of the machine or the person."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from qcapp.handover.window_settings import put_carried, read_carried

LAYOUT = '{"columns": ["no", "进展情况"], "zoom": 1.1}'


def kept(path: Path, **values: object) -> QSettings:
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    for key, value in values.items():
        settings.setValue(key.replace("__", "/"), value)
    settings.sync()
    return settings


def test_the_layout_goes_along_and_the_machine_stays(tmp_path: Path) -> None:
    old, new = tmp_path / "old.ini", tmp_path / "new.ini"
    kept(
        old, ledger__table=LAYOUT, bulletin__without="annex,charts", clerk__name="张三", ledger__path="C:/张三/台账.sqlite3",
        window__geometry=b"\x01\x02", collect__columns=[120, 80],
    )
    here = kept(new, clerk__name="李四", ledger__path="D:/台账.sqlite3", ledger__table="{}", search__recent=["专窗"])
    carried = read_carried(old)
    assert sorted(carried) == ["bulletin/without", "collect/columns", "ledger/table"]
    assert put_carried(new, carried) == 3
    here.sync()
    assert here.value("ledger/table") == LAYOUT
    assert here.value("bulletin/without") == ["annex", "charts"] or here.value("bulletin/without") == "annex,charts"
    assert [int(each) for each in here.value("collect/columns")] == [120, 80]
    assert (here.value("clerk/name"), here.value("ledger/path")) == ("李四", "D:/台账.sqlite3")
    assert here.value("search/recent") == "专窗" or here.value("search/recent") == ["专窗"]


def test_into_a_machine_without_settings(tmp_path: Path) -> None:
    old, new = tmp_path / "old.ini", tmp_path / "neu" / "new.ini"
    kept(old, ledger__table=LAYOUT)
    put_carried(new, read_carried(old))
    assert QSettings(str(new), QSettings.Format.IniFormat).value("ledger/table") == LAYOUT


def test_what_is_not_of_the_work_is_not_put_whoever_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    assert put_carried(path, {"ledger/path": "//elsewhere/share", "clerk/name": "别人"}) == 0
    assert not path.exists()
    assert read_carried(tmp_path / "none.ini") == {}
