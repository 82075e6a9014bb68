"""往期: two months beside each other, a measure's year on one page, what changed since a 通报. It writes nothing."""

from __future__ import annotations

from enum import IntEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.ledger import CellKey, Snapshot
from qcapp.domain.operations import Bulletin
from qcapp.domain.period import Period
from qcapp.ports import Progress
from qcapp.publish.comparison import Comparison
from qcapp.publish.since_issue import SinceIssue
from qcapp.services.past import NOT_ISSUED
from ui.dialogs.exported import ResultBar
from ui.latest import Latest
from ui.originals import Originals
from ui.pages.base import Page
from ui.pages.past_compare import CompareLeaf
from ui.pages.past_out import PastOut
from ui.pages.past_since import SinceLeaf
from ui.pages.past_year import YearLeaf
from ui.widgets.past_bar import PastBar

if TYPE_CHECKING:
    from qcapp.forms.list_table import ListTable
    from qcapp.services import Services
    from ui.tasks import TaskRunner


class Leaf(IntEnum):
    COMPARE = 0
    YEAR = 1
    SINCE = 2


_HINTS = {
    Leaf.COMPARE: "在两月的内容里查找", Leaf.YEAR: "查找措施（序号、文字、单位、拼音首字母）", Leaf.SINCE: "在改动里查找",
}


class PastPage(Page):
    name = "past"
    title = "往期"
    searchable = True

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        self._pair: tuple[Period, Period] | None = None
        self._bulletin: Bulletin | None = None
        self._wanted: int | None = None
        self._stale = set(Leaf)
        self.bar = PastBar(_HINTS[Leaf.COMPARE])
        self.tabs = QTabBar()
        self.result = ResultBar()
        self.originals = Originals(services, tasks, self)
        self._out = PastOut(self)
        self._reading = {leaf: Latest(tasks, "看往期", self) for leaf in Leaf}
        self._stack = QStackedWidget()
        self._settings: QSettings | None = None
        self._lay_out()
        self._connect()
        self._stack.setCurrentWidget(self._shown_leaf())

    # Each leaf is made when it is first asked for: all of them at once would take two thirds of a first visit.

    @cached_property
    def compare(self) -> CompareLeaf:
        leaf = CompareLeaf(self._stack)
        leaf.pair_chosen.connect(self._pair_chosen)
        leaf.search_dropped.connect(self._forget_search)
        self._add(leaf)
        return leaf

    @cached_property
    def year(self) -> YearLeaf:
        past, look = self.services.past, self.services.look
        leaf = YearLeaf(past.measure_year, look.matching_measures, self._stack)
        leaf.search_dropped.connect(self._forget_search)
        leaf.file_wanted.connect(self.originals.open)
        self._add(leaf)
        if self._settings is not None:
            leaf.restore_state(self._settings)
        return leaf

    @cached_property
    def since(self) -> SinceLeaf:
        leaf = SinceLeaf(self._measure_text, self.services.past.table_since, self._stack)
        leaf.bulletin_chosen.connect(self._bulletin_chosen)
        leaf.operation_wanted.connect(self._go_operation)
        leaf.bulletin_page_wanted.connect(self._go_bulletin)
        leaf.file_wanted.connect(self.originals.open)
        self._add(leaf)
        return leaf

    def _add(self, leaf: CompareLeaf | YearLeaf | SinceLeaf) -> None:
        leaf.opened.connect(self._open)
        leaf.shown.connect(self.status_changed)
        self._stack.addWidget(leaf)

    @property
    def leaf(self) -> Leaf:
        return Leaf(self.tabs.currentIndex())

    @property
    def busy(self) -> bool:
        return any(each.busy for each in self._reading.values())

    def set_period(self, period: Period) -> None:
        if self._period is not None and period != self._period:
            self._pair = None
        super().set_period(period)

    def refresh(self) -> None:
        self._stale = set(Leaf)
        self._read(self.leaf)

    def toolbar(self) -> QWidget:
        return self.bar

    def status_words(self) -> str:
        return self._shown_leaf().status_words()

    def show_item(self, what: object) -> None:
        """A measure's number: its year; a pair of months: these beside each other; a Leaf."""
        if isinstance(what, Leaf):
            self.tabs.setCurrentIndex(what)
        elif isinstance(what, int):
            self._wanted = what
            self.tabs.setCurrentIndex(Leaf.YEAR)
            self._read(Leaf.YEAR)
        elif isinstance(what, tuple):
            self._pair = what
            self._stale.add(Leaf.COMPARE)
            self.tabs.setCurrentIndex(Leaf.COMPARE)
            self._read(Leaf.COMPARE)

    def clear_notices(self) -> None:
        self.result.clear()

    def shown_table(self) -> ListTable | None:
        return self._shown_leaf().listed_table()

    def focus_search(self) -> None:
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def step(self, by: int) -> bool:
        """The next or previous measure of the year's list."""
        if self.leaf is not Leaf.YEAR:
            return False
        self.year.step(by)
        return True

    def save_state(self, settings: QSettings) -> None:
        settings.setValue("past/leaf", int(self.leaf))
        if "year" in vars(self):
            self.year.save_state(settings)

    def restore_state(self, settings: QSettings) -> None:
        try:
            self.tabs.setCurrentIndex(Leaf(int(str(settings.value("past/leaf", 0)))))
        except ValueError:
            self.tabs.setCurrentIndex(Leaf.COMPARE)
        self._settings = settings
        if "year" in vars(self):
            self.year.restore_state(settings)

    # Reading

    def _read(self, leaf: Leaf) -> None:
        """What that leaf shows, if it may be something else than when it was read last."""
        if self._period is None or (leaf not in self._stale and leaf is not Leaf.YEAR):
            return
        if leaf not in self._stale:
            self._show_wanted()
            return
        self._stale.discard(leaf)
        match leaf:
            case Leaf.COMPARE:
                self._read_pair()
            case Leaf.YEAR:
                self._reading[leaf].ask(partial(_year_of, self.services, self.period), pause=0)
            case Leaf.SINCE:
                self._read_since()

    def _read_pair(self) -> None:
        past, look = self.services.past, self.services.look
        one, other = self._pair = self._pair or past.pair(self.period)
        self.compare.offer(look.periods(), past.months())
        self.compare.show_pair(one, other)
        self._reading[Leaf.COMPARE].ask(lambda _: past.compare(one, other), pause=0)

    def _read_since(self) -> None:
        past = self.services.past
        found = past.bulletins()
        ids = {each.id: each for each in found}
        chosen = ids.get(self._bulletin.id) if self._bulletin else None
        self._bulletin = chosen = chosen or next(iter(found), None)
        self.since.offer(found, chosen)
        if chosen is None:
            self._reading[Leaf.SINCE].drop()
            self.since.show_trouble(NOT_ISSUED, not_issued=True)
        else:
            self._reading[Leaf.SINCE].ask(lambda _: past.since(chosen), pause=0)

    def _show_wanted(self) -> None:
        """Once the year is read."""
        if self._wanted is not None and self.year.show_measure(self._wanted):
            self._wanted = None

    @Slot(object)
    def _compared(self, comparison: Comparison) -> None:
        self.compare.show_comparison(comparison)

    @Slot(object)
    def _not_compared(self, error: ExpectedError) -> None:
        self.compare.show_trouble(str(error))

    @Slot(object)
    def _year_read(self, months: tuple[Snapshot, ...]) -> None:
        self.year.show_months(months, self.period)
        self._show_wanted()

    @Slot(object)
    def _since_read(self, since: SinceIssue) -> None:
        self.since.show_since(since)

    @Slot(object)
    def _since_failed(self, error: ExpectedError) -> None:
        self.since.show_trouble(str(error))

    @Slot(object)
    def _failed(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))

    def _measure_text(self, key: CellKey) -> str:
        return self.services.look.measure_words(key.no, key.period)

    # Doing

    @Slot(int)
    def _turned(self, place: int) -> None:
        leaf = Leaf(place)
        self._stack.setCurrentWidget(self._shown_leaf())
        self.bar.search.setPlaceholderText(_HINTS[leaf])
        self._read(leaf)
        self._search(self.bar.search.text().strip())
        self.status_changed.emit()

    @Slot(str)
    def _search(self, text: str) -> None:
        self._shown_leaf().search(text)

    @Slot()
    def _forget_search(self) -> None:
        """The box says no more than what is searched for."""
        self.bar.search.show_text("")

    @Slot()
    def _left_search(self) -> None:
        self._shown_leaf().focus_first()

    @Slot(object, object)
    def _pair_chosen(self, one: Period, other: Period) -> None:
        self._pair = one, other
        self._read_pair()

    @Slot(object)
    def _bulletin_chosen(self, bulletin: Bulletin) -> None:
        self._bulletin = bulletin
        self._read_since()

    @Slot(int, str, object)
    def _open(self, no: int, unit: str, period: Period) -> None:
        """On 台账, in that month."""
        if period != self.period:
            pair = self._pair
            self.period_requested.emit(period)
            self._pair = pair
        self.go_requested.emit("ledger", (no, unit))

    @Slot(str)
    def _go_operation(self, operation: str) -> None:
        self.go_requested.emit("history", operation)

    @Slot()
    def _go_bulletin(self) -> None:
        self.go_requested.emit("bulletin", None)

    def _shown_leaf(self) -> CompareLeaf | YearLeaf | SinceLeaf:
        match self.leaf:
            case Leaf.COMPARE:
                return self.compare
            case Leaf.YEAR:
                return self.year
            case Leaf.SINCE:
                return self.since

    def _lay_out(self) -> None:
        for words in ("两月对照", "一条措施的一年", "上次通报以来"):
            self.tabs.addTab(words)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("往期的各页")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 10)
        column.setSpacing(6)
        column.addWidget(self.tabs)
        column.addWidget(self.result)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turned)
        self.bar.search.searched.connect(self._search)
        self.bar.search.left_down.connect(self._left_search)
        self.bar.copy_button.clicked.connect(self._out.copy_all)
        self.bar.export_button.clicked.connect(self._out.export)
        self._reading[Leaf.COMPARE].done.connect(self._compared)
        self._reading[Leaf.COMPARE].failed.connect(self._not_compared)
        self._reading[Leaf.YEAR].done.connect(self._year_read)
        self._reading[Leaf.YEAR].failed.connect(self._failed)
        self._reading[Leaf.SINCE].done.connect(self._since_read)
        self._reading[Leaf.SINCE].failed.connect(self._since_failed)
        self.originals.problem.connect(self.problem)
        self.originals.said.connect(self.message)
        self.result.failed.connect(self.problem)


def _year_of(services: Services, period: Period, progress: Progress) -> tuple[Snapshot, ...]:
    """Off the GUI thread, and what is told of each month, and how its names are spelled too: neither the year shown nor the
    first letter searched for is to wait for that."""
    months = services.past.year(period)
    for each in months:
        _ = each.begun  # kept by the snapshot
    services.search.prepare()
    return months
