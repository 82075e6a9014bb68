"""What each fault of RELIABILITY's list has been tried, told at the end of the run.

``FAULT_TRIALS=10`` in the environment tries ten times as much as a developer's own run.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

SCALE = float(os.environ.get("FAULT_TRIALS", "1"))


@dataclass
class Fault:
    """One numbered fault: how often it was made, what was measured on the way, what could not be made here."""

    number: int
    what: str
    trials: int = 0
    measured: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def tried(self, times: int = 1) -> None:
        self.trials += times

    def measure(self, words: str) -> None:
        self.measured.append(words)

    def pass_over(self, reason: str) -> None:
        if reason not in self.passed_over:
            self.passed_over.append(reason)

    def line(self) -> str:
        words = [f"{self.number:>2}  {self.trials:>7,}  {self.what}"]
        words += [f"({each})" for each in self.measured]
        words += [f"[not made: {each}]" for each in self.passed_over]
        return "  ".join(words)


FAULTS = {
    number: Fault(number, what)
    for number, what in enumerate(
        (
            "killed at any point of merging",
            "stopped within a commit, database and journal copied",
            "killed within backup, export, migration, dispatch",
            "no space left",
            "the ledger's folder renamed, read-only, unmounted",
            "the stick with returns pulled while reading",
            "a second window on the same ledger",
            "a ledger from the future",
            "a migration failing at each step",
            "a damaged, cut, empty or foreign file",
            "a reader that aborts, hangs, eats memory, talks nonsense",
            "merged twice and in any order",
            "hostile text written and read again",
            "mutated forms",
        ),
        1,
    )
}


def times(usual: int, least: int = 1) -> int:
    """How often to try what a developer's own run tries ``usual`` times."""
    return max(least, round(usual * SCALE))


def table() -> list[str]:
    return ["fault  trials", *(fault.line() for fault in FAULTS.values() if fault.trials or fault.passed_over)]
