"""The list as it holds in a month: the printed one and its amendments up to then. Pure.

One that can't be carried out (what it is about isn't there, say because what added it was undone) does nothing here;
``faults`` tells of it in a sentence, and nothing that would leave a fault is let into the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from qcapp.domain import amendments as kinds
from qcapp.domain.amending_steps import carry_out
from qcapp.domain.amendments import Amendment, What
from qcapp.domain.errors import UsageError
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.plan_draft import PlanDraft

_LAST = Period(9999, 12)


class Fault(NamedTuple):
    """An amendment that can't be carried out, and why not."""

    amendment: Amendment
    sentence: str


def amended(plan: Plan, amendments: Iterable[Amendment], period: Period) -> Plan:
    """The printed ``plan`` as it holds in that month; itself where nothing has changed by then."""
    draft = PlanDraft(plan)
    for _, step in _steps(amendments, period):
        _tried(draft, step)
    return draft.plan() if draft.moved else plan


def faults(plan: Plan, amendments: Iterable[Amendment]) -> tuple[Fault, ...]:
    """Those of the amendments that can't be carried out, taken one after the other as they come into force."""
    draft = PlanDraft(plan)
    found: list[Fault] = []
    for amendment, step in _steps(amendments, _LAST):
        if sentence := _tried(draft, step):
            found.append(Fault(amendment, sentence))
    return tuple(found)


def cuts(amendments: Iterable[Amendment]) -> tuple[Period, ...]:
    """Months from which on the list is another one, ascending."""
    return tuple(sorted({period for each in amendments for period in _months_of(each)}))


def completed(plan: Plan, amendments: Iterable[Amendment], what: What, taken: Iterable[int] = ()) -> What:
    """The same with a number for each measure and task that leaves it open. ``taken``: numbers not to be given besides."""
    free = _Free(plan, amendments, taken)
    match what:
        case kinds.AddMeasure(no=0):
            return replace(what, no=free.number())
        case kinds.SplitMeasure(parts=parts):
            free.take(part.no for part in parts)
            return replace(what, parts=tuple(part if part.no else replace(part, no=free.number()) for part in parts))
        case kinds.AddTask(order=0):
            return replace(what, order=free.order())
    return what


def numbers_of(what: What) -> tuple[int, ...]:
    """Numbers that it gives to measures."""
    match what:
        case kinds.AddMeasure(no=no):
            return (no,)
        case kinds.SplitMeasure(parts=parts):
            return tuple(part.no for part in parts)
    return ()


def _tried(draft: PlanDraft, what: What) -> str:
    """Carry it out, whole or not at all; why it can't be, "" where it was."""
    before = draft.kept()
    try:
        carry_out(draft, what)
    except UsageError as error:
        draft.back_to(before)
        return str(error)
    draft.moved = True
    return ""


class _Free:
    """Numbers that were never given: neither a retired measure's nor a retired task's comes again."""

    def __init__(self, plan: Plan, amendments: Iterable[Amendment], taken: Iterable[int]) -> None:
        whats = [each.what for each in amendments]
        numbers = {*plan.measure_by_no, *taken, *(no for what in whats for no in numbers_of(what))}
        orders = {*plan.task_by_order, *(what.order for what in whats if isinstance(what, kinds.AddTask))}
        self._number, self._order = max(numbers, default=0), max(orders, default=0)

    def take(self, numbers: Iterable[int]) -> None:
        self._number = max((self._number, *numbers))

    def number(self) -> int:
        self._number += 1
        return self._number

    def order(self) -> int:
        return self._order + 1


def _months_of(amendment: Amendment) -> Iterator[Period]:
    yield amendment.since
    if isinstance(amendment.what, kinds.AddAlias) and amendment.what.until:
        yield amendment.what.until.shifted(1)


def _steps(amendments: Iterable[Amendment], last: Period) -> list[tuple[Amendment, What]]:
    """In the order in which they come into force; those not yet written (id 0) behind those of their month."""
    found: list[tuple[Period, int, int, Amendment, What]] = []
    for place, each in enumerate(amendments):
        found.append((each.since, each.id or 1 << 62, place, each, each.what))
        if isinstance(each.what, kinds.AddAlias) and each.what.until and each.what.until >= each.since:
            end = kinds.EndAlias(each.what.unit, each.what.alias)
            found.append((each.what.until.shifted(1), 0, place, each, end))
    return [(each, what) for since, _, _, each, what in sorted(found, key=lambda step: step[:3]) if since <= last]
