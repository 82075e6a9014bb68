"""What the ledger's table shows, as plain values: rows under headings that fold, the chips' counts. No widget here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from qcapp.domain.ledger import Snapshot
from qcapp.domain.views import LedgerView
from qcapp.publish.view_rows import EXEMPT, STATES, UNQUALIFIED, ViewGroup, ViewRow

ALL = "all"
_FLAGS = attrgetter("flags")
# Keys of the filter chips, in their order, with the words on them.
FILTERS: tuple[tuple[str, str], ...] = ((ALL, "全部"), *((key, words) for key, words in STATES.items() if key != EXEMPT))


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A heading over its rows: how many of them are shown, and how many of those reported."""

    key: str
    heading: str
    shown: int
    open: bool
    group: ViewGroup = field(compare=False, repr=False)
    _counted: list[int] = field(default_factory=list, compare=False, repr=False)

    @property
    def reported(self) -> int:
        """Counted when it is asked for: few headings of a hundred thousand rows are seen."""
        if not self._counted:
            self._counted.append(self.group.reported)
        return self._counted[0]

    @property
    def text(self) -> str:
        return f"{self.heading}  {self.count}"

    @property
    def count(self) -> str:
        return f"{self.shown} 条 · 已报 {self.reported}"


Row = ViewRow | GroupRow


class Counts(NamedTuple):
    """A month in figures: measures in all, by filter, and units that returned something. ``exempt``: measures of which nothing
    is due and nothing came. Without ``unqualified`` while the entries are not judged."""

    by_filter: dict[str, int]
    units: int
    returned: int
    exempt: int = 0

    @property
    def words(self) -> tuple[str, str]:
        """The two parts of the status bar."""
        return f"{self.by_filter[ALL]} 条 · {self.standing}", f"{self.units} 家单位 · 已回收 {self.returned}"

    @property
    def standing(self) -> str:
        """已报 70 · 未报 4 · 逾期 0."""
        total, missing, overdue = (self.by_filter[key] for key in (ALL, "unreported", "overdue"))
        exempt = f" · 免报 {self.exempt}" if self.exempt else ""
        return f"已报 {total - missing - self.exempt} · 未报 {missing} · 逾期 {overdue}{exempt}"


def _kinds(rows: Iterable[ViewRow]) -> Counter[frozenset[str]]:
    """Rows by what they are: a handful of kinds, of thousands of rows."""
    return Counter(map(_FLAGS, rows))


def chip_counts(rows: Collection[ViewRow], *, judged: bool = True) -> dict[str, int]:
    """Rows by filter chip. ``judged``: each entry's 合格 is known."""
    wanted = [key for key, _ in FILTERS if key != ALL and (judged or key != UNQUALIFIED)]
    kinds = _kinds(rows)
    return {ALL: len(rows), **{key: sum(many for flags, many in kinds.items() if key in flags) for key in wanted}}


def count(rows: Collection[ViewRow], snapshot: Snapshot, *, judged: bool = True) -> Counts:
    """``rows``: one a measure."""
    returned = sum(bool(snapshot.returned.get(unit.name)) for unit in snapshot.plan.responsible)
    exempt = sum(many for flags, many in _kinds(rows).items() if EXEMPT in flags)
    return Counts(chip_counts(rows, judged=judged), len(snapshot.plan.responsible), returned, exempt)


def seen_words(view: LedgerView, seen: int, rows: Collection[ViewRow], measures: int, snapshot: Snapshot) -> str | None:
    """What the status bar says of so many rows in sight; None where all measures are, a row each.

    ``rows``: all of the month, of the kind that the view shows. ``measures``: how many it has.
    """
    total = f"{len(rows)} 条责任分工（{measures} 条措施）" if view.by_entry else f"{measures} 条"
    if not view.filter.empty:
        return f"显示 {seen} / {total}"
    return f"{total} · {count(rows, snapshot, judged=False).standing}" if view.by_entry else None


def folded(groups: Iterable[ViewGroup], closed: Collection[str]) -> tuple[Row, ...]:
    """Rows below their headings; those of a closed group are not shown."""
    shown: list[Row] = []
    for group in groups:
        is_open = not group.heading or group.key not in closed
        if group.heading:
            shown.append(GroupRow(group.key, group.heading, len(group.rows), is_open, group))
        if is_open:
            shown += group.rows
    return tuple(shown)
