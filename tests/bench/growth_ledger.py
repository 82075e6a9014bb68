"""A ledger of any size: a city's or a province's, whose list has every district's measures one after the other.

An *entry* is an assignment × a month. A district has 74 measures and 79 assignments, so that 122 districts in ten years make
1,156,560 entries. A district's measures have numbers and tasks of their own and its units go by its name: that way a returned
form, a filter and a rate mean one district, as they do in the district's own ledger. Each year has its own list.

Every row is as the product writes it, and ``check`` finds nothing wrong: a month is, for each district, an operation that sends
the forms out and a merge that brings them back. Only the inserts are in bulk. The same parameters give the same rows.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from db.coding import compact, month, packed, plain
from db.connection import connect, fsync
from db.creating import build as build_empty
from db.digest import digest_of
from db.listing import put_plan
from db.query import Query
from db.writing import begin_operation, finish_operation
from qcapp.domain.operations import OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, Plan, Task, Unit
from qcapp.places import RESOURCES
from qcapp.services.setup import built_in_plan
from tests.bench.growth_words import DISTRICTS, contacts, deadline, problems, progress

LAST_YEAR = 2025
ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "growth"
_WHO = "营商办"
_FORMATS = compact(["xlsx", "docx"])
# In the order of their columns; undone_by is left null.
_OPERATION = (
    "INSERT INTO operation (seq, id, kind, at, who, summary, changed, digest) VALUES (?, ?, ?, ?, ?, ?, ?, '')"
)
_CHANGE = """
    INSERT INTO change (id, operation, assignment, field, period, after_text, after_change, carried, sha256, returned)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_CELL = "INSERT INTO cell (assignment, field, period, text, plain, change) VALUES (?, ?, ?, ?, ?, ?)"
_FORM = """
    INSERT INTO fill_form (form_id, operation, unit, period, sent, formats, form_values) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_BLOB = "INSERT INTO blob (sha256, size, data) VALUES (?, ?, ?)"
_RETURNED = """
    INSERT INTO returned_form (id, operation, unit, period, serial, sha256, name, received, form_id, form_values)
    VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Size:
    """``months`` of the years, all of them where 0; they end with December of LAST_YEAR, or begin in January of a year of which
    there are fewer. ``yearly``: a list for each year, else one for all."""

    districts: int = 1
    years: int = 1
    months: int = 0
    yearly: bool = True
    seed: int = 1

    @property
    def periods(self) -> tuple[Period, ...]:
        first = Period(LAST_YEAR - self.years + 1, 1)
        return tuple(first.shifted(number) for number in range(self.months or 12 * self.years))

    @property
    def entries(self) -> int:
        return 79 * self.districts * len(self.periods)

    @property
    def name(self) -> str:
        lists = "" if self.yearly else "-one"
        return f"{self.districts}x{len(self.periods)}{lists}-{self.seed}.sqlite3"


def cached(size: Size, folder: Path = CACHE) -> Path:
    """The ledger of that size, made where it is not there yet. It is to be copied before anything is written to it."""
    from db.revisions import head

    path = folder / head() / size.name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        build(part, size)
        part.replace(path)
    return path


def build(path: Path, size: Size) -> None:
    first = size.periods[0].year
    begun = datetime(first, 1, 1, 8)
    build_empty(path, district_plan(size.districts, first), begun, _WHO)
    with closing(connect(path, foreign_keys=False)) as query:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "locking_mode=EXCLUSIVE"):
            query.execute(f"PRAGMA {pragma}")
        growing = _Growing(query, size)
        for period in size.periods:
            query.execute("BEGIN IMMEDIATE")
            growing.grow(period)
            query.execute("COMMIT")
        query.execute("PRAGMA journal_mode=DELETE")
    fsync(path)


def district_plan(districts: int, year: int) -> Plan:
    """The built-in list, once for each district."""
    own = built_in_plan(RESOURCES)
    tasks, measures, units, assignments = [], [], [], []
    for place, district in enumerate(DISTRICTS[:districts]):
        to_task, to_measure = place * len(own.tasks), place * len(own.measures)
        tasks += [Task(each.order + to_task, f"{district}：{each.heading}") for each in own.tasks]
        measures += [each._replace(no=each.no + to_measure, task=each.task + to_task, section=None) for each in own.measures]
        units += [Unit(_of(district, each.name), tuple(_of(district, name) for name in each.aliases)) for each in own.units]
        assignments += [Assignment(each.no + to_measure, _of(district, each.unit)) for each in own.assignments]
    return replace(
        own, year=year, title=f"{year}年优化营商环境责任清单细化表", tasks=tuple(tasks), measures=tuple(measures),
        units=tuple(units), assignments=tuple(assignments), district="全省", sections=(), source="made up",
    )


def _of(district: str, unit: str) -> str:
    return district + unit.removeprefix("区")


@dataclass
class _District:
    """Of one list: ids of assignments by unit's id, each with its measure's number."""

    name: str
    units: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


class _Growing:
    """What is written goes on from month to month; all of it in the order in which the product would write it."""

    def __init__(self, query: Query, size: Size) -> None:
        self._query, self._size = query, size
        self._random = Random(size.seed)
        self._listed = size.periods[0].year
        self._districts = self._read()
        self._lent: dict[tuple[int, str], str] = {}
        self._change = self._returned = 0

    def grow(self, period: Period) -> None:
        if self._size.yearly and period.year != self._listed:
            self._take_over(period.year)
        for place, district in enumerate(self._districts):
            forms = self._send(period, place, district)
            self._merge(period, place, district, forms)

    def _take_over(self, year: int) -> None:
        plan = district_plan(self._size.districts, year)
        now = datetime(year, 1, 1, 8)
        seq = begin_operation(self._query, OperationKind.PLAN, _WHO, f"导入《{plan.title}》", now)
        put_plan(self._query, plan, seq)
        finish_operation(self._query, seq, 0)
        self._listed = year
        self._districts = self._read()
        self._lent.clear()

    def _read(self) -> list[_District]:
        rows = self._query.execute(
            "SELECT a.id, a.no, a.unit FROM assignment a JOIN plan p ON p.id = a.plan WHERE p.year = ? ORDER BY a.place",
            (self._listed,),
        )
        found = [_District(name) for name in DISTRICTS[: self._size.districts]]
        for number, no, unit in rows:
            found[(no - 1) // 74].units.setdefault(unit, []).append((number, no))
        return found

    def _send(self, period: Period, place: int, district: _District) -> dict[int, str]:
        """Form ids by unit."""
        at = datetime(period.year, period.month, 1, 9, place % 60)
        seq = self._begin(OperationKind.DISPATCH, at, f"下发{period.label}报表 {len(district.units)} 张（{district.name}）", 0)
        forms: dict[int, str] = {}
        rows = []
        for number, (unit, entries) in enumerate(district.units.items(), start=1):
            forms[unit] = f"QC-{period.compact}-{place + 1:03d}{number:02d}-{seq % 0xFFFF:04X}"
            values = {
                (no, name): text for assignment, no in entries
                for name, text in (("progress", ""), ("deadline", self._lent.get((assignment, "deadline"), "")))
            }
            rows.append((forms[unit], seq, unit, month(period), at.isoformat(), _FORMATS, packed(values)))
        self._query.executemany(_FORM, rows)
        self._seal(seq)
        return forms

    def _merge(self, period: Period, place: int, district: _District, forms: dict[int, str]) -> None:
        day = 12 + self._random.randrange(15)
        at = datetime(period.year, period.month, day, 10, place % 60)
        returned, blobs, changes, cells = [], [], [], []
        seq = self._newest()[0] + 1
        for unit, entries in district.units.items():
            if not self._random.randrange(25):  # sends nothing this month
                continue
            self._returned += 1
            values: dict[tuple[int, str], str] = {}
            data = f"{forms[unit]} 回收表".encode()
            sha256 = hashlib.sha256(data).hexdigest()
            blobs.append((sha256, len(data), data))
            for assignment, no in entries:
                for name, text in self._said(period, assignment):
                    values[no, name] = text
                    self._change += 1
                    lent = self._lent.get((assignment, name))
                    changes.append((
                        self._change, seq, assignment, name, month(period), text, self._change, lent, sha256, self._returned
                    ))
                    cells.append((assignment, name, month(period), text, plain(text), self._change))
                    if name not in ("progress", "problems"):
                        self._lent[assignment, name] = text
            received = f"{period}-{self._random.randrange(max(day - 8, 1), day + 1):02d}"
            returned.append((
                self._returned, seq, unit, month(period), sha256, f"{forms[unit]}.xlsx", received, forms[unit], packed(values)
            ))
        self._begin(OperationKind.MERGE, at, f"合并 {len(returned)} 份{period.label}回收表（{district.name}）", len(changes))
        for sql, rows in ((_BLOB, blobs), (_RETURNED, returned), (_CHANGE, changes), (_CELL, cells)):
            self._query.executemany(sql, rows)
        self._seal(seq)

    def _said(self, period: Period, assignment: int) -> Iterator[tuple[str, str]]:
        """Contacts and the deadline where they are new, or change."""
        random = self._random
        if (assignment, "deadline") not in self._lent:
            yield from contacts(random).items()
            yield "deadline", deadline(random, period.year)
        elif period.month == 7 and not random.randrange(6):
            other = deadline(random, period.year)
            if other != self._lent[assignment, "deadline"]:
                yield "deadline", other
        yield "progress", progress(random)
        yield "problems", problems(random)

    def _begin(self, kind: OperationKind, at: datetime, summary: str, changed: int) -> int:
        last, last_id, _ = self._newest()
        day = f"{at:%Y%m%d}"
        if day < last_id[:8]:  # ids never run back
            day = last_id[:8]
        number = int(last_id[9:]) + 1 if last_id[:8] == day else 1
        self._query.execute(
            _OPERATION, (last + 1, f"{day}-{number:04d}", kind.value, at.isoformat(), _WHO, summary, changed)
        )
        return last + 1

    def _seal(self, seq: int) -> None:
        before = self._query.execute("SELECT digest FROM operation WHERE seq = ?", (seq - 1,)).fetchone()[0]
        self._query.execute("UPDATE operation SET digest = ? WHERE seq = ?", (digest_of(self._query, seq, before), seq))

    def _newest(self) -> tuple[int, str, str]:
        found: Any = self._query.execute("SELECT seq, id, digest FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
        return int(found[0]), str(found[1]), str(found[2])


def main(words: list[str]) -> None:
    """``DISTRICTS YEARS [one]``: makes the ledger of that size, says where it is."""
    districts, years = (int(word) for word in words[:2])
    began = time.perf_counter()
    size = Size(districts, years, yearly="one" not in words[2:])
    path = cached(size)
    print(f"{path}  {size.entries:,} entries, {path.stat().st_size / 1e6:,.0f} MB, {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
