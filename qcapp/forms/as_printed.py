"""The straight way into a form that stands just as it was printed: nothing is searched for, and nothing is put right. Pure.

Most returns have only their cells filled in. What is otherwise in anything (a heading, a merged cell, a row, a word beside the
table or in it, a contact without its label) is not read here at all, but by ``locate``, which says the same of these forms too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from qcapp.domain.fields import COLUMNS, MOST_CONTACTS, Role, contact_field
from qcapp.domain.forms import Note, Place, ReadCell, ReturnedForm, ReturnedRow
from qcapp.domain.phones import restored
from qcapp.domain.sheet import Document, Merge, Sheet
from qcapp.domain.text import clean
from qcapp.forms.block import numbered, numbered_parts
from qcapp.forms.carriers import find_form_ids
from qcapp.forms.contacts import people, split_phone
from qcapp.forms.headings import HEADER_WITHIN, LONGEST_HEADING, guess
from qcapp.forms.hints import around, period_hint, title_among, unit_hints
from qcapp.forms.leftovers import all_framed, joined_line
from qcapp.forms.sheet_ids import ids_in
from qcapp.forms.table import END, NO_MEASURE

_HEADINGS = tuple(column.heading for column in COLUMNS)
_BLANK = ("",) * len(_HEADINGS)
_TASK, _MEASURE, _UNIT, _CONTACT, _PHONE, _PROGRESS, _PROBLEMS, _DEADLINE = range(len(_HEADINGS))
_OF_A_MEASURE = (_MEASURE, _UNIT, _PROGRESS, _PROBLEMS, _DEADLINE)
"""Columns in which a measure has one cell, over all of its rows."""
_TEXTS = (("progress", _PROGRESS), ("problems", _PROBLEMS), ("deadline", _DEADLINE))
_FEW = 3  # cells with words that a header has at least
_MOST_LINES = 200
_BARE = 2  # contact rows that count though nothing stands in them


class _Otherwise(Exception):
    """The form is not as it was printed."""


def located_as_printed(document: Document) -> ReturnedForm | None:
    """What ``locate`` says of such a form; None of any other."""
    shown = [sheet for sheet in document.sheets if sheet.visible]
    if len(shown) != 1 or document.pictures or shown[0].asides or shown[0].unreadable or len(document.texts) > _MOST_LINES:
        return None
    try:
        return _located(document, shown[0])
    except _Otherwise:
        return None


def _located(document: Document, sheet: Sheet) -> ReturnedForm:
    ids = ids_in(sheet.rows)
    if len({form_id for _, form_id in ids}) > 1:
        raise _Otherwise
    table = _Printed(sheet, ids[0][1] if ids else None)
    over, below = _lines(sheet.rows[: table.head]), _lines(sheet.rows[table.end :])
    title = title_among([text for line in over for text in line], document.texts)
    lines = [*over, *below]
    if not (all_framed(document.texts, title) and all_framed([joined_line(line) for line in lines], title)):
        raise _Otherwise
    outside = around((*document.texts, *map(" ".join, lines)))
    return ReturnedForm(
        tuple(table.measures), find_form_ids(document), title, unit_hints(outside), period_hint(outside),
        tuple(Note("reading", sentence) for sentence in document.notes),
    )


@dataclass(slots=True)
class _Merged:
    """``columns``: in each of the table's, row → the first and last row of the cell that goes over several. ``wide``: rows with
    a cell over several columns."""

    columns: tuple[dict[int, tuple[int, int]], ...] = field(default_factory=lambda: tuple({} for _ in _HEADINGS))
    wide: set[int] = field(default_factory=set)

    def add(self, merge: Merge) -> None:
        if merge.top == merge.bottom:
            self.wide.add(merge.top)
            return
        if merge.left != merge.right or merge.left >= len(_HEADINGS):
            raise _Otherwise
        rows, span = self.columns[merge.left], (merge.top, merge.bottom)
        for row in range(merge.top, merge.bottom + 1):
            if row in rows:
                raise _Otherwise
            rows[row] = span


class _Printed:
    """The table of a sheet. ``head``: the row of the headings; ``end``: the one below the measures, where 填表说明 begin or the
    sheet ends. ``form_id``: the sheet's own."""

    def __init__(self, sheet: Sheet, form_id: str | None) -> None:
        self._name, self._form_id = sheet.name, form_id
        self._rows = [cells if len(cells) >= len(_HEADINGS) else (*cells, *_BLANK[len(cells) :]) for cells in sheet.rows]
        self.head = self._header()
        self._merged = self._spans(sheet.merges)
        self.measures, self.end = self._read()

    def _header(self) -> int:
        """Our own headings and no others. Above them are lines only."""
        for row, cells in enumerate(self._rows[:HEADER_WITHIN]):
            if sum(map(bool, cells)) >= _FEW:
                if tuple(map(clean, cells[: len(_HEADINGS)])) == _HEADINGS and not any(cells[len(_HEADINGS) :]):
                    return row
                break
        raise _Otherwise

    def _spans(self, merges: Sequence[Merge]) -> _Merged:
        """The cells below the header that go over several rows; above it and in it there are none."""
        found, rows, head = _Merged(), len(self._rows), self.head
        for merge in merges:
            top, left, bottom, right = merge
            if top == bottom and left == right:
                continue
            if bottom >= rows or top == head or (top < head and bottom > top):
                raise _Otherwise
            if top > head:
                found.add(merge)
        return found

    def _read(self) -> tuple[list[ReturnedRow], int]:
        found: list[ReturnedRow] = []
        row, task, before = self.head + 1, "", None
        while row < len(self._rows) and not self._ends(row):
            last = self._last_row(row)
            task = self._seen_task(row) or task
            found.append(self._measure(row, last, task))
            if found[-1].no == before:
                raise _Otherwise
            before = found[-1].no
            for further in range(row + 1, last + 1):
                task = self._seen_task(further) or task
            row = last + 1
        if not found:
            raise _Otherwise
        return found, row

    def _ends(self, row: int) -> bool:
        """Whether 填表说明 begin there: from there on are lines only."""
        if self._rows[row][_MEASURE] or not END.match(clean(self._rows[row][_TASK])):
            return False
        below = self._rows[row:]
        if len(below) > _MOST_LINES or any(sum(map(bool, cells)) >= _FEW for cells in below):
            raise _Otherwise
        if any(last >= row for spans in self._merged.columns for _, last in spans.values()):
            raise _Otherwise
        return True

    def _last_row(self, row: int) -> int:
        """The last row of the measure that begins there; its cells end in it."""
        columns, wide = self._merged.columns, self._merged.wide
        span = columns[_MEASURE].get(row)
        first, last = span or (row, row)
        if first != row or any(columns[column].get(row) != span for column in _OF_A_MEASURE):
            raise _Otherwise
        for each in range(row, last + 1):
            cells = self._rows[each]
            if each in wide or each in columns[_CONTACT] or each in columns[_PHONE] or any(cells[len(_HEADINGS) :]):
                raise _Otherwise
            if each > row and any(cells[column] for column in _OF_A_MEASURE):
                raise _Otherwise
        return last

    def _seen_task(self, row: int) -> str:
        top, _ = self._merged.columns[_TASK].get(row, (row, row))
        return clean(self._rows[top][_TASK])

    def _measure(self, row: int, last: int, task: str) -> ReturnedRow:
        line = self._rows[row]
        printed = clean(line[_MEASURE])
        no, text = numbered(printed)
        opening = clean(line[_TASK]) or printed
        if no is None or END.match(opening) or NO_MEASURE.match(opening):
            raise _Otherwise
        if (len(printed) <= LONGEST_HEADING and guess(printed)) or ("\n" in printed and len(numbered_parts(printed)) > 1):
            raise _Otherwise
        cells = {key: ReadCell(clean(line[column]), _place(self._name, row, column)) for key, column in _TEXTS}
        cells |= self._contacts(range(row, last + 1))
        return ReturnedRow(
            no, text, task, clean(line[_UNIT]), cells, _place(self._name, row, _MEASURE), form_id=self._form_id
        )

    def _contacts(self, rows: Sequence[int]) -> Iterator[tuple[str, ReadCell]]:
        """One person in each row, under a label that says who that is."""
        counts = [0, 0]
        for row in rows:
            text, phone = clean(self._rows[row][_CONTACT]), restored(clean(self._rows[row][_PHONE]))
            if not text and not phone and sum(counts) >= _BARE:
                continue
            person, *more = people(text)
            if more or person.role is None:
                raise _Otherwise
            name = person.name
            if bool(name) != bool(phone) and split_phone(name or phone) is not None:
                raise _Otherwise
            liaison = person.role is Role.LIAISON
            counts[liaison] += 1
            if counts[liaison] > MOST_CONTACTS:
                raise _Otherwise
            keys = _keys(liaison, counts[liaison])
            yield keys[0], ReadCell(name, _place(self._name, row, _CONTACT))
            yield keys[1], ReadCell(phone, _place(self._name, row, _PHONE))


@lru_cache(maxsize=64)
def _keys(liaison: bool, index: int) -> tuple[str, str]:
    role = Role.LIAISON if liaison else Role.RESPONSIBLE
    return contact_field(role, "name", index).key, contact_field(role, "phone", index).key


@lru_cache(maxsize=4096)
def _place(sheet: str, row: int, column: int) -> Place:
    """The forms' tables have the same places."""
    return Place(sheet, row, column)


def _lines(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """What stands in each of the rows that says anything."""
    found = ([text for cell in cells if cell and (text := clean(cell))] for cells in rows)
    return [texts for texts in found if texts]
