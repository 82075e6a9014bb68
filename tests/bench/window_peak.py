"""The window in a process of its own: every file in a folder is taken in on 收表, and all are merged. ``LEDGER FOLDER``

Prints the peak of its memory in MB (0 where it can't be told). The ledger is written to.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from main import Workplace
from tests.bench.first_paint import _memory
from tests.ui.stalls.watch import Watch
from ui.ahead import import_ahead
from ui.application import make_application
from ui.main_window import MainWindow
from ui.pages.collect import CollectPage
from ui.qt_classes import make_classes


def collect(watch: Watch, window: MainWindow, folder: Path) -> None:
    watch.do("到收表", lambda: window.go("collect"))
    page = window.page("collect")
    assert isinstance(page, CollectPage)
    files = sorted(each for each in folder.iterdir() if each.is_file())
    watch.do("拖入全部", lambda: page.add_paths(files), lambda: not (page.work.busy or window.tasks.busy))
    watch.do("合并全部", page.merge, lambda: not (page.work.busy or window.tasks.busy))
    merged = sum(len(merge.files) for merge in page.work.batch.merged)
    if merged != len(files):
        raise RuntimeError(f"{merged} of {len(files)} files were merged.")


def main(ledger: Path, folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _ = QApplication.instance() or make_application(sys.argv[:1])
    place = Workplace(ledger, look_later=True, holds=True)
    services = place.open()
    place.warm_up()
    make_classes()
    import_ahead()  # as the program does beside its window, in its first seconds
    with Watch() as watch:
        window = MainWindow(services, ledger)
        window.resize(1366, 768)
        window.show()
        window.complete()
        watch.do("台账", lambda: None, lambda: window.ledger_page.table.model().rowCount() > 0)
        collect(watch, window, folder)
    print(f"{_memory():.1f}", flush=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
    os._exit(0)  # the window stands yet: what it is made of goes with the process
