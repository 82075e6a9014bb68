"""Many districts' ten years in one ledger, beside a ledger of one size with them by the month and few months long: two at least,
as a month's rates tell where each unit stood in the month before, for which that one is judged too.

``QC_BENCH_GROWTH=full`` takes 122 districts (1.1 M entries, minutes to make, kept under build); else twelve.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.growth_ledger import Size, cached
from tests.bench.painting import start
from tests.bench.results import Outcome, Result, Skipped
from tests.bench.timing import Times

GOALS = ("grown-month", "grown-rates", "grown-history", "grown-search", "grown-memory", "grown-printed", "grown-counted")
USUAL = Size(12, 10), Size(12, 1, months=10)
FULL = Size(122, 10), Size(122, 1, months=2)


def measure(bench: Bench) -> list[Outcome]:
    if bench.quick:
        return [Skipped(goal, "quick run") for goal in GOALS]
    sizes = FULL if os.environ.get("QC_BENCH_GROWTH") == "full" else USUAL
    note = f"{sizes[0].entries:,} entries, {sizes[1].entries:,}"
    large, small = (_copied(size, bench) for size in sizes)
    clock = "processor" if bench.busy else "wall"
    words = ["-m", "tests.bench.grown_ledger", str(large), str(small), str(bench.rounds), clock]
    own = str(bench.folder / "data")  # where the index of words is kept
    bench.environment.update(XDG_DATA_HOME=own, LOCALAPPDATA=own)
    times = {name: Times(tuple(runs)) for name, runs in json.loads(bench.process(words)[1]).items()}
    memory: list[float] = []
    window = start(bench, "rows", str(large), memory=memory)
    for _ in range(bench.rounds):
        window()
    return [
        Result("grown-month", times["month large"], times["month small"], note),
        Result("grown-rates", times["rates large"], times["rates small"], note),
        Result("grown-history", times["history large"], times["history small"], note),
        Result("grown-search", times["sought"], times["like"], note),
        Result("grown-memory", Times(tuple(memory)), note=note),
        *_walked(bench, large),
    ]


def _walked(bench: Bench, large: Path) -> list[Outcome]:
    """One run: what is held differs little from run to run."""
    from tests.bench.growth_window import COUNTED, PRINTED

    held = json.loads(bench.process(["-m", "tests.bench.growth_window", large])[1].splitlines()[-1])
    return [
        Result(goal, Times((most,)), note=f"{own:.0f} MB of it its own, the rest files of libraries and fonts")
        for goal, (most, own) in (("grown-printed", held[PRINTED]), ("grown-counted", held[COUNTED]))
    ]


def _copied(size: Size, bench: Bench) -> Path:
    """To be looked at only; what lies beside a ledger is not to lie beside the one that is kept."""
    folder = bench.folder / f"grown-{size.name}"
    folder.mkdir()
    return Path(shutil.copyfile(cached(size), folder / size.name))
