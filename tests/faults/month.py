"""A small office in the middle of a month: a ledger on the built-in list, forms sent out, returned files on a stick.

Made once for a run and copied for each trial. ``STEPS`` is its work from there, the same in every process.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import main
from db.opening import create_ledger, open_ledger
from db.store import SqlLedger
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Operation
from qcapp.domain.period import Period
from qcapp.intake.reader import SafeReader
from qcapp.services import Services, make_services
from tests.factory import FixedClock
from tests.forms.tables import plan
from tools.made_up_returns import fill_docx, fill_xlsx, made_up_answers

JULY = Period(2021, 7)
WHO = "经办人"
UNITS = ("区政数局", "区税务局", "区住建局")


def clock() -> FixedClock:
    return FixedClock(datetime(2021, 7, 24, 9, 0))


@dataclass(frozen=True)
class Month:
    """``ledger`` has been sent out from; ``returned`` are files as units bring them, in the order of ``UNITS``."""

    folder: Path

    @property
    def ledger(self) -> Path:
        return self.folder / "台账.sqlite3"

    @property
    def stick(self) -> Path:
        return self.folder / "回收"

    @property
    def returned(self) -> list[Path]:
        return sorted(self.stick.iterdir())

    def copied(self, folder: Path) -> Path:
        """A ledger of one's own, in a folder that is made for it."""
        folder.mkdir(parents=True)
        return Path(shutil.copyfile(self.ledger, folder / "台账.sqlite3"))


def make_month(folder: Path) -> Month:
    month = Month(folder)
    store = create_ledger(month.ledger, plan(), clock(), WHO)
    services = services_on(store)
    services.dispatch.dispatch(JULY, folder / "下发", units=UNITS)
    for turn in (0, 1):
        for place, unit in enumerate(UNITS):
            suffix = ("xlsx", "docx")[(turn + place) % 2]
            fill = fill_xlsx if suffix == "xlsx" else fill_docx
            answers = made_up_answers(plan().measures_of[unit], 2021, turn)
            fill(folder / "下发" / f"{unit}_{JULY.label}下发表.{suffix}", month.stick / f"{turn}{place} {unit}.{suffix}", answers)
    store.close()
    return month


def services_on(store: SqlLedger) -> Services:
    return make_services(store, SafeReader(in_process=True), clock(), WHO, main.WRITERS)


@contextmanager
def opened(ledger: Path) -> Iterator[tuple[SqlLedger, Services]]:
    store = open_ledger(ledger, clock())
    try:
        yield store, services_on(store)
    finally:
        store.close()


def merge(services: Services, *files: Path) -> Operation | None:
    return services.collect.apply(services.collect.preview(files))


def write(services: Services, words: str) -> Operation | None:
    no = plan().measures_of[UNITS[0]][0]
    return services.edit.set_field(no, UNITS[0], JULY, "progress", words)


Step = Callable[[Services, Month], Operation | None]

STEPS: tuple[Step, ...] = (
    lambda services, month: merge(services, month.returned[0]),
    lambda services, month: write(services, "经办人核对后改写"),
    lambda services, month: merge(services, *month.returned[1:3]),
    lambda services, month: services.history.undo().operation,
    lambda services, month: merge(services, month.returned[3]),
    lambda services, month: merge(services, month.returned[4]),
    lambda services, month: write(services, "又改写一次"),
    lambda services, month: merge(services, month.returned[1], month.returned[5]),
)


@dataclass
class State:
    """What a ledger says, all of it that a person sees."""

    operations: list[tuple[str, str, int]] = field(default_factory=list)
    texts: Mapping[CellKey, str] = field(default_factory=dict)
    held: list[tuple[CellKey, str, str]] = field(default_factory=list)
    returned: list[tuple[str, str]] = field(default_factory=list)


def state_of(store: SqlLedger) -> State:
    snapshot = store.snapshot(JULY)
    return State(
        [(each.id, each.summary, each.changed) for each in reversed(store.operations())],
        {CellKey(e.key.no, e.key.unit, JULY, key): v.text for e in snapshot.entries.values() for key, v in e.values.items()},
        [(each.key, each.ours, each.theirs) for each in snapshot.held],
        sorted((unit, each.name) for unit, all_of in snapshot.returned.items() for each in all_of),
    )


def states(month: Month, folder: Path) -> list[State]:
    """What the ledger says before the first step and after each."""
    with opened(month.copied(folder)) as (store, services):
        found = [state_of(store)]
        for step in STEPS:
            step(services, month)
            found.append(state_of(store))
    return found
