"""What a unit wrote beside a cell, below the table or over two measures is shown to the clerk, and given to nobody unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from qcapp.domain.forms import FoundPicture, Place, ReturnedForm
from qcapp.domain.sheet import Aside, Document, Merge, Picture, Sheet, Unreadable
from qcapp.forms.layout import TableDocument
from qcapp.forms.locate import locate
from tests.forms.table_world import HEADINGS, block, document, drawn, sheet
from tests.forms.test_locate import CAPTION, NOTES, TITLE

# A form of measures 27 and 28, two rows each: rows 3 to 6, under title, caption and header.
FORM = drawn(TableDocument(TITLE, (block(27, "统筹推进。"), block(28, "印发方案。")), CAPTION, NOTES))


def beside(
    asides: Sequence[Aside] = (), unreadable: Sequence[Unreadable] = (), pictures: Sequence[Picture] = ()
) -> ReturnedForm:
    bare = FORM.sheets[0]
    marked = Sheet(bare.name, bare.rows, bare.merges, True, tuple(asides), tuple(unreadable))
    return locate(Document("xlsx", (marked,), pictures=tuple(pictures)))


def notes(found: ReturnedForm, code: str) -> list[str]:
    return [note.message for note in found.notes if note.code == code]


# --- 33: words beside a cell


@pytest.mark.parametrize("row", [3, 4])
def test_words_at_a_merged_cell_belong_to_its_field_wherever_they_are_anchored(row: int) -> None:
    found = beside([Aside(row, 5, "批注", "已完成\n三项。")])
    assert found.rows[0].cells["progress"].aside == "批注：已完成\n三项。"
    assert "progress" in found.rows[1].cells
    assert found.rows[1].cells["progress"].aside == ""
    assert found.notes == ()


def test_words_at_a_contacts_cells_belong_to_that_contact() -> None:
    found = beside([Aside(4, 3, "批注", "换人了"), Aside(3, 4, "批注", "改号"), Aside(3, 4, "文本框", "见旁")])
    cells = found.rows[0].cells
    assert cells["liaison.name"].aside == "批注：换人了"
    assert cells["responsible.phone"].aside == "批注：改号\n文本框：见旁"
    assert [key for key, cell in cells.items() if cell.aside] == ["responsible.phone", "liaison.name"]


def test_words_at_an_empty_third_contact_row_are_offered_for_a_second_liaison() -> None:
    rows = [HEADINGS, ("", "1.甲。", "区甲局", "责任人：张三", "1", "", "", ""), ("", "", "", "联系人：李四", "2", "", "", ""),
            ("", "", "", "", "", "", "", "")]
    bare = sheet(rows, [(1, 1, 3, 1)])
    found = locate(document(replace(bare, asides=(Aside(3, 3, "批注", "王五"),))))
    assert (found.rows[0].cells["liaison2.name"].text, found.rows[0].cells["liaison2.name"].aside) == ("", "批注：王五")


def test_words_at_a_cell_of_two_people_are_given_once() -> None:
    bare = sheet([HEADINGS, ("", "1.甲。", "区甲局", "责任人：张三\n联系人：李四", "1\n2", "", "", "")])
    found = locate(document(replace(bare, asides=(Aside(1, 3, "批注", "核实"),))))
    assert [key for key, cell in found.rows[0].cells.items() if cell.aside] == ["responsible.name"]


@pytest.mark.parametrize(("row", "column"), [(3, 1), (2, 5), (0, 0), (60, 20)])
def test_words_at_any_other_cell_are_told_of(row: int, column: int) -> None:
    found = beside([Aside(row, column, "批注", "请于 9 月前\n完成")])
    assert notes(found, "aside") == [
        f"《细化表》第 {row + 1} 行第 {column + 1} 列旁的“批注：请于 9 月前 完成”没有读入，请核对是不是填报的内容。"
    ]
    assert not any(cell.aside for row_ in found.rows for cell in row_.cells.values())


# --- 32: cells that show an error


def test_an_unreadable_cell_says_so_of_its_field() -> None:
    found = beside(unreadable=[Unreadable(3, 5, "公式出错 #REF!"), Unreadable(4, 4, "公式出错 #N/A")])
    cells = found.rows[0].cells
    assert (cells["progress"].text, cells["progress"].unreadable) == ("", "公式出错 #REF!")
    assert cells["problems"].unreadable == ""


def test_of_a_broken_merge_the_readable_part_is_taken_and_the_other_told_of() -> None:
    rows = [HEADINGS, ("", "1.甲。", "区甲局", "责任人：张三", "1", "办了。", "", ""),
            ("", "", "", "联系人：李四", "2", "", "", "")]
    found = locate(document(replace(sheet(rows), unreadable=(Unreadable(2, 5, "公式出错 #REF!"),))))
    assert (found.rows[0].cells["progress"].text, found.rows[0].cells["progress"].unreadable) == ("办了。", "")
    assert notes(found, "unreadable_part") == ["第 1 条的“进展情况”有一格读不出（公式出错 #REF!），已按其余文字读取，请核对。"]


def test_an_unreadable_cell_of_no_field_is_told_of() -> None:
    assert notes(beside(unreadable=[Unreadable(2, 0, "公式出错 #REF!")]), "unreadable") == [
        "《细化表》第 3 行第 1 列读不出（公式出错 #REF!），请对照原文件核对。"
    ]


# --- 33: pictures


def test_a_picture_belongs_to_the_measure_in_whose_rows_it_stands() -> None:
    pictures = [
        Picture("细化表", 4, 5, "xl/media/image1.PNG"), Picture("细化表", 3, 6, "xl/media/image2.jpeg"),
        Picture("细化表", 5, 5, "xl/media/image3"), Picture("", 0, 0, "word/media/a.png"), Picture("别的", 4, 5, "b.emf"),
    ]
    found = beside(pictures=pictures)
    assert found.rows[0].pictures == (
        FoundPicture("xl/media/image1.PNG", "第27条_图片1.png", Place("细化表", 4, 5)),
        FoundPicture("xl/media/image2.jpeg", "第27条_图片2.jpeg", Place("细化表", 3, 6)),
    )
    assert [each.name for each in found.rows[1].pictures] == ["第28条_图片1"]
    assert [(each.part, each.name) for each in found.pictures] == [
        ("word/media/a.png", "表外_图片1.png"), ("b.emf", "表外_图片2.emf"),
    ]


# --- 18: cells merged over two measures


def merged(*boxes: tuple[int, int, int, int], keep: Sequence[int] = ()) -> ReturnedForm:
    """The form with its merges of those columns replaced; what lies under a merge is seen by nobody."""
    columns = {box[1] for box in boxes}
    bare = FORM.sheets[0]
    rows = [list(row) for row in bare.rows]
    rows[3][5], rows[5][5], rows[3][7] = "两项都办了。", "28 的话。", "长期坚持"
    merges = [merge for merge in bare.merges if merge.left not in columns or merge.left in keep or merge.top < 3]
    for top, left, bottom, right in boxes:
        merges.append(Merge(top, left, bottom, right))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    rows[row][column] = ""
    return locate(Document("xlsx", (Sheet(bare.name, tuple(map(tuple, rows)), tuple(merges)),)))


def test_a_cell_over_two_measures_is_given_to_both_as_shared_and_asked_about() -> None:
    found = merged((3, 5, 6, 5))
    for row in found.rows:
        assert (row.cells["progress"].text, row.cells["progress"].shared) == ("两项都办了。", True)
        assert not row.cells["deadline"].shared
    assert notes(found, "merged_over_two") == [
        "第 27 条、第 28 条的“进展情况”合并成了一格，看不出写的是哪一条，请逐条核对后再定。"
    ]


def test_an_empty_cell_over_two_measures_is_not_worth_a_word() -> None:
    found = merged((3, 6, 6, 6))
    assert [(row.cells["problems"].text, row.cells["problems"].shared) for row in found.rows] == [("", True)] * 2
    assert found.notes == ()


def test_a_cell_over_the_end_of_one_and_the_begin_of_the_next_is_shared_in_part() -> None:
    found = merged((3, 5, 5, 5))
    assert [row.cells["progress"].shared for row in found.rows] == [True, True]
    assert [row.cells["progress"].text for row in found.rows] == ["两项都办了。", "两项都办了。"]


def test_contacts_over_two_measures_are_both_measures_in_doubt() -> None:
    rows = [HEADINGS, ("", "1.甲。", "区甲局", "责任人：张三\n联系人：李四", "1\n2", "", "", ""),
            ("", "2.乙。", "区甲局", "", "", "", "", "")]
    found = locate(document(sheet(rows, [(1, 3, 2, 3), (1, 4, 2, 4)])))
    for row in found.rows:
        contacts = {key: (cell.text, cell.shared) for key, cell in row.cells.items() if "." in key}
        assert contacts == {
            "responsible.name": ("张三", True), "responsible.phone": ("1", True),
            "liaison.name": ("李四", True), "liaison.phone": ("2", True),
        }
    assert len(notes(found, "merged_over_two")) == 2


def test_a_cell_over_many_measures_names_the_first_and_how_many() -> None:
    rows = [HEADINGS] + [("", f"{no}.措施{no}。", "区甲局", "", "", "", "", "长期坚持" if no == 1 else "") for no in range(1, 8)]
    found = locate(document(sheet(rows, [(1, 7, 7, 7)])))
    assert [row.cells["deadline"].shared for row in found.rows] == [True] * 7
    assert notes(found, "merged_over_two")[0].startswith("第 1 条、第 2 条、第 3 条等 7 条的“完成时限”")


def test_a_header_merged_into_the_first_row_is_no_ones_text() -> None:
    rows = [HEADINGS, ("", "1.甲。", "区甲局", "责任人：张三", "", "", "", "")]
    found = locate(document(sheet(rows, [(0, 5, 1, 5)])))
    assert "progress" not in found.rows[0].cells
    assert len(notes(found, "merged_across")) == 1


def test_a_cell_over_two_columns_is_read_under_the_first_and_told_of() -> None:
    rows = [HEADINGS, ("", "1.甲。", "区甲局", "责任人：张三", "", "办了，没有问题。", "", "年底")]
    found = locate(document(sheet(rows, [(1, 5, 1, 6)])))
    assert found.rows[0].cells["progress"].text == "办了，没有问题。"
    assert "problems" not in found.rows[0].cells
    assert notes(found, "merged_across") == ["第 1 条的“存在问题”与旁边的格子合并成了一格，没有读取，请核对。"]


def test_a_measure_cell_over_two_measures_does_not_swallow_the_second() -> None:
    found = merged((3, 1, 6, 1))
    assert [(row.no, row.cells["progress"].text) for row in found.rows] == [(27, "两项都办了。"), (None, "28 的话。")]
    assert [row.cells["responsible.name"].text for row in found.rows] == ["张三", "张三"]
    assert notes(found, "merged_over_two") == [
        "表中第 6 行起像是另一条措施，但“改革措施”与上一条合并成了一格，看不出是哪一条，请核对。"
    ]


def test_the_column_of_numbers_tells_the_swallowed_measure() -> None:
    head = ("序号", "改革措施", "责任单位", "责任人", "进展情况")
    rows = [head, ("26", "26.丙。", "区甲局", "责任人：张三", ""), ("27", "27.甲。", "区甲局", "责任人：张三", "办了。"),
            ("28", "", "", "责任人：李四", "也办了。")]
    found = locate(document(sheet(rows, [(2, 1, 3, 1), (2, 2, 3, 2)])))
    assert [(row.no, row.cells["progress"].text) for row in found.rows] == [(26, ""), (27, "办了。"), (28, "也办了。")]
    assert "已按序号认作第 28 条" in notes(found, "merged_over_two")[0]


def test_measures_written_into_one_cell_are_given_apart_each_with_its_own_rows() -> None:
    bare = merged((3, 1, 6, 1))
    assert [row.no for row in bare.rows] == [27, None]
    rows = [list(row) for row in FORM.sheets[0].rows]
    rows[3][1], rows[5][1], rows[5][5] = "27.统筹推进。\n28.印发方案。", "", "28 的话。"
    merges = [merge for merge in FORM.sheets[0].merges if merge.left != 1] + [Merge(3, 1, 6, 1)]
    found = locate(Document("xlsx", (Sheet("表", tuple(map(tuple, rows)), tuple(merges)),)))
    assert [(row.no, row.measure_text, row.cells["progress"].text) for row in found.rows] == [
        (27, "统筹推进。", ""), (28, "印发方案。", "28 的话。"),
    ]
    assert not any(cell.shared for row in found.rows for cell in row.cells.values())


def test_measures_written_into_one_row_share_all_that_stands_in_it() -> None:
    rows = [HEADINGS, ("", "27.统筹推进。\n28.印发方案。", "区甲局", "责任人：张三", "1", "都办了。", "", "")]
    found = locate(document(sheet(rows)))
    assert [(row.no, row.measure_text) for row in found.rows] == [(27, "统筹推进。"), (28, "印发方案。")]
    assert all(cell.shared for row in found.rows for cell in row.cells.values())


def test_numbered_items_within_a_measure_are_no_measures() -> None:
    rows = [HEADINGS, ("", "27.统筹推进：\n1.印发工作方案。\n2.开展培训。", "区甲局", "责任人：张三", "1", "都办了。", "", "")]
    assert [row.no for row in locate(document(sheet(rows))).rows] == [27]


def test_a_measure_whose_words_were_wiped_does_not_run_into_the_one_above() -> None:
    rows = [list(row) for row in FORM.sheets[0].rows]
    rows[3][5], rows[5][1], rows[5][5] = "27 的话。", "", "28 的话。"
    found = locate(Document("xlsx", (Sheet("表", tuple(map(tuple, rows)), FORM.sheets[0].merges),)))
    assert [(row.no, row.cells["progress"].text) for row in found.rows] == [(27, "27 的话。"), (None, "28 的话。")]


def test_a_count_of_rows_is_not_taken_for_the_measures_numbers() -> None:
    head = ("序号", "改革措施", "责任单位", "责任人", "进展情况")
    rows = [head, ("1", "27.甲。", "区甲局", "责任人：张三", "办了。"), ("2", "", "", "联系人：李四", ""),
            ("3", "28.乙。", "区甲局", "责任人：张三", "也办了。"), ("4", "", "", "联系人：李四", "")]
    found = locate(document(sheet(rows)))
    assert [row.no for row in found.rows] == [27, 28]
    assert [row.cells["liaison.name"].text for row in found.rows] == ["李四", "李四"]


def test_one_measure_of_two_units_under_one_merged_cell_stays_two_rows() -> None:
    rows = [HEADINGS, ("", "11.甲。", "区税务局", "责任人：张三", "1", "办了。", "", ""),
            ("", "", "", "联系人：李四", "2", "", "", ""),
            ("", "", "高新区税务局", "责任人：王五", "3", "正在办。", "", ""), ("", "", "", "联系人：赵六", "4", "", "", "")]
    found = locate(document(sheet(rows, [(1, 1, 4, 1), (1, 2, 2, 2), (3, 2, 4, 2)])))
    assert [(row.no, row.unit_label, row.cells["progress"].text) for row in found.rows] == [
        (11, "区税务局", "办了。"), (11, "高新区税务局", "正在办。"),
    ]
    assert [row.cells["liaison.name"].text for row in found.rows] == ["李四", "赵六"]
