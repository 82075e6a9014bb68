"""What is told at a glance of most texts is what the long way tells of them."""

from __future__ import annotations

import unicodedata
from inspect import unwrap

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qcapp.domain import phones, saying
from qcapp.domain.text import blank, comparable, plainly_says
from qcapp.merge import diff
from qcapp.merge.diff import equal

PIECES = (
    "", " ", "\n", "\u3000", "\u200b", "_x0020_", "_x0031_", "_x", "、", "，", "/", "(", "（", "）", "-", "—", "+86",
    "0", "1", "9", "０", "１", "13800138000", "0763-3312345", "010-86123456", "400-800-1234", "1.38E+10", "转8001",
    "无", "暂无", "没有问题", "同上", "详见附件", "已报", "√", "a", "A", "é", "ﷺ", "\u0301", "2031年12月底", "2031-12-31",
    "长期", "。", "…", "x", "\U0001f600", "\ud800", "㏂", "ㅤ",
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters().map(str), max_size=5).map("".join)
FIELDS = ("progress", "responsible.name", "liaison.phone", "deadline")


@given(TEXTS)
@example("_x0020_")
def test_a_blank_text_is_one_that_is_compared_as_nothing(text: str) -> None:
    assert blank(text) == (comparable(text) == "")
    if text and plainly_says(text):
        assert comparable(text)


@pytest.mark.parametrize("field", FIELDS)
@given(TEXTS)
def test_a_text_is_like_an_empty_cell_or_not_in_every_field(field: str, text: str) -> None:
    thorough = text == "" or diff._alike.__wrapped__(field, text, "")
    assert equal(field, text, "") == equal(field, "", text) == thorough


@given(TEXTS)
@example("13800138000")
@example("0763-3312345")
@example("010-86123456")
@example("0210-1234567")
@example("１３８００１３８０００")
def test_a_number_by_itself_is_read_as_among_others(text: str) -> None:
    thorough = () if phones.digits_lost(text) else tuple(phone for phone, _ in phones._scanned(phones._half_width(text)))
    assert phones.numbers.__wrapped__(text) == thorough


@given(TEXTS)
def test_a_text_with_a_figure_says_something_and_points_nowhere(text: str) -> None:
    plain = comparable(text)
    bare = "".join(letter for letter in plain if letter.isalnum() or letter in saying._TICKS)
    short = len(plain) <= saying._LONGEST_NOTHING
    nothing = (bare in saying._NOTHING or bool(saying._NO_PROBLEM.fullmatch(bare))) if short else not bare
    assert unwrap(saying.says_nothing)(text) == nothing
    ended = saying._plain(text)
    elsewhere = ended in saying._DONE_WITH or bool(saying._POINTER.fullmatch(ended)) or bool(saying._SAME.fullmatch(ended))
    assert unwrap(saying.points_elsewhere)(text) == elsewhere


@pytest.mark.parametrize(
    "length", [100, saying.CELL_LIMIT // 2 - 1, saying.CELL_LIMIT // 2, saying.CELL_LIMIT - 1, saying.CELL_LIMIT]
)
@pytest.mark.parametrize("letter", ["字", "\U0001f600"])
def test_a_text_as_long_as_a_cell_is_seen_in_units_of_a_spreadsheet(letter: str, length: int) -> None:
    units = len(letter.encode("utf-16-le")) // 2 * length
    assert saying.at_the_limit(letter * length) == (units == saying.CELL_LIMIT)
    assert saying.at_the_limit(letter * length + "字" * (saying.CELL_LIMIT - units)) == (units <= saying.CELL_LIMIT)


@given(TEXTS)
@example("1.38E+10")
@example("1e10")
@example("１．３８Ｅ＋１０")
def test_a_number_rounded_away_is_seen_however_it_is_written(text: str) -> None:
    assert phones.digits_lost.__wrapped__(text) == bool(phones._LOST.match(unicodedata.normalize("NFKC", text)))
