"""The shell: menus, top bar, side bar, pages made when first shown, status bar. It knows pages by name only.

At the start it is an ``EmptyWindow``: what is imported here, and not where it is first needed, keeps that waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.empty_window import EmptyWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from qcapp.domain.period import Period
    from qcapp.services import Services
    from ui.commands import Commands
    from ui.dialogs.exported import ResultBar
    from ui.following import Following
    from ui.ledgers import Ledgers
    from ui.models.unsaved import Unsaved
    from ui.pages.base import Page
    from ui.pages.ledger import LedgerPage
    from ui.pages.registry import PageSpec
    from ui.read_only import ReadOnly
    from ui.rescue.watch import TroubleWatch
    from ui.widgets.notice import NoticeBar
    from ui.widgets.side_bar import SideBar
    from ui.widgets.top_bar import TopBar

# When no rows have come to stand by then (there are none, the window is small), what waits for them waits no longer.
_COMPLETE_MS = 500


class MainWindow(EmptyWindow):
    """``services`` do the work; ``ledger`` is the file, for its name and folder; ``settings`` None remembers nothing.

    Without services it is empty until ``stand``.
    """

    def __init__(
        self, services: Services | None = None, ledger: Path | None = None, settings: QSettings | None = None,
        pages: Sequence[PageSpec] | None = None,
    ) -> None:
        super().__init__(settings)
        self._current = ""
        self._stands = False
        self._commands: Commands | None = None
        self._actions: dict[str, QAction] = {}
        self.following: Following | None = None
        """Made when the first page stands."""
        self.ledgers: Ledgers | None = None
        """By which another ledger is turned to; None where there is only this one."""
        if services is not None and ledger is not None:
            self.stand(services, ledger, pages)

    def stand(self, services: Services, ledger: Path, pages: Sequence[PageSpec] | None = None) -> None:
        """On that ledger, with all that there is at the first look."""
        from ui.actions import show_titles
        from ui.page_requests import PageRequests
        from ui.pages.registry import PAGES
        from ui.tasks import TaskRunner
        from ui.window_bars import WindowBars
        from ui.window_frame import WindowFrame
        from ui.window_pages import WindowPages

        self._stands = True
        self.services, self.tasks = services, TaskRunner(self)
        self._ledger = ledger
        self._period = services.look.current_period()
        self._show_title()
        self.pages = WindowPages(self, PAGES if pages is None else pages, PageRequests(self).join)
        self.bars = WindowBars(self)
        self.frame = WindowFrame(self, self.pages.specs.values())
        self.frame.top.period_requested.connect(self.set_period)
        self.frame.side.page_requested.connect(self.go)
        self.frame.status.backups_requested.connect(self._open_backups)
        self._menus = show_titles(self)
        self.frame.lay_out(self.bars.column, self.pages.stack)
        self.tasks.failed.connect(self.bars.tell_problem)
        self.frame.show_periods()
        self.bars.look_whether_writable()
        self.go("ledger")
        self.ledger_page.table.setFocus()
        QTimer.singleShot(_COMPLETE_MS, self, self.complete)

    @property
    def stands(self) -> bool:
        """Whether there is more of it than the empty window."""
        return self._stands

    @property
    def period(self) -> Period:
        return self._period

    @property
    def current_page(self) -> Page:
        return self.pages.page(self._current)

    @property
    def ledger_page(self) -> LedgerPage:
        from ui.pages.ledger import LedgerPage

        page = self.page("ledger")
        assert isinstance(page, LedgerPage)
        return page

    @property
    def notice(self) -> NoticeBar:
        return self.bars.notice

    @property
    def result(self) -> ResultBar:
        """What was exported last, to be opened."""
        return self.bars.result

    @property
    def read_only(self) -> ReadOnly:
        """What says why nothing can be written."""
        return self.bars.read_only

    @property
    def trouble(self) -> TroubleWatch | None:
        """What is told while the ledger can't be written; None until the first rows stand."""
        return self.bars.trouble

    @property
    def ledger(self) -> Path:
        """The file of the ledger at hand."""
        return self._ledger

    @property
    def commands(self) -> Commands:
        """Made when the first is given."""
        if self._commands is None:
            from ui.commands import Commands

            self._commands = Commands(self, self._ledger)
        return self._commands

    @property
    def actions_by_key(self) -> dict[str, QAction]:
        self.complete()
        return self._actions

    @property
    def top_bar(self) -> TopBar:
        return self.frame.top

    @property
    def side_bar(self) -> SideBar:
        return self.frame.side

    @property
    def status_words(self) -> tuple[str, ...]:
        """What stands in the status bar, left to right."""
        return self.frame.status.words

    def page(self, name: str) -> Page:
        """The page of that name, made now when this is the first time."""
        return self.pages.page(name)

    @Slot(str, object)
    def go(self, name: str, what: object = None) -> bool:
        """Show a page (and what of it); False when the present one could not save and stays."""
        if self._current and name != self._current and not self.current_page.flush():
            return False
        page = self.page(name)
        if name != self._current:
            if self._current and self.notice.isAncestorOf(self.focusWidget()):
                self.current_page.setFocus()  # from where it goes on to the other page
            self.notice.clear()
            self.frame.status.clearMessage()  # it was of that page
        self._current = name
        self.pages.show(name)
        self.frame.side.show_page(name)
        self._give_keys()
        if what is not None:
            page.show_item(what)
        self.show_status()
        return True

    @Slot(object)
    def set_period(self, period: Period) -> None:
        """Show another month, unless something half typed could not be saved."""
        if period == self._period or not self.flush():
            return
        self._period = period
        self.clear_notices()
        self.pages.set_period(period)
        self.read_again()
        self._show_title()
        self.bars.forget_way_back()

    def _show_title(self) -> None:
        """The list, and of a shared ledger where it is."""
        from qcapp.shared_desk import address_at, ledger_name

        shared = f" — {ledger_name(self._ledger)}" if address_at(self._ledger) is not None else ""
        self.setWindowTitle(f"营商台账 — {self.services.look.plan(self._period).title}{shared}")

    def flush(self) -> bool:
        """Save what is half typed anywhere."""
        return self.pages.flush()

    def unsaved(self) -> tuple[Unsaved, ...]:
        """What was typed anywhere and is not in the ledger yet."""
        return self.pages.unsaved()

    def follow_ledger(self, path: Path) -> None:
        """The ledger at hand lies elsewhere now."""
        self._ledger = path
        self.commands.follow(path)
        self.ledger_page.shown.layouts.ledger = str(path)
        if self.ledgers is not None:
            self.ledgers.follow(path)
        self.show_backup()

    @Slot()
    def read_again(self) -> None:
        """The ledger may hold anything now: the page at hand draws anew at once, the others when shown."""
        self.pages.make_stale()
        self.frame.show_periods()
        self.pages.refresh_seen()
        self.pages.refresh(self._current)
        self.show_status()

    @Slot()
    def ledger_replaced(self) -> None:
        """By a backup."""
        self.read_again()
        self.show_backup()
        self.mark_saved()

    @Slot()
    def clear_notices(self) -> None:
        """What was told of earlier operations is news no more."""
        self.bars.clear()
        self.pages.clear_notices()

    @Slot(str)
    def say(self, words: str) -> None:
        """In the status bar, for a while."""
        self.frame.status.say(words)

    @Slot()
    def complete(self) -> None:
        """Menus with their keys, pictures, the last backup: what can wait until the first rows stand."""
        if not self._actions:
            from ui.actions import give_actions
            from ui.following import Following
            from ui.theme import BLUE, icon
            from ui.window_menus import filled

            self._actions = filled(self, self._menus, self.pages.specs)
            give_actions(self.ledger_page.table, self._actions)
            self._give_keys()
            QApplication.setWindowIcon(icon("app", BLUE, size=32))
            self.frame.complete()
            self.ledger_page.complete()
            self.following = Following(self)
            self.bars.watch()

    @Slot()
    def show_backup(self) -> None:
        self.frame.show_backup()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._stands:
            event.accept()
            return
        if not self.flush() and not self.commands.leave_unsaved():
            event.ignore()
            return
        self.tasks.shut_down()
        self.commands.remember_period()
        self.bars.stop()
        self.keep_state()
        event.accept()

    def keep_state(self) -> None:
        """Where the window stands, and what was set on its pages."""
        if self._settings is not None:
            self.keep_placing(self._settings)
            self.pages.save_state(self._settings)
            self._settings.sync()

    def _give_keys(self) -> None:
        """Keys that mean something of the page's own are the menu's elsewhere only."""
        if "open" in self._actions:
            from PySide6.QtGui import QKeySequence

            taken = self.current_page.takes_open
            self._actions["open"].setShortcut(QKeySequence() if taken else QKeySequence(QKeySequence.StandardKey.Open))

    @Slot()
    def show_status(self) -> None:
        """The status bar's words, of the page at hand."""
        words = self.current_page.status_words() if self._current else None
        self.frame.show_words(words, all_of_month=self._current == "ledger")

    @Slot()
    def _open_backups(self) -> None:
        self.commands.safekeeping.show_backups()

    def mark_saved(self) -> None:
        self.frame.mark_saved()

    def safe_words(self) -> str:
        """When something unexpected came: what of the clerk's work is safe, in a sentence."""
        return self.frame.safe_words()

    @property
    def covered(self) -> bool:
        """Whether it is locked."""
        return self._commands is not None and self._commands.safekeeping.locked

    def save_diagnosis(self, parent: QWidget) -> None:
        """The zip for whoever mends the program, asked for in a dialog."""
        self.commands.safekeeping.save_diagnosis(parent)

    @Slot(str)
    def tell_problem(self, sentence: str) -> None:
        """In the notice, unless a bar above it says so already; "" takes the notice away."""
        self.bars.tell_problem(sentence)
