"""What can't be told is asked, and an answer settles it: unit, month, row, name, rows of another unit."""

from __future__ import annotations

import pytest

from qcapp.domain.forms import ReturnedFile, ReturnedForm
from qcapp.domain.period import Period
from qcapp.domain.place import Place
from qcapp.merge.build import Incoming, build_plan
from qcapp.merge.plan import FilePlan, Outcome
from qcapp.merge.questions import NO_ANSWERS, Answers, Ask, Certainty, Option, Question
from tests.merge.world import DAY, FORM_ID, JULY, World, returned_file, returned_row

TAX_ID = "QC-202107-02-AAAA"


def planned(world: World, form: ReturnedForm | ReturnedFile, answers: Answers = NO_ANSWERS) -> FilePlan:
    file = form if isinstance(form, ReturnedFile) else returned_file(form)
    return build_plan([Incoming(file, DAY, answers)], world.view()).files[0]


def answered(world: World, form: ReturnedForm, value: str) -> FilePlan:
    """The plan after the first waiting question got that answer."""
    first = planned(world, form)
    question = next(each for each in first.questions if each.waits)
    assert value in [option.value for option in question.options]
    return planned(world, form, first.answers.given(question, value))


def test_a_table_of_nobody_in_particular_is_merged_once_its_unit_is_told() -> None:
    world = World()
    form = world.form({3: {"progress": "已推广"}}, form_id=None)
    asked = planned(world, form)
    assert (asked.outcome, asked.asked, asked.recorded) == (Outcome.REFUSED, True, False)
    assert asked.status == "待确认"
    assert [option.value for option in asked.questions[0].options][:2] == ["区税务局", "高新区税务局"]
    told = answered(world, form, "高新区税务局")
    assert (told.unit, told.certainty, told.changed) == ("高新区税务局", Certainty.TOLD, 1)
    assert told.questions[0].answer == "高新区税务局"


def test_an_unknown_name_is_asked_once_and_holds_for_every_file_of_the_go() -> None:
    world = World()
    form = world.form({3: {"progress": "已推广"}}, form_id=None, unit_hints=("区税务分局",))
    asked = planned(world, form)
    assert asked.asked
    assert "区税务分局" in asked.questions[0].sentence
    answers = asked.answers.given(asked.questions[0], "区税务局")
    assert answers.names == {"区税务分局": "区税务局"}
    other = world.form({4: {"progress": "已辅导"}}, form_id=None, unit_hints=("区税务分局",))
    plan = build_plan(
        [Incoming(returned_file(form), DAY, answers), Incoming(returned_file(other, "另一份.xlsx"), DAY)], world.view()
    )
    assert [file.unit for file in plan.files] == ["区税务局", "区税务局"]
    assert not any(file.asked for file in plan.files)


def test_a_strange_name_on_a_sure_form_is_asked_about_and_stops_nothing() -> None:
    world = World()
    world.send("区政数局", {})
    form = world.form({1: {"progress": "已办"}, 2: {}}, unit_hints=("区数据局",))
    plan = planned(world, form)
    (question,) = plan.questions
    assert (question.ask, question.blocking, plan.recorded, plan.certainty) == (Ask.NAME, False, True, Certainty.SURE)
    remembered = planned(world, form, plan.answers.given(question, "区政数局"))
    assert remembered.answers.names == {"区数据局": "区政数局"}
    once = planned(world, form, plan.answers.given(question, ""))
    assert once.answers.names == {"区数据局": None}
    assert [each.waits for each in once.questions] == [False]


@pytest.mark.parametrize("unit", ["区税务局", "高新区税务局"])
def test_a_form_under_another_name_goes_where_the_clerk_says(unit: str) -> None:
    world = World()
    world.send("区税务局", {}, TAX_ID)
    form = world.form({3: {"progress": "已推广"}}, TAX_ID, unit_hints=("高新税务局",))
    assert planned(world, form).asked
    told = answered(world, form, unit)
    assert (told.unit, told.fields[0].key.unit) == (unit, unit)
    assert told.form_id == (TAX_ID if unit == "区税务局" else None)


def test_two_months_in_one_form_wait_and_the_answer_is_kept() -> None:
    world = World()
    world.send("区政数局", {})
    form = world.form({1: {"progress": "已办"}, 2: {}}, period_hint=Period(2021, 8))
    assert planned(world, form).asked
    told = answered(world, form, "2021-08")
    assert (told.period, told.recorded) == (Period(2021, 8), True)
    assert "other_period" in [note.code for note in told.notes]


def test_two_forms_rows_in_one_file_go_to_their_own_units() -> None:
    world = World()
    world.send("区政数局", {(1, "progress"): ""})
    world.send("区税务局", {(4, "progress"): ""}, TAX_ID)
    rows = (*world.form({1: {"progress": "甲"}}).rows, *world.form({4: {"progress": "乙"}}).rows)
    plan = build_plan(
        [Incoming(returned_file(ReturnedForm(rows, {FORM_ID: ("sheet",), TAX_ID: ("caption",)}), "区税务局.xlsx"), DAY)],
        world.view(),
    )
    told = [(file.unit, file.form_id, [(each.key.no, each.theirs) for each in file.fields]) for file in plan.files]
    assert told == [("区政数局", FORM_ID, [(1, "甲")]), ("区税务局", TAX_ID, [(4, "乙")])]
    codes = [[note.code for note in file.notes] for file in plan.files]
    assert all("several_units" in each and "file_name_differs" not in each for each in codes)


def test_two_forms_ids_over_one_units_rows_are_asked_about() -> None:
    world = World()
    world.send("区政数局", {})
    world.send("区税务局", {}, TAX_ID)
    form = ReturnedForm(world.form({1: {"progress": "甲"}}).rows, {FORM_ID: ("property",), TAX_ID: ("footer",)})
    assert planned(world, form).asked
    assert answered(world, form, "区政数局").unit == "区政数局"


def test_rows_of_two_units_without_any_id_are_split_by_their_own_column() -> None:
    world = World()
    rows = (
        returned_row(world.plan, 1, {"progress": "甲"}), returned_row(world.plan, 4, {"progress": "乙"}, unit_label="区税务局"),
    )
    plan = build_plan([Incoming(returned_file(ReturnedForm(rows)), DAY)], world.view())
    assert [(file.unit, file.certainty) for file in plan.files] == [
        ("区政数局", Certainty.LIKELY), ("区税务局", Certainty.LIKELY)
    ]


def test_another_units_rows_are_listed_and_taken_only_when_a_person_says_so() -> None:
    world = World()
    world.send("区政数局", {(1, "progress"): "", (2, "progress"): ""})
    form = world.form({1: {"progress": "甲"}, 2: {}, 4: {"progress": "乙"}})
    plan = planned(world, form)
    assert [each.key.no for each in plan.fields] == [1]
    (question,) = [each for each in plan.questions if each.ask is Ask.ALSO]
    assert not question.blocking
    both = build_plan([Incoming(returned_file(form), DAY, plan.answers.given(question, "区税务局"))], world.view())
    assert [(file.unit, [each.theirs for each in file.fields]) for file in both.files] == [
        ("区政数局", ["甲"]), ("区税务局", ["乙"])
    ]
    refused = build_plan([Incoming(returned_file(form), DAY, plan.answers.given(question, ""))], world.view())
    assert [file.unit for file in refused.files] == ["区政数局"]


def row_form(world: World) -> ReturnedForm:
    """Number and text of one row say different measures."""
    rows = (
        returned_row(world.plan, 1, {"progress": "甲"}),
        returned_row(world.plan, 2, {"progress": "乙"}, no=2, measure_text="推行一件事一次办理。公布办理事项目录。"),
    )
    return ReturnedForm(rows, {FORM_ID: ("property",)})


def test_a_row_between_two_measures_waits_for_its_number() -> None:
    world = World()
    world.send("区政数局", {})
    rows = tuple(
        returned_row(world.plan, 1, {"progress": "丙"}, no=None, measure_text="压减办理的时间，公布目录。") for _ in range(1)
    )
    form = ReturnedForm((*world.form({1: {"progress": "甲"}}).rows, *rows), {FORM_ID: ("property",)})
    plan = planned(world, form)
    asked = [each for each in plan.questions if each.ask is Ask.ROW]
    assert asked
    assert plan.waits
    assert "丙" not in [each.theirs for each in plan.fields]
    told = planned(world, form, plan.answers.given(asked[0], "2"))
    assert [(each.key.no, each.theirs) for each in told.fields] == [(1, "甲"), (2, "丙")]
    left = planned(world, form, plan.answers.given(asked[0], ""))
    assert not left.waits
    assert [each.key.no for each in left.fields] == [1]


def test_a_row_of_no_measure_is_a_proposal_told_with_its_words() -> None:
    world = World()
    world.send("区政数局", {})
    extra = returned_row(world.plan, 1, {"progress": "已开展调研"}, no=9, measure_text="新建一座体育公园，配套停车场。")
    form = ReturnedForm((*world.form({1: {"progress": "甲"}}).rows, extra), {FORM_ID: ("property",)})
    plan = planned(world, form)
    (note,) = [each for each in plan.notes if each.code == "row_added"]
    assert "新建一座体育公园" in note.message
    assert "已开展调研" in note.message
    assert [each.key.no for each in plan.fields] == [1]


def test_answers_can_be_taken_back_one_by_one() -> None:
    place = Place("表1", 3, 1)
    unit = Question(Ask.UNIT, "？", (Option("区税务局", ""),), subject="税分局")
    row = Question(Ask.ROW, "？", (Option("2", ""), Option("", "")), place=place)
    month = Question(Ask.PERIOD, "？", (Option("2021-07", ""),))
    also = Question(Ask.ALSO, "？", (Option("", ""),), subject="区政数局")
    answers = NO_ANSWERS
    for question, value in ((unit, "区税务局"), (row, ""), (month, "2021-07"), (also, "")):
        answers = answers.given(question, value)
        assert answers.to(question) == value
        assert not answers.on(question).waits
    assert answers == Answers("区税务局", JULY, {place: None}, {"税分局": "区税务局"}, {"区政数局": False})
    for question in (unit, row, month, also):
        answers = answers.without(question)
        assert answers.to(question) is None
    assert answers == Answers(None, None, {}, {}, {})
