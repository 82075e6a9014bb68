"""Words hold while any return that says them stands, whichever of them is undone."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from qcapp.domain.operations import Operation
from qcapp.merge.plan import Outcome
from tests.factory import FixedClock, small_plan
from tests.merge.world import JULY, returned_file
from tests.new_ledgers import new_ledger
from tests.services.office import Office, open_office

UNIT = "区政数局"
PEOPLE = {
    "responsible.name": "某甲", "responsible.phone": "0763-3312345", "liaison.name": "某乙", "liaison.phone": "138",
}
FULL = PEOPLE | {"progress": "已公布事项目录 312 项。", "problems": "无", "deadline": "2021年12月底"}


def comes(office: Office, words: dict[str, str], name: str) -> Operation:
    office.comes_back({1: words}, names=(name,))
    operation = office.merge()
    assert operation is not None
    return operation


def test_words_of_two_returns_stay_when_the_first_is_undone_and_are_the_seconds(office: Office) -> None:
    office.dispatch()
    first = comes(office, FULL, "甲.xlsx")
    second = comes(office, FULL | {"liaison.phone": "13800138000"}, "乙.xlsx")
    assert (second.changed, second.summary) == (1, "合并 1 份回收表，更新 1 处")
    result = office.store.undo(first.id, "经办人")
    assert result.operation.changed == 0
    progress = office.store.snapshot(JULY).entry(1, UNIT).values["progress"]
    assert (progress.text, progress.source.file) == (FULL["progress"], "乙.xlsx")
    assert [late.numbers for late in office.services.remind.late(JULY, early=True) if late.unit == UNIT] == [(2,)]
    office.store.undo(second.id, "经办人")
    assert [office.text(1, field) for field in FULL] == [""] * len(FULL)
    office.store.redo("经办人")
    assert office.text(1, "progress") == FULL["progress"]
    assert all(check.ok for check in office.store.check())


def test_the_second_undone_leaves_the_words_as_the_firsts(office: Office) -> None:
    office.dispatch()
    comes(office, FULL, "甲.xlsx")
    second = comes(office, FULL | {"problems": "缺经费"}, "乙.xlsx")
    comes(office, FULL | {"problems": "缺人手"}, "丙.xlsx")
    left = office.store.undo(second.id, "经办人").left
    assert [key.field for key in left] == ["problems"], "what it only said again is not named"
    office.store.undo(office.store.operations()[1].id, "经办人")
    values = office.store.snapshot(JULY).entry(1, UNIT).values
    assert {(each.text, each.source.file) for key, each in values.items() if key in ("progress", "problems")} == {
        (FULL["progress"], "甲.xlsx"), ("无", "甲.xlsx"),
    }


def test_a_return_that_says_the_same_throughout_has_changed_nothing(office: Office) -> None:
    office.dispatch()
    comes(office, FULL, "甲.xlsx")
    office.comes_back({1: FULL}, names=("乙.docx",))
    plan = office.preview()
    assert (plan.files[0].outcome, plan.changed, plan.files[0].status) == (Outcome.UNCHANGED, 0, "无变化")
    again = office.services.collect.apply(plan)
    assert again is not None
    assert (again.changed, again.summary) == (0, "合并 1 份回收表，更新 0 处")
    assert all(change.repeats for change in office.store.changes(again.id))


def test_what_is_carried_over_or_typed_in_is_not_told_again(office: Office) -> None:
    office.dispatch()
    comes(office, FULL, "七月.xlsx")
    august = JULY.shifted(1)
    office.services.dispatch.dispatch(august, office.folder / "八月")
    office.services.edit.set_field(1, UNIT, august, "progress", "电话里报的。")
    form = office.world.form({1: FULL | {"progress": "电话里报的。"}}, office.store.snapshot(august).dispatched[UNIT].form_id)
    office.reader.files = [returned_file(form, "八月.xlsx")]
    august_merge = office.merge()
    assert august_merge is not None
    assert {change.key.field for change in office.store.changes(august_merge.id)} == {"problems"}


def test_the_answer_to_a_slip_keeps_the_words_when_what_it_mends_is_undone(office: Office) -> None:
    office.dispatch()
    first = comes(office, FULL, "甲.xlsx")
    office.services.correct.write(JULY, office.folder / "退回")
    slip = next(form for form in office.store.forms_to(UNIT, JULY) if form.corrects)
    answered = office.world.form({1: FULL | {"liaison.phone": "13800138000"}}, slip.form_id)
    office.reader.files = [returned_file(answered, "答.xlsx")]
    answer = office.merge()
    assert answer is not None
    assert answer.changed == 1
    office.store.undo(first.id, "经办人")
    assert office.text(1, "progress") == FULL["progress"]
    assert office.text(1, "liaison.phone") == "13800138000"


STEPS = st.lists(st.one_of(st.sampled_from(("", "甲", "乙")), st.integers(0, 5)), max_size=9)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None)
def test_the_ledger_shows_what_the_newest_return_that_stands_says(steps: list[str | int]) -> None:
    """A text: a return of the next day says so; a number: that merge is undone, or brought back."""
    with tempfile.TemporaryDirectory() as folder:
        clock = FixedClock(datetime(2021, 7, 1, 9))
        office = open_office(new_ledger(Path(folder) / "l.sqlite3", small_plan(), clock, "经办人"), clock)
        office.dispatch()
        merges: list[tuple[Operation, str]] = []
        gone: dict[int, str] = {}
        for step in steps:
            if isinstance(step, str):
                clock.time += timedelta(days=1)
                merges.append((comes(office, {"progress": step, "problems": "无"}, f"{len(merges)}.xlsx"), step))
            elif step in gone:
                office.store.undo(gone.pop(step), "经办人")
            elif step < len(merges):
                gone[step] = office.store.undo(merges[step][0].id, "经办人").operation.id
            said = [text for place, (_, text) in enumerate(merges) if place not in gone]
            assert office.text(1, "progress") == next((text for text in reversed(said) if text), "")
            assert office.text(1, "problems") == ("无" if said else "")
            assert office.store.held() == ()
            assert office.store.snapshot(JULY, date(2021, 12, 31)).entry(1, UNIT).text("progress") == office.text(1, "progress")
        assert all(check.ok for check in office.store.check())
        office.store.close()
