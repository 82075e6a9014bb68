"""Qt remembers by itself which folder a dialog showed last: not on a computer that the program is only used on."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ui.traces import none_of_dialogs

GROUP = "FileDialog"


def dialog() -> None:
    """Made and gone, as one that was given up."""
    made = QFileDialog(None, "打开台账")
    made.setOption(QFileDialog.Option.DontUseNativeDialog)
    made.reject()
    made.deleteLater()
    del made


def kept() -> dict[str, object]:
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    settings.beginGroup(GROUP)
    return {key: settings.value(key) for key in settings.allKeys()}


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere Qt keeps that in a file, which lies with the ledgers")
def test_a_dialog_leaves_the_registry_as_it_was(qtbot: QtBot) -> None:
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    with none_of_dialogs():
        settings.remove(GROUP)
    assert kept() == {}
    with none_of_dialogs():
        dialog()
    assert kept() == {}
    settings.setValue(f"{GROUP}/lastVisited", "file:///D:/another")
    settings.sync()
    with none_of_dialogs():
        dialog()
    assert kept() == {"lastVisited": "file:///D:/another"}
    settings.remove(GROUP)
