"""Deadlines 完成时限: the text is kept as written, and beside it what it parses to."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from qcapp.domain.datewords import day_or_last, half_width, latest_day
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.text import comparable

# Beside a day they say what comes after it. What recurs has no day even where a month is named: 每年12月底.
_OPEN_ENDED = (
    "长期", "持续", "常态", "全年", "不定期", "永久", "不间断", "日常工作", "一直", "按月", "按季", "按周",
    "逐月", "逐年", "逐季",
)
_RECURRING = LazyPattern(r"每(?:个|半|一|1)?(?:年|季|月|周|星期|旬|日|天|学期)")
_DONE = LazyPattern(
    r"(?:均|都|全部)?已(?:经)?(?:全部|全面|按[时期]|如期|提前)?(?:完成|办结|完结|办理完毕|办毕|落实|结束)(?:任务)?|完成|办结|办毕|完结"
)
# What says one date and nothing else, blanks gone. 前 closes a day; behind a mere month or year it means an earlier one.
_UNTIL = r"(?:前|止|之前|以前|前完成)?"
_WHOLE_DAY = LazyPattern(rf"(\d{{4}})[年./-](\d{{1,2}})[月./-](\d{{1,2}})[日号]?{_UNTIL}")
_WHOLE_END = LazyPattern(rf"(\d{{4}})(?:[年./-](\d{{1,2}})月?份?|年年?|)[底末]{_UNTIL}")
_WHOLE_MONTH = LazyPattern(r"(\d{4})[年./-](\d{1,2})(?:月份?)?")
_WHOLE_YEAR = LazyPattern(r"(\d{4})(?:年?年?内|年)?")


class Deadline(NamedTuple):
    """``day`` is the last day meant; ``open_ended`` for 长期坚持 and the like; ``done`` for 已完成, with a day or without.

    None of them: the text could not be parsed.
    """

    text: str
    day: date | None = None
    open_ended: bool = False
    done: bool = False

    @property
    def understood(self) -> bool:
        return self.day is not None or self.open_ended or self.done

    @property
    def label(self) -> str:
        """What it was understood as, for the screen."""
        if self.day:
            return f"{self.day.isoformat()} 已完成" if self.done else self.day.isoformat()
        if self.open_ended:
            return "长期"
        return "已完成" if self.done else ""


@lru_cache(maxsize=4096)
def parse_deadline(text: str, year: int | None = None) -> Deadline:
    """Understand a deadline; ``year`` stands in where the text names none. Several dates: the latest is meant.

    Where a text may mean one day or another (12月前, 1-2, 月底) there is none: a wrong day would be worse.

    >>> parse_deadline("三季度末", 2021).day
    datetime.date(2021, 9, 30)
    """
    plain = half_width(text)
    recurring = "每" in plain and bool(_RECURRING.search(plain))
    day, rest = latest_day(plain, None if recurring else year)
    if recurring and day is None:
        return Deadline(text, open_ended=True)
    done = bool(rest) and ("已" in rest or rest == plain.strip(" 。")) and bool(_DONE.fullmatch(rest))
    if day is None and any(word in plain for word in _OPEN_ENDED):
        return Deadline(text, open_ended=True)
    return Deadline(text, day, done=done)


def same_deadline(left: str, right: str) -> bool:
    """Same words, or both are nothing but one date, the same and as precise (2021-12-31 and 2021年12月底).

    A span, two dates or a third of a month is no such date; a month and a day in it are two.
    """
    if comparable(left) == comparable(right):
        return True
    mine, other = _one_date(left), _one_date(right)
    return mine is not None and mine == other


@lru_cache(maxsize=4096)
def _one_date(text: str) -> tuple[str, date] | None:
    """How precise it is and the last day meant, where the whole text is one date, its year included."""
    plain = comparable(text)
    day: date | None = None
    kind = "day"
    if found := _WHOLE_DAY.fullmatch(plain):
        day = day_or_last(int(found[1]), int(found[2]), int(found[3]))
    elif found := _WHOLE_END.fullmatch(plain):
        day = day_or_last(int(found[1]), int(found[2] or 12))
    elif found := _WHOLE_MONTH.fullmatch(plain):
        kind, day = "month", day_or_last(int(found[1]), int(found[2]))
    elif found := _WHOLE_YEAR.fullmatch(plain):
        kind, day = "year", day_or_last(int(found[1]), 12)
    return (kind, day) if day else None
