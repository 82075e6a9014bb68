"""台账 narrowed to units says of any month what 总览 counts of those units, and clearing the filter shows all again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain, combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qcapp.domain.plan import Assignment, EntryKey
from qcapp.domain.status import exemption_of
from qcapp.domain.views import LedgerView, ViewFilter
from qcapp.publish.view_rows import ViewRow
from qcapp.stats.facts import month_facts
from qcapp.stats.figures import EntryFact
from qcapp.stats.judging import Judge
from qcapp.stats.rules import RULES
from tests.factory import small_plan
from tests.stats.months import JUNE, Month, july
from ui.models.ledger_rows import ALL, chip_counts
from ui.models.ledger_viewing import Viewing
from ui.models.verdicts import Verdicts

ZSJ, SW, GX = (unit.name for unit in small_plan().units)
PLAN = replace(small_plan(), assignments=(*small_plan().assignments, Assignment(3, ZSJ), Assignment(4, GX)))
SOME = tuple(chain.from_iterable(combinations((ZSJ, SW, GX), many) for many in (1, 2, 3)))
WORDS = st.fixed_dictionaries({}, optional={
    "progress": st.sampled_from(["", "无", "已受理 312 件。", "已完成前期……", "受理×××户。"]),
    "problems": st.sampled_from(["", "无", "经费不足。"]), "responsible.name": st.sampled_from(["某甲", "13800138000"]),
    "responsible.phone": st.sampled_from(["13800138000", "1.38E+10"]),
})
HOW = ("typed", "returned", "waits", "exempt", "later")


@st.composite
def months(draw: st.DrawFn) -> Month:
    made = Month(plan=PLAN, earlier=Month(JUNE, plan=PLAN))
    for each in PLAN.assignments:
        how = draw(st.sets(st.sampled_from(HOW), max_size=3))
        if "typed" in how:
            made.types(each.no, each.unit, july(draw(st.integers(1, 30))), draw(WORDS))
        if "returned" in how:
            made.returns(each.unit, july(draw(st.integers(1, 30))), {each.no: draw(WORDS)})
        if "waits" in how:
            field, theirs = draw(st.sampled_from(["progress", "problems"])), draw(st.sampled_from(["无", "在办"]))
            made.waits(each.no, each.unit, field, theirs, july(9))
        if "exempt" in how:
            made.exempt(each.unit, each.no)
        if "later" in how:
            made.extend(each.unit, july(draw(st.integers(26, 31))))
    return made


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(months(), st.integers(20, 31).map(july))
def test_what_units_have_of_each_measure_is_what_the_figures_have(made: Month, day: date) -> None:
    assert made.earlier is not None
    snapshot, earlier = made.snapshot, made.earlier.snapshot
    facts = {fact.key: fact for fact in month_facts(snapshot, earlier, day, RULES, made.trail)}
    faults: dict[EntryKey, int] = {}
    viewing, verdicts = Viewing(), Verdicts(faults=faults)
    viewing.show_month(snapshot, earlier, day, faults)
    all_rows = viewing.rows
    for units in SOME:  # some of what they have is made before it is judged
        viewing.show(LedgerView(filter=ViewFilter(units=units)))
        viewing.groups()
    verdicts.begin(Judge(snapshot, earlier, RULES, made.trail))
    while not verdicts.work(1):
        pass
    viewing.judge()
    for units in SOME:
        viewing.show(LedgerView(filter=ViewFilter(units=units)))
        groups = viewing.groups()
        rows = {row.no: row for group in groups for row in group.rows}
        assert set(rows) == {each.no for each in PLAN.assignments if each.unit in units}
        for no, row in rows.items():
            theirs = [facts[EntryKey(no, unit)] for unit in PLAN.units_of[no] if unit in units]
            assert [entry.key for entry in row.entries] == [fact.key for fact in theirs]
            assert _told(row) == _counted(theirs, made, day), (units, no)
        if len(units) == 1:
            theirs = [fact for fact in facts.values() if fact.unit in units]
            assert sum(group.reported for group in groups) == sum(fact.reported for fact in theirs)
            assert chip_counts(list(rows.values())) | {"problem": 0, "conflict": 0} == {
                ALL: len(theirs), "unreported": sum(_owes(fact, made) for fact in theirs), "problem": 0, "conflict": 0,
                "overdue": sum(_owes(fact, made) and day > fact.due_day for fact in theirs),
                "unqualified": sum(fact.due and fact.reported and not fact.qualified_now for fact in theirs),
            }
    viewing.show(LedgerView())
    assert [row for group in viewing.groups() for row in group.rows] == list(viewing.rows)
    assert [row.entries for row in viewing.rows] == [row.entries for row in all_rows]


def _told(row: ViewRow) -> tuple[object, ...]:
    flags = (key in row.flags for key in ("unreported", "overdue", "unqualified", "exempt"))
    return *flags, row.faults, len(row.cell_keys("progress"))


def _counted(facts: list[EntryFact], made: Month, day: date) -> tuple[object, ...]:
    owing = [fact for fact in facts if _owes(fact, made)]
    wrong = sum(fault.hard for fact in facts if fact.due for fault in fact.now)
    free = not owing and not any(fact.reported for fact in facts)
    return bool(owing), any(day > fact.due_day for fact in owing), wrong > 0, free, wrong, len(facts)


def _owes(fact: EntryFact, made: Month) -> bool:
    return not fact.reported and exemption_of(made.snapshot.entries[fact.key], made.snapshot) is None
