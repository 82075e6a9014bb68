"""The longest turn of the window's event loop in a month by script, with 400 returned files and 10,000 rows."""

from __future__ import annotations

import subprocess

from tests.bench import stalls
from tests.bench.bench import LARGE, Bench
from tests.bench.results import Outcome, Result, Skipped
from tests.bench.timing import Times

MONTHS = 2


def measure(bench: Bench) -> list[Outcome]:
    """Processor time of one turn, which is the thread's own whatever else the machine does."""
    if bench.quick:
        return [Skipped("pause", "quick run")]
    try:
        walks = [stalls.measure(LARGE) for _ in range(1 if bench.busy else MONTHS)]
    except subprocess.CalledProcessError as error:
        return [Skipped("pause", f"the script of a month ended with {error.returncode}")]
    worst = max((walk[0] for walk in walks), key=lambda action: action.busy)
    over = sum(action.busy > stalls.LIMIT for action in walks[0])
    note = f"{len(walks[0])} actions, {LARGE} files; {over} over {stalls.LIMIT:g} ms, longest: {worst.name}".replace("|", "/")
    return [Result("pause", Times(tuple(walk[0].busy for walk in walks)), note=note)]
