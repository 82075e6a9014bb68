"""Phones: compared by their digits, stored as written."""

from __future__ import annotations

import re
import unicodedata

from qcapp.domain.text import comparable

# Between two numbers: a line, a mark of enumeration, or blanks where either side is a number by itself.
_BREAK = re.compile(r"[\n、，,;；/]+|(?<=\d{7})\s+(?=\d{7})")
# Within one number: what groups its digits. Behind a whole number a hyphen begins an extension.
_GROUPING = re.compile(r"(?<=\d)(?<!\d{7})[\s\-—–]+(?=\d)")
_AREA = re.compile(r"^[（(]?(0\d{2,3})[)）]\s*")
_COUNTRY = re.compile(r"^\+?86(?=1\d{10}$)")
_LOST = re.compile(r"^\s*\d(\.\d+)?[eE]\+?\d{1,2}\s*$")


def digits_lost(text: str) -> bool:
    """Whether a spreadsheet has rounded the number away (1.38E+10)."""
    return bool(_LOST.match(unicodedata.normalize("NFKC", text)))


def _parts(text: str) -> tuple[str, ...]:
    """The numbers of a phone cell in order, each without grouping; whatever else it says stays in its part."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return tuple(_number(part.strip()) for part in _BREAK.split(plain) if part.strip())


def _number(part: str) -> str:
    return comparable(_COUNTRY.sub("", _GROUPING.sub("", _AREA.sub(r"\1", part))))


def same_phone(left: str, right: str) -> bool:
    """Equal when they hold the same numbers in the same order, however grouped; all other words count as words.

    >>> same_phone("０７６３－３３１２３４５", "0763 3312345")
    True
    """
    return _parts(left) == _parts(right)
