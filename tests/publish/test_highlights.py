"""主要进展: the unit's own words, the most substantial of a task, nothing old, nothing planned, nothing made up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.text import comparable
from qcapp.publish.highlights import SLIGHT, chosen, highlights
from qcapp.publish.phrases import tidy
from tests.publish.papers import month_of, plan_of
from tests.stats.months import FINE, JUNE, Month, july


def quoted(progress: str, length: int = 90, before: str = "") -> str:
    """What is quoted of a unit that reports just this; "" for nothing."""
    plan = plan_of(1)
    earlier = Month(JUNE, plan)
    if before:
        earlier.returns("某一局", july(1).replace(month=6), {1: FINE | {"progress": before}})
    month = month_of(plan, earlier)
    month.returns("某一局", july(20), {1: FINE | {"progress": progress}})
    found = highlights(month.snapshot, earlier.snapshot, length)
    return found[0].words if found else ""


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        ("已受理312户。下一步开展评估。", "已受理312户"),
        ("1.已设专窗4个；\n2.已受理312户；\n3.拟于9月上线。", "已设专窗4个；已受理312户"),
        ("（一）印发方案\n（二）已培训3场次", "印发方案；已培训3场次"),
        ("目前尚未开展，因经费没有到位。已召开协调会2次。", "已召开协调会2次"),
        ("已受理 312 户，办结率 95.5%！", "已受理312户，办结率95.5%"),
    ],
)
def test_what_was_done_is_quoted_and_what_is_planned_is_not(progress: str, words: str) -> None:
    assert quoted(progress) == words


@pytest.mark.parametrize(
    "progress",
    [
        "", "无", "同上", "详见附件", "本月无新进展", "本月无新进展，正在等待上级文件。", "按计划推进。", "待补充",
        "已受理×××户。", "已完成前期工作……", "下一步将设立专窗4个。", "高度重视。",
    ],
)
def test_what_says_nothing_new_is_not_quoted(progress: str) -> None:
    assert quoted(progress) == ""


def test_slight_words_are_quoted_only_where_they_are_asked_for() -> None:
    month = month_of(plan_of(2))
    month.returns("某一局", july(20), {1: FINE | {"progress": "已开会。"}})
    month.returns("某二局", july(20), {2: FINE | {"progress": "高度重视。"}})
    assert highlights(month.snapshot, None, 90) == ()
    assert [each.words for each in highlights(month.snapshot, None, 90, SLIGHT)] == ["已开会"]


def test_sentences_of_last_month_are_no_news() -> None:
    before = "已设专窗4个。已受理200户。"
    assert quoted("已设专窗4个。已受理312户。", before=before) == "已受理312户"
    assert quoted("已设专窗 4 个。", before=before) == ""


def test_words_that_do_not_fit_are_left_out_whole_sentences_at_a_time() -> None:
    text = "已印发工作方案。已受理312户，办结300户，办结率96.2%。已召开推进会。"
    assert quoted(text, 36) == "已印发工作方案。已受理312户，办结300户，办结率96.2%"
    assert quoted(text, 30) == "已受理312户，办结300户，办结率96.2%"


def test_a_sentence_too_long_for_itself_ends_at_a_clause_and_is_told_to_be_cut() -> None:
    month = month_of(plan_of(1))
    progress = "已设立企业开办专窗4个，累计受理企业开办申请312户，办结率达到了百分之九十五。"
    month.returns("某一局", july(20), {1: FINE | {"progress": progress}})
    (found,) = highlights(month.snapshot, None, 30)
    assert (found.words, found.cut) == ("已设立企业开办专窗4个，累计受理企业开办申请312户", True)


def test_of_a_task_the_most_substantial_report_is_taken_and_a_tie_goes_to_the_first() -> None:
    month = month_of()
    spread, printed = FINE | {"progress": "已推广3户。"}, FINE | {"progress": "已印发方案。"}
    month.returns("区政数局", july(20), {1: printed, 2: FINE | {"progress": "已受理312户，办结300户。"}})
    month.returns("区税务局", july(20), {3: spread, 4: spread})
    month.returns("高新区税务局", july(20), {3: spread})
    found = highlights(month.snapshot, None, 90)
    assert [(each.task, each.no, each.unit) for each in found] == [(1, 2, "区政数局"), (2, 3, "区税务局")]
    assert chosen(found, 1) == found[:1]
    assert chosen(found, 0) == ()


def test_words_carried_over_or_waiting_are_not_quoted() -> None:
    month = month_of(plan_of(2))
    month.returns("某一局", july(20), {1: FINE | {"progress": "已受理312户。"}})
    month.waits(1, "某一局", "progress", "已受理400户。", july(22))
    month.carries(2, "某二局", {"progress": "已受理312户。"})
    assert highlights(month.snapshot, None, 90) == ()


_WORDS = st.text("已受理办结了户，。；！\n 0123456789（）“”、第一下步将无", min_size=1, max_size=30)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, comparable(text)))


@given(st.lists(_WORDS, max_size=6), st.integers(20, 200))
def test_every_quoted_piece_is_the_units_own_and_fits(parts: list[str], length: int) -> None:
    progress = "。".join(parts)
    words = quoted(progress, length)
    assert len(words) <= length + 1
    assert words == tidy(words)
    assert all(letters(sentence) in letters(progress) for sentence in re.split("[。；！？]", words))
    assert words.count("“") == words.count("”")
