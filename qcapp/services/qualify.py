"""合格 as the ledger stands now, entry by entry: for the window, which asks when it has time."""

from __future__ import annotations

from collections import Counter

from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from qcapp.ports import LedgerStore
from qcapp.stats.judging import Judge
from qcapp.stats.rules import RULES, rules_from


class QualifyService:
    def __init__(self, store: LedgerStore) -> None:
        self._store = store

    def judge(self, snapshot: Snapshot, earlier: Snapshot) -> Judge:
        """Who judges the entries of that month by the rules in force; ``earlier``: the month before."""
        return Judge(snapshot, earlier, rules_from(snapshot.settings))

    def broken(self, period: Period) -> dict[str, int]:
        """Rule's key → how many of the month's reported entries break it now; of rules that are switched off too."""
        judge = Judge(self._store.snapshot(period), self._store.snapshot(period.shifted(-1)), RULES)
        found = Counter(
            key
            for entry in judge.snapshot.entries if judge.reported(entry)
            for key in {failure.rule.key for failure in judge.failures(entry, judge.words_now(entry))}
        )
        return {rule.key: found[rule.key] for rule in RULES}
