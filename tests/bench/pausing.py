"""The longest pause of the window's thread in a month by script, with 400 returned files and 10,000 rows."""

from __future__ import annotations

from tests.bench.bench import Bench
from tests.bench.results import Outcome, Skipped


def measure(bench: Bench) -> list[Outcome]:
    return [Skipped("pause", "quick run" if bench.quick else "no script of a month yet")]
