"""Qt remembers by itself which folder a dialog showed last: not on a computer that the program is only used on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from ui.traces import none_of_dialogs

GROUP = "FileDialog"


def dialog() -> None:
    """Made and gone, as one that was given up: it writes as it goes."""
    made = QFileDialog(None, "打开台账")
    made.setOption(QFileDialog.Option.DontUseNativeDialog)
    made.reject()
    delete(made)


def of_qt() -> QSettings:
    """Anew each time: one that has written holds its key of the registry, and writes nowhere once that is deleted."""
    return QSettings(QSettings.Scope.UserScope, "QtProject")


def kept() -> dict[str, object]:
    settings = of_qt()
    settings.beginGroup(GROUP)
    return {key: settings.value(key) for key in settings.allKeys()}


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere Qt keeps that in a file, which lies with the ledgers")
def test_a_dialog_leaves_the_registry_as_it_was(qtbot: QtBot) -> None:
    with none_of_dialogs():
        of_qt().remove(GROUP)
    assert kept() == {}
    with none_of_dialogs():
        dialog()
    assert kept() == {}
    of_qt().setValue(f"{GROUP}/lastVisited", "file:///D:/another")
    with none_of_dialogs():
        dialog()
    assert kept() == {"lastVisited": "file:///D:/another"}
    of_qt().remove(GROUP)


def test_no_page_asks_for_files_by_a_dialog_of_which_something_stays() -> None:
    window = Path(__file__).resolve().parents[2] / "ui"
    own = {path.relative_to(window).as_posix() for path in window.rglob("*.py") if "QFileDialog" in path.read_text("utf-8")}
    assert own == {"dialogs/files.py"}
