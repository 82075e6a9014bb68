"""A small ledger in memory, and forms that come back to it, for tests of matching and planning."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from qcapp.domain.forms import FillForm, Place, ReadCell, ReturnedFile, ReturnedForm, ReturnedRow, ReturnRecord
from qcapp.domain.ledger import CellValue, Entry, Snapshot, Source
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.merge.build import Incoming, LedgerView, build_plan
from qcapp.merge.identity import Known
from qcapp.merge.plan import MergePlan
from tests.factory import small_plan

JULY = Period(2021, 7)
DAY = date(2021, 7, 22)
SENT_AT = datetime(2021, 7, 1, 9, 0)
FORM_ID = "QC-202107-01-3F9K"

Texts = Mapping[tuple[int, str], str]


def returned_row(plan: Plan, number: int, cells: Mapping[str, str], **changed: object) -> ReturnedRow:
    measure = plan.measure_by_no[number]
    told: dict[str, object] = {
        "no": number, "measure_text": measure.text,
        "task": plan.task_of(number).heading, "unit_label": plan.printed_unit(number),
    }
    told |= changed
    place = Place("表1", number, 5)
    return ReturnedRow(cells={key: ReadCell(text, place) for key, text in cells.items()}, place=place, **told)  # type: ignore[arg-type]


def returned_file(form: ReturnedForm | None, name: str = "新建表格.xlsx", refusal: str | None = None) -> ReturnedFile:
    data = repr((form, name)).encode()
    return ReturnedFile(name, None, hashlib.sha256(data).hexdigest(), data, form, refusal)


@dataclass
class World:
    """``ledger``: (no, unit, field) → text now; ``sent``: forms by id; ``records``: earlier returns of July."""

    plan: Plan = field(default_factory=small_plan)
    ledger: dict[tuple[int, str, str], str] = field(default_factory=dict)
    sent: dict[str, FillForm] = field(default_factory=dict)
    records: list[ReturnRecord] = field(default_factory=list)

    def send(self, unit: str, values: Texts, form_id: str = FORM_ID, period: Period = JULY) -> None:
        self.sent[form_id] = FillForm(form_id, unit, period, SENT_AT, dict(values))

    def merged_before(self, unit: str, values: Texts, received: date, serial: int = 1) -> None:
        sha = hashlib.sha256(repr((unit, values, serial)).encode()).hexdigest()
        self.records.append(ReturnRecord(sha, "早先.xlsx", unit, JULY, received, FORM_ID, dict(values), serial))

    def form(self, cells: Mapping[int, Mapping[str, str]], form_id: str | None = FORM_ID, **more: object) -> ReturnedForm:
        rows = tuple(returned_row(self.plan, no, texts) for no, texts in cells.items())
        ids = {form_id: ("property",)} if form_id else {}
        return ReturnedForm(rows, ids, **more)  # type: ignore[arg-type]

    def plan_merge(
        self, *forms: ReturnedForm | ReturnedFile, period: Period | None = None, days: tuple[date, ...] = ()
    ) -> MergePlan:
        files = [
            each if isinstance(each, ReturnedFile) else returned_file(each, f"文件{place}.xlsx")
            for place, each in enumerate(forms)
        ]
        received = days or (DAY,) * len(files)
        incoming = [Incoming(file, day) for file, day in zip(files, received, strict=True)]
        return build_plan(incoming, self.view(), period)

    def view(self) -> LedgerView:
        return LedgerView(self.known(), self.snapshot, self._returns_with)

    def known(self) -> Known:
        return Known(
            plan_for=lambda period: self.plan,
            fill_form=self.sent.get,
            newest_form=lambda unit, period: self.snapshot(period).dispatched.get(unit),
            fallback=JULY,
        )

    def snapshot(self, period: Period) -> Snapshot:
        entries = {}
        for assignment in self.plan.assignments:
            values = {
                key: CellValue(text, period, SENT_AT, "经办人", self._source(no, unit, key, text))
                for (no, unit, key), text in self.ledger.items()
                if EntryKey(no, unit) == assignment.key
            }
            entries[assignment.key] = Entry(assignment.key, period, values)
        sent = {form.unit: form for form in self.sent.values() if form.period == period}
        returned: dict[str, tuple[ReturnRecord, ...]] = {}
        for record in self.records:
            returned[record.unit] = (*returned.get(record.unit, ()), record)
        return Snapshot(self.plan, period, entries, sent, returned)

    def _source(self, no: int, unit: str, key: str, text: str) -> Source:
        """From the return that said so, if one did."""
        for record in self.records:
            if record.unit == unit and record.values.get((no, key)) == text:
                return Source(record.name, record.received, record.sha256)
        return Source(None, None)

    def _returns_with(self, sha256: str) -> tuple[ReturnRecord, ...]:
        return tuple(record for record in self.records if record.sha256 == sha256)
