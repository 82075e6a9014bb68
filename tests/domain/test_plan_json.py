"""The built-in list loads, and survives being written out again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.plan import Assignment, Measure, Plan, Task, Unit
from qcapp.domain.plan_json import dump_plan, load_plan

PLAN_FILE = Path(__file__).resolve().parents[2] / "resources" / "plan_2021.json"

SMALL: dict[str, Any] = {
    "format": 1,
    "year": 2031,
    "title": "甲县2031年清单",
    "tasks": [{"order": 1, "heading": "一.开办企业"}],
    "units": [{"name": "甲局", "aliases": ["甲县甲局"]}],
    "measures": [{"no": 5, "task": 1, "text": "办好。"}],
    "assignments": [{"no": 5, "unit": "甲局"}],
}


def small(**changes: Any) -> str:
    return json.dumps({**SMALL, **changes}, ensure_ascii=False)


def test_the_built_in_list_loads_whole() -> None:
    plan = load_plan(PLAN_FILE.read_text(encoding="utf-8"))
    raw = json.loads(PLAN_FILE.read_text(encoding="utf-8"))
    for name in ("tasks", "measures", "units", "assignments", "sections"):
        assert len(getattr(plan, name)) == len(raw[name])
    assert [measure.text for measure in plan.measures] == [measure["text"] for measure in raw["measures"]]
    assert (plan.year, plan.district, plan.office, plan.due_day) == (2021, "清城区", "区营商办", 25)
    assert plan.units_of[11] == ("区税务局", "高新区税务局")
    assert plan.printed_unit(1) == "区工信局（区企业服务中心）"
    assert plan.measure(44).contacts == ("责任人", "联系人", "联系人")
    assert plan.unit_named("区政务服务数据管理局") == "区政数局"
    assert plan.section_by_key["（五）4"].units == "清城区税务局、高新区税务局"
    assert [item.no for item in plan.assignments if item.inferred] == [74]


def test_a_list_written_out_reads_back_equal() -> None:
    plan = load_plan(PLAN_FILE.read_text(encoding="utf-8"))
    assert load_plan(dump_plan(plan)) == plan


def test_a_list_that_leaves_out_what_may_be_left_out_gets_the_defaults() -> None:
    assert load_plan(small()) == Plan(
        year=2031,
        title="甲县2031年清单",
        tasks=(Task(1, "一.开办企业"),),
        measures=(Measure(5, 1, "办好。", None, ("责任人", "联系人"), None),),
        units=(Unit("甲局", ("甲县甲局",)),),
        assignments=(Assignment(5, "甲局"),),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "已损坏"),
        ("[1, 2", "已损坏"),
        ("[]", "不是本程序认识的"),
        (small(format=2), "升级程序"),
        (small(measures=None), "缺少必要的内容"),
        (small(year="2031"), "缺少必要的内容"),
        (small(title=7), "缺少必要的内容"),
        (small(tasks=[{"order": 1}]), "缺少必要的内容"),
        (small(tasks=[]), "前后矛盾"),
        (small(assignments=[{"no": 6, "unit": "甲局"}]), "前后矛盾"),
        (small(assignments=[{"no": 5, "unit": "乙局"}]), "前后矛盾"),
        (small(assignments=[{"no": 5, "unit": "甲局"}] * 2), "前后矛盾"),
        (small(measures=[{"no": 5, "task": 1, "text": "办好。"}] * 2), "前后矛盾"),
        (small(measures=[{"no": 5, "task": 1, "text": "办好。", "contacts": ["责任人", "经办人"]}]), "前后矛盾"),
        (small(due_day=32), "前后矛盾"),
    ],
)
def test_a_broken_list_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        load_plan(text)
