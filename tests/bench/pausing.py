"""The longest turn of the window's event loop in a month by script, with 400 returned files and 10,000 rows."""

from __future__ import annotations

import sys

from tests.bench.bench import LARGE, Bench
from tests.bench.results import Outcome, Result, Skipped
from tests.bench.stalls import LIMIT
from tests.bench.stalls import measure as stalls
from tests.bench.timing import Times

MONTHS = 2


def measure(bench: Bench) -> list[Outcome]:
    """Processor time of one turn of the event loop, of the worst action; all that are over the limit are told beside."""
    if bench.quick:
        return [Skipped("pause", "quick run")]
    walks = [stalls(LARGE) for _ in range(1 if bench.busy else MONTHS)]
    for action in walks[-1]:
        if action.busy > LIMIT:
            print(f"  {action.busy:7.1f} ms  {action.name}  {action.where}", file=sys.stderr)
    worst = max((walk[0] for walk in walks), key=lambda action: action.busy)
    note = f"{len(walks[0])} actions, {LARGE} files; longest: {worst.name} {worst.where}".replace("|", "/").rstrip()
    return [Result("pause", Times(tuple(walk[0].busy for walk in walks)), note=note)]
