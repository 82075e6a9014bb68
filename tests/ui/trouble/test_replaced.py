"""A newer version unzipped over a window that is open: it says what to do, and doesn't fall silent."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from qcapp.built import MANIFEST, ProgramMark
from ui import unexpected as module
from ui.replaced import WORDS, ReplacedWatch
from ui.unexpected import Unexpected
from ui.widgets.trouble import TroubleDialog


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "lib-0.9.0").mkdir()
    (tmp_path / "营商台账.exe").write_bytes(b"window")
    (tmp_path / "lib-0.9.0" / MANIFEST).write_text("0  a\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def watch(qapp: QApplication, program: Path) -> Iterator[ReplacedWatch]:
    made = ReplacedWatch(qapp, ProgramMark((program / "营商台账.exe", program / "lib-0.9.0" / MANIFEST)))
    yield made
    if made.box is not None:
        shiboken6.delete(made.box)
    shiboken6.delete(made)


def unzip_over(program: Path) -> None:
    """As packers do: another file in the place of the old, of the same size."""
    new = program / "new"
    new.write_bytes(b"WINDOW")
    os.utime(new, ns=(1, 1))
    os.replace(new, program / "营商台账.exe")


def test_a_program_that_is_as_it_began_says_nothing(watch: ReplacedWatch) -> None:
    assert not watch.tells()
    assert watch.box is None


def test_turned_to_after_an_upgrade_the_window_says_what_to_do_once(
    watch: ReplacedWatch, program: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    unzip_over(program)
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert watch.box is not None
    assert watch.box.text() == WORDS
    watch.box.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: watch.box is None)
    watch.look()
    assert watch.box is None


def test_a_folder_that_is_gone_is_told_too(watch: ReplacedWatch, program: Path) -> None:
    shutil.rmtree(program / "lib-0.9.0")
    watch.look()
    assert watch.box is not None


def test_an_error_that_comes_of_it_is_told_as_that_each_time(
    watch: ReplacedWatch, program: Path, qapp: QApplication, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL + 1, logger=module.__name__)
    unexpected = Unexpected(qapp)
    unexpected.replaced = watch
    unzip_over(program)
    try:
        for _ in range(2):
            unexpected.report(ImportError("zlib"), "打开页面")
            qtbot.waitUntil(lambda: watch.box is not None)
            assert watch.box is not None
            watch.box.close()
            qtbot.waitUntil(lambda: watch.box is None)
        assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, TroubleDialog) and each.isVisible()]
    finally:
        shiboken6.delete(unexpected)


def test_telling_of_an_error_imports_nothing(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL + 1, logger=module.__name__)
    unexpected = Unexpected(qapp)
    unexpected.get_ready()
    try:
        for name in [name for name in sys.modules if name.startswith(("ui.widgets.", "qcapp.cli."))]:
            monkeypatch.setitem(sys.modules, name, None)  # as in a program whose archive was replaced
        unexpected.report(ZeroDivisionError("x"), "打开页面")
        qtbot.waitUntil(lambda: any(
            isinstance(each, TroubleDialog) and each.isVisible() for each in QApplication.topLevelWidgets()
        ))
    finally:
        for each in QApplication.topLevelWidgets():
            if isinstance(each, TroubleDialog):
                shiboken6.delete(each)
        shiboken6.delete(unexpected)
