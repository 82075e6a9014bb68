"""Months of the small plan as snapshots, made in a few words."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey, CellValue, Entry, HeldConflict, Snapshot, Source
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.records import FillForm, ReturnRecord
from qcapp.domain.rulings import Ruling, RulingKind
from qcapp.domain.trail import Trail, Written
from qcapp.stats.facts import month_facts
from qcapp.stats.figures import EntryFact
from qcapp.stats.rules import rules_from
from tests.factory import small_plan

JULY, JUNE = Period(2021, 7), Period(2021, 6)
UNIT = "区政数局"
PEOPLE = {
    "responsible.name": "某甲", "responsible.phone": "0763-3312345", "liaison.name": "某乙", "liaison.phone": "13800138000",
}
FINE = PEOPLE | {"progress": "已公布事项目录 312 项。", "problems": "无", "deadline": "2021年12月底"}

_OPERATIONS = itertools.count(1)


def july(day: int) -> date:
    return date(2021, 7, day)


@dataclass
class Month:
    """``returns`` writes into the ledger what the file says, as a merge does; ``types`` what the clerk does."""

    period: Period = JULY
    plan: Plan = field(default_factory=small_plan)
    cells: dict[EntryKey, dict[str, CellValue]] = field(default_factory=dict)
    records: list[ReturnRecord] = field(default_factory=list)
    held: list[HeldConflict] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    forms: dict[str, FillForm] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    earlier: Month | None = None
    written: dict[EntryKey, list[Written]] = field(default_factory=dict)
    operation: int = 0

    def types(
        self, no: int, unit: str, day: date, words: Mapping[str, str] | None = None, *, hour: int = 9,
        progress: str | None = None,
    ) -> Month:
        """By hand."""
        self.operation = next(_OPERATIONS)
        typed = dict(words or {}) | ({"progress": progress} if progress is not None else {})
        for key, text in typed.items():
            self._put(no, unit, key, CellValue(text, self.period, _at(day, hour), "经办人", Source(None, None)))
        return self

    def carries(self, no: int, unit: str, words: Mapping[str, str]) -> Month:
        """From an earlier month."""
        for key, text in words.items():
            before = self.period.shifted(-1)
            self._put(no, unit, key, CellValue(text, before, _at(before.first_day, 9), "经办人", Source(None, None)))
        return self

    def returns(
        self, unit: str, day: date, rows: Mapping[int, Mapping[str, str]], *, merged: date | None = None,
        form_id: str | None = None, corrects: str | None = None, keep: bool = True, undone: bool = False,
    ) -> str:
        """A returned file; its SHA-256. Where not ``keep`` the ledger takes nothing from it."""
        serial = len(self.records) + 1
        self.operation = next(_OPERATIONS)
        sha256 = hashlib.sha256(repr((unit, day, rows, serial)).encode()).hexdigest()
        values = {(no, key): text for no, words in rows.items() for key, text in words.items()}
        name, operation = f"回收{serial}.xlsx", self.operation
        self.records.append(
            ReturnRecord(sha256, name, unit, self.period, day, form_id, values, serial, corrects, undone, operation)
        )
        for (no, key), text in values.items() if keep else ():
            if text:
                source = Source(f"回收{serial}.xlsx", day, sha256)
                self._put(no, unit, key, CellValue(text, self.period, _at(merged or day, 10 + serial), "经办人", source))
        return sha256

    def scan(self, unit: str, day: date) -> str:
        return self.returns(unit, day, {})

    def waits(self, no: int, unit: str, key: str, theirs: str, day: date, ours: str = "") -> Month:
        self.held.append(
            HeldConflict(CellKey(no, unit, self.period, key), "", ours, theirs, "0" * 64, "回收.xlsx", day, len(self.held) + 1)
        )
        return self

    def sent(self, unit: str, form_id: str, values: Mapping[tuple[int, str], str]) -> Month:
        self.forms[unit] = FillForm(form_id, unit, self.period, _at(self.period.first_day, 9), dict(values))
        return self

    def exempt(self, unit: str, no: int | None = None, reason: str = "职能划出") -> Month:
        return self._ruled(Ruling(RulingKind.EXEMPT, 2021, unit, no, self.period, reason, id=len(self.rulings) + 1))

    def extend(self, unit: str, until: date, no: int | None = None, reason: str = "抗汛") -> Month:
        return self._ruled(
            Ruling(RulingKind.EXTEND, 2021, unit, no, self.period, reason, until=until, id=len(self.rulings) + 1)
        )

    def _ruled(self, ruling: Ruling) -> Month:
        self.rulings.append(ruling)
        return self

    def _put(self, no: int, unit: str, key: str, value: CellValue) -> None:
        field_for(key)
        self.cells.setdefault(EntryKey(no, unit), {})[key] = value
        day = value.source.received or value.at.date()
        words = Written(key, value.period, value.text, self.operation, day, value.source.sha256)
        self.written.setdefault(EntryKey(no, unit), []).append(words)

    @property
    def snapshot(self) -> Snapshot:
        entries = {
            each.key: Entry(each.key, self.period, self.cells.get(each.key, {})) for each in self.plan.assignments
        }
        returned: dict[str, tuple[ReturnRecord, ...]] = {}
        for record in self.records:
            returned[record.unit] = (*returned.get(record.unit, ()), record)
        return Snapshot(
            self.plan, self.period, entries, self.forms, returned, tuple(self.held), (), tuple(self.rulings), self.settings
        )

    @property
    def trail(self) -> Trail:
        """In the order of the calls, to this month and the one before."""
        before = self.earlier.trail if self.earlier and self.earlier.plan.year == self.plan.year else {}
        return {
            key: tuple(sorted((*before.get(key, ()), *self.written.get(key, ())), key=lambda each: each.operation))
            for key in before.keys() | self.written.keys()
        }

    def facts(self, on: date = date(2021, 8, 20)) -> tuple[EntryFact, ...]:
        before = self.earlier or Month(self.period.shifted(-1), self.plan)
        return month_facts(self.snapshot, before.snapshot, on, rules_from(self.settings), self.trail)

    def fact(self, no: int, unit: str = UNIT, on: date = date(2021, 8, 20)) -> EntryFact:
        return next(fact for fact in self.facts(on) if (fact.no, fact.unit) == (no, unit))


def broken(faults: tuple[object, ...]) -> list[str]:
    return [fault.rule for fault in faults]  # type: ignore[attr-defined]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(min(hour, 23)))
