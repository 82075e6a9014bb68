"""合格 of the month's entries, worked out bit by bit and kept while an entry's words stay what they were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from qcapp.domain.fields import PROGRESS
from qcapp.domain.plan import EntryKey
from qcapp.domain.status import exemption_of
from qcapp.domain.text import comparable

if TYPE_CHECKING:
    from qcapp.stats.judging import Judge
    from qcapp.stats.rules import Failure


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with an entry as the ledger has it. ``reported``: it counts as a report, so that it is 合格 or not.

    Of one that does not, only what is wrong with the words that stand in 进展情况 nevertheless. ``exempt``: it is in no figure.
    """

    reported: bool
    failures: tuple[Failure, ...]
    exempt: bool = False

    @property
    def hard(self) -> tuple[Failure, ...]:
        return tuple(each for each in self.failures if each.hard)

    @property
    def hints(self) -> tuple[Failure, ...]:
        return tuple(each for each in self.failures if not each.hard)

    @property
    def unqualified(self) -> bool:
        """As the figures count it."""
        return self.reported and not self.exempt and bool(self.hard)


class Verdicts:
    """``begin`` with each reading of the ledger; ``work`` a little at a time until it says that all is done."""

    def __init__(self, clock: Callable[[], float] = perf_counter, faults: dict[EntryKey, int] | None = None) -> None:
        """``faults`` is kept up: how many hard rules each entry breaks that breaks any and counts in the figures."""
        self._clock = clock
        self._judge: Judge | None = None
        self._known: dict[EntryKey, tuple[Any, Verdict]] = {}
        self._faults = {} if faults is None else faults
        self._waiting: list[EntryKey] = []

    def begin(self, judge: Judge) -> None:
        """Entries are looked at anew; what is known of them holds until it is their turn."""
        before = self._judge.snapshot if self._judge else None
        if before is None or (before.period, before.plan.year) != (judge.snapshot.period, judge.snapshot.plan.year):
            self._known.clear()
            self._faults.clear()
        elif before.plan is not judge.snapshot.plan:  # some may be in the list no more
            for key in self._known.keys() - judge.snapshot.entries.keys():
                del self._known[key]
                self._faults.pop(key, None)
        self._judge = judge
        self._waiting = list(reversed(tuple(judge.snapshot.entries)))

    @property
    def complete(self) -> bool:
        """Whether something is known of each entry of the month."""
        return self._judge is not None and len(self._known) == len(self._judge.snapshot.entries)

    def work(self, seconds: float) -> bool:
        """Judge for about so long, one entry at the least; True when none is left."""
        until = self._clock() + seconds
        while self._waiting:
            self.now(self._waiting.pop())
            if self._clock() >= until:
                break
        return not self._waiting

    def known(self, key: EntryKey) -> Verdict | None:
        """What was found last; None for an entry that was never judged."""
        found = self._known.get(key)
        return found[1] if found else None

    def now(self, key: EntryKey) -> Verdict | None:
        """As the ledger was read last; None before the first ``begin`` and for an entry that there is not."""
        judge = self._judge
        if judge is None or key not in judge.snapshot.entries:
            return None
        exempt = exemption_of(judge.snapshot.entries[key], judge.snapshot) is not None
        seen = (judge.snapshot.plan.year, judge.rules, *judge.looked_at(key), exempt)
        found = self._known.get(key)
        if found is not None and found[0] == seen:
            # Read anew it may be equal and another object; the one that nothing else holds any more is let go.
            found = self._known[key] = seen, found[1]
        else:
            found = self._known[key] = seen, self._judged(judge, key, exempt)
            self._faults.pop(key, None)
            if found[1].unqualified:
                self._faults[key] = len(found[1].hard)
        return found[1]

    @staticmethod
    def _judged(judge: Judge, key: EntryKey, exempt: bool) -> Verdict:
        words, reported = judge.words_now(key), judge.reported(key)
        failures = judge.failures(key, words)
        if not reported:
            tried = comparable(words.get(PROGRESS.key, ""))
            failures = tuple(each for each in failures if tried and each.hard and each.field == PROGRESS.key)
        return Verdict(reported, failures, exempt)
