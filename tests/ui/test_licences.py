"""关于 → 许可: what the program is made of can be read on a computer without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from qcapp.services.licences import Licences, licences
from ui.dialogs.about import AboutDialog
from ui.dialogs.licences import LicencesDialog

_TABLE = """# 第三方组件

| 组件 | 版本 | 许可证（SPDX） | 用途 | 来源 | 许可证原文 |
| --- | --- | --- | --- | --- | --- |
| Python | 3.11.9 | Python-2.0 | 语言环境 | https://www.python.org/ | [Python.txt](Python.txt) |
"""


def _buttons(dialog: LicencesDialog) -> list[str]:
    return [button.text() for button in dialog.findChildren(QPushButton)]


@pytest.fixture
def papers(tmp_path: Path) -> Licences:
    folder = tmp_path / "许可"
    folder.mkdir()
    (folder / "第三方组件.md").write_text(_TABLE, encoding="utf-8-sig")
    (folder / "Python.txt").write_text("PSF LICENSE AGREEMENT", encoding="utf-8")
    return licences(tmp_path)


def test_the_table_is_shown_and_a_licences_text_opens(
    qtbot: QtBot, papers: Licences
) -> None:
    dialog = LicencesDialog(papers)
    qtbot.addWidget(dialog)
    assert "Python-2.0" in dialog.page.toPlainText()
    assert "打开许可文件夹" in _buttons(dialog)
    dialog.page.anchorClicked.emit(QUrl("Python.txt"))
    assert dialog.page.toPlainText() == "PSF LICENSE AGREEMENT"
    dialog.back.click()
    assert "Python-2.0" in dialog.page.toPlainText()
    assert dialog.back.isHidden()
    assert dialog.notice.text == ""
    dialog.page.anchorClicked.emit(QUrl("没有.txt"))
    assert dialog.notice.text.startswith("没有打开“没有.txt”，请")


def test_without_a_folder_there_is_no_button_for_it(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = LicencesDialog(licences(tmp_path))
    qtbot.addWidget(dialog)
    assert "打开许可文件夹" not in _buttons(dialog)
    assert "PySide6_Essentials" in dialog.page.toPlainText()


def test_about_leads_to_it(qtbot: QtBot, tmp_path: Path) -> None:
    about = AboutDialog(tmp_path / "ledger.sqlite3")
    qtbot.addWidget(about)
    next(button for button in about.findChildren(QPushButton) if button.text() == "许可…").click()
    shown = about.findChild(LicencesDialog)
    assert shown is not None
    assert "营商台账本身按 MIT 许可证发布" in shown.page.toPlainText()
    shown.close()
