"""A district's ledger, as read, as JSON bytes and back; checked value by value like every message of the reading process.

The same bytes are what is kept of a ledger that is too large to be kept whole: UTF-8, months from the newest.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from qcapp.domain.errors import UsageError
from qcapp.domain.fields import is_field
from qcapp.domain.period import FIRST_YEAR, LAST_YEAR, Period
from qcapp.domain.returned_ledger import LedgerCell, LedgerMonth, LedgerRow, LedgerUnit, Reach, ReturnedLedger, is_ledger_id
from qcapp.domain.text import clean
from qcapp.intake.codec import BadMessage, refused, text_of

_KIND = "营商台账摘录"
_LONGEST_NAME = 255


def encode_ledger(ledger: ReturnedLedger) -> bytes:
    raw = {
        "kind": _KIND, "ledger": ledger.ledger_id, "district": ledger.district, "size": ledger.size,
        "written": ledger.written.isoformat(timespec="seconds"), "reach": ledger.reach,
        "months": [_month(each) for each in ledger.months],
    }
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def decode_ledger(message: bytes) -> ReturnedLedger:
    """UnreadableFile (or Locked) when the message is a refusal, BadMessage when it is neither."""
    try:
        raw = json.loads(message.decode("utf-8", "surrogatepass"))
        if isinstance(raw, dict) and "refusal" in raw:
            raise refused(raw)
        if raw["kind"] != _KIND:
            raise BadMessage
        return ReturnedLedger(
            _id(raw["ledger"]), _name(raw["district"]), _moment(text_of(raw["written"])),
            tuple(_month_from(each) for each in raw["months"]), _count(raw["size"]), reach=_reach(raw.get("reach")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, UsageError) as error:
        raise BadMessage from error


def _month(month: LedgerMonth) -> dict[str, Any]:
    return {
        "month": str(month.period), "year": month.year, "attachments": month.attachments, "rulings": month.rulings,
        "units": [
            {
                "names": unit.names, "returned": unit.returned.isoformat() if unit.returned else None,
                "forms": unit.form_ids, "waiting": unit.waiting,
                "rows": [(row.no, row.text, row.task, _cells(row)) for row in unit.rows],
            }
            for unit in month.units
        ],
    }


def _cells(row: LedgerRow) -> dict[str, tuple[str, str, str, str, str]]:
    return {
        key: (cell.text, str(cell.period), cell.day.isoformat(), cell.file, cell.who) for key, cell in row.cells.items()
    }


def _month_from(raw: dict[str, Any]) -> LedgerMonth:
    units = tuple(_unit_from(each) for each in raw["units"])
    return LedgerMonth(
        _period(text_of(raw["month"])), _count(raw["year"]), units, _count(raw["attachments"]), _count(raw["rulings"])
    )


def _unit_from(raw: dict[str, Any]) -> LedgerUnit:
    names = tuple(map(_name, raw["names"]))
    if not names or not names[0]:
        raise BadMessage
    returned = None if raw["returned"] is None else _day(text_of(raw["returned"]))
    rows = tuple(_row_from(*each) for each in raw["rows"])
    return LedgerUnit(names, rows, returned, tuple(map(text_of, raw["forms"])), tuple(map(_count, raw["waiting"])))


def _row_from(no: object, text: object, task: object, cells: dict[str, Any]) -> LedgerRow:
    return LedgerRow(_count(no), text_of(text), text_of(task), {_field(key): _cell_from(*cell) for key, cell in cells.items()})


def _cell_from(text: object, period: object, day: object, file: object, who: object) -> LedgerCell:
    return LedgerCell(text_of(text), _period(text_of(period)), _day(text_of(day)), text_of(file), text_of(who))


@lru_cache(maxsize=512)
def _period(text: str) -> Period:
    return Period.parse(text)


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:  # nobody could reckon with it
        raise BadMessage
    return day


def _moment(text: str) -> datetime:
    """Local time, as every ledger has it."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        raise BadMessage
    return moment


def _field(key: str) -> str:
    if not is_field(key):
        raise BadMessage
    return key


def _id(value: object) -> str:
    if not is_ledger_id(text := text_of(value)):
        raise BadMessage
    return text


def _reach(raw: object) -> Reach | None:
    if raw is None:
        return None
    if not isinstance(raw, list):
        raise BadMessage
    return Reach(*(clean(text_of(each)) for each in raw))  # to be looked for in our own


def _name(value: object) -> str:
    """Of a district or a unit, which stands in sentences."""
    name = clean(text_of(value))
    if len(name) > _LONGEST_NAME:
        raise BadMessage
    return name


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise BadMessage
    return value
