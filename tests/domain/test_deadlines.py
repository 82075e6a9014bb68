"""Deadlines: the text stays, and what it means is read beside it."""

from __future__ import annotations

from datetime import date

import pytest

from qcapp.domain.deadlines import parse_deadline, same_deadline


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-12-31", date(2021, 12, 31)),
        ("2021/12/31", date(2021, 12, 31)),
        ("2021.12.31", date(2021, 12, 31)),
        ("2021年12月31日", date(2021, 12, 31)),
        ("2021年12月31日前", date(2021, 12, 31)),
        ("２０２１年１２月３１日", date(2021, 12, 31)),
        ("12月31日前", date(2021, 12, 31)),
        ("2021年12月底", date(2021, 12, 31)),
        ("2021年12月", date(2021, 12, 31)),
        ("2021.9", date(2021, 9, 30)),
        ("2021-09", date(2021, 9, 30)),
        ("9月底前", date(2021, 9, 30)),
        ("2月底", date(2021, 2, 28)),
        ("6月上旬", date(2021, 6, 10)),
        ("6月中旬", date(2021, 6, 20)),
        ("6月下旬", date(2021, 6, 30)),
        ("第三季度", date(2021, 9, 30)),
        ("2021年第1季度", date(2021, 3, 31)),
        ("四季度", date(2021, 12, 31)),
        ("上半年", date(2021, 6, 30)),
        ("2022年下半年", date(2022, 12, 31)),
        ("2021年底", date(2021, 12, 31)),
        ("年底前", date(2021, 12, 31)),
        ("2021年", date(2021, 12, 31)),
        ("2021年6月30日至2021年12月31日", date(2021, 12, 31)),
    ],
)
def test_a_written_deadline_is_understood_as_the_day_it_means(text: str, day: date) -> None:
    assert parse_deadline(text, 2021).day == day
    assert parse_deadline(text, 2021).text == text


@pytest.mark.parametrize("text", ["长期坚持", "持续推进", "常态化推进", "每月开展"])
def test_open_ended_deadlines_are_told_from_unreadable_ones(text: str) -> None:
    parsed = parse_deadline(text, 2021)
    assert (parsed.day, parsed.open_ended, parsed.label) == (None, True, "长期")


@pytest.mark.parametrize("text", ["", "尽快", "2021-13-45", "13月", "2月30日", "待定"])
def test_what_is_no_date_is_not_guessed_into_one(text: str) -> None:
    parsed = parse_deadline(text, 2021)
    assert (parsed.day, parsed.open_ended, parsed.label) == (None, False, "")


def test_a_month_without_a_year_means_nothing_until_a_year_is_given() -> None:
    assert parse_deadline("9月底").day is None


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("2021-12-31", "2021年12月底", True),
        ("2021-12-31", "2021.12.31", True),
        ("2021年12月31日前", "2021年12月底", True),
        ("2021-12-31", "2021-12-30", False),
        ("2021-12-31", "2021年12月31日前完成一期", False),
        ("长期坚持", "持续推进", False),
        ("长期坚持", "长期坚持 ", True),
        ("12月底", "2021-12-31", False),
        ("2021年12月31日", "2021年12月中", False),
        ("2021年12月初", "2021年12月10日", False),
        ("2021年9月30日\n2021年12月31日", "2021年12月31日", False),
        ("2021年6月-2021年12月", "2021年12月底", False),
        ("2021年第一季度-第四季度", "2021年3月底", False),
        ("2021年12月31日", "2021年下半年", False),
        ("2021年年底", "2021-12-31", True),
        ("2021年12月底前", "2021-12-31", True),
        ("2021.12", "2021年12月份", True),
        ("2021年内", "2021年", True),
        ("2021年12月", "2021年12月31日", False),
        ("2021年", "2021年12月", False),
        ("2021年", "2021-12-31", False),
        ("2021年12月前", "2021年12月底", False),
        ("2021年12月前", "2021年12月", False),
        ("2022年前", "2022年底", False),
        ("2021年12月底", "2021年12月", False),
        ("2021年13月底", "2021年14月底", False),
        ("", "2021-12-31", False),
    ],
)
def test_the_same_day_in_other_words_is_no_change(left: str, right: str, equal: bool) -> None:
    assert same_deadline(left, right) is equal
    assert same_deadline(right, left) is equal
