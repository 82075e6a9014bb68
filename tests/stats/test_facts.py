"""What counts of a month: due, reported, when it came, how much is filled in, whether the first submission was 合格."""

from __future__ import annotations

from datetime import date

import pytest

from qcapp.domain.fields import PROGRESS
from qcapp.stats.facts import form_cells
from qcapp.stats.figures import tally
from tests.stats.months import FINE, JULY, JUNE, PEOPLE, UNIT, Month, broken, july

BAD = FINE | {"responsible.phone": ""}


# ---------------------------------------------------------------- 应报


def test_an_empty_month_has_a_fact_for_every_assignment_all_due_none_reported() -> None:
    facts = Month().facts()
    assert [(fact.no, fact.unit) for fact in facts] == [
        (1, "区政数局"), (2, "区政数局"), (3, "区税务局"), (3, "高新区税务局"), (4, "区税务局"),
    ]
    assert {(fact.due, fact.reported, fact.on_time, fact.qualified, fact.received, fact.first, fact.now) for fact in facts} == {
        (True, False, False, False, None, (), ())
    }
    found = tally(facts)
    assert (found.due, found.reported, found.measures, found.measures_reported, found.filled) == (5, 0, 4, 0, 0)
    assert found.coverage.value == 0
    assert found.qualification.value is None


@pytest.mark.parametrize(
    ("unit", "no", "apart"),
    [
        ("区政数局", None, {(1, "区政数局"), (2, "区政数局")}),
        ("区政数局", 2, {(2, "区政数局")}),
        ("高新区税务局", 3, {(3, "高新区税务局")}),
        ("区税务局", None, {(3, "区税务局"), (4, "区税务局")}),
    ],
)
def test_what_is_exempted_is_not_due_and_says_why(unit: str, no: int | None, apart: set[tuple[int, str]]) -> None:
    facts = Month().exempt(unit, no).facts()
    assert {(fact.no, fact.unit): fact.apart for fact in facts if not fact.due} == dict.fromkeys(apart, "免报：职能划出。")
    assert {fact.apart for fact in facts if fact.due} == {""}


def test_an_exempted_entry_that_is_reported_all_the_same_does_not_count() -> None:
    month = Month().exempt(UNIT, 1)
    month.returns(UNIT, july(20), {1: FINE})
    found = tally(month.facts())
    assert (found.due, found.reported, found.on_time, found.qualified) == (4, 0, 0, 0)
    assert month.fact(1).reported


@pytest.mark.parametrize(
    ("on", "received", "due", "on_time"),
    [
        (date(2021, 7, 26), None, False, False),
        (date(2021, 8, 5), None, False, False),
        (date(2021, 8, 6), None, True, False),
        (date(2021, 8, 2), date(2021, 8, 1), True, True),
        (date(2021, 8, 20), date(2021, 8, 5), True, True),
        (date(2021, 8, 20), date(2021, 8, 6), True, False),
        (date(2021, 7, 20), date(2021, 7, 20), True, True),
    ],
)
def test_an_extension_moves_the_due_day_and_is_counted_when_reported_or_over(
    on: date, received: date | None, due: bool, on_time: bool
) -> None:
    month = Month().extend(UNIT, date(2021, 8, 5), 1)
    if received:
        month.returns(UNIT, received, {1: FINE})
    fact = month.fact(1, on=on)
    assert (fact.due, fact.on_time, fact.due_day) == (due, on_time, date(2021, 8, 5))
    assert fact.apart == "准予延期到 8月5日：抗汛。"
    assert month.fact(2, on=on).due_day == july(25)


def test_an_extension_that_ends_before_the_due_day_takes_nothing_away() -> None:
    month = Month().extend(UNIT, july(20), 1)
    month.returns(UNIT, july(25), {1: FINE})
    assert month.fact(1).on_time


def test_exempted_and_extended_is_exempted() -> None:
    fact = Month().extend(UNIT, date(2021, 8, 5)).exempt(UNIT, 1).fact(1)
    assert (fact.due, fact.apart) == (False, "免报：职能划出。")


# ---------------------------------------------------------------- 实报


@pytest.mark.parametrize("words", ["", " ", "无", "无。", "／", "暂无", "0", "没有", "暂无问题", "N/A", "-"])
def test_what_says_nothing_is_no_report(words: str) -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: FINE | {"progress": words}})
    fact = month.fact(1)
    assert (fact.reported, fact.received, fact.on_time, fact.qualified, fact.first) == (False, None, False, False, ())


@pytest.mark.parametrize("words", ["本月无新进展", "7月份暂无新进展，因流标。", "已办", "同上", "xxx", "√", "详见附件"])
def test_what_says_something_is_a_report_be_it_good_or_not(words: str) -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: FINE | {"progress": words}})
    assert (month.fact(1).reported, month.fact(1).received, month.fact(2).reported) == (True, july(20), False)


def test_words_that_wait_for_the_clerk_count_for_the_unit() -> None:
    month = Month().waits(1, UNIT, "progress", "已办 3 件。", july(24))
    assert (month.fact(1).reported, month.fact(1).on_time) == (True, True)
    nothing = Month().waits(1, UNIT, "progress", "无", july(24)).waits(1, UNIT, "problems", "缺人", july(24))
    assert not nothing.fact(1).reported


def test_a_return_whose_words_the_clerk_has_cleared_is_no_report() -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: FINE})
    month.types(1, UNIT, july(21), progress="")
    assert (month.fact(1).reported, month.fact(1).received) == (False, None)


# ---------------------------------------------------------------- 及时


@pytest.mark.parametrize(("day", "on_time"), [(1, True), (24, True), (25, True), (26, False), (31, False)])
def test_the_day_it_was_received_decides_and_not_the_day_it_was_merged(day: int, on_time: bool) -> None:
    month = Month()
    month.returns(UNIT, july(day), {1: FINE}, merged=date(2021, 8, 10))
    assert (month.fact(1).received, month.fact(1).on_time) == (july(day), on_time)


def test_the_first_return_that_reports_counts_for_each_measure() -> None:
    month = Month()
    month.returns(UNIT, july(26), {1: FINE, 2: FINE})
    month.returns(UNIT, july(20), {1: FINE, 2: FINE | {"progress": "无"}}, keep=False)
    assert (month.fact(1).received, month.fact(2).received) == (july(20), july(26))


def test_a_return_that_was_undone_does_not_count() -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: FINE}, undone=True, keep=False)
    month.returns(UNIT, july(27), {1: FINE})
    assert month.fact(1).received == july(27)


def test_a_correction_does_not_make_a_report_late() -> None:
    month = Month()
    first = month.returns(UNIT, july(20), {1: FINE | {"progress": "同上"}})
    month.returns(UNIT, date(2021, 8, 3), {1: FINE}, corrects=first)
    fact = month.fact(1)
    assert (fact.received, fact.on_time, fact.qualified, fact.qualified_now) == (july(20), True, False, True)


@pytest.mark.parametrize(("day", "on_time"), [(25, True), (26, False)])
def test_typed_by_hand_it_came_the_day_it_was_typed(day: int, on_time: bool) -> None:
    month = Month().types(1, UNIT, july(day), progress="已办 3 件。")
    assert (month.fact(1).received, month.fact(1).on_time) == (july(day), on_time)


def test_typed_from_a_scan_it_came_with_the_scan() -> None:
    month = Month().types(1, UNIT, july(28), progress="已办 3 件。")
    month.scan(UNIT, july(24))
    assert month.fact(1).received == july(24)
    later = Month().types(1, UNIT, july(22), progress="已办 3 件。")
    later.scan(UNIT, july(24))
    assert later.fact(1).received == july(22)


def test_a_scan_alone_reports_nothing() -> None:
    month = Month()
    month.scan(UNIT, july(24))
    assert not month.fact(1).reported


def test_a_scan_does_not_make_a_later_table_early() -> None:
    month = Month()
    month.scan(UNIT, july(24))
    month.returns(UNIT, july(27), {1: FINE})
    assert month.fact(1).received == july(27)


def test_what_was_told_by_phone_before_the_table_came_is_not_late() -> None:
    month = Month()
    month.returns(UNIT, july(27), {1: FINE}, keep=False)
    month.types(1, UNIT, july(25), progress="已办 3 件。")
    assert month.fact(1).on_time


def test_words_known_to_have_been_typed_in_before_a_later_change_count() -> None:
    month = Month().types(1, UNIT, july(25), progress="已办 2 件。").types(1, UNIT, july(28), progress="已办 3 件。")
    assert month.fact(1).received == july(25)
    month.scan(UNIT, july(23))
    assert month.fact(1).received == july(23)


def test_the_clerks_conflict_does_not_make_a_unit_late() -> None:
    month = Month().types(1, UNIT, july(27), progress="待核。")
    month.returns(UNIT, july(24), {1: FINE}, keep=False)
    month.waits(1, UNIT, "progress", FINE["progress"], july(24), ours="待核。")
    assert month.fact(1).received == july(24)


def test_the_due_day_moves_past_a_holiday_only_where_the_setting_says_so() -> None:
    month = Month()
    month.returns(UNIT, july(26), {1: FINE})  # 2021-07-25 is a Sunday
    assert not month.fact(1).on_time
    month.settings["due.shift"] = "workday"
    assert (month.fact(1).due_day, month.fact(1).on_time) == (july(26), True)


# ---------------------------------------------------------------- cells


def test_the_cells_of_a_form_are_those_it_prints() -> None:
    plan = Month().plan
    assert form_cells(plan.measure(1)) == (
        "responsible.name", "responsible.phone", "liaison.name", "liaison.phone", "progress", "problems", "deadline",
    )
    assert form_cells(plan.measure(2)) == (
        "responsible.name", "responsible.phone", "liaison.name", "liaison.phone", "liaison2.name", "liaison2.phone",
        "progress", "problems", "deadline",
    )


def test_cells_with_anything_in_them_are_filled_further_contacts_are_not_asked_for() -> None:
    month = Month().types(1, UNIT, july(20), {"progress": "无", "problems": " ", "liaison2.name": "某丙"})
    month.carries(1, UNIT, {"responsible.name": "某甲", "deadline": "长期坚持"})
    fact = month.fact(1)
    assert (fact.filled, fact.cells) == (3, 7)
    assert month.fact(2).cells == 9
    assert tally(month.facts()).cells == 7 + 9 + 7 + 7 + 7


# ---------------------------------------------------------------- 合格


def test_a_joint_measure_is_one_measure_and_two_assignments() -> None:
    month = Month()
    month.returns("区税务局", july(20), {3: FINE, 4: FINE})
    found = tally(month.facts())
    assert (found.due, found.reported, found.measures, found.measures_reported) == (5, 2, 4, 1)
    month.returns("高新区税务局", july(20), {3: FINE | {"progress": "已推广 20 户。"}})
    assert tally(month.facts()).measures_reported == 2


def test_a_joint_measure_with_one_unit_exempted_is_reported_by_the_other() -> None:
    month = Month().exempt("高新区税务局", 3)
    month.returns("区税务局", july(20), {3: FINE})
    found = tally(month.facts())
    assert (found.measures, found.measures_reported, found.due) == (4, 1, 4)


def test_a_good_first_return_is_qualified() -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: FINE})
    fact = month.fact(1)
    assert (fact.qualified, fact.qualified_now, fact.first, fact.now) == (True, True, (), ())


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"progress": "同上"}, "progress.elsewhere"),
        ({"progress": "xxx"}, "text.placeholder"),
        ({"progress": "有数字的写数字"}, "progress.prompt"),
        ({"responsible.phone": ""}, "phone.missing"),
        ({"liaison.name": "无"}, "contact.missing"),
        ({"liaison.phone": "1380013800"}, "phone.wrong"),
    ],
)
def test_one_hard_rule_broken_is_enough(changed: dict[str, str], rule: str) -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: FINE | changed})
    fact = month.fact(1)
    assert (fact.reported, fact.qualified, broken(fact.first)) == (True, False, [rule])
    assert fact.first[0].hard
    assert fact.first[0].sentence.endswith("。")


@pytest.mark.parametrize("changed", [{"problems": ""}, {"deadline": ""}, {"progress": "已完成"}, {"liaison.phone": "3312345"}])
def test_hints_are_told_and_weighed_and_break_nothing(changed: dict[str, str]) -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: FINE | changed})
    fact = month.fact(1)
    assert (fact.qualified, len(fact.first), fact.first[0].hard, fact.first[0].weight) == (True, 1, False, 0.5)
    assert tally([fact]).deducted == 0.5


def test_rules_switched_off_or_weighed_otherwise_judge_so() -> None:
    month = Month(settings={"rules.off": "phone.missing", "rules.weights": '{"problems.missing": 2.5}'})
    month.returns(UNIT, july(20), {1: BAD | {"problems": ""}})
    assert [(fault.rule, fault.weight) for fault in month.fact(1).first] == [("problems.missing", 2.5)]
    assert month.fact(1).qualified


def test_last_months_words_are_no_progress_this_month() -> None:
    june = Month(JUNE)
    june.returns(UNIT, date(2021, 6, 20), {1: FINE})
    month = Month(earlier=june)
    month.returns(UNIT, july(20), {1: FINE, 2: FINE})
    assert broken(month.fact(1).first) == ["progress.unchanged"]
    assert month.fact(2).qualified


def test_another_years_list_has_other_measures_under_the_same_number() -> None:
    from tests.factory import small_plan

    december = Month(JULY.shifted(5))
    december.returns(UNIT, date(2021, 12, 20), {1: FINE})
    january = Month(JULY.shifted(6), small_plan(2022), earlier=december)
    january.returns(UNIT, date(2022, 1, 20), {1: FINE | {"deadline": "2022年12月底"}})
    assert january.fact(1).qualified
    january.plan = small_plan(2021)
    assert broken(january.fact(1).first) == ["progress.unchanged"]


def test_the_first_submission_stays_what_it_was_when_a_correction_comes() -> None:
    month = Month()
    first = month.returns(UNIT, july(20), {1: BAD})
    month.returns(UNIT, july(23), {1: FINE}, corrects=first)
    fact = month.fact(1)
    assert (fact.qualified, broken(fact.first), fact.qualified_now, fact.now) == (False, ["phone.missing"], True, ())


def test_the_first_submission_stays_what_it_was_when_the_clerk_mends_it_by_hand() -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: BAD})
    month.types(1, UNIT, july(20), {"responsible.phone": "0763-3312345"}, hour=23)
    assert (month.fact(1).qualified, month.fact(1).qualified_now) == (False, True)


def test_a_good_first_submission_stays_good_when_a_worse_one_follows() -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: FINE})
    month.returns(UNIT, july(24), {1: FINE | {"progress": "同上"}})
    assert (month.fact(1).qualified, month.fact(1).qualified_now) == (True, False)


def test_contacts_of_the_months_before_stand_where_the_form_came_back_without() -> None:
    words = {key: text for key, text in FINE.items() if key not in PEOPLE}
    june = Month(JUNE).types(1, UNIT, date(2021, 6, 1), PEOPLE)
    month = Month(earlier=june).carries(1, UNIT, PEOPLE)
    month.returns(UNIT, july(20), {1: words | dict.fromkeys(PEOPLE, "")})
    assert month.fact(1).qualified
    # A correction of this month's changes nothing of what stood then.
    month.returns(UNIT, july(24), {1: FINE | {"responsible.phone": "13900139000"}})
    assert month.fact(1).qualified


def test_contacts_that_only_a_correction_brought_did_not_stand_at_first() -> None:
    words = {key: text for key, text in FINE.items() if key not in PEOPLE}
    month = Month()
    first = month.returns(UNIT, july(20), {1: words})
    month.returns(UNIT, july(20), {1: PEOPLE}, corrects=first)
    fact = month.fact(1)
    assert set(broken(fact.first)) == {"contact.missing", "phone.missing"}
    assert fact.qualified_now


WORDS = {key: text for key, text in FINE.items() if key not in PEOPLE}


def test_what_a_unit_is_told_of_its_first_return_does_not_hang_on_which_was_merged_first() -> None:
    in_turn, later_first = Month(), Month()
    for month, merged in ((in_turn, (july(21), july(25))), (later_first, (july(26), july(25)))):
        returns = [(july(20), WORDS, merged[0]), (july(24), FINE, merged[1])]
        for day, said, when in sorted(returns, key=lambda each: each[2]):
            month.returns(UNIT, day, {1: said}, merged=when)
    assert set(broken(in_turn.fact(1).first)) == {"contact.missing", "phone.missing"}
    assert later_first.fact(1).first == in_turn.fact(1).first


def test_what_an_earlier_return_brought_stood_though_it_was_merged_later() -> None:
    in_turn, later_first = Month(), Month()
    people = PEOPLE | {"progress": ""}
    for month, merged in ((in_turn, (july(25), july(26))), (later_first, (july(27), july(26)))):
        returns = [(july(20), people, merged[0]), (july(24), WORDS, merged[1])]
        for day, said, when in sorted(returns, key=lambda each: each[2]):
            month.returns(UNIT, day, {1: said}, merged=when)
        assert (month.fact(1).received, month.fact(1).first) == (july(24), ())


def test_contacts_that_stood_when_the_form_was_merged_are_not_taken_back_by_what_came_later() -> None:
    month = Month().carries(1, UNIT, PEOPLE)
    first = month.returns(UNIT, july(20), {1: WORDS})
    month.returns(UNIT, july(24), {1: {"responsible.phone": "13900"}}, corrects=first)
    month.types(1, UNIT, july(25), {"liaison.name": ""})
    assert (month.fact(1).qualified, month.fact(1).qualified_now) == (True, False)


def test_contacts_typed_this_month_and_mended_after_the_form_came_stood_when_it_did() -> None:
    month = Month().types(1, UNIT, july(5), PEOPLE)
    month.returns(UNIT, july(20), {1: WORDS})
    month.types(1, UNIT, july(28), {"liaison.phone": "13800000003"})
    assert (month.fact(1).first, month.fact(1).qualified_now) == ((), True)
    month.types(1, UNIT, july(29), {"liaison.phone": ""})
    assert (month.fact(1).first, month.fact(1).qualified_now) == ((), False)


def test_a_form_merged_late_finds_what_was_typed_before_the_merge() -> None:
    month = Month().types(1, UNIT, july(21), PEOPLE)
    month.returns(UNIT, july(20), {1: WORDS}, merged=july(22))
    month.types(1, UNIT, july(23), progress="已公布事项目录 313 项。")
    assert (month.fact(1).received, month.fact(1).first, month.fact(1).now) == (july(20), (), ())
    assert month.fact(1, on=july(20)).qualified, "what a unit first submitted is the same on every day"


def test_the_month_before_changed_later_changes_no_first_submission() -> None:
    june = Month(JUNE)
    june.returns(UNIT, date(2021, 6, 20), {1: FINE | {"progress": "筹备中，已开会 2 次。"}})
    month = Month(earlier=june)
    month.returns(UNIT, july(20), {1: FINE})
    month.returns("区税务局", july(20), {4: WORDS})
    june.types(1, UNIT, july(28), {"progress": FINE["progress"]}).types(4, "区税务局", july(28), PEOPLE)
    assert (month.fact(1).first, broken(month.fact(1).now)) == ((), ["progress.unchanged"])
    assert set(broken(month.fact(4, "区税务局").first)) == {"contact.missing", "phone.missing"}


def test_contacts_that_an_earlier_file_of_the_unit_brought_stand() -> None:
    words = {key: text for key, text in FINE.items() if key not in PEOPLE}
    month = Month()
    month.returns(UNIT, july(18), {1: PEOPLE})
    month.returns(UNIT, july(20), {1: words})
    assert month.fact(1).qualified


def test_contacts_that_the_clerk_typed_before_the_file_was_merged_stand() -> None:
    words = {key: text for key, text in FINE.items() if key not in PEOPLE}
    month = Month().types(1, UNIT, july(20), PEOPLE, hour=8)
    month.returns(UNIT, july(20), {1: words})
    assert month.fact(1).qualified
    after = Month()
    after.returns(UNIT, july(20), {1: words})
    after.types(1, UNIT, july(20), PEOPLE, hour=20)
    assert (after.fact(1).qualified, after.fact(1).qualified_now) == (False, True)


def test_a_deadline_and_problems_are_judged_by_the_first_return_alone() -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: FINE | {"problems": ""}})
    month.types(1, UNIT, july(21), {"problems": "无"})
    fact = month.fact(1)
    assert (broken(fact.first), fact.now) == (["problems.missing"], ())


def test_what_was_only_typed_in_is_judged_as_it_stood_that_day() -> None:
    month = Month().types(1, UNIT, july(20), BAD)
    fact = month.fact(1)
    assert broken(fact.first) == broken(fact.now) == ["phone.missing"]
    month.types(1, UNIT, july(20), {"responsible.phone": "0763-3312345"}, hour=23)
    assert (month.fact(1).first, month.fact(1).now) == ((), ())
    month.types(1, UNIT, july(21), {"progress": "同上"})
    assert (month.fact(1).first, broken(month.fact(1).now)) == ((), ["progress.elsewhere"])


def test_what_was_typed_in_badly_and_mended_another_day_was_not_qualified_at_first() -> None:
    month = Month().types(1, UNIT, july(20), BAD).types(1, UNIT, july(21), {"responsible.phone": "0763-3312345"})
    assert (broken(month.fact(1).first), month.fact(1).now) == (["phone.missing"], ())
    month.types(1, UNIT, july(22), progress="").types(1, UNIT, july(23), progress="已办 3 件。")
    assert (month.fact(1).received, month.fact(1).first) == (july(23), ()), "emptied, it was begun again"


def test_a_field_that_waits_is_judged_by_the_returned_words() -> None:
    month = Month().types(1, UNIT, july(20), FINE | {"progress": "同上"})
    month.returns(UNIT, july(22), {1: FINE}, keep=False)
    assert (month.fact(1).qualified, month.fact(1).qualified_now) == (True, False)
    month.waits(1, UNIT, "progress", FINE["progress"], july(22), ours="同上")
    assert (month.fact(1).qualified, month.fact(1).qualified_now) == (True, True)


def test_the_newest_of_two_that_wait_is_what_the_unit_says() -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: FINE | {"progress": "同上"}})
    month.waits(1, UNIT, "progress", "同前", july(24)).waits(1, UNIT, "progress", "已办 3 件。", july(23))
    assert broken(month.fact(1).now) == ["progress.elsewhere"]


def test_a_measure_first_reported_by_a_correction_is_judged_by_it() -> None:
    month = Month()
    first = month.returns(UNIT, july(20), {1: FINE, 2: FINE | {"progress": ""}})
    month.returns(UNIT, july(27), {2: FINE | {"progress": "压减 3 个环节。"}}, corrects=first)
    fact = month.fact(2)
    assert (fact.received, fact.on_time, fact.qualified) == (july(27), False, True)


def test_a_form_full_of_all_but_progress_is_no_report() -> None:
    month = Month()
    month.returns(UNIT, july(20), {1: {key: text for key, text in FINE.items() if key != PROGRESS.key}})
    assert (month.fact(1).reported, month.fact(1).filled) == (False, 6)
