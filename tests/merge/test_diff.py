"""The three-way difference of one field, as a table."""

from __future__ import annotations

import pytest

from qcapp.merge.diff import Verdict, compare, keep_both

U, T, O, S, C, X = (  # noqa: E741  short names keep the table readable
    Verdict.UNCHANGED, Verdict.THEIRS, Verdict.OURS, Verdict.SAME, Verdict.CLEARED, Verdict.CONFLICT,
)

TABLE = [
    # field, base, ours, theirs, verdict
    ("progress", "", "", "", U),
    ("progress", "", "", "新", T),
    ("progress", "", "新", "", O),
    ("progress", "", "新", "新", S),
    ("progress", "", "甲", "乙", X),
    ("progress", "旧", "旧", "旧", U),
    ("progress", "旧", "旧", "新", T),
    ("progress", "旧", "新", "旧", O),
    ("progress", "旧", "新", "新", S),
    ("progress", "旧", "甲", "乙", X),
    ("progress", "旧", "旧", "", C),
    ("progress", "旧", "新", "", C),
    ("progress", "旧", "", "", S),
    ("progress", "旧", "", "旧", O),
    ("progress", "旧", "", "新", X),
    ("progress", "旧", "旧", " 旧\u3000", U),
    ("progress", "旧", "旧，", "旧,", S),
    ("progress", None, "", "", U),
    ("progress", None, "", "新", T),
    ("progress", None, "甲", "甲", U),
    ("progress", None, "甲", "乙", X),
    ("progress", None, "甲", "", O),
    ("problems", "", "", "无", T),
    ("problems", "无", "无", "有一处", T),
    ("problems", "", "有", "无", X),
    ("deadline", "2021-12-31", "2021-12-31", "2021年12月底", U),
    ("deadline", "2021-12-31", "2021-12-31", "2021-11-30", T),
    ("deadline", "2021-12-31", "2021-10-31", "2021-11-30", X),
    ("deadline", "长期坚持", "长期坚持", "2021-12-31", T),
    ("liaison.phone", "0763-3312345", "0763-3312345", "０７６３ ３３１２３４５", U),
    ("liaison.phone", "0763-3312345", "0763-3312345", "13800138000", T),
    ("liaison.phone", "", "13800138000", "138 0013 8000", S),
    ("liaison.phone", "", "13800138000", "13800138001", X),
    ("responsible.name", "张三", "张三", "李四", T),
    ("responsible.name", "张三", "王五", "李四", X),
    ("responsible.name", "张三", "张三", "", C),
    ("liaison2.name", "", "", "李四", T),
]


@pytest.mark.parametrize(("field", "base", "ours", "theirs", "verdict"), TABLE)
def test_nothing_is_taken_or_dropped_but_what_the_three_texts_say(
    field: str, base: str | None, ours: str, theirs: str, verdict: Verdict
) -> None:
    assert compare(field, base, ours, theirs) is verdict


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "both"),
    [
        ("progress", "甲", "乙", "甲\n乙"),
        ("progress", "甲。乙。", "乙", "甲。乙。"),
        ("progress", "甲乙", "乙", "甲乙\n乙"),
        ("progress", "累计受理312户。", "累计受理31", "累计受理312户。\n累计受理31"),
        ("liaison.name", "某甲乙", "某甲", "某甲乙、某甲"),
        ("progress", "甲", "甲；乙", "甲；乙"),
        ("progress", "", "乙", "乙"),
        ("liaison.name", "张三", "李四", "张三、李四"),
        ("liaison.phone", "0763-3312345", "13800138000", "0763-3312345、13800138000"),
        ("deadline", "2021-12-31", "2022-06-30", "2021-12-31、2022-06-30"),
    ],
)
def test_keeping_both_loses_neither_and_repeats_neither(field: str, ours: str, theirs: str, both: str) -> None:
    assert keep_both(field, ours, theirs) == both
