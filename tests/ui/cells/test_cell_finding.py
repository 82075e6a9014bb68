"""Find and replace, by value: what is found, what it becomes, and what is said when it can't be."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.errors import UsageError
from tests.ui.cells.sheets import DEADLINE, MEASURE, MONTH, PHONE, PROGRESS, block, sheet, skipped, written
from ui.models.cell_finding import Finder, Hit, Query, hits, next_cell, plan_replace


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        (Query("abc"), "xＡＢＣ abC", ["ＡＢＣ", "abC"]),
        (Query("ABC", exact=True), "abc ABC ＡＢＣ", ["ABC"]),
        (Query("4 个"), "开通４ 个", ["４ 个"]),
        (Query("(1)"), "①（1）(1)", ["（1）", "(1)"]),
        (Query("k"), "5㎏", []),
        (Query("kg"), "5㎏", ["㎏"]),
        (Query("无。", whole=True), "无 。\n", ["无 。\n"]),
        (Query("无", whole=True), "无问题", []),
        (Query("无", whole=True, exact=True), "无", ["无"]),
        (Query("aa"), "aaaa", ["aa", "aa"]),
        (Query(r"\d{4}年", pattern=True), "2020年、2021年", ["2020年", "2021年"]),
        (Query("a.c", pattern=True), "ABC", ["ABC"]),
        (Query("a.c", pattern=True, exact=True), "ABC abc", ["abc"]),
        (Query(r"\d+", pattern=True, whole=True), "12 个", []),
        (Query(r"\d+", pattern=True, whole=True), "12", ["12"]),
        (Query("x*", pattern=True), "abc", []),
        (Query("$", pattern=True), "甲", []),
        (Query("甲"), "", []),
    ],
)
def test_what_is_found(query: Query, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in Finder(query).spans(text)] == found


@pytest.mark.parametrize(
    ("query", "put", "text", "after"),
    [
        (Query("甲"), "乙乙", "甲、甲方", "乙乙、乙乙方"),
        (Query("甲"), "", "甲方", "方"),
        (Query("甲"), r"\1", "甲方", r"\1方"),
        (Query(r"(\d+)年(\d+)月", pattern=True), r"\1-\2", "2021年7月", "2021-7"),
        (Query(r"^无$", pattern=True), "没有", "无", "没有"),
        (Query("无", whole=True), "没有", "无 ", "没有"),
    ],
)
def test_what_it_becomes(query: Query, put: str, text: str, after: str) -> None:
    assert Finder(query).replaced(text, put) == after


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (Query(""), "还没有写要查找的内容"), (Query("(", pattern=True), "写得不对"), (Query("[", pattern=True), "写得不对"),
        (Query("(a+)+$", pattern=True), "永远查不完"), (Query("((a+))*", pattern=True), "永远查不完"),
        (Query("(a|aa){2,}", pattern=True), "永远查不完"), (Query("a{99999999999}", pattern=True), "写得不对"),
    ],
)
def test_what_cannot_be_searched_for_is_told_in_a_sentence(query: Query, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        Finder(query)


@pytest.mark.parametrize("words", [r"(\d{3},)+", "[甲乙+*]+", r"(甲|乙)丙?", r"\(a+\)+", "(?:ab)+", "(a+)b"])
def test_ordinary_patterns_are_not_refused(words: str) -> None:
    assert Finder(Query(words, pattern=True)).spans("") == []


def test_a_group_that_there_is_not_is_told() -> None:
    with pytest.raises(UsageError, match="引用了没有的分组"):
        Finder(Query("甲", pattern=True)).replaced("甲", r"\1")


_WORDS = st.text("aAＡ甲乙ﬁ① ", max_size=8)


@given(_WORDS, _WORDS.filter(bool))
def test_taking_words_out_leaves_the_rest_as_it_was(text: str, words: str) -> None:
    finder = Finder(Query(words))
    spans = finder.spans(text)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert finder.replaced(text, "") == "".join(
        letter for place, letter in enumerate(text) if not any(start <= place < end for start, end in spans)
    )


def test_hits_go_cell_by_cell_through_every_units_words_and_read_only_columns() -> None:
    at = sheet()
    found = list(hits(Finder(Query("推")), at, at.cells(block(0, 0, 5, 7))))
    assert found == [Hit((1, MEASURE), 0, (0, 1)), Hit((4, MEASURE), 0, (0, 1))]
    assert list(hits(Finder(Query("长期")), at, at.cells([(4, DEADLINE)]))) == [Hit((4, DEADLINE), 1, (0, 2))]
    assert list(hits(Finder(Query("未报送")), at, at.cells([(2, PROGRESS)]))) == []


def test_replacing_writes_each_units_own_words_and_lists_what_is_read_only() -> None:
    at = sheet({**MONTH, (3, "高新区税务局", "progress"): "已实现推广。"})
    plan = plan_replace(Finder(Query("实现")), "完成", at, at.cells(block(0, 0, 5, 7)))
    assert written(plan) == {(3, "区税务局", "progress"): "已完成。", (3, "高新区税务局", "progress"): "已完成推广。"}
    assert [write.place for write in plan.writes] == ["第 3 条 区税务局 进展情况", "第 3 条 高新区税务局 进展情况"]
    assert skipped(plan_replace(Finder(Query("电子发票")), "发票", at, [(4, MEASURE)])) == [
        ("第 3 条 改革措施", "推广电子发票。", "这一列只能看，不能改"),
    ]


def test_what_stays_the_same_by_a_replacement_is_no_write() -> None:
    at = sheet()
    assert plan_replace(Finder(Query("１３８")), "138", at, [(1, PHONE)]).writes == ()


def test_the_next_cell_goes_round_in_either_direction() -> None:
    at = sheet()
    cells = at.cells(block(0, 0, 5, 7))
    finder = Finder(Query("13800138000"))
    assert next_cell(finder, at, cells, None) == (1, PHONE)
    assert next_cell(finder, at, cells, (1, PHONE)) == (2, PHONE)
    assert next_cell(finder, at, cells, (2, PHONE)) == (1, PHONE)
    assert next_cell(finder, at, cells, (2, PHONE), back=True) == (1, PHONE)
    assert next_cell(finder, at, cells, (1, PHONE), back=True) == (2, PHONE)
    assert next_cell(Finder(Query("没有这个词")), at, cells, None) is None
