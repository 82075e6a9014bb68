"""A second 通报 of a month by value: what it corrects of the one that went out."""

from __future__ import annotations

from qcapp.stats.corrections import Correction
from tests.publish.papers import (
    bulletin_of,
    grids,
    issued,
    month_of,
    plan_of,
    reported,
    text_of,
)


def test_a_second_bulletin_says_what_it_corrects() -> None:
    month = reported(month_of(plan_of(2)))
    moved = (
        Correction("全区", "实报", "1", "2", (2,)), Correction("全区", "及时", "1", "2", (2,)),
        Correction("某二局", "实报", "0", "1", (2,)), Correction("某二局", "位次", "2", "1"),
    )
    paper = bulletin_of(month, issued=issued(month), corrections=moved)
    assert paper.title.replace("\n", "") == "关于某某区2021年7月责任清单报送情况的通报（更正）"
    assert paper.texts[1] == (
        "2021年7月28日印发的2021年7月报送情况通报有关数据更正如下：全区实报由1条更正为2条，按时报送由1条更正为2条（逐项见附件1）。以本通报为准。"
    )
    table = grids(paper)["报送情况主要指标表"][1]
    assert table.headings == ("范围", "指标", "原通报", "更正后", "涉及措施")
    assert table.rows[2:] == (("某二局", "实报", "0", "1", "第2条"), ("某二局", "位次", "2", "1", ""))


def test_when_nothing_has_changed_a_second_bulletin_corrects_nothing() -> None:
    month = reported(month_of(plan_of(2)))
    paper = bulletin_of(month, issued=issued(month))
    assert "更正" not in text_of(paper)
    assert "更正" not in paper.title


def test_the_district_has_not_changed_but_a_place_has() -> None:
    month = reported(month_of(plan_of(2)))
    moved = (Correction("某二局", "位次", "2", "1"),)
    assert bulletin_of(month, issued=issued(month), corrections=moved).texts[1] == (
        "2021年7月28日印发的2021年7月报送情况通报有关数据更正如下：某二局位次由第2位更正为第1位。以本通报为准。"
    )
