"""The clerk's own wording: what may be written, what is refused and how, and that every sentence can be said."""

from __future__ import annotations

import json
from datetime import date

import pytest

from qcapp.domain.errors import UsageError
from qcapp.publish.wording import (
    COMMON,
    Wording,
    blocks,
    checked,
    checked_document,
    document,
    fault_of,
    wording_from,
)
from tests.publish.papers import BAD, TOO_LATE, bulletin_of, month_of, plan_of, reported, text_of
from tests.stats.months import JUNE, Month


def test_each_sentence_has_a_name_of_its_own_and_is_sound() -> None:
    keys = [key for block in blocks() for key, _ in block.texts]
    assert len(keys) == len(set(keys))
    assert {block.paper for block in blocks()} == {"通报", "催报通知", "提醒"}
    for block in blocks():
        assert block.heading
        assert block.help.endswith("。")
        for key, variant in block.texts:
            assert fault_of(key, variant.text) == ""
            assert variant.heading or len(block.variants) == 1


def test_the_clerks_words_go_before_ours() -> None:
    paper = bulletin_of(reported(month_of()), wording={"opening.sourced": "现把{报告期}的情况说一说：", "next.contact": ""})
    assert paper.texts[0] == "现把2021年7月的情况说一说："
    assert "请与区营商办联系" not in text_of(paper)
    assert "请与区营商办联系" in text_of(bulletin_of(reported(month_of())))


def test_an_emptied_heading_drops_its_section_and_the_next_takes_its_number() -> None:
    texts = bulletin_of(reported(month_of()), wording={"section.progress": ""}).texts
    assert [text for text in texts if text[1:2] == "、"] == ["一、总体情况", "二、报送情况", "三、存在问题", "四、下一步要求"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("应报{应抱}条。", "“总体情况（有单位报送时）”这一句里没有{应抱}可以填，能用的有{措施}、{应报}、"),
        ("应报{应报条。", "“总体情况（有单位报送时）”这一句的花括号不成对"),
        ("应报应报}条。", "花括号不成对"),
        ("应报{{应报}}条。", "花括号不成对"),
        ("应报{}条。", "没有{}可以填"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked({"overall.some": text})
    assert sentence in str(caught.value)
    assert str(caught.value).endswith("。")


def test_a_title_cannot_be_dropped() -> None:
    for key in ("title.first", "title.again", "remind.title", "early.title"):
        assert "不能空着" in fault_of(key, " ")
    assert wording_from({"paper.wording": '{"title.first": ""}'}).own == {}


def test_placeholders_of_every_sentence_are_named_when_one_is_not_among_them() -> None:
    with pytest.raises(UsageError) as caught:
        checked({"next.contact": "{电话}"})
    assert all(f"{{{name}}}" in str(caught.value) for name in COMMON)


def test_full_width_braces_and_blanks_within_are_understood() -> None:
    wording = Wording(checked({"next.contact": "请找｛办公室｝，{ 报告期 }。"}))
    assert wording.say("next.contact", {"办公室": "区营商办", "报告期": "2021年7月"}) == "请找区营商办，2021年7月。"


def test_braces_in_what_is_filled_in_are_left_alone() -> None:
    wording = Wording({"problems.words": "{单位}：{困难}"})
    assert wording.say("problems.words", {"单位": "某局", "困难": "缺{单位}"}) == "某局：缺{单位}"


def test_a_sentence_that_there_is_not_is_told() -> None:
    with pytest.raises(UsageError, match="措辞里没有“nonsense”这一句"):
        checked({"nonsense": "x"})


def test_only_what_differs_from_ours_is_kept() -> None:
    ours = next(variant.text for block in blocks() for key, variant in block.texts if key == "next.contact")
    assert document({"next.contact": f" {ours} "}) == ""
    kept = document({"next.contact": ours, "apart.exempt": "不报的：{内容}。"})
    assert json.loads(kept) == {"apart.exempt": "不报的：{内容}。"}
    assert wording_from({"paper.wording": kept}).own == {"apart.exempt": "不报的：{内容}。"}


def test_a_document_for_the_setting_is_checked_whole() -> None:
    assert checked_document("") == ""
    assert json.loads(checked_document('{"next.contact": "问{办公室}。"}')) == {"next.contact": "问{办公室}。"}
    for broken in ("[]", "{", '{"next.contact": 3}', '"x"'):
        with pytest.raises(UsageError, match="要写成一个 JSON 对象"):
            checked_document(broken)
    with pytest.raises(UsageError, match=r"没有\{甲\}可以填"):
        checked_document('{"next.contact": "{甲}"}')


def test_what_stands_in_the_setting_and_cannot_be_used_counts_as_not_set_and_is_told() -> None:
    said = json.dumps({"next.contact": "{甲}", "gone": "x", "apart.exempt": "不报的：{内容}。"}, ensure_ascii=False)
    wording = wording_from({"paper.wording": said})
    assert wording.own == {"apart.exempt": "不报的：{内容}。"}
    assert len(wording.troubles) == 2
    assert "没有{甲}可以填" in wording.troubles[0]
    assert "没有“gone”这一句" in wording.troubles[1]
    assert wording_from({"paper.wording": "no json"}) == Wording()


def everything_said() -> dict[str, str]:
    """Each sentence replaced by all that can be filled in there."""
    return {
        key: "。".join(f"{name}<{{{name}}}>" for name in block.placeholders)
        for block in blocks() for key, _ in block.texts
    }


def test_whatever_is_offered_for_a_sentence_is_there_when_it_is_said() -> None:
    plan = plan_of(7, 2)
    june = reported(Month(JUNE, plan), date(2021, 6, 20), [unit.name for unit in plan.units[2:5]])
    month = month_of(plan, earlier=june)
    reported(month, units=["某一局"])
    reported(month, TOO_LATE, ["某二局"], BAD)
    month.returns("某三局", TOO_LATE, {5: BAD | {"problems": "系统没有开放。"}})
    month.extend("某五局", date(2021, 8, 9)).exempt("某六局")
    for each in (month, month_of(plan), reported(month_of(plan)), reported(month_of(plan_of(1)))):
        texts = text_of(bulletin_of(each, wording=everything_said()))
        assert "<" in texts
        assert "{" not in texts
        assert "报告期<2021年7月>" in texts
