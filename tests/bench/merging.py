"""Returned files merged into the ledger, the whole process from its spawn to its end.

Ours is the command as it is shipped: gate, reading process, identity, three-way diff, a backup, history, durable commit.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from tests.bench.bench import FEW, HALF, LARGE, MONTHS_FILES, Bench
from tests.bench.office import Returns, copied
from tests.bench.results import Outcome, Result
from tests.bench.timing import Timed, in_turn, once

SCRIPTS = "tests.bench.peers"


def measure(bench: Bench) -> list[Outcome]:
    large, half = (FEW, FEW) if bench.quick else (LARGE, HALF)
    note = f"of {FEW} files" if bench.quick else ""
    return [
        _xlsx(bench, "merge-22", bench.returns(MONTHS_FILES, "xlsx"), ""),
        _xlsx(bench, "merge-400", bench.returns(large, "xlsx"), note), *_docx(bench, bench.returns(half, "docx"), note),
    ]


def _xlsx(bench: Bench, goal: str, returns: Returns, note: str) -> Result:
    times = in_turn({"ours": ours(bench, returns), "peer": _script(bench, "merge_xlsx", returns)}, bench.rounds)
    return Result(goal, times["ours"], times["peer"], note)


def _docx(bench: Bench, returns: Returns, note: str) -> list[Outcome]:
    works = {"ours": ours(bench, returns), "rows": _script(bench, "merge_docx", returns, "rows")}
    times = in_turn(works, bench.rounds)
    cell = once(_script(bench, "merge_docx", returns, "cell"))
    return [
        Result("merge-docx-rows", times["ours"], times["rows"], note),
        Result("merge-docx-cell", times["ours"], cell, note),
    ]


def ours(bench: Bench, returns: Returns) -> Timed:
    """Into a fresh copy of the ledger each time, which is looked into afterwards."""
    ledger = bench.folder / "trial" / "trial.sqlite3"

    def run() -> float:
        copied(returns.sent, ledger)
        took, said = bench.process(["main.py", "--ledger", ledger, "--json", "merge", returns.folder])
        _check(ledger, said, returns)
        return took

    return run


def _check(ledger: Path, said: str, returns: Returns) -> None:
    outcomes = [each["outcome"] for each in json.loads(said)["files"]]
    with sqlite3.connect(ledger) as opened:
        (fields,) = opened.execute("SELECT count(*) FROM cell WHERE text <> ''").fetchone()
    opened.close()
    if outcomes != ["merged"] * len(returns.files) or fields != returns.fields:
        raise RuntimeError(f"{fields} of {returns.fields} fields were merged: {sorted(set(outcomes))}")


def _script(bench: Bench, name: str, returns: Returns, *words: str) -> Timed:
    out = bench.folder / "concatenated.xlsx"

    def run() -> float:
        out.unlink(missing_ok=True)
        took, _ = bench.process(["-m", f"{SCRIPTS}.{name}", *words, returns.folder, out])
        _holds(out, returns)
        return took

    return run


def _holds(out: Path, returns: Returns) -> None:
    """The script has found something of each file, too."""
    from python_calamine import load_workbook

    rows: Sequence[object] = load_workbook(str(out)).get_sheet_by_index(0).to_python()
    if len(rows) < 3 * len(returns.files):
        raise RuntimeError(f"{out.name} has only {len(rows)} rows")
