"""Where what came back could mean two things, neither is written: each of these once went into the ledger unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from qcapp.domain.forms import FillForm, ReturnedForm
from qcapp.domain.period import Period
from qcapp.merge.build import Incoming, build_plan
from qcapp.merge.diff import Verdict
from qcapp.merge.names import is_name
from qcapp.merge.plan import FilePlan, Outcome
from qcapp.merge.questions import Ask
from tests.merge.world import DAY, FORM_ID, JULY, World, returned_file, returned_row

UNIT = "区政数局"
TAX_ID = "QC-202107-02-AAAA"


def planned(world: World, form: ReturnedForm, **known: object) -> FilePlan:
    view = world.view()
    view = replace(view, known=replace(view.known, **known))  # type: ignore[arg-type]
    return build_plan([Incoming(returned_file(form), DAY)], view).files[0]


def test_an_unchanged_prefill_of_an_earlier_dispatch_does_not_take_the_clerks_edit_back() -> None:
    world = World()
    world.send(UNIT, {(1, "deadline"): "2021年10月底"}, "QC-202107-01-AAAA")
    world.send(UNIT, {(1, "deadline"): "2021年12月底"}, "QC-202107-01-BBBB")
    world.ledger[1, UNIT, "deadline"] = "2021年12月底"
    form = world.form({1: {"progress": "已办", "deadline": "2021年10月底"}, 2: {}}, None, unit_hints=(UNIT,))
    plan = planned(world, form, forms_to=lambda unit, period: tuple(world.sent.values()))
    shown = {each.key.field: (each.verdict, each.result) for each in plan.fields}
    assert shown == {"progress": (Verdict.THEIRS, "已办"), "deadline": (Verdict.OURS, "2021年12月底")}


def test_a_month_that_nothing_was_sent_for_is_asked_about() -> None:
    world = World()
    form = world.form({1: {"progress": "已办"}, 2: {}}, None, period_hint=Period(2022, 1))
    plan = planned(world, form, used=frozenset({JULY}))
    (question,) = plan.questions
    assert (question.ask, plan.recorded) == (Ask.PERIOD, False)
    assert [option.value for option in question.options] == ["2021-07", "2022-01"]
    assert planned(world, form).period == Period(2022, 1), "a ledger that never sent anything has nothing to doubt by"


def test_a_row_of_two_forms_that_nobody_can_place_is_told() -> None:
    world = World()
    world.send(UNIT, {})
    world.send("区税务局", {}, TAX_ID)
    rows = (
        *world.form({1: {"progress": "甲"}}).rows, *world.form({4: {"progress": "乙"}}).rows,
        returned_row(world.plan, 2, {"progress": "丙"}, no=None, measure_text="另外新添的一行内容，谁都不是。", unit_label=""),
    )
    plan = planned(world, ReturnedForm(rows, {FORM_ID: ("sheet",), TAX_ID: ("caption",)}))
    assert "另外新添的一行内容" in next(note.message for note in plan.notes if note.code == "row_unplaced")


def test_the_sheets_own_form_id_says_whose_a_joint_measures_row_is() -> None:
    world = World()
    world.send("高新区税务局", {}, FORM_ID)
    world.send("区税务局", {}, TAX_ID)
    joint = returned_row(world.plan, 3, {"progress": "甲"}, unit_label="")
    other = joint.cells["progress"]._replace(text="乙")
    rows = (replace(joint, form_id=FORM_ID), replace(joint, form_id=TAX_ID, cells={"progress": other}))
    files = build_plan(
        [Incoming(returned_file(ReturnedForm(rows, {FORM_ID: ("sheet",), TAX_ID: ("caption",)})), DAY)], world.view()
    ).files
    assert {file.unit: file.fields[0].theirs for file in files} == {"高新区税务局": "甲", "区税务局": "乙"}


def test_an_old_file_that_comes_again_on_the_day_of_its_correction_is_asked_about() -> None:
    world = World()
    world.send(UNIT, {(1, "progress"): ""})
    world.merged_before(UNIT, {(1, "progress"): "同上"}, DAY, 1)
    world.merged_before(UNIT, {(1, "progress"): "已改好12户"}, DAY, 2)
    world.ledger[1, UNIT, "progress"] = "已改好12户"
    field = planned(world, world.form({1: {"progress": "同上"}, 2: {}})).fields[0]
    assert (field.verdict, field.result) == (Verdict.CONFLICT, "已改好12户")
    later = [Incoming(returned_file(world.form({1: {"progress": "同上"}, 2: {}})), date(2021, 7, 29))]
    assert build_plan(later, world.view()).files[0].fields[0].verdict is Verdict.THEIRS


@pytest.mark.parametrize("order", [1, -1])
def test_words_beside_a_measure_that_stands_twice_are_kept_whichever_row_has_them(order: int) -> None:
    world = World()
    world.send(UNIT, {(1, "progress"): ""})
    (first,) = world.form({1: {"progress": "已办"}}).rows
    beside = replace(first, cells={"progress": first.cells["progress"]._replace(text="", aside="批注：另见清单")})
    plan = planned(world, ReturnedForm((first, beside)[::order], {FORM_ID: ("property",)}))
    assert (plan.fields[0].theirs, plan.fields[0].aside) == ("已办", "另见清单")


def test_rounded_numbers_are_not_joined_into_one() -> None:
    world = World()
    world.send(UNIT, {})
    world.ledger[1, UNIT, "liaison.phone"] = "13700137000"
    (first,) = world.form({1: {"liaison.phone": "1.38E+10"}}).rows
    (second,) = world.form({1: {"liaison.phone": "1.39E+10"}}).rows
    plan = planned(world, ReturnedForm((first, second), {FORM_ID: ("property",)}))
    assert (plan.fields[0].verdict, plan.fields[0].result) == (Verdict.OURS, "13700137000")


def test_rows_copied_for_reference_make_nobody_returned() -> None:
    world = World()
    rows = (
        returned_row(world.plan, 1, {"progress": "甲"}),
        returned_row(world.plan, 4, {"progress": ""}, unit_label="区税务局"),
    )
    files = build_plan([Incoming(returned_file(ReturnedForm(rows)), DAY)], world.view()).files
    assert [file.unit for file in files] == [UNIT]
    assert "part_silent" in [note.code for note in files[0].notes]


def test_a_file_kept_unread_is_merged_once_it_can_be_read() -> None:
    world = World()
    world.send(UNIT, {(1, "progress"): ""})
    file = returned_file(world.form({1: {"progress": "已办"}, 2: {}}))
    world.merged_before(UNIT, {}, DAY)
    world.records = [world.records[0]._replace(sha256=file.sha256)]
    (plan,) = world.plan_merge(file).files
    assert (plan.outcome, plan.changed) == (Outcome.MERGED, 1)


def test_a_row_left_open_at_the_merge_can_be_answered_later() -> None:
    world = World()
    world.send(UNIT, {(2, "progress"): ""})
    doubtful = returned_row(world.plan, 1, {"progress": "丙"}, no=None, measure_text="压减办理的时间，公布目录。")
    form = ReturnedForm((*world.form({1: {"progress": "甲"}}).rows, doubtful), {FORM_ID: ("property",)})
    file = returned_file(form)
    world.merged_before(UNIT, {(1, "progress"): "甲"}, DAY)
    world.records = [world.records[0]._replace(sha256=file.sha256)]
    world.ledger[1, UNIT, "progress"] = "甲"
    (plan,) = world.plan_merge(file).files
    assert plan.outcome is Outcome.DUPLICATE
    (question,) = [each for each in plan.questions if each.ask is Ask.ROW]
    told = build_plan([Incoming(file, DAY, plan.answers.given(question, "2"))], world.view()).files[0]
    assert {each.key.no: each.result for each in told.fields if each.changes} == {2: "丙"}


def test_a_correction_merged_into_another_month_is_that_months_own_return() -> None:
    world = World()
    world.sent[FORM_ID] = FillForm(FORM_ID, UNIT, JULY, datetime(2021, 7, 26), {(1, "progress"): "同上"}, (), "a" * 64)
    form = world.form({1: {"progress": "已办"}})
    assert world.plan_merge(form).files[0].corrects == "a" * 64
    assert world.plan_merge(form, period=Period(2021, 8)).files[0].corrects is None


def test_a_text_carried_by_the_form_is_no_remark_on_the_ledger() -> None:
    world = World()
    world.send(UNIT, {(1, "deadline"): "2021年10月底"})
    world.ledger[1, UNIT, "deadline"] = "2021年12月底"
    plan = planned(world, world.form({1: {"deadline": "2021年10月底"}, 2: {}}))
    assert "deadline_moves" not in [note.code for note in plan.notes]
    assert not plan.fields[0].informs


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("区数据局", True), ("区政务服务和数据管理局", True), ("清城区供电局（盖章）", True), ("高新区管委会", True),
        ("办公室", False), ("本单位", False), ("我局", False), ("万元、户", False), ("综合科", False), ("某某局", False),
        ("", False),
    ],
)
def test_only_what_is_called_like_a_unit_is_ever_remembered(text: str, name: bool) -> None:
    assert is_name(text) is name


