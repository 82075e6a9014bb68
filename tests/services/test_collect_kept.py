"""What a merge keeps besides words: evidence and scans, learned names, where each value came from; and one file taken back."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from qcapp.domain.forms import FoundPicture, Place, ReturnedFile
from qcapp.merge.plan import Decision, Outcome
from qcapp.merge.questions import Ask
from tests.merge.world import JULY, returned_file
from tests.services.office import Office
from ui.models.month_flow import unit_states
from ui.theme import Tone

SCAN = "这是 PDF 文件，读不出表格，请向单位要 xlsx 或 docx 原件，或对照着手工录入。"


def scan(path: str, member: str | None = None, data: bytes = b"%PDF-") -> ReturnedFile:
    return ReturnedFile(path, member, hashlib.sha256(data).hexdigest(), data, None, SCAN, keepable=True)


def in_zip(file: ReturnedFile, member: str) -> ReturnedFile:
    return replace(file, path="报送.zip", member=member)


def test_a_unit_stands_as_to_be_typed_in_until_it_sends_what_can_be_read_and_then_that_day_counts(office: Office) -> None:
    office.dispatch()
    office.clock.time = datetime(2021, 7, 20, 9, 0)
    office.reader.files = [scan("区政数局.xlsx")]
    operation = office.merge()
    assert operation is not None
    assert operation.summary == "合并 0 份回收表，更新 0 处，另有 1 份读不出内容，要对照录入或请单位重发"
    look = office.services.look
    (unit,) = (each for each in look.status(JULY).units if each.unit == "区政数局")
    assert (unit.returned, unit.unread) == (date(2021, 7, 20), True)
    states = unit_states(look.snapshot(JULY), office.services.stats.month(JULY), date(2021, 7, 28))
    assert states["区政数局"] == ("待录入", Tone.WARN)
    office.clock.time = datetime(2021, 7, 27, 9, 0)
    office.comes_back({1: {"progress": "已办结 3 件。"}})
    office.merge()
    (unit,) = (each for each in look.status(JULY).units if each.unit == "区政数局")
    assert (unit.returned, unit.unread, unit.late) == (date(2021, 7, 27), False, True)


def test_what_is_typed_in_from_a_scan_came_on_the_scans_day(office: Office) -> None:
    office.dispatch()
    office.clock.time = datetime(2021, 7, 20, 9, 0)
    office.reader.files = [scan("区政数局.pdf")]
    office.merge()
    office.clock.time = datetime(2021, 7, 27, 9, 0)
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办结 3 件。")
    (unit,) = (each for each in office.services.look.status(JULY).units if each.unit == "区政数局")
    assert (unit.returned, unit.unread, unit.late) == (date(2021, 7, 20), False, False)


def test_evidence_in_a_zip_is_kept_with_its_measure_and_goes_with_its_return(office: Office) -> None:
    office.dispatch()
    (form,) = office.comes_back({1: {"progress": "已办"}, 2: {}})
    office.reader.files = [in_zip(form, "表.xlsx"), scan("报送.zip", "佐证/第1条/证明.pdf")]
    operation = office.merge()
    assert operation is not None
    assert "佐证材料 1 件" in operation.summary
    (kept,) = office.store.snapshot(JULY).attachments
    assert (kept.unit, kept.no, kept.name) == ("区政数局", 1, "证明.pdf")
    assert office.store.file_bytes(kept.sha256) == b"%PDF-"
    office.services.history.undo(operation.id)
    assert office.store.snapshot(JULY).attachments == ()


def test_a_scan_counts_as_returned_on_its_day_and_is_kept_whole(office: Office) -> None:
    office.dispatch()
    office.reader.files = [scan("/u/扫描件.pdf")]
    plan = office.services.collect.preview([Path("x")], received=date(2021, 7, 20))
    assert plan.mergeable == []
    plan = office.services.collect.tell_unit(plan, "政数局")
    (file,) = plan.mergeable
    assert (file.outcome, file.kept) == (Outcome.REFUSED, True)
    office.services.collect.apply(plan)
    (kept,) = office.store.snapshot(JULY).attachments
    assert (kept.unit, kept.no, kept.name) == ("区政数局", None, "扫描件.pdf")
    status = {unit.unit: unit for unit in office.services.look.status(JULY).units}
    assert status["区政数局"].returned == date(2021, 7, 20)
    assert office.preview().files[0].outcome is Outcome.DUPLICATE


def test_a_picture_in_a_cell_is_kept_with_its_measure(office: Office) -> None:
    office.dispatch()
    (form,) = office.comes_back({1: {"progress": "见图"}, 2: {}})
    assert form.form is not None
    picture = FoundPicture("xl/media/image1.png", "第1条_图片1.png", Place("表1", 1, 5))
    first, *rest = form.form.rows
    pictured = replace(form.form, rows=(replace(first, pictures=(picture,)), *rest))
    office.reader.files = [replace(form, form=pictured)]
    office.merge()
    (kept,) = office.store.snapshot(JULY).attachments
    assert (kept.no, kept.name) == (1, "第1条_图片1.png")
    assert office.store.file_bytes(kept.sha256) == b"xl/media/image1.png"


def test_a_name_told_once_is_known_next_time_until_the_merge_is_undone(office: Office) -> None:
    office.dispatch()
    form = office.world.form({3: {"progress": "已推广"}}, None, unit_hints=("区税务分局",))
    office.reader.files = [returned_file(form)]
    plan = office.preview()
    assert plan.files[0].asked
    plan = office.services.collect.tell_unit(plan, "区税务局")
    operation = office.services.collect.apply(plan)
    assert operation is not None
    assert office.store.plan_for(JULY).unit_named("区税务分局") == "区税务局"
    again = office.world.form({4: {"progress": "已辅导"}}, None, unit_hints=("区税务分局",))
    office.reader.files = [returned_file(again)]
    known = office.preview().files[0]
    assert (known.unit, known.questions) == ("区税务局", [])
    office.services.history.undo(operation.id)
    assert [each.ask for each in office.preview().files[0].questions] == [Ask.NAME]


def test_each_value_knows_its_cell_its_day_and_what_was_decided(office: Office) -> None:
    office.dispatch()
    office.services.edit.set_field(2, "区政数局", JULY, "progress", "电话报来")
    office.comes_back({1: {"progress": "已办"}, 2: {"progress": "已压减"}})
    plan = office.preview()
    plan.files[0].open[0].decision = Decision.BOTH
    operation = office.services.collect.apply(plan)
    assert operation is not None
    sources = {change.key.no: change.source for change in office.services.history.changes(operation.id)}
    assert sources[1].place == Place("表1", 1, 5)
    assert (sources[1].decision, sources[2].decision) == ("theirs", "both")
    shown = office.store.snapshot(JULY).entry(1, "区政数局").values["progress"]
    assert (shown.source.place, shown.source.decision, shown.who) == (Place("表1", 1, 5), "theirs", "经办人")


def test_one_file_of_a_merge_is_taken_back_and_the_other_stays(office: Office) -> None:
    office.dispatch()
    first, second = office.comes_back({1: {"progress": "甲"}, 2: {}}, {1: {}, 2: {"progress": "乙"}})
    operation = office.merge()
    assert operation is not None
    result = office.services.history.undo(operation.id, sha256=second.sha256)
    assert result.file == second.name
    assert (office.text(1, "progress"), office.text(2, "progress")) == ("甲", "")
    office.reader.files = [first, second]
    assert [file.outcome for file in office.preview().files] == [Outcome.DUPLICATE, Outcome.MERGED]


def test_two_units_rows_in_one_file_are_one_record_each(office: Office) -> None:
    office.dispatch()
    sent = office.store.snapshot(JULY).dispatched
    rows = (*office.world.form({1: {"progress": "甲"}}).rows, *office.world.form({4: {"progress": "乙"}}).rows)
    ids = {sent["区政数局"].form_id: ("sheet",), sent["区税务局"].form_id: ("caption",)}
    office.reader.files = [returned_file(replace(office.world.form({}), rows=rows, form_ids=ids))]
    operation = office.merge()
    assert operation is not None
    assert [record.unit for record in office.store.returns_of(operation.id)] == ["区政数局", "区税务局"]
    assert (office.text(1, "progress"), office.text(4, "progress", "区税务局")) == ("甲", "乙")
    office.services.history.undo(operation.id, sha256=office.reader.files[0].sha256)
    assert (office.text(1, "progress"), office.text(4, "progress", "区税务局")) == ("", "")


def test_an_answer_given_in_the_preview_survives_a_new_comparison(office: Office) -> None:
    office.dispatch()
    office.services.edit.set_field(4, "区税务局", JULY, "progress", "旧话")
    office.comes_back({1: {"progress": "甲"}, 2: {}, 4: {"progress": "乙"}})
    plan = office.preview()
    question = next(each for each in plan.files[0].questions if each.ask is Ask.ALSO)
    plan.files[0].answers = plan.files[0].answers.given(question, "区税务局")
    again = office.services.collect.refresh(plan)
    assert [file.unit for file in again.files] == ["区政数局", "区税务局"]
    thrice = office.services.collect.refresh(again)
    assert [file.unit for file in thrice.files] == ["区政数局", "区税务局"]


def test_words_that_two_files_say_hold_while_either_of_them_does(office: Office) -> None:
    office.dispatch()
    first, second = office.comes_back({1: {"progress": "甲"}, 2: {}}, {1: {"progress": "甲"}, 2: {"progress": "乙"}})
    operation = office.merge()
    assert operation is not None
    assert operation.changed == 2
    undo = office.services.history.undo
    undo(operation.id, sha256=first.sha256)
    assert office.text(1, "progress") == "甲"
    undo(operation.id, sha256=second.sha256)
    assert office.text(1, "progress") == ""


def test_words_of_a_conflict_settled_later_stay_when_the_merge_is_undone_and_are_named(office: Office) -> None:
    office.dispatch()
    office.services.edit.set_field(2, "区政数局", JULY, "progress", "电话报来")
    office.comes_back({1: {"progress": "甲"}, 2: {"progress": "乙"}})
    operation = office.merge()
    assert operation is not None
    (held,) = office.store.held(JULY)
    office.services.edit.resolve(held, Decision.BOTH)
    result = office.services.history.undo(operation.id)
    assert [(key.no, key.field) for key in result.left] == [(2, "progress")]
    assert (office.text(1, "progress"), office.text(2, "progress")) == ("", "电话报来\n乙")
