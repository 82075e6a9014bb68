"""The newest month, its rates, a measure's history and a search in a ledger of many years and in one of few entries; the months
of both are equally long. A process of its own, whose data folder is the bench's.

Prints one JSON object, work → milliseconds of each run. ``LARGE SMALL ROUNDS CLOCK``: copies of ledgers; wall or processor.
"""

from __future__ import annotations

import gc
import json
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from main import _FEW_CIRCLES
from qcapp.services import Services
from tests.bench.office import workplace
from tests.bench.timing import Timed, Times, clocked, in_turn

SOUGHT = "破产"
_LIKE = "SELECT assignment, field, period, text FROM cell WHERE text LIKE ? LIMIT 500"
_COUNTED = "SELECT count(*) FROM cell WHERE text LIKE ?"


def measured(large: Path, small: Path, rounds: int, clock: Callable[[], float]) -> dict[str, Times]:
    works: dict[str, Timed] = {}
    for name, ledger in (("large", large), ("small", small)):
        works[f"month {name}"] = _fresh(ledger, clock, lambda services: services.look.snapshot(services.look.newest_period()))
        works[f"rates {name}"] = _fresh(ledger, clock, lambda services: services.stats.month(services.look.newest_period()))
        works[f"history {name}"] = _fresh(ledger, clock, _history)
    found = in_turn(works, rounds)
    with workplace(large) as (place, services):
        place.warm_up()
        assert place._store is not None
        if keeper := getattr(place._store, "_words", None):
            keeper.wait()  # as in the background, some minutes after a ledger that large was first opened
        services.search.prepare()
        present = services.look.newest_period()
        seen = services.search.search(SOUGHT, present).places
        if seen == 0 or services.search.search("无此", present).places:
            raise RuntimeError(f"The search finds {seen} places.")
        works = {
            "sought": clocked(partial(services.search.search, SOUGHT, present), clock),
            "like": clocked(partial(_like, large), clock),
        }
        return found | in_turn(works, rounds)


def _history(services: Services) -> None:
    period = services.look.newest_period()
    plan = services.look.plan(period)
    changes = services.history.measure(plan.measures[len(plan.measures) // 2].no, period)
    if not changes:
        raise RuntimeError("The measure has no history.")


def _fresh(ledger: Path, clock: Callable[[], float], work: Callable[[Services], object]) -> Timed:
    """On a ledger that was just opened, so that nothing is known already; opening it is not counted."""

    def run() -> float:
        with workplace(ledger) as (_, services):
            services.look.plan(services.look.newest_period())
            return clocked(partial(work, services), clock)()

    return run


def _like(ledger: Path) -> int:
    """How many there are, and the first of them, as a search without an index has to."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as opened:
        (count,) = opened.execute(_COUNTED, (f"%{SOUGHT}%",)).fetchone()
        return int(count) + len(opened.execute(_LIKE, (f"%{SOUGHT}%",)).fetchall())


if __name__ == "__main__":
    gc.set_threshold(_FEW_CIRCLES)  # as in a command
    chosen = time.process_time if sys.argv[4] == "processor" else time.perf_counter
    times = measured(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), chosen)
    print(json.dumps({name: each.runs for name, each in times.items()}))
