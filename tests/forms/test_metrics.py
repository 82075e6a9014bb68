"""No text is cut in print: what the arithmetic promises, a program must be able to keep."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qcapp.domain.fields import COLUMNS
from qcapp.forms.layout import Paper
from qcapp.forms.metrics import (
    MAX_ROW_HEIGHT,
    column_widths,
    line_pitch,
    lines_needed,
    page_for,
    rounded_height,
    split_height,
    text_height,
    text_width,
    units_in,
)

MEASURES = [
    measure["text"]
    for measure in json.loads(
        (Path(__file__).resolve().parents[2] / "resources" / "plan_2021.json").read_text(encoding="utf-8")
    )["measures"]
]
CHINESE = st.text(st.sampled_from("清城区营商环境改革措施，。、；：“”（）《》0123456789ABCxyz -\n"), max_size=200)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("a", 1),
        ("责", 2),
        ("责任人：张三", 12),
        ("2021年12月底", 12),
        ("ABC", 3),
        ("ＡＢＣ", 6),
        ("“信用+”", 9),
        ("（）《》", 8),
        ("13800138000", 11),
        ("0763-3312345", 12),
        ("a\n责任\nbc", 4),
        ("①②", 4),
        ("—", 2),
        ("，。", 4),
        ("ｶﾅ", 2),
        ("한글", 4),
        ("é", 2),
        ("\u00fc", 2),
        ("😀", 2),
    ],
)
def test_width_counts_what_stands_full_width_in_a_chinese_font_as_two(text: str, width: int) -> None:
    assert text_width(text) == width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("责任人", 6, 1),
        ("责任人：", 6, 2),
        ("一二三四五六七八九十", 10, 2),
        ("一二三四五六七八九十", 20, 1),
        ("一二三四五六七八九十一", 20, 2),
        ("一\n二\n三", 20, 3),
        ("一\n", 20, 2),
        ("\n", 20, 2),
        ("\n\n", 20, 3),
        ("一二三四五\n六", 10, 2),
        ("一二三四五六\n七", 10, 3),
        # a full stop never begins a line: the character before it comes along
        ("一二三四五。六", 10, 2),
        ("一二三四五。六七八九", 10, 3),
        ("一二三四五”。六", 10, 2),
        # an opening mark never ends one
        ("一二三四（五六七八", 10, 2),
        ("一二三四（五六七八九", 10, 3),
        # a word or number moves whole, and is cut only when longer than a line
        ("hello world", 8, 2),
        ("一二三hello", 10, 2),
        ("aaaaaaaaaaaaaaaaaaaa", 10, 3),
        ("一" + "a" * 20, 10, 4),
        ("1 2 3 4 5 6 7 8 9", 10, 2),
    ],
)
def test_lines(text: str, width: float, lines: int) -> None:
    assert lines_needed(text, width) == lines


@pytest.mark.parametrize("text", MEASURES, ids=range(1, len(MEASURES) + 1))
@pytest.mark.parametrize("width", [12.0, 17.6, 34.8])
def test_a_measure_gets_at_least_the_lines_that_its_characters_fill(text: str, width: float) -> None:
    filled = sum(max(1, math.ceil(text_width(line) / width)) for line in text.split("\n"))
    assert filled <= lines_needed(text, width) <= filled * 1.35 + 2


@pytest.mark.parametrize("marks", ["，" * 12, "（" * 12, "。" * 40, "）" * 3 + "（" * 40, "“”" * 30])
def test_marks_alone_still_end(marks: str) -> None:
    assert lines_needed(marks, 10) >= math.ceil(len(marks) * 2 / 10)


@given(CHINESE, st.integers(4, 60))
def test_more_width_never_needs_much_more_height_and_text_never_none(text: str, width: int) -> None:
    lines = lines_needed(text, width)
    assert lines >= text.count("\n") + 1
    assert lines_needed(text, 10_000) == text.count("\n") + 1
    assert lines <= len(text) + 1


@example("", "00”““", 4)
@given(CHINESE, CHINESE, st.integers(4, 60))
def test_paragraphs_add_up(one: str, other: str, width: int) -> None:
    assert lines_needed(f"{one}\n{other}", width) == lines_needed(one, width) + lines_needed(other, width)


def test_a_very_long_text_is_measured_whole() -> None:
    assert lines_needed("进" * 30_000, 30) == 2_000


@pytest.mark.parametrize("paper", list(Paper))
def test_the_columns_fill_the_paper_and_no_more(paper: Paper) -> None:
    page = page_for(paper)
    widths = column_widths(page)
    assert len(widths) == len(COLUMNS)
    assert sum(widths) == pytest.approx(page.text_width)
    assert page.text_width < paper.value[0] / 25.4 * 72


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("contact", "责任人：王小明"),
        ("phone", "0763-3312345"),
        ("deadline", "2021年12月底"),
        ("phone", "13800138000"),
        ("unit", "区政数局"),
        ("deadline", "长期坚持"),
        ("task", "重点"),
    ],
)
def test_what_every_row_holds_stands_on_one_line(paper: Paper, column: str, text: str) -> None:
    page = page_for(paper)
    index = [each.key for each in COLUMNS].index(column)
    assert lines_needed(text, units_in(column_widths(page)[index], page.body)) == 1


@pytest.mark.parametrize("paper", list(Paper))
def test_headings_stand_on_one_line(paper: Paper) -> None:
    page = page_for(paper)
    for column, width in zip(COLUMNS, column_widths(page), strict=True):
        assert lines_needed(column.heading, units_in(width, page.header)) == 1, column.heading


@pytest.mark.parametrize(("height", "rounded"), [(0, 0), (0.1, 0.75), (0.75, 0.75), (14.5, 15), (15, 15), (409.5, 409.5)])
def test_heights_are_rounded_up_to_whole_pixels(height: float, rounded: float) -> None:
    assert rounded_height(height) == rounded


def test_height_is_lines_times_pitch_and_some_air() -> None:
    one = text_height("一", 100, 10)
    assert one > line_pitch(10)
    assert text_height("一\n二\n三", 100, 10) - one == pytest.approx(2 * line_pitch(10))


@pytest.mark.parametrize(
    ("needs", "merged", "heights"),
    [
        ([24, 24], 0, ((24.0,), (24.0,))),
        ([24, 24], 30, ((24.0,), (24.0,))),
        ([24, 24], 48, ((24.0,), (24.0,))),
        ([24, 24], 150, ((75.0,), (75.0,))),
        ([24, 75], 150, ((75.0,), (75.0,))),
        ([24, 90], 150, ((60.0,), (90.0,))),
        ([24, 90], 100, ((24.0,), (90.0,))),
        ([15, 30, 45], 60, ((15.0,), (30.0,), (45.0,))),
        ([15, 30, 45], 120, ((37.5,), (37.5,), (45.0,))),
        ([24], 300, ((300.0,),)),
        ([24, 24], 819, ((409.5,), (409.5,))),
        ([24, 24], 820, ((24.0,), (24.0,))),
        ([24], 1000, ((24.0,),)),
        ([500, 24], 0, ((250.5, 250.5), (24.0,))),
    ],
)
def test_rows_share_what_the_merged_cells_need(
    needs: list[float], merged: float, heights: tuple[tuple[float, ...], ...]
) -> None:
    found = split_height(needs, merged)
    if merged > len(needs) * MAX_ROW_HEIGHT:
        assert sum(map(len, found)) == math.ceil(merged / MAX_ROW_HEIGHT)
        assert sum(map(sum, found)) >= merged
    else:
        assert found == heights


@given(st.lists(st.floats(10, 1500), min_size=1, max_size=6), st.floats(0, 20_000))
def test_every_contact_line_and_the_merged_cells_have_room(needs: list[float], merged: float) -> None:
    rows = split_height(needs, merged)
    assert len(rows) == len(needs)
    for need, heights in zip(needs, rows, strict=True):
        assert sum(heights) >= need - 1e-6
        assert all(0 < height <= MAX_ROW_HEIGHT for height in heights)
    assert sum(map(sum, rows)) >= merged - 1e-6


def test_further_rows_are_added_only_when_one_cannot_be_tall_enough() -> None:
    assert [len(rows) for rows in split_height([24, 24], 5 * MAX_ROW_HEIGHT)] == [1, 4]
    assert [len(rows) for rows in split_height([24, 24], 2 * MAX_ROW_HEIGHT)] == [1, 1]
    assert [len(rows) for rows in split_height([24, 24], 900, tallest=300)] == [1, 2]
