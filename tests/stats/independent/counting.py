"""The second computation: rates, scores and places from rows, in whole numbers, by nothing of the program's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

NOTHING = {"", "无"}


@dataclass(frozen=True)
class Counted:
    """A row of the table with what is known of how it came."""

    month: int
    no: int
    unit: str
    task: str
    due: bool
    reported: bool
    on_time: bool
    good_first: bool
    good_now: bool
    filled: int
    cells: int
    halves: int


@dataclass(frozen=True)
class Sums:
    due: int
    reported: int
    on_time: int
    qualified: int
    qualified_now: int
    filled: int
    cells: int
    halves: int
    measures: int
    measures_reported: int


def sums(rows: Iterable[Counted]) -> Sums:
    due = [row for row in rows if row.due]
    there = [row for row in due if row.reported]
    measures = {(row.month, row.no) for row in due}
    wanting = {(row.month, row.no) for row in due if not row.reported}
    return Sums(
        len(due), len(there), len([row for row in there if row.on_time]), len([row for row in there if row.good_first]),
        len([row for row in there if row.good_now]), sum(row.filled for row in due), sum(row.cells for row in due),
        sum(row.halves for row in there), len(measures), len(measures - wanting),
    )


def percent(part: int, whole: int) -> str:
    """One decimal, half up; none where it is 0: 88.9%, 100%."""
    if whole == 0:
        return "—"
    tenths = (2 * 1000 * part + whole) // (2 * whole)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"


def score(found: Sums, weights: tuple[int, int, int], deduction: int) -> int | None:
    """In tenths, half up."""
    if found.due == 0:
        return None
    coverage, timeliness, qualification = weights
    every = sum(weights)
    reported = found.reported or 1  # nothing reported: its share of 合格 is 0, and nothing is deducted
    above = 2 * 1000 * (coverage * found.reported + timeliness * found.on_time) * reported
    above += 2 * 1000 * qualification * found.qualified * found.due
    above -= 10 * deduction * found.halves * every * found.due
    below = 2 * every * found.due * reported
    return max((2 * above + below) // (2 * below), 0)


def places(scores: Mapping[str, int | None]) -> dict[str, int | None]:
    return {
        unit: None if own is None else 1 + len([each for each in scores.values() if each is not None and each > own])
        for unit, own in scores.items()
    }


DUE_2021_PAST_HOLIDAYS = {7: 26, 9: 26, 12: 27}
"""Days of 2021 on which a month's 25th is worked instead: 25 April was a working Sunday, 26 September too."""


def due_day(month: int, moved: bool) -> date:
    return date(2021, month, DUE_2021_PAST_HOLIDAYS.get(month, 25) if moved else 25)
