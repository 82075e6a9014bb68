"""Growth: the same month, unit, measure and words in a ledger of a few months' entries and in one of ten years'.

A hundred and fourteen thousand entries are built for it; ``python -m tests.bench.growth 122`` goes by 1.1 million, and so does a
later run, as the ledger is kept. Each side reads a month of as many rows: what differs is how much stands before it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from db.indexing import WordKeeper
from db.opening import open_ledger
from db.store import SqlLedger
from db.word_index import Places
from qcapp.domain.period import Period
from qcapp.ports import SoughtWord
from qcapp.services.stats import StatsService
from tests.bench.growth_ledger import CACHE, LAST_YEAR, ROOT, Size, cached
from tests.bench.results import Outcome, Result, Skipped
from tests.bench.timing import Timed, Times, clocked, in_turn
from tests.factory import FixedClock

FEW, ALL, YEARS = 12, 122, 10
WORDS = ("渔港", "茶园", "冷链", "古村", "民宿")
CLOCK = FixedClock(datetime(LAST_YEAR + 1, 1, 10, 9))
_MONTHS = {FEW: 10, ALL: 2}


def measure(rounds: int = 5, districts: int = 0) -> list[Outcome]:
    """``districts``: 0 for all where that ledger is there already, else for FEW. Processor time: others may be at work."""
    from db.revisions import head

    built = (CACHE / head() / Size(ALL, YEARS).name).exists()
    districts = districts or (ALL if built else FEW)
    large = Size(districts, YEARS)
    months = _MONTHS.get(districts, 2)
    small = Size(districts, 1, months)
    note = "" if districts == ALL else f"{large.entries:,} entries"
    with opened(small) as few, opened(large) as many:
        outcomes: list[Outcome] = [
            _compared("grown-month", month, few, many, rounds, note),
            _compared("grown-rates", rates, few, many, rounds, note),
            _compared("grown-history", history, few, many, rounds, note),
            _searched(many, rounds, note),
        ]
    return [*outcomes, _memory(large, note)]


@contextmanager
def opened(size: Size) -> Iterator[SqlLedger]:
    """A copy of the ledger of that size."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("GROWTH_FOLDER")) as folder:
        path = Path(folder) / "ledger.sqlite3"
        shutil.copyfile(cached(size), path)
        ledger = open_ledger(path, CLOCK, look_later=True)
        try:
            yield ledger
        finally:
            ledger.close()


Measured = Callable[[SqlLedger], Callable[[], object]]


def _last(ledger: SqlLedger) -> Period:
    return ledger.periods()[-1]


def month(ledger: SqlLedger) -> Callable[[], object]:
    """From the file to the newest month's rows: nothing that was read before is used again."""
    path = ledger.path

    def work() -> None:
        again = open_ledger(path, CLOCK, look_later=True)
        again.snapshot(again.periods()[-1])
        again.close()

    return work


def rates(ledger: SqlLedger) -> Callable[[], object]:
    """All units' figures of the newest month, and where they stood in the one before, which both sides have: they judge as many
    entries."""
    service, period = StatsService(ledger, CLOCK), _last(ledger)
    return lambda: service.month(period)


def history(ledger: SqlLedger) -> Callable[[], object]:
    """A measure's changes in a year of one month, or of the last ten: as many rows on both sides are asked of the ledger."""
    period = _last(ledger)
    plan = ledger.plan_for(period)
    (no, unit), *_ = [(each.no, each.unit) for each in plan.assignments[len(plan.assignments) // 2 :]]
    return lambda: [ledger.past(no, unit, "progress", period, 6) for _ in range(50)]


def _compared(goal: str, measured: Measured, few: SqlLedger, many: SqlLedger, rounds: int, note: str) -> Result:
    works: dict[str, Timed] = {
        "few": clocked(measured(few), time.process_time), "many": clocked(measured(many), time.process_time),
    }
    times = in_turn(works, rounds)
    return Result(goal, times["many"], times["few"], note)


def _searched(ledger: SqlLedger, rounds: int, note: str) -> Outcome:
    """Words of two characters that stand in one report of some thousands, once the index is there."""
    with tempfile.TemporaryDirectory() as folder:
        keeper = WordKeeper(Path(folder), ledger.path, ledger.ledger_id, ledger._reading, large=0)
        ledger._word_keeper = keeper
        keeper.keep_up()
        keeper.wait()
        with ledger._reading() as query:
            if keeper.cells_with(query, [[WORDS[0]]], Places()) is None:
                return Skipped("grown-search", "this SQLite can't have the index")
        ours = clocked(lambda: [ledger.cells_with([SoughtWord(word, "", ())]) for word in WORDS], time.process_time)
        like = clocked(lambda: [_like(ledger.path, word) for word in WORDS], time.process_time)
        times = in_turn({"like": like, "ours": ours}, rounds)
        keeper.stop()
    return Result("grown-search", _each(times["ours"]), _each(times["like"]), note)


def _each(times: Times) -> Times:
    return Times(tuple(run / len(WORDS) for run in times.runs))


def _like(path: Path, word: str) -> int:
    query = sqlite3.connect(path)
    try:
        return len(query.execute("SELECT assignment, period FROM cell WHERE text LIKE ?", (f"%{word}%",)).fetchall())
    finally:
        query.close()


def _memory(size: Size, note: str) -> Outcome:
    """The most that a process held that showed the window on it, filtered, searched, and printed the month."""
    from tests.bench.growth_window import PRINTED

    with tempfile.TemporaryDirectory(dir=os.environ.get("GROWTH_FOLDER")) as folder:
        path = Path(folder) / "ledger.sqlite3"
        shutil.copyfile(cached(size), path)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, "-m", "tests.bench.growth_window", str(path)]
        said = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    if said.returncode:
        return Skipped("grown-memory", "the window did not come up")
    print(said.stdout.strip())
    megabytes, _ = json.loads(said.stdout.splitlines()[-1])[PRINTED]
    if not megabytes:
        return Skipped("grown-memory", "this system does not tell")
    return Result("grown-memory", Times((megabytes,)), None, note)


def main(words: list[str]) -> None:
    for outcome in measure(5, int(words[0]) if words else 0):
        if isinstance(outcome, Result):
            peer = f" beside {outcome.peer}" if outcome.peer else ""
            print(f"{outcome.goal:16}{outcome.figure:8.2f}  {outcome.ours}{peer}  {outcome.note}  {outcome.verdict.value}")
        else:
            print(f"{outcome.goal:16}not measured: {outcome.why}")


if __name__ == "__main__":
    main(sys.argv[1:])
