"""A province's ten years in one ledger: measured by growth.py, in the sizes that it has."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from tests.bench.bench import Bench
from tests.bench.results import Outcome, Skipped

GOALS = ("grown-month", "grown-rates", "grown-history", "grown-search", "grown-memory")
_GROWTH = "tests.bench.growth"


def measure(bench: Bench) -> list[Outcome]:
    if bench.quick or find_spec(_GROWTH) is None:
        return [Skipped(goal, "quick run" if bench.quick else "its ledger can't be built yet") for goal in GOALS]
    found: list[Outcome] = import_module(_GROWTH).measure(bench.rounds)
    return found
