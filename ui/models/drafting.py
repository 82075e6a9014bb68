"""What a clerk chooses of a month's 通报 before it is composed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum


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


def day_words(day: date, year: int | None = None) -> str:
    """7月25日; with its year where that is another one than ``year``."""
    return f"{day.month}月{day.day}日" if year in (None, day.year) else f"{day.year}年{day.month}月{day.day}日"
