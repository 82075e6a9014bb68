"""What stands around the main window's page, and what it says: the top bar, the side bar, the status bar."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from qcapp.domain.errors import LedgerError
from ui.aside import Aside
from ui.pages.registry import PageSpec
from ui.widgets.side_bar import SideBar
from ui.widgets.status_line import StatusLine
from ui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from qcapp.domain.backups import Backup
    from qcapp.domain.period import Period
    from ui.main_window import MainWindow
    from ui.models.ledger_rows import Counts


class WindowFrame(QObject):
    """The month as it was counted last, and when the ledger was saved, are known here."""

    def __init__(self, window: MainWindow, specs: Iterable[PageSpec]) -> None:
        super().__init__(window)
        self._window = window
        self.top = TopBar()
        self.side = SideBar([(spec.name, spec.word) for spec in specs])
        self.status = StatusLine()
        self._aside = Aside(self)
        self._counts: Counts | None = None
        self._periods: tuple[Period, ...] = ()
        self._saved_at: datetime | None = None

    def lay_out(self, bars: QLayout, page: QWidget) -> None:
        """Around ``page``, with ``bars`` above it."""
        right = QVBoxLayout()
        right.addLayout(bars)
        right.addWidget(page, 1)
        body = QHBoxLayout()
        body.addWidget(self.side)
        body.addLayout(right, 1)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.addWidget(self.top)
        column.addLayout(body, 1)
        for layout in (right, body, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._window.setCentralWidget(centre)
        self._window.setStatusBar(self.status)

    def complete(self) -> None:
        """What can wait until the first rows stand."""
        self.side.show_pictures()
        self.top.complete()
        self.show_backup()

    def show_periods(self) -> None:
        """Those known before, where they can't be read now: the pages tell why."""
        try:
            self._periods = self._window.services.look.periods()
        except LedgerError:
            if not self._periods:
                raise
        self.top.show_period(self._window.period, self._periods)

    def show_words(self, words: str | None, *, all_of_month: bool) -> None:
        """``words`` of the page; None: the month's count. Beside the words, the count's second half: ``all_of_month``."""
        counted = self._counts.words if self._counts else ("", "")
        self.status.show_words(*(counted if words is None else (words, counted[1] if all_of_month else "")))
        if self._counts is not None:
            look = self._window.services.look
            with contextlib.suppress(LedgerError):  # its disk is gone: what was said before stands, and the watch tells it
                self.top.show_due(look.due(self._window.period), look.today(), self._counts.by_filter["unreported"])

    def count(self, counts: Counts) -> None:
        self._counts = counts

    @Slot()
    def show_backup(self) -> None:
        """A moment later: the folder that they are in is looked into."""
        self._aside.ask(self._window.services.upkeep.last_backup, self.show_last)

    def show_last(self, last: Backup | None) -> None:
        self.status.show_backup(last.at if last else None, self._window.services.look.today())

    def mark_saved(self) -> None:
        self._saved_at = datetime.now()
        self.status.show_saved(self._saved_at)

    def safe_words(self) -> str:
        """When something unexpected came: what of the clerk's work is safe, in a sentence."""
        until = f"台账已保存到 {self._saved_at:%H:%M}" if self._saved_at else "台账里的内容都在"
        return f"{until}；还没存进去的字留在窗口里，不会丢。"
