"""What a ledger says, month by month, as values: how a district's ledger is read before it is merged into another one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.ledger import CellValue, Snapshot
from qcapp.domain.operations import Change, OperationFilter, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.records import first_return
from qcapp.domain.returned_ledger import LedgerCell, LedgerMonth, LedgerRow, LedgerUnit, ReturnedLedger
from qcapp.ports import LedgerStore

MOST_MONTHS: Final = 24
MOST_CHARACTERS: Final = 12_000_000
"""Of all months together, bounded by what the reading process may answer; the newest month has to fit."""
_MOST_UNDONE: Final = 20_000
_BESIDE: Final = 60
"""Characters that stand with each cell: its day, its file, its person."""

Emptied = Mapping[tuple[Period, EntryKey], Mapping[str, Change]]
"""Month and entry → fields that an undo has left without words, with the newest such change."""


def read_out(store: LedgerStore) -> ReturnedLedger:
    """The newest months, as many as there is room for. UnreadableFile for a ledger without any, and for one month too large."""
    from qcapp.intake.words import LEDGER_EMPTY, LEDGER_TOO_MUCH

    periods = store.periods()
    if not periods:
        raise UnreadableFile(LEDGER_EMPTY)
    emptied = _emptied(store)
    months: list[LedgerMonth] = []
    room = MOST_CHARACTERS
    for period in reversed(periods[-MOST_MONTHS:]):
        month = _month(store, period, emptied)
        room -= _weight(month)
        if room < 0:
            break
        months.append(month)
    if not months:
        raise UnreadableFile(LEDGER_TOO_MUCH)
    district = store.plan_for(periods[-1]).district
    return ReturnedLedger(store.ledger_id, district, _written(store), tuple(months), reach=store.reach())


def _written(store: LedgerStore) -> datetime:
    """When its last operation was, each reckoned at least a second after the one before: a clock that was set back there must not
    make a later copy look like an earlier one, whose words count less."""
    last = datetime.min
    for operation in reversed(store.operations()):
        last = max(operation.at, last + timedelta(seconds=1))
    return last


def _emptied(store: LedgerStore) -> Emptied:
    """An edit that empties a field leaves it there as an empty one; an undo leaves no trace but its own history."""
    found: dict[tuple[Period, EntryKey], dict[str, Change]] = {}
    for change in store.changes_in(OperationFilter(kinds=frozenset({OperationKind.UNDO})), _MOST_UNDONE):
        if not change.after and not change.undone:
            found.setdefault((change.key.period, change.key.entry), {}).setdefault(change.key.field, change)
    return found


def _month(store: LedgerStore, period: Period, emptied: Emptied) -> LedgerMonth:
    snapshot = store.snapshot(period)
    units = tuple(_unit(store, snapshot, name, emptied) for name in (each.name for each in snapshot.plan.responsible))
    rulings = sum(ruling.period == period for ruling in snapshot.rulings)
    return LedgerMonth(period, snapshot.plan.year, units, len(snapshot.attachments), rulings)


def _unit(store: LedgerStore, snapshot: Snapshot, name: str, emptied: Emptied) -> LedgerUnit:
    plan, period = snapshot.plan, snapshot.period
    names = next(unit.names for unit in plan.units if unit.name == name)
    rows = tuple(_row(snapshot, EntryKey(no, name), emptied) for no in plan.measures_of[name])
    records = snapshot.returned.get(name, ())
    first = first_return(records)
    sent = [form.form_id for form in reversed(store.forms_to(name, period))]
    ids = dict.fromkeys((*(record.form_id for record in reversed(records) if record.form_id), *sent))
    waiting = sorted({held.key.no for held in snapshot.held if held.key.unit == name})
    return LedgerUnit(names, rows, first.received if first else None, tuple(ids), tuple(waiting))


def _row(snapshot: Snapshot, key: EntryKey, emptied: Emptied) -> LedgerRow:
    measure = snapshot.plan.measure_by_no[key.no]
    values = snapshot.entries[key].values
    cells = {field: _cell(value) for field, value in values.items()}
    for field, change in emptied.get((snapshot.period, key), {}).items():
        if field not in cells:
            cells[field] = LedgerCell("", snapshot.period, change.operation.at.date(), who=change.operation.who)
    return LedgerRow(key.no, measure.text, snapshot.plan.task_of(key.no).heading, cells)


def _cell(value: CellValue) -> LedgerCell:
    day: date = value.source.received or value.at.date()
    return LedgerCell(value.text, value.period, day, value.source.file or "", value.who)


def _weight(month: LedgerMonth) -> int:
    return sum(
        len(row.text) + sum(len(cell.text) + len(cell.file) + _BESIDE for cell in row.cells.values())
        for unit in month.units for row in unit.rows
    )
