"""The 通报 by value: what each paragraph says of no unit, of one, of many, of all; nothing invented, nothing left hanging."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qcapp.forms.paper import Level, Paragraph
from tests.publish.papers import (
    BAD,
    IN_TIME,
    TOO_LATE,
    a_mixed_month,
    bulletin_of,
    grids,
    month_of,
    plan_of,
    reported,
    section,
    text_of,
)
from tests.stats.months import FINE, JUNE, Month, july

OVERALL, UNITS, PROGRESS, PROBLEMS, NEXT = "总体情况", "报送情况", "主要进展", "存在问题", "下一步要求"
BEFORE = FINE | {"progress": "已完成摸底。"}
TAIL = [
    "按时报送下月情况。请于2021年8月25日24时前将2021年8月填报表报区营商办；进展情况要写明工作举措和完成程度，"
    "确无新进展的要说明原因。",
    "加强沟通。报送中有疑问的，请与区营商办联系。",
]


def test_the_frame_of_the_paper() -> None:
    month = reported(month_of())
    month.settings |= {"paper.contact": "某丙，0763-3312345", "paper.number": "某营商办〔2021〕5号"}
    month.settings["paper.addressee"] = "各有关单位"
    paper = bulletin_of(month)
    assert paper.title == "关于某某区2021年7月\n责任清单报送情况的通报"
    assert (paper.addressee, paper.number) == ("各有关单位", "某营商办〔2021〕5号")
    assert (paper.signature, paper.day) == ("某某区营商办", july(30))
    assert paper.contact == "联系人：某丙，联系电话：0763-3312345"
    assert paper.texts[0] == "根据《某某区实施方案》要求，区营商办对2021年7月责任清单报送情况进行了统计，现将有关情况通报如下："
    assert [part.text for part in paper.parts if isinstance(part, Paragraph) and part.level is Level.ONE] == [
        "一、总体情况", "二、报送情况", "三、主要进展", "四、存在问题", "五、下一步要求",
    ]
    assert [annex.title for annex in paper.annexes] == [
        "2021年7月报送情况主要指标表", "2021年7月各单位报送情况及位次表", "2021年7月改革措施亮灯情况表",
        "某某区2021年责任清单细化表",
    ]


def test_a_plan_that_names_no_source_opens_plainly() -> None:
    month = month_of(replace(plan_of(2), source=""))
    assert bulletin_of(month).texts[0] == "现将某某区2021年7月责任清单报送情况通报如下："


def test_everyone_on_time() -> None:
    paper = bulletin_of(reported(month_of(plan_of(3))))
    assert section(paper, OVERALL)[0] == (
        "截至2021年7月29日，2021年7月应报改革措施3条、责任分工3条，涉及责任单位3家。实报3条，覆盖率100%；按时报送3条，及时率100%；"
        "首次报送合格3条，合格率100%。应填栏目21项，已填21项，填报率100%。"
    )
    assert section(paper, OVERALL)[1] == "各责任单位综合得分均为100分。"
    assert section(paper, UNITS) == [
        "（一）按时报送。应报的3家单位均按时报齐：某一局、某二局、某三局。", "（二）报送质量。首次报送的3条均合格。",
    ]
    assert section(paper, PROBLEMS) == ["（一）报送方面。没有发现问题。", "（二）工作推进方面。没有单位反映需要协调解决的困难。"]
    assert section(paper, NEXT) == [f"（一）{TAIL[0]}", f"（二）{TAIL[1]}"]
    assert not any("问题" in annex.title for annex in paper.annexes)


def test_nobody_has_reported() -> None:
    paper = bulletin_of(month_of(plan_of(3)))
    assert section(paper, OVERALL) == [
        "截至2021年7月29日，2021年7月应报改革措施3条、责任分工3条，涉及责任单位3家，尚未收到报送内容，覆盖率、及时率均为0%。",
        "从亮灯情况看，红灯3条（见附件2）。",
    ]
    assert section(paper, UNITS) == ["未报。应报的3家单位均未报送：某一局、某二局、某三局。"]
    assert section(paper, PROGRESS) == ["2021年7月没有单位报送新的进展。"]
    assert section(paper, PROBLEMS) == [
        "报送方面。3家单位未按要求报送（逐条见附件3）。", "某一局、某二局、某三局均未报送任何内容。",
    ]
    assert section(paper, NEXT)[0] == (
        "（一）抓紧补报。请应报的各责任单位于2021年8月4日前补报，并分别说明未按时报送的原因；未报的措施见附件3。"
    )
    assert [annex.title for annex in paper.annexes] == [
        "2021年7月报送情况主要指标表", "2021年7月改革措施亮灯情况表", "2021年7月存在问题清单",
    ], "nobody has a place, and the list is empty"


def test_a_list_of_one_unit_says_nothing_of_all_or_each() -> None:
    for month in (month_of(plan_of(1)), reported(month_of(plan_of(1))), reported(month_of(plan_of(1)), TOO_LATE)):
        text = text_of(bulletin_of(month))
        assert "均" not in text.replace("覆盖率、及时率均为0%", "")
        assert "分别" not in text
        assert "位次" not in text
        assert "1家单位" in text
    assert section(bulletin_of(reported(month_of(plan_of(1)))), UNITS)[1] == "（二）报送质量。首次报送的1条合格。"
    assert section(bulletin_of(month_of(plan_of(1))), NEXT)[0] == (
        "（一）抓紧补报。请某一局于2021年8月4日前补报，并说明未按时报送的原因；未报的措施见附件3。"
    )


def test_each_unit_is_named_for_what_it_did() -> None:
    paper = bulletin_of(a_mixed_month())
    assert section(paper, UNITS) == [
        "（一）按时报送。3家单位按时报齐：某一局、某五局、某七局。",
        "（二）迟报。1家单位在截止日之后报齐：某二局（2条，7月27日报齐）。",
        "（三）部分报送。1家单位未报齐：某三局（应报2条，实报1条）。",
        "（四）未报。1家单位未报送：某四局。",
        "（五）准予延期。某五局第10条延至2021年8月9日（系统升级）。",
        "（六）免报。某六局全部措施（职能划出）。",
        "（七）报送质量。首次报送不合格2条，涉及1家单位：某七局；逐条见附件4。不合格的原因是进展情况只写“同上”“详见附件”等（2条）、"
        "联系电话格式不正确（1条）。现已更正1条，1条尚未更正。",
    ]


def test_problems_and_demands_by_unit() -> None:
    paper = bulletin_of(a_mixed_month())
    assert section(paper, PROBLEMS)[:5] == [
        "（一）报送方面。4家单位未按要求报送（逐条见附件4）。", "1.某四局未报送任何内容。",
        "2.某二局：迟报2条（第3条、第4条）。", "3.某三局：未报1条（第6条）。",
        "4.某七局：首次报送不合格2条（第13条、第14条进展情况只写“同上”“详见附件”等，第14条联系电话格式不正确），其中第14条尚未更正。",
    ]
    assert section(paper, NEXT) == [
        "（一）抓紧补报。请某三局、某四局于2021年8月4日前补报，并分别说明未按时报送的原因；未报的措施见附件4。",
        "（二）及时更正。请某七局于2021年8月4日前更正重报；不合格的措施和原因见附件4。",
        f"（三）{TAIL[0]}", f"（四）{TAIL[1]}",
    ]
    problems = grids(paper)["存在问题清单"]
    assert problems[0].rows[-2:] == (
        ("合计（条）", "3", "2", "2", "7", "1", "1", "0", "0"), ("涉及单位（家）", "2", "1", "1", "4", "1", "1", "0", "0"),
    )
    assert ("3", "某四局", "未报", "2", "第7、8条", "截止日7月25日，逾期4天") in problems[2].rows


def test_all_are_exempted() -> None:
    month = month_of(plan_of(3))
    for unit in month.plan.units:
        month.exempt(unit.name)
    paper = bulletin_of(month)
    assert section(paper, OVERALL) == ["经同意，2021年7月改革措施均免予报送，没有应报内容。"], "no lamp is lit"
    assert section(paper, UNITS) == ["免报。各责任单位全部措施（职能划出）。"]
    (annex,) = paper.annexes
    assert annex.title == "2021年7月免报情况表"
    assert grids(paper)["免报情况表"][0].rows[0] == ("某一局", "第1条", "免报", "—", "职能划出")
    assert [part.text for part in paper.parts if isinstance(part, Paragraph) and part.level is Level.ONE] == [
        "一、总体情况", "二、报送情况", "三、下一步要求",
    ]


def test_before_the_due_day_nobody_is_late_and_nobody_is_ranked() -> None:
    month = reported(month_of(plan_of(3)), july(19), ["某一局"])
    paper = bulletin_of(month, july(25))
    assert section(paper, UNITS) == [
        "（一）按时报送。1家单位按时报齐：某一局。", "（二）尚未报送。2家单位尚未报送，截止日为2021年7月25日：某二局、某三局。",
        "（三）报送质量。首次报送的1条合格。",
    ]
    assert "未报" not in text_of(paper).replace("尚未报送", "")
    assert "得分" not in text_of(paper)
    assert section(paper, NEXT)[0] == "（一）抓紧报送。请某二局、某三局于2021年7月25日24时前报送。"
    assert "未报" in text_of(bulletin_of(month, july(26))).replace("尚未报送", "")


def test_what_is_compared_with_the_month_before_is_what_the_table_shows() -> None:
    plan = plan_of(3)
    june = reported(Month(JUNE, plan), date(2021, 6, 20), ["某一局", "某二局"], BEFORE)
    month = reported(month_of(plan, june), units=["某二局", "某三局"])
    paper = bulletin_of(month)
    assert section(paper, OVERALL)[1] == "与2021年6月相比，覆盖率、及时率、合格率均持平。"
    assert section(paper, OVERALL)[2] == (
        "综合得分并列第1位的是某二局、某三局（均为100分）。综合得分居末位的是某一局（0分）。"
        "位次较上月上升最多的是某三局（上升2位），下降最多的是某一局（下降2位）。"
    )
    better = reported(month_of(plan, june))
    assert section(bulletin_of(better), OVERALL)[1] == (
        "与2021年6月相比，覆盖率提高33.3个百分点，及时率提高33.3个百分点，合格率持平。"
    )
    indicators = grids(bulletin_of(better))["报送情况主要指标表"][0]
    assert ("覆盖率", "100%", "66.7%", "提高33.3个百分点") in indicators.rows
    assert ("合格率", "100%", "100%", "持平") in indicators.rows
    assert ("实报（条）", "3", "2", "增加1") in indicators.rows


def test_no_unit_is_praised_for_a_rise_that_others_only_gave_it_by_falling() -> None:
    plan = plan_of(4)
    june = reported(Month(JUNE, plan), date(2021, 6, 20), ["某一局", "某二局"], BEFORE)
    month = reported(month_of(plan, june), units=["某一局"])
    paper = bulletin_of(month)
    assert "位次较上月下降最多的是某二局（下降1位）。" in section(paper, OVERALL)[2]
    assert "上升" not in text_of(paper)
    table = grids(paper)["各单位报送情况及位次表"][0]
    silent = {row[1]: row[-2:] for row in table.rows}
    assert (silent["某三局"], silent["某四局"]) == (("3", "—"), ("3", "—"))



def test_a_rate_that_there_is_none_of_is_not_compared() -> None:
    plan = plan_of(2)
    month = reported(month_of(plan, Month(JUNE, plan)))
    assert section(bulletin_of(month), OVERALL)[1] == "与2021年6月相比，覆盖率提高100个百分点，及时率提高100个百分点。"


def test_without_a_month_before_nothing_is_compared() -> None:
    paper = bulletin_of(reported(month_of(plan_of(2)), units=["某一局"]))
    assert "相比" not in text_of(paper)
    assert "较上月" not in text_of(paper)
    assert grids(paper)["报送情况主要指标表"][0].headings == ("指标", "本月")
    captions = [part.text for part in paper.annexes[0].parts if isinstance(part, Paragraph)]
    assert captions == ["各重点任务报送情况"], "no table, and no chart, of one month"


def test_difficulties_are_quoted_once_for_all_measures_that_share_them() -> None:
    month = month_of(plan_of(2, 3))
    same = FINE | {"problems": "系统接口尚未开放，\n需市级协调。"}
    month.returns("某一局", IN_TIME, {1: same, 2: FINE | {"problems": "无。"}, 3: same})
    month.returns("某二局", IN_TIME, {4: FINE | {"problems": "见附件"}, 5: FINE | {"problems": "人手不足。"}, 6: FINE})
    assert section(bulletin_of(month), PROBLEMS)[1:4] == [
        "（二）工作推进方面。2家单位反映了需要协调解决的困难。", "1.某一局：系统接口尚未开放，需市级协调（第1条、第3条）。",
        "2.某二局：人手不足（第5条）。",
    ]


def test_of_many_difficulties_the_first_are_quoted_and_long_ones_cut_at_a_clause() -> None:
    month = month_of(plan_of(1, 5))
    long = "因上级实施细则尚未出台，" * 6
    words = [long, "缺人。", "缺钱。", "缺地。", "无"]
    month.returns("某一局", IN_TIME, {no: FINE | {"problems": text} for no, text in enumerate(words, start=1)})
    (line,) = [text for text in section(bulletin_of(month), PROBLEMS) if text.startswith("某一局")]
    assert line == (
        f"某一局：{'，'.join(['因上级实施细则尚未出台'] * 5)}（第1条，全文见附件3）；缺人（第2条）；缺钱（第3条）；其余见附件3。"
    )


def test_only_causes_that_are_many_are_shortened_with_an_et_cetera() -> None:
    month = month_of(plan_of(1, 1))
    month.returns("某一局", IN_TIME, {1: {"progress": "同上", "problems": "无", "deadline": "长期坚持"}})
    quality = section(bulletin_of(month), UNITS)[1]
    assert quality == (
        "（二）报送质量。首次报送不合格1条，涉及1家单位：某一局；逐条见附件3。不合格的原因是责任人或联系人没有填写（1条）、"
        "联系电话没有填写（1条）、进展情况只写“同上”“详见附件”等（1条）。目前尚未更正。"
    )
    names = {"responsible.name": "同上", "liaison.name": "xxx", "responsible.phone": "1.38E+10", "liaison.phone": "123456"}
    month = month_of(plan_of(1, 1))
    month.returns("某一局", IN_TIME, {1: names | {"progress": "同上", "problems": "x" * 32767}})
    assert "（1条）等。目前尚未更正。" in section(bulletin_of(month), UNITS)[1]


def test_progress_of_other_tasks_is_pointed_to_when_there_is_more_than_may_be_shown() -> None:
    month = reported(month_of())
    month.settings["paper.progress_tasks"] = "1"
    assert section(bulletin_of(month), PROGRESS) == ["优化政务服务。区政数局：已公布事项目录312项。编号1。", "其余进展见附件4。"]
    month.settings["paper.progress_tasks"] = "2"
    assert section(bulletin_of(month), PROGRESS) == [
        "（一）优化政务服务。区政数局：已公布事项目录312项。编号1。", "（二）纳税服务。区税务局：已公布事项目录312项。编号3。",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("本月无新进展，正在等待上级文件。", "2021年7月没有单位报送新的进展。"),
        ("按计划推进。", "各单位报送的进展情况见附件4。"), ("已开会。", "优化政务服务。某二局：已开会。"),
    ],
)
def test_nobody_is_said_to_have_reported_no_news_who_has_reported_some(words: str, said: str) -> None:
    month = month_of(plan_of(2))
    month.returns("某一局", IN_TIME, {1: FINE | {"progress": "本月无新进展，正在等待上级文件。"}})
    month.returns("某二局", IN_TIME, {2: FINE | {"progress": words}})
    assert section(bulletin_of(month), PROGRESS) == [said]


def test_words_of_last_month_are_pointed_to_and_not_denied() -> None:
    june = reported(Month(JUNE, plan_of(2)), date(2021, 6, 20))
    month = reported(month_of(plan_of(2), june))
    assert section(bulletin_of(month), PROGRESS) == ["各单位报送的进展情况见附件5。"]


def test_many_measures_are_named_once_in_the_annex_and_counted_elsewhere() -> None:
    month = month_of(plan_of(2, 5))
    reported(month, TOO_LATE, ["某一局"])
    month.returns("某二局", TOO_LATE, {no: BAD | ({"liaison.phone": "138"} if no < 8 else {}) for no in range(6, 11)})
    paper = bulletin_of(month)
    assert section(paper, UNITS)[0] == (
        "（一）迟报。应报的2家单位均在截止日之后报齐：7月27日报齐的有某一局（5条）、某二局（5条）。"
    )
    assert section(paper, PROBLEMS)[:3] == [
        "（一）报送方面。2家单位未按要求报送（逐条见附件4）。", "1.某一局：迟报5条。",
        "2.某二局：迟报5条；首次报送不合格5条（进展情况只写“同上”“详见附件”等5条、联系电话格式不正确2条），尚未更正。",
    ]
    assert "第6" not in text_of(paper)
    listed = grids(paper)["存在问题清单"][2]
    assert [row[1:] for row in listed.rows] == [
        ("某一局", "迟报", "5", "第1至5条", "截止日7月25日，7月27日报送，迟2天"),
        ("某二局", "迟报", "5", "第6至10条", "截止日7月25日，7月27日报送，迟2天"),
        ("某二局", "首次不合格", "5", "第6至10条", "进展情况只写“同上”“详见附件”等（尚未更正）"),
        ("某二局", "首次不合格", "2", "第6、7条", "联系电话格式不正确（尚未更正）"),
    ]
    named = text_of(bulletin_of(month, without=frozenset({"problems"})))
    assert "迟报5条（第6至10条）" in named
    assert "附件\0" not in named


def test_what_was_right_at_first_and_is_not_any_more_is_told() -> None:
    month = reported(month_of(plan_of(2)))
    month.types(1, "某一局", july(28), progress="同上")
    paper = bulletin_of(month)
    assert section(paper, PROBLEMS)[1] == "某一局：更改后不合格1条（第1条进展情况只写“同上”“详见附件”等）。"
    assert section(paper, NEXT)[0] == "（一）及时更正。请某一局于2021年8月4日前更正重报；不合格的措施和原因见附件4。"
    counts, listed = grids(paper)["存在问题清单"]
    assert (counts.headings[-1], counts.rows[0][-1]) == ("更改后不合格", "1")
    assert listed.rows == (("1", "某一局", "更改后不合格", "1", "第1条", "进展情况只写“同上”“详见附件”等"),)


@pytest.mark.parametrize(("extended", "said"), [(("某一局",), "分别免予报送或延期报送"), (("某一局", "某二局"), "均延期报送")])
def test_that_nothing_is_due_is_said_of_what_was_granted(extended: tuple[str, ...], said: str) -> None:
    month = month_of(plan_of(2))
    for unit in ("某一局", "某二局"):
        if unit in extended:
            month.extend(unit, date(2021, 8, 9))
        else:
            month.exempt(unit)
    paper = bulletin_of(month)
    assert section(paper, OVERALL) == [f"经同意，2021年7月改革措施{said}，截至2021年7月29日没有应报内容。"]
    assert [annex.title for annex in paper.annexes] == [
        f"2021年7月准予延期{'情况表' if len(extended) == 2 else '和免报情况表'}"
    ]


def test_without_a_list_of_the_next_year_nothing_is_asked_for_it() -> None:
    month = reported(month_of(plan_of(2)))
    assert section(bulletin_of(month, next_due=None), NEXT) == ["加强沟通。报送中有疑问的，请与区营商办联系。"]


def test_a_paper_that_comes_late_asks_for_nothing_by_a_day_that_is_past() -> None:
    month = reported(month_of(plan_of(2)))
    (asked, _) = section(bulletin_of(month, day=date(2021, 8, 25)), NEXT)
    assert "请于2021年8月25日24时前将2021年8月填报表报区营商办" in asked
    (asked, _) = section(bulletin_of(month, day=date(2021, 8, 26)), NEXT)
    assert "按时报送以后各月情况。填报表按时报区营商办；进展情况要写明工作举措和完成程度，" in asked
    assert "8月" not in asked
    for own in ("", "请按月报送。"):  # a sentence of the clerk's that names no day stays
        said = section(bulletin_of(month, wording={"next.month": own}, day=date(2021, 8, 26)), NEXT)
        assert not any("以后各月" in each for each in said)
        assert any("请按月报送。" in each for each in said) == bool(own)


def test_a_paper_has_nothing_in_it_for_the_clerk() -> None:
    month = reported(month_of(plan_of(2)), words=FINE | {"deadline": "2021-06-30"})
    month.waits(1, "某一局", "progress", "已办结40件。", july(23), "已办结30件。")
    paper = bulletin_of(month)
    cells = "".join(cell for tables in grids(paper).values() for grid in tables for row in grid.rows for cell in row)
    for words in ("请核实", "请催报", "台账", "2021-06-30", "人工"):
        assert words not in cells + text_of(paper)
    assert "完成时限2021年6月30日已过" in cells


def test_a_conflict_waiting_on_words_is_not_quoted() -> None:
    month = month_of(plan_of(1))
    month.returns("某一局", july(20), {1: FINE | {"progress": "已办结30件。", "problems": "缺人。"}})
    month.waits(1, "某一局", "progress", "已办结40件。", july(22), "已办结30件。")
    month.waits(1, "某一局", "problems", "缺钱。", july(22), "缺人。")
    text = text_of(bulletin_of(month))
    assert "办结" not in text
    assert "缺" not in text


@pytest.mark.parametrize("on", [july(29), date(2022, 1, 4)])
def test_days_of_another_year_bear_their_year(on: date) -> None:
    month = reported(month_of(plan_of(2)), TOO_LATE, ["某一局"])
    said = section(bulletin_of(month, on), UNITS)[0]
    assert ("（1条，2021年7月27日报齐）" if on.year == 2022 else "（1条，7月27日报齐）") in said


def test_only_what_came_back_is_told_as_mended_after_a_return() -> None:
    vague = {key: "同上" if key == "progress" else words for key, words in FINE.items()}
    fine = {1: FINE | {"progress": "已压减 5 个环节，累计办理 320 件。"}}
    back, typed = (reported(month_of(plan_of(2)), units=["某一局"], words=vague) for _ in range(2))
    back.returns("某一局", july(24), fine)
    assert "经退回更正，合格1条，更正后合格率100%。" in section(bulletin_of(back), OVERALL)[0]
    typed.types(1, "某一局", july(24), fine[1])
    assert "其后更正，合格1条，更正后合格率100%。" in section(bulletin_of(typed), OVERALL)[0]
    assert "经退回" not in text_of(bulletin_of(typed))
