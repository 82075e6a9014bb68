"""Units by their names: whole labels, names within a text, and which units an unknown name is like. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qcapp.domain.plan import Plan
from qcapp.domain.text import comparable

_LABEL_SPLIT = re.compile(r"[、，,;；/\n]+")
_BRACKETS = re.compile(r"[（(].*?[)）]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

Names = Mapping[str, str]
"""Comparable name or alias → canonical unit."""


def names_of(plan: Plan, learned: Mapping[str, str | None] | None = None) -> Names:
    """Every name that a unit of the plan goes by, and those that a person has just said."""
    names = {comparable(alias): unit.name for unit in plan.units for alias in unit.aliases}
    names |= {comparable(unit.name): unit.name for unit in plan.units}
    return {comparable(name): unit for name, unit in (learned or {}).items() if unit} | names


def units_in(label: str, names: Names) -> tuple[str, ...]:
    """Canonical units of a printed label such as 区税务局、高新区税务局; names are matched whole."""
    if whole := names.get(comparable(label)):
        return (whole,)
    parts = (comparable(part) for part in _LABEL_SPLIT.split(label))
    found = (names.get(part) or names.get(comparable(_BRACKETS.sub("", part))) for part in parts if part)
    return tuple(dict.fromkeys(unit for unit in found if unit))


def units_within(text: str, names: Names) -> tuple[str, ...]:
    """Canonical units named anywhere in a text; a name inside a longer one that also matched does not count."""
    rest, found = comparable(text), []
    for name in sorted(names, key=len, reverse=True):
        if name in rest:
            found.append(names[name])
            rest = rest.replace(name, "|")
    return tuple(dict.fromkeys(found))


def is_name(text: str) -> bool:
    """Whether a text may be a unit's name at all, not a mark or a placeholder."""
    plain = _BRACKETS.sub("", text).strip()
    return len(_CHINESE.findall(plain)) >= 2 and len(plain) <= 30 and not re.search(r"[_＿×xX]{2,}|^某+|[。；！]", plain)


def by_likeness(name: str, units: Sequence[str], names: Names) -> list[str]:
    """The units, those first whose names are most like the unknown one; in their own order where none is."""
    if not name:
        return list(units)
    from rapidfuzz import fuzz

    wanted = comparable(name)
    likeness = {
        unit: max(fuzz.partial_ratio(wanted, known) for known, owner in names.items() if owner == unit) for unit in units
    }
    return sorted(units, key=lambda unit: -likeness[unit])
