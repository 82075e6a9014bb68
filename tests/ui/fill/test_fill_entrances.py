"""Ways to the window that fills in forms: the guide, the main window's menu, a drop, a path in the place of a command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import main
from qcapp.intake.reader import SafeReader
from tests.factory import small_plan
from tests.programs import ended
from tests.ui.fill.conftest import Asked, drop_on
from tests.ui.test_start import Shop
from tools.screen_faults import faults
from ui import start as starting
from ui.dialogs.first_run import FillOnly, FirstRunChoice, FirstRunDialog
from ui.fill.start import fill_alone
from ui.fill.window import FillWindow
from ui.main_window import MainWindow
from ui.pages.collect import CollectPage
from ui.start import OnlyFilling, open_or_make

ROOT = Path(__file__).resolve().parents[3]

# Opens the file as main does, waits until the form stands, tells what was imported, and closes the window.
_PROBE = """
import sys
import main
import ui.fill.start as start
from PySide6.QtCore import QTimer
real = start.show_windows
def show(*args, **options):
    (window,) = windows = real(*args, **options)
    timer = QTimer(window)
    def look():
        if window.session is not None or window.notice.text:
            timer.stop()
            print(window.windowTitle(), window.notice.text, flush=True)
            unwanted = ("sqlalchemy", "db.store", "db.returned_ledger", "ui.main_window", "ui.pages.ledger")
            print([name for name in unwanted if name in sys.modules])
            window.close()
    timer.timeout.connect(look)
    timer.start(20)
    return windows
start.show_windows = show
if __name__ == "__main__":
    sys.exit(main.main(sys.argv[1:]))
"""


def test_a_path_opens_the_form_and_no_ledger(form: Path, tmp_path: Path) -> None:
    home = tmp_path / "家"
    home.mkdir()
    probe = tmp_path / "probe.py"
    probe.write_text(_PROBE, encoding="utf-8")
    env = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(home), "LOCALAPPDATA": str(home),
        "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", ""))), "PYTHONUTF8": "1",
    }
    done = ended([sys.executable, str(probe), str(form)], cwd=tmp_path, env=env)
    assert (done.returncode, done.stdout.splitlines()) == (0, [f"{form.name}[*] — 填写下发表 ", "[]"]), done.stderr
    assert not list(home.rglob("*.sqlite3"))


def test_words_that_are_no_file_stay_commands(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main._files_given([str(tmp_path / "没有.xlsx")]) == []
    assert main._files_given(["status", "--period", "2021-07"]) == []
    (tmp_path / "merge").write_text("a file of a command's name")
    assert main._files_given([str(tmp_path / "merge")]) == []
    table = tmp_path / "表.xlsx"
    table.write_bytes(b"")
    assert main._files_given([str(table)]) == [table]
    assert main._files_given([str(table), "--json"]) == []
    assert main._files_given([f"{'很长' * 9000}.xlsx"]) == []
    assert main.main(["没有.xlsx"]) == 2
    assert "没有“没有.xlsx”这个命令" in capsys.readouterr().err


def test_the_guide_offers_a_unit_to_fill_in_only(tmp_path: Path, qtbot: QtBot) -> None:
    dialog = FirstRunDialog(small_plan(), tmp_path / "ledger.sqlite3", lambda path: small_plan())
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.fill_only.isVisible()
    assert faults(dialog) == []
    dialog.next.click()
    assert not dialog.fill_only.isVisible()
    dialog.back.click()
    dialog.fill_only.click()
    assert isinstance(dialog.choice, FillOnly)
    assert dialog.isHidden()


def test_a_unit_is_not_shown_the_guide_again_until_it_wants_a_ledger(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    shop = Shop(tmp_path / "ledger.sqlite3")
    guide: list[object] = [FillOnly()]
    monkeypatch.setattr(FirstRunDialog, "ask", lambda *args: guide.pop())
    wants = iter([False, True])
    monkeypatch.setattr("ui.fill.start.fill_alone", lambda *args: next(wants))
    assert starting._services(shop, settings) is None
    assert not shop.path.exists()
    with pytest.raises(OnlyFilling):
        open_or_make(shop, settings)
    guide.append(FirstRunChoice(small_plan(), shop.path))
    assert starting._services(shop, settings) is not None
    assert shop.path.exists()
    shop.stores[0].close()


def test_the_window_of_a_unit_leads_to_a_ledger(tmp_path: Path, qtbot: QtBot) -> None:
    shop = Shop(tmp_path / "ledger.sqlite3")
    hook = sys.excepthook

    def press() -> None:
        (window,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, FillWindow) and each.isVisible())
        assert window.welcome.isVisible()
        window.actions_by_key["ledger"].trigger()

    QTimer.singleShot(100, press)
    assert fill_alone(shop, None)
    sys.excepthook = hook


def test_the_main_windows_menu_opens_a_form_beside_it(
    window: MainWindow, form: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = SafeReader(in_process=True)
    monkeypatch.setattr(window.services, "_reader", lambda: reader)
    monkeypatch.setattr("ui.dialogs.files.ask_open", lambda *_: form)
    window.actions_by_key["fill"].trigger()
    (made,) = window.commands.fills.windows
    qtbot.waitUntil(lambda: made.session is not None)
    made.close()
    assert window.commands.fills.windows == []


@pytest.mark.parametrize("answer", ["collect", None])
def test_a_form_dropped_on_the_main_window_asks_what_is_meant(
    window: MainWindow, form: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch, answer: str | None
) -> None:
    given: list[object] = []
    monkeypatch.setattr(CollectPage, "add_paths", lambda page, paths: given.append(list(paths)))
    asked.answers = [answer]
    drop_on(window, form)
    assert asked.questions == [f"《{form.name}》要做什么？"]
    assert given == ([[form]] if answer else [])


def test_several_files_dropped_are_for_collecting(window: MainWindow, form: Path, small: Path, asked: Asked) -> None:
    asked.answers = [None]
    drop_on(window, form, small)
    assert asked.questions == ["把这 2 项收进来吗？"]


def test_a_form_dropped_on_the_main_window_can_be_filled_in(
    window: MainWindow, form: Path, asked: Asked, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = SafeReader(in_process=True)
    monkeypatch.setattr(window.services, "_reader", lambda: reader)
    asked.answers = ["fill"]
    drop_on(window, form)
    (made,) = window.commands.fills.windows
    qtbot.waitUntil(lambda: made.session is not None)
    made.close()
