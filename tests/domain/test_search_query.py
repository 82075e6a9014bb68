"""What is typed into the search box is understood as it was meant, and no key pressed on the way there is an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.errors import UsageError
from qcapp.domain.period import Period
from qcapp.domain.search_query import Months, Query, Term, parse_query

JULY = Period(2021, 7)


@pytest.mark.parametrize(
    ("typed", "words", "without"),
    [
        ("发票", ["发票"], []),
        ("  发票　ＡＰＰ ", ["发票", "app"], []),
        ("发票 发票", ["发票"], []),
        ('"一次 办" 发票', ["一次办", "发票"], []),
        ("开展“信易医”工作", ["开展", "信易医", "工作"], []),
        ('"没有写完', ["没有写完"], []),
        ("发票 -高新区", ["发票"], ["高新区"]),
        ("－高新区 发票", ["发票"], ["高新区"]),
        ('发票 -"一次 办"', ["发票"], ["一次办"]),
        ("0763-3312345", ["0763-3312345"], []),
        ("a-b", ["a-b"], []),
        ("-5%", ["-5%"], []),
        ("-", ["-"], []),
        ("--json", ["--json"], []),
        ("—无—", ["—无—"], []),
        ('""', [], []),
        ("", [], []),
    ],
)
def test_words_and_what_must_not_be_there(typed: str, words: list[str], without: list[str]) -> None:
    query = parse_query(typed)
    assert [term.text for term in query.words] == words
    assert [term.text for term in query.without] == without


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("发票 单位:税务", Query((Term("发票"),), units=("税务",))),
        ("月份： 7月 栏目:进展 发票", Query((Term("发票"),), months=("7月",), fields=("进展",))),
        ("任务:开办企业", Query(tasks=("开办企业",))),
        ('单位:"区 税务局"', Query(units=("区 税务局",))),
        ("单位:税务 单位:政数", Query(units=("税务", "政数"))),
        ("发票 单位:", Query((Term("发票"),))),
        ("发票 单位: ", Query((Term("发票"),))),
        ("单位:", Query()),
    ],
)
def test_places_are_told_by_their_names_and_not_searched_for(typed: str, wanted: Query) -> None:
    assert parse_query(typed) == wanted


@pytest.mark.parametrize(
    ("typed", "number", "digits", "spelling"),
    [
        ("11", 11, "", ""), ("第11条", 11, "", ""), ("１１", 11, "", ""), ("第11", 11, "", ""), ("11条措施", None, "", ""),
        ('"11"', None, "", ""), ("0763-3312345", None, "07633312345", ""), ("13800138000", None, "13800138000", ""),
        ("3312", 3312, "", ""), ("(0763)3312345", None, "07633312345", ""), ("2021-07", None, "202107", ""),
        ("qzsj", None, "", "qzsj"), ("QZSJ", None, "", "qzsj"), ("区zsj", None, "", "区zsj"), ("xi'an", None, "", "xian"),
        ("q", None, "", ""), ("qzsj2", None, "", ""), ("区政数局", None, "", ""), ('"qzsj"', None, "", ""),
    ],
)
def test_a_word_may_be_a_number_a_phone_or_pinyin(typed: str, number: int | None, digits: str, spelling: str) -> None:
    (term,) = parse_query(typed).words
    assert (term.number, term.digits, term.spelling) == (number, digits, spelling)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("7月", JULY, JULY), ("07", JULY, JULY), ("2021-07", JULY, JULY), ("2021年7月", JULY, JULY), ("本月", JULY, JULY),
        ("上月", Period(2021, 6), Period(2021, 6)), ("２０２０年", Period(2020, 1), Period(2020, 12)),
        ("今年", Period(2021, 1), Period(2021, 12)), ("去年", Period(2020, 1), Period(2020, 12)),
        ("2022", Period(2022, 1), Period(2022, 12)),
    ],
)
def test_months_are_written_as_people_write_them(written: str, first: Period, last: Period) -> None:
    months = Months.read(written, JULY)
    assert (months.first, months.last) == (first, last)
    assert months.hold(first)
    assert not months.hold(last.shifted(1))


@pytest.mark.parametrize("written", ["13月", "0", "昨天", "七月", "2021-13"])
def test_a_month_that_nobody_can_make_out_is_said_with_what_to_write(written: str) -> None:
    with pytest.raises(UsageError, match=f"月份“{written}”看不懂，请写成 7月 或 2021-07"):
        Months.read(written, JULY)


@given(st.text(st.sampled_from("发票ab1 　-－\"“”:：单位月份栏目任务"), max_size=20))
def test_no_key_pressed_on_the_way_is_an_error(text: str) -> None:
    query = parse_query(text)
    assert all(term.text for term in (*query.words, *query.without))
    assert query.words or not query.without or query.scoped


@given(st.text(st.sampled_from("发票ab1 　:单位月份栏目任务"), max_size=20))
def test_a_query_typed_again_is_the_same_query(text: str) -> None:
    query = parse_query(text)
    assert parse_query(query.typed) == query


def test_a_query_without_one_of_its_words_keeps_the_others_as_typed() -> None:
    query = parse_query('ＡＰＰ "一次 办" 无此 单位:税务')
    assert query.dropping(2).typed == 'ＡＰＰ "一次 办" 单位:税务'
