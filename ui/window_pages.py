"""The main window's pages: made when first shown, read again when they are shown after the ledger has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from qcapp.domain.errors import LedgerError
from ui.pages.base import Page
from ui.pages.registry import PageSpec

if TYPE_CHECKING:
    from qcapp.domain.period import Period
    from ui.main_window import MainWindow
    from ui.models.unsaved import Unsaved


class WindowPages(QObject):
    """``join`` connects a new page with the window. A page is stale from when the ledger changed until it is read again."""

    def __init__(self, window: MainWindow, specs: Sequence[PageSpec], join: Callable[[Page], None]) -> None:
        super().__init__(window)
        self._window, self._join = window, join
        self.specs = {spec.name: spec for spec in specs}
        self.stack = QStackedWidget()
        self._made: dict[str, Page] = {}
        self._tools: dict[str, int] = {}
        self._stale: set[str] = set()
        self._unread: dict[str, str] = {}

    @property
    def made(self) -> frozenset[str]:
        """Names of those that were shown."""
        return frozenset(self._made)

    @property
    def behind(self) -> bool:
        """Whether one that is seen could not be read when it was to be: another has the ledger, or it is out of reach."""
        return any(self._is_seen(name) and not self._made[name].reads_on for name in self._unread)

    def __iter__(self) -> Iterator[Page]:
        return iter(tuple(self._made.values()))

    def page(self, name: str) -> Page:
        """The page of that name, made now when this is the first time."""
        if name not in self._made:
            page, tools = self._new(name)
            self._made[name] = page
            self._tools[name] = self._window.top_bar.add_tools(tools)
            self.stack.addWidget(page)
            if tools is not None:
                _reached_before(page, tools)
            self._stale.add(name)
        return self._made[name]

    def _new(self, name: str) -> tuple[Page, QWidget | None]:
        """With its tools. Made where it is going to stand: put there later, all that is in it would be gone through once more."""
        window = self._window
        try:
            page = self.specs[name].make(window.services, window.tasks, self.stack)
            page.set_period(window.period)
            self._join(page)
            page.unread.connect(partial(self._put_off, name))
            page.was_read.connect(partial(self._was_read, name))
            if window.settings is not None:
                page.restore_state(window.settings)
            return page, page.toolbar()
        except LedgerError:  # half made, it is none
            for each in self.stack.children():
                if isinstance(each, Page) and each not in self._made.values():
                    each.deleteLater()
            raise

    def show(self, name: str) -> None:
        """As the ledger stands now."""
        page = self.page(name)
        self.refresh(name)
        self.stack.setCurrentWidget(page)
        self._window.top_bar.show_tools(self._tools[name])

    def is_page(self, name: str, page: QObject | None) -> bool:
        return page is not None and self._made.get(name) is page

    def make_stale(self, but: QObject | None = None) -> None:
        """The ledger has changed; ``but``: the page that wrote, which knows."""
        self._stale |= {name for name, page in self._made.items() if page is not but}

    def refresh(self, name: str) -> None:
        """Read anew what is stale."""
        if name in self._stale and name in self._made:
            self._stale.discard(name)
            try:
                self._made[name].refresh()
            except LedgerError as error:
                self._put_off(name, str(error))
            else:
                if not self._made[name].reads_on:
                    self._was_read(name)

    def _put_off(self, name: str, why: str) -> None:
        """Its disk is gone: the page stays as it was, and is read when it can be."""
        self._stale.add(name)
        self._unread[name] = why
        self._window.tell_problem(why)

    def _was_read(self, name: str) -> None:
        if name in self._unread and self._unread.pop(name) == self._window.notice.text:
            self._window.notice.clear()

    def refresh_seen(self) -> None:
        """台账, by which the window counts the month, and what has windows of its own open."""
        for name, page in self._made.items():
            if name == "ledger" or page.seen_elsewhere:
                self.refresh(name)

    def _is_seen(self, name: str) -> bool:
        page = self._made[name]
        return name == "ledger" or page.seen_elsewhere or page is self.stack.currentWidget()

    def set_period(self, period: Period) -> None:
        for page in self:
            page.set_period(period)

    def flush(self) -> bool:
        """Save what is half typed anywhere."""
        flushed = [page.flush() for page in self]  # each of them, whatever another could not save
        return all(flushed)

    def unsaved(self) -> tuple[Unsaved, ...]:
        """What was typed anywhere and is not in the ledger yet."""
        return tuple(each for page in self for each in page.unsaved())

    def clear_notices(self) -> None:
        for page in self:
            page.clear_notices()

    def save_state(self, settings: QSettings) -> None:
        for page in self:
            page.save_state(settings)


def _reached_before(page: QWidget, tools: QWidget) -> None:
    """By Tab, as they stand above it: the page was in the window first."""
    before, each = page.previousInFocusChain(), tools.nextInFocusChain()
    while before is not None and before is not page and not _has_keys(before):
        before = before.previousInFocusChain()
    order = [before or page]
    while each is not None and tools.isAncestorOf(each):
        order += [each] if _has_keys(each) else []
        each = each.nextInFocusChain()
    for one, following in pairwise(order):
        QWidget.setTabOrder(one, following)


def _has_keys(widget: QWidget) -> bool:
    """Qt puts no other in order."""
    return widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
