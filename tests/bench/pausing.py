"""The longest pause of the window's thread in a month by script, with 400 returned files and 10,000 rows."""

from __future__ import annotations

import sys

from tests.bench.bench import LARGE, Bench
from tests.bench.results import Outcome, Result, Skipped
from tests.bench.stalls import LIMIT
from tests.bench.stalls import measure as stalls
from tests.bench.timing import Times


def measure(bench: Bench) -> list[Outcome]:
    """Processor time of one turn of the event loop, of the worst action; all that are over the limit are told beside."""
    if bench.quick:
        return [Skipped("pause", "quick run")]
    actions = stalls(LARGE)
    for action in actions:
        if action.busy > LIMIT:
            print(f"  {action.busy:7.1f} ms  {action.name}  {action.where}", file=sys.stderr)
    return [Result("pause", Times(tuple(action.busy for action in actions[:1])), note=actions[0].name)]
