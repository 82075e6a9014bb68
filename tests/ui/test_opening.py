"""The start until the first rows: a window that stands empty at once, in its place and colours, and not where it would be in the
way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from qcapp.domain.server_address import server_address
from qcapp.services import Services
from tests.programs import ended
from tests.ui.test_start import Shop
from ui import start
from ui.ledgers import Ledgers
from ui.main_window import MainWindow
from ui.opening import LEDGER_KEY, ledger_is_there, stands_empty
from ui.rescue.page import RescueDialog
from ui.scheme import SchemeChoice, turn_scheme
from ui.shell import SIDE_WIDTH, TOP_HEIGHT, Bars, Shell, begins_dark, kept_bars

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def empty(settings: QSettings, qapp: QApplication) -> Iterator[MainWindow]:
    """The only window there is: as long as one of an earlier test is seen, closing it ends no program."""
    for other in qapp.topLevelWidgets():
        other.hide()
    made = MainWindow(settings=settings)
    yield made
    if made.stands:
        made.tasks.shut_down()
    shiboken6.delete(made)


@pytest.mark.parametrize("choice", [SchemeChoice.LIGHT, SchemeChoice.DARK])
def test_nothing_moves_or_changes_its_colour_when_the_window_is_filled(window: MainWindow, choice: SchemeChoice) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    turn_scheme(app, choice)
    try:
        window.resize(1100, 700)
        QApplication.processEvents()
        whole = window.grab().toImage()
        bars = Bars(window.menuBar().height(), window.statusBar().height())
        shell = Shell(bars, dark=choice is SchemeChoice.DARK, painted=lambda: None)
        shell.resize(window.size())
        seen = shell.grab().toImage()
    finally:
        turn_scheme(app, SchemeChoice.LIGHT)
    below, foot, wide = bars.menu + TOP_HEIGHT, window.height() - bars.status, window.width()
    edges = {
        "menu bar": (wide - 3, 3), "menu bar's line": (wide - 3, bars.menu - 1), "top bar": (3, bars.menu + 3),
        "top bar's line": (3, below - 1), "side bar": (3, below + 2), "side bar's foot": (SIDE_WIDTH - 1, foot - 1),
        "page": (SIDE_WIDTH, below), "page's foot": (wide - 1, foot - 1), "status bar's line": (wide // 2, foot),
        "status bar": (wide // 2, foot + 1),
    }
    assert {place: seen.pixelColor(*at).name() for place, at in edges.items()} == {
        place: whole.pixelColor(*at).name() for place, at in edges.items()
    }


def test_the_window_stands_where_it_stood_empty(
    empty: MainWindow, services: Services, ledger_path: Path, qtbot: QtBot
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    assert stands_empty(app, empty)
    before = empty.geometry()
    empty.stand(services, ledger_path)
    empty.show_first()
    qtbot.waitUntil(lambda: empty.ledger_page.table.model().rowCount() > 0)
    assert (empty.geometry(), empty.isVisible(), empty.stands) == (before, True, True)
    assert not any(shell.isVisible() for shell in empty.findChildren(Shell))
    assert empty.windowTitle() != "营商台账"


def test_the_font_s_heights_are_known_at_the_next_start(
    services: Services, ledger_path: Path, settings: QSettings, qtbot: QtBot
) -> None:
    assert kept_bars(settings) == Bars()
    window = MainWindow(services, ledger_path, settings)
    qtbot.addWidget(window)
    window.show_first()
    QApplication.processEvents()
    stood = Bars(window.menuBar().height(), window.statusBar().height())
    window.close()
    assert kept_bars(settings) == stood
    assert kept_bars(None) == Bars()


@pytest.mark.parametrize("kept", ["", "29", "29/x", "0/27", "29/100000", "1/2/3"])
def test_settings_that_say_nonsense_of_them_do_no_harm(settings: QSettings, kept: str) -> None:
    settings.setValue("window/bars", kept)
    assert kept_bars(settings) == Bars()


def test_it_is_as_dark_as_was_chosen(settings: QSettings, qapp: QApplication) -> None:
    for choice in (SchemeChoice.DARK, SchemeChoice.LIGHT):
        settings.setValue("window/scheme", choice.value)
        assert begins_dark(settings) is (choice is SchemeChoice.DARK)


def test_closed_while_it_is_empty_the_program_ends(empty: MainWindow, qapp: QApplication) -> None:
    QTimer.singleShot(0, empty, empty.close)
    assert not stands_empty(qapp, empty)


def test_it_stands_empty_only_where_a_ledger_in_a_file_is_there(
    ledger_path: Path, tmp_path: Path, settings: QSettings
) -> None:
    """Else a guide, a page with the ways out or a server's password comes first, with nothing behind it."""
    shop = Shop(ledger_path)
    assert ledger_is_there(shop, settings)
    settings.setValue(LEDGER_KEY, str(tmp_path / "取走了.sqlite3"))
    assert not ledger_is_there(shop, settings)
    shop.named = True
    assert ledger_is_there(shop, settings)
    shop.path = tmp_path / "还没有.sqlite3"
    assert not ledger_is_there(shop, None)
    shop.path, shop.address = ledger_path, server_address("postgresql+psycopg://clerk@server/city")
    assert not ledger_is_there(shop, None)


def test_what_was_pressed_before_anything_stood_there_presses_nothing(
    empty: MainWindow, ledger_path: Path, settings: QSettings, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A click on the empty frame would open the page whose button comes to stand there, a key would lead to another row."""
    stood: list[tuple[str, int]] = []

    def press_all() -> None:
        button = empty.frame.side.findChildren(QToolButton)[0]
        at, left, none = QPointF(button.mapTo(empty, QPoint(9, 9))), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            qapp.postEvent(empty.windowHandle(), QKeyEvent(kind, Qt.Key.Key_Down, none))
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            qapp.postEvent(empty.windowHandle(), QMouseEvent(kind, at, at, left, left, none))

    def stand_by(_app: QApplication) -> int:
        """As it stands when the loop begins, and after the same was pressed once more."""
        for again in (False, True):
            if again:
                press_all()
            QApplication.processEvents()
            stood.append((empty.current_page.name, empty.ledger_page.table.currentIndex().row()))
        return 0

    monkeypatch.setattr(start, "_WARM_UP_MS", 600_000)  # its thread would go on when the window is gone
    monkeypatch.setattr(Ledgers, "_greet", lambda ledgers: press_all())
    assert stands_empty(qapp, empty)
    monkeypatch.setattr(QApplication, "exec", stand_by)
    assert start._run(qapp, Shop(ledger_path), settings, None, empty) == 0
    assert stood[0] == ("ledger", 1)
    assert stood[1][0] == "overview"
    assert stood[1][1] > 1


def test_closed_while_it_is_filled_the_program_ends(
    empty: MainWindow, ledger_path: Path, settings: QSettings, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would go on with no window, and hold the ledger."""
    monkeypatch.setattr(start, "_WARM_UP_MS", 600_000)
    monkeypatch.setattr(Ledgers, "_greet", lambda ledgers: QTimer.singleShot(0, empty, empty.close))
    assert stands_empty(qapp, empty)
    monkeypatch.setattr(QApplication, "exec", lambda: pytest.fail("it goes on"))
    assert start._run(qapp, Shop(ledger_path), settings, None, empty) == 0


def test_a_damaged_ledger_s_page_stands_alone(
    empty: MainWindow, ledger_path: Path, settings: QSettings, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def leave(dialog: RescueDialog) -> int:
        seen.append(empty.isVisible())
        dialog.reject()
        return 0

    monkeypatch.setattr(RescueDialog, "exec", leave)
    ledger_path.write_bytes(b"x" * 5000)
    assert stands_empty(qapp, empty)
    assert start._run(qapp, Shop(ledger_path), settings, None, empty) == 0
    assert seen == [False]


BEGUN = """
import sys
import main
from pathlib import Path
import PySide6.QtCore
from ui import opening

def seen(app, window):
    window.show_empty(lambda: app.exit(1))
    assert app.exec() == 1
    print("Qt" in vars(PySide6.QtCore), *sys.modules)
    return False

opening.stands_empty = seen
sys.exit(main._window(Path(sys.argv[1])))
"""


def test_before_the_frame_is_seen_nothing_else_is_imported(ledger_path: Path) -> None:
    """Neither what the ledger takes, nor the theme and the pages, nor Qt's own names, which are a thousand enumerations."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = ended([sys.executable, "-c", BEGUN, str(ledger_path)], env=environment, check=True)
    names, *modules = done.stdout.split()
    assert names == "False"
    assert "ui.shell" in modules
    heavy = ("sqlite3", "sqlalchemy", "openpyxl", "ui.theme", "ui.start", "ui.pages", "ui.widgets", "qcapp.services")
    assert [name for name in modules if name.startswith(heavy)] == []


PAINTED = """
import os, sys
import main
from pathlib import Path
import PySide6.QtWidgets
from ui import start
from ui.main_window import MainWindow

def complete(window):
    print(window.ledger_page.table.current_no, "QStyle" in vars(PySide6.QtWidgets), *sys.modules, flush=True)
    os._exit(0)

MainWindow.complete, start._WARM_UP_MS = complete, 600_000
main._window(Path(sys.argv[1]))
"""
NOT_BEFORE_ROWS = {
    "qcapp.unzipped", "qcapp.domain.holder", "qcapp.domain.place", "qcapp.services.returning", "ui.models.verdicts",
    "qcapp.domain.operations", "qcapp.domain.backups", "ui.widgets.entry_form", "ui.commands",
    "sqlalchemy", "openpyxl", "docx", "filelock",
}


def test_the_rows_are_seen_before_what_only_later_work_needs_is_imported(ledger_path: Path) -> None:
    """Nor does Python make Qt's styles, to put a style sheet on the empty window."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = ended([sys.executable, "-c", PAINTED, str(ledger_path)], env=environment)
    selected, styles, *modules = done.stdout.split()
    assert (selected, styles) == ("1", "False")
    assert "ui.pages.ledger" in modules
    assert NOT_BEFORE_ROWS.isdisjoint(modules)
