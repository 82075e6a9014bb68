"""Days named in words: 2021年12月底, 第三季度, 12.31, 二〇二一年十二月. Only what can mean one day is taken for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from qcapp.domain.patterns import LazyPattern
from qcapp.domain.period import last_day_of

_NUMERALS = {"〇": "0", "零": "0", "○": "0", **{numeral: str(place) for place, numeral in enumerate("一二三四五六七八九", 1)}}
_IN_WORDS = frozenset(_NUMERALS) | {"十"}
_CHINESE_YEAR = LazyPattern(r"[二一][〇零○Oo0一二三四五六七八九]{3}(?=年)")
# Not 三月内, which may mean within three months.
_CHINESE_NUMBER = LazyPattern(
    r"(?<![一二三四五六七八九十百几数])([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=月(?!内)|[日号])"
)
_BEHIND_NUMBERS = frozenset("月日号")
_SEPARATORS = str.maketrans({**dict.fromkeys("‐‑‒–—―−─~～", "-"), "\\": "/"})

# Spreadsheets count days from here (the 1900 system).
_DAY_ZERO = date(1899, 12, 30)
_NEAR = 5  # years from the plan's within which bare figures are believed to be a date
_PART_ENDS = {"上旬": 10, "初": 10, "上中旬": 20, "中旬": 20}
_RELATIVE = {"去年": -1, "上年": -1, "今年": 0, "本年": 0, "当年": 0, "明年": 1, "次年": 1, "来年": 1}

_TOKEN = LazyPattern(
    r"""
      (?<!\d)(?P<y>\d{4})\s*(?P<sep>[年./。-])\s*(?P<m>\d{1,2})\s*(?:月|(?!年)(?P=sep)|(?<=\d)[./](?!\d+\s*月))
      \s*(?P<d>\d{1,2})(?!\d|\s*月)\s*[日号]?
    | (?<!\d)(?P<span>\d{4})\s*年?\s*[-至到]\s*(?P<until>\d{4})(?!\d)\s*年?
    | (?<!\d)(?P<ym_year>\d{4})\s*[./-]\s*(?P<ym>\d{1,2})(?![\d./-])(?:\s*月份?)?\s*(?P<ym_part>底|末|上旬|中旬|下旬|初)?
    | (?<!\d)(?P<year>\d{4}(?=\s*(?:[qQ][1-4]|第?[一二三四]季度|[上下]半年|[底末]))|(?:\d{4}|\d{2})(?=\s*年))
      \s*(?:年度?)?(?P<year_end>\s*(?:年?[底末终]|年?内))?
    | (?<![说表证阐声])(?P<relative>[去今本当明次来上]年)度?(?P<relative_end>(?:年?[底末终]|年?内))?
    | (?<!\d)(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})(?!\d)\s*[日号]?
    | (?<!\d)(?P<alone>\d{1,2})\s*月(?:份)?\s*(?P<part>底|末|上中旬|中下旬|上旬|中旬|下旬|初|中)?
    | 第?\s*(?P<quarter>[一二三四1-4])\s*季(?:度\s*[底末]?|[底末])
    | (?<![a-z])[qQ](?P<q>[1-4])(?!\d)\s*[底末]?
    | (?P<half>上半年|下半年)[底末]?
    | (?<![一二三四五六七八九十两几多个数\d])(?P<year_ends>年[底末终内])
    """,
    re.VERBOSE,
)
# Behind a day: it is when something begins, or (behind what is no single day) an earlier day than that is meant.
_BEGINS = LazyPattern(r"\s*(?:份?起|开始|启动|开工|以来|之?后|以后)")
_BEFORE = LazyPattern(r"\s*(?:之|以)?前")
_MERE_MONTH_DAY = LazyPattern(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*[日号]?\s*(?:之?前|止|以前|前完成|完成)?")
_SHORT_YEAR = LazyPattern(r"'?(\d{2})[./-](\d{1,2})[./-](\d{1,2})\s*(?:之?前|止|以前)?")
_FIGURES = LazyPattern(r"(\d{4})(\d{2})(\d{2})?\s*(?:之?前|止|以前)?")
_SERIAL = LazyPattern(r"(\d{5})(?:\.0+)?")
_LEFT_YEAR = LazyPattern(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_ONLY_YEAR = LazyPattern(r"(\d{4})\s*年?度?\s*(?:完成|内完成)?")
_CLOCK = LazyPattern(r"[T\s]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?")


class _Named(NamedTuple):
    """A day that a stretch of text names; ``day`` None: it names none. ``exact``: a single day is named, or the end of
    something. ``own_year``: its year stands with it."""

    start: int
    end: int
    day: date | None
    exact: bool
    own_year: bool


def half_width(text: str) -> str:
    """The text with digits for numbers, one kind of dash, and no clock time behind a date."""
    plain = unicodedata.normalize("NFKC", text).translate(_SEPARATORS).strip()
    plain = plain.replace("元月", "1月")
    if not _IN_WORDS.isdisjoint(plain):
        if "年" in plain:
            plain = _CHINESE_YEAR.sub(lambda found: "".join(_NUMERALS.get(c, "0" if c in "Oo" else c) for c in found[0]), plain)
        if not _BEHIND_NUMBERS.isdisjoint(plain):
            plain = _CHINESE_NUMBER.sub(lambda found: str(_number(found[1])), plain)
    return _CLOCK.sub("", plain) if ":" in plain else plain


def _number(numeral: str) -> int:
    """三十一 → 31."""
    tens, ten, ones = numeral.rpartition("十")
    return (int(_NUMERALS.get(tens, "1")) * 10 if ten else 0) + int(_NUMERALS.get(ones, "0"))


def latest_day(plain: str, year: int | None) -> tuple[date | None, str]:
    """The last day that the text names, and what it says besides. ``year`` stands in where none is named."""
    day = None if "月" in plain else _bare_figures(plain, year)  # no pattern is compiled that can't match
    if day:
        return day, ""
    named = list(_named(plain, year))
    rest, at = "", 0
    for each in named:
        rest, at = rest + plain[at : each.start], each.end
    rest = (rest + plain[at:]).strip(" ,，。.;；:：、()前止-")
    days = [each.day for each in named if each.day and _ends_there(plain, each)]
    if _turns_back(named) or (rest and _LEFT_YEAR.search(rest) and not all(each.own_year for each in named if each.day)):
        return None, rest
    return max(days, default=None), rest


def _bare_figures(plain: str, year: int | None) -> date | None:
    """A date in figures that is all of the text: 20211231, 202112, 44561, 12.31, 21.12.31, 2021."""
    if found := _FIGURES.fullmatch(plain):
        near = year is None or abs(int(found[1]) - year) <= 4 * _NEAR
        if found[3]:
            return day_or_last(int(found[1]), int(found[2]), int(found[3])) if near else None
        return day_or_last(int(found[1]), int(found[2])) if year and abs(int(found[1]) - year) <= _NEAR else None
    if found := _SERIAL.fullmatch(plain):
        day = _DAY_ZERO + timedelta(days=int(found[1]))
        return day if year and abs(day.year - year) <= _NEAR else None
    if found := _ONLY_YEAR.fullmatch(plain):
        return day_or_last(int(found[1]), 12)
    if year and (found := _SHORT_YEAR.fullmatch(plain)):
        return _short_year(int(found[1]), int(found[2]), int(found[3]), year)
    if year and (found := _MERE_MONTH_DAY.fullmatch(plain)):
        # 1-2 may be months; 12-31 can't.
        sure = found[2] != "-" or int(found[3]) > 12
        return day_or_last(year, int(found[1]), int(found[3])) if sure else None
    return None


def _short_year(first: int, month: int, last: int, year: int) -> date | None:
    """21.12.31, if the last figure can't be the year as well."""
    century = year // 100 * 100
    if abs(century + first - year) > _NEAR or abs(century + last - year) <= _NEAR:
        return None
    return day_or_last(century + first, month, last)


def _named(plain: str, year: int | None) -> Iterator[_Named]:
    """What the text names, from left to right; a year named holds for what follows."""
    current, own = year, False
    for found in _TOKEN.finditer(plain):
        part = found.groupdict()
        if part["year"] or part["relative"]:
            stated = _year_of(part, year)
            if stated is None:
                continue
            current, own = stated, True
        elif written := part["y"] or part["until"] or part["ym_year"]:
            current, own = int(written), True
        day, exact = _day_of(part, current)
        yield _Named(found.start(), found.end(), day, exact, own)
        own = own and day is None


def _year_of(part: dict[str, str | None], year: int | None) -> int | None:
    """A year as written (21年 only near the plan's, for 10年 may be a time) or told by 今年, 明年; None: no year."""
    if written := part["year"]:
        stated = int(written) if len(written) == 4 else 2000 + int(written)
        sure = len(written) == 4 or (year is not None and abs(stated - year) <= _NEAR)
        return stated if sure else None
    return year + _RELATIVE[part["relative"] or ""] if year else None


def day_or_last(year: int | None, month: int, day: int | None = None) -> date | None:
    """A day, or None when the figures name no day of the calendar; ``day`` None is the month's last."""
    if year is None or not 1900 <= year <= 9999 or not 1 <= month <= 12:
        return None
    last = last_day_of(year, month)
    day = last if day is None else day
    return date(year, month, day) if 1 <= day <= last else None


def _day_of(part: dict[str, str | None], year: int | None) -> tuple[date | None, bool]:
    """The last day of what is named, and whether 前 behind it still means that day."""
    if part["y"]:
        return day_or_last(year, int(part["m"] or 0), int(part["d"] or 0)), True
    if part["month"]:
        return day_or_last(year, int(part["month"]), int(part["day"] or 0)), True
    if month := part["ym"] or part["alone"]:
        within = part["ym_part"] or part["part"] or ""
        day = None if within == "中" else day_or_last(year, int(month), _PART_ENDS.get(within))
        return day, bool(within)
    if quarter := part["quarter"] or part["q"]:
        place = "一二三四".find(quarter) + 1 or int(quarter)
        return day_or_last(year, place * 3), False
    if part["half"]:
        return day_or_last(year, 6 if part["half"] == "上半年" else 12), False
    if part["year_end"] or part["relative_end"] or part["year_ends"]:
        return day_or_last(year, 12), True
    return (day_or_last(year, 12), False) if part["until"] else (None, False)


def _ends_there(plain: str, each: _Named) -> bool:
    """Whether the day named is an end, as far as the words behind it tell."""
    if _BEGINS.match(plain, each.end):
        return False
    return each.exact or plain[each.end - 1] in "底末" or not _BEFORE.match(plain, each.end)


def _turns_back(named: list[_Named]) -> bool:
    """Whether a day without a year of its own lies before one that stands to its left: 2021年10月至3月 may be next year's."""
    days = [each for each in named if each.day]
    return any(
        not later.own_year and earlier.day and later.day and later.day < earlier.day
        for earlier, later in pairwise(days)
    )
