"""What was saved may be continued in one step only where most of it stays: else it could never be had again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.typing_on import typed_on

texts = st.text(alphabet="已办结一二。\n", max_size=12)


@pytest.mark.parametrize(
    ("saved", "text", "on"),
    [
        ("", "已办结", True), ("", "", True), ("已办 3", "已办 3 件", True), ("已办 3 件", "已办 5 件", True),
        ("已办 3 件", "已办", False), ("已办 3 件。", "已办 3", True), ("已办", "未办", True),
        ("已办 3 件", "", False), ("已开通专窗", "正在推进", False), ("一一", "一", True), ("一一一", "一", False),
    ],
)
def test_typed_on_or_in_its_place(saved: str, text: str, on: bool) -> None:
    assert typed_on(saved, text) is on


@given(texts, texts, texts)
def test_whatever_is_put_in_or_before_or_behind_goes_on(start: str, more: str, end: str) -> None:
    assert typed_on(start + end, start + more + end)


@given(texts, texts)
def test_no_character_is_counted_twice(saved: str, text: str) -> None:
    """Half of what was saved must really be there."""
    if typed_on(saved, text):
        assert 2 * len(text) >= len(saved)


@given(st.text(alphabet="甲乙丙", min_size=1), st.text(alphabet="丁戊己"))
def test_with_no_word_left_it_is_another_text(saved: str, text: str) -> None:
    assert not typed_on(saved, text)
