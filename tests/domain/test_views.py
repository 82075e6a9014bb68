"""A saved view comes back as it was saved."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.errors import UsageError
from qcapp.domain.lamps import Lamp
from qcapp.domain.views import Condition, Grouping, LedgerView, Test, ViewFilter, view_document, view_from

WORDS = st.text(max_size=8)
CONDITIONS = st.builds(Condition, WORDS, st.sampled_from(Test), WORDS)
FILTERS = st.builds(
    ViewFilter, st.tuples(WORDS), st.lists(WORDS, max_size=3).map(tuple), st.lists(st.integers(1, 99), max_size=3).map(tuple),
    st.lists(st.sampled_from(Lamp), max_size=2).map(tuple), WORDS, st.lists(CONDITIONS, max_size=3).map(tuple),
)
VIEWS = st.builds(
    LedgerView, WORDS, FILTERS, st.sampled_from(Grouping), WORDS, st.booleans(), st.lists(WORDS, max_size=4).map(tuple),
    st.booleans(),
)


@given(VIEWS)
def test_a_view_comes_back_as_it_was_saved(view: LedgerView) -> None:
    assert view_from(json.loads(json.dumps(view_document(view)))) == view


@pytest.mark.parametrize("broken", [None, {}, {"filter": {}}, {**view_document(LedgerView()), "grouping": "YEAR"}])
def test_a_broken_view_is_told_in_a_sentence(broken: object) -> None:
    with pytest.raises(UsageError, match="视图读不出来"):
        view_from(broken)


@pytest.mark.parametrize(
    ("grouping", "split", "each"),
    [(Grouping.TASK, False, False), (Grouping.TASK, True, True), (Grouping.UNIT, False, True), (Grouping.STATE, False, True)],
)
def test_grouped_by_unit_a_joint_measure_stands_under_both_units(grouping: Grouping, split: bool, each: bool) -> None:
    assert LedgerView(grouping=grouping, split=split).by_entry is each
