"""After a bad end the next start looks through the ledger and says how it is; shutting down with the computer is none."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from qcapp.run_mark import BadEnd, RunMark
from qcapp.services import Services
from tests.moved import moved
from tests.ui.hands import type_in
from ui.dialogs.diagnosis import DiagnosisDialog
from ui.last_time import EndOfSession, LastTime, how_it_ended, words_kept
from ui.main_window import MainWindow

END = BadEnd(datetime(2021, 7, 23, 9, 30), datetime(2021, 7, 23, 11, 0), False)


def looked(window: MainWindow, end: BadEnd, qtbot: QtBot) -> str:
    LastTime(window, end).check()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    return window.notice.text


def test_it_is_told_with_what_the_check_found(window: MainWindow, qtbot: QtBot) -> None:
    words = looked(window, END, qtbot)
    assert words == "上次（7月23日 9:30 打开的）没有正常退出；台账已检查，完好，保存过的内容都在。"
    link = next(each for each in window.notice.findChildren(QPushButton) if each.text() == "看诊断")
    link.click()
    (dialog,) = window.findChildren(DiagnosisDialog)
    qtbot.waitUntil(lambda: dialog.verdict == "台账完好")
    dialog.reject()


def test_a_ledger_that_is_not_whole_is_told_in_the_same_breath(window: MainWindow, ledger_path: Path, qtbot: QtBot) -> None:
    with sqlite3.connect(ledger_path) as connection:
        connection.execute("UPDATE operation SET summary = '别的'")
    connection.close()
    words = looked(window, END, qtbot)
    assert "检查出问题" in words
    assert words.endswith("。")


def test_a_crash_is_told_from_a_kill() -> None:
    now = datetime(2021, 7, 23, 15, 0)
    assert how_it_ended(END._replace(crashed=True), now) == "上次（今天 9:30 打开的）是程序出错退出的；"
    assert how_it_ended(END._replace(since=None), now) == "上次（今天 11:00 打开的）没有正常退出；"


@pytest.mark.parametrize("half_typed", [True, False])
def test_leaving_with_the_system_saves_what_is_half_typed_and_is_no_bad_end(
    window: MainWindow, tmp_path: Path, half_typed: bool, qtbot: QtBot
) -> None:
    folder = tmp_path / "在用"
    folder.mkdir()
    mark = RunMark(folder, datetime(2021, 7, 24, 9, 30))
    if half_typed:
        window.go("ledger", 11)
        form = window.ledger_page.form
        qtbot.waitUntil(lambda: form.isVisible())
    ends = EndOfSession(window, mark, SimpleNamespace(window=window))  # type: ignore[arg-type]
    ends.leave(None)
    (path,) = folder.glob(".run-*")
    text = path.read_bytes()
    mark.end()
    path.write_bytes(text)  # as if the system had ended it there
    again = RunMark(folder, datetime(2021, 7, 24, 10, 30))
    again.end()
    assert again.last is None


@pytest.mark.parametrize("ends_well", [True, False])
def test_a_shutdown_that_was_called_off_makes_no_later_bad_end_a_good_one(
    window: MainWindow, tmp_path: Path, ends_well: bool
) -> None:
    mark = RunMark(tmp_path, datetime(2021, 7, 24, 9, 30))
    ends = EndOfSession(window, mark, SimpleNamespace(window=window))  # type: ignore[arg-type]
    ends.leave(None)
    ends.stay()
    if ends_well:
        ends.go()
    (path,) = tmp_path.glob(".run-*")
    text = path.read_bytes()
    mark.end()
    path.write_bytes(text)  # as if it had been ended there
    again = RunMark(tmp_path, datetime(2021, 7, 24, 10, 30))
    again.end()
    assert (again.last is None) == ends_well


def test_what_cannot_be_saved_when_the_system_ends_is_kept_in_a_file_and_told_at_the_next_start(
    services: Services, ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = tmp_path / "文档"
    documents.mkdir()
    monkeypatch.setattr("ui.desktop.documents_folder", lambda: documents)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(services, ledger_path, settings)
    try:
        window.show()
        window.complete()
        window.go("ledger", (8, "区政数局"))
        type_in(window.ledger_page.form.editor("progress"), "写了一半就关机")
        away = moved(ledger_path.parent, tmp_path / "拔掉了")
        mark = RunMark(tmp_path, datetime(2021, 7, 24, 9, 30))
        EndOfSession(window, mark, SimpleNamespace(window=window)).leave()  # type: ignore[arg-type]
        mark.end()
        (kept,) = documents.iterdir()
        assert "写了一半就关机" in kept.read_text(encoding="utf-8-sig")
        assert kept.name in words_kept(settings)
        assert words_kept(settings) == ""
        away.rename(ledger_path.parent)
    finally:
        window.tasks.shut_down()
        shiboken6.delete(window)
