"""What Qt shows by itself, as in the dialog that asks for a file where the system has none of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QFileSystemModel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ui.application import qt_translators
from ui.resources import resource


@pytest.fixture
def spoken(qapp: QApplication) -> Iterator[None]:
    translators = qt_translators(qapp)
    assert len(translators) == 2
    for each in translators:
        qapp.installTranslator(each)
    yield
    for each in translators:
        qapp.removeTranslator(each)


def test_the_dialog_for_a_folder_speaks_chinese(spoken: None, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = QFileDialog(None, "", str(tmp_path))
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    assert dialog.labelText(QFileDialog.DialogLabel.FileName) == "文件夹："
    model = QFileSystemModel()
    root = model.setRootPath(str(tmp_path))
    assert model.type(root) == "文件夹"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "大小"


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_the_menu_of_a_field_calls_undoing_as_the_windows_does(
    spoken: None, qtbot: QtBot, kind: type[QLineEdit] | type[QPlainTextEdit]
) -> None:
    field = kind()
    qtbot.addWidget(field)
    words = [action.text() for action in field.createStandardContextMenu().actions()]
    assert words[0].startswith("撤销(&U)")


def test_an_arrow_is_written_as_one(spoken: None) -> None:
    """As the tool tips write it."""
    assert QKeySequence("Alt+Up").toString(QKeySequence.SequenceFormat.NativeText) == "Alt+↑"


def test_the_words_in_use_are_those_of_their_source(spoken: None) -> None:
    """Else one was changed and not compiled."""
    told = list(ElementTree.parse(resource("words") / "qt_zh_CN.ts").iter("context"))
    assert told
    for context in told:
        for message in context.iter("message"):
            source, comment = message.findtext("source", ""), message.findtext("comment", "")
            words = QCoreApplication.translate(context.findtext("name", ""), source, comment)
            assert words == message.findtext("translation"), source
