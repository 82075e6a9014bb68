"""What units do to the table (RETURNS 15 to 23, 26, 27; each test names its number), on a form as we draw it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from qcapp.domain.forms import ReturnedForm
from qcapp.domain.sheet import Document, Merge, Sheet
from qcapp.forms.layout import TableDocument
from qcapp.forms.locate import locate
from tests.forms.table_world import HEADINGS, block, document, drawn, sheet
from tests.forms.test_locate import CAPTION, NOTES, TITLE, codes, texts

BLOCKS = tuple(
    block(no, f"{words}。", task=task, progress=f"{no} 已办 {no} 件。", problems="无", deadline="2031年12月底")
    for no, words, task in ((27, "统筹推进", "一.甲"), (28, "印发方案", "一.甲"), (30, "开展培训", "二.乙"))
)
FORM = drawn(TableDocument(TITLE, BLOCKS, CAPTION, NOTES))
FIRST = 3  # the form's first measure's row; each measure has two

Rows = list[list[str]]


def changed(change: Callable[[Rows, list[Merge]], None], name: str = "细化表") -> ReturnedForm:
    rows = [list(row) for row in FORM.sheets[0].rows]
    merges = list(FORM.sheets[0].merges)
    change(rows, merges)
    return locate(Document("xlsx", (Sheet(name, tuple(map(tuple, rows)), tuple(merges)),)))


def said(found: ReturnedForm) -> dict[int | None, dict[str, str]]:
    return {row.no: texts(row) for row in found.rows}


WHOLE = said(locate(FORM))


def shift(merges: list[Merge], row: int, by: int) -> None:
    """Move merges as inserting ``by`` rows at ``row`` does (taking them out, for a negative one)."""
    kept = [m for m in merges if by > 0 or not row <= m.top < row - by]
    moved = (
        Merge(m.top + (by if m.top >= row else 0), m.left, m.bottom + (by if m.bottom >= row else 0), m.right) for m in kept
    )
    merges[:] = [m for m in moved if m.top <= m.bottom]


# --- 15, 16


def test_15_a_row_deleted_is_absent_and_the_rest_stands() -> None:
    def delete(rows: Rows, merges: list[Merge]) -> None:
        del rows[FIRST + 2 : FIRST + 4]
        shift(merges, FIRST + 2, -2)

    assert said(changed(delete)) == {no: cells for no, cells in WHOLE.items() if no != 28}


def test_15_a_row_added_is_a_row_of_its_own() -> None:
    def add(rows: Rows, merges: list[Merge]) -> None:
        rows.insert(FIRST + 4, ["", "新增：上门服务。", "区甲局", "责任人：张三", "1", "新办的。", "", ""])
        shift(merges, FIRST + 4, 1)

    found = changed(add)
    assert [row.no for row in found.rows] == [27, 28, None, 30]
    assert {no: cells for no, cells in said(found).items() if no} == WHOLE


@pytest.mark.parametrize("order", [(2, 0, 1), (2, 1, 0), (1, 0, 2)])
def test_16_rows_moved_are_read_wherever_they_stand(order: Sequence[int]) -> None:
    assert said(locate(drawn(TableDocument(TITLE, tuple(BLOCKS[each] for each in order), CAPTION, NOTES)))) == WHOLE


# --- 17, 18


@pytest.mark.parametrize("printed", ["27. 统 筹 推 进", "27、统筹推进", "２７．统筹推进。", "（27）统筹推进；", "统筹推进"])
def test_17_measure_text_retyped_keeps_its_words_for_matching(printed: str) -> None:
    def retype(rows: Rows, merges: list[Merge]) -> None:
        rows[FIRST][1] = printed

    row = changed(retype).rows[0]
    assert "统筹推进" in row.measure_text.replace(" ", "")
    assert texts(row) == WHOLE[27]


def test_18_merges_broken_and_filled_down_are_one_measure_each() -> None:
    def fill(rows: Rows, merges: list[Merge]) -> None:
        merges[:] = [merge for merge in merges if merge.top < FIRST]
        for row in range(FIRST + 1, FIRST + 6, 2):
            for column in (0, 1, 2, 5, 6, 7):
                rows[row][column] = rows[row - 1][column]

    assert said(changed(fill)) == WHOLE


def test_18_merges_broken_and_left_empty_are_one_measure_each() -> None:
    def drop(rows: Rows, merges: list[Merge]) -> None:
        merges[:] = [merge for merge in merges if merge.top < FIRST]

    assert said(changed(drop)) == WHOLE


# --- 19


def test_19_extra_contact_rows_are_contacts_of_the_measure_above() -> None:
    def add(rows: Rows, merges: list[Merge]) -> None:
        rows.insert(FIRST + 2, ["", "", "", "联系人：王五", "13900139000", "", "", ""])
        shift(merges, FIRST + 2, 1)

    found = said(changed(add))
    assert found.pop(27) == {**WHOLE[27], "liaison2.name": "王五", "liaison2.phone": "13900139000"}
    assert found == {no: cells for no, cells in WHOLE.items() if no != 27}


@pytest.mark.parametrize("column", range(8))
def test_19_a_stray_word_right_below_a_measure_does_not_change_it(column: int) -> None:
    """One typed outside of the measure's merged cells is no text of the measure; it is told of, or makes an unknown row."""
    def add(rows: Rows, merges: list[Merge]) -> None:
        rows.insert(FIRST + 6, [""] * 8)
        rows[FIRST + 6][column] = "又及：另行报送"
        shift(merges, FIRST + 6, 1)

    found = changed(add)
    assert {no: texts_ for no, texts_ in said(found).items() if no in (27, 28)} == {27: WHOLE[27], 28: WHOLE[28]}
    kept = {key: text for key, text in said(found)[30].items() if key in WHOLE[30]}
    assert kept == WHOLE[30]
    if column not in (3, 4):  # there it is a contact's
        assert len(found.rows) > 3 or codes(found) == ["leftover"]


def test_19_words_some_rows_below_the_table_are_no_contact_and_no_text() -> None:
    def add(rows: Rows, merges: list[Merge]) -> None:
        rows[FIRST + 6 :] = [[""] * 8, ["", "", "", "联系人：王五", "1", "", "", ""], [""] * 8, ["", "", "", "", "", "都办了。"]]

    found = changed(add)
    assert said(found) == WHOLE
    assert codes(found) == ["leftover", "leftover"]


# --- 20


def test_20_title_and_caption_gone() -> None:
    def cut(rows: Rows, merges: list[Merge]) -> None:
        del rows[:2]
        shift(merges, 0, -2)

    found = changed(cut)
    assert (said(found), found.title, found.unit_hints) == (WHOLE, "", ())


@pytest.mark.parametrize("empty", [1, 5, 20])
def test_20_the_header_further_down(empty: int) -> None:
    def push(rows: Rows, merges: list[Merge]) -> None:
        rows[0:0] = [[""] * 8 for _ in range(empty)]
        shift(merges, 0, empty)

    assert said(changed(push)) == WHOLE


def test_20_title_and_header_repeated_on_every_page() -> None:
    def repeat(rows: Rows, merges: list[Merge]) -> None:
        for place in (FIRST + 4, FIRST + 2):
            rows[place:place] = [[TITLE], list(HEADINGS)]
            shift(merges, place, 2)

    found = changed(repeat)
    assert (said(found), codes(found)) == (WHOLE, [])


def test_20_a_header_in_the_middle_of_a_measure_parts_nothing() -> None:
    def part(rows: Rows, merges: list[Merge]) -> None:
        merges[:] = [merge for merge in merges if merge.top < FIRST]
        rows.insert(FIRST + 1, list(HEADINGS))

    assert said(changed(part)) == WHOLE


# --- 21


@pytest.mark.parametrize("place", range(9))
@pytest.mark.parametrize("heading", ["", "序号", "备注"])
def test_21_a_column_inserted_anywhere(place: int, heading: str) -> None:
    def insert(rows: Rows, merges: list[Merge]) -> None:
        for number, row in enumerate(rows[FIRST - 1 : FIRST + 6]):
            row.insert(place, "" if number else heading)
        merges[:] = [Merge(m.top, m.left + (m.left >= place), m.bottom, m.right + (m.right >= place)) for m in merges]

    assert said(changed(insert)) == WHOLE


@pytest.mark.parametrize(("left", "right"), [(5, 6), (0, 7), (1, 5), (3, 5), (4, 7)])
def test_21_columns_swapped(left: int, right: int) -> None:
    def swap(rows: Rows, merges: list[Merge]) -> None:
        for row in rows[FIRST - 1 : FIRST + 6]:
            row[left], row[right] = row[right], row[left]
        turned = {left: right, right: left}
        merges[:] = [m if m.left < m.right else m._replace(left=turned.get(m.left, m.left), right=turned.get(m.left, m.left))
                     for m in merges]

    assert said(changed(swap)) == WHOLE


@pytest.mark.parametrize(
    ("column", "name"), [(5, "落实情况"), (4, "电话"), (3, "联系人"), (1, "措施"), (2, "牵头单位"), (6, "困难问题"), (7, "时限")]
)
def test_21_columns_renamed_are_a_guess_that_is_noted(column: int, name: str) -> None:
    def rename(rows: Rows, merges: list[Merge]) -> None:
        rows[FIRST - 1][column] = name

    found = changed(rename)
    assert (said(found), codes(found)) == (WHOLE, ["column_synonym"])


# --- 22, 23


@pytest.mark.parametrize("name", ["Sheet1", "下发表(2)", "工作表 1"])
def test_22_a_renamed_sheet(name: str) -> None:
    assert said(changed(lambda rows, merges: None, name)) == WHOLE


def test_22_the_table_on_another_sheet_than_the_first() -> None:
    cover = sheet([("封面",), ("联系人", "李四")], name="封面")
    assert said(locate(Document("xlsx", (cover, FORM.sheets[0])))) == WHOLE


def test_23_lines_of_sums_and_signatures_below_are_no_measures() -> None:
    def sign(rows: Rows, merges: list[Merge]) -> None:
        rows[FIRST + 6 : FIRST + 6] = [
            ["合计", "3", "", "", "", "", "", ""], ["备注：以上属实", *[""] * 7],
            ["填表人：张三", "", "", "联系电话：13800138000", "", "", "审核人：李四", ""],
            ["", "", "", "", "", "单位（盖章）", "", ""], ["", "", "", "", "", "2031年7月20日", "", ""],
        ]

    found = changed(sign)
    assert (said(found), codes(found)) == (WHOLE, [])


# --- 26, 27


@pytest.mark.parametrize(
    "phone", ["13800138000、0763-3312345", "0763-3312345转8012", "3312345", "13800138000/13900139000", "13800138000\n13900139000"]
)
def test_26_several_numbers_and_extensions_are_kept_as_written(phone: str) -> None:
    row = ("", "1.甲。", "区甲局", "责任人：张三", phone, "", "", "")
    assert texts(locate(document(sheet([HEADINGS, row]))).rows[0])["responsible.phone"] == phone


def test_27_name_and_phone_in_one_cell_are_parted_in_each_row() -> None:
    def join(rows: Rows, merges: list[Merge]) -> None:
        for row in rows[FIRST : FIRST + 6]:
            row[3], row[4] = f"{row[3]} {row[4]}", ""

    found = changed(join)
    assert said(found) == WHOLE
    assert set(codes(found)) == {"name_and_phone"}


def test_27_labels_lost_go_by_the_order_of_the_rows() -> None:
    def lose(rows: Rows, merges: list[Merge]) -> None:
        for row in rows[FIRST : FIRST + 6]:
            row[3] = row[3].partition("：")[2]

    found = changed(lose)
    assert said(found) == WHOLE
    assert set(codes(found)) == {"contact_label"}


# --- one joint measure, both units' rows


def test_rows_of_both_units_of_a_joint_measure_stay_two() -> None:
    joint = (block(11, unit="区税务局", progress="办了。"), block(11, unit="高新区税务局", progress="在办。"), block(12))
    found = locate(drawn(TableDocument(TITLE, joint, CAPTION, NOTES)))
    assert [(row.no, row.unit_label, row.cells["progress"].text) for row in found.rows[:2]] == [
        (11, "区税务局", "办了。"), (11, "高新区税务局", "在办。"),
    ]


# --- 34: a Word table cut in two


@pytest.mark.parametrize("repeated", [True, False], ids=["header", "no header"])
def test_34_cut_within_a_measure_of_three_rows_its_merged_cells_begin_anew(repeated: bool) -> None:
    people = [("责任人：张三", "1"), ("联系人：李四", "2"), ("联系人：王五", "3")]
    body = [["", "", "", name, phone, "", "", ""] for name, phone in people]
    body[0][1:3], body[0][5] = ["44.甲。", "区甲局"], "办了。"
    first = sheet([HEADINGS, body[0]], name="表1")
    rows = [HEADINGS, *body[1:]] if repeated else body[1:]
    second = sheet(rows, [(len(rows) - 2, column, len(rows) - 1, column) for column in (1, 2, 5, 6, 7)], name="表2")
    cells = texts(locate(Document("docx", (first, second))).rows[0])
    assert [cells[key] for key in ("progress", "liaison.name", "liaison2.name")] == ["办了。", "李四", "王五"]


@pytest.mark.parametrize("at", range(1, 7))
@pytest.mark.parametrize("repeated", [True, False], ids=["header", "no header"])
@pytest.mark.parametrize("later", [True, False], ids=["header further down", ""])
def test_34_a_table_cut_in_two_anywhere_is_one_table(at: int, repeated: bool, later: bool) -> None:
    body = [list(row) for row in FORM.sheets[0].rows[FIRST : FIRST + 6]]
    second = body[at:]
    if later:
        second.insert(len(second) // 2, list(HEADINGS))
    second = [list(HEADINGS), *second] if repeated else second
    cut = Document("docx", (sheet([HEADINGS, *body[:at]], name="表1"), sheet(second, name="表2")))
    assert said(locate(cut)) == WHOLE
