"""Works done in turn, so that the machine's moods hit all alike: times of each, their median and their spread."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean, median

Work = Callable[[], object]
Timed = Callable[[], float]
"""One run; answers what it took, in milliseconds (or another unit, where a goal has one)."""


def clocked(work: Work, clock: Callable[[], float] = time.perf_counter) -> Timed:
    """``clock``: seconds."""

    def run() -> float:
        began = clock()
        work()
        return (clock() - began) * 1000

    return run


@dataclass(frozen=True, slots=True)
class Times:
    """What each run took, in the order of the rounds; at least one."""

    runs: tuple[float, ...]

    @property
    def middle(self) -> float:
        return median(self.runs)

    @property
    def least(self) -> float:
        return min(self.runs)

    @property
    def most(self) -> float:
        return max(self.runs)

    def together(self, count: int) -> Times:
        """``count`` runs that followed one another told as one, by their mean."""
        return Times(tuple(fmean(self.runs[at : at + count]) for at in range(0, len(self.runs), count)))


def in_turn(works: Mapping[str, Timed], rounds: int) -> dict[str, Times]:
    """Each once unmeasured (caches, imports), then ``rounds`` times in turn; every other round backwards, so that none always
    comes after the same one."""
    for work in works.values():
        work()
    runs: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        for name in list(works) if number % 2 == 0 else reversed(list(works)):
            runs[name].append(works[name]())
    return {name: Times(tuple(each)) for name, each in runs.items()}


def in_turn_often(works: Mapping[str, Timed], rounds: int, often: int) -> dict[str, Times]:
    """In turn ``often`` times in each round, which tells their mean: of what takes a millisecond, one run says more of the
    machine than of the work. All that is compared so must be in ``works``: what runs after a heavy third one is the slower for
    it."""
    return {name: times.together(often) for name, times in in_turn(works, rounds * often).items()}


def once(work: Timed) -> Times:
    """For a peer so slow that one run says enough."""
    return Times((work(),))
