"""A title in lines: full words only, as few lines as it takes, in the shape of a trapezoid or a lozenge."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

LINE = 19.5
"""Characters of 二号 in a line of the text area, with a little room."""
_AIR = 0.25
"""What a word processor puts between a figure and a character."""
_MOST_LINES = 4

# Words that a title of these papers is made of; what stands between them is not cut while it is shorter than a line.
_WORDS = re.compile(
    r"优化营商环境|营商环境|对标先进|责任清单|报送情况|填报情况|实施方案|工作任务|改革措施|关于(?:做好|催报|提醒)?|有关|情况"
    r"|(?:\d{4}年)?\d{1,2}月份?|\d{4}年度?|的(?:更正)?(?:通报|通知|函|提醒)$"
)


def title_lines(title: str, line: float = LINE) -> str:
    """The title with its line breaks; one that has breaks of its own is left as it is.

    >>> print(title_lines("关于清城区2021年7月对标先进优化营商环境责任清单报送情况的通报"))
    关于清城区2021年7月对标先进
    优化营商环境责任清单报送情况的通报
    """
    if "\n" in title or width(title) <= line:
        return title
    pieces = tuple(_pieces(title, line))
    for count in range(2, _MOST_LINES + 1):
        if ways := list(_cut(pieces, count, line)):
            best = min(ways, key=_badness)
            return "\n".join(best)
    return title  # nobody's title: the word processor breaks it as it comes


def width(text: str) -> float:
    """In characters, of which a half-width one takes half, with the air around runs of those."""
    wide = [unicodedata.east_asian_width(letter) in "WFA" for letter in text]
    turns = sum(before != after for before, after in pairwise(wide))
    return sum(1.0 if each else 0.5 for each in wide) + _AIR * turns


def _pieces(title: str, line: float) -> Iterator[str]:
    """What may begin a line."""
    at = 0
    for word in _WORDS.finditer(title):
        yield from _short(title[at : word.start()], line)
        yield word[0]
        at = word.end()
    yield from _short(title[at:], line)


def _short(text: str, line: float) -> Iterator[str]:
    if width(text) <= line / 2:
        if text:
            yield text
    else:  # a long name of which no word is known may be cut anywhere
        yield from text


def _cut(pieces: tuple[str, ...], count: int, line: float) -> Iterator[tuple[str, ...]]:
    """All ways of laying the pieces into so many lines that are long enough for them."""
    if count == 1:
        whole = "".join(pieces)
        if width(whole) <= line:
            yield (whole,)
        return
    for first in range(1, len(pieces) - count + 2):
        head = "".join(pieces[:first])
        if width(head) > line:
            return
        for rest in _cut(pieces[first:], count - 1, line):
            yield (head, *rest)


def _badness(lines: tuple[str, ...]) -> tuple[int, float]:
    """Of several ways the best has no line that begins with 的 or ends with 关于, no waist, and lines of like length."""
    widths = [width(each) for each in lines]
    ugly = sum(each.startswith(("的", "、", "”", "）")) or each.endswith(("关于", "的", "“", "（")) for each in lines)
    waist = sum(before > here < after for before, here, after in zip(widths, widths[1:], widths[2:], strict=False))
    return 10 * ugly + 3 * waist, max(widths) - min(widths)
