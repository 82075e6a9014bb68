"""What a script reads of an answer is the library's JSON, letter for letter."""

from __future__ import annotations

import json
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.cli.json_text import indented
from qcapp.domain.period import Period

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=4) | st.integers() | st.none(), inner, max_size=4),
    max_leaves=20,
)


def by_the_library(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


@given(VALUES)
def test_any_answer_is_written_as_the_library_writes_it(value: Any) -> None:
    assert indented(value, str) == by_the_library(value)


@pytest.mark.parametrize("value", [
    {"period": Period(2031, 7), "day": date(2031, 7, 1), "path": PurePosixPath("/甲/乙.xlsx")},
    {"files": (), "notes": [], "more": {}}, [({"no": 27, "message": "“甲”\n乙\t\\ \x7f\u2028"},)], {1: {True: [None]}},
])
def test_days_months_and_paths_are_text_and_the_empty_is_short(value: Any) -> None:
    assert indented(value, str) == by_the_library(value)
