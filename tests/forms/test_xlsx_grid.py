"""On paper no text is cut: rows hold their text, blocks stay on a page, and what can't ends its pages between lines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.fields import COLUMNS, REASONS
from qcapp.forms.layout import Block, ContactLine, Paper, TableDocument
from qcapp.forms.metrics import MAX_ROW_HEIGHT, line_pitch, page_for, text_height
from qcapp.forms.xlsx_grid import Grid, Span, grid_of
from qcapp.forms.xlsx_pages import long_rows
from tests.forms.tables import filler, form, official, plan, slip

COLUMN = {column.key: place for place, column in enumerate((*COLUMNS, REASONS))}
DOCUMENTS = {
    "a3": official(Paper.A3),
    "a4": official(Paper.A4),
    "empty": official(Paper.A3, filled=False),
    "long a3": official(Paper.A3, progress={3: filler(3000), 12: filler(900), 44: filler(300), 74: filler(2000)}),
    "long a4": official(Paper.A4, progress={1: filler(3000), 12: filler(600), 13: filler(450), 67: filler(1500)}),
    **{unit.name: form(unit.name) for unit in plan().units},
    "slip": slip("区住建局"),
    "slip of long texts": slip("区政数局", progress=filler(700)),
    "slip of long reasons": slip("区税务局", reasons=filler(1200)),
}


def height(grid: Grid, rows: Span) -> float:
    return sum(grid.heights[rows.first - 1 : rows.last])


@pytest.fixture(params=list(DOCUMENTS.values()), ids=list(DOCUMENTS))
def document(request: pytest.FixtureRequest) -> TableDocument:
    found: TableDocument = request.param
    return found


def test_rows_are_high_enough_for_all_that_stands_in_them(document: TableDocument) -> None:
    grid = grid_of(document)
    for block, band in zip(document.blocks, grid.bands, strict=True):
        for key in ("measure", "unit", "progress", "problems", "deadline", *(["reasons"] if document.reasoned else [])):
            size = band.sizes.get(key, grid.page.body)
            need = text_height(getattr(block, key), grid.widths[COLUMN[key]], size)
            # Of a text over several pages the last line may use up the air below it.
            assert height(grid, band.rows) >= need - (6.01 if band.long else 0.01), (block.no, key)
        for line, rows in zip(block.contacts, band.contacts, strict=True):
            assert height(grid, rows) >= text_height(line.printed, grid.widths[3], grid.page.body)
            assert height(grid, rows) >= text_height(line.phone, grid.widths[4], grid.page.body)
    for task in grid.tasks:
        assert height(grid, task.rows) >= text_height(task.text, grid.widths[0], grid.page.body)


def test_rows_follow_each_other_without_gap_or_overlap(document: TableDocument) -> None:
    grid = grid_of(document)
    at = grid.header + 1
    for block, band in zip(document.blocks, grid.bands, strict=True):
        assert band.rows.first == band.contacts[0].first == at
        assert len(band.contacts) == len(block.contacts)
        for upper, lower in zip(band.contacts, band.contacts[1:], strict=False):
            assert lower.first == upper.last + 1
        assert band.contacts[-1].last == band.rows.last
        at = band.rows.last + 1
    assert [row for row, _ in grid.notes] == list(range(at, at + len(grid.notes)))
    assert len(grid.heights) == at - 1 + len(grid.notes)
    assert all(0 < each <= MAX_ROW_HEIGHT for each in grid.heights)


def pages(grid: Grid) -> list[Span]:
    ends = [*grid.breaks, len(grid.heights)]
    return [Span(first + 1, last) for first, last in zip([0, *ends], ends, strict=False)]


def test_every_page_fits_its_paper_with_the_head_on_it(document: TableDocument) -> None:
    grid = grid_of(document)
    for number, rows in enumerate(pages(grid)):
        repeated = grid.heights[grid.header - 1] if number else 0.0
        assert height(grid, rows) + repeated <= grid.page.text_height, number


def test_no_page_ends_inside_a_block_that_fits_on_one(document: TableDocument) -> None:
    grid = grid_of(document)
    for band in grid.bands:
        inside = [row for row in grid.breaks if band.rows.first <= row < band.rows.last]
        assert band.long or not inside
    for first, _ in grid.notes[:-1]:
        assert first not in grid.breaks


def test_a_task_over_a_pages_end_says_its_name_at_the_top_of_a_part_that_holds_it(document: TableDocument) -> None:
    grid = grid_of(document)
    for task in grid.tasks:
        inside = [row for row in grid.breaks if task.rows.first <= row < task.rows.last]
        assert task.broken is bool(inside)
        if inside:
            part = Span(task.rows.first, inside[0])
            assert height(grid, part) >= text_height(task.text, grid.widths[0], grid.page.body)


def test_instructions_never_stand_on_a_page_without_a_row_of_the_table(document: TableDocument) -> None:
    grid = grid_of(document)
    if grid.notes and not grid.bands[-1].long:
        assert grid.notes[0][0] - 1 not in grid.breaks


def test_neighbours_of_one_task_share_one_cell() -> None:
    grid = grid_of(official())
    assert [task.text for task in grid.tasks] == [task.heading for task in plan().tasks]


def test_a_long_text_is_set_smaller_before_it_runs_over_a_page() -> None:
    grid = grid_of(official(Paper.A4, progress={12: filler(550)}))
    band = grid.bands[11]
    assert not band.long
    assert band.sizes["progress"] < page_for(Paper.A4).body
    assert set(band.sizes) == {"progress"}


def test_of_a_text_over_several_pages_each_page_holds_whole_lines() -> None:
    document = official(Paper.A4, progress={3: filler(3000)})
    grid = grid_of(document)
    band = grid.bands[2]
    assert band.long
    pitch = line_pitch(band.sizes["progress"])
    ends = [row for row in grid.breaks if band.rows.first <= row < band.rows.last]
    assert len(ends) >= 3
    for end in ends:
        lines = (height(grid, Span(band.rows.first, end)) - 1.0) / pitch
        assert lines == pytest.approx(round(lines), abs=0.05)
    assert height(grid, band.contacts[0]) < 60, "contacts stand at the top, on the first page"


def test_a_form_has_room_to_write_in_every_block() -> None:
    grid = grid_of(form("区法院", filled=False))
    assert all(height(grid, band.rows) >= 6 * line_pitch(grid.page.body) for band in grid.bands)


def test_an_official_row_with_little_text_is_low() -> None:
    grid = grid_of(official(filled=False))
    assert min(height(grid, band.rows) for band in grid.bands) < 5 * line_pitch(grid.page.body)


def test_a_table_without_a_caption_has_no_empty_line() -> None:
    grid = grid_of(replace(official(), caption=""))
    assert (grid.caption, grid.header) == (0, 2)
    assert grid_of(official()).header == 3


@given(
    st.lists(st.floats(15, 200), min_size=1, max_size=4), st.floats(600, 9000), st.floats(0, 600), st.sampled_from([8, 9, 10, 11])
)
def test_rows_over_pages_hold_everything(needs: list[float], total: float, more: float, size: int) -> None:
    room, pitch = 470.0, line_pitch(size)
    left = min(max(sum(needs), pitch) + more, room)
    if sum(needs) > room - pitch:
        return
    rows = long_rows(needs, total, left, room, pitch)
    flat = [each for line in rows for each in line]
    assert len(rows) == len(needs)
    assert sum(flat) >= total - pitch
    assert all(0 < each <= MAX_ROW_HEIGHT + 0.01 for each in flat)


@given(st.lists(st.integers(0, 900), min_size=1, max_size=12), st.sampled_from(list(Paper)), st.booleans())
def test_any_lengths_of_text_are_laid_out_within_the_pages(lengths: list[int], paper: Paper, same_task: bool) -> None:
    blocks = tuple(
        Block(
            no, "一.开办企业" if same_task else f"{no}.任务", f"{no}." + "措" * (length // 4), "区政数局",
            (ContactLine("责任人", "张三", "13800138000"), ContactLine("联系人", "", "")), filler(length), "无", "",
        )
        for no, length in enumerate(lengths, start=1)
    )
    grid = grid_of(TableDocument("标题", blocks, paper=paper))
    for number, rows in enumerate(pages(grid)):
        repeated = grid.heights[grid.header - 1] if number else 0.0
        assert height(grid, rows) + repeated <= grid.page.text_height
    assert len(grid.bands) == len(lengths)
