"""Deadlines 完成时限: the text is kept as written, and beside it what it parses to."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from qcapp.domain.period import last_day_of
from qcapp.domain.text import comparable

_OPEN_ENDED = ("长期", "持续", "常态", "全年", "每年", "每月", "不定期")
_DAY = re.compile(r"(?:(\d{4})\s*[年./-])?\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?")
_MONTH = re.compile(r"(?:(\d{4})\s*[年./-]\s*)?(\d{1,2})\s*月(?:份)?\s*(底|末|中旬|上旬|下旬|初)?")
_YEAR_MONTH = re.compile(r"^(\d{4})\s*[./-]\s*(\d{1,2})$")
_QUARTER = re.compile(r"(?:(\d{4})\s*年)?\s*第?\s*([一二三四1-4])\s*季度")
_HALF = re.compile(r"(?:(\d{4})\s*年)?\s*(上半年|下半年)")
_YEAR_END = re.compile(r"(?:(\d{4})\s*年|今年|本年)?\s*(年底|年末|年内|底|末)")
_ONLY_YEAR = re.compile(r"^(\d{4})\s*年?$")
# What says one date and nothing else, blanks gone. 前 closes a day; behind a mere month or year it means an earlier one.
_UNTIL = r"(?:前|止|之前|以前|前完成)?"
_WHOLE_DAY = re.compile(rf"(\d{{4}})[年./-](\d{{1,2}})[月./-](\d{{1,2}})[日号]?{_UNTIL}")
_WHOLE_END = re.compile(rf"(\d{{4}})(?:[年./-](\d{{1,2}})月?份?|年年?|)[底末]{_UNTIL}")
_WHOLE_MONTH = re.compile(r"(\d{4})[年./-](\d{1,2})(?:月份?)?")
_WHOLE_YEAR = re.compile(r"(\d{4})(?:年?年?内|年)?")
_TENTHS = {"上旬": 10, "初": 10, "中旬": 20}


@dataclass(frozen=True, slots=True)
class Deadline:
    """``day`` is the last day meant; ``open_ended`` for 长期坚持 and the like. Neither: the text could not be parsed."""

    text: str
    day: date | None = None
    open_ended: bool = False

    @property
    def label(self) -> str:
        """What it was understood as, for the screen."""
        if self.day:
            return self.day.isoformat()
        return "长期" if self.open_ended else ""


def parse_deadline(text: str, year: int | None = None) -> Deadline:
    """Understand a deadline; ``year`` stands in where the text names none. Several dates: the latest is meant."""
    plain = unicodedata.normalize("NFKC", text).strip()
    days = _days_in(plain, year)
    if days:
        return Deadline(text, max(days))
    if any(word in plain for word in _OPEN_ENDED):
        return Deadline(text, open_ended=True)
    return Deadline(text)


def same_deadline(left: str, right: str) -> bool:
    """Same words, or both are nothing but one date, the same and as precise (2021-12-31 and 2021年12月底).

    A span, two dates or a third of a month is no such date; a month and a day in it are two.
    """
    if comparable(left) == comparable(right):
        return True
    mine, other = _one_date(left), _one_date(right)
    return mine is not None and mine == other


def _one_date(text: str) -> tuple[str, date] | None:
    """How precise it is and the last day meant, where the whole text is one date, its year included."""
    plain = comparable(text)
    days: list[date] = []
    kind = "day"
    if found := _WHOLE_DAY.fullmatch(plain):
        days = _made(int(found[1]), int(found[2]), int(found[3]))
    elif found := _WHOLE_END.fullmatch(plain):
        days = _made(int(found[1]), int(found[2] or 12), None)
    elif found := _WHOLE_MONTH.fullmatch(plain):
        kind, days = "month", _made(int(found[1]), int(found[2]), None)
    elif found := _WHOLE_YEAR.fullmatch(plain):
        kind, days = "year", _made(int(found[1]), 12, None)
    return (kind, days[0]) if days else None


def _days_in(plain: str, year: int | None) -> list[date]:
    if found := _YEAR_MONTH.match(plain):
        return _made(int(found[1]), int(found[2]), None)
    days: list[date] = []
    rest = plain
    for found in _DAY.finditer(plain):
        days += _made(int(found[1]) if found[1] else year, int(found[2]), int(found[3]))
        rest = rest.replace(found[0], " ", 1)
    for found in _MONTH.finditer(rest):
        days += _made(int(found[1]) if found[1] else year, int(found[2]), _TENTHS.get(found[3] or ""))
    return days or _spans(rest, year)


def _spans(rest: str, year: int | None) -> list[date]:
    """Quarters, halves and year ends, where no month was named."""
    if found := _QUARTER.search(rest):
        place = "一二三四".find(found[2])
        quarter = place + 1 if place >= 0 else int(found[2])
        return _made(int(found[1]) if found[1] else year, quarter * 3, None)
    if found := _HALF.search(rest):
        return _made(int(found[1]) if found[1] else year, 6 if found[2] == "上半年" else 12, None)
    if found := _YEAR_END.search(rest):
        return _made(int(found[1]) if found[1] else year, 12, None)
    if found := _ONLY_YEAR.match(rest):
        return _made(int(found[1]), 12, None)
    return []


def _made(year: int | None, month: int, day: int | None) -> list[date]:
    """A day, or none when the figures name no day of the calendar; ``day`` None is the month's last."""
    if year is None or not 1900 <= year <= 9999 or not 1 <= month <= 12:
        return []
    last = last_day_of(year, month)
    if day is None:
        return [date(year, month, last)]
    return [date(year, month, day)] if 1 <= day <= last else []
