"""A ReturnedForm as JSON bytes and back, checked value by value like every message of the reading process.

Lone surrogates and control characters, which no office file may carry, are dropped once more: what has read a hostile file may
say that it has done so, and have not.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from qcapp.domain.errors import UsageError
from qcapp.domain.fields import is_field
from qcapp.domain.forms import FORM_ID, FoundPicture, Note, Place, ReadCell, ReturnedForm, ReturnedRow
from qcapp.domain.period import Period
from qcapp.domain.text import scrub, text_lru_cache
from qcapp.intake.codec import BadMessage, bytes_of, refused, text_of

_HIGHEST = 2**31
"""No measure has so high a number; the ledger takes lower ones."""
_PLAIN = 5
"""Values of a cell of which there is no more to tell than its text and where it stands: thousands in a merge."""


def encode_form(form: ReturnedForm) -> bytes:
    sheets: dict[str, int] = {}
    return bytes_of({
        "rows": [_row_as_list(row, sheets) for row in form.rows],
        "ids": list(form.form_ids.items()),
        "title": form.title,
        "units": form.unit_hints,
        "period": (form.period_hint.year, form.period_hint.month) if form.period_hint else None,
        "notes": form.notes,
        "pictures": _pictures_as_list(form.pictures, sheets),
        "sheets": list(sheets),  # the last: filled by the others
    })


def _row_as_list(row: ReturnedRow, sheets: dict[str, int]) -> list[object]:
    return [
        row.no, row.measure_text, row.task, row.unit_label, row.reasons, row.form_id, _spot_as_list(row.place, sheets),
        [_cell_as_list(key, cell, sheets) for key, cell in row.cells.items()], _pictures_as_list(row.pictures, sheets),
    ]


def _cell_as_list(key: str, cell: ReadCell, sheets: dict[str, int]) -> list[object]:
    told: list[object] = [key, cell.text, *_spot_as_list(cell.place, sheets)]
    if cell.aside or cell.unreadable or cell.shared or cell.doubt:  # of hardly any cell
        told += (cell.aside, cell.unreadable, cell.shared, cell.doubt)
    return told


def _pictures_as_list(pictures: Sequence[FoundPicture], sheets: dict[str, int]) -> list[object]:
    return [(each.part, each.name, *_spot_as_list(each.place, sheets)) for each in pictures]


def _spot_as_list(place: Place, sheets: dict[str, int]) -> tuple[int, int, int]:
    sheet, row, column = place
    return sheets.setdefault(sheet, len(sheets)), row, column


def decode_form(message: bytes) -> ReturnedForm:
    """The form; UnreadableFile (or Locked) when the message is a refusal, BadMessage when it is neither."""
    try:
        raw = json.loads(message.decode("utf-8", "surrogatepass"))
        if isinstance(raw, dict) and "refusal" in raw:
            raise refused(raw)
        sheets = list(map(text_of, raw["sheets"]))
        return ReturnedForm(
            tuple(_row(sheets, *each) for each in raw["rows"]),
            {_form_id(form_id): tuple(map(_said, carriers)) for form_id, carriers in raw["ids"]},
            _said(raw["title"]),
            tuple(map(_said, raw["units"])),
            None if raw["period"] is None else _period(*raw["period"]),
            tuple(_note(*each) for each in raw["notes"]),
            _pictures(sheets, raw["pictures"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, UsageError) as error:
        raise BadMessage from error


def _row(
    sheets: Sequence[str], no: object, text: object, task: object, unit: object, reasons: object, form_id: object,
    spot: Sequence[object], cells: list[Any], pictures: object,
) -> ReturnedRow:
    return ReturnedRow(
        _number(no), _said(text), _said(task), _said(unit), _cells(sheets, cells), _place(sheets, *spot),
        _pictures(sheets, pictures), _said(reasons), None if form_id is None else _form_id(form_id),
    )


def _cells(sheets: Sequence[str], raw: list[Any]) -> dict[str, ReadCell]:
    found: dict[str, ReadCell] = {}
    for each in raw:
        if len(each) == _PLAIN:
            key, text, sheet, row, column = each
            found[_field(key)] = ReadCell(_said(text), _place(sheets, sheet, row, column))
        else:
            key, *told = each
            found[_field(key)] = _cell(sheets, *told)
    return found


def _cell(
    sheets: Sequence[str], text: object, sheet: object, row: object, column: object, aside: object = "",
    unreadable: object = "", shared: object = False, doubt: object = "",
) -> ReadCell:
    if not isinstance(shared, bool):
        raise BadMessage
    return ReadCell(
        _said(text), _place(sheets, sheet, row, column), _said(aside), _said(unreadable), shared, _said(doubt)
    )


def _pictures(sheets: Sequence[str], raw: Any) -> tuple[FoundPicture, ...]:
    return tuple(FoundPicture(text_of(part), _said(name), _place(sheets, *spot)) for part, name, *spot in raw)


def _place(sheets: Sequence[str], sheet: object, row: object, column: object) -> Place:
    if type(sheet) is not int or type(row) is not int or type(column) is not int or sheet < 0 or row < 0 or column < 0:
        raise BadMessage
    return _known_place(sheets[sheet], row, column)


@lru_cache(maxsize=4096)
def _known_place(sheet: str, row: int, column: int) -> Place:
    """The forms' tables have the same places."""
    return Place(sheet, row, column)


def _note(code: object, message: object, no: object) -> Note:
    return Note(_said(code), _said(message), _number(no))


def _number(value: object) -> int | None:
    if value is not None and (type(value) is not int or not 0 <= value < _HIGHEST):
        raise BadMessage
    return value


def _period(year: object, month: object) -> Period:
    if type(year) is not int or type(month) is not int:
        raise BadMessage
    return Period(year, month)


@lru_cache(maxsize=256)
def _field(key: object) -> str:
    if not is_field(found := text_of(key)):
        raise BadMessage
    return found


@lru_cache(maxsize=1024)
def _form_id(value: object) -> str:
    if not FORM_ID.fullmatch(found := text_of(value)):
        raise BadMessage
    return found


def _said(value: object) -> str:
    if not isinstance(value, str):
        raise BadMessage
    return _sound(value)


@text_lru_cache(4096)
def _sound(text: str) -> str:
    """Remembered, so that the words which many forms have in common are kept once."""
    return text if text.isprintable() else scrub(text)
