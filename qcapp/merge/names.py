"""Units by their names: whole labels, names within a text, and which units an unknown name is like. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from qcapp.domain.patterns import LazyPattern
from qcapp.domain.plan import Plan
from qcapp.domain.text import comparable

_LABEL_SPLIT = LazyPattern(r"[、，,;；/\n]+")
_BRACKETS = LazyPattern(r"[（(].*?[)）]")
# How units are called; anything else after 填报单位 (办公室, 我局, 万元) is nobody's name and is never remembered.
_UNIT_NAME = LazyPattern(
    r"(?![本我该贵各某])[\u4e00-\u9fff]{1,28}(局|委|委员会|办|院|队|公司|中心|所|站|处|厅|部|署|行|会|政府|街道|镇|乡|管理区|开发区)"
)

_SHORTEST = 3
"""Characters of a name without its 区."""

Names = Mapping[str, str]
"""Comparable name or alias → canonical unit."""


def names_of(plan: Plan, learned: Mapping[str, str | None] | None = None) -> Names:
    """Every name that a unit of the plan goes by, and those that a person has just said."""
    if not learned:
        return plan.unit_by_name
    return {comparable(name): unit for name, unit in learned.items() if unit} | plan.unit_by_name


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
    for name in _longest_first(tuple(names)):
        if name in rest:
            found.append(names[name])
            rest = rest.replace(name, "|")
    return tuple(dict.fromkeys(found))


def units_in_short(text: str, names: Names, but: str) -> tuple[str, ...]:
    """As ``units_within``, of names without the 区 before them, as people write them; but of none that is a part of ``but``."""
    short = dict(_without_district(tuple(names.items())))
    whole = comparable(but)
    return units_within(text, {name: unit for name, unit in short.items() if name not in whole})


@lru_cache(maxsize=8)
def _without_district(names: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    known = dict(names)
    parts = ((name.removeprefix("区"), unit) for name, unit in names if name.startswith("区"))
    return tuple((short, unit) for short, unit in parts if len(short) >= _SHORTEST and short not in known)


@lru_cache(maxsize=8)
def _longest_first(names: tuple[str, ...]) -> tuple[str, ...]:
    """Of hundreds of files the same units' names are looked for in each."""
    return tuple(sorted(names, key=len, reverse=True))


def is_name(text: str) -> bool:
    """Whether a text may be the name of a unit that the list does not know."""
    return bool(_UNIT_NAME.fullmatch(_BRACKETS.sub("", text).strip()))


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
