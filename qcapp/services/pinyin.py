"""Pinyin: names that letters spell, by initials (qzsj), in full (zhengshuju), or mixed with characters (区zsj).

What reads the characters is imported when the first letters are typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qcapp.domain.marks import Span

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_CORE = re.compile(r"^(?:[省市区县]|高新区)?(?P<core>[\u3400-\u9fff]{2,}?)(?:局|办公室|办|委员会|委|院|大队|队|中心|公司)?$")
_FEWEST_CHARACTERS = 3
_FEWEST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text and the readings of each of its characters: none of one that is not Chinese. ``name``: it is a name, of which
    two initials are enough when they are all of it, or all that matters of it (税务 in 区税务局)."""

    text: str
    readings: tuple[tuple[str, ...], ...]
    name: bool

    @property
    def initials(self) -> str:
        """Of the Chinese characters only: 开展“信易医”工作 → kzxyygz."""
        return "".join(each[0][0] for each in self.readings if each)

    def find(self, letters: str) -> Span | None:
        """The first place that ``letters`` (lower case, Chinese characters among them as themselves) spell."""
        first = letters[0]
        for start, readings in enumerate(self.readings):
            if self.text[start] == first or any(reading[0] == first for reading in readings):
                end = self._spelled(start, letters)
                if end is not None and self._enough(Span(start, end), letters):
                    return Span(start, end)
        return None

    def _spelled(self, at: int, letters: str) -> int | None:
        """Where what ``letters`` spell from there ends. The last character may be spelled in part."""
        if not letters:
            return at
        if at == len(self.text):
            return None
        if self.text[at] == letters[0] or not (self.readings[at] or self.text[at].isalnum()):
            rest = letters[1:] if self.text[at] == letters[0] else letters
            return self._spelled(at + 1, rest)
        for reading in self.readings[at]:
            if reading.startswith(letters):
                return at + 1
            for taken in (reading, reading[0]):
                if letters.startswith(taken) and (end := self._spelled(at + 1, letters[len(taken) :])) is not None:
                    return end
        return None

    def _enough(self, span: Span, letters: str) -> bool:
        """Whether so few letters mean this, and are not the initials of almost any sentence."""
        characters = sum(bool(readings) for readings in self.readings[span.start : span.end])
        if characters >= _FEWEST_CHARACTERS:
            return True
        if characters < 2:
            return False
        if len(letters) >= _FEWEST_LETTERS or any(letter >= "\u3400" for letter in letters):
            return True
        core = _CORE.match(self.text) if self.name else None
        return self.name and (span == (0, len(self.text)) or (core is not None and span == core.span("core")))


@lru_cache(maxsize=8192)
def spelled(text: str, *, name: bool = False, person: bool = False) -> Spelled:
    """With every reading of a person's surname: 单 is shàn and dān. Other characters are read as their word asks."""
    from qcapp.domain.readings import Style, pinyin

    readings: list[tuple[str, ...]] = [()] * len(text)
    for run in _CHINESE.finditer(text):
        read = pinyin(run[0], style=Style.NORMAL, errors="ignore")
        if len(read) != len(run[0]):  # a character that nobody has a reading for
            read = [part for letter in run[0] for part in (pinyin(letter, style=Style.NORMAL, errors="ignore") or [[]])]
        for place, syllables in enumerate(read):
            readings[run.start() + place] = _one(tuple(each.casefold() for each in syllables if each))
    if person and text and readings[0]:
        every = pinyin(text[0], style=Style.NORMAL, heteronym=True, errors="ignore")
        readings[0] = _one(tuple(dict.fromkeys((*readings[0], *(every[0] if every else ())))))
    return Spelled(text, tuple(readings), name or person)


_known: dict[tuple[str, ...], tuple[str, ...]] = {}
"""Each way to be read once: there are some hundreds, and of a province's list a million characters."""


def _one(readings: tuple[str, ...]) -> tuple[str, ...]:
    return _known.setdefault(readings, readings)
