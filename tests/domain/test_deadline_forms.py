"""Every form of deadline that units write, and texts that look like one: a wrong day would turn a lamp red for nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.deadlines import Deadline, parse_deadline

END = date(2021, 12, 31)

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
# How one day is written, its year included.
WRITTEN = (
    "{0.year}-{0.month:02}-{0.day:02}", "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}", "{0:%Y%m%d}",
    "{0.year}年{0.month}月{0.day}日", "{0.year}年{0.month}月{0.day}日前", "{0.year} 年 {0.month} 月 {0.day} 号",
    "{0.year}-{0.month:02}-{0.day:02} 00:00:00", "{0.year}—{0.month}—{0.day}", "{0.year}。{0.month}。{0.day}",
    "争取{0.year}年{0.month}月{0.day}日前完成",
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20211231", END), ("202112", END), ("21.12.31", END), ("22.1.5", date(2022, 1, 5)), ("12/31", END), ("12.31", END),
        ("12-31", END), ("2021\\12\\31", END), ("2021.12月底", END), ("21年12月31日", END), ("22年底", date(2022, 12, 31)),
        ("12月底前", END), ("2021年12月底前完成", END), ("12月中旬", date(2021, 12, 20)), ("12月中下旬", END),
        ("元月底", date(2021, 1, 31)), ("十二月底", END), ("十一月三十日", date(2021, 11, 30)), ("二〇二一年十二月", END),
        ("二○二一年十二月三十一日", END), ("44561", END), ("三季度末", date(2021, 9, 30)), ("Q3", date(2021, 9, 30)),
        ("q4末", END), ("2022Q1", date(2022, 3, 31)), ("2022第三季度", date(2022, 9, 30)), ("一至三季度", date(2021, 9, 30)),
        ("第一季度至第三季度", date(2021, 9, 30)), ("2021年二季度", date(2021, 6, 30)), ("年内", END), ("今年年底", END),
        ("明年6月底", date(2022, 6, 30)), ("2022年7月至12月", date(2022, 12, 31)), ("7、8月", date(2021, 8, 31)),
        ("1-2月", date(2021, 2, 28)), ("2021年7-8月", date(2021, 8, 31)), ("2021/9-2021/12", END),
        ("2021-2022年", date(2022, 12, 31)), ("长期（2021-2025年）", date(2025, 12, 31)),
        ("2021年9月启动，2021年12月底完成", END), ("2021年12月31日前，每月推进", END), ("按年度计划12月底前完成", END),
    ],
)
def test_a_deadline_is_read_in_every_form_that_units_write(text: str, day: date) -> None:
    assert parse_deadline(text, 2021) == Deadline(text, day)


@pytest.mark.parametrize(
    "text",
    [
        "彻底整改", "三年内", "10年内", "“十四五”末", "四季常青", "完成3.5公里", "完成率85.5%", "春节前", "月底前", "本月底",
        "31日前", "按期完成", "未完成", "2021年9月启动", "2021年12月31日后", "211231", "12345", "99999",
        "2021年国庆前", "完成整改后",
        # One day or another may be meant.
        "12月前", "2022年前", "二季度前", "2021年二季度前完成", "1-2", "21.12.22", "12月中", "三月内", "2021年10月至3月",
        "2022，12月底",
    ],
)
def test_what_may_mean_one_day_or_another_gets_none(text: str) -> None:
    assert parse_deadline(text, 2021) == Deadline(text)


@pytest.mark.parametrize(
    "text", ["长期", "每月25日前", "每年12月底前", "每季度末", "每半年", "按月推进", "全年", "2021年1月起长期坚持", "日常工作"]
)
def test_what_recurs_or_never_ends_has_no_day(text: str) -> None:
    assert parse_deadline(text, 2021) == Deadline(text, open_ended=True)


@pytest.mark.parametrize("text", ["已完成", "已办结。", "完成", "均已完成", "已按期完成", "已全部完成"])
def test_done_is_neither_a_day_nor_unreadable(text: str) -> None:
    parsed = parse_deadline(text, 2021)
    assert (parsed.day, parsed.done, parsed.understood, parsed.label) == (None, True, True, "已完成")


def test_done_on_a_day_keeps_both() -> None:
    parsed = parse_deadline("2021年6月30日已完成", 2021)
    assert (parsed.day, parsed.done, parsed.label) == (date(2021, 6, 30), True, "2021-06-30 已完成")


@given(DAYS, st.sampled_from(WRITTEN))
def test_a_whole_date_is_that_date_whatever_the_plan_year(day: date, written: str) -> None:
    assert parse_deadline(written.format(day), 2021).day == day
    if "%" not in written:
        assert parse_deadline(written.format(day)).day == day


@given(DAYS)
def test_a_spreadsheets_serial_is_believed_near_the_plan_year_only(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    assert parse_deadline(serial, day.year).day == day
    assert parse_deadline(serial, day.year + 6).day is None
    assert parse_deadline(serial).day is None


@given(st.dates(date(2021, 1, 1), END))
def test_a_day_without_a_year_is_of_the_plan_year(day: date) -> None:
    assert parse_deadline(f"{day.month}月{day.day}日前", 2021).day == day
    assert parse_deadline(f"{day.month}月{day.day}日前").day is None
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    assert parse_deadline(f"{day.month}月底前", 2021).day == last


@given(st.text(st.sampled_from("0123456789年月日底末前起至-./、，季度上下半第一二三十四每长期已完成Q 明今内"), max_size=20))
def test_no_text_breaks_the_reading_and_the_text_is_kept(text: str) -> None:
    parsed = parse_deadline(text, 2021)
    assert parsed.text == text
    assert not (parsed.open_ended and parsed.day)
