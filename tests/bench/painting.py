"""The window's first paint, a process each time, from the spawn; and what memory it takes until then."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.bench.bench import ROOT, Bench
from tests.bench.results import Outcome, Result
from tests.bench.timing import Timed, Times, in_turn_often

OFTEN = 3
"""Times that sides take turns in a round: no start of a process takes as long as the one before it."""


def measure(bench: Bench) -> list[Outcome]:
    memory: list[float] = []
    ledger = str(bench.month.ledger)
    works = {
        "bare": start(bench, "bare"), "frame": start(bench, "frame", ledger), "rows": start(bench, "rows", ledger, memory=memory),
    }
    times = in_turn_often(works, 2 * bench.rounds, OFTEN)
    return [
        Result("paint-frame", times["frame"], times["bare"]), Result("paint-rows", times["rows"], times["bare"]),
        Result("memory", Times(tuple(memory[1:]))),
    ]


def start(bench: Bench, *words: str, memory: list[float] | None = None) -> Timed:
    """``memory`` takes the peak of each, in MB."""
    command = [sys.executable, str(ROOT / "tests" / "bench" / "first_paint.py"), *words]

    def run() -> float:
        began = time.time()
        said = subprocess.run(command, env=bench.environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        painted, used, megabytes = map(float, said.split())
        if memory is not None:
            memory.append(megabytes)
        return used * 1000 if bench.busy else (painted - began) * 1000

    return run
