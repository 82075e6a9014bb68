"""Whether a text is typed on from another one, or stands in its place."""

from __future__ import annotations

from os.path import commonprefix


def typed_on(saved: str, text: str) -> bool:
    """Whether at least half of ``saved`` stands in ``text`` still, at its beginning and its end: added to, corrected, cut a little.

    Nothing is lost of an empty one. Else what was saved would be gone with what replaced it, were both one step.
    """
    start = len(commonprefix((saved, text)))
    end = len(commonprefix((saved[start:][::-1], text[start:][::-1])))
    return 2 * (start + end) >= len(saved)
