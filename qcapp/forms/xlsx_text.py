"""Text as a spreadsheet cell can hold it: never a formula, never cut."""

from __future__ import annotations

import re

from qcapp.domain.errors import WriteFailed
from qcapp.domain.text import scrub

LONGEST_TEXT = 32_767  # a cell's limit in every spreadsheet program, in UTF-16 units
_SURELY_FITS = LONGEST_TEXT // 2
FORMULA_LIKE = ("=", "+", "-", "@")
# What Excel would read as an escaped character: its underscore is itself escaped.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def cell_text(text: str, what: str) -> str:
    """The text as it is written; WriteFailed when it is too long, for nothing is cut. ``what`` names it in the sentence."""
    if len(text) <= _SURELY_FITS and "_" not in text and text.isprintable():
        return text  # as nearly all: there is nothing in it to take out, to escape or to cut
    text = scrub(text)
    length = len(text) + sum(character > "\uffff" for character in text) if len(text) > _SURELY_FITS else 0
    if length > LONGEST_TEXT:
        raise WriteFailed(
            f"{what}有 {length} 个字，超过表格一格最多 {LONGEST_TEXT} 个字的限制，请精简后再导出，或改为导出 docx。"
        )
    return _LOOKS_ESCAPED.sub("_x005F_", text)
