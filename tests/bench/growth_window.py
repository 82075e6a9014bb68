"""The real window on a large ledger: shown, filtered, searched, the month's table written. ``LEDGER [PICTURES]``

Prints as its last line, as JSON, megabytes held after each step, and the most; a picture of each step in the folder PICTURES.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.first_paint import _memory

_MOST_SECONDS = 240.0


def resident() -> float:
    """Megabytes at the moment; 0 where that can't be told."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
    except OSError:
        return 0.0


def drive(ledger: Path, pictures: Path | None) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    import main
    from qcapp.domain.views import ViewFilter
    from ui.main_window import MainWindow
    from ui.widgets.ledger_table import LedgerTable

    found: dict[str, float] = {}
    began = time.monotonic()

    def window() -> MainWindow | None:
        return next((each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)), None)

    def kept(name: str) -> None:
        found[name] = round(resident(), 1)
        found[f"{name} s"] = round(time.monotonic() - began, 1)
        shown = window()
        if pictures is not None and shown is not None:
            shown.grab().save(str(pictures / f"{len(found) // 2:02d} {name}.png"))

    def steps() -> Iterator[Callable[[], bool]]:
        """Each is asked again until it says yes."""
        yield lambda: (shown := window()) is not None and shown.findChild(LedgerTable) is not None and _rows(shown) > 0
        kept("shown")
        shown = window()
        assert shown is not None
        page = shown.ledger_page
        units = page.services.look.plan(shown.period).units
        unit = units[40 % len(units)].name
        rows = _rows(shown)
        page._show_some(ViewFilter(units=(unit,)))
        yield lambda: 0 < _rows(shown) < rows
        kept("filtered")
        page._show_some(ViewFilter(words="电子发票"))
        yield lambda: _rows(shown) not in (0, rows)
        kept("searched in the month")
        page.clear_filters()
        shown.go("search", "知识产权 312")
        yield lambda: bool(shown.current_page.status_words())
        kept("searched everywhere")
        shown.go("overview")
        until = time.monotonic() + 20
        yield lambda: time.monotonic() > until
        kept("overview")
        shown.go("ledger")
        shown.ledger_page.services.publish.export(ledger.parent / "month.xlsx", shown.period)
        yield lambda: True
        kept("written as xlsx")

    script = steps()
    waiting: list[Callable[[], bool]] = []

    def on() -> None:
        late = time.monotonic() - began > _MOST_SECONDS
        if late:
            kept("gave up")
        if not late and (not waiting or waiting[-1]()):
            waiting.clear()
            step = next(script, None)
            if step is not None:
                waiting.append(step)
                return
            late = True
        if late:
            timer.stop()
            print(json.dumps({**found, "most": _memory()}, ensure_ascii=False), flush=True)
            QApplication.quit()

    def on_or_say() -> None:
        try:
            on()
        except Exception as error:
            timer.stop()
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            QApplication.exit(1)

    timer: QTimer

    def begin() -> None:
        nonlocal timer
        timer = QTimer(QApplication.instance())
        timer.timeout.connect(on_or_say)
        timer.start(100)

    from PySide6.QtWidgets import QMainWindow, QWidget

    def show(own: QMainWindow) -> None:
        QMainWindow.show = QWidget.show  # type: ignore[method-assign]
        QWidget.show(own)
        QTimer.singleShot(0, begin)

    QMainWindow.show = show  # type: ignore[method-assign,assignment]
    main._window(ledger)


def _rows(window: object) -> int:
    from ui.main_window import MainWindow

    assert isinstance(window, MainWindow)
    return window.ledger_page.table.model().rowCount()


if __name__ == "__main__":
    drive(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
