"""What the modules that measure share: where data lies, made when first asked for, and how often to measure."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.bench.office import Month, Returns, make_month, make_returns
from tests.bench.timing import Timed, Work, clocked

ROOT = Path(__file__).resolve().parents[2]
LARGE, HALF, FEW, MONTHS_FILES = 400, 200, 40, 22
"""Units that return a file: of a city's office, half of it, few for a quick run, and in a district's month."""


@dataclass
class Bench:
    """``rounds``: of each side. ``quick``: the smaller part of it, and no peer that takes minutes. ``busy``: by processor time
    where that can be told, for a machine that has other things to do."""

    folder: Path
    rounds: int = 5
    quick: bool = False
    busy: bool = False
    _returns: dict[tuple[int, str], Returns] = field(default_factory=dict)

    @cached_property
    def month(self) -> Month:
        return make_month(self.folder / "month")

    @cached_property
    def long_month(self) -> Month:
        return make_month(self.folder / "long-month", times=10)

    def returns(self, units: int, suffix: str) -> Returns:
        if (units, suffix) not in self._returns:
            self._returns[units, suffix] = make_returns(self.folder / f"returns-{units}-{suffix}", units, suffix)
        return self._returns[units, suffix]

    @cached_property
    def environment(self) -> dict[str, str]:
        """Of processes to be measured, ours and peers alike: imports compiled once, into one place, and no screen."""
        made = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(self.folder / "compiled")}
        made.pop("PYTHONDONTWRITEBYTECODE", None)
        made.setdefault("QT_QPA_PLATFORM", "offscreen")
        return made

    def process(self, words: Sequence[str | Path], expect: tuple[int, ...] = (0,)) -> tuple[float, str]:
        """One process of this Python from its spawn to its end: milliseconds, and what it said."""
        clock = children_time if self.busy else time.perf_counter
        began = clock()
        done = subprocess.run(
            [sys.executable, *map(str, words)], env=self.environment, cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
        )
        took = (clock() - began) * 1000
        if done.returncode not in expect:
            raise RuntimeError(f"{' '.join(map(str, words))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return took, done.stdout

    def clocked(self, work: Work) -> Timed:
        return clocked(work, time.process_time if self.busy else time.perf_counter)


def children_time() -> float:
    """Seconds of processor that processes which have ended, and theirs, have used."""
    used = os.times()
    return used.children_user + used.children_system
