"""Whose form, which month, which measure: told by content, and refused in words when it can't be told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.forms import ReturnedForm, ReturnedRow
from qcapp.domain.period import Period
from qcapp.merge.identity import Known
from qcapp.merge.match import Matched
from qcapp.merge.match import match as match_all
from qcapp.merge.names import units_in, units_within
from qcapp.merge.rows import MeasureFinder
from tests.factory import small_plan
from tests.merge.world import FORM_ID, JULY, World, returned_row

PLAN = small_plan()
NAMES = {"区政数局": "区政数局", "政数局": "区政数局", "区税务局": "区税务局", "高新区税务局": "高新区税务局"}


@pytest.mark.parametrize(
    ("label", "units"),
    [
        ("区税务局", ("区税务局",)),
        ("区税务局、高新区税务局", ("区税务局", "高新区税务局")),
        ("区税务局\n高新区税务局", ("区税务局", "高新区税务局")),
        ("区税务局（办税厅）", ("区税务局",)),
        ("政数局", ("区政数局",)),
        ("区税务局,政数局", ("区税务局", "区政数局")),
        ("区财政局", ()),
        ("", ()),
    ],
)
def test_a_printed_label_names_its_units_whole(label: str, units: tuple[str, ...]) -> None:
    assert units_in(label, NAMES) == units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("高新区税务局7月.xlsx", ("高新区税务局",)),
        ("区税务局7月.xlsx", ("区税务局",)),
        ("7月台账.xlsx", ()),
        ("政数局和区税务局.xlsx", ("区税务局", "区政数局")),
    ],
)
def test_a_name_inside_a_longer_one_is_not_another_unit(text: str, units: tuple[str, ...]) -> None:
    assert set(units_within(text, NAMES)) == set(units)


def match(form: ReturnedForm, file_name: str, known: Known, period: Period | None = None) -> Matched:
    """The one unit's part that the file has."""
    (matched,) = match_all(form, file_name, known, period)
    return matched


def _row(no: int | None, text: str) -> ReturnedRow:
    return returned_row(PLAN, 1, {}, no=no, measure_text=text)


@pytest.mark.parametrize(
    ("no", "text", "found"),
    [
        (2, "压减办理时间。", 2),
        (1, "压减办理时间。", 2),  # renumbered by the unit: the words decide
        (None, "压减办理时间。", 2),
        (2, "压减办理时间，提高效率。", 2),  # retyped: number and words together
        (None, "压减 办理时间 。", 2),
        (2, "", 2),
        (9, "", None),
        (9, "完全不相干的一句话，与清单无关。", None),
        (2, "完全不相干的一句话，与清单无关。", None),
        (1, "推行一件事一次办。", 1),  # cut to its first sentence
    ],
)
def test_a_row_is_the_measure_that_its_number_and_words_say(no: int | None, text: str, found: int | None) -> None:
    assert MeasureFinder(PLAN).find(_row(no, text)).no == found


def test_a_form_id_outweighs_the_name_of_the_file() -> None:
    world = World()
    world.send("区政数局", {})
    matched = match(world.form({1: {"progress": "已办"}}), "区税务局.xlsx", world.known())
    assert (matched.unit, matched.period) == ("区政数局", JULY)
    assert FORM_ID in matched.evidence
    assert [note.code for note in matched.notes] == ["file_name_differs", "row_missing"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("区税务局7月.xlsx", "文件名里写的是区税务局，这份表按表号识别（" + FORM_ID + "），算区政数局的，请核对是哪家报的。"),
        ("区政数局7月.xlsx", ""), ("政数局.xlsx", ""), ("区政数局报区税务局.xlsx", ""), ("7月进展.xlsx", ""),
    ],
)
def test_who_has_filled_in_the_form_of_another_is_told_by_the_name_of_the_file(name: str, said: str) -> None:
    world = World()
    world.send("区政数局", {})
    notes = match(world.form({1: {"progress": "已办"}}), name, world.known()).notes
    assert [note.message for note in notes if note.code == "file_name_differs"] == ([said] if said else [])


@pytest.mark.parametrize(("name", "told"), [
    ("经开区税务局7月.xlsx", False), ("区税务局转经开区税务局.xlsx", False), ("区税务局7月.xlsx", True),
])
def test_what_a_form_calls_its_unit_is_not_told_as_the_unit_whose_name_is_a_part_of_that(name: str, told: bool) -> None:
    """It is asked about."""
    world = World()
    world.send("区政数局", {})
    matched = match(world.form({1: {"progress": "已办"}}, unit_hints=("经开区税务局",)), name, world.known())
    assert [question.subject for question in matched.questions] == ["经开区税务局"]
    assert ("file_name_differs" in [note.code for note in matched.notes]) is told


def test_a_form_that_lost_its_id_is_known_by_its_rows_and_keeps_its_base() -> None:
    world = World()
    world.send("区政数局", {(1, "deadline"): "2021-12-31"})
    matched = match(world.form({1: {}, 2: {}}, form_id=None), "表.xlsx", world.known())
    assert matched.unit == "区政数局"
    assert matched.sent is world.sent[FORM_ID]


@pytest.mark.parametrize(
    ("hints", "name", "unit"),
    [
        (("高新税务局",), "x.xlsx", "高新区税务局"),
        ((), "高新区税务局7月.xlsx", "高新区税务局"),
        ((), "区税务局.xlsx", "区税务局"),
    ],
)
def test_a_joint_measure_alone_goes_to_the_unit_that_says_so(hints: tuple[str, ...], name: str, unit: str) -> None:
    world = World()
    form = world.form({3: {"progress": "已推广"}}, form_id=None, unit_hints=hints)
    assert match(form, name, world.known()).unit == unit


def test_a_joint_measure_from_nobody_in_particular_is_asked_about_not_guessed() -> None:
    world = World()
    form = ReturnedForm((returned_row(world.plan, 3, {"progress": "已推广"}, unit_label=""),))
    form = ReturnedForm((*form.rows, returned_row(world.plan, 1, {}, unit_label="")))
    with pytest.raises(UnreadableFile, match="看不出这是哪家单位的表"):
        match(form, "x.xlsx", world.known())


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("某某区2020年责任清单细化表", "2020 年的表"),
        ("某某区２０２２年责任清单", "2022 年的表"),
        ("另一区2021年责任清单细化表", "另一区"),
    ],
)
def test_another_years_or_districts_table_is_refused_with_the_reason(title: str, sentence: str) -> None:
    world = World()
    with pytest.raises(UnreadableFile, match=sentence):
        match(world.form({1: {}, 2: {}}, form_id=None, title=title), "x.xlsx", world.known())


def test_a_table_of_other_measures_is_refused() -> None:
    world = World()
    rows = tuple(returned_row(world.plan, 1, {}, no=n, measure_text=f"别处的措施{n}，说的是别的事情。") for n in (11, 12))
    with pytest.raises(UnreadableFile, match="对不上"):
        match(ReturnedForm(rows), "x.xlsx", world.known())


def test_two_forms_in_one_file_are_refused_by_their_numbers() -> None:
    world = World()
    world.send("区政数局", {})
    world.send("区税务局", {}, "QC-202107-02-AAAA")
    form = ReturnedForm(world.form({1: {}}).rows, {FORM_ID: ("property",), "QC-202107-02-AAAA": ("footer",)})
    with pytest.raises(UnreadableFile, match="2 个表号"):
        match(form, "x.xlsx", world.known())


def test_last_months_form_goes_where_the_clerk_says_and_says_so() -> None:
    world = World()
    world.send("区政数局", {}, "QC-202106-01-BBBB", Period(2021, 6))
    form = world.form({1: {"progress": "已办"}, 2: {}}, "QC-202106-01-BBBB")
    assert match(form, "x.xlsx", world.known()).period == Period(2021, 6)
    into_july = match(form, "x.xlsx", world.known(), JULY)
    assert into_july.period == JULY
    assert into_july.sent is world.sent["QC-202106-01-BBBB"]
    assert into_july.notes[0].code == "other_period"


def test_a_form_that_names_two_months_waits_for_the_clerk_to_name_one() -> None:
    world = World()
    world.send("区政数局", {})
    form = world.form({1: {}, 2: {}}, period_hint=Period(2021, 8))
    with pytest.raises(UnreadableFile, match=r"2021年7月的，表头写的却是 2021年8月"):
        match(form, "x.xlsx", world.known())
    assert match(form, "x.xlsx", world.known(), Period(2021, 8)).period == Period(2021, 8)


def test_a_form_under_another_units_name_is_reassigned_to_nobody() -> None:
    world = World()
    world.send("区税务局", {}, "QC-202107-02-AAAA")
    form = world.form({3: {"progress": "已推广"}}, "QC-202107-02-AAAA", unit_hints=("高新税务局",))
    with pytest.raises(UnreadableFile, match="分不清是哪家报的"):
        match(form, "x.xlsx", world.known())


def test_a_month_that_nobody_named_is_said_to_be_guessed() -> None:
    world = World()
    form = world.form({1: {}, 2: {}}, form_id=None)
    assert match(form, "x.xlsx", world.known()).notes[0].code == "period_guessed"
    nowhere = replace(world.known(), fallback=None)
    with pytest.raises(UnreadableFile, match="没有写报告期"):
        match(form, "x.xlsx", nowhere)


@pytest.mark.parametrize(
    "title",
    [
        "对标先进城市优化营商环境责任清单细化表", "2021年全区责任清单", "优化营商环境责任清单（区税务局）",
        "某某区２０２１年责任清单", "",
    ],
)
def test_a_title_that_names_no_other_place_refuses_nobody(title: str) -> None:
    world = World()
    assert match(world.form({1: {}, 2: {}}, form_id=None, title=title), "x.xlsx", world.known()).unit == "区政数局"


def test_numbers_swapped_between_measures_that_are_alike_are_asked_about() -> None:
    plan = small_plan()
    alike = tuple(
        measure._replace(text=f"建立政企业务联办机制，在企业开办成功后推送企业信息至{who}企业，提前介入。")
        for measure, who in zip(plan.measures[:2], ("供电", "供水供气"), strict=True)
    )
    finder = MeasureFinder(replace(plan, measures=alike + plan.measures[2:]))
    assert finder.find(_row(2, alike[0].text + "（本项）")).no is None
    assert finder.find(_row(1, alike[0].text + "（本项）")).no == 1


def test_a_strange_form_id_is_noted_and_the_words_decide() -> None:
    world = World()
    matched = match(world.form({1: {}, 2: {}}, "QC-202107-09-ZZZZ"), "x.xlsx", world.known())
    assert matched.unit == "区政数局"
    assert matched.notes[0].code == "unknown_form_id"


def test_other_units_rows_are_kept_apart() -> None:
    world = World()
    world.send("区政数局", {})
    matched = match(world.form({1: {"progress": "甲"}, 4: {"progress": "乙"}}), "x.xlsx", world.known())
    assert [row.no for row in matched.rows] == [1]
    assert [row.no for row in matched.others] == [4]


def test_a_whole_table_with_the_units_form_id_gives_only_its_own_rows() -> None:
    world = World()
    world.send("区税务局", {}, "QC-202107-02-AAAA")
    matched = match(world.form({1: {}, 2: {}, 3: {}, 4: {}}, "QC-202107-02-AAAA"), "x.xlsx", world.known())
    assert [row.no for row in matched.rows] == [3, 4]


def test_a_number_and_its_own_text_mean_that_measure_though_the_unit_has_another_of_the_same_text() -> None:
    plan = small_plan()
    twins = (plan.measures[0], plan.measures[1]._replace(text=plan.measures[0].text), *plan.measures[2:])
    finder = MeasureFinder(replace(plan, measures=twins))
    assert finder.find(_row(2, twins[1].text), preferred=(1,)).no == 2
    assert finder.find(_row(None, twins[1].text), preferred=(1,)).no == 1
