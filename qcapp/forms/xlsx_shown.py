"""How a spreadsheet shows a number, where that differs in meaning from the number: 95% is stored as 0.95."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

# Built-in formats that a file names by number only; 27 to 58 are those of Chinese programs.
BUILT_IN: dict[int, str] = {
    9: "0%", 10: "0.00%", 16: "d-mmm", 17: "mmm-yy", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"',
    31: 'yyyy"年"m"月"d"日"', 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ZEROS = re.compile(r"0{2,}")


def shown(value: str | int | float | bool | date | datetime | time | timedelta, form: str) -> str | None:
    """The text shown for ``value`` in that number format, or None where the plain value says the same.

    >>> shown(0.545, "0.0%"), shown(7633312345.0, "00000000000"), shown(3.0, "General")
    ('54.5%', '07633312345', None)
    """
    code = _LITERAL.sub("", form.split(";")[0]).strip().lower()
    if isinstance(value, bool | str | time | timedelta):
        return None
    if isinstance(value, date):
        return _date(value, code)
    if "%" in code:
        return _percent(value, code)
    if _ZEROS.fullmatch(code) and value >= 0 and value == int(value):
        return str(int(value)).zfill(len(code))
    return None


def _percent(value: float, code: str) -> str:
    """Rounded as shown: nobody reads more than that in the table."""
    places = code.partition(".")[2]
    digits, needed = sum(c in "0#?" for c in places), places.count("0")
    exact = Decimal(f"{value:.15g}") * 100
    text = format(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), "f")
    whole, _, fraction = text.partition(".")
    while len(fraction) > needed and fraction.endswith("0"):
        fraction = fraction[:-1]
    return f"{whole}.{fraction}%" if fraction else f"{whole}%"


def _date(value: date, code: str) -> str | None:
    """A month is not its first day, and a day without a year was not written with this one."""
    if "h" in code or "s" in code:
        return None
    has_year, has_month, has_day = ("y" in code or "e" in code), "m" in code, "d" in code
    if has_year and has_month and not has_day:
        return f"{value.year}年{value.month}月"
    if has_month and has_day and not has_year:
        return f"{value.month}月{value.day}日"
    return None
