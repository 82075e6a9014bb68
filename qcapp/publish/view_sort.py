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
    from qcapp.domain.readings import Style, lazy_pinyin

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
            read = _reader()
            return lambda row: read(row.text(column))
        case "lamp":
            return lambda row: PRESSING.index(row.status.lamp)
        case "status":
            return lambda row: URGENT.index(row.status.state)
        case "attached":
            return lambda row: row.attached or None
        case "faults":
            return lambda row: row.faults or None
        case "deadline":
            return _by_deadline()
        case "received":
            return lambda row: min(row.days(column), default=None)
        case _:
            read = _reader()
            return lambda row: read(text) if (text := next(filter(None, row.values(column)), "")) else None


def _reader() -> Callable[[str], tuple[tuple[str, str], ...]]:
    """``pinyin_key``, of each text once: thousands of rows say few things."""
    return cache(pinyin_key)


def _by_deadline() -> Callable[[ViewRow], tuple[int, str] | None]:
    order = cache(_deadline)
    return lambda row: order(row.values("deadline"), row.month.plan.year)


def _deadline(texts: tuple[str, ...], year: int) -> tuple[int, str] | None:
    """The nearest day; what has none (长期坚持) after all days, what is not understood after that."""
    said = [(text, parse_deadline(text, year)) for text in texts if text]
    if not said:
        return None
    days = [each.day for _, each in said if each.day]
    if days:
        return 0, min(days).isoformat()
    text, first = said[0]
    return (_OPEN if first.understood else _UNKNOWN), text
