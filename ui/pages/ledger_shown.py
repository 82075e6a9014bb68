"""Which rows the ledger's table shows, in which columns, groups and order: the view at hand, and all that changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.views import LedgerView, ViewFilter
from qcapp.publish.view_columns import SHOWN_BY_DEFAULT
from ui.models.active_filters import active_parts
from ui.models.ledger_model import COLUMNS, LedgerModel
from ui.models.ledger_rows import ALL, chip_counts, seen_words
from ui.models.ledger_viewing import Viewing, asks_much
from ui.pages.ledger_layouts import Layouts, Left
from ui.widgets.filter_row import FilterRow
from ui.widgets.ledger_bar import LedgerBar
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.settling import after_painting

if TYPE_CHECKING:
    from qcapp.domain.period import Period
    from qcapp.domain.plan import EntryKey
    from qcapp.services import Services
    from ui.pages.ledger_choosing import Choosing
    from ui.pages.ledger_menus import LedgerMenus
    from ui.pages.ledger_reading import ReadMonth
    from ui.pages.ledger_views import NamedViews


class Shown(QObject):
    """``leaving`` before another view is shown, ``arranged(LedgerView)`` after it, with the one before; ``regrouped`` when
    there are rows of another kind to be counted."""

    leaving = Signal()
    arranged = Signal(object)
    regrouped = Signal()
    wanting = Signal()
    """The view needs rows, or words found, that take a while: the month is to be read for it, and is shown then."""
    problem = Signal(str)
    said = Signal(str)

    def __init__(self, services: Services, period: Callable[[], Period], page: QWidget) -> None:
        super().__init__(page)
        self._services = services
        self.viewing = Viewing()
        self._pointed: tuple[str, ...] = ()
        self._seen = 0
        self._from_top = False
        self.large = False
        """Whether the month's rows are so many that what goes through all of them is done beside."""
        self._left = Left()
        self.bar, self.filters = LedgerBar(), FilterRow()
        self.model = LedgerModel(page)
        self.table = LedgerTable(self.model)
        self.layouts = Layouts(self.table)
        self._period = period
        self._choosing: Choosing | None = None
        self._named: NamedViews | None = None
        self._menus: LedgerMenus | None = None
        self._connect()

    @property
    def view(self) -> LedgerView:
        return self.viewing.view

    @property
    def awaits(self) -> bool:
        """Whether what the view needs was asked for, and nothing is arranged by it yet."""
        return self._from_top

    @property
    def altered(self) -> bool:
        """Whether the view at hand is another one than what bears its name."""
        return self._named is not None and self._named.altered

    @property
    def choosing(self) -> Choosing:
        """What the chips open; made, as the two below, when there is time or it is asked for."""
        if self._choosing is None:
            from ui.pages.ledger_choosing import Choosing

            self._choosing = Choosing(self.filters, self.viewing, self._services.look.today)
            self._choosing.wished.connect(self.show_view)
            self._choosing.widths_reset.connect(self.table.columns.usual_widths)
        return self._choosing

    @property
    def named(self) -> NamedViews:
        if self._named is None:
            from ui.pages.ledger_views import NamedViews

            self._named = NamedViews(self.filters, self.viewing, lambda: self._services.views, self._period)
            self._named.note(self._left.plain)
            self._named.wished.connect(self.show_view)
            self._named.renamed.connect(self.layouts.rename)
            self._named.problem.connect(self.problem)
            self._named.said.connect(self.said)
        return self._named

    @property
    def menus(self) -> LedgerMenus:
        if self._menus is None:
            from ui.pages.ledger_menus import LedgerMenus

            self._menus = LedgerMenus(self.table, self.model, self.viewing, self.choosing)
            self._menus.wished.connect(self.show_view)
        return self._menus

    def complete(self) -> None:
        """What could wait until the rows stand."""
        self.bar.complete()
        self._made = self.named, self.menus  # which make what they need
        if self.view.name:
            self.named.recall(self._left)

    def show_month(self, month: ReadMonth, faults: Mapping[EntryKey, int]) -> None:
        """The ledger was read again."""
        self.viewing.show_month(month.snapshot, month.earlier, month.day, faults, month.rows)
        if month.view == self.view:
            self.viewing.found = month.found
        else:
            self._look_for_words()

    def arrange(self) -> frozenset[int]:
        """Show the rows of the view; answers the numbers of all measures in it, folded away or not."""
        plan = self.viewing.snapshot.plan if self.viewing.snapshot else None
        groups = self.viewing.groups()
        self.filters.show_view(self.view, plan, altered=self.altered)
        parts = tuple(active_parts(self.view.filter, plan)) if plan else ()
        self.filters.show_active(parts, self.view.filter.words)
        self._mark()
        self.table.show_rows(self.viewing.shown(groups))
        if self._from_top:
            self._from_top = False
            self.table.show_from_top()
        self._seen = sum(len(group.rows) for group in groups)
        return frozenset([row.no for group in groups for row in group.rows])

    def show_counts(self, *, judged: bool) -> None:
        self.filters.show_counts(chip_counts(self.viewing.rows, judged=judged))

    def once_painted(self, slot: Callable[[], object]) -> None:
        """At once; of a large month when its rows are painted, in a turn of its own."""
        if self.large:
            after_painting(self, slot)
        else:
            slot()

    def words(self) -> str | None:
        """How many rows are in sight of how many; None where that goes without saying."""
        viewing = self.viewing
        snapshot, measures = viewing.snapshot, len(viewing.measures)
        return seen_words(self.view, self._seen, viewing.rows, measures, snapshot) if snapshot else None

    def open_around(self, no: int) -> None:
        """Unfold what that measure stands in."""
        self.viewing.open_around(no)
        self.arranged.emit(self.view)

    @Slot(object)
    def show_view(self, view: LedgerView) -> None:
        self.leaving.emit()
        before = self.view
        self.named.note(view)
        self.viewing.show(view)
        self.layouts.change(before.name, view.name)
        self.table.columns.show(view.columns)
        self.table.header.show_sorted(COLUMNS.index(view.sort) if view.sort else -1, view.descending)
        much = self.large and asks_much(view) and _asks_of_more(view, before)
        if _sought(view) != _sought(before):
            self.bar.show_words(view.filter.words)
            if much or (self.large and (view.filter.words or view.by_entry not in self.viewing.known)):
                self._want()
                return
            self._look_for_words()
        elif much:
            self._want()
            return
        if view.by_entry != before.by_entry:
            self.regrouped.emit()
        self.arranged.emit(before)
        if view.filter != before.filter or view.grouping is not before.grouping or view.sort != before.sort:
            self.table.show_from_top()

    def _want(self) -> None:
        self._from_top = True
        self.wanting.emit()

    @Slot()
    def clear_filters(self) -> None:
        self.show_view(replace(self.view, filter=ViewFilter()))

    @Slot()
    def open_all(self) -> None:
        self.viewing.closed.clear()
        self.arranged.emit(self.view)

    @Slot()
    def close_all(self) -> None:
        self.viewing.close([group.key for group in self.viewing.groups()])
        self.arranged.emit(self.view)

    def save_state(self, settings: QSettings) -> None:
        self.layouts.save(settings, self._named.left() if self._named is not None else self._left)

    def restore_state(self, settings: QSettings) -> None:
        self._left = self.layouts.restore(settings)
        view = self.viewing.view = self._left.view
        self.table.header.show_sorted(COLUMNS.index(view.sort) if view.sort else -1, view.descending)
        self.bar.show_words(view.filter.words)

    def _connect(self) -> None:
        self.bar.searched.connect(self._search)
        self.bar.left_search.connect(self.table.setFocus)
        self.filters.state_chosen.connect(self._filter_state)
        self.filters.cleared.connect(self.clear_filters)
        self.table.header.sort_requested.connect(self._sort)
        self.table.columns.reordered.connect(self._reordered)
        self.table.fold_requested.connect(self._fold)
        self.table.all_requested.connect(self.clear_filters)
        self.table.zoomed.connect(self._zoomed)

    def point_at(self, words: Sequence[str]) -> None:
        """Mark what was looked for elsewhere, until something is looked for here."""
        self._pointed = tuple(words)
        self._mark()

    def _mark(self) -> None:
        if self.view.filter.words:
            self._pointed = ()
        self.table.set_hits(self._pointed or self.view.filter.words.split())

    def _narrow(self, **parts: object) -> None:
        self.show_view(replace(self.view, filter=replace(self.view.filter, **parts)))  # type: ignore[arg-type]

    def _look_for_words(self) -> None:
        snapshot = self.viewing.snapshot
        self.viewing.found = self._services.look.found_by(self.view, snapshot) if snapshot else None

    @Slot(str)
    def _search(self, text: str) -> None:
        if self.viewing.snapshot is not None and text != self.view.filter.words:
            self._narrow(words=text)

    @Slot(str)
    def _filter_state(self, key: str) -> None:
        self._narrow(states=() if key == ALL else (key,))

    @Slot(int, bool)
    def _sort(self, section: int, descending: bool) -> None:
        self.show_view(replace(self.view, sort=COLUMNS[section] if section >= 0 else "", descending=descending))

    @Slot()
    def _reordered(self) -> None:
        keys = self.table.columns.keys
        self.show_view(replace(self.view, columns=() if keys == SHOWN_BY_DEFAULT else keys))

    @Slot(str)
    def _fold(self, key: str) -> None:
        self.viewing.closed ^= {key}
        self.arranged.emit(self.view)

    @Slot(int)
    def _zoomed(self, percent: int) -> None:
        self.said.emit(f"台账按 {percent}% 显示。")


def _sought(view: LedgerView) -> tuple[object, ...]:
    """The words, and what they are looked for in."""
    return view.filter.words, view.by_entry, view.looks_in_entries


def _asks_of_more(view: LedgerView, before: LedgerView) -> bool:
    """Whether it may take long: something else is found out, or the same of rows that the view before did not show."""
    now, then = view.filter, before.filter
    hidden = ((now.units, then.units), (now.tasks, then.tasks), (now.states, then.states))
    if any(old and not (new and set(new) <= set(old)) for new, old in hidden) or (then.words and not now.words):
        return True
    return now.units == then.units and _asked(view) != _asked(before)


def _asked(view: LedgerView) -> tuple[object, ...]:
    """What of a view may take long to find out."""
    return view.sort, view.grouping, view.filter.lamps, view.filter.conditions
