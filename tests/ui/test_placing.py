"""The window fits the screen it opens on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qcapp.services import Services
from ui.main_window import MainWindow
from ui.placing import fitted, keep_inside, least_size, place_first, room_of


@pytest.mark.parametrize(
    ("width", "height", "maximised"), [(1366, 728, True), (1280, 1024, True), (1920, 1040, False), (2560, 1400, False)]
)
def test_first_window_takes_the_room_there_is_and_no_more(
    qtbot: QtBot, width: int, height: int, maximised: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    available = QRect(0, 0, width, height)
    assert place_first(window, available) is maximised
    if not maximised:
        assert window.geometry() == QRect(8, 40, width - 16, height - 48)


def test_a_window_from_a_larger_screen_comes_back_whole() -> None:
    available = QRect(0, 0, 1366, 728)
    assert fitted(QRect(1800, 900, 2400, 1300), available) == QRect(8, 40, 1350, 680)
    assert fitted(QRect(900, 500, 1000, 600), available) == QRect(358, 120, 1000, 600)
    assert fitted(QRect(50, 60, 1000, 600), available) == QRect(50, 60, 1000, 600)


ROOT = Path(__file__).resolve().parents[2]
COLLECTED = """
import gc
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from ui.placing import room_of
app = QApplication(["rooms"])
window = QWidget()
window.show()
for number in range(3000):
    dialog = QDialog() if number % 2 else QWidget()
    dialog.me = [dialog]
    assert not room_of(dialog).isEmpty()
del dialog
gc.collect()
assert window.grab().width() == window.width()
"""


def test_dialogs_that_are_gone_take_no_screen_with_them() -> None:
    """In a process of its own: it would be ended without a word."""
    words = [sys.executable, "-X", "utf8", "-c", COLLECTED]
    assert subprocess.run(words, cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, timeout=120).returncode == 0


def test_no_widget_is_asked_for_its_screen() -> None:
    asking = [path for folder in ("ui", "tools") for path in (ROOT / folder).rglob("*.py")
              if re.search(r"[\w)]\.screen\(\)", path.read_text(encoding="utf-8"))]
    assert asking == [], "see ui.placing.room_of"


def test_a_dialog_has_the_room_of_the_window_that_it_belongs_to(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    assert room_of(QWidget(window)) == room_of(window) == QGuiApplication.primaryScreen().availableGeometry()


def test_a_maximised_window_stays_so(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMaximized()
    keep_inside(window, QRect(0, 0, 1366, 728))
    assert window.isMaximized()


def test_a_new_user_sees_all_of_the_window(services: Services, ledger_path: Path, qtbot: QtBot) -> None:
    window = MainWindow(services, ledger_path)
    qtbot.addWidget(window)
    window.show_first()
    available = room_of(window)
    assert window.isMaximized() == (available.width() <= 1366 or available.height() <= 768)
    assert window.height() <= available.height()


def test_what_was_remembered_of_a_larger_screen_fits_this_one(
    services: Services, ledger_path: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    larger = QWidget()
    qtbot.addWidget(larger)
    larger.setGeometry(100, 100, 3000, 2000)
    settings.setValue("window/geometry", larger.saveGeometry())
    window = MainWindow(services, ledger_path, settings)
    qtbot.addWidget(window)
    window.show_first()
    assert not window.isMaximized()
    available = room_of(window)
    assert window.minimumWidth() <= available.width()
    assert window.height() <= available.height()
    window.close()


@pytest.mark.parametrize(("screen", "least"), [
    ((1920, 1040), (960, 540)), ((960, 516), (944, 468)), ((911, 488), (895, 440)),
])
def test_the_window_can_be_made_as_small_as_a_scaled_screen(screen: tuple[int, int], least: tuple[int, int]) -> None:
    assert least_size(QRect(0, 0, *screen)).toTuple() == least
