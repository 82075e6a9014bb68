"""A ledger in the middle of its work: two months dispatched, some of it filled in; made once, copied for each return."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import main
from db.opening import create_ledger, open_ledger
from db.store import SqlLedger
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.intake.reader import SafeReader
from qcapp.services import Services, make_services
from tests.factory import FixedClock
from tests.forms.tables import plan
from tests.messy import values
from tests.messy.model import JULY, JUNE

WHO = "经办人"
FORMATS = ("xlsx", "docx")


@dataclass(frozen=True)
class Texts:
    """``shown``: what each month shows, what carries over included; ``own``: what was said in the month itself."""

    shown: Mapping[CellKey, str]
    own: Mapping[CellKey, str]


@dataclass(frozen=True, repr=False)
class World:
    """``forms``: bytes of what was dispatched, by (unit, month, suffix), the official table under "" for the unit. ``texts``:
    what the ledger says before anything comes back."""

    folder: Path
    forms: Mapping[tuple[str, Period, str], bytes]
    texts: Texts

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.sqlite3"

    @contextmanager
    def open(self, folder: Path) -> Iterator[tuple[SqlLedger, Services]]:
        """A copy of the ledger, and services on it."""
        path = folder / "ledger.sqlite3"
        shutil.copyfile(self.ledger, path)
        store = open_ledger(path, FixedClock(datetime(2021, 7, 28, 9, 0)))
        try:
            yield store, services_on(store)
        finally:
            store.close()


def services_on(store: SqlLedger) -> Services:
    clock = FixedClock(datetime(2021, 7, 28, 9, 0))
    return make_services(store, SafeReader(in_process=True), clock, WHO, main.WRITERS)


def make_world(folder: Path) -> World:
    clock = FixedClock(datetime(2021, 6, 10, 9, 0))
    store = create_ledger(folder / "ledger.sqlite3", plan(), clock, WHO)
    services = make_services(store, SafeReader(in_process=True), clock, WHO, main.WRITERS)
    store.commit(OperationDraft(OperationKind.EDIT, "先录入已知的", WHO, edits=tuple(_known(Random(2021)))))
    forms: dict[tuple[str, Period, str], bytes] = {}
    for month in (JUNE, JULY):
        out = folder / str(month)
        services.dispatch.dispatch(month, out)
        for unit in plan().measures_of:
            for suffix in FORMATS:
                forms[unit, month, suffix] = (out / f"{unit}_{month.label}下发表.{suffix}").read_bytes()
        for suffix in FORMATS:
            table = services.publish.export(folder / f"{month}.{suffix}", month)
            forms["", month, suffix] = table.read_bytes()
    texts = texts_of(store)
    store.close()
    return World(folder, forms, texts)


def _known(rng: Random) -> Iterator[CellEdit]:
    """Two thirds of contacts and deadlines are known since June, and some of June was reported."""
    for assignment in plan().assignments:
        for key in ("responsible.name", "responsible.phone", "liaison.name", "liaison.phone", "deadline"):
            if rng.random() < 0.66:
                yield CellEdit(CellKey(assignment.no, assignment.unit, JUNE, key), "", values.of_field(key, rng))
        if rng.random() < 0.3:
            yield CellEdit(CellKey(assignment.no, assignment.unit, JUNE, "progress"), "", values.progress(rng))
        if rng.random() < 0.2:
            yield CellEdit(CellKey(assignment.no, assignment.unit, JULY, "progress"), "", values.progress(rng))


def texts_of(store: SqlLedger) -> Texts:
    """Everything that the two months say."""
    values = [
        (CellKey(entry.key.no, entry.key.unit, month, key), value)
        for month in (JUNE, JULY) for entry in store.snapshot(month).entries.values() for key, value in entry.values.items()
    ]
    return Texts(
        {key: value.text for key, value in values}, {key: value.text for key, value in values if value.period == key.period}
    )
