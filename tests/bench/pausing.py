"""The longest turn of the window's event loop in a month by script, and its longest wait: 400 returned files and 10,000 rows."""

from __future__ import annotations

import sys

from tests.bench.bench import LARGE, Bench
from tests.bench.results import Outcome, Result, Skipped
from tests.bench.stalls import LIMIT, Action
from tests.bench.stalls import measure as stalls
from tests.bench.timing import Times

MONTHS = 2


def measure(bench: Bench) -> list[Outcome]:
    """Of the worst action one turn's processor time, and beside it the longest wait on the clock; all actions that are over the
    limit are told."""
    if bench.quick:
        return [Skipped("pause", "quick run"), Skipped("pause-clock", "quick run")]
    walks = [stalls(LARGE) for _ in range(1 if bench.busy else MONTHS)]
    for action in walks[-1]:
        if action.busy > LIMIT:
            print(f"  {action.busy:7.1f} ms  {action.name}  {action.where}", file=sys.stderr)
    busiest = [max(walk, key=lambda action: action.busy) for walk in walks]
    longest = [max(walk, key=lambda action: action.pause) for walk in walks]
    busy, pause = tuple(action.busy for action in busiest), tuple(action.pause for action in longest)
    worst, latest = busiest[busy.index(max(busy))], longest[pause.index(max(pause))]
    note = f"{len(walks[0])} actions, {LARGE} files; longest: {_told(worst)}"
    return [Result("pause", Times(busy), note=note), Result("pause-clock", Times(pause), note=f"longest: {_told(latest)}")]


def _told(action: Action) -> str:
    return f"{action.name} {action.where}".replace("|", "/").rstrip()
