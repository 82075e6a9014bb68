"""合格 as the ledger stands now, entry by entry: for the window, which asks when it has time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.status import exemption_of
from qcapp.ports import LedgerStore
from qcapp.stats.judging import Judge
from qcapp.stats.rules import RULES, rules_from


class QualifyService:
    def __init__(self, store: LedgerStore) -> None:
        self._store = store

    def judge(self, snapshot: Snapshot, earlier: Snapshot) -> Judge:
        """Who judges the entries of that month by the rules in force; ``earlier``: the month before."""
        return Judge(snapshot, earlier, rules_from(snapshot.settings))

    def faults(self, snapshot: Snapshot, earlier: Snapshot) -> Callable[[EntryKey], int]:
        """How many hard rules an entry breaks, as the figures count it: 0 for one that is not reported, or not due."""
        judge = self.judge(snapshot, earlier)

        def count(key: EntryKey) -> int:
            entry = snapshot.entries[key]
            if not judge.reported(key) or exemption_of(entry, snapshot) is not None:
                return 0
            return sum(failure.hard for failure in judge.failures(key, judge.words_now(key)))

        return count

    def broken(self, period: Period) -> dict[str, int]:
        """Rule's key → how many of the month's reported entries that are due break it now; of rules that are switched off
        too."""
        snapshot = self._store.snapshot(period)
        judge = Judge(snapshot, self._store.snapshot(period.shifted(-1)), RULES)
        counted = (key for key, entry in snapshot.entries.items() if judge.reported(key) and not exemption_of(entry, snapshot))
        found = Counter(
            rule for key in counted
            for rule in {failure.rule.key for failure in judge.failures(key, judge.words_now(key))}
        )
        return {rule.key: found[rule.key] for rule in RULES}
