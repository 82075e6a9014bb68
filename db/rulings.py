"""What the clerk decided and issued, as values: rulings, bulletins. Rulings are on the way to the window's first rows."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from db.coding import compact, month, period_of
from db.newest import newest
from db.plans import Catalogue, ListedPlan
from db.query import Query
from qcapp.domain.lamps import Lamp
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.rulings import Milestone, Ruling, RulingKind

if TYPE_CHECKING:
    from qcapp.domain.operations import Bulletin



def _rulings(months: str = "") -> str:
    """Of each kind and place the newest that is not undone."""
    those = f"""
        ruling r JOIN operation o ON o.seq = r.operation JOIN unit u ON u.id = r.unit
        WHERE o.undone_by IS NULL AND u.plan = :plan{months}
    """
    columns = "r.unit, r.no, r.period, r.kind, r.lifted, r.document, o.at, o.who"
    found = newest("r.id", "r.kind, r.unit, r.no, r.period", columns, those, "id")
    return f"SELECT unit, no, period, kind, lifted, document, at, who, id FROM ({found}) n ORDER BY id"


_RULINGS_IN = _rulings(" AND (r.period = :period OR r.period IS NULL)")
_RULINGS_OF_PLAN = _rulings()
_BULLETINS = """
    SELECT b.id, b.period, b.issued, b.title, b.figures, b.name, b.sha256, o.at, o.who, o.id
    FROM bulletin b JOIN operation o ON o.seq = b.operation WHERE o.undone_by IS NULL
"""


def rulings_in(query: Query, catalogue: Catalogue, period: Period) -> tuple[Ruling, ...]:
    """Those that hold for the month and, of its plan's year, those on the whole of it; in the order made."""
    listed = catalogue.of(period)
    rows = query.execute(_RULINGS_IN, {"plan": listed.id, "period": month(period)})
    found = (_ruling(row, catalogue, listed.plan.year, period) for row in rows)
    return tuple(ruling for ruling in found if not ruling.lifted and _is_there(ruling, listed))


def all_rulings(query: Query, catalogue: Catalogue) -> tuple[Ruling, ...]:
    """Those that hold for any month, list by list, in the order made; units named as in the month, or as the year begins."""
    found = []
    for year in catalogue.years:
        for row in query.execute(_RULINGS_OF_PLAN, {"plan": year.id}):
            period = year.since if row[2] is None else period_of(row[2])
            found.append(_ruling(row, catalogue, year.year, period))
    return tuple(ruling for ruling in found if not ruling.lifted)


def _is_there(ruling: Ruling, listed: ListedPlan) -> bool:
    """Whether the month's list has what it is about."""
    return ruling.unit in listed.units if ruling.no is None else EntryKey(ruling.no, ruling.unit) in listed.assignments


def _ruling(row: tuple[Any, ...], catalogue: Catalogue, year: int, period: Period) -> Ruling:
    unit, no, number, kind, lifted, document, at, who, key = row
    said = json.loads(document)
    return Ruling(
        RulingKind(kind), year, catalogue.unit_name(unit, period), no, None if number is None else period_of(number),
        said.get("reason", ""), _day(said.get("until")), Lamp[said["lamp"].upper()] if "lamp" in said else None,
        tuple(_milestone(each) for each in said.get("milestones", ())), bool(lifted), key, datetime.fromisoformat(at), who,
    )


def _milestone(said: dict[str, Any]) -> Milestone:
    return Milestone(date.fromisoformat(said["day"]), said["what"], said["percent"], _day(said.get("done")))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def packed_ruling(ruling: Ruling) -> str:
    """What only some rulings have, without what this one has not."""
    said: dict[str, object] = {"reason": ruling.reason} if ruling.reason else {}
    if ruling.until:
        said["until"] = ruling.until.isoformat()
    if ruling.lamp:
        said["lamp"] = ruling.lamp.name.lower()
    if ruling.milestones:
        said["milestones"] = [
            {"day": each.day.isoformat(), "what": each.what, "percent": each.percent}
            | ({"done": each.done.isoformat()} if each.done else {})
            for each in ruling.milestones
        ]
    return compact(said)


def bulletins(query: Query, period: Period | None) -> tuple[Bulletin, ...]:
    """Those not withdrawn, of one month or of all, in the order issued."""
    from qcapp.domain.operations import Bulletin

    wanted = " AND b.period = :period" if period else ""
    rows = query.execute(f"{_BULLETINS}{wanted} ORDER BY b.id", {"period": month(period)} if period else {})
    return tuple(
        Bulletin(
            key, period_of(number), date.fromisoformat(issued), title, figures, name, sha256, datetime.fromisoformat(at),
            who, operation,
        )
        for key, number, issued, title, figures, name, sha256, at, who, operation in rows
    )
