"""A filled form is read whole, wherever its table stands and whatever its columns are called."""

from __future__ import annotations

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.forms import Place, ReturnedForm, ReturnedRow
from qcapp.domain.period import Period
from qcapp.domain.sheet import Document, Merge, Sheet
from qcapp.forms.layout import TableDocument
from qcapp.forms.locate import locate
from tests.forms.table_world import HEADINGS, block, document, drawn, sheet

TITLE = "甲区2031年对标先进优化营商环境责任清单细化表"
CAPTION = "填报单位：区甲局　　报告期：2031年7月　　表号：QC-203107-07-3F9K　　请于 2031年7月25日前报区营商办"
NOTES = ("只填浅黄色的格子；请勿改动。", "完成时限写日期（如 2031-12-31、2031年12月底）或“长期坚持”。")


def form(*blocks_: object, notes: tuple[str, ...] = NOTES) -> TableDocument:
    return TableDocument(TITLE, tuple(blocks_), CAPTION, notes)  # type: ignore[arg-type]


def texts(row: ReturnedRow) -> dict[str, str]:
    return {key: cell.text for key, cell in row.cells.items()}


def codes(found: ReturnedForm) -> list[str]:
    return [note.code for note in found.notes]


def one(*rows: tuple[str, ...], merges: tuple[tuple[int, int, int, int], ...] = ()) -> ReturnedForm:
    """A form of the standard header and these rows; merges are counted from the first row under the header."""
    moved = [(top + 1, left, bottom + 1, right) for top, left, bottom, right in merges]
    return locate(document(sheet([HEADINGS, *rows], moved)))


FULL = block(27, progress="已印发。\n已试点。", problems="无", deadline="2031年12月底")


# --- a form as we drew it


def test_a_filled_form_reads_back_field_for_field() -> None:
    found = locate(drawn(form(FULL, block(28, unit="区甲局、区乙局"))))
    first, second = found.rows
    assert (first.no, first.measure_text, first.task, first.unit_label) == (27, "办好这件事。", "一.开办企业", "区甲局")
    assert texts(first) == {
        "progress": "已印发。\n已试点。",
        "problems": "无",
        "deadline": "2031年12月底",
        "responsible.name": "张三",
        "responsible.phone": "13800138000",
        "liaison.name": "李四",
        "liaison.phone": "0763-3312345",
    }
    assert (second.no, second.unit_label, second.cells["progress"].text) == (28, "区甲局、区乙局", "")
    assert found.notes == ()


def test_a_form_says_whose_it_is_and_of_which_month() -> None:
    found = locate(drawn(form(FULL)))
    assert found.title == TITLE
    assert found.unit_hints == ("区甲局",)
    assert found.period_hint == Period(2031, 7)
    assert list(found.form_ids) == ["QC-203107-07-3F9K"]


def test_every_cell_knows_its_place_for_the_preview() -> None:
    row = locate(drawn(form(FULL))).rows[0]
    assert row.place == Place("细化表", 3, 1)
    assert row.cells["liaison.phone"].place == Place("细化表", 4, 4)
    assert row.cells["progress"].place.label == "《细化表》第 4 行第 6 列"


def test_a_third_contact_row_is_a_second_liaison() -> None:
    people = (("责任人", "张三", "1"), ("联系人", "李四", "2"), ("联系人", "王五", "3"))
    cells = texts(locate(drawn(form(block(44, people=people)))).rows[0])
    assert (cells["liaison.name"], cells["liaison.phone"]) == ("李四", "2")
    assert (cells["liaison2.name"], cells["liaison2.phone"]) == ("王五", "3")


def test_prompts_left_unanswered_are_empty_and_not_missing() -> None:
    people = (("责任人", "", ""), ("联系人", "", ""))
    cells = texts(locate(drawn(form(block(1, people=people)))).rows[0])
    assert set(cells.values()) == {""}
    assert len(cells) == 7


def test_measures_of_the_same_words_stay_two() -> None:
    same = "推进“数字政府”对接。"
    found = locate(drawn(form(block(72, same, unit="区政数局"), block(73, same, unit="区大数据中心"))))
    assert [(row.no, row.unit_label) for row in found.rows] == [(72, "区政数局"), (73, "区大数据中心")]


def test_a_task_over_many_measures_is_told_of_each() -> None:
    found = locate(drawn(form(block(1, task="一.甲"), block(2, task="一.甲"), block(3, task="二.乙"))))
    assert [row.task for row in found.rows] == ["一.甲", "一.甲", "二.乙"]


# --- header and columns


def test_columns_swapped_and_renamed_are_found_by_heading_with_a_note() -> None:
    head = ("序号", "落实情况", "措施", "联 系 电 话", "责任人", "牵头单位")
    found = locate(document(sheet([head, ("1", "已完成。", "27.办好。", "138", "责任人：张三", "区甲局")])))
    row = found.rows[0]
    assert (row.no, row.measure_text, row.unit_label) == (27, "办好。", "区甲局")
    assert texts(row) == {"progress": "已完成。", "responsible.name": "张三", "responsible.phone": "138"}
    assert codes(found) == ["column_synonym"] * 3
    assert found.notes[0].message == "“落实情况”一栏按“进展情况”读取。"


@pytest.mark.parametrize(
    "heading",
    ["进展情况", " 进 展\n情 况 ", "进展情况（必填）", "7月进展情况", "2031年7月份进展情况", "进展情况：", "【进展情况】"],
)
def test_a_heading_dressed_up_is_still_itself(heading: str) -> None:
    head = (*HEADINGS[:5], heading, *HEADINGS[6:])
    found = locate(document(sheet([head, ("", "1.甲。", "区甲局", "", "", "办了。", "", "")])))
    assert (texts(found.rows[0])["progress"], codes(found)) == ("办了。", [])


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("工作进展情况及成效", "progress"),
        ("目前存在问题及建议", "problems"),
        ("主要进展情况", "progress"),
        ("预计完成时限", "deadline"),
    ],
)
def test_a_longer_heading_is_a_guess_and_said_so(heading: str, key: str) -> None:
    head = ["重点任务", "改革措施", "责任单位", heading]
    found = locate(document(sheet([head, ("", "1.甲。", "区甲局", "办了。")])))
    assert (found.rows[0].cells[key].text, codes(found)) == ("办了。", ["column_synonym"])


def test_fields_whose_column_was_deleted_are_absent_not_empty() -> None:
    found = locate(document(sheet([("改革措施", "责任单位", "进展情况"), ("1.甲。", "区甲局", "")])))
    assert texts(found.rows[0]) == {"progress": ""}


def test_a_column_of_their_own_is_left_out_and_said_when_it_holds_text() -> None:
    head = (*HEADINGS, "备注", "评分")
    found = locate(document(sheet([head, ("", "1.甲。", "区甲局", "", "", "办了。", "", "", "加急", "")])))
    assert [(note.code, note.message) for note in found.notes] == [
        ("column_unknown", "“备注”一栏不在清单里，里面的文字没有读取，请核对。")
    ]


def test_a_header_of_two_rows_is_read_to_its_lower_one() -> None:
    head = ("重点任务", "改革措施", "责任单位", "联系方式", "", "进展情况")
    under = ("", "", "", "责任人", "电话", "")
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5)]
    found = locate(document(sheet([head, under, ("", "1.甲。", "区甲局", "责任人：张三", "138", "办了。")], merges)))
    assert len(found.rows) == 1
    assert texts(found.rows[0]) == {"responsible.name": "张三", "responsible.phone": "138", "progress": "办了。"}


def test_people_in_columns_of_their_own_keep_their_roles() -> None:
    head = ("改革措施", "责任单位", "责任人", "责任人电话", "联系人", "联系人电话", "进展情况")
    found = locate(document(sheet([head, ("1.甲。", "区甲局", "张三", "1", "李四", "2", "办了。")])))
    cells = texts(found.rows[0])
    assert (cells["responsible.name"], cells["responsible.phone"]) == ("张三", "1")
    assert (cells["liaison.name"], cells["liaison.phone"]) == ("李四", "2")
    assert "contact_label" not in codes(found)


def test_measures_under_a_heading_of_their_own_making_are_found_by_their_length() -> None:
    head = ("事项内容", "责任单位", "责任人", "进展情况")
    rows = [head, ("1.统筹推进制定审批流程。", "区甲局", "责任人：张三", "办了。")]
    assert locate(document(sheet(rows))).rows[0].measure_text == "统筹推进制定审批流程。"


def test_the_header_is_looked_for_forty_rows_down() -> None:
    empty: list[tuple[str, ...]] = [("",)] * 39
    row = ("", "1.甲。", "区甲局", "", "", "办了。", "", "")
    assert len(locate(document(sheet([*empty, HEADINGS, row]))).rows) == 1
    with pytest.raises(UnreadableFile, match="没有找到责任清单细化表"):
        locate(document(sheet([*empty, ("",), HEADINGS, row])))


def test_a_header_repeated_on_every_page_is_no_measure() -> None:
    first = ("一.甲", "1.甲。", "区甲局", "责任人：张三", "", "办了。", "", "")
    found = one(first, HEADINGS, ("", "", "", "联系人：李四", "", "", "", ""), ("", "2.乙。", "区甲局", "", "", "", "", ""))
    assert [row.no for row in found.rows] == [1, 2]
    assert texts(found.rows[0])["liaison.name"] == "李四"


def test_a_second_table_below_with_other_columns_is_read_by_its_own_header() -> None:
    turned = ("改革措施", "进展情况", "责任单位")
    found = one(("", "1.甲。", "区甲局", "", "", "办了。", "", ""), ("", ""), turned, ("2.乙。", "也办了。", "区甲局"))
    assert [(row.no, row.cells["progress"].text) for row in found.rows] == [(1, "办了。"), (2, "也办了。")]


# --- numbers


@pytest.mark.parametrize(
    ("printed", "no", "text"),
    [
        ("27.统筹", 27, "统筹"),
        ("27．统筹", 27, "统筹"),
        ("２７．统筹", 27, "统筹"),
        ("27、统筹", 27, "统筹"),
        ("27 统筹", 27, "统筹"),
        ("27. 统筹", 27, "统筹"),
        ("（27）统筹", 27, "统筹"),
        ("(27)统筹", 27, "统筹"),
        ("27）统筹", 27, "统筹"),
        ("27：统筹", 27, "统筹"),
        ("34.5个工作日内办结", 34, "5个工作日内办结"),
        ("统筹", None, "统筹"),
        ("5个工作日内办结", None, "5个工作日内办结"),
        ("2031年底前办结", None, "2031年底前办结"),
    ],
)
def test_the_measures_number_is_told_from_its_text(printed: str, no: int | None, text: str) -> None:
    row = one(("", printed, "区甲局", "", "", "", "", "")).rows[0]
    assert (row.no, row.measure_text) == (no, text)


def test_a_number_in_a_column_of_its_own_counts_where_the_text_has_none() -> None:
    head = ("序号", "改革措施", "责任单位", "进展情况")
    found = locate(document(sheet([head, ("27", "统筹。", "区甲局", ""), ("28.0", "推进。", "区甲局", "")])))
    assert [row.no for row in found.rows] == [27, 28]


# --- blocks


def test_broken_merges_are_filled_down_within_the_measure() -> None:
    found = one(
        ("一.甲", "1.甲。", "区甲局", "责任人：张三", "1", "第一段。", "", ""),
        ("", "", "", "联系人：李四", "2", "第二段。", "", "年底"),
        ("", "2.乙。", "区甲局", "责任人：王五", "3", "", "", ""),
    )
    first, second = found.rows
    assert texts(first)["progress"] == "第一段。\n第二段。"
    assert (texts(first)["deadline"], texts(first)["liaison.name"]) == ("年底", "李四")
    assert (second.task, texts(second)["progress"]) == ("一.甲", "")
    assert [(note.code, note.no) for note in found.notes] == [("cells_joined", 1)]


def test_merges_filled_with_the_same_text_again_are_one_measure() -> None:
    found = one(
        ("一.甲", "1.甲。", "区甲局", "责任人：张三", "1", "办了。", "无", ""),
        ("一.甲", "1.甲。", "区甲局", "联系人：李四", "2", "办了。", "无", ""),
    )
    assert len(found.rows) == 1
    assert texts(found.rows[0])["progress"] == "办了。"
    assert found.notes == ()


def test_the_same_measure_given_twice_stays_two_rows() -> None:
    row = ("", "1.甲。", "区甲局", "责任人：张三", "1", "办了。", "", "")
    assert len(one(row, row).rows) == 2


def test_filled_down_rows_may_have_lost_the_number_and_have_empty_prompts() -> None:
    found = one(
        ("", "甲。", "区甲局", "责任人：", "", "办了。", "", ""), ("", "1.甲。", "区甲局", "联系人：", "", "办了。", "", ""),
        ("", "1.甲。", "区甲局", "联系人：", "", "办了。", "", ""),
    )
    assert [texts(row)["progress"] for row in found.rows] == ["办了。"]


def test_a_measures_rows_copied_with_their_contacts_are_two() -> None:
    rows = (("", "1.甲。", "区甲局", "张三", "1", "办了。", "", ""), ("", "", "", "李四", "2", "", "", ""))
    assert [sorted(texts(row)) for row in one(*rows, *rows).rows] == [sorted(texts(one(*rows).rows[0]))] * 2
    assert len(one(rows[0], rows[0]).rows) == 2


def test_a_unit_merged_over_all_its_measures_is_told_of_each() -> None:
    found = one(
        ("", "1.甲。", "区甲局", "责任人：张三", "", "", "", ""),
        ("", "2.乙。", "", "责任人：李四", "", "", "", ""),
        merges=((0, 2, 1, 2),),
    )
    assert [row.unit_label for row in found.rows] == ["区甲局", "区甲局"]


def test_a_heading_across_the_table_names_the_task() -> None:
    found = one(
        ("一.开办企业",), ("", "1.甲。", "区甲局", "", "", "", "", ""),
        ("二.办理规划许可",), ("", "2.乙。", "区甲局", "", "", "", "", ""),
        merges=((0, 0, 0, 7), (2, 0, 2, 7)),
    )
    assert [(row.no, row.task) for row in found.rows] == [(1, "一.开办企业"), (2, "二.办理规划许可")]


@pytest.mark.parametrize(
    "line",
    [
        ("合计", "", "", "", "", "共 3 项"), ("", "合计：3"), ("备注：以上属实",), ("填表人：张三", "", "", "电话：1"),
        ("（盖章）",), ("单位负责人（签字）：",), ("审核人：", "", "", "李四"), ("填报日期：2031年7月20日",),
        ("", "", "", "填表人：张三"), ("", "", "", "", "", "（单位盖章）"), ("", "", "", "", "", "", "", "2031年7月20日"),
    ],
)
def test_lines_that_are_no_measures_are_left_out(line: tuple[str, ...]) -> None:
    found = one(("", "1.甲。", "区甲局", "责任人：张三", "1", "办了。", "", ""), line)
    assert len(found.rows) == 1
    assert texts(found.rows[0])["progress"] == "办了。"
    assert "liaison.name" not in found.rows[0].cells


def test_a_measure_about_seals_is_still_a_measure() -> None:
    found = one(("", "公章刻制免费。", "区甲局", "", "", "", "", ""), ("", "审核流程优化。", "区甲局", "", "", "", "", ""))
    assert [row.measure_text for row in found.rows] == ["公章刻制免费。", "审核流程优化。"]


def test_nothing_after_the_instructions_is_a_measure() -> None:
    found = one(("", "1.甲。", "区甲局", "", "", "", "", ""), ("填表说明：",), ("1.只填格子。",), ("", "2.勿改动。"))
    assert [row.no for row in found.rows] == [1]


# --- sheets


def test_two_sheets_that_look_alike_are_both_read_with_a_note() -> None:
    row = ("", "1.甲。", "区甲局", "", "", "", "", "")
    found = locate(document(sheet([HEADINGS, row], name="甲"), sheet([("",)]), sheet([HEADINGS, row], name="乙")))
    assert [row.place.sheet for row in found.rows] == ["甲", "乙"]
    assert codes(found) == ["several_sheets"]


def test_hidden_sheets_are_read_only_when_no_other_bears_the_table() -> None:
    row = ("", "1.甲。", "区甲局", "", "", "", "", "")
    hidden = Sheet("旧表", (HEADINGS, row), visible=False)
    assert len(locate(document(hidden, sheet([HEADINGS, row], name="新表"))).rows) == 1
    found = locate(document(hidden, sheet([("随便",)])))
    assert (found.rows[0].place.sheet, codes(found)) == ("旧表", ["sheet_hidden"])


def test_a_word_table_split_in_two_is_read_on_without_its_header() -> None:
    first = sheet([HEADINGS, ("一.甲", "1.甲。", "区甲局", "责任人：张三", "", "", "", "")], name="表1")
    second = sheet(
        [("", "", "", "联系人：李四", "2", "", "", ""), ("", "2.乙。", "区甲局", "", "", "办了。", "", "")], name="表2"
    )
    found = locate(document(first, second, kind="docx"))
    assert [row.no for row in found.rows] == [1, 2]
    assert texts(found.rows[0])["liaison.name"] == "李四"
    assert (found.rows[1].task, texts(found.rows[1])["progress"]) == ("一.甲", "办了。")


def test_another_word_table_of_other_width_is_left_alone() -> None:
    first = sheet([HEADINGS, ("", "1.甲。", "区甲局", "", "", "", "", "")])
    assert len(locate(document(first, sheet([("甲", "乙"), ("丙", "丁")]), kind="docx")).rows) == 1


def test_what_the_reader_saw_is_passed_on() -> None:
    seen = drawn(form(FULL))
    seen = Document(seen.kind, seen.sheets, notes=("有修订痕迹，已按接受修订读取。",))
    assert [note.message for note in locate(seen).notes] == ["有修订痕迹，已按接受修订读取。"]


# --- no table


@pytest.mark.parametrize(
    "found",
    [
        Document("xlsx", ()),
        document(sheet([])),
        document(sheet([("姓名", "电话", "单位"), ("张三", "1", "区甲局")])),
        document(sheet([("责任人：张三", "联系电话：1", "进展情况：无")])),
    ],
)
def test_a_file_without_the_table_is_refused_in_words(found: Document) -> None:
    with pytest.raises(UnreadableFile, match="没有找到责任清单细化表"):
        locate(found)


def test_a_header_alone_is_refused_in_words() -> None:
    with pytest.raises(UnreadableFile, match="没有一条措施"):
        locate(document(sheet([HEADINGS, ("填表说明：",)])))


def test_merges_that_claim_a_million_rows_cost_nothing() -> None:
    row = ("", "1.甲。", "区甲局", "", "", "办了。", "", "")
    wide = Sheet("表", (HEADINGS, row), tuple(Merge(1, c, 1_000_000_000, c) for c in range(3, 8)))
    assert texts(locate(Document("xlsx", (wide,))).rows[0])["progress"] == "办了。"


def test_texts_are_cleaned_as_they_are_read() -> None:
    found = one(("", "1.甲\u200b。", "区甲局", "责任人：张　三", "１３８", "办了_x000D_\n\t好 。", "", ""))
    cells = texts(found.rows[0])
    assert (found.rows[0].measure_text, cells["responsible.name"]) == ("甲。", "张 三")
    assert (cells["responsible.phone"], cells["progress"]) == ("１３８", "办了\n好 。")


# --- a cell with more words than any report


def test_a_cell_of_a_million_words_is_told_and_not_read_and_all_else_is() -> None:
    long, longest = "办" * 1_000_000, "办" * 200_000
    found = locate(drawn(form(block(27, progress=long, problems="无"), block(28, progress=longest))))
    first, second = found.rows
    assert (first.cells["progress"].text, first.cells["problems"].text) == ("", "无")
    assert first.cells["progress"].unreadable == "有 1,000,000 字，超过一格最多读的 20 万字"
    assert (second.cells["progress"].text, second.cells["progress"].unreadable) == (longest, "")
