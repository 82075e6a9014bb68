"""The help's pictures: the real window on a made month, as PNGs of few colours in resources/help/pictures.

`python tools/help_pictures.py` draws them all anew; the same window gives the same pictures. The printed manual has them drawn
on a screen of its own: smaller, so that words stay readable on A4, and sharper.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from tools.screen_month import ScreenMonth
    from ui.main_window import MainWindow

OUT: Final = ROOT / "resources" / "help" / "pictures"
_COLOURS: Final = 64
_DOCUMENTS: Final = Path("D:/工作")
"""As a folder that is suggested is shown, whoever draws; where drives have letters, the drawer's own."""
_CONFLICT: Final = "电话报来：正在办理，月底前完成。"


class Screen(NamedTuple):
    """In points of the window; ``sharpness``: dots to a point, along each side."""

    width: int = 1366
    height: int = 768
    sharpness: int = 1


_USUAL: Final = Screen()


def draw(out: Path, screen: Screen = _USUAL) -> None:
    """All pictures into ``out``, by a process of its own, whose screen is always the same. CalledProcessError when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        wide, high = screen.width * screen.sharpness, screen.height * screen.sharpness
        one = {"name": "screen", "x": 0, "y": 0, "width": wide, "height": high, "logicalDpi": 96}
        config = Path(folder) / "screen.json"
        config.write_text(json.dumps({"screens": [one | {"logicalBaseDpi": 96, "dpr": 1}]}), encoding="utf-8")
        environment = {
            **os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config.name}",
            "QT_SCALE_FACTOR": str(screen.sharpness), "PYTHONIOENCODING": "utf-8",
        }
        words = [sys.executable, str(Path(__file__).resolve()), "--here", str(out.resolve()), folder]
        # From the folder of the configuration: Qt would take a drive's letter for a word of its own.
        subprocess.run(words, check=True, cwd=folder, env=environment)


def save(image: QImage, path: Path) -> None:
    """In the colours that it has most of, which is a fifth of the size."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    whole = image.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(bytes(whole.constBits())).cast("I"))
    table = [colour | 0xFF000000 for colour, _ in sorted(counted.most_common(_COLOURS), key=lambda each: (-each[1], each[0]))]
    few = whole.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)
    few.save(str(path), quality=0)


def _run(out: Path, folder: Path) -> None:
    import random
    import secrets
    from unittest.mock import patch

    import ui.desktop

    suggested = ui.desktop.documents_folder()
    if sys.platform != "win32":
        (folder / _DOCUMENTS).mkdir(parents=True)
        suggested = _DOCUMENTS
    # The numbers of forms, else new with each run; and where a paper would be put, before a page has taken it from there.
    with (
        patch.object(secrets, "choice", random.Random(1).choice),
        patch.object(ui.desktop, "documents_folder", lambda: suggested),
    ):
        _draw_here(out, folder)


def _draw_here(out: Path, folder: Path) -> None:
    from tools.screen_month import make_screen_month, open_screen_month
    from tools.screen_shots import settle
    from ui.application import make_application
    from ui.main_window import MainWindow
    from ui.scheme import SchemeChoice, turn_scheme

    app = make_application(["help"])
    turn_scheme(app, SchemeChoice.LIGHT)
    month = make_screen_month(folder)
    store, services = open_screen_month(month)
    unit = services.look.plan(month.period).units[-4].name
    no = services.look.plan(month.period).measures_of[unit][0]
    services.edit.set_field(no, unit, month.period, "progress", _CONFLICT)
    window = MainWindow(services, month.ledger, None)
    out.mkdir(parents=True, exist_ok=True)
    try:
        window.show_first()
        window.complete()
        window.set_period(month.period)
        for name, widget in _shown(window, month, unit, folder):
            widget.activateWindow()  # what has the keys is framed in the active window alone
            settle(window)
            save(widget.grab().toImage(), out / f"{name}.png")
    finally:
        window.tasks.shut_down()
        window.close()
        store.close()


def _shown(window: MainWindow, month: ScreenMonth, unit: str, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """Name, and what is to be drawn; once it is drawn, the next."""
    from tools.screen_shots import settle

    for name in ("overview", "ledger", "dispatch", "bulletin", "past", "history", "plan"):
        window.go(name, 11 if name == "ledger" else None)
        settle(window)
        yield name, window
    yield from _of_collect(window, month, unit)
    from ui.pages.base import REMIND
    from ui.pages.search import SearchPage

    window.go("bulletin", REMIND)
    yield "chase", window
    window.go("search")
    page = window.page("search")
    assert isinstance(page, SearchPage)
    page.show_item("单位:法院 月份:5月")
    yield "search", window
    yield "plan", _changed_list(window, month)
    window.go("overview")
    settle(window)
    yield from _of_dialogs(window, month, folder)


def _changed_list(window: MainWindow, month: ScreenMonth) -> MainWindow:
    """清单, with some changes from the next month on."""
    from qcapp.domain.amendments import AmendMeasure, RetireMeasure
    from ui.pages.plan import Leaf, PlanPage

    plan, following, reason = window.services.plan, month.period.shifted(1), "市营商办〔2021〕12号"
    plan.amend(following, reason, RetireMeasure(5))
    plan.amend(following, reason, AmendMeasure(11, plan.plan(following).measure(11).text.replace("加快推进", "全面推进")))
    window.read_again()
    window.go("plan")
    page = window.page("plan")
    assert isinstance(page, PlanPage)
    page.tabs.setCurrentIndex(Leaf.CHANGES)
    return window


def _of_collect(window: MainWindow, month: ScreenMonth, unit: str) -> Iterator[tuple[str, QWidget]]:
    from tools.screen_shots import settle
    from ui.pages.collect import CollectPage

    window.go("collect")
    page = window.page("collect")
    assert isinstance(page, CollectPage)
    page.show_item([month.back])
    settle(window)
    batch = page.work.batch
    assert batch is not None
    table = page.files.table
    for row in range(table.model().rowCount()):
        table.setCurrentIndex(table.model().index(row, 0))
        settle(window)
        told = [str(table.model().index(row, column).data()) for column in range(table.model().columnCount())]
        if any(unit in words for words in told):
            yield "conflict", window
        elif any(words.endswith(".pdf") for words in told):
            yield "unreadable", window
        elif row == 1:
            yield "collect", window


def _of_dialogs(window: MainWindow, month: ScreenMonth, folder: Path) -> Iterator[tuple[str, QWidget]]:
    from qcapp.places import RESOURCES
    from qcapp.services.setup import built_in_plan, plan_from_file
    from ui.dialogs.first_run import FirstRunDialog

    first = FirstRunDialog(built_in_plan(RESOURCES), Path("D:/营商台账/ledger.sqlite3"), plan_from_file)
    first.show()
    yield "first_run", first
    first.close()
    for name, key, page in (
        ("preview", "print_preview", "ledger"), ("export", "export", "ledger"), ("settings", "settings", "ledger"),
        ("rule", "rule", "ledger"), ("replace", "replace", "ledger"), ("send_back", "send_back", "collect"),
    ):
        window.go(page, 11 if page == "ledger" else None)
        yield from _behind(window, name, window.actions_by_key[key].trigger)
    yield from _form(month, folder)


def _behind(window: MainWindow, name: str, trigger: Callable[[], object]) -> Iterator[tuple[str, QWidget]]:
    """What that opens is drawn from within, for it may keep all else waiting; its picture is handed on."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QLabel

    from tools.screen_shots import dialog_over, settle

    held = QLabel()

    def look() -> None:
        dialog = dialog_over(window)
        if dialog is None or window.tasks.busy:
            QTimer.singleShot(60, look)
            return
        settle(window)
        held.setPixmap(dialog.grab())
        dialog.reject()

    QTimer.singleShot(60, look)
    trigger()
    while held.pixmap().isNull():
        settle(window)
    held.resize(held.pixmap().deviceIndependentSize().toSize())
    yield name, held


def _form(month: ScreenMonth, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """The window of a unit."""
    from functools import cache

    from main import WRITERS
    from qcapp.intake.reader import SafeReader
    from qcapp.services.fill import FillService
    from qcapp.services.fill_memory import FillMemory
    from tools.made_up_months import MonthsClock
    from tools.screen_shots import settle
    from ui.fill.window import FillWindow

    reader = cache(lambda: SafeReader(in_process=True))
    window = FillWindow(FillService(reader, WRITERS, FillMemory(folder / "填表"), MonthsClock(), ()))
    window.show_first()
    window.open_file(sorted(month.back.glob("*.xlsx"))[-1])
    settle(window)
    yield "fill", window
    window.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        _run(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        draw(OUT)
        for path in sorted(OUT.iterdir()):
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")
