"""Where words stand in the ledger, blind to case, width and white space.

Only keys are read while looking, and the texts of what is shown afterwards. Where a ledger has outgrown a look at every cell,
``db.word_index`` says where a look is worth it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from db.coding import month, period_of
from db.entries import OWN_MONTH, shown_with
from db.plans import Catalogue
from db.query import Query
from db.word_index import Places, cell_at, place_of
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.ports import CellFound, SoughtWord

if TYPE_CHECKING:
    from db.indexing import WordKeeper
    from db.word_index import Reached

_PLAIN = "coalesce(c.plain, c.text)"
_DIGITS = f"replace(replace(replace(replace(replace({_PLAIN}, '-', ''), '–', ''), '—', ''), '(', ''), ')', '')"
_CHUNK = 500
_MOST_NAMED = 20_000
_MOST_ASKED = 150_000
"""Where more cells than that may hold a word, looking through everything is quicker than to ask each."""
T = TypeVar("T")
Only = Callable[[int, EntryKey], bool]
"""Whether an entry of that year's list, its unit by identity, is looked at."""
_IS_PHONE = "substr(c.field, -6) = '.phone'"
_IS_NAME = "c.field LIKE '%.name'"


def cells_with(
    query: Query, catalogue: Catalogue, words: Sequence[SoughtWord], without: Sequence[str],
    period: Period | None, only: Only | None = None, index: WordKeeper | None = None, year: int | None = None,
    nos: Collection[int] | None = None,
) -> tuple[CellFound, ...]:
    """``index``: where the words may stand in a large ledger; what it answers is what is answered without it. ``year``: in that
    list alone; ``nos``: in those measures."""
    wanted = _Wanted(words, without)
    entries = _Entries(catalogue, period, only, year, nos)
    rows: Iterable[tuple[Any, ...]] | None = None
    if index is not None and words and period is None:
        places = Places() if year is None else Places.of_list(catalogue.of_year(year).id)
        only_ids = None if nos is None or year is None else entries.ids()
        rows = _by_index(query, index, wanted, places, only_ids)
    if rows is None:
        if period is None and (only is not None or year is not None or nos is not None):
            wanted.narrow(entries.sql())
        source = "cell"
        if period is not None:
            wanted.values |= {"plan": catalogue.of(period).id, "period": month(period)}
            source = f"({shown_with('c.text, c.plain')})"
        rows = query.execute(f"{wanted.columns} FROM {source} c WHERE {wanted.sql}", wanted.values)
    return tuple(_found(rows, entries))


def counts_with(
    query: Query, catalogue: Catalogue, word: SoughtWord, index: WordKeeper | None
) -> Mapping[int, int] | None:
    """Of lists that stand as they were printed: of others some entries may be there no more."""
    years = [year for year in catalogue.years if not year.amendments]
    if index is None or word.digits or word.names or not years:
        return None
    lists = [Places.of_list(year.id) for year in years]

    def written_since(reached: Reached, fields: Mapping[str, int]) -> _Since:
        return index.remembered(query, reached, lambda: _written_since(query, reached.change, fields))

    looked = index.counts_with(query, word.text, lists, lambda reached, fields: written_since(reached, fields).places)
    if looked is None:
        return None
    since = written_since(looked.reached, looked.fields)
    counts = {year.year: count for year, count in zip(years, looked.counts, strict=True)}
    wanted = _Wanted([word], ())
    for assignment, *_ in _asked(query, wanted, looked.unsure - since.places, looked.fields) + since.asked(query, wanted):
        for year in years:
            if assignment in year.by_entry_id:
                counts[year.year] += 1
    return counts


def _found(rows: Iterable[tuple[Any, ...]], entries: _Entries) -> Iterator[CellFound]:
    last, entry = None, None
    for assignment, field, number, held in rows:
        if assignment != last:
            last, entry = assignment, entries.of(assignment)
        if entry is not None:
            yield _new(CellFound, (entry[1], entry[0], number, field, held))


_new: Callable[[type[CellFound], tuple[Any, ...]], CellFound] = tuple.__new__  # without the way through its arguments' names


class _Wanted:
    """What is asked of a cell ``c``, in SQL."""

    def __init__(self, words: Sequence[SoughtWord], without: Sequence[str]) -> None:
        self.words, self.without = words, without
        self.values: dict[str, Any] = {}
        holds = [_holds(word, place, self.values) for place, word in enumerate(words)]
        bits = " | ".join(f"CASE WHEN {each} THEN {1 << place} ELSE 0 END" for place, each in enumerate(holds)) or "0"
        self.columns = f"SELECT c.assignment, c.field, c.period, {bits if len(words) != 1 else '1'}"
        self.sql = " OR ".join(holds) or "c.text <> ''"
        self.narrowed = False
        for place, text in enumerate(without):
            self.values[f"without{place}"] = text
            self.narrow(f"instr({_PLAIN}, :without{place}) = 0")

    def narrow(self, sql: str) -> None:
        self.sql = f"({self.sql}) AND {sql}"
        self.narrowed = True

    @property
    def ways(self) -> list[list[str]]:
        """What each word is looked for by in the index: each cell found has one of them, but for names that are spelled."""
        return [[way for way in (word.text, word.digits) if way] for word in self.words]


def _by_index(
    query: Query, index: WordKeeper, wanted: _Wanted, places: Places, only: Collection[int] | None
) -> Iterable[tuple[Any, ...]] | None:
    """In the order of lists and entries: cells that hold a word, those of which that is to be asked, and those that were written
    since the index was; ``only``: those of these entries, of one list's places, as far as that saves anything. None where
    everything is to be looked through."""
    looked = index.cells_with(query, wanted.ways, places)
    if looked is None or len(looked.unsure) > _MOST_ASKED:
        return None
    since = index.remembered(query, looked.reached, lambda: _written_since(query, looked.reached.change, looked.fields))
    held: dict[int, int] = {}
    for place, sure in enumerate(looked.sure):
        if only is not None:
            sure = places.of_entries(only, sure)
        if held:
            for each in sure:
                held[each] = held.get(each, 0) | 1 << place
        else:
            held = dict.fromkeys(sure, 1 << place)
    ask = looked.unsure | held.keys() if wanted.narrowed else looked.unsure
    if len(ask) > _MOST_ASKED:
        return None
    for each in (*ask, *since.places):
        held.pop(each, None)
    asked = _asked(query, wanted, ask - since.places, looked.fields) + since.asked(query, wanted)
    if any(word.names for word in wanted.words):
        names = ", ".join(f":{name}" for name in wanted.values if name.startswith("name"))
        sql = f"{wanted.columns} FROM cell c WHERE {_IS_NAME} AND c.text IN ({names}) AND ({wanted.sql})"
        asked += query.execute(sql, wanted.values).fetchall()
    keys = {number: key for key, number in looked.fields.items()}
    rows = [(assignment, keys[field], period, held[place]) for place in held for assignment, period, field in (cell_at(place),)]
    if not asked:
        return rows
    # Of what is sure and asked besides, as a name that is spelled, the answer counts.
    return sorted(({row[:3]: row for row in rows} | {row[:3]: row for row in asked}).values())


def _asked(query: Query, wanted: _Wanted, places: Collection[int], fields: Mapping[str, int]) -> list[tuple[Any, ...]]:
    """Of those cells the rows that are wanted."""
    by_field: dict[int, list[tuple[int, int]]] = {}
    for place in sorted(places):
        assignment, period, field = cell_at(place)
        by_field.setdefault(field, []).append((assignment, period))
    rows: list[tuple[Any, ...]] = []
    keys = {number: key for key, number in fields.items()}
    for field, cells in by_field.items():
        for some in chunks(cells):
            those = ", ".join(f"({assignment}, {period})" for assignment, period in some)
            rows += query.execute(
                f"WITH place (assignment, period) AS (VALUES {those}) {wanted.columns} FROM place p CROSS JOIN cell c"
                f" ON c.assignment = p.assignment AND c.field = :field AND c.period = p.period WHERE {wanted.sql}",
                wanted.values | {"field": keys[field]},
            ).fetchall()
    return rows


class _Since(NamedTuple):
    """Cells that were written after ``reached``, and their places where the index has any."""

    reached: int
    places: frozenset[int]

    def asked(self, query: Query, wanted: _Wanted) -> list[tuple[Any, ...]]:
        return query.execute(
            f"{wanted.columns} FROM ({_SINCE.format('assignment, field, period')}) h CROSS JOIN cell c"
            f" ON c.assignment = h.assignment AND c.field = h.field AND c.period = h.period WHERE {wanted.sql}",
            wanted.values | {"reached": self.reached},
        ).fetchall()


# NOT INDEXED: else all changes are walked through in the order of cells.
_SINCE = "SELECT DISTINCT {} FROM change h NOT INDEXED WHERE h.id > :reached"


def _written_since(query: Query, reached: int, fields: Mapping[str, int]) -> _Since:
    columns = "(SELECT a.plan FROM assignment a WHERE a.id = h.assignment), h.assignment, h.period, h.field"
    rows = query.execute(_SINCE.format(columns), {"reached": reached})
    return _Since(reached, frozenset(
        place_of(listed, assignment, period, fields[field]) for listed, assignment, period, field in rows if field in fields
    ))


class _Entries:
    """Of assignments the year and entry, units by their identity: of all that ever were, or of those in that month's list.
    ``only``: those of the year and entry that it says."""

    def __init__(
        self, catalogue: Catalogue, period: Period | None, only: Only | None, year: int | None, nos: Collection[int] | None
    ) -> None:
        self._years = catalogue.years if period is None else (catalogue.year_of(period),)
        if year is not None:
            self._years = tuple(each for each in self._years if each.year == year)
        self._there = None if period is None else set(catalogue.of(period).assignments.values())
        self._only, self._nos = only, nos
        self._known: dict[int, tuple[int, EntryKey] | None] = {}

    def of(self, number: int) -> tuple[int, EntryKey] | None:
        """None where it is not to be looked at: of a list that is there no more, say."""
        if number not in self._known:
            self._known[number] = self._read(number) if self._there is None or number in self._there else None
        return self._known[number]

    def ids(self) -> frozenset[int]:
        """Those that may be looked at by their measure's number."""
        return frozenset(number for year in self._years for no in self._nos or () for number in year.ids_by_no.get(no, ()))

    def sql(self) -> str:
        """Whether a cell ``c`` is of one that is to be looked at; so far as that is worth saying: ``of`` says all."""
        wanted = [number for year in self._years for number in year.by_entry_id if self.of(number) is not None]
        return f"c.assignment IN ({','.join(map(str, wanted))})" if len(wanted) <= _MOST_NAMED else "1 = 1"

    def _read(self, number: int) -> tuple[int, EntryKey] | None:
        for year in self._years:
            entry = year.by_entry_id.get(number)
            if entry is not None:
                if self._nos is not None and entry[0] not in self._nos:
                    return None
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
    wanted = {cell.year for cell in cells}
    ids = {year.year: year.entry_ids for year in catalogue.years if year.year in wanted}  # no other year's list is read for it
    texts = []
    for cell in cells:
        row = query.execute(
            "SELECT text FROM cell WHERE assignment = ? AND field = ? AND period = ?",
            (ids.get(cell.year, {}).get(cell.entry), cell.field, cell.month),
        ).fetchone()
        texts.append(str(row[0]) if row else "")
    return tuple(texts)


def carried_months(
    query: Query, catalogue: Catalogue, year: int, entries: Collection[EntryKey]
) -> Mapping[EntryKey, Mapping[str, Sequence[Period]]]:
    ids = catalogue.of_year(year).entry_ids
    found: dict[EntryKey, dict[str, list[Period]]] = {entry: {} for entry in entries}
    by_id = {number: entry for entry in found if (number := ids.get(entry)) is not None}
    for some in chunks(list(by_id)):
        rows = query.execute(
            f"SELECT assignment, field, period FROM cell WHERE assignment IN ({','.join(map(str, some))})"
            f" AND field NOT IN ({OWN_MONTH}) ORDER BY assignment, field, period"
        )
        for assignment, field, number in rows:
            found[by_id[assignment]].setdefault(field, []).append(period_of(number))
    return found


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


def chunks(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
