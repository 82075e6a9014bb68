"""What was measured of a goal, and what it comes to: the ratio, its spread, and whether the goal is met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median, quantiles

from tests.bench.goals import GOAL_BY_KEY, Goal, How
from tests.bench.timing import Times

ENOUGH = 5
"""Rounds; of fewer, only a goal that is met or missed by far is told."""
FAR = 2.0
FAR_OF_MEMORY = 1.2
"""The same of a limit in MB: a process takes nearly the same each time."""


class Verdict(Enum):
    MET = "met"
    MISSED = "not met"
    UNSURE = "too noisy to tell"
    SHOWN = "—"
    SKIPPED = "not measured"


@dataclass(frozen=True, slots=True)
class Result:
    """``goal``: its key. ``peer``: the other side's runs, None where the goal is a limit. ``note``: of the size, where it is not
    the goal's own."""

    goal: str
    ours: Times
    peer: Times | None = None
    note: str = ""

    @property
    def told(self) -> Goal:
        return GOAL_BY_KEY[self.goal]

    @property
    def figures(self) -> tuple[float, ...]:
        """The goal's figure by rounds, each of runs that followed one another; where one side has fewer runs, by its median."""
        ours = self.ours.runs
        if self.told.how is How.LIMIT:
            return ours
        assert self.peer is not None, f"{self.goal} is compared"
        peer = self.peer.runs
        if len(peer) != len(ours):
            few, many = sorted((peer, ours), key=len)
            filled = (median(few),) * len(many)
            peer, ours = (filled, ours) if few is peer else (peer, filled)
        by_how = zip(peer, ours, strict=True) if self.told.how is How.FASTER else zip(ours, peer, strict=True)
        return tuple(over / under for over, under in by_how)

    @property
    def figure(self) -> float:
        """The ratio of the medians; of a limit, the median."""
        if self.told.how is How.LIMIT or self.peer is None:
            return self.ours.middle
        over, under = (self.peer, self.ours) if self.told.how is How.FASTER else (self.ours, self.peer)
        return over.middle / under.middle

    @property
    def rounds(self) -> int:
        """Of the side with fewer."""
        return min(len(self.ours.runs), len(self.peer.runs) if self.peer else len(self.ours.runs))

    @property
    def verdict(self) -> Verdict:
        """Met or missed when the whole middle half of the rounds' figures is; of few rounds, when it is so by far."""
        goal, figure = self.told, self.figure
        if goal.bound is None:
            return Verdict.SHOWN
        far = FAR_OF_MEMORY if goal.how is How.LIMIT and goal.unit == "MB" else FAR
        around = middle_half(self.figures) if self.rounds >= ENOUGH else (figure / far, figure * far)
        told = {goal.met_by(each) for each in (figure, *around)}
        if len(told) > 1:
            return Verdict.UNSURE
        return Verdict.MET if True in told else Verdict.MISSED


def middle_half(figures: Sequence[float]) -> tuple[float, float]:
    """The first and the third quartile."""
    low, _, high = quantiles(figures, n=4, method="inclusive")
    return low, high


@dataclass(frozen=True, slots=True)
class Skipped:
    """A goal that was not measured, and why."""

    goal: str
    why: str

    @property
    def told(self) -> Goal:
        return GOAL_BY_KEY[self.goal]

    @property
    def verdict(self) -> Verdict:
        return Verdict.SKIPPED


Outcome = Result | Skipped
