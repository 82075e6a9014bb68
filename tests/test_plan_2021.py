"""The built-in 2021 list, read raw: it must say what the printed annex says."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

PLAN_FILE = Path(__file__).resolve().parents[1] / "resources" / "plan_2021.json"

Plan = dict[str, Any]

JOINT = {
    11: ["区税务局", "高新区税务局"],
    13: ["区税务局", "高新区税务局"],
    20: ["区税务局", "高新区税务局"],
    55: ["区税务局", "高新区税务局"],
    56: ["区税务局", "高新区税务局"],
}

UNITS_IN_PRINTED_ORDER = [
    "区工信局",
    "区卫健局",
    "区文广局",
    "区消防救援大队",
    "区发改局",
    "区住建局",
    "市自然资源局清城分局",
    "区政数局",
    "区大数据中心",
    "区市场监管局",
    "区税务局",
    "高新区税务局",
    "区财政局",
    "市公安局清城分局",
    "区教育局",
    "清城供电局",
    "区水利局",
    "区城综局",
    "区交通运输局",
    "区法院",
]

MEASURES_PER_TASK = [1, 4, 2, 2, 11, 6, 7, 5, 12, 3, 1, 2, 3, 3, 2, 1, 2, 3, 4]

MEASURES_PER_UNIT = {
    "区政数局": 11,
    "市自然资源局清城分局": 10,
    "区住建局": 9,
    "区市场监管局": 8,
    "区法院": 6,
    "区税务局": 5,
    "高新区税务局": 5,
    "区工信局": 4,
    "区财政局": 4,
    "区水利局": 4,
    "区发改局": 2,
    "区大数据中心": 2,
    "区城综局": 2,
    "区卫健局": 1,
    "区文广局": 1,
    "区消防救援大队": 1,
    "市公安局清城分局": 1,
    "区教育局": 1,
    "清城供电局": 1,
    "区交通运输局": 1,
}

SECTIONS_OF_SPLIT_ITEMS = {
    "（四）": [8, 9],
    "（五）1": [10, 11, 12, 13, 14],
    "（五）2": [15, 16, 17],
    "（五）3": [18, 19],
    "（七）3": [29, 30],
    "（七）4": [31, 32],
    "（八）3": [36, 37],
    "（九）1": [39, 40, 41, 43, 44],
    "（九）2": [42, 45, 46, 47, 48],
    "（十）2": [52, 53],
    "（十九）2": [72, 73],
}


# Of all 74 numbered texts, taken when they equalled the source in every character.
TEXT_SHA256 = "8a26ab65c54de63f9cfa1cd336e4cc7deb85ae19edf58fd1eb6c2d471fe772e4"


@pytest.fixture(scope="module")
def plan() -> Plan:
    loaded: Plan = json.loads(PLAN_FILE.read_text(encoding="utf-8"))
    return loaded


def measure(plan: Plan, no: int) -> Plan:
    found: Plan = next(m for m in plan["measures"] if m["no"] == no)
    return found


def units_of(plan: Plan, no: int) -> list[str]:
    return [a["unit"] for a in plan["assignments"] if a["no"] == no]


# --- the list as a whole


def test_the_ledger_opens_under_the_official_title(plan: Plan) -> None:
    assert plan["format"] == 1
    assert plan["year"] == 2021
    assert plan["district"] == "清城区"
    assert plan["title"] == "清城区2021年对标先进优化营商环境责任清单细化表"
    assert plan["source"] == "清城区2021年对标先进优化营商环境实施方案（稿）"


def test_returns_fall_due_on_the_25th_at_the_district_office(plan: Plan) -> None:
    assert plan["due_day"] == 25
    assert plan["office"] == "区营商办"


def test_no_task_measure_unit_or_assignment_is_missing(plan: Plan) -> None:
    sizes = {k: len(plan[k]) for k in ("sections", "tasks", "measures", "units", "assignments")}
    assert sizes == {
        "sections": 54,
        "tasks": 19,
        "measures": 74,
        "units": 20,
        "assignments": 79,
    }


# --- tasks


def test_tasks_stand_in_the_printed_order_with_their_own_dots(plan: Plan) -> None:
    assert [(t["order"], t["heading"]) for t in plan["tasks"]] == [
        (1, "一.开展CSO首席服务官体系标准化建设试点工作"),
        (2, "二．开发“信易+”、“信用+”应用场景"),
        (3, "三.持续加大工程建设项目审批改革"),
        (4, "四.推进“数据上云”"),
        (5, "五.开办企业"),
        (6, "六.办理规划许可"),
        (7, "七.办理建筑许可"),
        (8, "八.获得电力"),
        (9, "九.获得用水、用气"),
        (10, "十.登记财产"),
        (11, "十一．获得信贷"),
        (12, "十二.纳税"),
        (13, "十三．跨境贸易"),
        (14, "十四.执行合同"),
        (15, "十五.办理破产"),
        (16, "十六．政府采购"),
        (17, "十七.市场监管"),
        (18, "十八.知识产权创造、运用和保护"),
        (19, "十九.政务服务"),
    ]


def test_every_task_keeps_its_own_measures_in_one_unbroken_run(plan: Plan) -> None:
    tasks = [m["task"] for m in plan["measures"]]
    assert tasks == sorted(tasks)
    assert [tasks.count(order) for order in range(1, 20)] == MEASURES_PER_TASK


# --- measures


def test_measures_are_numbered_without_gap_or_repeat(plan: Plan) -> None:
    assert [m["no"] for m in plan["measures"]] == list(range(1, 75))


def test_the_printed_number_is_not_printed_twice(plan: Plan) -> None:
    assert [m["no"] for m in plan["measures"] if m["text"].startswith(f"{m['no']}.")] == []


def test_no_measure_text_carries_table_debris(plan: Plan) -> None:
    for m in plan["measures"]:
        assert m["text"] == m["text"].strip(), m["no"]
        assert "\t" not in m["text"], m["no"]
        assert "\n\n" not in m["text"], m["no"]
        assert m["text"].endswith("。"), m["no"]


def test_measure_7_keeps_both_its_paragraphs(plan: Plan) -> None:
    first, second = measure(plan, 7)["text"].split("\n")
    assert first == "探索建立建设工程设计方案第三方审查制度。"
    assert second.startswith(
        "根据广东省自然资源厅印发《关于加强和改进控制性详细规划管理若干指导意见（暂行）》"
    )
    assert second.endswith(
        "同时，参照广州、东莞、惠州等地实行建设工程承诺制，由事前审批转变为事中、事后监管。"
    )


def test_only_measure_7_is_broken_into_paragraphs(plan: Plan) -> None:
    assert [m["no"] for m in plan["measures"] if "\n" in m["text"]] == [7]


@pytest.mark.parametrize(
    ("no", "text"),
    [
        (9, "将各单位部署在中心机房的自建业务系统数据进行梳理和统计，并将结果报送区政数局。"),
        (13, "全程无缝对接，为企业一次性发放发票和税务Ukey。"),
        (19, "做好为新开办企业提供免费刻制公章财政保障。"),
        (
            27,
            "统筹推进制定社会投资低风险项目简易审批流程（项目范围以省、市有关文件界定为准）。",
        ),
        (43, "优化工程建设用水用气改革行政审批流程等。"),
        (53, "加大土地纠纷数量统计数据管理。"),
        (65, "提高采购透明度。推行采购意向公开，提高投标人对评标、中标结果的知情权。"),
    ],
)
def test_official_wording_is_word_for_word(plan: Plan, no: int, text: str) -> None:
    assert measure(plan, no)["text"] == text


@pytest.mark.parametrize(
    ("no", "fragment"),
    [
        (1, "专责对接企业落地清远所有事务"),
        (3, "同步实施线下、线上信用生活激励措施,共同打造良好的信用体系,提升清城旅游品牌形象"),
        (24, "进一 步推进联合测绘工作，优化我市营商环境"),
        (25, "“容缺受理”工作制度, 做好典型"),
        (26, "若干规划用地改革 事项的通知》（粤自然资函〔2020〕552 号）,探索"),
        (26, "《清远市<建设工程规划许可证>、<乡村建设规划许可证>豁免项目清单》"),
        (31, "狠抓粤府〔 2019〕 49号文件"),
        (34, "5个工作日(不含公示时间）；"),
        (66, "在证照监管、商事登记、广告监管"),
    ],
)
def test_the_annexs_own_spacing_and_punctuation_are_not_tidied(
    plan: Plan, no: int, fragment: str
) -> None:
    assert fragment in measure(plan, no)["text"]


def test_no_character_of_the_official_text_has_slipped(plan: Plan) -> None:
    printed = "\n".join(f"{m['no']}.{m['text']}" for m in plan["measures"])
    assert hashlib.sha256(printed.encode("utf-8")).hexdigest() == TEXT_SHA256


def test_only_measures_72_and_73_share_their_words(plan: Plan) -> None:
    seen: dict[str, list[int]] = {}
    for m in plan["measures"]:
        seen.setdefault(m["text"], []).append(m["no"])
    assert [nos for nos in seen.values() if len(nos) > 1] == [[72, 73]]
    assert (units_of(plan, 72), units_of(plan, 73)) == (["区政数局"], ["区大数据中心"])


def test_measure_1_keeps_the_label_that_was_printed(plan: Plan) -> None:
    labels = {m["no"]: m["printed_unit"] for m in plan["measures"] if m["printed_unit"] is not None}
    assert labels == {1: "区工信局（区企业服务中心）"}
    assert units_of(plan, 1) == ["区工信局"]


def test_measure_44_keeps_its_second_contact_person(plan: Plan) -> None:
    assert measure(plan, 44)["contacts"] == ["责任人", "联系人", "联系人"]
    others = {tuple(m["contacts"]) for m in plan["measures"] if m["no"] != 44}
    assert others == {("责任人", "联系人")}


# --- units


def test_units_stand_in_the_order_they_first_appear(plan: Plan) -> None:
    assert [u["name"] for u in plan["units"]] == UNITS_IN_PRINTED_ORDER


def test_a_unit_is_known_by_the_long_name_it_signs_with(plan: Plan) -> None:
    aliases = {u["name"]: u["aliases"] for u in plan["units"] if u["aliases"]}
    assert aliases == {
        "区工信局": ["区工信局（区企业服务中心）", "区企业服务中心"],
        "区文广局": ["区文广旅体局"],
        "区发改局": ["区发展改革局"],
        "区住建局": ["区住房城乡建设局"],
        "市自然资源局清城分局": ["清远市自然资源局清城分局"],
        "区政数局": ["区政务服务数据管理局"],
        "区市场监管局": ["区市场监督管理局"],
        "区税务局": ["清城区税务局"],
        "区城综局": ["区城市管理综合执法局"],
    }


def test_no_name_leads_to_two_units(plan: Plan) -> None:
    names = Counter(name for u in plan["units"] for name in [u["name"], *u["aliases"]])
    assert [name for name, times in names.items() if times > 1] == []


# --- assignments


def test_every_measure_has_a_unit_that_the_list_knows(plan: Plan) -> None:
    known = {u["name"] for u in plan["units"]}
    assert {a["unit"] for a in plan["assignments"]} - known == set()
    assert {a["no"] for a in plan["assignments"]} == set(range(1, 75))


def test_no_unit_is_left_without_a_form_to_fill(plan: Plan) -> None:
    assert Counter(a["unit"] for a in plan["assignments"]) == MEASURES_PER_UNIT


def test_joint_measures_go_to_both_tax_offices(plan: Plan) -> None:
    joint = {no: units_of(plan, no) for no in range(1, 75) if len(units_of(plan, no)) > 1}
    assert joint == JOINT


def test_nobody_is_asked_twice_for_the_same_measure(plan: Plan) -> None:
    pairs = [(a["no"], a["unit"]) for a in plan["assignments"]]
    assert len(set(pairs)) == len(pairs)
    assert [no for no, _ in pairs] == sorted(no for no, _ in pairs)


def test_measure_74_says_that_its_unit_was_inferred(plan: Plan) -> None:
    inferred = [a for a in plan["assignments"] if "inferred" in a]
    assert [(a["no"], a["unit"]) for a in inferred] == [(74, "区政数局")]
    assert "（十九）3" in inferred[0]["inferred"]
    assert inferred[0]["inferred"].endswith("。")
    section = next(s for s in plan["sections"] if s["key"] == "（十九）3")
    assert section["units"] == "区政务服务数据管理局"


# --- the plan's own sections, shown beside each measure


def test_every_measure_can_show_the_plan_section_it_comes_from(plan: Plan) -> None:
    keys = [s["key"] for s in plan["sections"]]
    assert len(set(keys)) == len(keys)
    assert {m["section"] for m in plan["measures"]} <= set(keys)


def test_only_the_third_party_evaluation_has_no_measure(plan: Plan) -> None:
    used = {m["section"] for m in plan["measures"]}
    assert [s["key"] for s in plan["sections"] if s["key"] not in used] == ["（二十）"]


def test_items_that_the_annex_split_lead_back_to_one_section(plan: Plan) -> None:
    measures: dict[str, list[int]] = {}
    for m in plan["measures"]:
        measures.setdefault(m["section"], []).append(m["no"])
    split = {key: nos for key, nos in measures.items() if len(nos) > 1}
    assert split == SECTIONS_OF_SPLIT_ITEMS


def test_a_measure_is_never_shown_a_section_of_another_task(plan: Plan) -> None:
    """The annex's tasks are the plan's own headings, in the same order."""
    headings = {s["key"]: s["heading"] for s in plan["sections"]}
    tasks = {t["order"]: t["heading"] for t in plan["tasks"]}
    for m in plan["measures"]:
        printed = tasks[m["task"]].replace("．", ".").split(".", 1)[1]
        assert headings[m["section"]] == printed, m["no"]


def test_a_section_shows_only_its_own_words(plan: Plan) -> None:
    for s in plan["sections"]:
        assert s["text"] == s["text"].strip(), s["key"]
        assert s["text"].endswith("。"), s["key"]
        assert "责任单位" not in s["text"], s["key"]
        assert not s["text"][0].isdigit(), s["key"]
        assert not s["heading"].endswith("。"), s["key"]


def test_every_unit_named_in_a_section_is_recognised(plan: Plan) -> None:
    known = {name for u in plan["units"] for name in [u["name"], *u["aliases"]]}
    named = {name for s in plan["sections"] for name in s["units"].split("、")}
    assert named - known == {"区营商办"}


def test_a_measure_goes_only_to_units_its_section_names(plan: Plan) -> None:
    """Measure 48 is the annex's own exception: （九）2 does not name 区政数局."""
    canonical = {n: u["name"] for u in plan["units"] for n in [u["name"], *u["aliases"]]}
    named = {
        s["key"]: {canonical.get(n, n) for n in s["units"].split("、")} for s in plan["sections"]
    }
    strangers = [
        (m["no"], unit)
        for m in plan["measures"]
        for unit in units_of(plan, m["no"])
        if unit not in named[m["section"]]
    ]
    assert strangers == [(48, "区政数局")]


def test_the_number_that_the_source_lost_is_marked_as_inferred(plan: Plan) -> None:
    inferred = [s["key"] for s in plan["sections"] if s.get("number_inferred")]
    assert inferred == ["（二）1", "（二）2", "（二）3", "（二）4"]
    headings = {s["heading"] for s in plan["sections"] if s.get("number_inferred")}
    assert headings == {"开发“信易+”、“信用+”应用场景"}


def test_a_section_reads_as_the_plan_has_it(plan: Plan) -> None:
    sections = {s["key"]: s for s in plan["sections"]}
    assert sections["（一）"]["units"] == "区工信局（区企业服务中心）"
    assert "专责对接企业落地清城所有事务" in sections["（一）"]["text"]
    assert sections["（五）4"]["heading"] == "开办企业"
    assert sections["（五）4"]["units"] == "清城区税务局、高新区税务局"
    assert sections["（五）4"]["text"].startswith(
        "提升新办纳税人套餐式服务。税务部门进驻区政务服务中心，"
    )
    assert sections["（七）1"]["text"] == (
        "制定出台社会投资低风险项目简易审批流程。项目范围以省、市文件界定为准。"
    )
