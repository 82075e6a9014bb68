"""台账's table as a sheet of cells: which cells of the ledger stand behind each, and what a selection is copied as."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import is_
from typing import NamedTuple

from qcapp.domain.fields import FIELDS, contact_field, field_for
from qcapp.domain.ledger import CellKey, Entry
from qcapp.publish.view_cells import ViewRow
from qcapp.publish.view_columns import VIEW_COLUMN_BY_KEY

_ROLES = {field.key: (field.role, field.key.rpartition(".")[2]) for field in FIELDS}

Place = tuple[int, int]
"""Row and column of the table, headings of groups counted."""


class Spot(NamedTuple):
    """One cell of the ledger behind a cell of the table. ``label`` tells it from the others there, "" where it is alone."""

    key: CellKey
    text: str
    label: str = ""


def spots(row: ViewRow, column: str) -> tuple[Spot, ...]:
    """The ledger's cells behind a cell: one; one for each unit of a joint measure, for each of several contacts; none where it
    is read only."""
    field = VIEW_COLUMN_BY_KEY[column].field
    if field is None:
        return ()
    found: list[Spot] = []
    for entry in row.entries:
        keys = _keys(row, entry, field)
        for place, key in enumerate(keys, 1):
            label = entry.key.unit if len(row.entries) > 1 else ""
            if len(keys) > 1:
                label = f"{label} {_contact_label(field, place)}".strip()
            found.append(Spot(CellKey(entry.key.no, entry.key.unit, entry.period, key), entry.text(key), label))
    return tuple(found)


def texts(row: ViewRow, column: str) -> list[str]:
    """The words of those cells, for looking through many."""
    field = VIEW_COLUMN_BY_KEY[column].field
    if field is None:
        return []
    return [entry.text(key) for entry in row.entries for key in _keys(row, entry, field)]


def _keys(row: ViewRow, entry: Entry, field: str) -> list[str]:
    """The field itself; of contacts one for each that the entry has, which is what the table shows."""
    role, part = _ROLES.get(field, (None, ""))
    if role is None or not any(key.startswith(role.prefix) and key[len(role.prefix)] != "." for key in entry.values):
        return [field]
    each = [one for one in entry.contacts(row.month.plan.measure(row.no).contacts) if one.role is role]
    while len(each) > 1 and not (each[-1].name or each[-1].phone):
        each.pop()
    return [contact_field(role, part, place).key for place in range(1, max(len(each), 1) + 1)]


def _contact_label(field: str, place: int) -> str:
    known = field_for(field)
    assert known.role is not None
    return contact_field(known.role, field.rpartition(".")[2], place).heading


def cell_text(row: ViewRow, column: str) -> str:
    """What a cell is copied as: the words in the ledger, without what stands in for none; of a joint measure what is shown."""
    each = texts(row, column)
    if not each:
        return row.text(column)
    if not any(each):
        return ""
    if len(row.entries) == 1:
        return "\n".join(each)
    return "\n".join(dict.fromkeys(filter(None, each))) if column == "deadline" else row.text(column)


@dataclass(frozen=True)
class Sheet:
    """The table's rows, None for a group's heading, and the keys of its columns as they stand from left to right.

    ``folded``: rows of headings whose measures are folded away.
    """

    rows: tuple[ViewRow | None, ...]
    columns: tuple[str, ...]
    folded: frozenset[int] = frozenset()

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """Rows of measures: headings take no part in what is copied and pasted."""
        return tuple(place for place, row in enumerate(self.rows) if row is not None)

    @cached_property
    def line_of(self) -> dict[int, int]:
        """The other way round: a row's number among the measures."""
        return {place: line for line, place in enumerate(self.lines)}

    def looks_like(self, other: Sheet) -> bool:
        """Whether the same cells of the same months stand in the same places, whatever they say."""
        if self.columns != other.columns or len(self.rows) != len(other.rows):
            return False
        return all(map(is_, self.rows, other.rows)) or self._names() == other._names()

    def _names(self) -> list[tuple[object, ...] | None]:
        return [None if row is None else (*row.name, row.units, row.month.snapshot.period) for row in self.rows]

    def row(self, place: int) -> ViewRow:
        row = self.rows[place]
        assert row is not None
        return row

    def name(self, place: Place) -> str:
        """第 11 条 联系人电话; the unit too, where a row is one unit's."""
        row = self.row(place[0])
        unit = f" {row.unit}" if row.unit else ""
        return f"第 {row.no} 条{unit} {VIEW_COLUMN_BY_KEY[self.columns[place[1]]].heading}"

    def cells(self, selection: Iterable[Place]) -> list[Place]:
        """The selected cells of measures, row by row."""
        return sorted({place for place in selection if place[0] in self.line_of and place[1] < len(self.columns)})


class Rectangle(NamedTuple):
    """Cells in lines ``top``… of measures and columns ``left``…"""

    top: int
    left: int
    height: int
    width: int


def rectangle(sheet: Sheet, cells: Collection[Place]) -> Rectangle | None:
    """The rectangle that the cells are, None when they are none."""
    lines = sorted({sheet.line_of[row] for row, _ in cells})
    columns = sorted({column for _, column in cells})
    if not lines:
        return None
    found = Rectangle(lines[0], columns[0], lines[-1] - lines[0] + 1, columns[-1] - columns[0] + 1)
    return found if found.height * found.width == len(cells) else None


def copied(sheet: Sheet, selection: Iterable[Place]) -> list[list[str]]:
    """The selected cells as rows of texts; what lies between them and is not selected is empty."""
    cells = set(sheet.cells(selection))
    rows = sorted({row for row, _ in cells})
    columns: Sequence[int] = sorted({column for _, column in cells})
    return [
        [cell_text(sheet.row(row), sheet.columns[column]) if (row, column) in cells else "" for column in columns]
        for row in rows
    ]
