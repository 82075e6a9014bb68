"""What a run has tried, faults made for real and messy returns, summed over the processes that shared the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from tests.faults.tally import FAULTS, table
from tests.messy.tally import TALLY, Tally

_NUMBER_OF_MESSY = 14  # mutated forms, of the faults


def sent() -> dict[str, Any]:
    """This process's share, in plain values that go from a worker to the process that tells of the run."""
    messy = asdict(TALLY)
    return {
        "faults": [(each.number, each.trials, each.measured, each.passed_over) for each in FAULTS.values()],
        "messy": messy | {"kinds": dict(messy["kinds"])},
    }


def add(share: dict[str, Any]) -> None:
    """A worker's share, as ``sent`` there."""
    for number, trials, measured, passed_over in share["faults"]:
        fault = FAULTS[number]
        fault.tried(trials)
        for words in measured:
            fault.measure(words)
        for reason in passed_over:
            fault.pass_over(reason)
    messy = share["messy"]
    TALLY.add(Tally(**(messy | {"kinds": Counter(messy["kinds"]), "entries": set(messy["entries"])})))


def told() -> Iterator[str]:
    """Lines for the end of the run: of the faults where any was made, of messy returns where any came."""
    if TALLY.forms:
        yield TALLY.line()
    if any(fault.trials or fault.passed_over for fault in FAULTS.values()):
        FAULTS[_NUMBER_OF_MESSY].tried(TALLY.forms)
        yield from table()
