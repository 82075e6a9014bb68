"""A ledger can begin with any official table: tasks, measures, units and contacts come out as printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.plan import Assignment, Plan, Task, Unit
from qcapp.domain.plan_json import load_plan
from qcapp.forms.layout import Block, ContactLine, TableDocument
from qcapp.forms.plan_reader import read_plan
from tests.forms.table_world import HEADINGS, block, document, drawn, sheet

BUILT_IN = load_plan(
    (Path(__file__).resolve().parents[2] / "resources" / "plan_2021.json").read_text(encoding="utf-8")
)
TITLE = "甲县2032年优化营商环境责任清单细化表"


def printed(plan: Plan) -> TableDocument:
    """The official table with nothing filled in."""
    blocks = tuple(
        Block(
            measure.no, plan.task_of(measure.no).heading, measure.printed, plan.printed_unit(measure.no),
            tuple(ContactLine(label, "", "") for label in measure.contacts), "", "", "",
        )
        for measure in plan.measures
    )
    return TableDocument(plan.title, blocks)


def same_as_printed(plan: Plan) -> Plan:
    """What a printed table can't tell is left out: sections, reasons, names that stand nowhere in it."""
    return replace(
        plan,
        measures=tuple(measure._replace(section=None) for measure in plan.measures),
        units=tuple(Unit(unit.name) for unit in plan.units),
        assignments=tuple(item._replace(inferred=None) for item in plan.assignments),
        sections=(),
        source="",
    )


def table(*blocks: Block, title: str = TITLE) -> Plan:
    return read_plan(drawn(TableDocument(title, blocks)))


def test_the_built_in_list_printed_and_read_back_is_the_same_list() -> None:
    found = read_plan(drawn(printed(BUILT_IN)))
    assert found.tasks == BUILT_IN.tasks
    assert same_as_printed(found) == same_as_printed(BUILT_IN)
    assert found.units[0] == BUILT_IN.units[0]


def test_year_district_and_office_come_of_the_title() -> None:
    found = table(block(1))
    assert (found.year, found.title, found.district, found.office, found.due_day) == (2032, TITLE, "甲县", "县营商办", 25)
    plain = table(block(1), title="2032年责任清单")
    assert (plain.year, plain.district, plain.office) == (2032, "", "营商办")


def test_a_title_without_a_year_asks_for_it() -> None:
    with pytest.raises(UnreadableFile, match="标题里没有年份"):
        table(block(1), title="责任清单细化表")
    bare = drawn(TableDocument("责任清单细化表", (block(1),)))
    assert read_plan(bare, 2033).year == 2033


def test_tasks_keep_their_printed_headings_and_order() -> None:
    found = table(block(1, task="一.甲"), block(2, task="二．乙"), block(3, task="二．乙"), block(4, task="三、\n丙"))
    assert found.tasks == (Task(1, "一.甲"), Task(2, "二．乙"), Task(3, "三、丙"))
    assert [measure.task for measure in found.measures] == [1, 2, 2, 3]


def test_a_list_without_tasks_still_makes_a_ledger() -> None:
    rows = [(TITLE,), ("改革措施", "责任单位", "进展情况"), ("1.甲。", "区甲局", "")]
    found = read_plan(document(sheet(rows)))
    assert (found.tasks, found.measures[0].contacts) == ((Task(1, "未列重点任务"),), ("责任人", "联系人"))


@pytest.mark.parametrize(
    "label", ["区甲局、区乙局", "区甲局，区乙局", "区甲局;区乙局", "区甲局\n区乙局", "牵头单位：区甲局；配合单位：区乙局"]
)
def test_joint_measures_belong_to_each_unit_of_the_label(label: str) -> None:
    found = table(block(7, unit=label))
    assert found.assignments == (Assignment(7, "区甲局"), Assignment(7, "区乙局"))
    assert found.printed_unit(7) == label
    assert (found.measures[0].printed_unit is None) == (label == "区甲局、区乙局")


def test_parentheses_name_an_alias() -> None:
    found = table(block(1, unit="区工信局（区企业服务中心）"), block(2, unit="区工信局"))
    assert found.units == (Unit("区工信局", ("区工信局（区企业服务中心）", "区企业服务中心")),)
    assert [measure.printed_unit for measure in found.measures] == ["区工信局（区企业服务中心）", None]


def test_an_alias_never_leads_to_two_units() -> None:
    found = table(block(1, unit="区甲局（区乙局）"), block(2, unit="区乙局"), block(3, unit="区丙局（窗口）、区丁局（窗口）"))
    assert {unit.name: unit.aliases for unit in found.units} == {
        "区甲局": ("区甲局（区乙局）",), "区乙局": (), "区丙局": ("区丙局（窗口）",), "区丁局": ("区丁局（窗口）",),
    }


def test_measures_without_numbers_are_numbered_in_order() -> None:
    rows = [(TITLE,), HEADINGS]
    rows += [("一.甲", text, "区甲局", "", "", "", "", "") for text in ("甲。", "5.乙。", "丙。", "丁。")]
    found = read_plan(document(sheet(rows)))
    assert [(measure.no, measure.text) for measure in found.measures] == [(1, "甲。"), (5, "乙。"), (6, "丙。"), (7, "丁。")]


def test_a_number_given_twice_is_named() -> None:
    with pytest.raises(UnreadableFile, match="序号 7 出现了 2 次"):
        table(block(7, "甲。"), block(7, "乙。"))


def test_a_measure_without_unit_or_words_is_named() -> None:
    with pytest.raises(UnreadableFile, match="第 8 条没有责任单位"):
        table(block(7), block(8, unit=""))
    with pytest.raises(UnreadableFile, match="第 8 条没有措施文字"):
        table(block(7), block(8, ""))


@pytest.mark.parametrize(
    "carrier",
    [{"carriers": (("property", "QC-203207-07-3F9K"),)}, {"texts": ("表号：ｑｃ—203207—07—3f9k",)}],
    ids=["untouched", "retyped"],
)
def test_one_units_form_does_not_become_the_whole_list(carrier: dict[str, Any]) -> None:
    form = replace(drawn(TableDocument(TITLE, (block(1),))), **carrier)
    with pytest.raises(UnreadableFile, match=r"表号 QC-203207-07-3F9K.*正式的责任清单细化表"):
        read_plan(form)


def test_a_file_without_the_table_is_refused_in_words() -> None:
    with pytest.raises(UnreadableFile, match="没有找到责任清单细化表"):
        read_plan(document(sheet([("随便",)])))
