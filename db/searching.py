"""Where words stand in the ledger, blind to case, width and white space.

Only keys are read while looking, and the texts of what is shown afterwards. Where a ledger outgrows a look at every cell, an
index takes the place of ``_holds``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from db.coding import month, period_of
from db.entries import OWN_MONTH, shown_with
from db.plans import Catalogue
from db.query import Query
from db.returns import LIVE, attachments
from db.rulings import all_rulings
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.ports import CellFound, Paper, SoughtWord

_PLAIN = "coalesce(c.plain, c.text)"
_DIGITS = f"replace(replace(replace(replace(replace({_PLAIN}, '-', ''), '–', ''), '—', ''), '(', ''), ')', '')"
_IS_PHONE = "substr(c.field, -6) = '.phone'"
_IS_NAME = "substr(c.field, -5) = '.name'"


def cells_with(
    query: Query, catalogue: Catalogue, words: Sequence[SoughtWord], without: Sequence[str],
    period: Period | None,
) -> tuple[CellFound, ...]:
    values: dict[str, Any] = {}
    holds = [_holds(word, place, values) for place, word in enumerate(words)]
    wanted = " OR ".join(holds) or "c.text <> ''"
    bits = " | ".join(f"CASE WHEN {each} THEN {1 << place} ELSE 0 END" for place, each in enumerate(holds)) or "0"
    for place, text in enumerate(without):
        values[f"without{place}"] = text
        wanted = f"({wanted}) AND instr({_PLAIN}, :without{place}) = 0"
    source = "cell"
    if period is not None:
        values |= {"plan": catalogue.of(period).id, "period": month(period)}
        source = f"({shown_with('c.text, c.plain')})"
    rows = query.execute(f"SELECT c.assignment, c.field, c.period, {bits} FROM {source} c WHERE {wanted}", values)
    entries = _entries(catalogue, period)
    periods: dict[int, Period] = {}
    found = []
    for assignment, field, number, held in rows:
        if assignment not in entries:  # of a list that is there no more
            continue
        if number not in periods:
            periods[number] = period_of(number)
        year, entry = entries[assignment]
        found.append(CellFound(entry, year, periods[number], field, held))
    return tuple(found)


def _entries(catalogue: Catalogue, period: Period | None) -> dict[int, tuple[int, EntryKey]]:
    """By id: year and entry of all assignments that ever were, or of those in that month's list."""
    if period is None:
        return {
            number: (year.year, EntryKey(no, identity))
            for year in catalogue.years for (no, identity), number in year.entry_ids.items()
        }
    year, listed = catalogue.year_of(period), catalogue.of(period)
    there = set(listed.assignments.values())
    return {
        number: (year.year, EntryKey(no, identity))
        for (no, identity), number in year.entry_ids.items() if number in there
    }


def _holds(word: SoughtWord, place: int, values: dict[str, Any]) -> str:
    """SQL: whether the cell ``c`` holds it. instr, not LIKE: no character of a word is a wildcard, and what is compared is
    folded like the words."""
    values[f"word{place}"] = word.text
    ways = [f"instr({_PLAIN}, :word{place}) > 0"]
    if word.digits:
        values[f"digits{place}"] = word.digits
        ways.append(f"({_IS_PHONE} AND instr({_DIGITS}, :digits{place}) > 0)")
    if word.names:
        names = {f"name{place}_{number}": name for number, name in enumerate(word.names)}
        values |= names
        ways.append(f"({_IS_NAME} AND c.text IN ({', '.join(f':{each}' for each in names)}))")
    return f"({' OR '.join(ways)})"


def cell_texts(query: Query, catalogue: Catalogue, cells: Sequence[CellFound]) -> tuple[str, ...]:
    ids = {year.year: year.entry_ids for year in catalogue.years}
    texts = []
    for cell in cells:
        row = query.execute(
            "SELECT text FROM cell WHERE assignment = ? AND field = ? AND period = ?",
            (ids.get(cell.year, {}).get((cell.entry.no, cell.entry.unit)), cell.field, month(cell.period)),
        ).fetchone()
        texts.append(str(row[0]) if row else "")
    return tuple(texts)


def carried_months(
    query: Query, catalogue: Catalogue, year: int, entry: EntryKey
) -> Mapping[str, tuple[Period, ...]]:
    rows = query.execute(
        f"SELECT field, period FROM cell WHERE assignment = ? AND field NOT IN ({OWN_MONTH}) ORDER BY field, period",
        (catalogue.of_year(year).entry_ids.get((entry.no, entry.unit)),),
    )
    months: dict[str, list[Period]] = {}
    for field, number in rows:
        months.setdefault(field, []).append(period_of(number))
    return {field: tuple(each) for field, each in months.items()}


def contact_names(query: Query) -> tuple[str, ...]:
    rows = query.execute(f"SELECT DISTINCT c.text FROM cell c WHERE {_IS_NAME} AND c.text <> '' ORDER BY c.text")
    return tuple(row[0] for row in rows)


# A unit's row keeps the name that is its identity.
_RETURNED = f"""
    SELECT r.period, u.name, r.name, r.sha256
    FROM returned_form r JOIN operation o ON o.seq = r.operation JOIN unit u ON u.id = r.unit WHERE {LIVE} ORDER BY r.id
"""
_BULLETINS = """
    SELECT b.period, b.title, b.sha256
    FROM bulletin b JOIN operation o ON o.seq = b.operation WHERE o.undone_by IS NULL ORDER BY b.id
"""


def papers(query: Query, catalogue: Catalogue) -> tuple[Paper, ...]:
    made = []
    for number, unit, name, sha256 in query.execute(_RETURNED):
        period = period_of(number)
        made.append(Paper("returned", catalogue.year_of(period).year, None, unit, period, name, sha256))
    for each in attachments(query, catalogue, None):
        year = catalogue.year_of(each.period)
        unit = year.identity_of(each.unit)
        made.append(Paper("attachment", year.year, each.no, unit, each.period, each.name, each.sha256))
    for said in all_rulings(query, catalogue):
        if said.reason:
            unit = catalogue.of_year(said.year).identity_of(said.unit)
            made.append(Paper("ruling", said.year, said.no, unit, said.period, said.reason))
    for number, title, sha256 in query.execute(_BULLETINS):
        period = period_of(number)
        made.append(Paper("bulletin", catalogue.year_of(period).year, None, "", period, title, sha256))
    return tuple(made)
