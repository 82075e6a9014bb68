"""Whether a text is typed on from another one, or stands in its place."""

from __future__ import annotations

from itertools import takewhile


def typed_on(saved: str, text: str) -> bool:
    """Whether at least half of ``saved`` stands in ``text`` still, at its beginning and its end: added to, corrected, cut.

    Nothing is lost of an empty one. Else what was saved would be gone with what replaced it, were both one step.
    """
    start = _same(saved, text)
    end = _same(saved[start:][::-1], text[start:][::-1])
    return 2 * (start + end) >= len(saved)


def _same(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
