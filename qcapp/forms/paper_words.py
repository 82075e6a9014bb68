"""The words that a paper prints around its text, whatever the file format: annex numbers, the date, brackets."""

from __future__ import annotations

from datetime import date

from qcapp.forms.metrics import text_width
from qcapp.forms.paper import OfficialPaper

LINES, CHARACTERS = 22, 28
"""Of a page, and of a line."""
_COLONS = "：:"
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
    """附件说明, (what stands before the name, the name) a line: ("附件：1.", "各单位排名表"). Names bear no mark at the end."""
    names = [annex.name.replace("\n", "").strip() for annex in paper.annexes]
    if len(names) == 1:
        return (("附件：", names[0]),)
    return tuple((f"{'附件：' if place == 1 else ''}{place}.", name) for place, name in enumerate(names, start=1))


def seal_indents(name: str, dated: str) -> tuple[float, float]:
    """The indents, in characters, between which 署名 and 成文日期 are both centred, where the seal goes.

    The date stands four characters from the right and the name over its middle, or both further left for a long name. They
    leave as much room as can be: another font's digits must not break the line.
    """
    widths = [text_width(text) / 2 for text in (name, dated)]
    middle = max(_DATE_FROM_RIGHT + widths[1] / 2 if dated else 0.0, _LEAST_FROM_RIGHT + widths[0] / 2)
    middle = min(middle, CHARACTERS / 2)
    return CHARACTERS - 2 * middle, 0.0
