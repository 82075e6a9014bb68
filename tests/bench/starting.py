"""A command of the program, the whole process, against the least that any such program must import."""

from __future__ import annotations

from functools import partial

from tests.bench.bench import Bench
from tests.bench.painting import OFTEN
from tests.bench.results import Outcome, Result
from tests.bench.timing import in_turn_often

LEAST = "import argparse, json, sqlite3"


def measure(bench: Bench) -> list[Outcome]:
    month = bench.month
    words = ["main.py", "--ledger", str(month.ledger), "status", "--period", str(month.period)]

    def status() -> float:
        took, said = bench.process(words)
        if "20" not in said:
            raise RuntimeError(f"The status tells of no unit: {said}")
        return took

    def least() -> float:
        return bench.process(["-c", LEAST])[0]

    times = in_turn_often({"ours": status, "least": partial(least)}, 2 * bench.rounds, OFTEN)
    return [Result("command", times["ours"], times["least"])]
