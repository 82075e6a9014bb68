"""Lists, numbers, titles and other people's words as a paper says them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.publish.phrases import (
    clause,
    contact_words,
    cut,
    list_name,
    measures,
    measures_listed,
    office_with_district,
    ordinal,
    source_name,
    task_name,
    tidy,
)
from qcapp.publish.titles import LINE, title_lines, width
from tests.factory import small_plan


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((), ""), ((7,), "第7条"), ((7, 8), "第7条、第8条"), ((7, 8, 9), "第7至9条"), ((9, 7, 8, 3, 3), "第3条、第7至9条"),
        ((1, 2, 4, 5, 6, 9), "第1条、第2条、第4至6条、第9条"),
    ],
)
def test_numbers_of_measures(numbers: tuple[int, ...], words: str) -> None:
    assert measures(numbers) == words


@pytest.mark.parametrize(
    ("numbers", "words"),
    [((), ""), ((7,), "第7条"), ((7, 8), "第7、8条"), ((9, 7, 8, 3, 3), "第3、7至9条"), ((1, 2, 4, 5, 6), "第1、2、4至6条")],
)
def test_numbers_of_measures_in_a_table(numbers: tuple[int, ...], words: str) -> None:
    assert measures_listed(numbers) == words


def test_paragraphs_are_numbered_in_chinese() -> None:
    numbers = (1, 2, 9, 10, 11, 19, 20, 21, 99)
    assert "".join(map(ordinal, numbers)) == "一二九十十一十九二十二十一九十九"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("已办结 312 件。", "已办结312件"), ("第一行\n第二行", "第一行；第二行"), ("第一句。\n第二句", "第一句。第二句"),
        ("已办。。", "已办"), ("已办，。再办", "已办。再办"), ("无（）内容", "无内容"), ("using AI tools", "using AI tools"),
        ("……已办……", "已办"), ("", ""), ("。", ""),
    ],
)
def test_someones_words_fit_into_a_sentence(words: str, said: str) -> None:
    assert tidy(words) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("1.人员不足；2.经费没有落实；\n3.上级文件尚未出台。", "人员不足，经费没有落实，上级文件尚未出台"),
        ("系统接口尚未开放。需市级协调。", "系统接口尚未开放，需市级协调"),
        ("存在以下问题：1、人手不足，2.经费缺；（3）其他", "存在以下问题：人手不足，经费缺，其他"),
        ("（一）缺人！（二）缺钱", "缺人，缺钱"), ("一、二级医院少，12.5%没有接入", "一、二级医院少，12.5%没有接入"),
        ("缺“一窗。”系统", "缺“一窗”系统"), ("3.5万元没有到位", "3.5万元没有到位"), ("。", ""),
    ],
)
def test_someones_words_as_one_clause_have_no_list_in_them(words: str, said: str) -> None:
    assert clause(words) == said


def test_long_words_end_at_a_sentence_else_at_a_clause() -> None:
    assert cut("已完成系统对接的工作。本月受理了三百户企业，另有若干。", 20) == "已完成系统对接的工作"
    assert cut("已完成系统对接的工作，本月受理了三百户企业，另有若干", 22) == "已完成系统对接的工作，本月受理了三百户企业"
    assert cut("办理“一件事、一次办”的事项若干，公布目录", 17) == "办理“一件事、一次办”的事项若干"
    assert cut("一" * 40, 10) == "一" * 10


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("一.优化政务服务", "优化政务服务"), ("二、纳税服务：", "纳税服务"), ("十一．获得信贷", "获得信贷"),
        ("二．用“信易+”", "用“信易+”"),
    ],
)
def test_a_task_is_named_without_its_number(heading: str, name: str) -> None:
    assert task_name(heading) == name


def test_the_list_is_named_by_the_plans_title() -> None:
    plan = small_plan()
    assert list_name(plan) == "责任清单"
    assert list_name(replace(plan, title="某某区2021年对标先进优化营商环境责任清单细化表")) == "对标先进优化营商环境责任清单"
    assert list_name(replace(plan, title="某某区2021年")) == "责任清单"
    marked = replace(plan, title="（示例）某某区2021年对标先进优化营商环境责任清单细化表")
    assert list_name(marked) == "对标先进优化营商环境责任清单（示例）"
    assert list_name(replace(plan, title="（试行）对标先进责任清单细化表")) == "（试行）对标先进责任清单"
    assert list_name(replace(plan, title="对标先进（试行）责任清单细化表")) == "对标先进（试行）责任清单"


def test_the_source_is_named_without_a_remark() -> None:
    assert source_name(replace(small_plan(), source="《某某区实施方案（稿）》")) == "某某区实施方案"
    assert source_name(replace(small_plan(), source="某某区实施方案（稿）")) == "某某区实施方案"
    assert source_name(replace(small_plan(), source="")) == ""


@pytest.mark.parametrize(
    ("district", "office", "signed"),
    [
        ("清城区", "区营商办", "清城区营商办"), ("清城区", "清城区营商办", "清城区营商办"), ("", "区营商办", "区营商办"),
        ("清城区", "", "清城区营商办"), ("阳山县", "县营商办", "阳山县营商办"), ("清城区", "优化办", "清城区优化办"),
    ],
)
def test_the_office_signs_with_its_district(district: str, office: str, signed: str) -> None:
    plan = replace(small_plan(), district=district, office=office)
    assert office_with_district(plan) == signed
    assert office_with_district(plan, "某某领导小组办公室") == "某某领导小组办公室"


def test_the_contact_is_printed_with_its_labels() -> None:
    assert contact_words("某甲, 0763-3312345") == "联系人：某甲，联系电话：0763-3312345"
    assert contact_words("联系人：某甲，0763-3312345") == "联系人：某甲，0763-3312345"
    assert contact_words("某甲") == "某甲"
    assert contact_words(" ") == ""


def test_a_title_breaks_between_words_into_few_lines() -> None:
    whole = "关于清城区2021年12月对标先进优化营商环境责任清单报送情况的通报"
    assert title_lines(whole) == "关于清城区2021年12月对标先进\n优化营商环境责任清单报送情况的通报"
    assert title_lines("关于某某区2021年7月责任清单的通报") == "关于某某区2021年7月责任清单的通报"
    assert title_lines("甲\n乙") == "甲\n乙"


@given(st.text(alphabet="关于某区2021年7月的情况通报优化营商环境责任清单", min_size=1, max_size=90))
def test_whatever_the_title_no_line_is_too_long_and_no_letter_lost(title: str) -> None:
    lines = title_lines(title).split("\n")
    assert "".join(lines) == title
    assert all(lines)
    assert len(lines) == 1 or all(width(line) <= LINE for line in lines)
