"""Laying the 细化表 out on pages: values in, values out, no Qt.

A measure stays whole where a page can hold it; a longer one flows on. A task's cell spans its measures on each page and
is printed again, marked （续）, where the task goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qcapp.forms.layout import TableDocument
from ui.pdf.blocks import CONTINUED, Piece, flow, wrap_block
from ui.pdf.leaves import Leaves
from ui.pdf.sheet import Cell, Lines, Measurer, Page, Sheet, Style

_CENTRED = frozenset({"task", "unit", "phone", "deadline"})
_LEAST_LINES = 3
"""Of a measure that may be split: fewer are not left alone at the foot of a page."""


def paginate(document: TableDocument, sheet: Sheet, measurer: Measurer) -> tuple[Page, ...]:
    """The pages of a table, page numbers included; at least one."""
    return next(tuple(pages) for pages in paginating(document, sheet, measurer) if pages)


def paginating(document: TableDocument, sheet: Sheet, measurer: Measurer) -> Iterator[Sequence[Page]]:
    """The same a measure at a time: nothing while there is more to do, at last the pages."""
    pager = _Pager(document, sheet, measurer)
    for place, block in enumerate(document.blocks):
        shaded = document.setup.striped and place % 2 == 1
        pager.place(block.task, wrap_block(block, pager.columns, sheet, measurer), shaded=shaded)
        yield ()
    pager.close_run()
    pager.write_notes(document.notes)
    yield pager.numbered()


class _Pager(Leaves):
    """Fills page after page. A *run* is what of one task stands on the current page."""

    def __init__(self, document: TableDocument, sheet: Sheet, measurer: Measurer) -> None:
        self._run: list[tuple[Piece, bool]] = []
        self._run_task = ""
        self._run_heading: Lines = ()
        super().__init__(document, [(column.key, column.heading) for column in document.columns], sheet, measurer)
        self._run_top = self.y

    def place(self, task: str, piece: Piece, *, shaded: bool) -> None:
        """Put a measure where it fits: here, on the next page, or flowing on from here."""
        if task != self._run_task:
            self.close_run()
            self._start_run(task, continued=False)
        height = piece.height(self.sheet)
        if self._fits(height):
            self._add(piece, shaded)
        elif self.setup.keep_rows and max(height, self._heading_height()) <= self.fresh_room:
            self._turn_page()
            self._add(piece, shaded)
        else:
            self._flow(piece, shaded)

    def close_run(self) -> None:
        """Give the run's rows their final heights and write its cells; the task's cell spans them."""
        if not self._run:
            return
        heights = [piece.height(self.sheet) for piece, _ in self._run]
        lacking = self._heading_height() - sum(heights)
        if lacking > 0:
            heights = _spread(heights, lacking)
        top = self._run_top
        for (piece, shaded), height in zip(self._run, heights, strict=True):
            self._write_piece(piece, top, height, shaded)
            top += height
        self._write("task", self._run_top, top - self._run_top, self._run_heading)
        self.y = self._run_top = top
        self._run = []

    def write_notes(self, notes: tuple[str, ...]) -> None:
        """Numbered instruction lines below the table, going on to another page where they must."""
        pitch = self.sheet.pitch(Style.CAPTION)
        self.y += pitch // 2
        for number, note in enumerate(notes, start=1):
            for line in self.wrapped(f"{number}.{note}", self.sheet.text_width, Style.CAPTION):
                if self.y + pitch > self.sheet.floor:
                    self.open()
                self.plain("notes", line, Style.CAPTION, centred=False)

    def _flow(self, piece: Piece, shaded: bool) -> None:
        """From here on where a fair part of it fits, else from the next page's top."""
        least = self.fresh_room // 3
        if not self.setup.keep_rows:
            least = max(self.sheet.cell_height(_LEAST_LINES), self._run_top + self._heading_height() - self.y)
        if self.room < least:
            self._turn_page()
        rest: Piece | None = piece
        while rest is not None:
            here, rest = flow(rest, self.room, self.sheet)
            self._add(here, shaded)
            if rest is not None:
                self._turn_page()

    def _add(self, piece: Piece, shaded: bool) -> None:
        self._run.append((piece, shaded))
        self.y += piece.height(self.sheet)

    def _fits(self, height: int) -> bool:
        end = max(self.y + height, self._run_top + self._heading_height())
        return end <= self.sheet.floor

    def _turn_page(self) -> None:
        """Next page, the task going on there when it has already begun."""
        begun = bool(self._run)
        self.close_run()
        if not self.untouched:
            self.open()
        self._start_run(self._run_task, continued=begun)

    def _start_run(self, task: str, *, continued: bool) -> None:
        self._run_task = task
        self._run_heading = self._heading(task, continued)
        self._run_top = self.y

    def _heading(self, task: str, continued: bool) -> Lines:
        """A task's cell. A heading longer than a page, which no list has, is cut there."""
        lines = self.wrapped(task + CONTINUED if continued else task, self.inside("task"))
        most = max(self.sheet.lines_in(self.fresh_room), 1)
        return lines if len(lines) <= most else (*lines[: most - 1], "…")

    def _heading_height(self) -> int:
        return self.sheet.cell_height(len(self._run_heading))

    def _write(self, column: str, top: int, height: int, lines: Lines, *, middle: bool = True, shaded: bool = False) -> None:
        left, width = self.columns[column]
        self.put(Cell(
            column, left, top, width, height, lines, centred=column in _CENTRED, middle=middle, shaded=shaded,
        ))

    def _write_piece(self, piece: Piece, top: int, height: int, shaded: bool) -> None:
        """A measure's cells: those of the measure over the whole height, two for each contact row."""
        middle = not piece.cut
        for column in piece.flowing:
            self._write(column, top, height, piece.lines_of(column), middle=middle, shaded=shaded)
        heights = piece.row_heights(self.sheet)
        if not heights:
            self._write("contact", top, height, (), shaded=shaded)
            self._write("phone", top, height, (), shaded=shaded)
        for row, tall in zip(piece.rows, _spread(heights, height - sum(heights)), strict=True):
            self._write("contact", top, tall, row.contact, middle=middle, shaded=shaded)
            self._write("phone", top, tall, row.phone, middle=middle, shaded=shaded)
            top += tall


def _spread(heights: list[int], extra: int) -> list[int]:
    """Heights grown by equal shares of ``extra``; the last takes what division leaves."""
    if not heights:
        return []
    share, left = divmod(extra, len(heights))
    grown = [height + share for height in heights]
    grown[-1] += left
    return grown
