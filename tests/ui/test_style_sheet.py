"""The style sheet names its pictures by their place, which is wherever the program was unzipped."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QComboBox, QDateEdit, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui import theme

_NAMES = ("营商 台账 (1)", "it's") if sys.platform == "win32" else ("营商 台账 (1)", "it's", '"新" 版', r"台账\bak 1")


@pytest.mark.parametrize("name", _NAMES)
def test_in_a_folder_of_a_hard_name_the_window_keeps_its_looks(
    name: str, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    icons = tmp_path / name / "icons"
    icons.mkdir(parents=True)
    red = QPixmap(8, 8)
    red.fill(Qt.GlobalColor.red)
    assert red.save(str(icons / "red.png"))
    sheet = tmp_path / "style.qss"
    sheet.write_text('QLabel { image: url("$icons/red.png"); }', encoding="utf-8")
    monkeypatch.setattr(theme, "resource", lambda what: tmp_path / name / what)
    label = QLabel()
    qtbot.addWidget(label)
    label.resize(8, 8)
    label.setStyleSheet(theme._style_sheet(sheet))
    assert label.grab().toImage().pixelColor(4, 4) == QColor(Qt.GlobalColor.red)


@pytest.mark.parametrize("kind", [QLineEdit, QComboBox, QDateEdit])
def test_a_field_that_can_not_be_used_now_is_seen_to_be_so(kind: Callable[[], QWidget], qtbot: QtBot) -> None:
    """Else it is clicked, and nothing happens."""
    field = kind()
    qtbot.addWidget(field)
    field.setStyleSheet(theme._style_sheet(theme.resource("style.qss")))
    field.resize(160, 28)

    def ground() -> QColor:
        return field.grab().toImage().pixelColor(100, 5)

    usable = ground()
    field.setEnabled(False)
    assert ground() != usable
