"""A unit's part of a district's ledger as a returned form, each cell with the place that it came from there. Pure.

Its words are cleaned like those of every form: that a program of ours wrote the file nobody can know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qcapp.domain.attribution import compose
from qcapp.domain.fields import Kind, Role, contact_field, field_for, is_field
from qcapp.domain.forms import Place, ReadCell, ReturnedForm, ReturnedRow
from qcapp.domain.returned_ledger import LedgerCell, LedgerMonth, LedgerRow, LedgerUnit, ReturnedLedger
from qcapp.domain.text import clean, shortened

_LONGEST = 255
"""Characters of a file's or a person's name: more has no name that a disk can hold."""


def form_of(ledger: ReturnedLedger, unit: LedgerUnit) -> ReturnedForm:
    rows = tuple(
        ReturnedRow(
            row.no, row.text, row.task, unit.name, _cells(ledger, unit, row), Place(f"{unit.name}第 {row.no} 条", -1, place)
        )
        for place, row in enumerate(unit.rows)
    )
    return ReturnedForm(rows, unit_hints=(unit.name,))


def _cells(ledger: ReturnedLedger, unit: LedgerUnit, row: LedgerRow) -> dict[str, ReadCell]:
    whose = ledger.title if unit.name == ledger.district else f"{ledger.title}{unit.name}"
    return {
        key: ReadCell(clean(cell.text), Place(f"{whose}，{_origin(cell)}", -1, row.no))
        for key, cell in row.cells.items() if is_field(key)
    }


def _origin(cell: LedgerCell) -> str:
    """原件《区税务局7月.xlsx》7月22日收到; 张三7月21日录入."""
    day = f"{cell.day.month}月{cell.day.day}日"
    file, who = shortened(clean(cell.file), _LONGEST), shortened(clean(cell.who), _LONGEST)
    return f"原件《{file}》{day}收到" if file else f"{who}{day}{'录入' if clean(cell.text) else '清空'}"


def emptied(ledger: ReturnedLedger, unit: LedgerUnit) -> Iterator[tuple[tuple[int, str], str]]:
    for row in unit.rows:
        for key, cell in row.cells.items():
            if not clean(cell.text):
                who = shortened(clean(cell.who), _LONGEST) or "对方"
                yield (row.no, key), f"{ledger.title}里{cell.day.month}月{cell.day.day}日由{who}"


def as_one(ledger: ReturnedLedger, month: LedgerMonth) -> LedgerUnit:
    """The district: of each measure all its units' words, under their names, and all their contacts one after the other."""
    by_measure: dict[int, list[tuple[str, LedgerRow]]] = {}
    for unit in month.units:
        for row in unit.rows:
            by_measure.setdefault(row.no, []).append((unit.name, row))
    days = [day for unit in month.units if (day := unit.first_day(month.period))]
    waiting = sorted({no for unit in month.units for no in unit.waiting})
    rows = tuple(_joined(said) for _, said in sorted(by_measure.items()))
    return LedgerUnit((ledger.district,), rows, min(days, default=None), (), tuple(waiting))


def _joined(said: Sequence[tuple[str, LedgerRow]]) -> LedgerRow:
    first = said[0][1]
    if len(said) == 1:
        return first
    cells: dict[str, LedgerCell] = {}
    for key in dict.fromkeys(key for _, row in said for key in row.cells if is_field(key) and field_for(key).role is None):
        texts = [(unit, row.cells[key].text if key in row.cells else "") for unit, row in said]
        alike = {text for _, text in texts if text} if field_for(key).kind is Kind.DEADLINE else set()
        text = alike.pop() if len(alike) == 1 else compose(texts)
        cells[key] = replace(_latest(row.cells[key] for _, row in said if key in row.cells), text=text)
    for role in Role:
        index = 0
        for _, row in said:
            for pair in _people(row, role):
                index += 1
                cells |= {contact_field(role, part, index).key: cell for part, cell in pair.items()}
    return replace(first, cells=cells)


def _people(row: LedgerRow, role: Role) -> Iterator[dict[str, LedgerCell]]:
    """Those of the role that have a name or a phone, in their order."""
    places: dict[int, dict[str, LedgerCell]] = {}
    for key, cell in row.cells.items():
        if is_field(key) and (field := field_for(key)).role is role and cell.text:
            places.setdefault(field.index, {})[key.rsplit(".", 1)[1]] = cell
    yield from (places[index] for index in sorted(places))


def _latest(cells: Iterable[LedgerCell]) -> LedgerCell:
    return max(cells, key=lambda cell: (cell.period, cell.day))
