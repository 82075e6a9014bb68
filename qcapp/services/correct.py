"""Correct 退回更正: which rows of a unit's return fail, and the 退回说明 that sends them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qcapp.domain.due import due_day
from qcapp.domain.errors import UsageError
from qcapp.domain.fields import REASONS_PRINTED
from qcapp.domain.forms import FillForm
from qcapp.domain.ledger import Snapshot
from qcapp.domain.operations import Operation
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.records import first_return, kept_whole
from qcapp.domain.status import is_reported
from qcapp.domain.workdays import workday_after
from qcapp.forms.layout import TableDocument
from qcapp.giving_way import giving_way
from qcapp.ports import Clock, LedgerStore, Progress
from qcapp.publish.correction_slip import SlipRow, correction_table
from qcapp.publish.fill_form import form_values, new_form_id
from qcapp.services.progress import SILENT
from qcapp.services.sending import DispatchResult, Sending, checked
from qcapp.stats.judging import Judge
from qcapp.stats.rules import Failure, is_qualified, rules_from

_WHAT = "退回说明"
_DAYS_TO_CORRECT = 3
# Unit → measure → words of the clerk's own on it, "" for none.
Chosen = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class FailingRow:
    """A measure of a unit that goes back: rules that it breaks, hints among them, and the clerk's ``extra`` words."""

    no: int
    failures: tuple[Failure, ...]
    extra: str = ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The sentences of the slip: the clerk's first, hints said to be such."""
        own = (self.extra.strip(),) if self.extra.strip() else ()
        return (*own, *(each.sentence if each.hard else f"建议：{each.sentence}" for each in self.failures))

    @property
    def fields(self) -> frozenset[str]:
        """Keys of the fields that have to be corrected."""
        return frozenset(each.field for each in self.failures if each.hard)

    @property
    def on_slip(self) -> SlipRow:
        return SlipRow(self.no, self.reasons, self.fields)


@dataclass(frozen=True, slots=True)
class CorrectionResult:
    """``rows``: unit → what its slip sends back. ``sent`` is None when nothing was to be sent back."""

    rows: Mapping[str, tuple[FailingRow, ...]]
    due: date
    sent: DispatchResult | None = None

    @property
    def operation(self) -> Operation | None:
        return self.sent.operation if self.sent else None

    @property
    def forms(self) -> tuple[FillForm, ...]:
        return self.sent.forms if self.sent else ()

    @property
    def files(self) -> tuple[Path, ...]:
        return self.sent.files if self.sent else ()

    @property
    def trouble(self) -> str:
        """As of DispatchResult."""
        return self.sent.trouble if self.sent else ""


@dataclass(frozen=True, slots=True)
class CorrectService:
    """``writers``: format → function that writes a table to a path."""

    store: LedgerStore
    clock: Clock
    who: str
    writers: Mapping[str, Callable[[TableDocument, Path], None]]

    def failing(self, period: Period, unit: str) -> tuple[FailingRow, ...]:
        """The unit's measures of that month that break a hard rule, by what the ledger says now.

        None of a unit that has not returned: that is a matter of 催报. A field with a conflict waiting is passed over, for
        what it says is not settled.
        """
        return self._looked_at(period).failing(self.store.plan_for(period).unit_named(unit))

    def failing_units(self, period: Period) -> dict[str, tuple[FailingRow, ...]]:
        """Unit → its failing rows, in the plan's order; units without any are left out."""
        return self._looked_at(period).all_failing()

    def suggested_due(self, period: Period) -> date:
        """The month's due day or three working days from today, whichever is later."""
        day = workday_after(self.clock.today(), _DAYS_TO_CORRECT)
        return max(day, due_day(self.store.plan_for(period), period, self.store.settings()))

    def write(
        self,
        period: Period,
        out: Path,
        *,
        units: Sequence[str] = (),
        formats: Sequence[str] = (),
        rows: Chosen | None = None,
        due: date | None = None,
        progress: Progress = SILENT,
    ) -> CorrectionResult:
        """Write a slip for each unit with failing rows (or for those named) into the folder ``out``; see Sending.

        ``rows`` says instead which measures of which units go back, with words of the clerk's own. Nothing is written, and
        no folder made, when nothing fails. UsageError for a measure that is not the unit's or that nothing is said against,
        and for a unit that has not returned.
        """
        chosen_formats, looked = checked(formats, _WHAT), self._looked_at(period)
        names = dict.fromkeys(looked.snapshot.plan.unit_named(name) for name in units)
        found = looked.chosen(rows) if rows is not None else looked.all_failing()
        found = {unit: each for unit, each in found.items() if each and (not names or unit in names)}
        day = due or self.suggested_due(period)
        if not found:
            return CorrectionResult({}, day)
        forms = self._forms(looked.snapshot, found, chosen_formats)
        total = sum(map(len, found.values()))
        sent = Sending(self.store, self.who, self.writers, _WHAT).send(
            forms,
            lambda form: _table(looked.snapshot, form, found[form.unit], day),
            out,
            f"退回 {period.label}填报，{len(forms)} 家单位 {total} 条措施待更正",
            progress,
        )
        return CorrectionResult(found, day, sent)

    def _looked_at(self, period: Period) -> _Month:
        snapshot, earlier = self.store.snapshot(period), self.store.snapshot(period.shifted(-1))
        return _Month(snapshot, Judge(snapshot, earlier, rules_from(self.store.settings())))

    def _forms(
        self, snapshot: Snapshot, found: Mapping[str, Sequence[FailingRow]], formats: tuple[str, ...]
    ) -> list[FillForm]:
        """What each slip carries, frozen as the ledger says it now, and the reasons that it prints."""
        taken = set(self.store.form_ids(snapshot.period))
        forms = []
        for unit, rows in found.items():
            form_id = new_form_id(snapshot, unit, taken)
            taken.add(form_id)
            numbers = {row.no for row in rows}
            values = {key: text for key, text in form_values(snapshot, None, unit).items() if key[0] in numbers}
            values |= {(row.no, REASONS_PRINTED): row.on_slip.printed for row in rows}
            first = first_return(snapshot.returned.get(unit, ()))
            forms.append(
                FillForm(
                    form_id, unit, snapshot.period, self.clock.now(), values, formats, first.sha256 if first else None
                )
            )
        return forms


@dataclass(frozen=True, slots=True)
class _Month:
    """A month, and who judges its entries."""

    snapshot: Snapshot
    judge: Judge

    def failing(self, unit: str) -> tuple[FailingRow, ...]:
        records = self.snapshot.returned.get(unit, ())
        if first_return(records) is None:
            return ()
        # What came as a scan is not empty: it has yet to be read by hand.
        unread = kept_whole(records)
        rows = (
            FailingRow(no, self._failures(no, unit)) for no in giving_way(self.snapshot.plan.measures_of[unit])
            if not unread or is_reported(self.snapshot.entry(no, unit))
        )
        return tuple(row for row in rows if not is_qualified(row.failures))

    def all_failing(self) -> dict[str, tuple[FailingRow, ...]]:
        found = {unit.name: self.failing(unit.name) for unit in self.snapshot.plan.units}
        return {unit: rows for unit, rows in found.items() if rows}

    def chosen(self, rows: Chosen) -> dict[str, tuple[FailingRow, ...]]:
        plan = self.snapshot.plan
        found: dict[str, tuple[FailingRow, ...]] = {}
        for name, measures in rows.items():
            unit = plan.unit_named(name)
            if first_return(self.snapshot.returned.get(unit, ())) is None:
                raise UsageError(f"{unit} {self.snapshot.period.label}还没有报送，不能退回，请先催报。")
            for no in measures:
                if no not in plan.measures_of[unit]:
                    raise UsageError(f"第 {no} 条措施不由{unit}负责，请核对要退回的措施。")
            ordered = (no for no in plan.measures_of[unit] if no in measures)
            found[unit] = tuple(FailingRow(no, self._failures(no, unit), measures[no]) for no in ordered)
            for row in found[unit]:
                if not row.reasons:
                    raise UsageError(f"第 {row.no} 条没有不合格的地方，要退回请写一句原因。")
        return found

    def _failures(self, no: int, unit: str) -> tuple[Failure, ...]:
        key = EntryKey(no, unit)
        waiting = self.judge.waiting(key)
        found = self.judge.failures(key, self.judge.ledger_words(key))
        return tuple(each for each in found if each.field not in waiting)


def _table(snapshot: Snapshot, form: FillForm, rows: Sequence[FailingRow], due: date) -> TableDocument:
    return correction_table(snapshot, form.unit, form.form_id, form.values, [row.on_slip for row in rows], due)
