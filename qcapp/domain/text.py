"""Normalising of text: ``clean`` is what is stored, ``comparable`` is what is compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from qcapp.domain.patterns import LazyPattern

_ESCAPED = LazyPattern(r"_x([0-9A-Fa-f]{4})_")
# Zero-width, bidi and byte-order marks, soft hyphen, word joiner; controls other than tab and newline; lone surrogates.
_INVISIBLE = LazyPattern("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
_CONTROL = LazyPattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = LazyPattern(r"[^\S\n]+")
_ALL_SPACE = LazyPattern(r"\s+")


_Told = TypeVar("_Told")
REMEMBERED = 2_000
"""Of texts that are remembered: thousands as long as a cell can be would take a gigabyte."""


def text_lru_cache(maxsize: int, longest: int = REMEMBERED) -> Callable[[Callable[[str], _Told]], Callable[[str], _Told]]:
    """As ``lru_cache``, of a function of one text; longer texts are not remembered."""

    def remembering(function: Callable[[str], _Told]) -> Callable[[str], _Told]:
        known = lru_cache(maxsize=maxsize)(function)

        @wraps(function)
        def told(text: str) -> _Told:
            return known(text) if len(text) <= longest else function(text)

        return told

    return remembering


def short_lru_cache(function: Callable[[str], _Told]) -> Callable[[str], _Told]:
    """Remembers what a function makes of lines that many forms have in common; longer texts are nobody else's."""
    return text_lru_cache(1024, 200)(function)


def scrub(text: str) -> str:
    """Drop what no office file may carry: control characters and lone surrogates. Tabs and newlines stay."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@text_lru_cache(4096)
def clean(text: str) -> str:
    """The text to store: invisible characters gone, blanks folded, paragraphs kept (empty ones dropped), ends stripped."""
    return _cleaned(text)


def _cleaned(text: str) -> str:
    if "  " not in text and "_x" not in text and text.replace("\n", "").isprintable():  # of blanks it has plain ones only
        return "\n".join(filter(None, map(str.strip, text.split("\n")))) if "\n" in text else text.strip()
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    text = text.replace("\x0b", "\n").replace("\x0c", "\n").replace("\x85", "\n").replace("\u2028", "\n")
    text = scrub(text.replace("\u2029", "\n"))
    text = _INVISIBLE.sub("", text)
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@text_lru_cache(4096)
def comparable(text: str) -> str:
    """What two texts are compared by: full-width = half-width, no white space, one case.

    >>> comparable("０７６３－３３ Ａ\\n") == comparable("0763-33a")
    True
    """
    return compared_once(text)


def compared_once(text: str) -> str:
    """As ``comparable``, and not remembered: for who goes through years of texts that are hardly said twice."""
    return _ALL_SPACE.sub("", unicodedata.normalize("NFKC", _cleaned(text))).casefold()


def plainly_says(text: str) -> bool:
    """Whether a text, which is not empty, is seen at its first character to be left with something when it is compared. False:
    only ``comparable`` can tell."""
    first = text[0]
    return "\u4e00" <= first <= "\u9fff" or (first.isascii() and first.isalnum())


def blank(text: str) -> bool:
    """Whether a text is compared as "".

    >>> blank(""), blank("\u3000\n"), blank("无"), blank("_x0020_")
    (True, True, False, True)
    """
    return not text or not (plainly_says(text) or comparable(text))


def same(left: str, right: str) -> bool:
    """Whether they are compared as the same. Chinese characters stand for themselves: where two differ at the beginning, the
    rest need not be looked at."""
    if left == right:
        return True
    if "\u4e00" <= left[:1] <= "\u9fff" and "\u4e00" <= right[:1] <= "\u9fff" and left[0] != right[0]:
        return False
    return comparable(left) == comparable(right)


def shortened(text: str, length: int) -> str:
    """One line of at most ``length`` characters, for lists and messages."""
    line = _ALL_SPACE.sub(" ", text).strip()
    return line if len(line) <= length else line[: length - 1] + "…"
