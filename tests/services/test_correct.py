"""Sending rows back: which, to whom, why, and what becomes of them when they return."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from qcapp.domain.errors import UsageError, WriteFailed
from qcapp.domain.fields import REASONS_PRINTED
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.domain.records import ReturnRecord, first_return
from tests.merge.world import JULY, returned_file
from tests.services.office import Office

UNIT = "区政数局"
PEOPLE = {
    "responsible.name": "某甲", "responsible.phone": "0763-3312345", "liaison.name": "某乙", "liaison.phone": "13800138000",
}
FINE = PEOPLE | {"progress": "已公布事项目录 312 项。", "problems": "无", "deadline": "2021年12月底"}


def reported(office: Office, first: dict[str, str], second: dict[str, str] = FINE) -> str:
    """The unit's form comes back with those answers and is merged; the SHA-256 of the file."""
    office.dispatch()
    files = office.comes_back({1: first, 2: second})
    office.merge()
    return files[0].sha256


def out(office: Office) -> Path:
    return office.folder / "退回"


def test_only_rows_that_break_a_hard_rule_are_sent_back_hints_go_with_them(office: Office) -> None:
    reported(office, FINE | {"progress": "同上", "problems": ""}, FINE | {"deadline": "尽快"})
    rows = office.services.correct.failing(JULY, UNIT)
    assert [(row.no, row.fields) for row in rows] == [(1, frozenset({"progress"}))]
    assert rows[0].reasons == (
        "进展情况只写了“同上”，请写本月做了什么、到什么程度，或写“本月无新进展”及原因。",
        "建议：存在问题没有填写，没有问题的请写“无”。",
    )
    assert office.services.correct.failing_units(JULY) == {UNIT: rows}


def test_a_unit_that_has_not_returned_is_for_the_reminder_and_not_for_the_slip(office: Office) -> None:
    office.dispatch()
    assert office.services.correct.failing_units(JULY) == {}
    result = office.services.correct.write(JULY, out(office))
    assert (result.operation, result.forms, result.files, result.trouble) == (None, (), (), "")
    assert not out(office).exists()


def test_a_month_in_order_writes_nothing(office: Office) -> None:
    reported(office, FINE)
    before = office.store.operations()
    assert office.services.correct.write(JULY, out(office)).rows == {}
    assert office.store.operations() == before


def test_last_months_words_are_known_and_a_new_year_begins_afresh(office: Office) -> None:
    june = JULY.shifted(-1)
    office.services.edit.set_field(1, UNIT, june, "progress", FINE["progress"])
    reported(office, FINE, FINE | {"progress": "压减 3 个环节。"})
    rows = office.services.correct.failing(JULY, "政数局")
    assert [(row.no, [each.rule.key for each in row.failures]) for row in rows] == [(1, ["progress.unchanged"])]


def test_a_field_whose_conflict_waits_is_not_sent_back(office: Office) -> None:
    office.dispatch()
    office.services.edit.set_field(1, UNIT, JULY, "progress", "略")
    office.comes_back({1: FINE, 2: FINE})
    office.merge()
    assert len(office.store.held(JULY)) == 1
    assert office.services.correct.failing(JULY, UNIT) == ()


def test_what_came_as_a_scan_is_not_called_empty(office: Office) -> None:
    office.dispatch()
    office.comes_back({})
    record = ReturnRecord("a" * 64, "扫描件.pdf", UNIT, JULY, date(2021, 7, 22), None, {})
    snapshot = office.store.snapshot(JULY)
    looked = office.services.correct._looked_at(JULY)
    object.__setattr__(snapshot, "returned", {UNIT: (record,)})
    object.__setattr__(looked, "snapshot", snapshot)
    assert looked.failing(UNIT) == ()


def test_the_slip_freezes_what_the_ledger_says_of_its_rows_and_names_the_return_it_mends(office: Office) -> None:
    sha256 = reported(office, FINE | {"progress": "略"})
    result = office.services.correct.write(JULY, out(office))
    (form,) = result.forms
    assert (form.unit, form.period, form.corrects, form.formats) == (UNIT, JULY, sha256, ("xlsx", "docx"))
    assert {no for no, _ in form.values} == {1}
    assert form.values[1, "progress"] == "略"
    assert form.values[1, "liaison.phone"] == "13800138000"
    kept = office.store.fill_form(form.form_id)
    assert kept is not None
    assert (kept.values, kept.corrects) == (form.values, sha256)
    assert office.store.snapshot(JULY).dispatched[UNIT].corrects is None, "the month's own form is still the month's form"
    assert result.operation is not None
    assert (result.operation.kind, result.operation.summary) == (
        OperationKind.DISPATCH, "退回 2021年7月填报，1 家单位 1 条措施待更正",
    )
    assert [path.name for path in result.files] == ["区政数局_2021年7月退回说明.xlsx", "区政数局_2021年7月退回说明.docx"]
    assert all(path.read_bytes() == b"drawn" for path in result.files)
    assert [block.no for block in office.drawn.tables[-1][0].blocks] == [1]


def test_what_comes_back_on_a_slip_merges_field_by_field(office: Office) -> None:
    reported(office, FINE | {"progress": "略", "liaison.phone": "1380013800"})
    form = office.services.correct.write(JULY, out(office)).forms[0]
    office.services.edit.set_field(1, UNIT, JULY, "problems", "办公室电话里补报：缺接口。")
    mended = FINE | {"progress": "已公布事项目录 312 项。"}
    office.reader.files = [returned_file(office.world.form({1: mended}, form.form_id), "改好.xlsx")]
    plan = office.preview()
    assert (plan.open, plan.files[0].changed) == (0, 2)
    office.services.collect.apply(plan)
    assert office.store.snapshot(JULY).returned[UNIT][-1].corrects == form.corrects
    assert office.text(1, "progress") == mended["progress"]
    assert office.text(1, "liaison.phone") == "13800138000"
    assert office.text(1, "problems") == "办公室电话里补报：缺接口。", "the unit left it as it was sent, so ours stays"
    assert office.services.correct.failing(JULY, UNIT) == ()


def test_what_a_slip_printed_as_reasons_is_known_when_it_comes_back(office: Office) -> None:
    reported(office, FINE | {"progress": "略", "problems": ""}, FINE | {"progress": ""})
    result = office.services.correct.write(JULY, out(office))
    kept = office.store.fill_form(result.forms[0].form_id)
    assert kept is not None
    assert {block.no: block.reasons for block in office.drawn.tables[-1][0].blocks} == {
        no: kept.values[no, REASONS_PRINTED] for no in (1, 2)
    }
    assert kept.values[1, REASONS_PRINTED].splitlines()[1] == "2. 建议：存在问题没有填写，没有问题的请写“无”。"
    office.reader.files = [returned_file(office.world.form({1: FINE, 2: FINE}, kept.form_id), "改好.xlsx")]
    assert office.merge() is not None
    assert {field for _, field in office.store.snapshot(JULY).returned[UNIT][-1].values} == set(FINE)


def test_the_clerk_says_which_rows_go_back_and_adds_a_word(office: Office) -> None:
    reported(office, FINE | {"progress": "略"})
    result = office.services.correct.write(JULY, out(office), rows={"政数局": {2: " 请附佐证材料。 "}}, formats=["docx"])
    assert {unit: [(row.no, row.reasons) for row in rows] for unit, rows in result.rows.items()} == {
        UNIT: [(2, ("请附佐证材料。",))]
    }
    assert [path.suffix for path in result.files] == [".docx"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({UNIT: {2: ""}}, "请写一句原因"), ({UNIT: {4: "不对"}}, "不由区政数局负责"), ({"区税务局": {4: "不对"}}, "还没有报送"),
        ({"没有这家": {1: ""}}, "没有责任单位"),
    ],
)
def test_a_row_that_cannot_go_back_is_refused_with_the_reason(
    office: Office, rows: dict[str, dict[int, str]], sentence: str
) -> None:
    reported(office, FINE)
    with pytest.raises(UsageError, match=sentence):
        office.services.correct.write(JULY, out(office), rows=rows)
    assert not out(office).exists()


def test_a_rule_that_is_switched_off_sends_nothing_back(office: Office) -> None:
    reported(office, FINE | {"progress": "略"})
    off = OperationDraft(OperationKind.SETTINGS, "停用一条规则", "某甲", settings={"rules.off": "progress.elsewhere"})
    office.store.commit(off)
    assert office.services.correct.failing(JULY, UNIT) == ()
    assert office.services.correct.write(JULY, out(office)).forms == ()


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2021, 7, 20, 9), date(2021, 7, 25)), (datetime(2021, 7, 26, 9), date(2021, 7, 29)),
        (datetime(2021, 7, 29, 9), date(2021, 8, 3)), (datetime(2021, 7, 31, 9), date(2021, 8, 4)),
    ],
)
def test_the_day_to_correct_by_is_the_due_day_or_three_working_days_from_now(
    office: Office, now: datetime, due: date
) -> None:
    office.clock.time = now
    assert office.services.correct.suggested_due(JULY) == due


def test_a_slip_held_open_stops_all_before_anything_is_changed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reported(office, FINE | {"progress": "略"})

    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "rename", refuse)
    before = office.store.operations()
    with pytest.raises(WriteFailed, match="正被占用"):
        office.services.correct.write(JULY, out(office))
    assert office.store.operations() == before
    assert list(out(office).iterdir()) == []


def record(day: int, serial: int, **more: object) -> ReturnRecord:
    return ReturnRecord(f"{serial:064x}", "表.xlsx", UNIT, JULY, date(2021, 7, day), None, {}, serial, **more)  # type: ignore[arg-type]


def test_the_first_return_that_stands_is_the_one_whose_day_counts() -> None:
    undone, early, late = record(1, 1, undone=True), record(20, 3), record(22, 2)
    mending = record(19, 4, corrects=early.sha256)
    assert first_return([undone, late, early, mending]) is early
    assert first_return([undone]) is None


def test_a_correction_counts_by_itself_once_what_it_mends_does_not_stand() -> None:
    original = record(20, 1)
    mending, again = record(26, 2, corrects=original.sha256), record(28, 3, corrects=original.sha256)
    assert first_return([original, mending, again]) is original
    assert first_return([mending, again]) is mending, "what they mend is of another month"
    undone = record(20, 1, undone=True)
    assert first_return([undone, mending]) is mending
    of_the_mending = record(30, 4, corrects=mending.sha256)
    assert first_return([undone, of_the_mending, mending]) is mending


def slip_comes_back(office: Office, progress: str) -> None:
    """Measure 1 was sent back, and the slip lies ready with that progress."""
    form = office.services.correct.write(JULY, out(office)).forms[0]
    office.clock.time = datetime(2021, 7, 28, 9)
    office.reader.files = [returned_file(office.world.form({1: FINE | {"progress": progress}}, form.form_id), "改好.xlsx")]


def test_a_correction_kept_when_the_first_return_is_undone_can_be_sent_back_again(office: Office) -> None:
    first = reported(office, FINE | {"progress": "同上"})
    merged = office.store.operations(1)[0].id
    slip_comes_back(office, "详见附件")
    mending = office.reader.files[0].sha256
    office.merge()
    office.services.history.undo(merged, sha256=first)
    assert [each.sha256 for each in office.store.snapshot(JULY).returned[UNIT]] == [mending]
    assert office.text(1, "progress") == "详见附件"
    row = office.services.correct.failing(JULY, UNIT)[0]
    assert any(reason.startswith("进展情况只写了“详见附件”") for reason in row.reasons)
    result = office.services.correct.write(JULY, out(office), rows={UNIT: {1: ""}})
    assert result.forms[0].corrects == mending
    (status,) = [each for each in office.services.look.status(JULY).units if each.unit == UNIT]
    assert status.returned == date(2021, 7, 28)


def test_a_correction_put_into_another_month_can_be_sent_back_there(office: Office) -> None:
    reported(office, FINE | {"progress": "略"})
    slip_comes_back(office, "同上")
    august = JULY.shifted(1)
    file, entry = office.reader.files[0], office.store.snapshot(JULY).returned[UNIT][0]
    kept = ReturnRecord(file.sha256, file.name, UNIT, august, date(2021, 7, 28), None, {}, corrects=entry.sha256)
    put = CellEdit(CellKey(1, UNIT, august, "progress"), "", "同上", file.sha256)
    office.store.commit(OperationDraft(OperationKind.MERGE, "合并", "某甲", edits=(put,), returned=((file, kept),)))
    (status,) = [each for each in office.services.look.status(august, date(2021, 8, 30)).units if each.unit == UNIT]
    assert status.returned == date(2021, 7, 28)
    assert [row.no for row in office.services.correct.failing(august, UNIT)] == [1]
    result = office.services.correct.write(august, out(office), rows={UNIT: {1: ""}})
    assert result.forms[0].corrects == file.sha256
