"""The table on the grid of a sheet: which rows each part takes, how tall they are, and where the pages break.

Pure: the writer draws what stands here. Rows are numbered from 1, as spreadsheets do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qcapp.forms.carriers import caption_of
from qcapp.forms.layout import Block, TableDocument
from qcapp.forms.metrics import (
    Page,
    column_widths,
    line_pitch,
    rounded_height,
    split_height,
    text_height,
    unscaled_page,
    weights_of,
)
from qcapp.forms.xlsx_pages import Pages, long_rows

NOTES_HEADING = "填表说明："
_LEAST_LINES = 1.5  # a contact row, so that a name can be written by hand
_FORM_LINES = 6  # a form's block, so that what a unit types has room: nothing grows by itself in merged rows
_NOTE_LESS = 4.0  # instructions stand closer than rows of the table
_NOTE_GAP = 6.0  # between the table and their heading
_SMALLEST = 8.0  # points; a text that would not fit on a page is set smaller before it is let run over two


@dataclass(frozen=True, slots=True)
class Span:
    """Rows from ``first`` to ``last``, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Band:
    """One block's rows; ``contacts`` has those of each contact line. ``long``: runs over a page's end, so that its texts
    start at the top. ``sizes``: type size by column key, where it is not the body's."""

    rows: Span
    contacts: tuple[Span, ...]
    long: bool
    sizes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TaskCell:
    """The merged cell of a task. ``broken``: a page ends inside of it, so its text must stand at the top, not in the middle."""

    rows: Span
    text: str
    broken: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Row 1 is the title. ``heights[r - 1]``: height of row r. ``breaks``: rows after which a page ends. ``caption`` 0: none."""

    page: Page
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    caption: int
    header: int
    bands: tuple[Band, ...]
    tasks: tuple[TaskCell, ...]
    notes: tuple[tuple[int, str], ...]
    breaks: tuple[int, ...]


def grid_of(document: TableDocument) -> Grid:
    """Lay the table out for its paper."""
    page, columns = unscaled_page(document.paper, document.setup), document.columns
    weights = weights_of(columns, document.column_texts(), document.setup)
    widths = dict(zip((column.key for column in columns), column_widths(page, columns, weights), strict=True))
    pages = Pages(page.text_height, _head_heights(document, page))
    header = pages.header
    tasks = {first: document.blocks[first].task for first, _ in document.task_spans()}
    lines = _note_lines(document)
    note_heights = [rounded_height(text_height(line, page.text_width, page.body) - _NOTE_LESS) for line in lines]
    note_heights[:1] = [height + _NOTE_GAP for height in note_heights[:1]]
    last = len(document.blocks) - 1
    heights = _Heights(widths)
    bands = []
    for index, block in enumerate(document.blocks):
        needs = _Needs(block, tasks.get(index, ""), document.fillable, page, heights, pages.most)
        # Instructions do not begin a page under a head without a table: the last block goes there with them.
        bands.append(_place(needs, pages, sum(note_heights) if index == last else 0.0))
    notes = tuple(enumerate(lines, start=len(pages.heights) + 1))
    pages.place(note_heights)
    breaks = tuple(pages.breaks)
    return Grid(
        page, tuple(widths.values()), tuple(pages.heights), caption=header - 1 if header > 2 else 0, header=header,
        bands=tuple(bands), tasks=_task_cells(document, bands, breaks), notes=notes, breaks=breaks,
    )


class _Heights:
    """What texts need in the columns; the same ones stand in many rows of a table."""

    def __init__(self, widths: Mapping[str, float]) -> None:
        self.widths = widths
        self._known: dict[tuple[str, str, float], float] = {}

    def of(self, text: str, column: str, size: float) -> float:
        key = text, column, size
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = text_height(text, self.widths[column], size)
        return found


class _Needs:
    """What a block needs. ``task``: the heading that starts here; it must fit beside this block alone, for a page may end
    right after it. ``room``: height that the block may have on one page."""

    def __init__(
        self, block: Block, task: str, fillable: bool, page: Page, heights: _Heights, room: float
    ) -> None:
        self._body, self._heights, self.room = page.body, heights, room
        least = _LEAST_LINES * line_pitch(page.body)
        self.lines = [
            max(least, self._height(line.printed, "contact"), self._height(line.phone, "phone")) for line in block.contacts
        ] or [least]
        self.sizes: dict[str, float] = {}
        merged = {
            key: self._fitted(text, key)
            for key, text in (
                ("measure", block.measure), ("unit", block.unit), ("progress", block.progress),
                ("problems", block.problems), ("deadline", block.deadline), ("task", task), ("reasons", block.reasons),
            )
            if key in heights.widths
        }
        if fillable:
            merged["room to write"] = _FORM_LINES * line_pitch(page.body)
        self.merged = max(merged.values())
        longest = max(merged, key=merged.__getitem__)
        self.pitch = line_pitch(self.sizes.get(longest, page.body))
        # Of a block that runs over a page's end, what must stand on its first page.
        self.first = max([sum(self.lines), *(need for need in merged.values() if need <= room)])

    def _height(self, text: str, column: str, size: float = 0.0) -> float:
        return self._heights.of(text, column, size or self._body)

    def _fitted(self, text: str, column: str) -> float:
        size = self._body
        need = self._height(text, column)
        while need > self.room and size > _SMALLEST:
            size = max(size - 1, _SMALLEST)
            need = self._height(text, column, size)
        if size != self._body:
            self.sizes[column] = size
        return need


def _place(needs: _Needs, pages: Pages, following: float) -> Band:
    rows = split_height(needs.lines, needs.merged)
    whole = [height for line in rows for height in line]
    long = sum(whole) > needs.room
    first = len(pages.heights) + 1
    if long:
        left = pages.start_long(needs.first)
        rows = long_rows(needs.lines, needs.merged, left, pages.room, needs.pitch)
        pages.place_long([height for line in rows for height in line])
    else:
        pages.place(whole, following)
    contacts: list[Span] = []
    at = first
    for line in rows:
        contacts.append(Span(at, at + len(line) - 1))
        at += len(line)
    return Band(Span(first, at - 1), tuple(contacts), long, needs.sizes)


def _head_heights(document: TableDocument, page: Page) -> list[float]:
    width = page.text_width
    heights = [rounded_height(text_height(document.title, width, page.title))]
    caption = caption_of(document)
    if caption:
        heights.append(rounded_height(text_height(caption, width, page.caption)))
    heights.append(rounded_height(line_pitch(page.header) + 10))
    return heights


def _task_cells(document: TableDocument, bands: Sequence[Band], breaks: Sequence[int]) -> tuple[TaskCell, ...]:
    cells = []
    for first, last in document.task_spans():
        rows = Span(bands[first].rows.first, bands[last].rows.last)
        broken = any(rows.first <= row < rows.last for row in breaks)
        cells.append(TaskCell(rows, document.blocks[first].task, broken))
    return tuple(cells)


def _note_lines(document: TableDocument) -> tuple[str, ...]:
    """The instructions under the table, heading first; they stay together on one page."""
    if not document.notes:
        return ()
    return (NOTES_HEADING, *(f"{number}. {text}" for number, text in enumerate(document.notes, start=1)))
