"""The window in a process of its own: every file in a folder is taken in on 收表, and all are merged. ``LEDGER FOLDER``

Prints the peak of its memory in MB (0 where it can't be told). The ledger is written to.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.bench.first_paint import _memory
from tests.bench.standing import standing
from tests.ui.stalls.watch import Watch
from ui.main_window import MainWindow
from ui.pages.collect import CollectPage


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
    with standing(ledger) as (watch, window):
        collect(watch, window, folder)
    print(f"{_memory():.1f}", flush=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
    os._exit(0)  # the window stands yet: what it is made of goes with the process
