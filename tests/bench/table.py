"""The ledger's table, very long: until it stands, and until a filter's rows do. Rows that are there already, as in the window."""

from __future__ import annotations

import json

from tests.bench.bench import Bench
from tests.bench.results import Outcome, Result, Skipped
from tests.bench.timing import Times

MANY, FEWER = 100_000, 10_000
FILTERS = ("by state", "by unit", "by words")


def measure(bench: Bench) -> list[Outcome]:
    many = FEWER if bench.quick else MANY
    note = f"of {many:,} rows" if bench.quick else ""
    slow, clock = "0" if bench.quick else "1", "processor" if bench.busy else "wall"
    _, said = bench.process(["-m", "tests.bench.ledger_table", str(bench.rounds), str(many), slow, clock])
    times = {name: Times(tuple(runs)) for name, runs in json.loads(said).items()}
    slowest = max((times[name] for name in FILTERS), key=lambda each: each.middle)
    found: list[Outcome] = [
        Result("table-compose", times["rows composed"], note=note),
        Result("table-paint", times["many stand"], times["few stand"], note),
        Result("table-filter", slowest, note=note),
        Result("table-filter-proxy", times["by words"], times["proxy"], note),
    ]
    if bench.quick:
        return [*found, Skipped("table-paint-resize", "takes the peer half a minute")]
    return [*found, Result("table-paint-resize", times["many stand"], times["resized"], note)]
