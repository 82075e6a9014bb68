"""The month as the present view shows it: which rows there are, of what kind, which of them are seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from qcapp.domain.ledger import Snapshot
from qcapp.domain.plan import EntryKey
from qcapp.domain.views import Grouping, LedgerView
from qcapp.publish.view_filter import Found, meant
from qcapp.publish.view_rows import ViewGroup, ViewRow, arranged, month_rows, with_faults
from ui.models.ledger_rows import Row, folded

_TOLD_AT_ONCE = ("", "no", "task", "attached", "faults")


def asks_much(view: LedgerView) -> bool:
    """Whether to arrange by it takes of every row what is found out when it is first asked for: state and lamp, the words as
    they are looked through, how they are read. Of thousands of rows it takes a while."""
    told = view.sort in _TOLD_AT_ONCE and view.grouping is not Grouping.STATE
    return not told or bool(view.filter.lamps or view.filter.conditions)


class Viewing:
    """``view`` may be set at will; ``found``: what the view's words are found in, None while there are none.

    ``keep``: measures in sight whatever their state (they are being edited). ``closed``: keys of groups that are folded.
    """

    def __init__(self) -> None:
        self.view = LedgerView()
        self.found: Found | None = None
        self.keep: frozenset[int] = frozenset()
        self.closed: set[str] = set()
        self.snapshot: Snapshot | None = None
        self.earlier: Snapshot | None = None
        """The month before, of whatever list."""
        self.day = date.min
        self._faults: Mapping[EntryKey, int] = {}
        self._rows: dict[bool, tuple[ViewRow, ...]] = {}

    @property
    def measures(self) -> tuple[ViewRow, ...]:
        """A row for each measure, whatever the view shows."""
        return self._of_kind(False)

    @property
    def rows(self) -> tuple[ViewRow, ...]:
        """All rows of the kind that the view shows, before any filter."""
        return self._of_kind(self.view.by_entry)

    @property
    def units(self) -> tuple[str, ...]:
        """Those that the view is narrowed to, as the month's list calls them."""
        return meant(self.view.filter, self.snapshot.plan).units if self.snapshot else self.view.filter.units

    @property
    def known(self) -> Mapping[bool, tuple[ViewRow, ...]]:
        """Rows that were made, by kind: True for those of one 责任分工 each."""
        return self._rows

    def show_month(
        self, snapshot: Snapshot, earlier: Snapshot | None, day: date, faults: Mapping[EntryKey, int],
        rows: Mapping[bool, tuple[ViewRow, ...]] | None = None,
    ) -> None:
        """``earlier``: the month before, of whatever list. ``rows``: made of it already, by kind, not judged.
        ``faults``: hard rules that entries break, as far as is known, then and whenever it is asked anew."""
        self.snapshot, self.earlier, self.day, self._faults = snapshot, earlier, day, faults
        self._rows = {kind: self._judged(made) for kind, made in (rows or {}).items()}

    def judge(self) -> bool:
        """Ask anew what is known of each entry's 合格; whether that changed any row."""
        before = self._rows
        self._rows = {kind: self._judged(rows) for kind, rows in before.items()}
        return any(old is not new for kind, rows in before.items() for old, new in zip(rows, self._rows[kind], strict=True))

    def show(self, view: LedgerView) -> None:
        """Another view; where it filters otherwise, what was kept in sight goes by it again."""
        if view.filter != self.view.filter:
            self.keep = frozenset()
        self.view = view

    def groups(self) -> tuple[ViewGroup, ...]:
        """What is seen, group by group, folded or not."""
        if self.snapshot is None:
            return ()
        return arranged(self.rows, self.snapshot.plan, self.view, found=self.found, keep=self.keep)

    def shown(self, groups: Sequence[ViewGroup]) -> tuple[Row, ...]:
        """The rows on the screen. While words are looked for, nothing is folded."""
        return folded(groups, self.closed if self.found is None else ())

    def close(self, keys: Collection[str]) -> None:
        self.closed |= set(keys)

    def open_around(self, no: int) -> None:
        """The groups that the measure stands in."""
        self.closed -= {group.key for group in self.groups() if any(row.no == no for row in group.rows)}

    def _of_kind(self, by_entry: bool) -> tuple[ViewRow, ...]:
        if self.snapshot is None:
            return ()
        if by_entry not in self._rows:
            self._rows[by_entry] = self._judged(month_rows(self.snapshot, self.earlier, self.day, by_entry=by_entry))
        return self._rows[by_entry]

    def _judged(self, rows: Iterable[ViewRow]) -> tuple[ViewRow, ...]:
        return with_faults(rows, lambda key: self._faults.get(key, 0), {key.no for key in self._faults})
