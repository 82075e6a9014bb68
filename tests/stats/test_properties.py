"""What holds of any month, whoever reports what: sums, shares, places, and that reporting well never costs a unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qcapp.domain.period import Period
from qcapp.stats.corrections import corrections
from qcapp.stats.figures import EntryFact, Fault, Figures, tally
from qcapp.stats.frozen import dump, load
from qcapp.stats.ranking import score
from qcapp.stats.summary import MonthFacts, figures
from tests.factory import small_plan

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLAN, DAY = small_plan(), date(2021, 7, 25)
FAULT = st.builds(
    Fault, st.sampled_from(["phone.missing", "text.gap"]), st.just("请补写。"), st.booleans(),
    st.sampled_from([0.0, 0.1, 0.5, 2.5]),
)
FAULTS = st.lists(FAULT, max_size=3).map(tuple)


@st.composite
def facts(draw: st.DrawFn, month: int) -> tuple[EntryFact, ...]:
    found = []
    for assignment in PLAN.assignments:
        reported = draw(st.booleans())
        received = DAY.replace(month=month) + timedelta(draw(st.integers(-9, 3))) if reported else None
        due, filled = draw(st.sampled_from([True, True, True, False])), draw(st.integers(0, 7))
        first, now = (draw(FAULTS), draw(FAULTS)) if reported else ((), ())
        found.append(EntryFact(
            assignment.no, assignment.unit, PLAN.measure(assignment.no).task, Period(2021, month), due,
            DAY.replace(month=month), reported, received, filled, 7, first, now, "" if due else "免报：撤并。",
        ))
    return tuple(found)


WEIGHTS = st.fixed_dictionaries({}, optional={
    "score.coverage": st.sampled_from(["0", "40", "0.1", "x"]), "score.timeliness": st.sampled_from(["0", "30", "100"]),
    "score.qualification": st.sampled_from(["0", "30", "33.3"]), "score.deduction": st.sampled_from(["0", "0.3", "5", "20"]),
    "score.groups": st.sampled_from(["", '{"区税务局": "大", "高新区税务局": "大"}']),
})


@st.composite
def some_figures(draw: st.DrawFn) -> Figures:
    months = draw(st.sets(st.integers(1, 12), min_size=1, max_size=3))
    made = [MonthFacts(PLAN, Period(2021, month), draw(facts(month))) for month in sorted(months)]
    asked = draw(WEIGHTS)
    before = {unit.unit: unit.standing for unit in figures(made[:1], DAY, asked).units} if draw(st.booleans()) else {}
    return figures(made, DAY, asked, before)


@QUICK
@given(some_figures())
def test_units_and_tasks_add_up_to_the_district(said: Figures) -> None:
    for name in ("due", "reported", "on_time", "qualified", "qualified_now", "filled", "cells", "deducted"):
        whole = getattr(said.total, name)
        assert sum(getattr(unit.tally, name) for unit in said.units) == whole
        assert sum(getattr(task.tally, name) for task in said.tasks) == whole
    assert sum(task.tally.measures for task in said.tasks) == said.total.measures <= said.total.due
    assert sum(task.tally.measures_reported for task in said.tasks) == said.total.measures_reported


@QUICK
@given(some_figures())
def test_no_share_is_more_than_the_whole(said: Figures) -> None:
    for each in (said.total, *(unit.tally for unit in said.units), *(task.tally for task in said.tasks)):
        assert 0 <= each.on_time <= each.reported <= each.due
        assert 0 <= each.qualified <= each.reported >= each.qualified_now
        assert 0 <= each.measures_reported <= each.measures
        for rate in (each.coverage, each.timeliness, each.qualification, each.qualification_now, each.fullness):
            assert rate.value is None or 0 <= rate.value <= 1


@QUICK
@given(some_figures())
def test_places_go_by_scores_and_the_best_is_first(said: Figures) -> None:
    ranked = [unit for unit in said.units if unit.standing.score is not None]
    assert all((unit.standing.rank is None) == (unit.tally.due == 0) for unit in said.units)
    for unit in ranked:
        better = [each for each in ranked if each.standing.score > unit.standing.score]  # type: ignore[operator]
        assert unit.standing.rank == len(better) + 1
        fellows = [each for each in better if each.standing.group == unit.standing.group]
        assert unit.standing.group_rank == (len(fellows) + 1 if unit.standing.group else None)
    places = [unit.standing.rank or 99 for unit in said.ranked]
    assert places == sorted(places)


@QUICK
@given(some_figures())
def test_frozen_figures_come_back_and_have_not_moved(said: Figures) -> None:
    assert load(dump(said)) == said
    assert corrections(load(dump(said)), said) == ()


@QUICK
@given(facts(7), WEIGHTS, st.data())
def test_a_good_report_in_time_never_costs_a_unit(
    month: tuple[EntryFact, ...], asked: dict[str, str], data: st.DataObject
) -> None:
    open_ones = [fact for fact in month if fact.due and not fact.reported]
    if not open_ones:
        return
    one = data.draw(st.sampled_from(open_ones))
    reported = replace(one, reported=True, received=DAY)
    own = [fact for fact in month if fact.unit == one.unit]
    before = score(tally(own), asked)
    after = score(tally([reported if fact is one else fact for fact in own]), asked)
    assert before is not None
    assert after is not None
    assert after >= before


@QUICK
@given(facts(7), facts(8))
def test_a_span_is_the_sum_of_its_months(july: tuple[EntryFact, ...], august: tuple[EntryFact, ...]) -> None:
    months = [MonthFacts(PLAN, Period(2021, month), each) for month, each in ((7, july), (8, august))]
    span, singly = figures(months, DAY, {}), [figures([each], DAY, {}) for each in months]
    for name in ("due", "reported", "on_time", "qualified", "filled", "measures", "measures_reported", "deducted"):
        assert getattr(span.total, name) == sum(getattr(each.total, name) for each in singly)
        for place, unit in enumerate(span.units):
            assert getattr(unit.tally, name) == sum(getattr(each.units[place].tally, name) for each in singly)
    assert span.total.deducted == sum(
        (Fraction(str(fault.weight)) for fact in (*july, *august) if fact.due and fact.reported for fault in fact.first),
        Fraction(0),
    )
