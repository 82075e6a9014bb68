"""Past: months beside each other, a measure's year, what changed since a 通报. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from qcapp.domain.errors import ExpectedError, UsageError
from qcapp.domain.ledger import Snapshot
from qcapp.domain.operations import Bulletin, OperationKind
from qcapp.domain.period import Period
from qcapp.forms.list_table import ListTable
from qcapp.ports import Clock, LedgerStore
from qcapp.publish.comparison import Comparison, compare_months
from qcapp.publish.measure_year import MeasureYear, measure_year
from qcapp.publish.past_tables import since_table
from qcapp.publish.since_issue import SinceIssue, altered_since
from qcapp.services.moment import at_one_moment
from qcapp.services.succession import months_by

NOT_ISSUED = "还没有印发过通报，没有可以对照的起点；请在“通报”页写成通报、登记印发，再来看这里。"


@dataclass(frozen=True, slots=True)
class PastService:
    store: LedgerStore
    clock: Clock

    def months(self) -> tuple[Period, ...]:
        """Those that hold anything, ascending."""
        return self.store.periods()

    def pair(self, period: Period) -> tuple[Period, Period]:
        """That month and the newest one before it that holds anything; where there is none, the month before."""
        earlier = [each for each in self.store.periods() if each < period]
        return (earlier[-1] if earlier else period.shifted(-1)), period

    def compare(self, one: Period, other: Period) -> Comparison:
        """The earlier of the two beside the later one, whichever was named first. UsageError where they are the same."""
        if one == other:
            raise UsageError(f"两边都是{one.label}，请选两个不同的月份。")
        then, now = sorted((one, other))
        return at_one_moment(self.store, lambda: self._compared(then, now))

    def _compared(self, then: Period, now: Period) -> Comparison:
        earlier, later = self.store.snapshot(then), self.store.snapshot(now)
        return compare_months(earlier, later, self.store.links(later.plan.year))

    def year(self, period: Period) -> tuple[Snapshot, ...]:
        """All months that go by that month's list, the one before its first in front: what ``measure_year`` is told from."""
        months = months_by(self.store, self.store.plan_for(period).year, period)
        return at_one_moment(
            self.store, lambda: tuple(self.store.snapshot(each) for each in (months[0].shifted(-1), *months))
        )

    def measure_year(self, no: int, snapshots: Sequence[Snapshot]) -> MeasureYear:
        """UsageError for a measure that the year's plan has not."""
        year = snapshots[-1].plan.year
        return measure_year(no, snapshots, self.store.history(no, year), self.clock.today(), self.store.links(year))

    def bulletins(self) -> tuple[Bulletin, ...]:
        """All that were issued and not withdrawn, the newest first."""
        return tuple(reversed(self.store.bulletins()))

    def since(self, bulletin: Bulletin) -> SinceIssue:
        """What is different from when that one was kept as issued."""
        return at_one_moment(self.store, lambda: self._since(bulletin))

    def table_since(self, since: SinceIssue) -> ListTable:
        """To be copied, written or printed."""
        return since_table(since, lambda key: self.store.plan_for(key.period))

    def since_last(self, period: Period | None = None) -> SinceIssue:
        """Since the newest, or the newest of that month. ExpectedError where none was issued."""
        found = self.store.bulletins(period)
        if not found:
            raise ExpectedError(NOT_ISSUED if period is None else f"{period.label}还没有印发过通报，请先印发，或换一个月份。")
        return self.since(found[-1])

    def _since(self, bulletin: Bulletin) -> SinceIssue:
        later = tuple(takewhile(lambda each: each.id != bulletin.operation, self.store.operations()))[::-1]
        merges = (each for each in later if each.kind is OperationKind.MERGE)
        return SinceIssue(
            bulletin,
            altered_since(self.store.changes_since(bulletin.operation)),
            tuple(record for each in merges for record in self.store.returns_of(each.id) if not record.undone),
            tuple(each for each in later if each.kind is OperationKind.RULING and not each.undone),
            tuple(each for each in self.store.attachments() if each.at > bulletin.at),
        )
