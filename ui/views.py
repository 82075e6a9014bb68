"""What the menus do to the window itself: pages, months, measures, search, reading again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.pages.base import REMIND, SEND_BACK

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Views(QObject):
    """Slots for the menus 视图, 收发 and what else only looks."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        ledger, top = self._window.ledger_page, self._window.top_bar
        return {
            "find": self.find, "edit": self.edit_measure, "rule": self.rule, "refresh": self.refresh, "quit": self._window.close,
            "overview": self.go_overview, "ledger": self.go_ledger, "dispatch": self.go_dispatch, "collect": self.go_collect,
            "history": self.go_history, "go_dispatch": self.go_dispatch, "go_collect": self.go_collect,
            "send_back": self.send_back, "bulletin": self.go_bulletin, "go_bulletin": self.go_bulletin,
            "go_remind": self.go_remind,
            "search": self.go_search, "past": self.go_past, "compare": self.compare,
            "previous": self.previous_measure, "next": self.next_measure,
            "open_all": ledger.shown.open_all, "close_all": ledger.shown.close_all,
            "earlier": top.ask_earlier, "later": top.ask_later,
        }

    @Slot()
    def refresh(self) -> None:
        if self._window.flush():
            self._window.read_again()
            self._window.say("已按台账重新显示。")

    @Slot()
    def find(self) -> None:
        """In the page at hand where it can search, else in 台账."""
        if self._window.current_page.searchable or self._window.go("ledger"):
            self._window.current_page.focus_search()

    @Slot()
    def go_search(self) -> None:
        """Everything of every month, from any page."""
        if self._window.go("search"):
            self._window.current_page.focus_search()

    @Slot()
    def edit_measure(self) -> None:
        if self._window.go("ledger"):
            self._window.ledger_page.edit_measure()

    @Slot()
    def rule(self) -> None:
        """On the entry that the form of 台账 shows."""
        if self._window.go("ledger"):
            self._window.ledger_page.rule()

    @Slot()
    def compare(self) -> None:
        """Last month beside this one, in the form of 台账."""
        if self._window.go("ledger"):
            self._window.ledger_page.form.toggle_comparing()

    @Slot()
    def next_measure(self) -> None:
        """Of the page at hand where it shows one at a time, else of 台账."""
        if not self._window.current_page.step(1):
            self._window.ledger_page.next_measure()

    @Slot()
    def previous_measure(self) -> None:
        if not self._window.current_page.step(-1):
            self._window.ledger_page.previous_measure()

    @Slot()
    def go_overview(self) -> None:
        self._window.go("overview")

    @Slot()
    def go_ledger(self) -> None:
        self._window.go("ledger")

    @Slot()
    def go_dispatch(self) -> None:
        self._window.go("dispatch")

    @Slot()
    def go_collect(self) -> None:
        self._window.go("collect")

    @Slot()
    def send_back(self) -> None:
        """At any time: what is wrong in the ledger goes back, also days after its form was merged."""
        self._window.go("collect", SEND_BACK)

    @Slot()
    def go_bulletin(self) -> None:
        self._window.go("bulletin")

    @Slot()
    def go_remind(self) -> None:
        self._window.go("bulletin", REMIND)

    @Slot()
    def go_history(self) -> None:
        self._window.go("history")

    @Slot()
    def go_past(self) -> None:
        self._window.go("past")
