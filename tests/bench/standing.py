"""The window in a process of its own, as the program makes it, with someone who watches what its thread does."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from main import Workplace
from tests.ui.stalls.watch import Watch
from ui.ahead import import_ahead
from ui.application import make_application
from ui.main_window import MainWindow
from ui.qt_classes import make_classes

_stands: list[object] = []
"""What is not to be taken apart before the process ends."""


@contextmanager
def standing(ledger: Path) -> Iterator[tuple[Watch, MainWindow]]:
    """Of 1366 × 768, once the rows of 台账 are there. It stands on afterwards: the process is to end by ``os._exit``."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _ = QApplication.instance() or make_application(sys.argv[:1])
    place = Workplace(ledger, look_later=True, holds=True)
    services = place.open()
    place.warm_up()
    make_classes()
    import_ahead()  # as the program does beside its window, in its first seconds
    with Watch() as watch:
        window = MainWindow(services, ledger)
        _stands.extend((place, window))
        window.resize(1366, 768)
        window.show()
        window.complete()
        watch.do("台账", lambda: None, lambda: window.ledger_page.table.model().rowCount() > 0)
        yield watch, window
