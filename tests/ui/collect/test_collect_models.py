"""What the lists of the 收表 page say, and that the plan alone holds the decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from qcapp.domain.forms import Note, Place, ReturnedFile
from qcapp.domain.ledger import CellKey, CellValue, Source
from qcapp.domain.period import Period
from qcapp.merge.diff import Verdict
from qcapp.merge.plan import Decision, Enclosure, FieldPlan, FilePlan, MergePlan, Outcome
from qcapp.merge.questions import NO_ANSWERS, Answers, Ask, Option, Question
from ui.models.collect_answers import questions_of
from ui.models.collect_batch import Batch, combined
from ui.models.collect_contents import contents_of
from ui.models.collect_fields import BASE, OURS, RESULT, THEIRS, FieldsModel
from ui.models.collect_files import FilesModel
from ui.models.collect_rows import Listed, MeasureRow, NoteRow, Shown, rows_of
from ui.models.collect_words import (
    State,
    all_heading,
    aside_words,
    choices,
    field_tag,
    file_heading,
    file_pill,
    file_sentence,
    measure_tag,
    needs_person,
    result_words,
    source_words,
    undecided,
)
from ui.pages.collect_strips import StripBox
from ui.theme import Tone
from ui.widgets.diff_text import Mark

JULY, JUNE = Period(2021, 7), Period(2021, 6)
DAY = date(2021, 7, 22)
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
_DEFAULT = {Verdict.THEIRS: Decision.THEIRS, Verdict.CONFLICT: Decision.HOLD}


def planned(
    no: int, verdict: Verdict, ours: str = "台账", theirs: str = "来表", key: str = "progress", remark: str = ""
) -> FieldPlan:
    cell = CellKey(no, "区住建局", JULY, key)
    decision = _DEFAULT.get(verdict, Decision.OURS)
    return FieldPlan(cell, "下发", ours, theirs, verdict, Place("表1", 4, 5), decision, remark=remark)


def file_of(
    *fields: FieldPlan, name: str = "区住建局.xlsx", period: Period = JULY, notes: tuple[Note, ...] = (),
    outcome: Outcome = Outcome.MERGED,
) -> FilePlan:
    returned = ReturnedFile(name, None, f"sha of {name}", b"", None)
    return FilePlan(
        returned, DAY, outcome, "区住建局", period, evidence="按表号识别。", fields=list(fields), notes=list(notes)
    )


def every_verdict() -> FilePlan:
    return file_of(
        planned(27, Verdict.CONFLICT),
        planned(27, Verdict.UNCHANGED, "同", "同", key="problems"),
        planned(31, Verdict.THEIRS),
        planned(31, Verdict.CLEARED, "台账", "", key="problems"),
        planned(34, Verdict.UNCHANGED, "0763-1", "０７６３－１", key="liaison.phone"),
        planned(43, Verdict.OURS, remark="更晚的回表已有内容"),
        notes=(
            Note("two_sheets", "有两张表。"), Note("row_missing", "第 51 条没有返回。", 51), Note("x", "措施文字被改动。", 34),
        ),
    )


@pytest.fixture
def model(qtbot: QtBot) -> FieldsModel:
    made = FieldsModel()
    QAbstractItemModelTester(made, FATAL, made)
    made.show_file(every_verdict(), None)
    return made


def listed(model: FieldsModel) -> list[str]:
    """Rows in short: M27 a measure's head, N a note, 27.progress a field."""
    found = []
    for row in range(model.rowCount()):
        each = model.at(row)
        field = model.field_at(row)
        if isinstance(each, MeasureRow):
            found.append(f"M{each.no}")
        elif isinstance(each, NoteRow):
            found.append("N")
        elif field:
            found.append(f"{field.key.no}.{field.key.field}")
    return found


def test_changes_conflicts_hints_and_notes_are_listed_first_and_what_is_alike_is_not(model: FieldsModel) -> None:
    assert listed(model) == [
        "N", "M27", "27.progress", "M31", "31.progress", "31.problems", "M34", "N", "M43", "43.progress", "N",
    ]


def test_conflicts_and_hints_alone(model: FieldsModel) -> None:
    model.show_only(Shown.ATTENTION)
    assert [each for each in listed(model) if "." in each] == ["27.progress", "31.problems", "43.progress"]


def test_every_field_can_be_seen(model: FieldsModel) -> None:
    model.show_only(Shown.ALL)
    assert sum("." in each for each in listed(model)) == 6


def test_a_decision_is_written_into_the_plan_and_told(model: FieldsModel, qtbot: QtBot) -> None:
    field = model.field_at(2)
    assert field is not None
    with qtbot.waitSignals([model.decided, model.dataChanged]):
        assert model.decide(2, Decision.BOTH)
    assert (field.decision, field.result) == (Decision.BOTH, "台账\n来表")


def test_what_is_typed_is_the_result(model: FieldsModel) -> None:
    assert model.setData(model.index(2, RESULT), "手写")
    field = model.field_at(2)
    assert field is not None
    assert (field.decision, field.result) == (Decision.TYPED, "手写")


def test_a_field_takes_only_decisions_that_it_offers(model: FieldsModel) -> None:
    model.show_only(Shown.ALL)
    same = next(row for row in range(model.rowCount()) if listed(model)[row] == "27.problems")
    assert not model.decide(same, Decision.THEIRS)
    assert not model.decide(0, Decision.THEIRS)


def test_a_merged_file_can_be_looked_at_only(model: FieldsModel) -> None:
    model.show_file(every_verdict(), None, locked=True)
    assert not model.decide(2, Decision.OURS)


def test_heads_and_notes_cannot_become_the_current_row(model: FieldsModel) -> None:
    enabled = [bool(model.flags(model.index(row, 0)).value) for row in range(model.rowCount())]
    assert enabled == ["." in each for each in listed(model)]


@pytest.mark.parametrize(
    ("decision", "marks"),
    [
        (Decision.HOLD, (Mark.ADDED, Mark.ADDED)),
        (Decision.THEIRS, (Mark.REMOVED, Mark.ADDED)),
        (Decision.OURS, (Mark.ADDED, Mark.REMOVED)),
        (Decision.BOTH, (Mark.ADDED, Mark.ADDED)),
    ],
)
def test_in_a_conflict_red_is_what_will_go(model: FieldsModel, decision: Decision, marks: tuple[Mark, Mark]) -> None:
    model.decide(2, decision)
    assert (model.marked(2, OURS).mark, model.marked(2, THEIRS).mark) == marks


def test_the_next_open_conflict_is_found_below_the_current_row(model: FieldsModel) -> None:
    assert (model.next_open(-1), model.next_open(2)) == (2, -1)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (planned(1, Verdict.CONFLICT), "未定，留待处理"),
        (planned(1, Verdict.THEIRS), "用来表"),
        (planned(1, Verdict.UNCHANGED, "同", "同"), "未改动"),
        (planned(1, Verdict.UNCHANGED, "", ""), "未填"),
        (planned(1, Verdict.UNCHANGED, "2021-12-31", "2021年12月底", key="deadline"), "内容相同，保留台账写法"),
        (planned(1, Verdict.SAME, "同", "同"), "内容相同"),
        (planned(1, Verdict.OURS), "保留台账"),
        (planned(1, Verdict.CLEARED, theirs=""), "来表清空，保留台账"),
    ],
)
def test_each_result_is_told_in_words(field: FieldPlan, said: str) -> None:
    assert result_words(field) == said


def test_a_conflict_offers_five_ways_and_equal_texts_none() -> None:
    assert len(choices(planned(1, Verdict.CONFLICT))) == 5
    assert choices(planned(1, Verdict.THEIRS)) == (Decision.OURS, Decision.THEIRS, Decision.TYPED)
    assert choices(planned(1, Verdict.SAME, "同", "同")) == ()


def test_the_heading_counts_updates_conflicts_and_hints() -> None:
    assert file_heading(every_verdict()) == "区住建局 · 4 条措施：1 条有更新，1 处冲突，5 条提示"


def test_what_is_not_qualified_is_called_so_and_is_no_hint() -> None:
    file = file_of(planned(27, Verdict.THEIRS, "", "详见附件"))
    file.notes += [Note("unqualified", "第 27 条：进展情况只写了“详见附件”。", 27), Note("row_twice", "出现了两次。", 27)]
    assert file_heading(file).endswith("1 条有更新，1 条不合格，1 条提示")
    notes = [each for each in rows_of([Listed(file, None)], Shown.CHANGED, together=False) if isinstance(each, NoteRow)]
    assert [(each.tag, each.tone) for each in notes] == [("不合格", Tone.WARN), ("提示", Tone.IDLE)]


def test_a_conflict_that_is_decided_asks_no_more() -> None:
    conflict = planned(27, Verdict.CONFLICT)
    conflict.remark = "同一单位的另一份文件内容不同"
    assert field_tag(conflict) == ("请选定", Tone.WARN)
    conflict.decision = Decision.THEIRS
    assert field_tag(conflict) == ("已选定", Tone.IDLE)


def test_files_that_wait_are_told_by_what_they_wait_for() -> None:
    locked, asked = file_of(outcome=Outcome.REFUSED), file_of()
    locked.file = replace(locked.file, locked=True)
    asked.questions = [Question(Ask.UNIT, "哪家？", (), blocking=True)]
    plan = MergePlan([file_of(planned(27, Verdict.THEIRS)), locked, asked])
    assert all_heading(plan, 0) == "全部文件 · 3 份：没有冲突，1 份待确认，1 份要密码"
    del plan.files[2]
    assert all_heading(plan, 0) == "全部文件 · 2 份：没有冲突，1 份要密码"


def test_every_tag_carries_a_word() -> None:
    fields = every_verdict().fields
    assert [measure_tag([each])[0] for each in fields] == [
        "! 未定 1", "✓ 无变化", "✓ 更新 1", "! 提示", "✓ 无变化", "! 提示",
    ]
    assert [tag[0] if (tag := field_tag(each)) else "" for each in fields] == [
        "双方都改过", "", "", "来表清空", "", "提示",
    ]


def test_a_file_of_another_month_is_marked_and_its_sentence_says_where_it_goes() -> None:
    june = file_of(planned(27, Verdict.THEIRS), period=JUNE)
    assert file_pill(june, State.WAITING, JULY)[0] == "报告期不符"
    assert file_sentence(june, State.WAITING, JULY) == (
        "这是 2021年6月 的表，窗口里是 2021年7月；合并时记入 2021年6月，更新 1 处；不想并入请按 Del 移除。"
    )
    assert file_pill(june, State.MERGED, JULY)[0] == "已合并"


def test_a_file_that_is_called_after_another_unit_is_not_shown_as_if_nothing_were_the_matter() -> None:
    said = "文件名里写的是区卫健局，这份表按表号识别（QC），算区税务局的，请核对是哪家报的。"
    file = replace(file_of(), notes=[Note("file_name_differs", said)])
    assert file_pill(file, State.WAITING, JULY) == ("单位待核对", Tone.WARN)
    assert file_sentence(file, State.WAITING, JULY).startswith(f"{said}合并后")
    assert "不想并入请按 Del 移除。" in file_sentence(file, State.WAITING, JULY)
    assert file_pill(file, State.MERGED, JULY)[0] == "已合并"


def test_a_form_that_came_back_as_it_went_is_told_before_it_counts_as_returned() -> None:
    blank = file_of(planned(27, Verdict.OURS, "手工录入", "下发"), outcome=Outcome.UNCHANGED)
    blank.form_id = "QC-202107-06-3F9K"
    assert file_sentence(blank, State.WAITING, JULY) == (
        "与下发时一字不差，单位没有填写；合并会把它记为已收到，不想这样请按 Del 移除。"
    )


def blank_form() -> FilePlan:
    """No progress; the printed phone as it was sent, though the ledger has another by now."""
    phone = planned(27, Verdict.OURS, "0763-2", "0763-1", key="liaison.phone")
    phone.base = "0763-1"
    progress = planned(27, Verdict.OURS, "手工录入", "")
    progress.base = ""
    return file_of(progress, phone, planned(31, Verdict.UNCHANGED, "", ""), outcome=Outcome.UNCHANGED)


def test_a_blank_form_is_not_taken_for_one_without_news() -> None:
    blank = blank_form()
    assert file_pill(blank, State.WAITING, JULY) == ("空表", Tone.WARN)
    told = file_sentence(blank, State.WAITING, JULY)
    assert told == "交来的是空表，一条也没有填；合并后只登记收到，仍算未报，请让单位填好再报。"
    assert file_heading(blank) == "区住建局 · 交来的是空表；合并后只登记收到，仍算未报"
    blank.fields[0].theirs = "已办。"
    assert file_pill(blank, State.WAITING, JULY)[0] == "无变化"


def test_what_never_had_a_conflict_is_not_said_to_have_been_decided() -> None:
    conflict = planned(27, Verdict.CONFLICT, "甲", "乙")
    files = [file_of(planned(31, Verdict.THEIRS, "", "已办。")), file_of(conflict, outcome=Outcome.CONFLICT)]
    assert undecided(files[:1], 0) == "没有冲突"
    assert undecided(files, 1) == "1 处冲突未定"
    conflict.decision = Decision.THEIRS
    assert undecided(files, 0) == "冲突都已选定"
    assert all_heading(MergePlan(files[:1]), 0) == "全部文件 · 1 份：没有冲突"


def test_litter_is_skipped_and_stands_last() -> None:
    litter = file_of(name="Thumbs.db", outcome=Outcome.REFUSED)
    litter.reason = "这是系统或程序自动生成的文件，不用处理，已跳过。"
    slow = file_of(name="坏.xlsx", outcome=Outcome.REFUSED)
    slow.reason = "这份文件读了一分钟还没有读完，已跳过，请让单位把表格复制到新建的文件里再报。"
    assert file_pill(litter, State.WAITING, JULY) == ("已跳过", Tone.IDLE)
    assert file_pill(slow, State.WAITING, JULY) == ("不能读取", Tone.BAD)
    rows = Batch(MergePlan([litter, slow, every_verdict()])).rows()
    assert [file.file.path for file, _ in rows] == ["坏.xlsx", "区住建局.xlsx", "Thumbs.db"]


def test_the_base_is_named_for_what_it_is(model: FieldsModel) -> None:
    across = Qt.Orientation.Horizontal
    assert model.headerData(BASE, across) == "下发或上次来表"
    assert model.headerData(BASE, across, Qt.ItemDataRole.ToolTipRole) == (
        "下发时表里的内容，附的上月进展也算；单位此前交过的，以那一次为准"
    )


def test_last_months_words_that_the_form_carried_are_shown_and_not_an_empty_cell(model: FieldsModel) -> None:
    copied = planned(27, Verdict.THEIRS, "", "六月办了 12 件。")
    copied.base, copied.offered, copied.copied = "", "六月办了 12 件。", True
    answered = planned(31, Verdict.THEIRS, "七月", "又报")
    answered.base, answered.answered = "七月", True
    model.show_file(file_of(copied, answered), None)
    first, second = model.row_of(copied), model.row_of(answered)
    assert (model.text(first, BASE), model.remark(first, BASE)) == ("六月办了 12 件。", "附的上月进展")
    assert field_tag(copied) == ("照抄上月", Tone.WARN)
    assert "下发或上次来表：六月办了 12 件。" in model.index(first, BASE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert (model.text(second, BASE), model.remark(second, BASE)) == ("七月", "上次来表")


@pytest.mark.parametrize(
    ("period", "source", "said"),
    [
        (JULY, Source(None, None), "7月20日 手工录入"),
        (JULY, Source("区住建局.xlsx", date(2021, 7, 18)), "7月18日 来表"),
        (JUNE, Source(None, None), "沿用2021年6月"),
    ],
)
def test_where_the_ledgers_words_came_from(period: Period, source: Source, said: str) -> None:
    value = CellValue("有", period, datetime(2021, 7, 20, 9), "经办人", source)
    assert source_words(value, JULY) == said


def test_the_list_reads_the_batch_and_tells_a_screen_reader_the_whole_row(qtbot: QtBot) -> None:
    batch = Batch(MergePlan([every_verdict()]))
    model = FilesModel(batch, JULY)
    QAbstractItemModelTester(model, FATAL, model)
    assert model.index(0, 0).data(11) == "区住建局.xlsx，区住建局，7月22日，冲突 1"
    batch.decide_rest(Decision.OURS)
    model.decisions_changed()
    assert model.index(0, 3).data() == "可合并 1"


def test_a_path_read_again_replaces_what_it_was_and_same_bytes_keep_their_place() -> None:
    first, other = file_of(name="a.xlsx"), file_of(name="b.xlsx")
    corrected = file_of(name="a.xlsx")
    corrected.file = ReturnedFile("a.xlsx", None, "other bytes", b"", None)
    again = file_of(name="b.xlsx")
    assert combined([first, other], [corrected, again]).files == [corrected, other]


def two_units(name: str = "两家.xlsx") -> tuple[FilePlan, FilePlan]:
    """The parts of one file that holds the rows of two units."""
    one, other = file_of(planned(27, Verdict.CONFLICT), name=name), file_of(planned(33, Verdict.THEIRS), name=name)
    other.unit = "区教育局"
    return one, other


def test_a_file_of_two_units_is_listed_once_for_each_and_one_part_can_be_taken_out() -> None:
    one, other = two_units()
    batch = Batch()
    batch.adopt(MergePlan([one, other]), (), (one, other))
    assert [file.unit for file, _ in batch.rows()] == ["区住建局", "区教育局"]
    batch.remove([other])
    batch.adopt(MergePlan(list(two_units())), (one,))  # comparing the file again brings both of its parts
    assert [file.unit for file, _ in batch.rows()] == ["区住建局"]
    read = two_units()
    batch.adopt(MergePlan(list(read)), (), read)  # read once more, it is there whole
    assert [file.unit for file, _ in batch.rows()] == ["区住建局", "区教育局"]


def test_a_file_taken_out_while_it_was_being_compared_stays_out_whole() -> None:
    one, other = two_units()
    batch = Batch()
    batch.adopt(MergePlan([one, other]), (), (one, other))
    batch.remove([one, other])
    batch.adopt(MergePlan(list(two_units())), (one, other))
    assert list(batch.rows()) == []


def test_a_part_merged_before_does_not_come_back_with_the_other_part() -> None:
    one, other = two_units()
    batch = Batch()
    batch.adopt(MergePlan([one, other]), (), (one, other))
    other.outcome = Outcome.REFUSED
    batch.mark_merged("1")
    done, waits = two_units()
    done.outcome = Outcome.DUPLICATE
    batch.adopt(MergePlan([done, waits]), (other,))
    assert [(file.unit, state) for file, state in batch.rows()] == [("区教育局", State.WAITING), ("区住建局", State.MERGED)]


def test_an_answer_and_a_day_given_meanwhile_hold() -> None:
    first, fresh = file_of(name="a.xlsx"), file_of(name="a.xlsx")
    batch = Batch(MergePlan([first]))
    first.answers, first.received = Answers(unit="区教育局"), date(2021, 7, 20)
    batch.adopt(MergePlan([fresh]), (first,))
    assert (fresh.answers.unit, fresh.received) == ("区教育局", date(2021, 7, 20))


@pytest.mark.parametrize(
    ("change", "offered"),
    [
        ({}, "用台账 用来表 手工填写"),
        ({"aside": "批注：已办。"}, "用台账 用来表 手工填写 用旁注"),
        ({"aside": "已办。", "theirs": "台账", "verdict": Verdict.UNCHANGED}, "用台账 手工填写 用旁注"),
        ({"theirs": "", "verdict": Verdict.UNREADABLE}, "用台账 手工填写"),
        ({"verdict": Verdict.CONFLICT, "aside": "已办。"}, "用台账 用来表 两段都保留 手工填写 用旁注 暂不处理"),
    ],
)
def test_what_is_offered_fits_what_was_read(change: dict[str, Any], offered: str) -> None:
    field = replace(planned(27, Verdict.THEIRS), **change)
    assert " ".join(each.label for each in choices(field)) == offered


def test_what_cannot_be_read_and_what_stands_beside_a_cell_are_hints_in_words() -> None:
    unread = replace(planned(27, Verdict.UNREADABLE, theirs=""), decision=Decision.OURS)
    beside = replace(planned(27, Verdict.UNCHANGED, "同", "同"), aside="已办。")
    assert (field_tag(unread), result_words(unread)) == (("来表读不出", Tone.WARN), "来表读不出，保留台账")
    assert field_tag(beside) == ("有旁注", Tone.IDLE)
    assert aside_words(beside.aside) == "旁注：已办。"
    assert aside_words("尾注：已办。") == "尾注：已办。"
    assert Shown.ATTENTION.takes(unread)
    assert Shown.ATTENTION.takes(beside)


def test_pictures_that_come_along_are_told_with_their_measure(model: FieldsModel) -> None:
    file = every_verdict()
    file.enclosed = [Enclosure("图片1.png", 27, "表内图片", "x"), Enclosure("图片2.png", None, "表内图片", "y")]
    model.show_file(file, None)
    assert model.index(0, 0).data() == "佐证材料"
    assert model.index(0, 1).data() == "附 2 件佐证材料：图片1.png（第 27 条）、图片2.png，合并时一起存档。"


@pytest.mark.parametrize(
    ("change", "pill"),
    [
        ({"kept": True, "outcome": Outcome.REFUSED}, ("待录入", Tone.WARN)),
        ({"kept": True, "with_return": "sha", "outcome": Outcome.REFUSED}, ("佐证材料", Tone.INFO)),
        ({"questions": [Question(Ask.UNIT, "哪家？", (), blocking=True)]}, ("待确认", Tone.WARN)),
        ({"questions": [Question(Ask.NAME, "记住吗？", ())]}, ("无变化", Tone.IDLE)),
    ],
)
def test_a_file_that_waits_for_a_person_or_is_kept_has_a_pill_of_its_own(
    change: dict[str, Any], pill: tuple[str, Tone]
) -> None:
    assert file_pill(replace(file_of(), **change), State.WAITING, JULY) == pill


def test_an_answer_that_no_question_shows_any_more_can_be_seen_and_taken_back() -> None:
    file = replace(file_of(), answers=Answers(unit="区教育局", names={"教体局": "区教育局", "某局": None}, period=JUNE))
    told = questions_of(file)
    assert [(each.ask, each.sentence, each.waits) for each in told] == [
        (Ask.UNIT, "由您指定单位，“教体局”以后都认作它", False), (Ask.PERIOD, "由您指定报告期", False),
        (Ask.NAME, "“某局”不作为单位名称记住", False),
    ]
    left = file.answers
    for each in told:
        left = left.without(each)
    assert left == NO_ANSWERS


@pytest.mark.parametrize("change", [{"kept": True}, {"answers": Answers(unit="区教育局")}, {}])
def test_a_locked_or_kept_file_that_was_received_before_asks_for_nothing(change: dict[str, Any], qtbot: QtBot) -> None:
    locked = replace(file_of().file, locked=True, form=None)
    said = "这份文件已经收过，内容完全相同，没有变化。"
    file = replace(file_of(), file=locked, outcome=Outcome.DUPLICATE, reason=said, **change)
    assert file_pill(file, State.WAITING, JULY) == ("与已收相同", Tone.IDLE)
    assert file_sentence(file, State.WAITING, JULY) == said
    assert file_heading(file).endswith("与已收相同")
    assert not needs_person(file)
    strips = StripBox()
    qtbot.addWidget(strips)
    strips.show_file(file, State.WAITING)
    assert strips.isHidden()


def test_whose_form_it_is_and_what_its_name_means_is_told_once() -> None:
    options = (Option("区教育局", "记住"), Option("", "不记住"))
    question = Question(Ask.NAME, "填报单位写作“教体局”，要不要记住？", options, "教体局", answer="区教育局")
    answers = Answers(unit="区教育局", names={"教体局": "区教育局"})
    file = replace(file_of(), questions=[question], answers=answers)
    assert [each.ask for each in questions_of(file)] == [Ask.UNIT]
    waits = replace(file, questions=[replace(question, answer=None)])
    assert [each.ask for each in questions_of(waits)] == [Ask.NAME, Ask.UNIT]
    apart = replace(file, questions=[replace(question, answer="")], answers=Answers(unit="区教育局", names={"教体局": None}))
    assert [each.ask for each in questions_of(apart)] == [Ask.NAME, Ask.UNIT]


def test_decisions_taken_and_files_removed_while_comparing_hold() -> None:
    first, other = file_of(planned(27, Verdict.CONFLICT), name="a.xlsx"), file_of(name="b.xlsx")
    batch = Batch(MergePlan([first, other]))
    started_with = tuple(batch.plan.files)
    first.fields[0].decision = Decision.THEIRS
    batch.remove([other])
    fresh = [file_of(planned(27, Verdict.CONFLICT), name="a.xlsx"), file_of(name="b.xlsx"), file_of(name="c.xlsx")]
    batch.adopt(MergePlan(fresh), started_with)
    assert [file.file.path for file in batch.plan.files] == ["a.xlsx", "c.xlsx"]
    assert batch.plan.files[0].fields[0].decision is Decision.THEIRS


def test_what_was_decided_since_the_comparison_began_holds_over_what_it_brought() -> None:
    one, other = (file_of(planned(no, Verdict.CONFLICT), name=f"{no}.xlsx") for no in (27, 28))
    batch = Batch(MergePlan([one, other]))
    one.fields[0].decision = Decision.OURS
    carried = {id(file): file.decided for file in (one, other)}
    fresh = [file_of(planned(no, Verdict.CONFLICT), name=f"{no}.xlsx") for no in (27, 28)]
    fresh[0].fields[0].decision = Decision.OURS
    other.fields[0].decision, other.fields[0].typed = Decision.TYPED, "商定的"
    batch.adopt(MergePlan(fresh), (one, other), carried=carried)
    assert [(file.fields[0].decision, file.fields[0].typed) for file in batch.plan.files] == [
        (Decision.OURS, ""), (Decision.TYPED, "商定的"),
    ]


def test_merged_files_leave_the_plan_and_come_back_when_undone() -> None:
    refused = file_of(name="扫描件.pdf", outcome=Outcome.REFUSED)
    batch = Batch(MergePlan([file_of(planned(27, Verdict.THEIRS)), refused]))
    batch.mark_merged("op1")
    assert [(Path(file.file.path).suffix, state) for file, state in batch.rows()] == [
        (".pdf", State.WAITING), (".xlsx", State.MERGED),
    ]
    batch.bring_back("op1")
    assert [state for _, state in batch.rows()] == [State.WAITING, State.WAITING]
    assert batch.last_operation is None


def counted(batch: Batch) -> tuple[int, int]:
    """Conflicts that wait, and measures, gone through field by field."""
    files = batch.plan.mergeable
    return batch.plan.open, len({(file.unit, file.period, each.key.no) for file in files for each in file.fields})


def test_the_conflicts_and_measures_that_are_told_are_those_of_the_files_that_wait_now() -> None:
    one = file_of(planned(27, Verdict.CONFLICT), planned(27, Verdict.THEIRS, key="problems"), planned(28, Verdict.CONFLICT))
    other = file_of(planned(28, Verdict.CONFLICT), planned(33, Verdict.SAME), name="b.xlsx")
    batch = Batch()
    batch.adopt(MergePlan([one, other]), (), (one, other), contents=[contents_of(one)])
    assert (batch.open, batch.measures) == counted(batch) == (3, 3)
    one.fields[0].decision = Decision.THEIRS
    assert batch.open_in(one) == [one.fields[2]]
    assert (batch.open, batch.measures) == counted(batch) == (2, 3)
    batch.remove([other])
    assert (batch.open, batch.measures) == counted(batch) == (1, 2)
    again = file_of(planned(27, Verdict.CONFLICT), planned(28, Verdict.SAME))
    batch.adopt(MergePlan([again]), (one,), contents=[contents_of(again)])
    assert (batch.open, batch.measures) == counted(batch) == (0, 2)
    again.fields[0].decision = Decision.HOLD
    batch.mark_merged("op1")
    assert (batch.open, batch.measures) == (0, 0)
    assert batch.open_in(again) == [again.fields[0]]
    batch.bring_back("op1")
    assert (batch.open, batch.measures) == counted(batch) == (1, 2)
    assert batch.decide_rest(Decision.OURS) == 1
    assert batch.open == batch.plan.open == 0
