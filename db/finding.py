"""Which operations are asked for: an ``OperationFilter`` as SQL.

What an operation concerns is gathered from all that it wrote, each table by an index of its own. An undo concerns what its root
does, of one file what that file does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from db.finding_words import numbers, quoted, sayable, says, words_of
from db.plans import Catalogue, YearPlan
from db.query import Query
from db.trail import CHANGE, OPERATION, SET, changes_from, operation_at, operation_from, seq_of
from qcapp.domain.errors import UsageError
from qcapp.domain.fields import Field, field_for
from qcapp.domain.operations import Change, Operation, OperationFilter, SettingChange

if TYPE_CHECKING:
    from db.indexing import WordKeeper

_ALL: Final = 2**62


class Sought(NamedTuple):
    """SQL on an alias ``o`` of the table of operations, and its values by name."""

    sql: str
    values: dict[str, Any]


def operations(
    query: Query, catalogue: Catalogue, wanted: OperationFilter | None, limit: int | None, before: str = "",
    index: WordKeeper | None = None,
) -> tuple[Operation, ...]:
    """Newest first. ``before``: the id of the operation that the first of them comes before. ``index``: here and below, what a
    large ledger's words are found by; what is answered is the same without it."""
    sought = _sought(catalogue, query, wanted, index)
    older = ""
    if before:
        older = " AND o.seq < :before"
        sought.values["before"] = seq_of(query, before)
    sought.values["limit"] = _ALL if limit is None else limit
    rows = query.execute(
        f"SELECT {OPERATION} FROM operation o WHERE {sought.sql}{older} ORDER BY o.seq DESC LIMIT :limit", sought.values
    )
    return tuple(map(operation_from, rows))


def changes(
    query: Query, catalogue: Catalogue, wanted: OperationFilter | None, limit: int, index: WordKeeper | None = None
) -> tuple[Change, ...]:
    """What those operations changed, of the unit, measure and field alone where such are said; in the operations' order."""
    sought = _sought(catalogue, query, wanted, index)
    narrowed = _narrowed(catalogue, query, wanted, sought.values)
    sought.values["limit"] = limit
    rows = query.execute(
        f"{CHANGE} WHERE c.operation IN (SELECT o.seq FROM operation o WHERE {sought.sql}){narrowed}"
        " ORDER BY c.operation DESC, c.id LIMIT :limit", sought.values,
    )
    return changes_from(query, rows, catalogue)


def changes_of(
    query: Query, catalogue: Catalogue, operation_id: str, wanted: OperationFilter | None
) -> tuple[Change, ...]:
    """What one operation changed, of the unit, measure and field alone where such are said."""
    values: dict[str, Any] = {"seq": seq_of(query, operation_id)}
    narrowed = _narrowed(catalogue, query, wanted, values)
    return changes_from(query, query.execute(f"{CHANGE} WHERE c.operation = :seq{narrowed} ORDER BY c.id", values), catalogue)


def _narrowed(
    catalogue: Catalogue, query: Query, wanted: OperationFilter | None, values: dict[str, Any]
) -> str:
    if wanted is None or not (wanted.unit or wanted.field or wanted.no is not None):
        return ""
    return f" AND {_Concern(catalogue, query, wanted, values).fields('c')}"


def setting_changes(
    query: Query, catalogue: Catalogue, wanted: OperationFilter | None, index: WordKeeper | None = None
) -> tuple[SettingChange, ...]:
    sought = _sought(catalogue, query, wanted, index)
    rows = query.execute(
        f"SELECT s.operation, {SET} FROM setting_change s"
        f" WHERE s.operation IN (SELECT o.seq FROM operation o WHERE {sought.sql}) ORDER BY s.operation DESC, s.key",
        sought.values,
    ).fetchall()
    by_seq = {seq: operation_at(query, seq) for seq in {row[0] for row in rows}}
    return tuple(SettingChange(by_seq[seq], key, before, after, bool(since)) for seq, key, before, after, since in rows)


def count(query: Query, catalogue: Catalogue, wanted: OperationFilter | None, index: WordKeeper | None = None) -> int:
    sought = _sought(catalogue, query, wanted, index)
    return int(query.execute(f"SELECT count(*) FROM operation o WHERE {sought.sql}", sought.values).fetchone()[0])


def people(query: Query) -> tuple[str, ...]:
    """Everyone by whom there is an operation: one step of the index for each."""
    rows = query.execute("""
        WITH RECURSIVE each (who) AS (
            SELECT min(who) FROM operation
            UNION ALL SELECT (SELECT min(who) FROM operation WHERE who > each.who) FROM each WHERE each.who IS NOT NULL
        ) SELECT who FROM each WHERE who IS NOT NULL
    """)
    return tuple(row[0] for row in rows)


def _sought(catalogue: Catalogue, query: Query, wanted: OperationFilter | None, index: WordKeeper | None) -> Sought:
    """UsageError for a unit, measure or field that there never was, and for more words than anyone means."""
    if wanted is None:
        return Sought("1 = 1", {})
    parts: list[str] = []
    values: dict[str, Any] = {}
    if wanted.kinds:
        parts.append(f"o.kind IN ({quoted(sorted(kind.value for kind in wanted.kinds))})")
    if wanted.who:
        parts.append("o.who = :who")
        values["who"] = sayable(wanted.who)
    if wanted.since:
        parts.append("o.at >= :since")
        values["since"] = wanted.since.isoformat()
    if wanted.until:
        parts.append("o.at < :until")  # any time of that day has a T after it
        values["until"] = f"{wanted.until.isoformat()}U"
    if wanted.unit or wanted.field or wanted.no is not None:
        parts.append(f"o.seq IN ({_Concern(catalogue, query, wanted, values).sql()})")
    parts += [says(query, word, place, values, index) for place, word in enumerate(words_of(wanted.text))]
    return Sought(" AND ".join(f"({part})" for part in parts) or "1 = 1", values)


# ---------------------------------------------------------------- of a unit, a measure, a field


class _Concern:
    """What was written for a unit, a measure, a field: all three that are said."""

    def __init__(
        self, catalogue: Catalogue, query: Query, wanted: OperationFilter, values: dict[str, Any]
    ) -> None:
        self._query, self._values, self._no = query, values, wanted.no
        self._field = field_for(wanted.field) if wanted.field else None
        self._years = (*catalogue.gone, *catalogue.years)
        self._named = {year.id: _identities(year, wanted.unit) for year in self._years} if wanted.unit else None
        if self._named is not None and not any(self._named.values()):
            raise UsageError(f"台账里没有“{wanted.unit}”这家单位，请用清单上的单位名称。")
        self._entries = [
            (year, no, unit, number) for year in self._years for (no, unit), number in year.entry_ids.items()
            if self._no in (None, no) and wanted.year in (None, year.year) and self._is_meant(year, unit)
        ]
        if self._no is not None and not self._entries:
            raise UsageError(f"台账里没有{wanted.unit}第 {self._no} 条措施，请核对序号和单位后再试。")

    def sql(self) -> str:
        if self._field:
            return " UNION ".join(self._of_fields())
        concerned = " UNION ".join((*self._of_fields(), *self._of_units(), *self._of_lists()))
        return f"""
            WITH concerned (seq) AS ({concerned})
            SELECT seq FROM concerned
            UNION SELECT u.seq FROM operation u WHERE u.root IN (SELECT seq FROM concerned) AND u.part IS NULL
            UNION SELECT u.seq FROM operation u JOIN returned_form r ON r.operation = u.root AND r.sha256 = u.part
            WHERE u.part IS NOT NULL AND r.unit IN ({self._units()}){self._in_form('r')}
        """

    def fields(self, table: str) -> str:
        """SQL: whether a change, of that alias, is of them."""
        entries = numbers(number for *_, number in self._entries)
        if not self._field:
            return f"{table}.assignment IN ({entries})"
        self._values["field"] = _glob(self._field)
        return f"{table}.assignment IN ({entries}) AND {table}.field GLOB :field"

    def _is_meant(self, year: YearPlan, identity: str) -> bool:
        return self._named is None or identity in self._named[year.id]

    def _of_fields(self) -> Iterator[str]:
        """Changes, and conflicts that were left waiting or settled."""
        yield f"SELECT c.operation FROM change c WHERE {self.fields('c')}"
        yield f"SELECT h.operation FROM held h WHERE {self.fields('h')}"
        yield f"SELECT s.operation FROM settled s JOIN held h ON h.id = s.held WHERE {self.fields('h')}"

    def _of_units(self) -> Iterator[str]:
        """What was sent to them, came from them, was kept, decided, learned, or was written to them."""
        units, no = self._units(), self._no
        measure = "" if no is None else f" AND a.no = {no}"
        yield f"SELECT f.operation FROM fill_form f WHERE f.unit IN ({units}){self._in_form('f')}"
        yield f"SELECT r.operation FROM returned_form r WHERE r.unit IN ({units}){self._in_form('r')}"
        yield f"SELECT a.operation FROM attachment a WHERE a.unit IN ({units}){measure}"
        yield (
            f"SELECT d.operation FROM detached d JOIN attachment a ON a.id = d.attachment WHERE a.unit IN ({units}){measure}"
        )
        ruled = "" if no is None else f" AND (r.no = {no} OR r.no IS NULL)"
        yield f"SELECT r.operation FROM ruling r WHERE r.unit IN ({units}){ruled}"
        if no is None:
            yield f"SELECT l.operation FROM learned_alias l WHERE l.unit IN ({units})"
            yield f"SELECT o.seq FROM operation o WHERE o.kind = 'remind' AND ({self._reminded()})"

    def _of_lists(self) -> Iterator[str]:
        """The list that has them, and what changed it."""
        entries = numbers(number for *_, number in self._entries)
        lists = numbers({year.id for year, *_ in self._entries} | {
            year.id for year in self._years if self._no is None and self._named is not None and self._named[year.id]
        })
        yield f"SELECT p.operation FROM plan p WHERE p.id IN ({lists})"
        yield f"SELECT a.operation FROM assignment a WHERE a.id IN ({entries}) AND a.operation IS NOT NULL"
        if self._no is None:
            yield f"SELECT u.operation FROM unit u WHERE u.id IN ({self._units()}) AND u.operation IS NOT NULL"
        yield f"SELECT a.operation FROM amendment a WHERE a.id IN ({numbers(self._amendments())})"

    def _amendments(self) -> Iterator[int]:
        """Those that name the unit or the measure; of a measure's own those that have it in their part."""
        by_plan = {year.id: year for year in self._years}
        measures = {(year.id, no) for year, no, *_ in self._entries}
        for key, plan, document in self._query.execute("SELECT id, plan, document FROM amendment"):
            said = json.loads(document)
            no = said.get("no")
            if self._no is not None:
                if no == self._no and (plan, no) in measures:
                    yield key
            elif any(self._is_meant(by_plan[plan], unit) for unit in _units_in(said)) or (plan, no) in measures:
                yield key

    def _units(self) -> str:
        """Rows of the unit; of a measure alone those of its units."""
        if self._no is not None:
            return numbers({year.unit_ids[unit] for year, _, unit, _ in self._entries})
        return numbers(
            number for year in self._years for unit, number in year.unit_ids.items() if self._is_meant(year, unit)
        )

    def _in_form(self, table: str) -> str:
        """Whether a form has the measure. Within a text of it each quote has a backslash before."""
        if self._no is None:
            return ""
        self._values["in_form"] = f'"{self._no}":{{'
        return f" AND instr({table}.form_values, :in_form) > 0"

    def _reminded(self) -> str:
        """A reminder names its units in its words, one after the other."""
        names = {
            unit.name for year in self._years for state in year.states() for unit in state.plan.units
            if self._is_meant(year, unit.identity)
        }
        ways = []
        for place, name in enumerate(sorted(names)):
            self._values[f"unit{place}"] = f"、{name}、"
            ways.append(f"instr('、' || substr(o.summary, instr(o.summary, '：') + 1) || '、', :unit{place}) > 0")
        return " OR ".join(ways) or "1 = 0"


def _identities(year: YearPlan, name: str) -> frozenset[str]:
    """Of the units that go by that name in any month."""
    wanted = name.strip()
    named = {each.identity for state in year.states() for each in state.plan.units if wanted in each.names}
    return frozenset(named | ({wanted} & set(year.unit_ids)))


def _glob(field: Field) -> str:
    """A role's first contact stands for all of them."""
    return field.key if field.role is None or field.index > 1 else field.key.replace(".", "*.")


def _units_in(said: dict[str, Any]) -> Iterator[str]:
    for key in ("unit", "into", "instead_of"):
        if said.get(key):
            yield said[key]
    yield from said.get("units", ())
    for part in said.get("parts", ()):
        yield from part.get("units", ())
