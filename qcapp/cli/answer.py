"""What a command answers, before it is printed either way."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Exit statuses of the contract.
DONE, WAITING, WORDS_OFF, FAILED = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Answer:
    """``data`` is the JSON document, ``lines`` the same for a person; ``waiting``: something waits for one."""

    data: Mapping[str, Any]
    lines: Sequence[str]
    waiting: bool = False


def table(rows: Iterable[Sequence[str]], headings: Sequence[str]) -> list[str]:
    """Lines of a table whose columns stand in line on a console, where a Chinese character is two wide."""
    cells = [tuple(headings), *(tuple(row) for row in rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(_padded(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in cells]


def width(text: str) -> int:
    """In columns of a console."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, wanted: int) -> str:
    return text + " " * (wanted - width(text))
