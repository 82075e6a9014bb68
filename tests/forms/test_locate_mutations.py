"""Whatever a table has been turned into, it is read or refused in words; nothing else happens."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.fields import is_field
from qcapp.domain.sheet import Document, Merge, Sheet
from qcapp.forms.layout import TableDocument
from qcapp.forms.locate import locate
from qcapp.forms.plan_reader import read_plan
from tests.forms.table_world import HEADINGS, block, drawn

WORDS = (
    *HEADINGS, "", "", "", "序号", "联系人", "1.甲。", "27．乙。", "（3）丙。", "丁", "责任人：张三", "联系人：",
    "张三 13800138000", "区甲局", "区甲局、区乙局", "一.开办企业", "填表说明：", "合计", "盖章", "无", "2031年12月底", "\u200b",
    "\ud800", "9" * 5000,
)
CELL = st.sampled_from(WORDS) | st.text(max_size=8)
SPAN = st.integers(0, 12)
MERGE = st.tuples(SPAN, SPAN, st.integers(0, 4), st.integers(0, 9)).map(
    lambda each: Merge(each[0], each[1], each[0] + each[2], each[1] + each[3])
)
ROWS = st.lists(st.lists(CELL, max_size=10).map(tuple), max_size=12).map(tuple)
SHEET = st.builds(Sheet, st.just("表"), ROWS, st.lists(MERGE, max_size=6).map(tuple), st.booleans())
WITH_HEADER = SHEET.map(lambda each: Sheet(each.name, (HEADINGS, *each.rows), each.merges, each.visible))
DOCUMENT = st.builds(
    Document, st.sampled_from(("xlsx", "docx")), st.lists(SHEET | WITH_HEADER, max_size=3).map(tuple),
    st.just(()), st.lists(st.text(max_size=30), max_size=3).map(tuple),
)


def check(document: Document) -> None:
    try:
        form = locate(document)
    except UnreadableFile as error:
        assert str(error).endswith("。")  # noqa: PT017 - either outcome is right, in words
    else:
        assert form.rows
        assert all(is_field(key) for row in form.rows for key in row.cells)
        assert all(note.message.endswith("。") for note in form.notes)


@settings(max_examples=150, deadline=None)
@given(DOCUMENT)
def test_any_sheets_are_read_or_refused_in_words(document: Document) -> None:
    check(document)


@settings(max_examples=80, deadline=None)
@given(DOCUMENT)
def test_any_sheets_make_a_list_or_are_refused_in_words(document: Document) -> None:
    try:
        plan = read_plan(document, 2031)
    except UnreadableFile as error:
        assert str(error).endswith("。")  # noqa: PT017 - either outcome is right, in words
    else:
        assert set(plan.units_of) == {measure.no for measure in plan.measures}
        assert all(plan.units_of.values())


BLOCKS = (block(1), block(2, task="二.乙"), block(3, task="二.乙"))
VALID = drawn(TableDocument("甲区2031年责任清单细化表", BLOCKS, "填报单位：区甲局"))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_valid_form_with_cells_and_merges_changed_at_random(data: st.DataObject) -> None:
    sheet = VALID.sheets[0]
    rows = [list(row) for row in sheet.rows]
    for _ in range(data.draw(st.integers(1, 6))):
        row = data.draw(st.integers(0, len(rows) - 1))
        if rows[row]:
            rows[row][data.draw(st.integers(0, len(rows[row]) - 1))] = data.draw(CELL)
    order = data.draw(st.permutations(range(len(rows))) if data.draw(st.booleans()) else st.just(range(len(rows))))
    merges = [merge for merge in sheet.merges if data.draw(st.booleans())] + data.draw(st.lists(MERGE, max_size=2))
    check(Document("xlsx", (Sheet("表", tuple(tuple(rows[each]) for each in order), tuple(merges)),)))
