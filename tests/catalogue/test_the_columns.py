"""What comes back, 20 to 23: headings, columns, sheets, and lines that are no measures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.catalogue.clerk import COURT, HOUSING, Clerk, Form, codes, placed, said, table
from tests.catalogue.court import SAID, check
from tests.cli.desk import MONTH
from tests.returns import answers


def _no_title(form: Form) -> None:
    form.cut(1, 2)


def _header_lower(form: Form) -> None:
    form.unmerge()
    form.sheet.insert_rows(3, 2)
    form.sheet["A3"].value = "（请于月底前报送）"


def _header_again(form: Form) -> None:
    """As a program does that prints the heading on every page and then saves what was printed."""
    heading = [form.sheet.cell(3, column).value for column in range(1, 9)]
    form.unmerge()
    at = form.row(62)
    form.sheet.insert_rows(at)
    for column, value in enumerate(heading, start=1):
        form.sheet.cell(at, column).value = value


@pytest.mark.parametrize("change", [_no_title, _header_lower, _header_again])
def test_20_the_table_is_found_by_content_wherever_its_heading_stands(
    clerk: Clerk, change: Callable[[Form], None]
) -> None:
    file = clerk.one(clerk.messy(change, answers=SAID))
    assert placed(file) == (COURT, MONTH, "merged")
    assert [code for code in codes(file) if code.startswith("row_")] == []
    check(clerk)


def _with_columns(order: list[object]) -> Callable[[Form], None]:
    """Columns of the form by their place, or a heading for a new one whose cells say 某."""

    def change(form: Form) -> None:
        rows = [[cell.value for cell in row[:8]] for row in form.sheet.iter_rows()]
        last = max(form.rows.values()) + 1
        form.unmerge()
        for at, row in enumerate(rows[2:last], start=3):
            for column, which in enumerate(order, start=1):
                new = which if at == 3 else "某" if isinstance(which, str) else None
                value = row[which - 1] if isinstance(which, int) else new
                form.sheet.cell(at, column).value = value

    return change


def test_21_columns_swapped_or_put_in_are_told_by_their_headings(clerk: Clerk) -> None:
    file = clerk.one(clerk.messy(_with_columns([1, 2, 3, 8, 7, 6, 4, 5]), answers=SAID, name="换位.xlsx"))
    assert (file["outcome"], codes(file)) == ("merged", [])
    check(clerk)
    again = clerk.messy(_with_columns(["序号", 1, 2, 3, "督办", 4, 5, 6, 7, 8]), answers=SAID, name="加列.xlsx")
    file = clerk.one(again)
    assert (file["outcome"], file["changed"]) == ("unchanged", 0)
    assert any("督办" in words for words in said(file, "column_unknown"))


def test_21_hidden_and_renamed_columns_are_read_and_a_guess_is_a_note(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        for column, heading in (("F", "落实情况"), ("E", "电话"), ("H", "时限")):
            form.sheet[f"{column}3"].value = heading
        form.sheet.column_dimensions["G"].hidden = True

    file = clerk.one(clerk.messy(change, answers=SAID))
    assert file["outcome"] == "merged"
    guesses = said(file, "column_synonym")
    assert len(guesses) == 3
    assert any("落实情况" in words and "进展情况" in words for words in guesses)
    assert any("电话" in words and "联系电话" in words for words in guesses)
    check(clerk)


def test_22_the_sheet_is_found_by_content_whatever_it_is_called_and_wherever_it_stands(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.sheet.title = "Sheet2 (3)"
        cover = form.book.create_sheet("封面", 0)
        cover["A1"] = "清城区营商环境工作材料"
        form.book.create_sheet("空的")

    file = clerk.one(clerk.messy(change, answers=SAID))
    assert file["outcome"] == "merged"
    # The cover's words are none of ours: they are shown, lest an answer stand there.
    assert [(note["code"], "封面" in note["message"]) for note in file["notes"]] == [("leftover", True)]
    check(clerk)


def test_22_two_sheets_that_match_are_a_note(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        again = form.book.copy_worksheet(form.sheet)
        again.title = "备份"
        again[f"F{form.row(60)}"].value = "旧的一份写的。"

    file = clerk.one(clerk.messy(change, answers=SAID), expect=1)
    (words,) = said(file, "several_sheets")
    assert "下发表" in words
    assert "备份" in words
    assert [(each["no"], each["field"]) for each in file["conflicts"]] == [(60, "progress")]


def test_23_totals_remarks_and_signatures_are_no_measures(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        at = max(form.rows.values()) + 2
        form.cut(at, form.sheet.max_row - at + 1)
        lines: tuple[dict[int, object], ...] = (
            {1: "合计", 6: "6 项"}, {1: "备注：以上数据截至 7 月 20 日。"}, {1: "填表人：某甲", 4: "联系电话：0763-3300000"},
            {1: "审核人：某乙", 6: "单位（盖章）："}, {1: "填报日期：2021年7月22日"},
        )
        for row, line in enumerate(lines, start=at):
            for column, value in line.items():
                form.sheet.cell(row, column).value = value

    file = clerk.one(clerk.messy(change, answers=SAID))
    assert (file["outcome"], file["changed"]) == ("merged", sum(map(len, SAID.values())))
    assert [code for code in codes(file) if code.startswith("row_")] == []
    check(clerk)
    assert clerk.entry(64, COURT)["contacts"][-1] == {"role": "联系人", "name": "", "phone": ""}


def test_23_a_hand_made_table_with_all_of_it_is_read(clerk: Clerk) -> None:
    texts = {no: answers.plan().measure(no).text for no in answers.plan().measures_of[HOUSING]}
    rows: list[list[object]] = [
        ["清城区2021年对标先进优化营商环境责任清单细化表"],
        [f"填报单位：{HOUSING}（盖章）", None, None, "填报日期：2021年7月22日"], [],
        ["序号", "改革措施", "责任人", "联系电话", "落实情况", "存在的问题", "时限"],
    ]
    rows += [[no, text, "某甲", "0763-3300027", f"第 {no} 条在办。", "/", "2021年底"] for no, text in texts.items()]
    rows += [["合计", f"{len(texts)} 条"], ["备注：无"], ["填表人：某甲", None, "审核：某乙"]]
    file = clerk.one(table(Path(clerk.folder / "手工表.xlsx"), rows), "--received", "2021-07-22")
    assert placed(file) == (HOUSING, MONTH, "merged")
    assert [code for code in codes(file) if code.startswith("row_")] == []
    for no in texts:
        entry = clerk.entry(no, HOUSING)
        assert (entry["progress"], entry["deadline"]) == (f"第 {no} 条在办。", "2021年底")
        assert entry["contacts"][0] == {"role": "责任人", "name": "某甲", "phone": "0763-3300027"}
