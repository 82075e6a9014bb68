"""The straight way into a form says what the searching way says, or nothing: whatever was done to the form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Aside, Document, Merge, Picture, Sheet, Unreadable
from qcapp.forms.as_printed import located_as_printed
from qcapp.forms.docx_writer import write_docx
from qcapp.forms.layout import TableDocument
from qcapp.forms.locate import searched
from qcapp.forms.xlsx_writer import write_xlsx
from qcapp.intake.parsing import parse
from tests.forms.table_world import HEADINGS, block, drawn
from tests.forms.tables import form
from tests.forms.test_locate import CAPTION, NOTES, TITLE

BLOCKS = tuple(
    block(no, f"{words}。", task=task, progress=f"{no} 已办 {no} 件。", problems="无", deadline="2031年12月底", people=people)
    for no, words, task, people in (
        (27, "统筹推进", "一.甲", (("责任人", "张三", "13800138000"), ("联系人", "李四", "0763-3312345"))),
        (28, "印发方案", "一.甲", (("责任人", "张三", "13800138000"),)),
        (30, "开展培训", "二.乙", (("责任人", "张三", ""), ("联系人", "李四", "123"), ("联系人", "王五", "13800138000"))),
    )
)
FORM = drawn(TableDocument(TITLE, BLOCKS, CAPTION, NOTES))
SHEET = FORM.sheets[0]
WORDS = (
    "", " ", "27.统筹推进。", "29.另一件。", "（3）丙。", "28", "另一件", "一.开办企业", "区乙局", "责任人：", "责任人：赵六",
    "联系人：",
    "联系人：赵六、联系人：钱七", "赵六 13800138000", "1.38E+10", "填表说明：", "合计",
    "附：另有一件事情要报告，请领导知悉并支持。",
    "QC-202107-07-3F9K", "QC-202107-08-3F9K", "改革措施", "进展情况", "进展情况（2031年6月）", "甲。\n31.乙丙丁戊。", "\u200b",
)


def agree(document: Document) -> bool:
    """Whether it was read the straight way; if so, as the other."""
    straight = located_as_printed(document)
    if straight is None:
        return False
    assert straight == searched(document)
    assert [list(row.cells) for row in straight.rows] == [list(row.cells) for row in searched(document).rows]
    return True


def with_sheet(rows: list[list[str]], merges: list[Merge] | None = None) -> Document:
    kept = SHEET.merges if merges is None else tuple(merges)
    return replace(FORM, sheets=(Sheet(SHEET.name, tuple(map(tuple, rows)), kept),))


def rows_of() -> list[list[str]]:
    return [[*row, *[""] * (9 - len(row))] for row in SHEET.rows]


def test_a_form_as_it_was_printed_is_read_the_straight_way() -> None:
    assert agree(FORM)


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_what_the_program_writes_is_read_the_straight_way(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"form.{suffix}"
    (write_xlsx if suffix == "xlsx" else write_docx)(form(), path)
    assert agree(parse(path.read_bytes()))


def test_any_word_in_any_cell_says_the_same_in_both_ways() -> None:
    straight = 0
    for row in range(len(SHEET.rows)):
        for column in range(len(HEADINGS) + 1):
            for word in WORDS:
                rows = rows_of()
                rows[row][column] = word
                straight += agree(with_sheet(rows))
    assert straight > 500  # words in cells that are to be filled in are nothing unusual


def changed_merges() -> Iterator[list[Merge]]:
    for place, merge in enumerate(SHEET.merges):
        others = [each for each in SHEET.merges if each is not merge]
        yield others
        for top, left, bottom, right in ((1, 0, 0, 0), (0, 0, 1, 0), (0, 0, -1, 0), (0, 0, 0, 1), (0, -1, 0, 0), (-1, 0, 0, 0)):
            made = (merge.top + top, merge.left + left, merge.bottom + bottom, merge.right + right)
            if made[0] >= 0 and made[1] >= 0 and made[0] <= made[2] and made[1] <= made[3]:
                yield [*others[:place], Merge(*made), *others[place:]]
    for row in range(len(SHEET.rows)):
        for column in range(len(HEADINGS)):
            yield [*SHEET.merges, Merge(row, column, row + 1, column)]
            yield [*SHEET.merges, Merge(row, column, row, column + 1)]
            yield [Merge(row, column, row + 40, column), *SHEET.merges]


def test_any_cell_merged_otherwise_says_the_same_in_both_ways() -> None:
    straight = [agree(with_sheet(rows_of(), merges)) for merges in changed_merges()]
    assert 0 < sum(straight) < len(straight) // 2


def test_rows_gone_doubled_and_moved_say_the_same_in_both_ways() -> None:
    for row in range(len(SHEET.rows)):
        whole = rows_of()
        agree(with_sheet(whole[:row] + whole[row + 1 :]))
        agree(with_sheet([*whole[: row + 1], *whole[row:]]))
        agree(with_sheet([*whole[:row], [""] * 8, *whole[row:]]))
        agree(with_sheet([*whole[:row], *whole[row + 1 : row + 2], whole[row], *whole[row + 2 :]]))
        agree(with_sheet(whole[:row]))


def test_what_stands_beside_the_cells_is_looked_for() -> None:
    for beside in (
        replace(FORM, sheets=(replace(SHEET, asides=(Aside(4, 5, "批注", "另有一事"),)),)),
        replace(FORM, sheets=(replace(SHEET, unreadable=(Unreadable(4, 5, "公式出错 #REF!"),)),)),
        replace(FORM, pictures=(Picture(SHEET.name, 4, 5, "media/image1.png"),)),
        replace(FORM, sheets=(SHEET, replace(SHEET, name="另一张"))),
        replace(FORM, texts=("另有一件事情要报告，请领导知悉并支持。",)),
    ):
        assert not agree(beside)


def test_around_the_table_both_ways_see_the_same() -> None:
    hidden = Sheet("_qc", (("QCFormId", "QC-202107-08-3F9K"),), visible=False)
    for document in (
        replace(FORM, notes=("有 1 个小数在原表里可能显示成百分数，请对照原文件核对。",)),
        replace(FORM, sheets=(SHEET, hidden), carriers=(("property", "QC-202107-07-3F9K"),)),
        replace(FORM, texts=("填报单位：区乙局", "报告期：2031年8月", "填表说明：", "1. 只填浅黄色的格子。")),
    ):
        assert agree(document)


CELL = st.tuples(st.integers(0, len(SHEET.rows) - 1), st.integers(0, 8), st.sampled_from(WORDS) | st.text(max_size=6))
MERGED = st.tuples(st.integers(0, 14), st.integers(0, 8), st.integers(0, 3), st.integers(0, 2))


@settings(max_examples=200, deadline=None)
@given(st.lists(CELL, max_size=4), st.lists(MERGED, max_size=2), st.sets(st.integers(0, 30), max_size=3))
def test_whatever_is_done_to_a_form_both_ways_say_the_same(
    cells: list[tuple[int, int, str]], merged: list[tuple[int, int, int, int]], gone: set[int]
) -> None:
    rows = rows_of()
    for row, column, word in cells:
        rows[row][column] = word
    merges = [each for place, each in enumerate(SHEET.merges) if place not in gone]
    merges += [Merge(row, column, row + down, column + right) for row, column, down, right in merged]
    document = with_sheet(rows, merges)
    try:
        agree(document)
    except UnreadableFile as error:  # the straight way never reads what the other refuses
        pytest.fail(str(error))
