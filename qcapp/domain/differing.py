"""The differences of two texts by word: which spans of each the other has not. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

Span = tuple[int, int]
"""Start and end (exclusive) in a text."""

_WORD = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*[%％]?|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]?", re.DOTALL)
# Beyond this many word pairs the comparison goes by sentences: a whole page against a whole page stays instant.
_MANY_PAIRS = 1_500_000
# A lone word or two that happen to be common between changed passages would make confetti of them.
_ISLAND = 3
# Below this share of common words the two are different texts, not versions of one.
_VERSION = 0.25


def words(text: str) -> list[str]:
    """Latin words and figures whole, anything else character by character; together they are the text.

    >>> words("归集图层 86.5 个")
    ['归', '集', '图', '层', ' ', '86.5', ' ', '个']
    """
    return _WORD.findall(text)


@lru_cache(maxsize=2048)
def differing(left: str, right: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of ``left`` that are not in ``right``, and the other way round."""
    lefts, rights = words(left), words(right)
    if len(lefts) * len(rights) > _MANY_PAIRS:
        lefts, rights = _SENTENCE.findall(left), _SENTENCE.findall(right)
    matcher = SequenceMatcher(None, _folded(lefts), _folded(rights), autojunk=False)
    blocks = _solid(matcher.get_matching_blocks(), len(lefts), len(rights))
    common = sum(size for _, _, size in blocks)
    if common * 2 < _VERSION * (len(lefts) + len(rights)):
        blocks = []
    return (
        _gaps([(a, size) for a, _, size in blocks], lefts),
        _gaps([(b, size) for _, b, size in blocks], rights),
    )


def _folded(pieces: Sequence[str]) -> list[str]:
    return [unicodedata.normalize("NFKC", piece).casefold() for piece in pieces]


def _solid(blocks: Sequence[tuple[int, int, int]], left: int, right: int) -> list[tuple[int, int, int]]:
    """Common blocks without the islands; those at either end of both texts stay, however short."""
    return [
        (a, b, size)
        for a, b, size in blocks
        if size >= _ISLAND or (size and (a == b == 0 or (a + size == left and b + size == right)))
    ]


def _gaps(blocks: Sequence[Span], pieces: Sequence[str]) -> tuple[Span, ...]:
    """Character spans of all pieces outside of the blocks (start, size), neighbours joined."""
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    spans: list[Span] = []
    at = 0
    for start, size in [*blocks, (len(pieces), 0)]:
        if start > at:
            spans.append((starts[at], starts[start]))
        at = start + size
    return tuple(span for span in spans if span[1] > span[0])
