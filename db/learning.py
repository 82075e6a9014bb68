"""Writing names that a person has told: from now on they are known."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, insert

from db import models
from db.engine import Row, raw
from db.plans import ListedPlan, read_catalogue
from qcapp.domain.errors import UsageError
from qcapp.domain.operations import NewAlias
from qcapp.domain.text import clean, comparable


def put_aliases(connection: Connection, aliases: tuple[NewAlias, ...], seq: int) -> None:
    """UsageError for a name that is none, or that is known for another unit. One known for the unit is passed over."""
    if not aliases:
        return
    # Read anew, not what the program had read when it opened: another one may have learned since.
    catalogue = read_catalogue(raw(connection))
    owners = {listed.plan.year: _owners(listed) for listed in catalogue.listed}
    rows: list[Row] = []
    for new in aliases:
        listed = catalogue.of_year(new.year)
        unit, alias = listed.plan.unit_named(new.unit), clean(new.alias).replace("\n", "")
        if not alias:
            raise UsageError(f"{unit}的新名称是空的，没有记住，请写明名称后再试。")
        owner = owners[new.year].setdefault(comparable(alias), unit)
        if owner != unit:
            raise UsageError(f"“{alias}”已经是{owner}的名称，不能再记作{unit}的，请核对后再试。")
        if alias not in _names(listed, unit) and not any(row["alias"] == alias for row in rows):
            rows.append({"operation": seq, "unit": listed.unit_id(unit), "alias": alias})
    if rows:
        connection.execute(insert(models.learned_alias), rows)


def _owners(listed: ListedPlan) -> dict[str, str]:
    """Names as they are compared → unit."""
    return {comparable(name): unit.name for unit in listed.plan.units for name in (unit.name, *unit.aliases)}


def _names(listed: ListedPlan, unit: str) -> tuple[str, ...]:
    return next((each.name, *each.aliases) for each in listed.plan.units if each.name == unit)


def has_aliases(query: sqlite3.Connection, seq: int) -> bool:
    """Whether the operation taught names, so that plans are to be read again when it is undone or brought back."""
    return query.execute("SELECT 1 FROM learned_alias WHERE operation = ?", (seq,)).fetchone() is not None
