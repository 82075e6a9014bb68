"""What a command answers, before it is printed either way."""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from qcapp.places import COMMAND

# Exit statuses of the contract.
DONE, WAITING, WORDS_OFF, FAILED = 0, 1, 2, 3


class Answer(NamedTuple):
    """``data`` is the JSON document, ``lines`` the same for a person; ``waiting``: something waits for one."""

    data: Mapping[str, Any]
    lines: Sequence[str]
    waiting: bool = False


def typed(words: str, args: argparse.Namespace) -> str:
    """A command as it can be typed here, for the ledger that this one was for: ``ysledger undo 2107-0003``."""
    ledger = getattr(args, "ledger", None)
    return f"{COMMAND} {f'--ledger {_quoted(str(ledger))} ' if ledger else ''}{words}"


def _quoted(word: str) -> str:
    return f'"{word}"' if re.search(r"[^\w./\\:~+=@-]", word) else word


def table(rows: Iterable[Sequence[str]], headings: Sequence[str]) -> list[str]:
    """Lines of a table whose columns stand in line on a console, where a Chinese character is two wide."""
    cells = [tuple(headings), *(tuple(row) for row in rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(_padded(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in cells]


def iso(day: date | None) -> str | None:
    """2021-07-24, in the JSON and in tables."""
    return day.isoformat() if day else None


def width(text: str) -> int:
    """In columns of a console."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, wanted: int) -> str:
    return text + " " * (wanted - width(text))
