"""The words that a paper prints around its text, whatever the file format: annex numbers, the date, brackets."""

from __future__ import annotations

from datetime import date

from qcapp.forms.metrics import lines_needed, text_width
from qcapp.forms.paper import OfficialPaper

LINES, CHARACTERS = 22, 28
"""Of a page, and of a line."""
_COLONS = "：:"
_BEFORE_NAMES = 5.0
"""Characters that stand before a name and its number: two blank ones and 附件："""
_UNSURE = 1.0
"""Characters by which another font's digits may make a name longer."""
_WORD = 3
"""Characters that a last line has at least: 细化表."""
_DATE_FROM_RIGHT, _LEAST_FROM_RIGHT = 4.0, 1.0


def day_text(day: date) -> str:
    """成文日期, no leading zeros.

    >>> day_text(date(2021, 8, 3))
    '2021年8月3日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def addressee_line(addressee: str) -> str:
    """主送 with its full-width colon, "" for none."""
    named = addressee.strip().rstrip(_COLONS)
    return f"{named}：" if named else ""


def contact_line(contact: str) -> str:
    """附注 in brackets, "" for none."""
    text = contact.strip()
    return text if not text or text.startswith("（") else f"（{text}）"


def annex_label(paper: OfficialPaper, place: int) -> str:
    """What stands at the top of an annex, counted from 0: 附件 where there is only one, else 附件1."""
    return f"附件{place + 1}" if len(paper.annexes) > 1 else "附件"


def annex_list(paper: OfficialPaper) -> tuple[tuple[str, str], ...]:
    """附件说明, (what stands before the name, the name) a line: ("附件：1.", "各单位排名表"). Names bear no mark at the end; a
    long one may have a line's end in it."""
    names = [annex.name.replace("\n", "").strip() for annex in paper.annexes]
    if len(names) == 1:
        return (("附件：", _unbroken(names[0], CHARACTERS - _BEFORE_NAMES)),)
    room = CHARACTERS - _BEFORE_NAMES - len(f"{len(names)}.") / 2
    return tuple(
        (f"{'附件：' if place == 1 else ''}{place}.", _unbroken(name, room)) for place, name in enumerate(names, start=1)
    )


def _unbroken(name: str, room: float) -> str:
    """The name in lines of ``room`` characters: brackets at its end that would be broken, （2021年7月）, stand on the next,
    and a word's last character or two do not stand there alone."""
    whole = lines_needed(name, 2 * room)
    if len(name) > _WORD and any(lines_needed(name[:-count], 2 * room) < whole for count in range(1, _WORD)):
        at = len(name) - _WORD
        if name[-1] != "）" and name[at] not in "、，":
            return f"{name[:at]}\n{name[at:]}"
    at = name.rfind("（")
    head, tail = name[:at], name[at:]
    if at <= 0 or not tail.endswith("）") or text_width(tail) / 2 > room:
        return name
    units = 2 * (room - _UNSURE)
    return f"{head}\n{tail}" if lines_needed(name, units) > lines_needed(head, units) else name


def seal_indents(name: str, dated: str) -> tuple[float, float]:
    """The indents, in characters, between which 署名 and 成文日期 are both centred, where the seal goes.

    The date stands four characters from the right and the name over its middle, or both further left for a long name. They
    leave as much room as can be: another font's digits must not break the line.
    """
    widths = [text_width(text) / 2 for text in (name, dated)]
    middle = max(_DATE_FROM_RIGHT + widths[1] / 2 if dated else 0.0, _LEAST_FROM_RIGHT + widths[0] / 2)
    middle = min(middle, CHARACTERS / 2)
    return CHARACTERS - 2 * middle, 0.0
