"""Ledgers of districts as files, and a city's ledger that they are merged into, each as its clerk has it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from db.returned_ledger import read_returned_ledger
from db.store import SqlLedger
from qcapp.domain.operations import Operation
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan, Unit
from qcapp.intake.reader import SafeReader
from qcapp.merge.plan import FilePlan, MergePlan
from qcapp.services import Services, make_services
from tests.factory import FixedClock, small_plan
from tests.merge.world import JULY
from tests.new_ledgers import new_ledger
from tests.services.office import Drawn, Office, open_office

CITY = "某某市"


def plan_of(district: str) -> Plan:
    return replace(small_plan(), district=district, title=f"{district}2021年责任清单细化表")


def city_of(*districts: str) -> Plan:
    """A city's list of the same measures, each of them every district's."""
    plan = small_plan()
    units = tuple(Unit(name) for name in districts)
    assignments = tuple(
        plan.assignments[0]._replace(no=measure.no, unit=unit.name) for measure in plan.measures for unit in units
    )
    return replace(plan, district=CITY, title=f"{CITY}2021年责任清单细化表", units=units, assignments=assignments)


@dataclass
class District:
    """``office`` works in its own ledger, whose file is never given away while it is written."""

    office: Office
    sent: int = 0

    @property
    def ledger_id(self) -> str:
        return self.office.store.ledger_id

    def fill(self, unit: str, cells: Mapping[int, Mapping[str, str]], day: int = 20, name: str = "") -> None:
        """A return of that unit, received and merged there on that day of July."""
        office = self.office
        forms = [{no: dict(texts) for no, texts in cells.items()}]
        office.comes_back(*forms, unit=unit, names=(name or f"{unit}{day}日.xlsx",))
        office.services.collect.apply(office.services.collect.preview([], period=JULY, received=date(2021, 7, day)))

    def type(self, no: int, unit: str, field: str, text: str, period: Period = JULY) -> None:
        self.office.services.edit.set_field(no, unit, period, field, text)

    def send(self, folder: Path, name: str = "") -> Path:
        """A copy of the ledger as it is now, as it goes to the city."""
        self.sent += 1
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / (name or f"{self.office.store.path.stem}{self.sent}.sqlite3")
        return Path(shutil.copyfile(self.office.store.path, target))


@dataclass
class City:
    """The ledger that others are merged into, by the reader that the program has (in this process)."""

    store: SqlLedger
    clock: FixedClock
    services: Services

    def preview(self, *paths: Path, period: Period | None = JULY, received: date | None = None) -> MergePlan:
        return self.services.collect.preview(list(paths), period=period, received=received)

    def merge(self, *paths: Path, period: Period | None = JULY) -> Operation | None:
        return self.services.collect.apply(self.preview(*paths, period=period))

    def text(self, no: int, field: str, unit: str, period: Period = JULY) -> str:
        return self.store.snapshot(period).entry(no, unit).text(field)

    def type(self, no: int, unit: str, field: str, text: str, period: Period = JULY) -> None:
        self.services.edit.set_field(no, unit, period, field, text)

    def texts(self, period: Period = JULY) -> dict[tuple[int, str, str], str]:
        """Everything that the month shows."""
        entries = self.store.snapshot(period).entries.values()
        return {(e.key.no, e.key.unit, f): value.text for e in entries for f, value in e.values.items() if value.text}


def part(plan: MergePlan, unit: str) -> FilePlan:
    """The plan of that unit's part, by its name in the district's ledger."""
    (found,) = [file for file in plan.files if file.file.unit == unit]
    return found


def open_district(folder: Path, name: str = "某某区", plan: Plan | None = None) -> District:
    clock = FixedClock(datetime(2021, 7, 25, 9, 0))
    return District(open_office(new_ledger(folder / f"{name}台账.sqlite3", plan or plan_of(name), clock, "区经办人"), clock))


def open_city(folder: Path, plan: Plan) -> City:
    clock = FixedClock(datetime(2021, 7, 28, 9, 0))
    store = new_ledger(folder / "市" / "ledger.sqlite3", plan, clock, "市经办人")
    reader = SafeReader(in_process=True, ledgers=read_returned_ledger)
    return City(store, clock, make_services(store, reader, clock, "市经办人", {"xlsx": Drawn(), "docx": Drawn()}))
