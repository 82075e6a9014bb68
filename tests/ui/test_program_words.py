"""What the window tells of the program itself: each thing once, and what lacks at each start."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject, QSettings
from pytestqt.qtbot import QtBot

from qcapp.places import DataPlace
from qcapp.unzipped import OtherVersion, ProgramFiles
from ui import program_words
from ui.main_window import MainWindow
from ui.program_words import ProgramWords
from ui.widgets.notice import NoticeBar

UPGRADED = "台账是旧版程序建的，已升级；升级以前的备份在“D:\\台账\\backups\\升级前.sqlite3”，要退回旧版程序时用它恢复。"
READ_ONLY = "程序所在的“E:\\营商台账”不能写入，台账存在这台电脑的“C:\\自己的”。"


class Window(QObject):
    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self.notice, self.settings = NoticeBar(), settings


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    made = Window(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(made.notice)
    return made


def told(window: Window, qtbot: QtBot, upgraded: str = "") -> list[str]:
    """Every sentence, each closed after it was read."""
    words, read = ProgramWords(cast(MainWindow, window)), []
    words.tell(upgraded)
    qtbot.waitUntil(lambda: not words.aside.asking)
    while window.notice.text:
        read.append(window.notice.text)
        window.notice.clear()
        qtbot.wait(1)
    return read


def built(monkeypatch: pytest.MonkeyPatch, files: ProgramFiles, *others: OtherVersion, place: str = "") -> None:
    monkeypatch.setattr(program_words, "FROZEN", True)
    monkeypatch.setattr(program_words, "looked_through", lambda read: files)
    monkeypatch.setattr(program_words, "other_versions", lambda: others)
    monkeypatch.setattr(program_words, "data_place", lambda: DataPlace(Path("x"), told=place))


def test_all_is_told_one_after_the_other_and_not_again(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    built(monkeypatch, ProgramFiles(412), OtherVersion(Path("lib-0.8.0"), 137_000_000), place=READ_ONLY)
    first = told(window, qtbot, UPGRADED)
    assert first[:2] == [UPGRADED, READ_ONLY]
    assert "“lib-0.8.0”（130.7 MB）" in first[2]
    assert "可以删除" in first[2]
    assert told(window, qtbot) == []
    built(monkeypatch, ProgramFiles(412), OtherVersion(Path("lib-0.7.0"), 1_000))
    assert ["lib-0.7.0" in words for words in told(window, qtbot)] == [True]


def test_files_that_lack_are_told_at_each_start(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    built(monkeypatch, ProgramFiles(412, missing=("lib-0.9.0/Qt6Svg.dll",)))
    for _ in range(2):
        (words,) = told(window, qtbot)
        assert "缺 1 个" in words
        assert "重新解压" in words


def test_a_folder_unzipped_so_little_that_even_the_list_lacks_is_told(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(monkeypatch, ProgramFiles())
    (words,) = told(window, qtbot)
    assert words.startswith("程序文件可能不全：没有文件清单")
    assert "重新解压" in words


def test_from_source_nothing_is_looked_at(window: Window, qtbot: QtBot) -> None:
    assert told(window, qtbot) == []
