"""What a page tells the main window and asks of it: each page is connected here when it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

if TYPE_CHECKING:
    from qcapp.domain.period import Period
    from ui.main_window import MainWindow
    from ui.models.ledger_rows import Counts
    from ui.pages.base import Page


class PageRequests(QObject):
    """``window`` does what is asked."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def join(self, page: Page) -> None:
        """A page that was just made, with the window."""
        from ui.pages.ledger import LedgerPage

        window = self._window
        page.ledger_changed.connect(self._ledger_changed)
        page.ledger_replaced.connect(window.ledger_replaced)
        page.message.connect(window.say)
        page.saving.connect(window.frame.status.show_saving)
        page.status_changed.connect(window.show_status)
        page.problem.connect(window.tell_problem)
        page.go_requested.connect(window.go)
        page.period_requested.connect(window.set_period if page.name == "plan" else self._lead_to)
        page.export_requested.connect(self._export)
        page.settings_requested.connect(self._open_settings)
        page.begun.connect(window.clear_notices)
        if isinstance(page, LedgerPage):
            page.counted.connect(self._counted)
            page.rows_stand.connect(window.complete)
            page.shown.layouts.ledger = str(window.ledger)

    @Slot()
    def _ledger_changed(self) -> None:
        window, writer = self._window, self.sender()
        window.pages.make_stale(but=writer)
        window.pages.refresh_seen()
        window.mark_saved()
        if window.pages.is_page("plan", writer):  # another year's list has months of its own
            window.frame.show_periods()
        window.show_status()
        if not window.pages.is_page("ledger", writer):
            QTimer.singleShot(0, window, window.show_backup)

    @Slot(object)
    def _lead_to(self, period: Period) -> None:
        """To another month, which the clerk may not have meant to stay in."""
        window = self._window
        origin = window.bars.way_back.origin or window.period
        window.set_period(period)
        if period == window.period != origin:
            window.bars.way_back.show_way(origin, period)

    @Slot(object)
    def _counted(self, counts: Counts) -> None:
        self._window.frame.count(counts)
        self._window.show_status()

    @Slot(str)
    def _export(self, what: str) -> None:
        self._window.commands.exports.export_as(what)

    @Slot(str)
    def _open_settings(self, page: str) -> None:
        self._window.commands.open_settings(page)
