"""Phones: compared by their digits, stored as written."""

from __future__ import annotations

import re
import unicodedata

from qcapp.domain.text import comparable

_NUMBER = re.compile(r"\d+")
_SPREAD = re.compile(r"(?<=\d)[\s\-—–()（）.]+(?=\d)")
_LOST = re.compile(r"^\s*\d(\.\d+)?[eE]\+?\d{1,2}\s*$")


def digits_lost(text: str) -> bool:
    """Whether a spreadsheet has rounded the number away (1.38E+10)."""
    return bool(_LOST.match(unicodedata.normalize("NFKC", text)))


def _numbers(text: str) -> tuple[str, ...]:
    """All numbers of a phone cell, each as digits with its own separators gone."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("+")
    return tuple(_NUMBER.findall(_SPREAD.sub("", plain)))


def same_phone(left: str, right: str) -> bool:
    """Equal when they hold the same numbers in the same order, however grouped; texts without digits as texts.

    >>> same_phone("０７６３－３３１２３４５", "0763 3312345")
    True
    """
    if comparable(left) == comparable(right):
        return True
    mine, other = _numbers(left), _numbers(right)
    return bool(mine) and mine == other and _words(left) == _words(right)


def _words(text: str) -> str:
    """What a phone cell says besides numbers and their separators (分机, 转)."""
    return re.sub(r"[\d\s\-—–()（）.+]", "", unicodedata.normalize("NFKC", text))
