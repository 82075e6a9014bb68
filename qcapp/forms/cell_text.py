"""Cells as tab-separated text, the way in which spreadsheets put them on the clipboard and take them from there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from qcapp.domain.errors import UsageError

MOST_CELLS: Final = 500_000
TOO_MANY: Final = "剪贴板里的表格太大，一次最多粘贴 50 万格，请分几次复制。"

# In quotes: up to the quote that a tab, a line's end or the text's end follows. Else up to the next tab or line's end.
_CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)|([^\t\n]*)')
_NEEDS_QUOTES = re.compile(r'[\t\n"]')


def as_text(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells as text: a cell with tabs, line breaks or quotes is quoted."""
    return "\n".join("\t".join(map(_written, row)) for row in rows)


def cells_of(text: str) -> list[list[str]]:
    """Rows of cells out of such a text; rows may differ in length. UsageError for more than can be meant.

    Spreadsheets quote a cell only where it must be: "abc" in quotes that hide nothing are the cell's own.

    >>> cells_of('甲\\t"一\\n二"\\r\\n"abc"\\t5"\\r\\n')
    [['甲', '一\\n二'], ['"abc"', '5"']]
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[list[str]] = [[]]
    at = count = 0
    while True:
        found = _CELL.match(text, at)
        assert found is not None  # its second half matches anything
        rows[-1].append(_read(found))
        count += 1
        if count > MOST_CELLS:
            raise UsageError(TOO_MANY)
        at = found.end()
        if at >= len(text):
            return rows
        if text[at] == "\n":
            if at + 1 == len(text):  # ends the last row, begins none
                return rows
            rows.append([])
        at += 1


def width_of(rows: Sequence[Sequence[object]]) -> int:
    """Cells in the longest row."""
    return max((len(row) for row in rows), default=0)


def _written(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _read(found: re.Match[str]) -> str:
    quoted: str | None = found[1]
    if quoted is None:
        return found[2] or ""
    return quoted.replace('""', '"') if _NEEDS_QUOTES.search(quoted) else found[0]
