"""What the index of words has of a text: every two letters that stand together. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from qcapp.domain.marks import GROUPING
from qcapp.domain.text import compared_once, text_lru_cache

_LETTER: Final = 4
"""Digits of a letter (of a half of one beyond the first 65,536) as it stands in the index: whatever the letter is, a
tokenizer can make nothing else of it."""
_WITHOUT_GROUPING: Final = str.maketrans("", "", GROUPING)
_comparable: Final = text_lru_cache(1024, 40)(compared_once)
"""A ledger's years gone through once would leave nothing of what the window remembers of its own texts."""


def pairs(text: str) -> set[str]:
    """Every two letters that stand together, and the last letter alone: so every letter begins one."""
    letters = text.encode("utf-16-be", "surrogatepass").hex()
    return {letters[at : at + 2 * _LETTER] for at in range(0, len(letters), _LETTER)}


def asked(word: str) -> str:
    """What to match for a word: its pairs, all of them. A letter alone is how a pair begins."""
    letters = word.encode("utf-16-be", "surrogatepass").hex()
    if len(letters) == _LETTER:
        return f"{letters}*"
    return " AND ".join({letters[at : at + 2 * _LETTER] for at in range(0, len(letters) - _LETTER, _LETTER)})


def is_exact(word: str) -> bool:
    """Whether a cell that has its pairs has the word: of more than two letters the pairs may stand apart."""
    return len(word.encode("utf-16-be", "surrogatepass")) <= 4


class Said(NamedTuple):
    """Pairs that a change adds to its cell's. ``unsure``: those of them that may not be what the cell says now."""

    pairs: set[str]
    unsure: set[str]


def said_by(field: str, text: str | None, before: str | None, carried: str | None, first: str | None) -> Said:
    """``first``: what the cell said first, None where this change is the first to write it. Unsure is what was there before or
    was lent by earlier months, a phone's digits by themselves, and all that was ever said by a cell that is written once more."""
    own, others = _comparable(text or ""), {_comparable(each) for each in (before, carried) if each}
    found = pairs(own)
    unsure = _of_all(others)
    if field.endswith(".phone"):
        unsure |= _of_all(digits for each in {own, *others} if (digits := each.translate(_WITHOUT_GROUPING)) != each)
    found |= unsure
    return Said(found, unsure if first is None else found | pairs(_comparable(first)))


def _of_all(texts: Iterable[str]) -> set[str]:
    return set[str]().union(*map(pairs, texts))
