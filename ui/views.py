"""What the menus do to the window itself: pages, months, measures, search, reading again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from ui.actions import CELL_ENTRIES
from ui.pages.base import REMIND, SEND_BACK
from ui.widgets.text_undo import text_box_at_hand

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
            "search": self.go_search, "past": self.go_past, "plan": self.go_plan, "next_plan": self.import_plan,
            "in_plan": self.show_in_plan, "compare": self.compare,
            "previous": self.previous_measure, "next": self.next_measure,
            "open_all": ledger.shown.open_all, "close_all": ledger.shown.close_all,
            "zoom_in": self.zoom_in, "zoom_out": self.zoom_out, "zoom_usual": self.zoom_usual, "full_rows": self.full_rows,
            "earlier": top.ask_earlier, "later": top.ask_later, "back_month": self.go_back,
            **{key: partial(self.do_in_cells, key) for key in CELL_ENTRIES},
        }

    def by_keys(self) -> dict[str, Callable[[], bool]]:
        """The keys of zoom go to what is looked at where it can be zoomed, and to no table out of sight."""
        return {name: partial(self._zoom_at_hand, name) for name in ("zoom_in", "zoom_out", "zoom_usual")}

    def _zoom_at_hand(self, name: str) -> bool:
        at = QApplication.focusWidget()
        if self._window.current_page is self._window.ledger_page:
            return False
        other = getattr(at, "fit_width" if name == "zoom_usual" else name, None)
        if callable(other):
            other()
        return True

    @Slot()
    def zoom_in(self) -> None:
        self._window.ledger_page.table.zoom_in()

    @Slot()
    def zoom_out(self) -> None:
        self._window.ledger_page.table.zoom_out()

    @Slot()
    def zoom_usual(self) -> None:
        self._window.ledger_page.table.zoom_usual()

    @Slot(bool)
    def full_rows(self, on: bool) -> None:
        self._window.ledger_page.table.set_compact(not on)

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
    def go_back(self) -> None:
        """To the month from which a page has led to this one."""
        if self._window.bars.way_back.origin is None:
            self._window.say("没有从别的报告期跳过来；换报告期请按 Ctrl+PgUp、Ctrl+PgDown。")
        self._window.bars.way_back.go_back()

    @Slot()
    def edit_measure(self) -> None:
        if self._window.go("ledger"):
            self._window.ledger_page.edit_measure()

    def do_in_cells(self, what: str, checked: bool = False) -> None:
        """With 台账's cells; where the caret stands in a text box, cut and paste are that box's."""
        box = text_box_at_hand()
        if box is not None and what in ("cut", "paste"):
            (box.cut if what == "cut" else box.paste)()
        elif what == "replace" or self._window.current_page is self._window.ledger_page:
            if self._window.go("ledger"):
                self._window.ledger_page.cells.do(what)
        else:
            self._window.say("这是台账里的操作，请先到「台账」页选好格子。")

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

    @Slot()
    def go_plan(self) -> None:
        self._window.go("plan")

    @Slot()
    def import_plan(self) -> None:
        """Another year's list, from any page."""
        from ui.pages.plan import PlanPage

        page = self._window.page("plan")
        if self._window.go("plan") and isinstance(page, PlanPage):
            page.import_next()

    @Slot()
    def show_in_plan(self) -> None:
        """The measure that 台账 is at, in the list."""
        no = self._window.ledger_page.form.no
        if no is not None:
            self._window.go("plan", no)
