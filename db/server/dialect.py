"""The ledger's statements as a server takes them.

They are written once, for SQLite, on whose first answer a window waits. Where the two differ, it is in words and not in what is
asked; those words are turned here. ``instr`` and ``globbed`` are functions that the schema brings along (``db.server.schema``).
"""

from __future__ import annotations

import re
from functools import lru_cache

_LITERALS = re.compile(r"('(?:[^']|'')*')")
_PLACES = re.compile(r"\?(\d*)|(?<!:):([A-Za-z_]\w*)|%")
_MINE = r"\(SELECT {}\(id\) FROM \w+ WHERE operation = \?1\)"
# SQLite's advice to its planner; an index that it does not trust; its row numbers.
_TURNED: tuple[tuple[re.Pattern[str], str], ...] = tuple((re.compile(pattern), turned) for pattern, turned in (
    (r"\bCROSS JOIN\b", "JOIN"),
    (r" NOT INDEXED\b", ""),
    (r"\browid IN \(SELECT rowid FROM \w+ WHERE operation = \?1\) AND ", ""),
    (rf"\bid BETWEEN {_MINE.format('min')} AND {_MINE.format('max')} AND ", ""),
    (r"SELECT /\*newest (.*?)\*/ max\((.*?)\) AS (\w+),", r"SELECT DISTINCT ON (\1) \2 AS \3,"),
    (r"GROUP BY ([^/()]*?) /\*newest (.*?)\*/", r"ORDER BY \1, \2 DESC"),
    (r"\bIS NOT (?=\w+\.\w|[?:])", "IS DISTINCT FROM "),
    (r"\bIS (?=\w+\.\w|[?:])", "IS NOT DISTINCT FROM "),
    (r"([\w.]+) GLOB (:\w+)", r"globbed(\1, \2)"),
    (r"\bLIKE\b", "ILIKE"),  # SQLite's is blind to the case of ASCII letters; so is this one, by our columns' collation
    (r"\bsubstr\(([\w.]+), -(\d+)\)", r"right(\1, \2)"),
))


@lru_cache(maxsize=1024)
def turned(sql: str) -> str:
    """The statement in PostgreSQL's words with psycopg's places: ``?`` and ``:name``, and ``?1`` as ``%(_1)s``."""
    parts = _LITERALS.split(sql)
    for place in range(0, len(parts), 2):
        part = parts[place]
        for pattern, by in _TURNED:
            part = pattern.sub(by, part)
        parts[place] = _PLACES.sub(_place, part)
    for place in range(1, len(parts), 2):
        parts[place] = parts[place].replace("%", "%%")
    return "".join(parts)


def _place(found: re.Match[str]) -> str:
    if found[0] == "%":
        return "%%"
    if found[2]:
        return f"%({found[2]})s"
    return f"%(_{found[1]})s" if found[1] else "%s"
