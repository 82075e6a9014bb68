"""Search in what the entries say, blind to case, width and white space."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from typing import Any

from db.coding import month, period_of
from db.plans import Catalogue
from db.reading import shown_with
from qcapp.domain.period import Period
from qcapp.domain.text import comparable
from qcapp.ports import SearchHit

LIMIT = 500
_AROUND = 18
_EVERYWHERE = """
    SELECT c.assignment, c.field, c.period, c.text FROM cell c WHERE {contains}
    ORDER BY c.period DESC, c.assignment, c.field LIMIT :limit
"""
_IN_MONTH = """
    SELECT c.assignment, c.field, c.period, c.text FROM ({shown}) c WHERE {contains}
    ORDER BY c.assignment, c.field LIMIT :limit
"""


def search(
    query: sqlite3.Connection, catalogue: Catalogue, words: Sequence[str], period: Period | None
) -> tuple[SearchHit, ...]:
    """Fields that contain every word. In one month: what shows there, carried over or not; else what was ever set."""
    wanted = [folded for word in words if (folded := comparable(word))]
    if not wanted:
        return ()
    values: dict[str, Any] = {f"word{place}": word for place, word in enumerate(wanted)}
    # instr, not LIKE: no character of a word is a wildcard, and `plain` is folded like the words.
    contains = " AND ".join(f"instr(coalesce(c.plain, c.text), :word{place})" for place in range(len(wanted)))
    values["limit"] = LIMIT
    if period is None:
        rows = query.execute(_EVERYWHERE.format(contains=contains), values)
    else:
        values |= {"plan": catalogue.of(period).id, "period": month(period)}
        rows = query.execute(_IN_MONTH.format(shown=shown_with("c.text, c.plain"), contains=contains), values)
    return tuple(_hit(row, catalogue, wanted[0], period) for row in rows if _is_there(row, catalogue, period))


def _is_there(row: tuple[Any, ...], catalogue: Catalogue, period: Period | None) -> bool:
    """Whether the month asked for has the entry in its list, and any that there is does where none is."""
    assignment = row[0]
    if not catalogue.knows(assignment):
        return False
    return period is None or catalogue.entry_key(assignment, period) in catalogue.of(period).assignments


def _hit(row: tuple[Any, ...], catalogue: Catalogue, word: str, period: Period | None) -> SearchHit:
    assignment, field, number, text = row
    entry = catalogue.entry_key(assignment, period or period_of(number))
    return SearchHit(entry.no, entry.unit, period or period_of(number), field, snippet(text, word))


def snippet(text: str, word: str) -> str:
    """Some forty characters of ``text`` around the first place that says ``word`` (as folded by comparable)."""
    line = re.sub(r"\s+", " ", text)
    start, end = _found(line, word)
    left, right = max(0, start - _AROUND), min(len(line), end + _AROUND)
    return ("…" if left else "") + line[left:right] + ("…" if right < len(line) else "")


def _found(line: str, word: str) -> tuple[int, int]:
    """Where the word stands in the line as written: folding may make a text longer or shorter."""
    folded_line = unicodedata.normalize("NFKC", line).casefold()
    if len(folded_line) == len(line) and (at := folded_line.find(word)) >= 0:
        return at, at + len(word)
    folded: list[int] = []
    letters: list[str] = []
    for place, letter in enumerate(line):
        for part in comparable(letter):
            letters.append(part)
            folded.append(place)
    begin = "".join(letters).find(word)
    if begin < 0:
        return 0, 0
    return folded[begin], folded[begin + len(word) - 1] + 1
