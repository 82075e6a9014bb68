"""The longest turn of the window's event loop in a month by script, with 400 returned files and 10,000 rows."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from tests.bench.bench import LARGE, Bench
from tests.bench.results import Outcome, Result, Skipped
from tests.bench.timing import Times

_SCRIPT = "tests.bench.stalls"
MONTHS = 2


def measure(bench: Bench) -> list[Outcome]:
    if bench.quick or find_spec(_SCRIPT) is None:
        return [Skipped("pause", "quick run" if bench.quick else "no script of a month yet")]
    walks = [import_module(_SCRIPT).measure(LARGE) for _ in range(MONTHS)]
    worst = max((walk[0] for walk in walks), key=lambda action: action.busy)
    note = f"{len(walks[0])} actions, {LARGE} files; longest: {worst.name} {worst.where}".replace("|", "/").rstrip()
    return [Result("pause", Times(tuple(walk[0].busy for walk in walks)), note=note)]
