"""How words stand on the lines of a table's cell: lists of numbers, dates and headings are not left to the office program.

LibreOffice breaks 第6、16条 before the 、 and within 16, since it takes the mark between digits for a part of the number.
A sign that no one sees would tell it better, but then nobody finds 6、16 again; so a list's lines are ended here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from qcapp.forms.metrics import lines_needed, longest_word, text_width

_ITEM = r"第?\d+(?:至\d+)?条?"
_LIST = re.compile(rf"{_ITEM}(?:、{_ITEM})+")
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?")
_DIGIT = 1.3
"""Units of a digit in DejaVu, which stands in for a font that isn't there."""
_AIR = 0.5
"""Units between a digit and a 字."""
_ONE_LINE = 4
"""Units of a heading that is never broken: 序号."""
_NOT_FIRST = "，。、；：）》”"


def is_list(text: str) -> bool:
    """Whether it is a list of numbers: 第6、16至19条."""
    return bool(_LIST.fullmatch(text))


def drawn_width(text: str) -> float:
    """Units of a text of one line in whatever font may stand in.

    >>> drawn_width("7月25日")
    9.4
    """
    turns = sum(_apart(*pair) for pair in pairwise(text))
    return round(text_width(text) + sum(letter.isascii() for letter in text) * (_DIGIT - 1) + turns * _AIR, 2)


def _apart(before: str, after: str) -> bool:
    """Whether LibreOffice puts air between them: a digit and a 字, not a mark."""
    return before.isalnum() and after.isalnum() and before.isascii() != after.isascii()


def narrowest(text: str) -> float:
    """Units of the longest piece of a cell that no line may break: a whole date, a number of a list with its mark."""
    if _DATE.fullmatch(text):
        return drawn_width(text)
    if _LIST.fullmatch(text):
        return max(map(drawn_width, _items(text)))
    return longest_word(text)


def laid(text: str, units: float) -> str:
    """The text with its lines ended where an office program might break a number; as it is where none might."""
    if not _LIST.fullmatch(text) or drawn_width(text) <= units:
        return text
    lines = [""]
    for item in _items(text):
        if lines[-1] and drawn_width(lines[-1] + item) > units:
            lines.append("")
        lines[-1] += item
    return "\n".join(lines)


def laid_heading(text: str, units: float) -> str:
    """A heading that needs two lines, broken near its middle: 更正后 over 合格率."""
    if "\n" in text or lines_needed(text, units) == 1:
        return text
    first, second = halves(text)
    return f"{first}\n{second}" if second and max(map(drawn_width, (first, second))) <= units else text


def halves(text: str) -> tuple[str, str]:
    """The two lines of a heading, as equal as can be, the first the longer one; no mark begins the second."""
    if "\n" in text or text_width(text) <= _ONE_LINE:
        first, _, second = text.partition("\n")
        return first, second
    before = list(accumulate(map(text_width, text), initial=0))
    ways = (
        at for at in range(1, len(text))
        if text[at] not in _NOT_FIRST and not (text[at - 1].isascii() and text[at].isascii())
    )
    at = min(ways, key=lambda at: (max(before[at], before[-1] - before[at]), -before[at]), default=len(text))
    return text[:at], text[at:]


def _items(text: str) -> Sequence[str]:
    return re.findall(r"[^、]+、?", text)
