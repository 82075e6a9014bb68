"""How characters are read: pypinyin, with the words that it knows kept as the bytes of its own file, 2 MB instead of 40.

Whoever needs pypinyin imports it from here: imported first by another, it has made lists of all its words already.
"""

from __future__ import annotations

import json
import re
import sys
from functools import lru_cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Final

_ASKED: Final = 4_096
"""Beginnings of which it is kept whether they are one: texts have most of them in common."""
_WORD: Final = re.compile(rb'"([^"]+)": ?\[\[.*?\]\]')


class Words:
    """What pypinyin asks of its words, by the first character of each: is this one of them, how is it read, does one begin so."""

    def __init__(self, listed: bytes) -> None:
        """``listed``: a JSON object, word → of each character its readings."""
        by_first: dict[str, list[bytes]] = {}
        for found in _WORD.finditer(listed.replace(b"\n", b"")):
            by_first.setdefault(found[1].decode()[0], []).append(found[0])
        self._by_first = {first: b"".join(words) for first, words in by_first.items()}
        self._told = lru_cache(_ASKED)(self._tell)

    def __contains__(self, word: str) -> bool:
        return self._told(word)[1]

    def __getitem__(self, word: str) -> list[list[str]]:
        if word not in self:
            raise KeyError(word)
        words = self._by_first[word[0]]
        at = words.index(b":", words.index(b'"%b":' % word.encode())) + 1
        readings: list[list[str]] = json.loads(words[at : words.index(b"]]", at) + 2])
        return readings

    def copy(self) -> Words:
        """pypinyin wants a dictionary of its own, which words may be added to: none are."""
        return self

    def keys(self) -> tuple[str, ...]:
        """pypinyin makes a list of all beginnings of these: ``begin_with`` is asked instead."""
        return ()

    def begin_with(self, start: str) -> bool:
        return self._told(start)[0]

    def _tell(self, start: str) -> tuple[bool, bool]:
        """Whether one begins so, whether it is one."""
        words, sought = self._by_first.get(start[:1], b""), b'"%b' % start.encode()
        begins = sought in words
        return begins, begins and sought + b'":' in words


def _words_of(package: ModuleSpec | None) -> Words:
    """Read from beside the package, which is not imported for it."""
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pypinyin")
    return Words(Path(package.origin).with_name("phrases_dict.json").read_bytes())


WORDS: Final = _words_of(find_spec("pypinyin"))
_instead = ModuleType("pypinyin.phrases_dict")
setattr(_instead, "phrases_dict", WORDS)  # noqa: B010 - no name that its type has
sys.modules.setdefault(_instead.__name__, _instead)  # before pypinyin's own, which makes lists of all its words

from pypinyin import Style, lazy_pinyin, pinyin  # noqa: E402
from pypinyin.seg import mmseg  # noqa: E402


class _Starts(mmseg.PrefixSet):
    """Of the words, as pypinyin asks for them: in which it looks for the longest word of a text."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def __contains__(self, start: str) -> bool:
        return self._words.begin_with(start)


mmseg.seg = mmseg.Seg(_Starts(WORDS), no_non_phrases=True)

__all__ = ["WORDS", "Style", "Words", "lazy_pinyin", "pinyin"]
