"""A ledger that can't be opened is diagnosed from the page that says so: a zip without its content, not a byte changed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import LedgerError, LedgerTrouble
from tests.ui.test_start import Shop
from ui.rescue.page import RescueDialog


def test_the_zip_of_a_damaged_ledger_is_made_from_the_page(
    ledger_path: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger_path.write_bytes(ledger_path.read_bytes()[:9000])
    data = ledger_path.read_bytes()
    dialog = RescueDialog(Shop(ledger_path), LedgerError(f"台账“{ledger_path}”已损坏。", LedgerTrouble.DAMAGED))
    qtbot.addWidget(dialog)
    dialog.show()
    target = tmp_path / "诊断.zip"
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *args: target)
    next(each for each in dialog.findChildren(QPushButton) if each.text() == "生成诊断包…").click()
    qtbot.waitUntil(lambda: "诊断包已存到" in dialog.notice.text)
    with zipfile.ZipFile(target) as made:
        told = made.read("诊断.txt").decode()
    assert "异常  打开" in told
    assert str(ledger_path) not in told
    assert ledger_path.read_bytes() == data
    dialog.reject()
