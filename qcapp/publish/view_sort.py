"""In which order a view shows its rows: numbers by size, days by date, Chinese by pinyin, lamps and states by urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.lighting import PRESSING
from qcapp.domain.status import State
from qcapp.publish.view_cells import ViewRow
from qcapp.publish.view_columns import view_column

URGENT = (State.OVERDUE, State.CONFLICT, State.UNREPORTED, State.PARTIAL, State.PROBLEM, State.REPORTED, State.EXEMPT)
"""States as the clerk has to look after them."""
_KEY_CHARS = 12
_OPEN, _UNKNOWN = 1, 2


def in_order(rows: Iterable[ViewRow], column: str, descending: bool = False) -> list[ViewRow]:
    """By that column, "" for the order they have; rows with nothing there come last either way. Equal ones stay as they are."""
    if not column:
        return list(rows)
    key = _key(column)
    filled: list[tuple[Any, ViewRow]] = []
    empty: list[ViewRow] = []
    for row in rows:
        found = key(row)
        if found is None:
            empty.append(row)
        else:
            filled.append((found, row))
    filled.sort(key=lambda each: each[0], reverse=descending)
    return [row for _, row in filled] + empty


def pinyin_key(text: str) -> tuple[tuple[str, str], ...]:
    """What texts are ordered by: each character as it is read; signs and digits before letters."""
    return tuple((_read(char), char) for char in text[:_KEY_CHARS])


@cache
def _read(char: str) -> str:
    if ord(char) < 0x2E80:
        return char.casefold()
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(char, style=Style.TONE3)[0]


def _key(column: str) -> Callable[[ViewRow], Any]:
    view_column(column)
    match column:
        case "no":
            return lambda row: (row.no, row.unit)
        case "task":
            return lambda row: row.task
        case "unit":
            return lambda row: [row.month.plan.unit_order[unit] for unit in row.units]
        case "measure":
            return lambda row: pinyin_key(row.text(column))
        case "lamp":
            return lambda row: PRESSING.index(row.status.lamp)
        case "status":
            return lambda row: URGENT.index(row.status.state)
        case "attached":
            return lambda row: row.attached or None
        case "faults":
            return lambda row: row.faults or None
        case "deadline":
            return _deadline
        case "received":
            return lambda row: min(row.days(column), default=None)
        case _:
            return lambda row: pinyin_key(text) if (text := next(filter(None, row.values(column)), "")) else None


def _deadline(row: ViewRow) -> tuple[int, str] | None:
    """The nearest day; what has none (长期坚持) after all days, what is not understood after that."""
    days = row.days("deadline")
    if days:
        return 0, min(days).isoformat()
    texts = [text for text in row.values("deadline") if text]
    if not texts:
        return None
    understood = parse_deadline(texts[0], row.month.plan.year).understood
    return (_OPEN if understood else _UNKNOWN), texts[0]
