"""The merge plan: what each file comes to, and what each field's decision will write."""

from __future__ import annotations

from datetime import date

import pytest

from qcapp.domain.period import Period
from qcapp.merge.diff import Verdict
from qcapp.merge.plan import Decision, Outcome
from tests.merge.world import DAY, FORM_ID, World, returned_file

UNIT = "区政数局"


@pytest.fixture
def world() -> World:
    world = World()
    world.send(UNIT, {(1, "progress"): "", (1, "deadline"): "2021-12-31", (1, "liaison.name"): "张三"})
    world.ledger |= {(1, UNIT, "deadline"): "2021-12-31", (1, UNIT, "liaison.name"): "张三"}
    return world


def test_what_the_unit_filled_in_is_taken_and_what_it_left_is_kept(world: World) -> None:
    plan = world.plan_merge(world.form({1: {"progress": "已办 3 件", "deadline": "2021-12-31", "liaison.name": ""}, 2: {}}))
    file = plan.files[0]
    results = {each.key.field: (each.verdict, each.result) for each in file.fields}
    assert results == {
        "progress": (Verdict.THEIRS, "已办 3 件"),
        "deadline": (Verdict.UNCHANGED, "2021-12-31"),
        "liaison.name": (Verdict.CLEARED, "张三"),
    }
    assert (file.outcome, file.changed, file.status) == (Outcome.MERGED, 1, "可合并 1")


def test_both_moved_apart_waits_for_a_person(world: World) -> None:
    world.ledger[1, UNIT, "progress"] = "经办人记的"
    plan = world.plan_merge(world.form({1: {"progress": "单位写的"}, 2: {}}))
    field = plan.files[0].fields[0]
    assert (field.verdict, field.decision, field.result) == (Verdict.CONFLICT, Decision.HOLD, "经办人记的")
    assert (plan.files[0].outcome, plan.open) == (Outcome.CONFLICT, 1)


@pytest.mark.parametrize(
    ("decision", "result"),
    [
        (Decision.OURS, "经办人记的"), (Decision.THEIRS, "单位写的"), (Decision.BOTH, "经办人记的\n单位写的"),
        (Decision.TYPED, "商定的"), (Decision.HOLD, "经办人记的"),
    ],
)
def test_each_decision_writes_what_its_name_says(world: World, decision: Decision, result: str) -> None:
    world.ledger[1, UNIT, "progress"] = "经办人记的"
    plan = world.plan_merge(world.form({1: {"progress": "单位写的"}, 2: {}}))
    field = plan.files[0].fields[0]
    field.decision, field.typed = decision, "商定的"
    assert field.result == result
    assert field.open is (decision is Decision.HOLD)


def test_deciding_all_touches_only_what_waits(world: World) -> None:
    world.ledger[1, UNIT, "progress"] = "经办人记的"
    plan = world.plan_merge(world.form({1: {"progress": "单位写的", "problems": "缺人"}, 2: {}}))
    plan.decide_all(Decision.OURS)
    assert [each.decision for each in plan.files[0].fields] == [Decision.OURS, Decision.THEIRS]


def test_a_hand_made_table_never_overwrites_what_the_ledger_says() -> None:
    world = World(ledger={(1, UNIT, "progress"): "台账里的"})
    plan = world.plan_merge(world.form({1: {"progress": "表里的", "problems": "缺人"}, 2: {}}, form_id=None))
    verdicts = {each.key.field: each.verdict for each in plan.files[0].fields}
    assert verdicts == {"progress": Verdict.CONFLICT, "problems": Verdict.THEIRS}
    assert all(each.base is None for each in plan.files[0].fields)


def test_a_missing_column_says_nothing_at_all(world: World) -> None:
    plan = world.plan_merge(world.form({1: {"progress": "已办"}, 2: {}}))
    assert [each.key.field for each in plan.files[0].fields] == ["progress"]


def test_the_same_bytes_twice_in_one_go_are_one_return(world: World) -> None:
    file = returned_file(world.form({1: {"progress": "已办"}, 2: {}}))
    plan = world.plan_merge(file, file)
    assert [each.outcome for each in plan.files] == [Outcome.MERGED, Outcome.DUPLICATE]


def test_bytes_that_were_merged_before_do_nothing(world: World) -> None:
    file = returned_file(world.form({1: {"progress": "已办"}, 2: {}}))
    world.merged_before(UNIT, {}, DAY)
    values = {(1, "progress"): "已办"}
    world.records = [type(world.records[0])(file.sha256, "早先.xlsx", UNIT, world.records[0].period, DAY, None, values)]
    plan = world.plan_merge(file)
    assert plan.files[0].outcome is Outcome.DUPLICATE
    assert not plan.mergeable


def test_the_same_words_saved_again_change_nothing(world: World) -> None:
    world.ledger[1, UNIT, "progress"] = "已办"
    world.merged_before(UNIT, {(1, "progress"): "已办"}, DAY)
    plan = world.plan_merge(world.form({1: {"progress": "已办"}, 2: {}}))
    assert (plan.files[0].outcome, plan.files[0].changed) == (Outcome.UNCHANGED, 0)


def test_a_corrected_return_supersedes_the_one_before(world: World) -> None:
    world.ledger[1, UNIT, "progress"] = "初稿"
    world.merged_before(UNIT, {(1, "progress"): "初稿"}, DAY)
    plan = world.plan_merge(world.form({1: {"progress": "更正稿"}, 2: {}}), days=(date(2021, 7, 24),))
    assert (plan.files[0].fields[0].verdict, plan.files[0].outcome) == (Verdict.THEIRS, Outcome.MERGED)


@pytest.mark.parametrize("text", ["（未报送）", "（免报）", "（已报，冲突待处理）"])
def test_what_our_list_prints_in_place_of_no_progress_is_no_report(world: World, text: str) -> None:
    plan = world.plan_merge(world.form({1: {"progress": text}, 2: {"progress": f"{text}本月已办结"}}, None))
    told = {each.key.no: (each.theirs, each.verdict) for each in plan.files[0].fields}
    assert told == {1: ("", Verdict.UNCHANGED), 2: (f"{text}本月已办结", Verdict.THEIRS)}


def test_nor_is_last_months_progress_that_stands_behind_it(world: World) -> None:
    world.ledger[1, UNIT, "progress"] = "完成摸底。"
    fields = world.plan_merge(world.form({1: {"progress": "（未报送）上月：完成摸底。"}, 2: {}})).files[0].fields
    assert (fields[0].theirs, fields[0].changes) == ("", False)


JUNES = "QC-202106-01-7H2M"


def test_a_form_of_last_month_that_comes_after_this_months_return_does_not_overwrite_it(world: World) -> None:
    world.send(UNIT, {}, JUNES, Period(2021, 6))
    world.ledger[1, UNIT, "progress"] = "七月的"
    world.merged_before(UNIT, {(1, "progress"): "七月的"}, DAY)
    came = world.form({1: {"progress": "六月的", "problems": "缺人"}, 2: {}}, JUNES)
    plan = world.plan_merge(came, period=Period(2021, 7), days=(date(2021, 7, 24),))
    fields = {each.key.field: each for each in plan.files[0].fields if each.key.no == 1}
    assert (fields["progress"].verdict, fields["progress"].decision) == (Verdict.CONFLICT, Decision.HOLD)
    assert "2021年6月的下发表" in fields["progress"].remark
    assert fields["problems"].verdict is Verdict.THEIRS  # of which nothing was said yet


@pytest.mark.parametrize("julys_id", [FORM_ID, None])
def test_nor_does_it_where_both_come_in_one_go_and_it_is_the_later(world: World, julys_id: str | None) -> None:
    world.send(UNIT, {}, JUNES, Period(2021, 6))
    julys = world.form({1: {"progress": "七月的"}, 2: {}}, julys_id)
    junes = world.form({1: {"progress": "六月的", "problems": "缺人"}, 2: {}}, JUNES)
    plan = world.plan_merge(julys, junes, period=Period(2021, 7), days=(DAY, date(2021, 7, 24)))
    told = {(file.file.name, each.key.field): each.verdict for file in plan.files for each in file.fields if each.key.no == 1}
    assert told == {
        ("文件0.xlsx", "progress"): Verdict.CONFLICT, ("文件1.xlsx", "progress"): Verdict.CONFLICT,
        ("文件1.xlsx", "problems"): Verdict.THEIRS,
    }
    plan = world.plan_merge(julys, junes, period=Period(2021, 7), days=(DAY, date(2021, 7, 20)))
    assert [file.fields[0].verdict for file in plan.files] == [Verdict.THEIRS, Verdict.OURS]  # it came before


def test_this_months_form_that_is_merged_after_it_is_not_taken_for_the_older_one(world: World) -> None:
    world.send(UNIT, {}, JUNES, Period(2021, 6))
    world.ledger[1, UNIT, "progress"] = "六月的"
    world.merged_before(UNIT, {(1, "progress"): "六月的"}, date(2021, 7, 24))
    world.records[0] = world.records[0]._replace(form_id=JUNES)
    field = world.plan_merge(world.form({1: {"progress": "七月的"}, 2: {}}), days=(DAY,)).files[0].fields[0]
    assert (field.verdict, field.decision, field.superseded) == (Verdict.CONFLICT, Decision.HOLD, False)


def test_a_unit_that_answers_this_month_in_last_months_form_can_correct_itself_in_it(world: World) -> None:
    world.send(UNIT, {}, JUNES, Period(2021, 6))
    world.ledger[1, UNIT, "progress"] = "初稿"
    world.merged_before(UNIT, {(1, "progress"): "初稿"}, DAY)
    world.records[0] = world.records[0]._replace(form_id=JUNES)
    came = world.form({1: {"progress": "更正稿"}, 2: {}}, JUNES)
    plan = world.plan_merge(came, period=Period(2021, 7), days=(date(2021, 7, 24),))
    assert plan.files[0].fields[0].verdict is Verdict.THEIRS


def test_a_correction_of_what_the_clerk_changed_meanwhile_is_asked_about(world: World) -> None:
    world.ledger[1, UNIT, "progress"] = "经办人改过"
    world.merged_before(UNIT, {(1, "progress"): "初稿"}, DAY)
    plan = world.plan_merge(world.form({1: {"progress": "更正稿"}, 2: {}}))
    assert plan.files[0].fields[0].verdict is Verdict.CONFLICT


def test_an_older_return_imported_late_never_overwrites_a_newer_one(world: World) -> None:
    world.ledger[1, UNIT, "progress"] = "新稿"
    world.merged_before(UNIT, {(1, "progress"): "新稿"}, date(2021, 7, 24))
    plan = world.plan_merge(world.form({1: {"progress": "旧稿", "problems": "缺人"}, 2: {}}), days=(date(2021, 7, 20),))
    fields = {each.key.field: each for each in plan.files[0].fields}
    assert (fields["progress"].verdict, fields["progress"].result) == (Verdict.OURS, "新稿")
    assert "2021-07-24" in fields["progress"].remark
    assert fields["problems"].verdict is Verdict.THEIRS


def test_two_files_of_one_day_that_disagree_are_a_conflict_between_them(world: World) -> None:
    plan = world.plan_merge(
        world.form({1: {"progress": "表里的", "problems": "缺人"}, 2: {}}), world.form({1: {"progress": "文档里的"}, 2: {}})
    )
    assert [file.fields[0].verdict for file in plan.files] == [Verdict.CONFLICT, Verdict.CONFLICT]
    assert plan.files[0].fields[1].verdict is Verdict.THEIRS
    assert plan.open == 2


def test_an_untouched_twin_of_a_filled_form_is_no_conflict(world: World) -> None:
    plan = world.plan_merge(world.form({1: {"progress": "表里的"}, 2: {}}), world.form({1: {"progress": ""}, 2: {}}))
    assert [file.outcome for file in plan.files] == [Outcome.MERGED, Outcome.UNCHANGED]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_files_in_one_go_the_later_received_stands(world: World, turned: bool) -> None:
    files = [world.form({1: {"progress": "早"}, 2: {}}), world.form({1: {"progress": "晚"}, 2: {}})]
    days = [date(2021, 7, 20), date(2021, 7, 23)]
    if turned:
        files.reverse()
        days.reverse()
    plan = world.plan_merge(*files, days=tuple(days))
    taken = [each.result for file in plan.files for each in file.fields if each.decision is Decision.THEIRS]
    assert taken == ["晚"]
    assert plan.open == 0


def test_a_measure_standing_twice_with_two_texts_is_asked_about(world: World) -> None:
    first, second = world.form({1: {"progress": "甲"}}), world.form({1: {"progress": "乙"}})
    plan = world.plan_merge(type(first)(first.rows + second.rows, first.form_ids))
    field = plan.files[0].fields[0]
    assert (field.verdict, field.theirs) == (Verdict.CONFLICT, "甲\n乙")
    assert "row_twice" in [note.code for note in plan.files[0].notes]


def test_a_number_that_lost_its_digits_never_replaces_a_whole_one(world: World) -> None:
    world.ledger[1, UNIT, "liaison.phone"] = "13800138000"
    plan = world.plan_merge(world.form({1: {"liaison.phone": "1.38E+10"}, 2: {}}))
    field = plan.files[0].fields[0]
    assert (field.verdict, field.result) == (Verdict.OURS, "13800138000")
    assert plan.files[0].notes[0].code in ("phone_digits_lost", "row_missing")
    assert "phone_digits_lost" in [note.code for note in plan.files[0].notes]


def test_a_file_that_could_not_be_read_says_why_and_stops_nothing(world: World) -> None:
    bad = returned_file(None, "扫描件.pdf", "这是图片扫描件，请报电子表格。")
    plan = world.plan_merge(bad, world.form({1: {"progress": "已办"}, 2: {}}))
    assert (plan.files[0].outcome, plan.files[0].reason) == (Outcome.REFUSED, "这是图片扫描件，请报电子表格。")
    assert plan.changed == 1


def test_a_second_liaison_added_by_the_unit_is_taken(world: World) -> None:
    plan = world.plan_merge(world.form({1: {"liaison.name": "张三", "liaison2.name": "李四"}, 2: {}}))
    results = {each.key.field: each.result for each in plan.files[0].fields if each.changes}
    assert results == {"liaison2.name": "李四"}


def test_an_untouched_form_never_undoes_what_the_unit_reported_in_another(world: World) -> None:
    world.ledger[1, UNIT, "deadline"] = "2021-11-30"
    world.merged_before(UNIT, {(1, "deadline"): "2021-11-30"}, DAY)
    plan = world.plan_merge(world.form({1: {"deadline": "2021-12-31"}, 2: {}}), days=(date(2021, 7, 24),))
    field = plan.files[0].fields[0]
    assert (field.result, plan.open, field.remark) == ("2021-11-30", 0, "与下发时相同，视为没有填写")


def test_an_old_form_returned_after_a_new_dispatch_brings_back_no_old_phone(world: World) -> None:
    world.ledger[1, UNIT, "liaison.phone"] = "13900139000"
    world.send(UNIT, {(1, "liaison.phone"): "13800138000"})
    world.send(UNIT, {(1, "liaison.phone"): "13900139000"}, "QC-202107-01-ZZZZ")
    plan = world.plan_merge(world.form({1: {"liaison.phone": "13800138000", "progress": "已办"}, 2: {}}))
    assert {each.key.field: each.result for each in plan.files[0].fields if each.changes} == {"progress": "已办"}


def test_an_earlier_untouched_return_does_not_count_as_having_spoken(world: World) -> None:
    world.merged_before(UNIT, {(1, "deadline"): "2021-12-31"}, date(2021, 7, 24))
    plan = world.plan_merge(world.form({1: {"deadline": "2021-11-30"}, 2: {}}), days=(date(2021, 7, 20),))
    assert plan.files[0].fields[0].result == "2021-11-30"


def test_a_rounded_number_is_no_rival_of_the_whole_one(world: World) -> None:
    plan = world.plan_merge(
        world.form({1: {"liaison.phone": "13800138000"}, 2: {}}), world.form({1: {"liaison.phone": "1.38E+10"}, 2: {}})
    )
    plan.decide_all(Decision.THEIRS)
    assert [file.fields[0].result for file in plan.files] == ["13800138000", ""]


@pytest.mark.parametrize("decision", [Decision.THEIRS, Decision.HOLD])
def test_of_two_files_that_disagree_neither_is_theirs(world: World, decision: Decision) -> None:
    plan = world.plan_merge(world.form({1: {"progress": "甲"}, 2: {}}), world.form({1: {"progress": "乙"}, 2: {}}))
    plan.decide_all(decision)
    assert plan.open == 2


def test_a_returned_table_of_two_units_gives_each_only_its_own_words() -> None:
    world = World(ledger={(3, "高新区税务局", "progress"): "试点中"})
    world.send("区税务局", {}, "QC-202107-02-AAAA")
    cell = "【区税务局】已推广\n【高新区税务局】试点中"
    plan = world.plan_merge(world.form({3: {"progress": cell}, 4: {}}, "QC-202107-02-AAAA"))
    assert plan.files[0].fields[0].result == "已推广"
    assert plan.files[0].notes == []
    edited = world.plan_merge(world.form({3: {"progress": cell + "二期"}, 4: {}}, "QC-202107-02-AAAA"))
    assert [note.code for note in edited.files[0].notes] == ["words_of_others"]


def test_only_edits_of_other_units_rows_are_listed() -> None:
    world = World(ledger={(4, "区税务局", "progress"): "已辅导"})
    world.send(UNIT, {})
    same = world.plan_merge(world.form({1: {}, 2: {}, 4: {"progress": "已辅导"}}))
    edited = world.plan_merge(world.form({1: {}, 2: {}, 4: {"progress": "辅导了"}}))
    assert [[note.code for note in plan.files[0].notes] for plan in (same, edited)] == [[], ["other_unit_row"]]


def test_a_cell_emptied_on_purpose_is_said(world: World) -> None:
    plan = world.plan_merge(world.form({1: {"deadline": ""}, 2: {}}))
    assert (plan.files[0].fields[0].result, plan.files[0].notes[0].code) == ("2021-12-31", "cleared")


def test_a_form_that_this_ledger_never_sent_overwrites_nothing(world: World) -> None:
    plan = world.plan_merge(world.form({1: {"deadline": "2021-09-30", "progress": "已办"}, 2: {}}, "QC-202107-01-YYYY"))
    verdicts = {each.key.field: each.verdict for each in plan.files[0].fields}
    assert verdicts == {"deadline": Verdict.CONFLICT, "progress": Verdict.THEIRS}
