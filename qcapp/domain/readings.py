"""How characters are read: pypinyin, with the words that it knows kept as the bytes of its own file, 2 MB instead of 40.

Whoever needs pypinyin imports it from here: imported first by another, it has made lists of all its words already.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from typing import Final

_ALONE: Final = ("PYPINYIN_NO_PHRASES", "PYPINYIN_NO_DICT_COPY")
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

    def begin_with(self, start: str) -> bool:
        return self._told(start)[0]

    def _tell(self, start: str) -> tuple[bool, bool]:
        """Whether one begins so, whether it is one."""
        words, sought = self._by_first.get(start[:1], b""), b'"%b' % start.encode()
        begins = sought in words
        return begins, begins and sought + b'":' in words


class _Starts:
    """Of the words, as pypinyin asks for them: in which it looks for the longest word of a text."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __contains__(self, start: str) -> bool:
        return self._words.begin_with(start)


@contextmanager
def _without_words() -> Iterator[None]:
    """pypinyin's own way to be imported without them."""
    before = {name: os.environ.get(name) for name in _ALONE}
    os.environ.update(dict.fromkeys(_ALONE, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


with _without_words():
    from pypinyin import Style, converter, lazy_pinyin, pinyin
    from pypinyin.seg import mmseg, simpleseg

WORDS: Final = Words((files("pypinyin") / "phrases_dict.json").read_bytes())
for _asking in (converter, mmseg, simpleseg):
    setattr(_asking, "PHRASES_DICT", WORDS)  # noqa: B010 - no name that its types have
setattr(mmseg.seg, "_prefix_set", _Starts(WORDS))  # noqa: B010

__all__ = ["WORDS", "Style", "Words", "lazy_pinyin", "pinyin"]
