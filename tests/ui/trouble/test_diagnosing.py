"""诊断: filled off the GUI thread, copied, made into a zip, told where the ledger is not whole."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ui.backup_work import BackupWork
from ui.dialogs.diagnosis import DiagnosisDialog
from ui.main_window import MainWindow


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> DiagnosisDialog:
    window.actions_by_key["check"].trigger()
    (made,) = window.findChildren(DiagnosisDialog)
    assert made.verdict == "正在检查台账…"
    qtbot.waitUntil(lambda: made.verdict != "正在检查台账…")
    return made


def button(dialog: DiagnosisDialog, words: str) -> QPushButton:
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == words)


def test_the_menu_leads_to_what_is_found(dialog: DiagnosisDialog) -> None:
    assert dialog.verdict == "台账完好"
    texts = "\n".join(label.text() for label in dialog.view.findChildren(QLabel))
    found = (sqlite3.sqlite_version, "Qt", "journal_mode=DELETE", "✓ 正常", "磁盘剩余", "上次备份", "日志文件", "屏幕")
    for words in found:
        assert words in texts
    assert button(dialog, "用备份恢复…").isHidden()
    button(dialog, "复制").click()
    copied = QApplication.clipboard().text()
    assert "【版本】" in copied
    assert "正常  操作记录：正常" in copied
    dialog.reject()


def test_a_ledger_that_is_not_whole_leads_to_the_backups(
    window: MainWindow, ledger_path: Path, dialog: DiagnosisDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(ledger_path) as connection:
        connection.execute("UPDATE operation SET summary = '别的'")
    connection.close()
    button(dialog, "重新检查").click()
    qtbot.waitUntil(lambda: dialog.verdict.startswith("台账有问题"))
    assert not button(dialog, "用备份恢复…").isHidden()
    asked: list[object] = []
    monkeypatch.setattr(BackupWork, "open", lambda work: asked.append(work))
    button(dialog, "用备份恢复…").click()
    assert len(asked) == 1
    assert not dialog.isVisible()


def test_the_zip_is_written_where_one_says_and_told(
    window: MainWindow, dialog: DiagnosisDialog, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *args: tmp_path / "给维护的")
    button(dialog, "生成诊断包…").click()
    qtbot.waitUntil(lambda: "诊断包已存到" in dialog.notice.text)
    with zipfile.ZipFile(tmp_path / "给维护的.zip") as made:
        assert "屏幕" in made.read("诊断.txt").decode()
    dialog.reject()


def test_a_zip_that_cannot_be_written_is_told_where_it_was_asked_for(
    window: MainWindow, dialog: DiagnosisDialog, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "没有").write_bytes(b"")
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *args: tmp_path / "没有" / "x.zip")
    button(dialog, "生成诊断包…").click()
    qtbot.waitUntil(lambda: dialog.notice.text.endswith("。"))
    assert "诊断包已存到" not in dialog.notice.text
    dialog.reject()


def test_closing_it_while_it_looks_is_no_trouble(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_key["check"].trigger()
    (made,) = window.findChildren(DiagnosisDialog)
    made.reject()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert window.notice.isHidden()
