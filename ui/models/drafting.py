"""What a clerk chooses of a month's 通报 before it is composed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from qcapp.services.month_draft import MonthDraft


class AsOf(Enum):
    """The day as of which its figures are."""

    TODAY = "today"
    DUE = "due"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class DraftChoice:
    """``on`` is used where ``as_of`` is CHOSEN. ``without``: keys of the annexes and charts left out. ``wording``: this month's
    own texts by key."""

    day: date
    as_of: AsOf = AsOf.TODAY
    on: date | None = None
    number: str = ""
    without: frozenset[str] = frozenset()
    wording: Mapping[str, str] = field(default_factory=dict)

    def day_of_figures(self, today: date, due: date) -> date | None:
        """As the services take it: None for now."""
        wanted = {AsOf.TODAY: today, AsOf.DUE: due, AsOf.CHOSEN: self.on or today}[self.as_of]
        return wanted if wanted < today else None


def choice_of(kept: MonthDraft, today: date, number: str, without: frozenset[str]) -> DraftChoice:
    """As it was left. ``number``: what stands there where none was set."""
    on = kept.figures if isinstance(kept.figures, date) else None
    as_of = AsOf.CHOSEN if on else AsOf.DUE if kept.figures == "due" else AsOf.TODAY
    number = number if kept.number is None else kept.number
    return DraftChoice(kept.day or today, as_of, on, number, without, dict(kept.wording))


def with_choice(kept: MonthDraft, choice: DraftChoice, today: date) -> MonthDraft:
    """To be kept; today's day is not, so that tomorrow it is another. The number is kept as it is set."""
    figures: date | Literal["", "due"] = ""
    if choice.as_of is AsOf.DUE:
        figures = "due"
    elif choice.as_of is AsOf.CHOSEN and choice.on is not None:
        figures = choice.on
    return replace(kept, wording=choice.wording, day=None if choice.day == today else choice.day, figures=figures)


def day_words(day: date, year: int | None = None) -> str:
    """7月25日; with its year where that is another one than ``year``."""
    return f"{day.month}月{day.day}日" if year in (None, day.year) else f"{day.year}年{day.month}月{day.day}日"
