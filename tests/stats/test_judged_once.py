"""What is judged once for many entries, or in part for the places alone, is what judging each anew and wholly comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qcapp.domain.fields import FIELDS, Kind, contact_field
from qcapp.domain.records import ReturnRecord
from qcapp.stats import judging
from qcapp.stats.facts import month_facts
from qcapp.stats.judging import Judge
from qcapp.stats.rules import RULES, Asked, Context, Failure, Rulebook, rules_from
from qcapp.stats.summary import MonthFacts, figures, places
from tests.factory import small_plan
from tests.stats.months import JULY, JUNE, Month, july

PLAN, ON = small_plan(), date(2021, 8, 20)
HOW = ("june", "carried", "typed", "returned", "again", "waits", "exempt", "late")
SAID = {
    "progress": ("", "无", "同上", "待补充", "本月无新进展", "按计划推进", "已受理 312 件。", "受理×××户。", "已完成前期……"),
    "problems": ("", "无", "xxx", "详见附件", "经费×××未落实"),
    "deadline": ("", "长期坚持", "2021年12月底", "尽快"),
    "name": ("", "某甲", "无", "同上", "xxx", "13800138000"),
    "phone": ("", "无", "13800138000", "3312345", "1.38E+10", "138001380001", "同上", "某乙"),
}
WORDS = st.fixed_dictionaries({}, optional={each.key: st.sampled_from(SAID[each.key.split(".")[-1]]) for each in FIELDS})
CONTACTS = st.sampled_from([("责任人", "联系人"), ("责任人",), ("联系人", "联系人"), ()])
WEIGHTS = st.sampled_from([{}, {"score.deduction": "5"}, {"score.coverage": "0", "score.timeliness": "0.1"}])
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def plainly(texts: Mapping[str, str], context: Context) -> list[Failure]:
    """Every rule asked of every field, with all that there is to ask by."""
    found: list[Failure] = []
    for field in FIELDS:
        partner, printed = "", False
        if field.role is not None:
            printed = field.role.value in context.contacts
            partner = contact_field(field.role, "name" if field.kind is Kind.PHONE else "phone").key
            if not (printed or texts.get(field.key) or texts.get(partner)):
                continue
        asked = Asked(
            field, texts.get(field.key, ""), context.before.get(field.key, ""), texts.get(partner, ""), printed, context.year
        )
        found += [Failure(rule, field.key, said) for rule in RULES if field.key in rule.fields and (said := rule.check(asked))]
    return sorted(found, key=lambda failure: not failure.hard)


@MANY
@given(st.lists(st.tuples(WORDS, WORDS, CONTACTS, st.sampled_from([2021, 2022])), min_size=1, max_size=8))
def test_an_entry_is_told_what_is_wrong_whatever_was_judged_before_it(
    entries: list[tuple[dict[str, str], dict[str, str], tuple[str, ...], int]]
) -> None:
    book = Rulebook(RULES)
    for texts, before, contacts, year in entries:
        for last in (before, {}, before):
            assert list(book.failures(texts, Context(year, last, contacts))) == plainly(texts, Context(year, last, contacts))


@st.composite
def months(draw: st.DrawFn) -> Month:
    """July after June: returned, typed in, carried over, waiting; some of it twice."""
    june = Month(JUNE)
    made = Month(earlier=june)
    for each in PLAN.assignments:
        how = draw(st.sets(st.sampled_from(HOW), max_size=4))
        if "june" in how:
            june.returns(each.unit, date(2021, 6, 20), {each.no: draw(WORDS)})
        if "carried" in how:
            made.carries(each.no, each.unit, {"liaison.name": "某乙", "liaison.phone": draw(st.sampled_from(SAID["phone"]))})
        if "typed" in how:
            made.types(each.no, each.unit, july(draw(st.integers(1, 30))), draw(WORDS))
        if "returned" in how:
            made.returns(each.unit, july(draw(st.integers(1, 30))), {each.no: draw(WORDS)}, undone=draw(st.booleans()))
        if "again" in how:
            made.returns(each.unit, july(draw(st.integers(1, 30))), {each.no: draw(WORDS)}, keep=draw(st.booleans()))
        if "waits" in how:
            made.waits(each.no, each.unit, "progress", draw(st.sampled_from(SAID["progress"])), july(28))
        if "exempt" in how:
            made.exempt(each.unit, each.no)
        if "late" in how:
            made.extend(each.unit, july(draw(st.integers(26, 31))))
    return made


@MANY
@given(months(), WEIGHTS)
def test_a_unit_stands_where_the_whole_figures_of_that_month_put_it(made: Month, weights: dict[str, str]) -> None:
    assert made.earlier is not None
    rules, snapshot, earlier, trail = rules_from(weights), made.snapshot, made.earlier.snapshot, made.trail
    whole = figures([MonthFacts(PLAN, JULY, month_facts(snapshot, earlier, ON, rules, trail))], ON, weights)
    book = Rulebook(rules)
    month_facts(earlier, Month(JUNE.shifted(-1)).snapshot, ON, rules, made.earlier.trail, book)
    placed = MonthFacts(PLAN, JULY, month_facts(snapshot, earlier, ON, rules, trail, book, placing=True))
    assert places(placed, weights) == {unit.unit: unit.standing for unit in whole.units}
    assert month_facts(snapshot, earlier, ON, rules, trail, book) == whole.facts


@MANY
@given(months())
def test_of_thousands_of_returns_what_was_let_go_is_read_again_and_says_the_same(made: Month) -> None:
    assert made.earlier is not None
    rules, snapshot, earlier, trail = rules_from({}), made.snapshot, made.earlier.snapshot, made.trail
    whole = month_facts(snapshot, earlier, ON, rules, trail)
    kept: list[int] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(judging, "_MOST_SAID", 1)
        said_of = Judge._said_of

        def followed(judge: Judge, record: ReturnRecord, no: int) -> Mapping[str, str]:
            said = said_of(judge, record, no)
            kept.append(len(judge._said))
            return said

        patched.setattr(Judge, "_said_of", followed)
        assert month_facts(snapshot, earlier, ON, rules, trail) == whole
    assert max(kept, default=1) == 1
