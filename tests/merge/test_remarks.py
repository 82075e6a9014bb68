"""What an attentive clerk would ask back about is said, and stops nothing."""

from __future__ import annotations

import pytest

from qcapp.merge.remarks import remarks
from tests.merge.world import World


@pytest.mark.parametrize(
    ("before", "now", "codes"),
    [
        ("累计受理 312 户。", "累计受理 280 户。", ["figure_falls"]),
        ("累计受理 312 户。", "截至目前累计受理 280 户。", ["figure_falls"]),
        ("累计受理 312 户。", "累计受理 350 户。", []),
        ("累计受理312户", "累计受理３１０户", ["figure_falls"]),
        ("完成率 92%", "完成率为 90.5%", ["figure_falls"]),
        ("总体进度 60%，累计办理 20 件", "总体进度 70%，累计办理 19 件", ["figure_falls"]),
        ("本月受理 312 户", "本月受理 280 户", []),  # a month's own count may fall
        ("累计受理 1,312 户", "累计受理 1,400 户", []),
        ("累计受理 312 户", "累计受理 280 件", []),
        ("已完成系统对接。", "系统对接正在推进中。", ["done_reverts"]),
        ("已完成系统对接。", "已完成系统对接，并投入使用。", []),
        ("未完成系统对接。", "系统对接正在推进。", []),
        ("尚未完成对接", "正在对接", []),
        ("工作已完成。", "正在推进中。", ["done_reverts"]),
        ("已完成。", "尚未完成，正在推进。", ["done_reverts"]),
        ("已全面完成，专窗、系统都投入使用。", "尚未完成，系统还在调试。", ["done_reverts"]),
        ("专窗、系统已办结。", "系统还未开通。", ["done_reverts"]),
        # a step that is done is not the measure
        ("已完成专窗设置，本月办理业务37件，下一步推进线上办理。", "本月新增线上办理渠道，累计办理37件，下一步推进线上办。", []),
        ("已完成系统对接，共办理37件，办结率 65%。", "组织专题培训，正在推进系统升级。", []),
        ("已完成系统对接，办理业务37件。", "正在组织第二批系统对接。", []),
        ("已完成专窗设置。", "正在组织专题培训。", []),
        ("已完成专窗设置。", "专窗本月办理业务37件，下一步推进线上办理。", []),
        ("已全部完成第一批，继续推进第二批。", "第二批尚未完成。", []),
        ("", "累计受理 280 户", []),
        ("累计受理 280 户", "", []),
    ],
)
def test_falling_figures_and_undone_work_are_noticed(before: str, now: str, codes: list[str]) -> None:
    assert [note.code for note in remarks(27, "progress", before, now, 2021)] == codes


def test_the_note_names_the_figure_before_and_now() -> None:
    (note,) = remarks(27, "progress", "累计受理 312 户。", "累计受理 280 户。", 2021)
    assert "312户" in note.message
    assert "280户" in note.message


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [("2021-12-31", "2022年3月底", "推后"), ("2021-12-31", "2021-09-30", "提前")],
)
def test_a_deadline_that_moves_is_noticed(before: str, now: str, word: str) -> None:
    (note,) = remarks(27, "deadline", before, now, 2021)
    assert word in note.message


@pytest.mark.parametrize(("before", "now"), [("2021-12-31", "2021年12月底"), ("长期坚持", "2021-12-31"), ("2021-12-31", "")])
def test_a_deadline_that_says_the_same_or_nothing_is_no_matter(before: str, now: str) -> None:
    assert remarks(27, "deadline", before, now, 2021) == []


def test_a_remark_stands_beside_a_merge_that_goes_on() -> None:
    world = World()
    world.send("区政数局", {(1, "progress"): "累计受理 312 户"})
    world.ledger[1, "区政数局", "progress"] = "累计受理 312 户"
    (plan,) = world.plan_merge(world.form({1: {"progress": "累计受理 300 户"}, 2: {}})).files
    assert plan.changed == 1
    assert "figure_falls" in [note.code for note in plan.notes]
