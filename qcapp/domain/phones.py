"""Phones: read as a list of numbers, compared by their digits, stored as written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from qcapp.domain.patterns import LazyPattern
from qcapp.domain.text import comparable

# Between two numbers: a line, a mark of enumeration, or blanks where either side is a number by itself.
_BREAK = LazyPattern(r"[\n、，,;；/]+|(?<=\d{7})\s+(?=\d{7})")
# Within one number: what groups its digits. Behind a whole number a hyphen begins an extension.
_GROUPING = LazyPattern(r"(?<=\d)(?<!\d{7})[\s\-—–]+(?=\d)")
_AREA = LazyPattern(r"^[（(]?(0\d{2,3})[)）]\s*")
_COUNTRY = LazyPattern(r"^\+?86(?=1\d{10}$)")
_LOST = LazyPattern(r"^\s*\d(\.\d+)?[eE]\+?\d{1,2}\s*$")

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─", "-"))
_NO_DIGIT = LazyPattern(r"\D")
_NO_ZERO = LazyPattern(r"[2-9]\d{9,10}|10\d{8}")
_WHOLE_FLOAT = LazyPattern(r"^\s*(\d{7,12})\.0+\s*$")
_POWERS = LazyPattern(r"^\s*(\d)\.(\d+)[eE]\+?(\d{1,2})\s*$")
_FEWEST_DIGITS = 7
_FLOAT = LazyPattern(r"(?<=\d{7})\.0+(?!\d)")
_GAP = r"[-\s.]{0,2}"
_ABROAD = r"(?:(?:\+|00)?\s*86[-\s]*)?"
# 010 and 02x have three digits, all other area codes four.
_ANY_AREA = r"0(?:10|2\d|[3-9]\d{2})"
_LOCAL = r"[1-9]\d{6,7}|[1-9]\d{2,3}[-\s.]\d{4}"
_FOUND = LazyPattern(
    rf"""(?<!\d)(?:
        {_ABROAD}(?P<mobile>1[3-9](?:{_GAP}\d){{9}})(?!\d)
      | (?P<service>[48]00{_GAP}\d{{3}}{_GAP}\d{{4}})(?!\d)
      | \(?{_ABROAD}\(?(?P<area>{_ANY_AREA})\)?[-\s.]*(?P<local>{_LOCAL})(?!\d)
      | (?:\+|00)86[-\s]*\(?(?P<bare>10|2\d|[3-9]\d{{2}})\)?[-\s.]+(?P<theirs>{_LOCAL})(?!\d)
      | (?P<near>{_LOCAL})(?!\d)
      | (?P<odd>\d(?:[-\s.]?\d){{4,}})
    )""",
    re.VERBOSE,
)
# A cell with one number and nothing else, as most are: read as ``_FOUND`` reads it.
_PLAIN = LazyPattern(rf"(1[3-9]\d{{9}})|({_ANY_AREA})-([1-9]\d{{6,7}})", re.ASCII)
_EXTENSION = LazyPattern(r"\s*\(?\s*(?:-|转接?|分机号?|内线|ext\.?|#|\*)\s*:?\s*(\d{1,6})(?!\d)\)?", re.IGNORECASE)


class Line(Enum):
    """What kind of line a number is; the value is for the screen."""

    MOBILE = "手机"
    LANDLINE = "座机"
    SERVICE = "服务号码"
    UNKNOWN = "号码位数不对"


@dataclass(frozen=True, slots=True)
class Phone:
    """``digits``: area code and number, without country code and extension. ``written``: as it stands in the cell, in half
    width. ``area``: its area code, "" where there is none."""

    line: Line
    digits: str
    written: str
    area: str = ""
    extension: str = ""

    @property
    def plausible(self) -> bool:
        return self.line is not Line.UNKNOWN

    @property
    def lacks_area(self) -> bool:
        """A landline that can be called from the same place only."""
        return self.line is Line.LANDLINE and not self.area

    @property
    def number(self) -> str:
        """For the screen: 0763-3312345转8001, 13800138000."""
        plain = f"{self.area}-{self.digits[len(self.area):]}" if self.area else self.digits
        return f"{plain}转{self.extension}" if self.extension else plain


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[Phone, ...]:
    """The numbers of a phone cell, in order, words between them left aside. A run of five digits or more that is no number
    is there too (``plausible`` False); one that a spreadsheet has rounded is not.

    >>> [phone.number for phone in numbers("办公室（0763）3312345-801、138 0013 8000")]
    ['0763-3312345转801', '13800138000']
    """
    if plain := _PLAIN.fullmatch(text):
        mobile, area, local = plain.groups()
        return (Phone(Line.MOBILE, mobile, text),) if mobile else (Phone(Line.LANDLINE, area + local, text, area),)
    return () if digits_lost(text) else tuple(phone for phone, _ in _scanned(_half_width(text)))


@lru_cache(maxsize=4096)
def _half_width(text: str) -> str:
    return _FLOAT.sub("", unicodedata.normalize("NFKC", text).translate(_DASHES)).strip()


def _scanned(plain: str) -> Iterator[tuple[Phone, tuple[int, int]]]:
    """Each number and where it begins and ends."""
    at = 0
    while found := _FOUND.search(plain, at):
        line, area, digits = _told(found)
        extension = _EXTENSION.match(plain, found.end()) if line in (Line.LANDLINE, Line.SERVICE) else None
        at = (extension or found).end()
        yield Phone(
            line, digits, plain[found.start() : at].strip(), area, extension[1] if extension else ""
        ), (found.start(), at)


def _told(found: re.Match[str]) -> tuple[Line, str, str]:
    """Kind of line, area code and digits of a match."""
    parts = {name: _NO_DIGIT.sub("", part) for name, part in found.groupdict().items() if part}
    if "mobile" in parts:
        return Line.MOBILE, "", parts["mobile"]
    if "service" in parts:
        return Line.SERVICE, "", parts["service"]
    if "area" in parts:
        return Line.LANDLINE, parts["area"], parts["area"] + parts["local"]
    if "bare" in parts:
        return Line.LANDLINE, f"0{parts['bare']}", f"0{parts['bare']}{parts['theirs']}"
    if "near" in parts:
        return Line.LANDLINE, "", parts["near"]
    return Line.UNKNOWN, "", parts["odd"]


@lru_cache(maxsize=4096)
def digits_lost(text: str) -> bool:
    """Whether a spreadsheet has rounded the number away (1.38E+10)."""
    if text.isascii() and "e" not in text and "E" not in text:
        return False
    return bool(_LOST.match(unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=4096)
def restored(text: str) -> str:
    """The digits of a phone that a spreadsheet took for a number and wrote out as text, where it wrote all of them; any other
    text as it is.

    >>> restored("13800138000.0"), restored("1.3800138000E+10"), restored("1.38E+10")
    ('13800138000', '13800138000', '1.38E+10')
    """
    if found := _WHOLE_FLOAT.match(text):
        return found[1]
    if (found := _POWERS.match(text)) and len(found[2]) >= int(found[3]) >= _FEWEST_DIGITS - 1:
        power = int(found[3])
        return found[1] + found[2][:power] if not found[2][power:].strip("0") else text
    return text


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    """The numbers of a phone cell in order, each without grouping; whatever else it says stays in its part."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return tuple(_number(part.strip()) for part in _BREAK.split(plain) if part.strip())


def _number(part: str) -> str:
    return comparable(_COUNTRY.sub("", _GROUPING.sub("", _AREA.sub(r"\1", part))))


@lru_cache(maxsize=4096)
def _only_numbers(text: str) -> tuple[tuple[str, str], ...]:
    """(digits, extension) of each number, where the text is nothing but such; else ()."""
    plain = _half_width(text)
    rest, each = plain, []
    for phone, (start, end) in reversed(tuple(_scanned(plain))):
        rest = rest[:start] + rest[end:]
        each.append((phone.digits, phone.extension))
        if not phone.plausible:
            return ()
    return () if any(letter.isalnum() for letter in rest) else tuple(reversed(each))


def same_phone(left: str, right: str) -> bool:
    """Equal when they hold the same numbers in the same order, however grouped; all other words count as words.

    >>> same_phone("０７６３－３３１２３４５", "0763 3312345")
    True
    """
    if _parts(left) == _parts(right):
        return True
    if not left or not right:
        return False
    mine = _only_numbers(left)
    return (bool(mine) and mine == _only_numbers(right)) or _zero_eaten(left, right) or _zero_eaten(right, left)


def _zero_eaten(number: str, whole: str) -> bool:
    """Whether the first is the second's landline as a spreadsheet's number, which has no zero before it."""
    plain = _half_width(number)
    return bool(_NO_ZERO.fullmatch(plain)) and _only_numbers(whole) == ((f"0{plain}", ""),)
