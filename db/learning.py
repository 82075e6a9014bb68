"""Writing names that a person has told: from now on they are known."""

from __future__ import annotations

from db.plan_rows import read_catalogue, within
from db.plans import YearPlan
from db.query import Query, Row, put_rows
from qcapp.domain.errors import UsageError
from qcapp.domain.operations import NewAlias
from qcapp.domain.plan import Unit
from qcapp.domain.text import clean, comparable


def put_aliases(query: Query, aliases: tuple[NewAlias, ...], seq: int) -> None:
    """UsageError for a name that is none, or that is known for another unit. One known for the unit is passed over."""
    if not aliases:
        return
    # Read anew, not what the program had read when it opened: another one may have learned since.
    catalogue = read_catalogue(query, within(query))
    owners: dict[int, dict[str, Unit]] = {}
    rows: list[Row] = []
    for new in aliases:
        year = catalogue.of_year(new.year)
        unit, alias = _unit(year, new), clean(new.alias).replace("\n", "")
        if not alias:
            raise UsageError(f"{unit.name}的新名称是空的，没有记住，请写明名称后再试。")
        if new.year not in owners:
            owners[new.year] = _owners(year)
        owner = owners[new.year].setdefault(comparable(alias), unit)
        if owner.identity != unit.identity:
            raise UsageError(f"“{alias}”已经是{owner.name}的名称，不能再记作{unit.name}的，请核对后再试。")
        if alias not in unit.names and not any(row["alias"] == alias for row in rows):
            rows.append({"operation": seq, "unit": year.unit_ids[unit.identity], "alias": alias})
    put_rows(query, "learned_alias", rows)


def _unit(year: YearPlan, new: NewAlias) -> Unit:
    """As it is in the month by whose list it is named."""
    plan = year.of(new.period).plan if new.period else year.plan
    name = plan.unit_named(new.unit)
    return next(each for each in plan.units if each.name == name)


def _owners(year: YearPlan) -> dict[str, Unit]:
    """Names as they are compared → unit that has it in any month, the newest first."""
    found: dict[str, Unit] = {}
    for state in year.states():
        for unit in state.plan.units:
            for name in unit.names:
                found.setdefault(comparable(name), unit)
    return found
