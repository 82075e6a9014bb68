"""How a spreadsheet shows a number, where that differs in meaning from the number: 95% is stored as 0.95, a day as 44561."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from qcapp.domain.patterns import LazyPattern

Value = str | int | float | bool | date | datetime | time | timedelta

# Built-in formats that a file names by number only; 27 to 58 are those of Chinese programs.
_YEAR_MONTH_DAY, _YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"'
_HOUR_MINUTE, _HOUR_MINUTE_SECOND = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
BUILT_IN: dict[int, str] = {
    9: "0%", 10: "0.00%", 14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm", 27: _YEAR_MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy",
    31: _YEAR_MONTH_DAY, 32: _HOUR_MINUTE, 33: _HOUR_MINUTE_SECOND, 34: _HOUR_MINUTE, 35: _HOUR_MINUTE_SECOND, 36: _YEAR_MONTH,
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 50: _YEAR_MONTH, 51: _MONTH_DAY, 52: _YEAR_MONTH, 53: _MONTH_DAY,
    54: _MONTH_DAY, 55: _HOUR_MINUTE, 56: _HOUR_MINUTE_SECOND, 57: _YEAR_MONTH, 58: _MONTH_DAY,
}
_LITERAL = LazyPattern(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_PIECE = re.compile(r'"([^"]*)"|\\(.)|(\[[^\]]*\]|_.|\*.)|(.)')
_ELAPSED = LazyPattern(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_PLACE = frozenset("0#?")
_GROUPING = frozenset("- ()（）－\u3000")
_LAST_SERIAL = 2_958_466  # the day after 9999-12-31
_LATER = 1462  # days from the beginning of the 1900 system to that of 1904
_DAY = 86_400
_EXACT = 10**15


def shown(value: Value, form: str, date1904: bool = False) -> str | None:
    """The text shown for ``value`` in that number format, or None where the plain value says the same.

    >>> shown(0.545, "0.0%"), shown(7633312345.0, "00000000000"), shown(44561.0, "yyyy-m-d"), shown(3.0, "General")
    ('54.5%', '07633312345', '2021-12-31', None)
    """
    if isinstance(value, bool | str | time | timedelta):
        return None
    code = _code(form)
    if isinstance(value, date):
        return _date(value, code) if is_date(form) else None
    if is_date(form):
        day = from_serial(value, date1904, elapsed=bool(_ELAPSED.search(form)))
        return None if day is None else (_date(day, code) if isinstance(day, date) else None) or plain(day)
    if "%" in code:
        return _percent(value, code)
    return _grouped(value, form) if value >= 0 and value == int(value) else None


def plain(value: Value) -> str:
    """A cell's value as text: numbers as digits, never with an exponent or a needless .0; dates as 2021-12-31.

    >>> plain(13800138000.0), plain(datetime(2021, 12, 31))
    ('13800138000', '2021-12-31')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        if -_EXACT < value < _EXACT and value == int(value):
            return str(int(value))
        # 15 figures are what a spreadsheet shows; the rest is noise of the binary fraction.
        from decimal import Decimal

        text = format(Decimal(f"{value:.15g}"), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.isoformat(" ", "minutes" if value.second == 0 else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes" if value.second == 0 else "seconds")
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")


def from_serial(value: float, date1904: bool = False, elapsed: bool = False) -> date | datetime | time | timedelta | None:
    """The day or time that a number stands for; None when no calendar has it (in 1900 there is a 29 February).

    >>> from_serial(44561.0), from_serial(43099.0, date1904=True), from_serial(0.5)
    (datetime.date(2021, 12, 31), datetime.date(2021, 12, 31), datetime.time(12, 0))
    """
    if not math.isfinite(value) or not 0 <= value < _LAST_SERIAL - _LATER * date1904:
        return None
    days, seconds = divmod(round(value * _DAY), _DAY)
    if elapsed:
        return timedelta(days=days, seconds=seconds)
    if value < 1 and days < 1:
        return (datetime.min + timedelta(seconds=seconds)).time()
    if date1904:
        days += _LATER
    elif days < 61:
        days += 1
        if days == 61:
            return None
    moment = datetime(1899, 12, 30) + timedelta(days=days, seconds=seconds)
    return moment if seconds else moment.date()


@lru_cache(maxsize=256)
def is_date(form: str) -> bool:
    """Whether numbers of that format are shown as days or times; a weekday (aaaa) counts."""
    if _ELAPSED.search(form):
        return True
    code = _code(form)
    if code.startswith(("general", "g/")) or code == "@":
        return False
    if re.search("[ymdhs]|aaa", code):
        return True
    return "e" in code and not _PLACE & set(code)


@lru_cache(maxsize=256)
def _code(form: str) -> str:
    """What of a format speaks of numbers above zero, quoted words and colours gone."""
    return _LITERAL.sub("", form.split(";")[0]).strip().lower()


def _percent(value: float, code: str) -> str:
    """Rounded as shown: nobody reads more than that in the table."""
    from decimal import ROUND_HALF_UP, Decimal

    places = code.partition(".")[2]
    digits, needed = sum(c in _PLACE for c in places), places.count("0")
    exact = Decimal(f"{value:.15g}") * 100
    text = format(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), "f")
    whole, _, fraction = text.partition(".")
    while len(fraction) > needed and fraction.endswith("0"):
        fraction = fraction[:-1]
    return f"{whole}.{fraction}%" if fraction else f"{whole}%"


def _grouped(value: float, form: str) -> str | None:
    """A whole number in a format that keeps its leading zeros, grouped or not: 0000-0000000 shows 0763-3312345."""
    pieces: list[str | None] = []  # None: a digit's place
    zeros = 0
    for quoted, escaped, unseen, plainly in _PIECE.findall(form.split(";")[0]):
        if unseen.startswith(("[<", "[>", "[=")) or (plainly and plainly not in _PLACE and plainly not in _GROUPING):
            return None
        zeros += plainly == "0"
        if not unseen:
            pieces.append(None if plainly in _PLACE and plainly else quoted or escaped or plainly)
    if zeros < 2:
        return None
    digits = str(int(value)).zfill(zeros)
    text = ""
    first = pieces.index(None)
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        if piece is not None:
            text = piece + text
        elif place == first:
            text = digits + text
        else:
            digits, text = digits[:-1], digits[-1:] + text
    return text


def _date(value: date, code: str) -> str | None:
    """A month is not its first day, and a day without a year was not written with this one."""
    if "h" in code or "s" in code:
        return None
    has_year, has_month, has_day = ("y" in code or "e" in code), "m" in code, "d" in code
    if has_year and not has_day:
        return f"{value.year}年{value.month}月" if has_month else f"{value.year}年"
    if has_month and not has_year:
        return f"{value.month}月{value.day}日" if has_day else f"{value.month}月"
    return None
