"""What is stored and what is compared."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.saying import is_placeholder, no_problem, points_elsewhere, says_nothing
from qcapp.domain.text import clean, comparable, compared_once, same, scrub, shortened
from qcapp.merge.diff import equal


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("", ""),
        ("  已完成  ", "已完成"),
        ("第一段\r\n第二段", "第一段\n第二段"),
        ("第一段\r第二段", "第一段\n第二段"),
        ("第一段_x000D_\n第二段", "第一段\n第二段"),
        ("甲\n\n\n乙", "甲\n乙"),
        ("甲\t\t乙", "甲 乙"),
        ("甲 \u3000 乙", "甲 乙"),
        ("零\u200b宽\ufeff字", "零宽字"),
        ("软\u00ad连", "软连"),
        ("换\x0b行", "换\n行"),
        ("控\x07制", "控制"),
        ("孤\ud800对", "孤对"),
        ("\u202e倒", "倒"),
        ("行\u2028分", "行\n分"),
        ("NEXT\x85LINE", "NEXT\nLINE"),
        ("表情😀保留", "表情😀保留"),
        ("  \n \t ", ""),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("123456789012345678", "123456789012345678"),
    ],
)
def test_stored_text_keeps_words_and_paragraphs_and_drops_what_nobody_sees(raw: str, stored: str) -> None:
    assert clean(raw) == stored


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("０７６３－３３１", "0763-331"),
        ("已完成,共5家", "已完成，共 5 家"),
        ("ABC", "ａｂｃ"),
        ("甲\n乙", "甲 乙"),
        ("甲乙", "甲\u200b乙"),
        ("（一）", "(一)"),
    ],
)
def test_texts_that_a_clerk_would_call_the_same_are_no_change(left: str, right: str) -> None:
    assert same(left, right)
    assert comparable(left) == comparable(right)


@pytest.mark.parametrize(("left", "right"), [("5家", "6家"), ("已完成", "未完成"), ("", "无"), ("1.5", "15")])
def test_texts_that_differ_in_meaning_are_never_called_the_same(left: str, right: str) -> None:
    assert not same(left, right)


_LIKELY = st.text(st.sampled_from("一二丁龦鿿㐀豈Ａa1 \u3000\u200b\u0301_x4E00")) | st.text()


@given(_LIKELY, _LIKELY)
def test_texts_are_the_same_exactly_where_they_are_compared_alike(left: str, right: str) -> None:
    assert same(left, right) is (comparable(left) == comparable(right))


@given(st.sampled_from([chr(code) for code in range(0x4E00, 0xA000)]), st.text())
def test_a_chinese_character_at_the_beginning_stands_for_itself(first: str, rest: str) -> None:
    assert comparable(first + rest).startswith(first)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)


@given(st.text())
def test_cleaning_never_changes_what_is_compared(raw: str) -> None:
    assert comparable(clean(raw)) == comparable(raw)


@given(st.text())
def test_what_is_not_remembered_is_compared_alike(raw: str) -> None:
    assert compared_once(raw) == comparable(raw)


def test_scrubbed_text_has_nothing_an_office_file_refuses() -> None:
    assert scrub("a\x00b\ud800c\ufffed\te\nf") == "abcd\te\nf"


@pytest.mark.parametrize(
    ("text", "length", "shown"), [("甲乙丙", 3, "甲乙丙"), ("甲乙丙丁", 3, "甲乙…"), ("甲\n乙", 9, "甲 乙"), ("", 3, "")]
)
def test_list_lines_are_one_line_of_the_length_asked(text: str, length: int, shown: str) -> None:
    assert shortened(text, length) == shown


def test_texts_as_long_as_a_cell_can_be_are_not_kept_in_memory_once_they_were_looked_at() -> None:
    looks = (clean, comparable, says_nothing, no_problem, points_elsewhere, is_placeholder)
    text = "归集数据三百一十二条，" * 2_900
    before = sys.getrefcount(text)
    assert [look(text) for look in looks] == [text, text.replace("，", ","), False, False, False, False]
    assert not equal("progress", text, "已办")
    assert sys.getrefcount(text) == before
