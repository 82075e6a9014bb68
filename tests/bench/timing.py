"""Peers and ours in turn, medians with their spread, one line of a table each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Timed = Callable[[], float]
"""One run; answers its milliseconds."""


def clocked(work: Callable[[], object]) -> Timed:
    def run() -> float:
        began = time.perf_counter()
        work()
        return (time.perf_counter() - began) * 1000

    return run


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of each run."""

    runs: tuple[float, ...]

    @property
    def middle(self) -> float:
        return median(self.runs)

    def __str__(self) -> str:
        return f"{self.middle:.1f} ms ({min(self.runs):.1f} to {max(self.runs):.1f})"


def in_turn(works: Mapping[str, Timed], rounds: int) -> dict[str, Times]:
    """Each once unmeasured (caches, imports), then ``rounds`` times in turn, so that the machine's moods hit all alike."""
    for work in works.values():
        work()
    runs: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            runs[name].append(work())
    return {name: Times(tuple(each)) for name, each in runs.items()}


def show(title: str, times: Mapping[str, Times], ratios: Sequence[tuple[str, float, str]]) -> None:
    """``ratios``: what is compared, the figure, and the goal in words."""
    print(f"\n{title}")
    for name, each in times.items():
        print(f"  {name:<44}{each}")
    for words, figure, goal in ratios:
        print(f"  {words:<44}{figure:.2f} x   goal {goal}")
