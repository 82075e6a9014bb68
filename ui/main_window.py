"""The shell: menus, top bar, side bar, pages made when first shown, status bar. It knows pages by name only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from qcapp.domain.errors import LedgerError
from qcapp.domain.period import Period
from ui.actions import give_actions, show_titles
from ui.aside import Aside
from ui.models.ledger_rows import Counts
from ui.pages.base import Page
from ui.pages.ledger import LedgerPage
from ui.pages.registry import PAGES, PageSpec
from ui.placing import keep_inside, least_size, place_first
from ui.tasks import TaskRunner
from ui.theme import BLUE, icon
from ui.widgets.notice import NoticeBar
from ui.widgets.side_bar import SideBar
from ui.widgets.status_line import StatusLine
from ui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from qcapp.domain.backups import Backup
    from qcapp.services import Services
    from ui.commands import Commands
    from ui.dialogs.exported import ResultBar
    from ui.following import Following
    from ui.ledgers import Ledgers
    from ui.models.unsaved import Unsaved
    from ui.read_only import ReadOnly
    from ui.rescue.watch import TroubleWatch
    from ui.widgets.way_back import WayBack

# When no rows have come to stand by then (there are none, the window is small), what waits for them waits no longer.
_COMPLETE_MS = 500


class MainWindow(QMainWindow):
    """``services`` do the work; ``ledger`` is the file, for its name and folder; ``settings`` None remembers nothing."""

    def __init__(
        self, services: Services, ledger: Path, settings: QSettings | None = None, pages: Sequence[PageSpec] = PAGES
    ) -> None:
        super().__init__()
        self.services, self.tasks = services, TaskRunner(self)
        self._settings = settings
        self._specs = {spec.name: spec for spec in pages}
        self._pages: dict[str, Page] = {}
        self._tools: dict[str, int] = {}
        self._stale: set[str] = set()
        self._current = ""
        self._ledger = ledger
        self._aside = Aside(self)
        self._saved_at: datetime | None = None
        self._commands: Commands | None = None
        self._actions: dict[str, QAction] = {}
        self._result: ResultBar | None = None
        self._way_back: WayBack | None = None
        self._counts: Counts | None = None
        self._read_only: ReadOnly | None = None
        self.following: Following | None = None
        """Made when the first page stands."""
        self.trouble: TroubleWatch | None = None
        """What is told while the ledger can't be written; made when the first rows stand."""
        self._period = services.look.current_period()
        self.ledgers: Ledgers | None = None
        """By which another ledger is turned to; None where there is only this one."""
        self.setWindowTitle(f"营商台账 — {services.look.plan(self._period).title}")
        self._make_parts()
        self._lay_out()
        self._menus = show_titles(self)
        self.tasks.failed.connect(self.tell_problem)
        self._restore()
        self.look_whether_writable()
        self.go("ledger")
        self.ledger_page.table.setFocus()
        QTimer.singleShot(_COMPLETE_MS, self, self.complete)

    @property
    def period(self) -> Period:
        return self._period

    @property
    def current_page(self) -> Page:
        return self._pages[self._current]

    @property
    def ledger_page(self) -> LedgerPage:
        page = self.page("ledger")
        assert isinstance(page, LedgerPage)
        return page

    @property
    def notice(self) -> NoticeBar:
        return self._notice

    @property
    def result(self) -> ResultBar:
        """What was exported last, to be opened. Made when something is."""
        if self._result is None:
            from ui.dialogs.exported import ResultBar

            self._result = ResultBar()
            self._result.setObjectName("shell_result")
            self._result.failed.connect(self._notice.show_problem)
            self._notices.addWidget(self._result)
        return self._result

    @property
    def way_back(self) -> WayBack:
        """To the month from which a page has led to this one. Made when one does."""
        if self._way_back is None:
            from ui.widgets.way_back import WayBack

            self._way_back = WayBack()
            self._way_back.setObjectName("shell_way_back")
            self._way_back.back_requested.connect(self.set_period)
            self._notices.addWidget(self._way_back)
        return self._way_back

    @property
    def read_only(self) -> ReadOnly:
        """What says why nothing can be written. Made when that is so."""
        if self._read_only is None:
            from ui.read_only import ReadOnly

            self._read_only = ReadOnly(self)
        return self._read_only

    @Slot()
    def look_whether_writable(self) -> None:
        """After anything that may have changed it."""
        if self._read_only is not None or self.services.read_only:
            self.read_only.look()

    def add_bar(self, bar: QWidget) -> None:
        """One that stays, above what is told of single operations."""
        self._notices.insertWidget(0, bar)

    @property
    def ledger(self) -> Path:
        """The file of the ledger at hand."""
        return self._ledger

    @property
    def settings(self) -> QSettings | None:
        """Where the window's own state is kept."""
        return self._settings

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
        return self._top

    @property
    def side_bar(self) -> SideBar:
        return self._side

    @property
    def status_words(self) -> tuple[str, ...]:
        """What stands in the status bar, left to right."""
        return self._status.words

    def show_first(self) -> None:
        """Where it stood last time, else filling the screen."""
        if not self._restored:
            place_first(self, self.screen().availableGeometry())
        self.show()

    def page(self, name: str) -> Page:
        """The page of that name, made now when this is the first time."""
        if name not in self._pages:
            page = self._specs[name].make(self.services, self.tasks)
            page.set_period(self._period)
            page.ledger_changed.connect(self._ledger_changed)
            page.ledger_replaced.connect(self.ledger_replaced)
            page.message.connect(self.say)
            page.saving.connect(self._status.show_saving)
            page.status_changed.connect(self._show_status)
            page.problem.connect(self.tell_problem)
            page.go_requested.connect(self.go)
            page.period_requested.connect(self.set_period if name == "plan" else self._lead_to)
            page.export_requested.connect(self._export)
            page.settings_requested.connect(self._open_settings)
            page.begun.connect(self.clear_notices)
            if isinstance(page, LedgerPage):
                page.counted.connect(self._counted)
                page.rows_stand.connect(self.complete)
                page.shown.layouts.ledger = str(self._ledger)
            if self._settings is not None:
                page.restore_state(self._settings)
            self._pages[name] = page
            self._tools[name] = self._top.add_tools(page.toolbar())
            self._stack.addWidget(page)
            self._stale.add(name)
        return self._pages[name]

    @Slot(str, object)
    def go(self, name: str, what: object = None) -> bool:
        """Show a page (and what of it); False when the present one could not save and stays."""
        if self._current and name != self._current and not self.current_page.flush():
            return False
        page = self.page(name)
        if name != self._current:
            self._notice.clear()
            self._status.clearMessage()  # it was of that page
        self._current = name
        self._refresh_if_stale(name)
        self._stack.setCurrentWidget(page)
        self._top.show_tools(self._tools[name])
        self._side.show_page(name)
        self._give_keys()
        if what is not None:
            page.show_item(what)
        self._show_status()
        return True

    @Slot(object)
    def set_period(self, period: Period) -> None:
        """Show another month, unless something half typed could not be saved."""
        if period == self._period or not self.flush():
            return
        self._period = period
        self.clear_notices()
        for page in self._pages.values():
            page.set_period(period)
        self.read_again()
        self.setWindowTitle(f"营商台账 — {self.services.look.plan(period).title}")
        if self._way_back is not None:
            self._way_back.forget()

    @Slot(object)
    def _lead_to(self, period: Period) -> None:
        """A page leads to another month, which the clerk may not have meant to stay in."""
        origin = self.way_back.origin or self._period
        self.set_period(period)
        if period == self._period != origin:
            self.way_back.show_way(origin, period)

    def flush(self) -> bool:
        """Save what is half typed anywhere."""
        flushed = [page.flush() for page in self._pages.values()]  # each of them, whatever another could not save
        return all(flushed)

    def unsaved(self) -> tuple[Unsaved, ...]:
        """What was typed anywhere and is not in the ledger yet."""
        return tuple(each for page in self._pages.values() for each in page.unsaved())

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
        self._stale = set(self._pages)
        self._top.show_period(self._period, self.services.look.periods())
        self._refresh_seen()
        self._refresh_if_stale(self._current)
        self._show_status()

    @Slot()
    def ledger_replaced(self) -> None:
        """By a backup."""
        self.read_again()
        self.show_backup()
        self.mark_saved()

    @Slot()
    def clear_notices(self) -> None:
        """What was told of earlier operations is news no more."""
        self._notice.clear()
        if self._result is not None:
            self._result.clear()
        for page in self._pages.values():
            page.clear_notices()

    @Slot(str)
    def say(self, words: str) -> None:
        """In the status bar, for a while."""
        self._status.say(words)

    @Slot()
    def complete(self) -> None:
        """Menus with their keys, pictures, the last backup: what can wait until the first rows stand."""
        if not self._actions:
            from ui.window_menus import filled

            self._actions = filled(self, self._menus, self._specs)
            give_actions(self.ledger_page.table, self._actions)
            self._give_keys()
            QApplication.setWindowIcon(icon("app", BLUE, size=32))
            self._side.show_pictures()
            self._top.complete()
            self.ledger_page.complete()
            self.show_backup()
            from ui.following import Following

            self.following = Following(self)
            self._watch()

    def _watch(self) -> None:
        from ui.rescue.watch import TroubleWatch

        self.trouble = TroubleWatch(self)
        self.trouble.bar.setObjectName("shell_trouble")
        self.add_bar(self.trouble.bar)

    @Slot()
    def show_backup(self) -> None:
        """A moment later: the folder that they are in is looked into."""
        self._aside.ask(self.services.upkeep.last_backup, self._show_last)

    def _show_last(self, last: Backup | None) -> None:
        self._status.show_backup(last.at if last else None, self.services.look.today())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.flush() and not self.commands.leave_unsaved():
            event.ignore()
            return
        self.tasks.shut_down()
        self.commands.remember_period()
        if self.trouble is not None:
            self.trouble.stop()
        self.keep_state()
        event.accept()

    def keep_state(self) -> None:
        """Where the window stands, and what was set on its pages."""
        if self._settings is not None:
            self._settings.setValue("window/geometry", self.saveGeometry())
            for page in self._pages.values():
                page.save_state(self._settings)
            self._settings.sync()

    def forget_state(self) -> None:
        """Another window takes its place with settings of its own: what this one would keep is kept no more."""
        self._settings = None

    def _make_parts(self) -> None:
        self._top = TopBar()
        self._top.period_requested.connect(self.set_period)
        self._side = SideBar([(spec.name, spec.word) for spec in self._specs.values()])
        self._side.page_requested.connect(self.go)
        self._notice = NoticeBar()
        self._notice.setObjectName("shell_notice")
        self._stack = QStackedWidget()
        self._status = StatusLine()
        self._status.backups_requested.connect(self._open_backups)

    def _lay_out(self) -> None:
        self._notices = QVBoxLayout()
        self._notices.setContentsMargins(12, 0, 12, 0)
        self._notices.setSpacing(6)
        self._notices.addWidget(self._notice)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(self._notices)
        right.addWidget(self._stack, 1)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._side)
        body.addLayout(right, 1)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addLayout(body, 1)
        self.setCentralWidget(centre)
        self.setStatusBar(self._status)

    def _give_keys(self) -> None:
        """Keys that mean something of the page's own are the menu's elsewhere only."""
        if "open" in self._actions:
            taken = self.current_page.takes_open
            self._actions["open"].setShortcut(QKeySequence() if taken else QKeySequence(QKeySequence.StandardKey.Open))

    def _restore(self) -> None:
        geometry = self._settings.value("window/geometry") if self._settings is not None else None
        self.setMinimumSize(least_size(self.screen().availableGeometry()))
        self.resize(1366, 768)
        self._restored = isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)
        if self._restored:
            keep_inside(self, self.screen().availableGeometry())
        self._top.show_period(self._period, self.services.look.periods())

    def _refresh_if_stale(self, name: str) -> None:
        if name in self._stale and name in self._pages:
            self._stale.discard(name)
            try:
                self._pages[name].refresh()
            except LedgerError as error:  # its disk is gone: the page stays as it was, and is read when it can be
                self._stale.add(name)
                self.tell_problem(str(error))

    def _refresh_seen(self) -> None:
        """台账, by which the window counts the month, and what has windows of its own open."""
        for name, page in self._pages.items():
            if name == "ledger" or page.seen_elsewhere:
                self._refresh_if_stale(name)

    @Slot()
    def _show_status(self) -> None:
        words = self.current_page.status_words() if self._current else None
        counted = self._counts.words if self._counts else ("", "")
        self._status.show_words(*(counted if words is None else (words, counted[1] if self._current == "ledger" else "")))
        if self._counts is not None:
            look = self.services.look
            self._top.show_due(look.due(self._period), look.today(), self._counts.by_filter["unreported"])

    @Slot(object)
    def _counted(self, counts: Counts) -> None:
        self._counts = counts
        self._show_status()

    @Slot(str)
    def _open_settings(self, page: str) -> None:
        self.commands.open_settings(page)

    @Slot()
    def _open_backups(self) -> None:
        self.commands.safekeeping.show_backups()

    @Slot(str)
    def _export(self, what: str) -> None:
        self.commands.exports.export_as(what)

    @Slot()
    def _ledger_changed(self) -> None:
        writer = self.sender()
        self._stale |= {name for name, page in self._pages.items() if page is not writer}
        self._refresh_seen()
        self.mark_saved()
        if writer is self._pages.get("plan"):  # another year's list has months of its own
            self._top.show_period(self._period, self.services.look.periods())
        self._show_status()
        if writer is not self._pages.get("ledger"):
            QTimer.singleShot(0, self, self.show_backup)

    def mark_saved(self) -> None:
        self._saved_at = datetime.now()
        self._status.show_saved(self._saved_at)

    def safe_words(self) -> str:
        """When something unexpected came: what of the clerk's work is safe, in a sentence."""
        until = f"台账已保存到 {self._saved_at:%H:%M}" if self._saved_at else "台账里的内容都在"
        return f"{until}；还没存进去的字留在窗口里，不会丢。"

    @property
    def covered(self) -> bool:
        """Whether it is locked."""
        return self.commands.safekeeping.locking.locked

    def save_diagnosis(self, parent: QWidget) -> None:
        """The zip for whoever mends the program, asked for in a dialog."""
        self.commands.safekeeping.save_diagnosis(parent)

    @Slot(str)
    def tell_problem(self, sentence: str) -> None:
        """In the notice, unless the bar above it says so already; "" takes the notice away."""
        if sentence and self.trouble is not None and self.trouble.says(sentence):
            self.trouble.show()  # which counts what waits
        elif sentence:
            self._notice.show_problem(sentence)
        else:
            self._notice.clear()
