"""What comes back, 15 to 19: what has happened to the rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qcapp.merge.plan import Decision
from qcapp.merge.questions import Ask
from tests.catalogue.clerk import COURT, JULY, Clerk, Form, codes, placed, said
from tests.catalogue.court import SAID, check
from tests.cli.desk import MONTH
from tests.returns import answers


def test_15_a_deleted_row_is_not_returned_and_deletes_nothing(clerk: Clerk) -> None:
    clerk.say("set", 62, "progress", "早先报的。", "--unit", COURT, "--period", MONTH)
    file = clerk.one(clerk.messy(lambda form: form.cut(form.row(62), 2), answers=SAID))
    assert file["outcome"] == "merged"
    assert codes(file, 62) == ["row_missing"]
    assert "没有返回" in said(file, "row_missing")[0]
    assert clerk.entry(62, COURT)["progress"] == "早先报的。"
    check(clerk)


def test_15_an_added_row_is_proposed_and_not_put_in(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        at = max(form.rows.values()) + 2
        form.cut(at, form.sheet.max_row - at + 1)
        added = (None, "75.本院自己加的一项改革措施。", COURT, "责任人：某甲", "0763-3300075", "自己加的进展。", "无", "长期坚持")
        for column, value in enumerate(added, start=1):
            form.sheet.cell(at, column).value = value

    file = clerk.one(clerk.messy(change, answers=SAID))
    (words,) = said(file, "row_added")
    assert "本院自己加的一项改革措施" in words
    assert "自己加的进展" in words
    assert "没有并入" in words
    assert file["changed"] == sum(map(len, SAID.values()))
    assert clerk.ask("search", "自己加的进展")["hits"] == []
    check(clerk)


def _rows_as_shown(form: Form) -> list[list[object]]:
    """Every row with what its merges show, as after 取消合并并填充."""
    sheet = form.sheet
    shown = [[cell.value for cell in row[:8]] for row in sheet.iter_rows()]
    for merge in sheet.merged_cells.ranges:
        for row in range(merge.min_row, merge.max_row + 1):
            for column in range(merge.min_col, merge.max_col + 1):
                shown[row - 1][column - 1] = sheet.cell(merge.min_row, merge.min_col).value
    return shown


def _sorted(form: Form) -> None:
    rows = _rows_as_shown(form)
    body = rows[3 : max(form.rows.values()) + 1]
    form.unmerge()
    for at, row in enumerate(sorted(body, key=lambda row: str(row[5] or "")), start=4):
        for column, value in enumerate(row, start=1):
            form.sheet.cell(at, column).value = value


def _moved(form: Form) -> None:
    """The last measure's two rows, cut and put in first."""
    last, first = form.row(64), form.row(60)
    rows = _rows_as_shown(form)
    form.unmerge()
    order = [last, last + 1, *range(first, last)]
    for at, row in zip(range(first, last + 2), order, strict=True):
        for column, value in enumerate(rows[row - 1], start=1):
            form.sheet.cell(at, column).value = value


def _filtered(form: Form) -> None:
    form.sheet.auto_filter.ref = "A3:H15"
    for row in range(form.row(61), form.row(63)):
        form.sheet.row_dimensions[row].hidden = True


@pytest.mark.parametrize("change", [_sorted, _moved, _filtered])
def test_16_rows_sorted_moved_filtered_or_hidden_are_all_read(clerk: Clerk, change: Callable[[Form], None]) -> None:
    file = clerk.one(clerk.messy(change, answers=SAID))
    assert placed(file) == (COURT, MONTH, "merged")
    assert [code for code in codes(file) if code in ("row_missing", "row_unmatched", "row_added")] == []
    check(clerk)


def test_16_rows_are_matched_by_text_where_numbers_are_gone_or_wrong(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        for place, row in enumerate(form.rows.values(), start=1):
            text = form.sheet.cell(row, 2).value.split(".", 1)[1]
            form.sheet.cell(row, 2).value = f"{place}.{text}"  # numbered anew, from 1

    file = clerk.one(clerk.messy(change, answers=SAID))
    assert (file["outcome"], file["changed"]) == ("merged", sum(map(len, SAID.values())))
    check(clerk)


def test_17_measure_text_retyped_respaced_or_repunctuated_is_matched_and_the_official_kept(clerk: Clerk) -> None:
    official = answers.plan().measure(60).text

    def change(form: Form) -> None:
        rows = form.rows
        words = {no: form.sheet.cell(row, 2).value for no, row in rows.items()}
        form.sheet.cell(rows[60], 2).value = words[60].replace("进一步落实", "再进一步全面落实").replace("、", "，")
        form.sheet.cell(rows[61], 2).value = words[61].replace("，", " ， ").replace("。", " 。\n")
        form.sheet.cell(rows[64], 2).value = words[64].replace("64.", "６４．")

    file = clerk.one(clerk.messy(change, answers=SAID))
    assert (file["outcome"], file["changed"]) == ("merged", sum(map(len, SAID.values())))
    assert [note["no"] for note in file["notes"] if note["code"] == "measure_text_differs"] == [60]
    assert clerk.ask("show", 60, "--period", MONTH)["text"] == official
    check(clerk)


def test_17_words_that_could_be_two_measures_are_asked_about(clerk: Clerk) -> None:
    """37 and 47 differ by who supplies what; words between the two, without a number, are for nobody to guess."""
    market = answers.unit()
    between = answers.plan().measure(37).text.replace("至供电企业", "至供水企业").replace("客户用电和", "客户用水、用电和")

    def change(form: Form) -> None:
        form.sheet.cell(form.row(37), 2).value = between

    back = clerk.messy(change, unit=market, answers={37: {"progress": "是哪一条的？"}, 66: {"progress": "清单已定。"}})
    file = clerk.one(back, expect=1)
    (asked,) = [each for each in file["questions"] if each["ask"] == "row"]
    assert (asked["options"], asked["blocking"]) == (["37", "47", ""], False)
    assert clerk.entry(66, market)["progress"] == "清单已定。"
    assert [clerk.entry(no, market)["progress"] for no in (37, 47)] == ["", ""]
    with clerk.services() as services:
        services.history.undo()
        plan = services.collect.preview([back])
        (question,) = [each for each in plan.files[0].questions if each.ask is Ask.ROW]
        plan.files[0].answers = plan.files[0].answers.given(question, "37")
        services.collect.apply(services.collect.refresh(plan))
    assert clerk.entry(37, market)["progress"] == "是哪一条的？"


def test_18_broken_merges_are_filled_down_within_a_measure(clerk: Clerk) -> None:
    file = clerk.one(clerk.messy(Form.unmerge, answers=SAID))
    assert (file["outcome"], file["changed"]) == ("merged", sum(map(len, SAID.values())))
    check(clerk)


def test_18_words_in_the_second_part_of_a_broken_merge_are_the_measures_too(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.unmerge()
        form.put(62, "progress", "写在第二行的进展。", below=1)

    clerk.one(clerk.messy(change, answers=SAID))
    assert clerk.entry(62, COURT)["progress"] == "写在第二行的进展。"


def test_18_a_cell_merged_over_two_measures_is_asked_about(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.unmerge()
        top = form.row(62)
        form.sheet.merge_cells(f"F{top}:F{top + 3}")
        form.sheet[f"F{top}"].value = "两条一起写的。"

    back = clerk.messy(change, answers=SAID)
    file = clerk.one(back, expect=1)
    assert file["outcome"] == "conflict"
    asked = {(each["no"], each["field"]): each["theirs"] for each in file["conflicts"]}
    assert asked == {(62, "progress"): "两条一起写的。", (63, "progress"): "两条一起写的。"}
    assert [clerk.entry(no, COURT)["progress"] for no in (62, 63)] == ["", ""]
    check(clerk)
    with clerk.services() as services:
        held = services.look.snapshot(JULY).held
        assert [each.key.no for each in held] == [62, 63]
        assert all("合并" in each.remark for each in held)


def test_18_a_person_says_whose_the_shared_words_are(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.unmerge()
        top = form.row(62)
        form.sheet.merge_cells(f"F{top}:F{top + 3}")
        form.sheet[f"F{top}"].value = "两条一起写的。"

    with clerk.services() as services:
        plan = services.collect.preview([clerk.messy(change, answers=SAID)])
        assert [each.key.no for each in plan.files[0].open] == [62, 63]
        for each in plan.files[0].open:
            each.decision = Decision.THEIRS if each.key.no == 62 else Decision.OURS
        services.collect.apply(plan)
    assert [clerk.entry(no, COURT)["progress"] for no in (62, 63)] == ["两条一起写的。", ""]


def test_19_extra_contact_rows_and_two_people_in_a_cell_are_contacts_and_not_measures(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.put(60, "contact", "责任人：某甲、某丙")
        form.put(60, "phone", "0763-3300060、0763-3300061")
        at = form.row(64) + 2  # below the last measure a row is put in for one more
        form.cut(at, form.sheet.max_row - at + 1)
        form.sheet.cell(at, 4).value, form.sheet.cell(at, 5).value = "联系人：某丁", "13800000064"
        form.put(64, "contact", "联系人：某乙", below=1)
        form.put(64, "phone", "13900000064", below=1)

    file = clerk.one(clerk.messy(change, answers=SAID))
    assert file["outcome"] == "merged"
    assert [code for code in codes(file) if code.startswith("row_")] == []
    people = [(each["role"], each["name"], each["phone"]) for each in clerk.entry(60, COURT)["contacts"]]
    assert people[0] == ("责任人", "某甲、某丙", "0763-3300060、0763-3300061") or people[:2] == [
        ("责任人", "某甲", "0763-3300060"), ("责任人", "某丙", "0763-3300061"),
    ]
    people = [(each["role"], each["name"], each["phone"]) for each in clerk.entry(64, COURT)["contacts"]]
    assert [each for each in people if each[0] == "联系人"] == [
        ("联系人", "某乙", "13900000064"), ("联系人", "某丁", "13800000064"),
    ]
