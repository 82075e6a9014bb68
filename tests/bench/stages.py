"""Where the time of a merge goes: the shipped command stage by stage, and the least that parts of it would take any program."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.bench import HALF, LARGE, Bench
from tests.bench.office import Returns, copied
from tests.bench.starting import LEAST

STAGES = {
    "start": "Start, until the reading process is begun",
    "open": "The other imports, the ledger opened",
    "read": "Files read, and compared beside it",
    "draft": "What is to be written put together",
    "before": "Backup before the merge, looked through",
    "write": "The operation with its history written, durably",
    "day": "Backup of the day, looked through",
    "end": "The answer, and the end",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """Milliseconds: by the clock, and of processor in the program's process and in the reading one."""

    name: str
    clock: float
    own: float
    reading: float


@dataclass(frozen=True, slots=True)
class Floor:
    """The least for a part of the work, in milliseconds."""

    name: str
    clock: float


@dataclass(frozen=True, slots=True)
class Merging:
    """A merge of so many files of that kind."""

    kind: str
    files: int
    stages: tuple[Stage, ...]
    floors: tuple[Floor, ...]

    @property
    def whole(self) -> Stage:
        clocks, own, reading = zip(*((each.clock, each.own, each.reading) for each in self.stages), strict=True)
        return Stage("", sum(clocks), sum(own), sum(reading))


def of_merges(bench: Bench) -> tuple[Merging, ...]:
    """Of the two kinds of files that the goals are about, as many as there."""
    return tuple(measured(bench, bench.returns(count, kind), kind) for count, kind in ((LARGE, "xlsx"), (HALF, "docx")))


def measured(bench: Bench, returns: Returns, kind: str) -> Merging:
    """Medians of the rounds."""
    runs = [_run(bench, returns) for _ in range(bench.rounds)]
    stages = tuple(
        Stage(name, *(median(run[key][place] for run in runs) for place in range(3))) for key, name in STAGES.items()
    )
    return Merging(kind, len(returns.files), stages, tuple(_floors(bench, returns)))


def _run(bench: Bench, returns: Returns) -> dict[str, list[float]]:
    ledger = bench.folder / "trial" / "trial.sqlite3"
    copied(returns.sent, ledger)
    _, said = bench.process(["-m", "tests.bench.stage_marks", ledger, returns.folder])
    told: dict[str, list[float]] = json.loads(said.splitlines()[-1])
    return told


def _floors(bench: Bench, returns: Returns) -> Iterator[Floor]:
    rounds = range(bench.rounds)
    yield Floor(f"A process of Python with `{LEAST}`", median(bench.process(["-c", LEAST])[0] for _ in rounds))
    yield Floor("Every file inflated and its XML parsed", median(_took(lambda: _parse(returns)) for _ in rounds))
    yield Floor("The same rows written, with no thought, in one durable transaction", median(_rewrites(bench, returns)))


def _parse(returns: Returns) -> None:
    from lxml import etree

    for path in returns.files:
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name in ("word/document.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
                    etree.fromstring(package.read(name))


def _rewrites(bench: Bench, returns: Returns) -> Iterator[float]:
    """Into a ledger as it was before, all that the last merge has left in ``trial``."""
    from db.connection import connect

    trial, again = bench.folder / "trial" / "trial.sqlite3", bench.folder / "again" / "again.sqlite3"
    rows = dict(_new_rows(returns.sent, trial))
    for _ in range(bench.rounds):
        copied(returns.sent, again)
        with contextlib.closing(connect(again)) as ledger:
            ledger.execute("PRAGMA foreign_keys = OFF")  # they are written table by table
            yield _took(lambda ledger=ledger: _write(ledger, rows))  # type: ignore[misc]


def _new_rows(before: Path, after: Path) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    with contextlib.closing(sqlite3.connect(after)) as ledger:
        ledger.execute("ATTACH ? AS before", (str(before),))
        for (table,) in ledger.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"):
            yield table, ledger.execute(f'SELECT * FROM main."{table}" EXCEPT SELECT * FROM before."{table}"').fetchall()


def _write(ledger: sqlite3.Connection, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    ledger.execute("BEGIN IMMEDIATE")
    for table, each in rows.items():
        if each:
            places = ", ".join("?" * len(each[0]))
            ledger.executemany(f'INSERT OR REPLACE INTO "{table}" VALUES ({places})', each)
    ledger.execute("COMMIT")


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
