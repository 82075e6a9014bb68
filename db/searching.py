"""Where words stand in the ledger, blind to case, width and white space.

Only keys are read while looking, and the texts of what is shown afterwards. Where a ledger has outgrown a look at every cell,
``db.word_index`` says where a look is worth it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.coding import month, period_of
from db.entries import OWN_MONTH, shown_with
from db.plans import Catalogue
from db.query import Query
from db.returns import LIVE, attachments
from db.rulings import all_rulings
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.text import comparable
from qcapp.ports import CellFound, Paper, SoughtWord

if TYPE_CHECKING:
    from db.indexing import Looked, WordKeeper

_PLAIN = "coalesce(c.plain, c.text)"
_DIGITS = f"replace(replace(replace(replace(replace({_PLAIN}, '-', ''), '–', ''), '—', ''), '(', ''), ')', '')"
_CHUNK = 500
_MOST_NAMED = 20_000
Only = Callable[[int, EntryKey], bool]
"""Whether an entry of that year's list, its unit by identity, is looked at."""
_IS_PHONE = "substr(c.field, -6) = '.phone'"
_IS_NAME = "c.field LIKE '%.name'"


def cells_with(
    query: Query, catalogue: Catalogue, words: Sequence[SoughtWord], without: Sequence[str],
    period: Period | None, only: Only | None = None, index: WordKeeper | None = None,
) -> tuple[CellFound, ...]:
    """``index``: where the words may stand in a large ledger; what it answers is what is answered without it."""
    values: dict[str, Any] = {}
    holds = [_holds(word, place, values) for place, word in enumerate(words)]
    wanted = " OR ".join(holds) or "c.text <> ''"
    bits = " | ".join(f"CASE WHEN {each} THEN {1 << place} ELSE 0 END" for place, each in enumerate(holds)) or "0"
    for place, text in enumerate(without):
        values[f"without{place}"] = text
        wanted = f"({wanted}) AND instr({_PLAIN}, :without{place}) = 0"
    entries = _Entries(catalogue, period, only)
    if period is None and only is not None:
        wanted = f"({wanted}) AND {entries.sql()}"
    looked = index.changes_with(query, _indexed(words)) if index and words and period is None else None
    if looked is not None:
        rows = _by_index(query, looked, words, bits, wanted, values)
    else:
        source = "cell"
        if period is not None:
            values |= {"plan": catalogue.of(period).id, "period": month(period)}
            source = f"({shown_with('c.text, c.plain')})"
        rows = query.execute(f"SELECT c.assignment, c.field, c.period, {bits} FROM {source} c WHERE {wanted}", values)
    periods: dict[int, Period] = {}
    found = []
    for assignment, field, number, held in rows:
        entry = entries.of(assignment)
        if entry is None:
            continue
        if number not in periods:
            periods[number] = period_of(number)
        found.append(CellFound(entry[1], entry[0], periods[number], field, held))
    return tuple(found)


def _indexed(words: Sequence[SoughtWord]) -> list[str]:
    """What is looked for in the index: what each cell that is found has one of, but for names that are spelled."""
    return [each for word in words for each in (word.text, word.digits) if each]


def _by_index(
    query: Query, looked: Looked, words: Sequence[SoughtWord], bits: str, wanted: str, values: dict[str, Any]
) -> Iterable[tuple[Any, ...]]:
    """In the order of the table: cells that may hold a word, and those that were written since the index was."""
    columns = f"SELECT c.assignment, c.field, c.period, {bits} FROM"
    own = "c.assignment = h.assignment AND c.field = h.field AND c.period = h.period"
    found: dict[tuple[int, str, int], tuple[Any, ...]] = {}

    def take(sql: str, values: Mapping[str, Any]) -> None:
        found.update((row[:3], row) for row in query.execute(sql, values))

    for start in range(0, len(looked.ids), _CHUNK):
        some = ",".join(map(str, looked.ids[start : start + _CHUNK]))
        take(f"{columns} change h CROSS JOIN cell c ON {own} AND c.change = h.id WHERE h.id IN ({some}) AND ({wanted})", values)
    # NOT INDEXED: else all changes are walked through in the order of cells.
    since = "SELECT DISTINCT assignment, field, period FROM change NOT INDEXED WHERE id > :reached"
    take(f"{columns} ({since}) h CROSS JOIN cell c ON {own} WHERE {wanted}", values | {"reached": looked.reached.change})
    if any(word.names for word in words):
        names = ", ".join(f":{name}" for name in values if name.startswith("name"))
        take(f"{columns} cell c WHERE {_IS_NAME} AND c.text IN ({names}) AND ({wanted})", values)
    return (found[key] for key in sorted(found))


class _Entries:
    """Of assignments the year and entry, units by their identity: of all that ever were, or of those in that month's list.
    ``only``: those of the year and entry that it says."""

    def __init__(self, catalogue: Catalogue, period: Period | None, only: Only | None) -> None:
        self._years = catalogue.years if period is None else (catalogue.year_of(period),)
        self._there = None if period is None else set(catalogue.of(period).assignments.values())
        self._only = only
        self._known: dict[int, tuple[int, EntryKey] | None] = {}

    def of(self, number: int) -> tuple[int, EntryKey] | None:
        """None where it is not to be looked at: of a list that is there no more, say."""
        if number not in self._known:
            self._known[number] = self._read(number) if self._there is None or number in self._there else None
        return self._known[number]

    def sql(self) -> str:
        """Whether a cell ``c`` is of one that is to be looked at; so far as that is worth saying: ``of`` says all."""
        wanted = [number for year in self._years for number in year.by_entry_id if self.of(number) is not None]
        return f"c.assignment IN ({','.join(map(str, wanted))})" if len(wanted) <= _MOST_NAMED else "1 = 1"

    def _read(self, number: int) -> tuple[int, EntryKey] | None:
        for year in self._years:
            entry = year.by_entry_id.get(number)
            if entry is not None:
                found = year.year, EntryKey(*entry)
                return found if self._only is None or self._only(*found) else None
        return None


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


_NAMES = f"""
    WITH RECURSIVE each (text) AS (
        SELECT min(c.text) FROM cell c WHERE {_IS_NAME} AND c.text > ''
        UNION ALL SELECT (SELECT min(c.text) FROM cell c WHERE {_IS_NAME} AND c.text > each.text) FROM each
        WHERE each.text IS NOT NULL
    ) SELECT text FROM each WHERE text IS NOT NULL
"""


def contact_names(query: Query) -> tuple[str, ...]:
    """One step of the index for each."""
    return tuple(row[0] for row in query.execute(_NAMES))


# A unit's row keeps the name that is its identity.
_RETURNED = f"""
    SELECT r.period, u.name, r.name, r.sha256, r.id
    FROM returned_form r JOIN operation o ON o.seq = r.operation JOIN unit u ON u.id = r.unit WHERE {LIVE}
"""
_BULLETINS = """
    SELECT b.period, b.title, b.sha256
    FROM bulletin b JOIN operation o ON o.seq = b.operation WHERE o.undone_by IS NULL ORDER BY b.id
"""


def papers(
    query: Query, catalogue: Catalogue, words: Sequence[str] = (), index: WordKeeper | None = None
) -> tuple[Paper, ...]:
    """Those whose text holds any of the words; all where there is none."""
    def said(text: str) -> bool:
        return not words or any(word in comparable(text) for word in words)

    made = []
    looked = index.papers_with(query, list(words)) if index and words else None
    for number, unit, name, sha256, _ in _returned(query, looked):
        if said(name):
            period = period_of(number)
            made.append(Paper("returned", catalogue.year_of(period).year, None, unit, period, name, sha256))
    for each in attachments(query, catalogue, None):
        if said(each.name):
            year = catalogue.year_of(each.period)
            made.append(Paper("attachment", year.year, each.no, year.identity_of(each.unit), each.period, each.name, each.sha256))
    for ruling in all_rulings(query, catalogue):
        if ruling.reason and said(ruling.reason):
            unit = catalogue.of_year(ruling.year).identity_of(ruling.unit)
            made.append(Paper("ruling", ruling.year, ruling.no, unit, ruling.period, ruling.reason))
    for number, title, sha256 in query.execute(_BULLETINS):
        if said(title):
            period = period_of(number)
            made.append(Paper("bulletin", catalogue.year_of(period).year, None, "", period, title, sha256))
    return tuple(made)


def _returned(query: Query, looked: Looked | None) -> Iterable[tuple[Any, ...]]:
    """In the order in which they came."""
    if looked is None:
        yield from query.execute(f"{_RETURNED} ORDER BY r.id")
        return
    for start in range(0, len(looked.ids), _CHUNK):
        some = ",".join(map(str, looked.ids[start : start + _CHUNK]))
        yield from query.execute(f"{_RETURNED} AND r.id IN ({some}) ORDER BY r.id")
    yield from query.execute(f"{_RETURNED} AND r.id > ? ORDER BY r.id", (looked.reached.returned,))
