"""The window in a process of its own on a large ledger: shown, filtered, searched, its month laid out for paper and written as a
PDF, 总览 with its chart. ``LEDGER [PICTURES]``

Prints as its last line, as JSON, of each step: the most that the process has held up to its end, and what of that is its own
then (the rest are files of libraries and fonts), in MB, 0 where it can't be told. A picture of each step in the folder PICTURES.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog

from qcapp.domain.views import ViewFilter
from tests.bench.first_paint import _memory
from tests.bench.standing import standing
from tests.ui.stalls.watch import Watch
from ui.main_window import MainWindow
from ui.pages.overview import OverviewPage
from ui.pdf.table_pdf import save_pdf

PRINTED, COUNTED = "printed", "counted"
"""The steps up to which the benchmarks tell it."""


class Walk:
    """One step after another, as a clerk takes them."""

    def __init__(self, watch: Watch, window: MainWindow, out: Path, pictures: Path | None) -> None:
        """``out``: the PDF."""
        self.held: dict[str, tuple[float, float]] = {}
        self._watch, self._window, self._out, self._pictures = watch, window, out, pictures

    def all(self) -> None:
        self._kept("shown")
        self._narrow_and_search()
        self._print()
        self._count()

    def _narrow_and_search(self) -> None:
        window, page, rows = self._window, self._window.ledger_page, self._rows
        unit = page.services.look.plan(window.period).units[-1].name
        self._watch.do("一家单位", lambda: page._show_some(ViewFilter(units=(unit,))), lambda: 0 < self._rows < rows)
        self._kept("filtered")
        self._watch.do("全部", page.clear_filters, lambda: self._rows == rows)
        self._watch.do("查找", lambda: page._show_some(ViewFilter(words="电子发票")), lambda: self._rows not in (0, rows))
        self._kept("searched in the month")
        self._watch.do("全部", page.clear_filters, lambda: self._rows == rows)
        self._watch.do("检索", lambda: window.go("search", "知识产权 312"), lambda: bool(window.current_page.status_words()))
        self._kept("searched everywhere")

    def _print(self) -> None:
        window = self._window
        self._watch.do("到台账", lambda: window.go("ledger"))
        self._watch.do("打印预览", window.actions_by_key["print_preview"].trigger, self._laid_out, answer=_leave)
        self._kept("laid out for paper")
        printing = window.commands.exports.printing
        assert printing is not None
        preview = printing.preview
        assert preview is not None
        printout = preview.printout
        assert printout is not None
        save_pdf(printout, self._out)
        self._kept(PRINTED)
        self._watch.do("关闭预览", preview.reject)

    def _laid_out(self) -> bool:
        printing = self._window.commands.exports.printing
        return printing is not None and printing.preview is not None and printing.preview.current

    def _count(self) -> None:
        page = self._window.page("overview")
        assert isinstance(page, OverviewPage)
        self._watch.do("总览", lambda: self._window.go("overview"), lambda: page.view.charts.view.image is not None)
        self._kept(COUNTED)

    @property
    def _rows(self) -> int:
        return self._window.ledger_page.table.model().rowCount()

    def _kept(self, name: str) -> None:
        self.held[name] = round(_memory(), 1), round(_own(), 1)
        if self._pictures is not None:
            shown = QApplication.activeModalWidget() or self._window
            shown.grab().save(str(self._pictures / f"{len(self.held):02d} {name}.png"))


def _own() -> float:
    with suppress(OSError), open("/proc/self/status", encoding="ascii") as status:
        return next((int(line.split()[1]) / 1024 for line in status if line.startswith("RssAnon")), 0.0)
    return 0.0


def _leave(dialog: QDialog) -> None:
    """It is looked at, and closed by the next step."""


def main(ledger: Path, pictures: Path | None) -> None:
    with standing(ledger) as (watch, window):
        walk = Walk(watch, window, ledger.with_name("month.pdf"), pictures)
        walk.all()
    print(json.dumps(walk.held, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    os._exit(0)  # the window stands yet: what it is made of goes with the process
