"""What an officer is told while filling in: the sentences of the office's own rules, counted for the whole form."""

from __future__ import annotations

from collections.abc import Mapping

from qcapp.domain.fields import Role
from qcapp.domain.period import Period
from qcapp.forms.received import ReceivedForm, ReceivedRow
from qcapp.publish.return_table import Texts
from qcapp.services.fill_checks import NOT_CORRECTED, NOT_TOUCHED, CheckedForm, Grade, RowState, check_form
from qcapp.stats.rules import Context, failures

EMPTY = dict.fromkeys(
    ("responsible.name", "responsible.phone", "liaison.name", "liaison.phone", "progress", "problems", "deadline"), ""
)
GOOD = {
    "responsible.name": "张三", "responsible.phone": "0763-3300044", "liaison.name": "李四", "liaison.phone": "13800138000",
    "progress": "办理 12 件，平均用时 3 个工作日。", "problems": "无", "deadline": "2021年12月底",
}
PLACES = ((Role.RESPONSIBLE, 1), (Role.LIAISON, 1))


def form(*came: Mapping[str, str], correction: bool = False) -> ReceivedForm:
    rows = tuple(
        ReceivedRow(str(no), no, "一.任务", f"措施 {no}。", "区税务局", texts, PLACES, "进展情况没有填写。" if correction else "")
        for no, texts in enumerate(came, start=1)
    )
    return ReceivedForm("QC-202107-02-3F9K", "区税务局", Period(2021, 7), "清单", rows, "xlsx", correction=correction)


def checked(came: ReceivedForm, texts: Texts, before: Texts | None = None, known: Texts | None = None) -> CheckedForm:
    return check_form(came, texts, before or {}, known or {})


def test_an_empty_row_lacks_each_of_its_fields() -> None:
    found = checked(form(EMPTY), {"1": EMPTY})
    assert [each.field for each in found.rows[0].remarks if each.grade is Grade.MISSING] == [
        "responsible.name", "responsible.phone", "liaison.name", "liaison.phone", "progress", "problems", "deadline",
    ]
    assert (found.rows[0].state, found.summary, found.ready) == (RowState.EMPTY, "还有 7 处要填。", False)


def test_a_good_row_is_done() -> None:
    found = checked(form(EMPTY), {"1": GOOD})
    assert (found.rows[0].remarks, found.rows[0].state) == ((), RowState.DONE)
    assert (found.summary, found.ready) == ("都填好了，可以保存报送。", True)


def test_the_sentences_are_the_offices_own() -> None:
    texts = {**GOOD, "progress": "详见附件", "liaison.phone": "1380000123"}
    row = checked(form(EMPTY), {"1": texts}).rows[0]
    assert [each.sentence for each in row.remarks] == [each.sentence for each in failures(texts, Context(2021))]
    assert {each.grade for each in row.remarks} == {Grade.WRONG}
    assert row.of("liaison.phone")[0].sentence.startswith("联系人电话“1380000123”（10 位）不像电话号码")
    assert row.state is RowState.WRONG


def test_the_summary_counts_all_rows() -> None:
    texts = {"1": {**GOOD, "progress": "同上"}, "2": {**GOOD, "problems": "", "deadline": ""}, "3": {**GOOD, "deadline": "尽快"}}
    found = checked(form(EMPTY, EMPTY, EMPTY), texts)
    assert found.summary == "还有 2 处要填，1 处不合格，1 处建议补充。"
    assert [row.state for row in found.rows] == [RowState.WRONG, RowState.WRONG, RowState.DONE]
    only_wrong = checked(form(EMPTY), {"1": texts["1"]})
    assert only_wrong.summary == "有 1 处不合格。"
    only_hints = checked(form(EMPTY), {"1": texts["3"]})
    assert (only_hints.summary, only_hints.ready) == ("都填好了，另有 1 处建议补充，可以保存报送。", True)


def test_last_months_words_left_as_they_came_are_told() -> None:
    came = {**EMPTY, "progress": GOOD["progress"]}
    left = checked(form(came), {"1": {**GOOD}}).rows[0]
    assert [each.sentence for each in left.remarks] == [NOT_TOUCHED]
    assert (left.state, left.remarks[0].grade) == (RowState.WRONG, Grade.WRONG)
    moved = checked(form(came), {"1": {**GOOD, "progress": "又办理 3 件。"}}).rows[0]
    assert moved.remarks == ()
    # somebody has filled it in before it was opened here: with its problems too, or in this very program
    assert checked(form({**GOOD}), {"1": GOOD}).rows[0].remarks == ()
    assert checked(form(came), {"1": GOOD}, known={"1": {"progress": GOOD["progress"]}}).rows[0].remarks == ()


def test_nothing_is_said_to_be_all_filled_in_beside_words_of_last_month() -> None:
    """They are counted before 存在问题 is filled in, and after."""
    came = {**EMPTY, "progress": GOOD["progress"]}
    found = checked(form(came, EMPTY), {"1": {**GOOD, "problems": ""}, "2": GOOD})
    assert found.summary == "还有 1 处要填，1 处不合格。"
    found = checked(form(came, EMPTY), {"1": GOOD, "2": GOOD})
    assert (found.summary, found.ready, found.rows_in(RowState.DONE)) == ("有 1 处不合格。", False, 1)
    assert "和上月一字不差，会判为不合格" in found.rows[0].remarks[0].sentence
    kept = "本月无新进展，等待上级批复。"
    assert checked(form({**EMPTY, "progress": kept}), {"1": {**GOOD, "progress": kept}}).rows[0].state is RowState.DONE
    slip = checked(form(GOOD, correction=True), {"1": GOOD})
    assert (slip.summary, slip.rows_in(RowState.DONE)) == ("有 1 处不合格。", 0)


def test_the_month_before_is_known_from_what_was_saved_here() -> None:
    found = checked(form(EMPTY), {"1": GOOD}, before={"1": {"progress": GOOD["progress"]}}).rows[0]
    assert [each.sentence for each in found.remarks] == ["进展情况与上月一字不差，请写本月的进展，或写“本月无新进展”及原因。"]


def test_a_row_sent_back_wants_to_be_changed() -> None:
    slip = form(GOOD, correction=True)
    assert [each.sentence for each in checked(slip, {"1": GOOD}).rows[0].remarks] == [NOT_CORRECTED]
    assert checked(slip, {"1": {**GOOD, "problems": "缺系统接口"}}).rows[0].remarks == ()


def test_a_further_contact_is_checked_once_it_is_begun() -> None:
    texts = {**GOOD, "liaison2.name": "王五"}
    row = checked(form(EMPTY), {"1": texts}).rows[0]
    assert [(each.field, each.grade) for each in row.remarks] == [("liaison2.phone", Grade.MISSING)]


def test_counting_by_state() -> None:
    found = checked(form(EMPTY, EMPTY), {"1": GOOD, "2": EMPTY})
    assert (found.rows_in(RowState.DONE), found.rows_in(RowState.EMPTY), found.rows_in(RowState.WRONG)) == (1, 1, 0)
