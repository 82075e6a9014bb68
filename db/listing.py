"""Writing an official list as it was printed."""

from __future__ import annotations

from db.coding import compact, month
from db.query import Query, Row, put_numbered, put_rows
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan


def put_plan(query: Query, plan: Plan, seq: int, since: Period | None = None) -> None:
    """The official list as part of operation ``seq``. ``since``: the first month that goes by it; its January when not said."""
    row: Row = {
        "year": plan.year, "title": plan.title, "district": plan.district, "office": plan.office,
        "due_day": plan.due_day, "source": plan.source, "operation": seq,
        "since": month(since) if since and since.month > 1 else None,
    }
    key = put_numbered(query, "plan", [row])
    put_rows(query, "task", [{"plan": key, "place": t.order, "heading": t.heading} for t in plan.tasks])
    put_rows(
        query, "section",
        [
            {"plan": key, "place": place, "key": s.key, "heading": s.heading, "text": s.text, "units": s.units}
            for place, s in enumerate(plan.sections, start=1)
        ],
    )
    put_rows(
        query, "measure",
        [
            {
                "plan": key, "no": m.no, "place": place, "task": m.task, "text": m.text,
                "printed_unit": m.printed_unit, "contacts": compact(m.contacts), "section": m.section,
            }
            for place, m in enumerate(plan.measures, start=1)
        ],
    )
    units = _put_units(query, plan, key)
    put_numbered(
        query, "assignment",
        [
            {"plan": key, "no": a.no, "unit": units[a.unit], "place": place, "inferred": a.inferred}
            for place, a in enumerate(plan.assignments, start=1)
        ],
    )


def _put_units(query: Query, plan: Plan, key: int) -> dict[str, int]:
    """Units and aliases; answers the units' ids by name."""
    ids: dict[str, int] = {}
    for place, unit in enumerate(plan.units, start=1):
        row: Row = {"plan": key, "place": place, "name": unit.name}
        ids[unit.name] = put_numbered(query, "unit", [row])
        aliases = dict.fromkeys(unit.aliases)
        put_rows(
            query, "unit_alias",
            [{"unit": ids[unit.name], "alias": alias, "place": at} for at, alias in enumerate(aliases, start=1)],
        )
    return ids
