"""The rules of 合格: what is sent back to a unit, and what must not be."""

from __future__ import annotations

import pytest

from qcapp.forms.prompts import PROMPTS
from qcapp.stats.rules import RULE_BY_KEY, RULES, Context, active_rules, failures, is_qualified, rules_from

GOOD = {
    "responsible.name": "某甲", "responsible.phone": "0763-3312345",
    "liaison.name": "某乙", "liaison.phone": "13800138000",
    "progress": "专窗已设立4个，累计受理312户。", "problems": "无", "deadline": "2021年12月底",
}
CONTEXT = Context(2021, before={"progress": "专窗已设立3个，累计受理200户。"})


def broken(context: Context = CONTEXT, **changed: str) -> list[str]:
    """Keys of the rules that the good entry breaks with some fields changed (dots as two underscores)."""
    texts = GOOD | {key.replace("__", "."): text for key, text in changed.items()}
    return [failure.rule.key for failure in failures(texts, context)]


def test_a_good_entry_is_left_alone() -> None:
    assert broken() == []


@pytest.mark.parametrize("text", ["", "  ", "无", "/", "—", "暂无", "无。", "（无）", "N/A", "没有"])
def test_a_progress_that_says_nothing_is_no_report(text: str) -> None:
    assert broken(progress=text) == ["progress.missing"]


@pytest.mark.parametrize(
    "text",
    [
        "同上", "同前", "同上月", "与上月一致", "详见附件", "见附件1", "请参见附表", "已报", "已报送。", "略", "见上", "情况同前",
        "√",
    ],
)
def test_a_progress_that_points_elsewhere_is_sent_back(text: str) -> None:
    assert broken(progress=text) == ["progress.elsewhere"]


@pytest.mark.parametrize(
    "text",
    [
        "详见附件1：本月受理312户。", "与上级部门沟通2次。", "看病不难行动覆盖12家医院。", "同上级系统对接完成。",
        "见前期成效，已扩至5个窗口。", "没有变化的窗口3个，新增2个。", "无进展缓慢项目，本月办结5件。",
        "已报送材料12份，审结8份。",
    ],
)
def test_a_progress_that_only_sounds_like_an_excuse_passes(text: str) -> None:
    assert broken(progress=text) == []


@pytest.mark.parametrize("text", [PROMPTS["progress"][1], "写本月做了什么、到什么程度", "有数字的写数字", "进展情况"])
def test_the_forms_own_prompt_is_no_report(text: str) -> None:
    assert broken(progress=text) == ["progress.prompt"]


def test_last_months_words_are_sent_back_even_respaced() -> None:
    before = CONTEXT.before["progress"]
    assert broken(progress=f" {before[:5]} {before[5:]}") == ["progress.unchanged"]


@pytest.mark.parametrize("text", ["本月无新进展", "本月暂无新进展。", "本月无新增进展", "无新进展", "7月份无新进展"])
def test_no_news_said_plainly_is_a_report_even_twice(text: str) -> None:
    found = failures(GOOD | {"progress": text}, Context(2021, before={"progress": text}))
    assert [failure.rule.key for failure in found] == ["progress.no_reason"]
    assert is_qualified(found)


def test_no_news_with_its_reason_asks_for_nothing() -> None:
    text = "本月无新进展，因招标流标，8月重新挂网。"
    assert broken(Context(2021, before={"progress": text}), progress=text) == []


@pytest.mark.parametrize("text", ["按计划推进", "正在推进中。", "已完成", "有序推进"])
def test_a_progress_that_fits_any_measure_is_only_a_hint(text: str) -> None:
    assert broken(progress=text) == ["progress.vague"]


@pytest.mark.parametrize("text", ["无", "无问题", "暂无存在问题", "/", "没有困难"])
def test_no_problem_in_any_words_is_valid(text: str) -> None:
    assert broken(problems=text) == []


def test_an_empty_problem_is_a_hint() -> None:
    found = failures(GOOD | {"problems": ""}, CONTEXT)
    assert [failure.sentence for failure in found] == ["存在问题没有填写，没有问题的请写“无”。"]
    assert is_qualified(found)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "deadline.missing"), ("/", "deadline.missing"), ("待定", "deadline.unclear"), ("尽快", "deadline.unclear"),
        ("12月前", "deadline.unclear"),
    ],
)
def test_a_deadline_that_says_no_day_is_a_hint(text: str, rule: str) -> None:
    assert broken(deadline=text) == [rule]
    assert not RULE_BY_KEY[rule].hard


@pytest.mark.parametrize("text", ["长期坚持", "第三季度", "已完成", "2021.12.31", "44561"])
def test_a_deadline_in_any_form_that_is_understood_passes(text: str) -> None:
    assert broken(deadline=text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "phone.missing"), ("无", "phone.missing"), ("同上", "phone.missing"), ("1.38E+10", "phone.lost"),
        ("1380013800", "phone.wrong"), ("0763-331234", "phone.wrong"), ("办公室", "phone.wrong"),
        ("13800138000、1390013900", "phone.wrong"),
    ],
)
def test_a_phone_that_cannot_be_called_is_sent_back(text: str, rule: str) -> None:
    assert broken(liaison__phone=text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "0763-3312345", "（0763）3312345-801", "0763-3312345转8001", "+86 13800138000", "办公室 0763 3312345",
        "13800138000（短号661234）", "０７６３３３１２３４５", "400-830-1234", "0763-3312345、13800138000",
    ],
)
def test_a_phone_that_can_be_called_passes_however_written(text: str) -> None:
    assert broken(liaison__phone=text) == []


def test_a_contact_that_the_form_asks_for_is_missed() -> None:
    found = failures(GOOD | {"liaison.name": "", "liaison.phone": ""}, CONTEXT)
    assert [(failure.field, failure.sentence) for failure in found] == [
        ("liaison.name", "联系人没有填写，请在“联系人：”之后写姓名。"),
        ("liaison.phone", "联系人电话没有填写或不完整，请写手机号或带区号的座机号。"),
    ]


def test_a_contact_that_the_form_does_not_print_is_not_missed() -> None:
    texts = {key: text for key, text in GOOD.items() if not key.startswith("liaison")}
    assert failures(texts, Context(2021, contacts=("责任人",))) == ()
    assert broken(Context(2021, contacts=("责任人", "联系人", "联系人"))) == []


def test_a_second_contact_without_a_phone_is_named_as_such() -> None:
    found = failures(GOOD | {"liaison2.name": "某丙"}, CONTEXT)
    assert [(failure.field, failure.rule.key) for failure in found] == [("liaison2.phone", "phone.missing")]
    assert found[0].sentence.startswith("联系人2电话没有填写")


def test_a_phone_beside_the_name_is_told_to_move() -> None:
    found = failures(GOOD | {"liaison.name": "某乙 13800138000", "liaison.phone": ""}, CONTEXT)
    assert [failure.sentence for failure in found] == ["联系人电话写在了姓名一格，请移到右边的“联系电话”一格。"]


@pytest.mark.parametrize(
    ("field", "text"), [("progress", "×××"), ("progress", "待补充"), ("liaison.name", "XXX")]
)
def test_a_text_that_holds_a_place_is_sent_back(field: str, text: str) -> None:
    found = failures(GOOD | {field: text}, CONTEXT)
    assert [failure.rule.key for failure in found] == ["text.placeholder"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [("本月受理×××户。", "text.gap"), ("已完成前期准备……", "text.trailing"), ("办" * 32_767, "text.cut")],
)
def test_a_text_with_a_gap_or_without_its_end_is_seen(text: str, rule: str) -> None:
    assert broken(progress=text) == [rule]


def test_hard_failures_stand_before_hints() -> None:
    assert broken(progress="", problems="", liaison__phone="") == ["phone.missing", "progress.missing", "problems.missing"]


def test_a_rule_can_be_switched_off_and_weighed() -> None:
    rules = active_rules(off={"progress.missing"}, weights={"phone.missing": 2.5, "gone": 1.0})
    found = failures(GOOD | {"progress": "", "liaison.phone": ""}, CONTEXT, rules)
    assert [(failure.rule.key, failure.rule.weight) for failure in found] == [("phone.missing", 2.5)]


def test_the_ledgers_settings_switch_rules_off_and_weigh_them() -> None:
    settings = {"rules.off": "progress.missing， progress.vague,gone", "rules.weights": '{"phone.missing": 2}'}
    rules = {rule.key: rule.weight for rule in rules_from(settings)}
    assert set(RULE_BY_KEY) - set(rules) == {"progress.missing", "progress.vague"}
    assert (rules["phone.missing"], rules["phone.lost"]) == (2.0, 1.0)


@pytest.mark.parametrize(
    "settings",
    [
        {}, {"rules.off": "", "rules.weights": ""}, {"rules.weights": "[1]"}, {"rules.weights": "{"},
        {"rules.weights": '{"phone.missing": -1, "phone.lost": NaN, "phone.wrong": true, "text.cut": "2"}'},
    ],
)
def test_a_setting_that_makes_no_sense_leaves_every_rule_in_force(settings: dict[str, str]) -> None:
    assert rules_from(settings) == RULES


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3312345", "3312345"), ("３３１２３４５", "3312345"), ("13800138000、3312345转801", "3312345转801"),
        ("办公室 6234 5678", "6234 5678"),
    ],
)
def test_a_landline_that_only_the_neighbours_can_call_is_a_hint(text: str, shown: str) -> None:
    (found,) = failures(GOOD | {"responsible.phone": text}, CONTEXT)
    assert (found.rule.key, found.sentence) == ("phone.area", f"责任人电话“{shown}”是座机，缺区号，请补写区号。")
    assert is_qualified([found])


def test_every_sentence_is_one_and_names_its_field() -> None:
    texts = {"progress": "", "problems": "xxx", "deadline": "尽快", "liaison.phone": "1", "liaison.name": "同上"}
    for failure in failures(texts, CONTEXT):
        assert failure.sentence.endswith("。")
        assert failure.sentence.count("。") == 1
    assert len({rule.key for rule in RULES}) == len(RULES)
