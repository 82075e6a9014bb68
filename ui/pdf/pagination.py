"""Laying a table out on pages: values in, values out, no Qt.

A measure stays whole where a page can hold it; a longer one flows on. A task's cell spans its measures on each page and
is printed again, marked （续）, where the task goes on.
"""

from __future__ import annotations

from collections.abc import Iterator

from qcapp.domain.fields import COLUMNS
from qcapp.forms.layout import TableDocument
from ui.pdf.blocks import CONTINUED, Piece, flow, wrap_block, wrap_text
from ui.pdf.sheet import Cell, Lines, Measurer, Page, Sheet, Style

_CENTRED = frozenset({"task", "unit", "phone", "deadline"})


def paginate(document: TableDocument, sheet: Sheet, measurer: Measurer) -> tuple[Page, ...]:
    """The pages of a table, page numbers included; at least one."""
    return next(pages for pages in paginating(document, sheet, measurer) if pages)


def paginating(document: TableDocument, sheet: Sheet, measurer: Measurer) -> Iterator[tuple[Page, ...]]:
    """The same a measure at a time: nothing while there is more to do, at last the pages."""
    pager = _Pager(document, sheet, measurer)
    for block in document.blocks:
        pager.place(block.task, wrap_block(block, sheet, measurer))
        yield ()
    pager.close_run()
    pager.write_notes()
    yield pager.numbered()


class _Pager:
    """Fills page after page. A *run* is what of one task stands on the current page."""

    def __init__(self, document: TableDocument, sheet: Sheet, measurer: Measurer) -> None:
        self._document = document
        self._sheet = sheet
        self._measurer = measurer
        self._columns = {
            column.key: place for column, place in zip(COLUMNS, sheet.columns(), strict=True)
        }
        self._header = self._wrapped_header()
        self._pages: list[list[Cell]] = []
        self._y = 0
        self._body_top = 0
        self._run: list[Piece] = []
        self._run_task = ""
        self._run_heading: Lines = ()
        self._run_top = 0
        self._open_page()

    def place(self, task: str, piece: Piece) -> None:
        """Put a measure where it fits: here, on the next page, or flowing on from here."""
        if task != self._run_task:
            self.close_run()
            self._start_run(task, continued=False)
        height = piece.height(self._sheet)
        if self._fits(height):
            self._add(piece)
        elif max(height, self._heading_height()) <= self._fresh_room():
            self._turn_page()
            self._add(piece)
        else:
            self._flow(piece)

    def close_run(self) -> None:
        """Give the run's rows their final heights and write its cells; the task's cell spans them."""
        if not self._run:
            return
        heights = [piece.height(self._sheet) for piece in self._run]
        lacking = self._heading_height() - sum(heights)
        if lacking > 0:
            heights = _spread(heights, lacking)
        top = self._run_top
        for piece, height in zip(self._run, heights, strict=True):
            self._write_piece(piece, top, height)
            top += height
        self._write("task", self._run_top, top - self._run_top, self._run_heading)
        self._y = self._run_top = top
        self._run = []

    def write_notes(self) -> None:
        """Numbered instruction lines below the table, going on to another page where they must."""
        sheet = self._sheet
        pitch = sheet.pitch(Style.CAPTION)
        self._y += pitch // 2
        for number, note in enumerate(self._document.notes, start=1):
            for line in wrap_text(f"{number}.{note}", sheet.text_width, Style.CAPTION, self._measurer):
                if self._y + pitch > sheet.floor:
                    self._open_page()
                self._plain("notes", line, Style.CAPTION, centred=False)

    def numbered(self) -> tuple[Page, ...]:
        """All pages, each with its number."""
        sheet = self._sheet
        total = len(self._pages)
        height = sheet.pitch(Style.FOOTER)
        top = sheet.floor + (sheet.bottom - height) // 2
        return tuple(
            Page((
                *cells,
                Cell(
                    "footer", sheet.side, top, sheet.text_width, height, (f"第 {number} 页 共 {total} 页",),
                    Style.FOOTER, centred=True, framed=False,
                ),
            ))
            for number, cells in enumerate(self._pages, start=1)
        )

    def _flow(self, piece: Piece) -> None:
        """A measure longer than a page: from here on where a fair part of it fits, else from the next page's top."""
        if self._room() < self._fresh_room() // 3:
            self._turn_page()
        rest: Piece | None = piece
        while rest is not None:
            here, rest = flow(rest, self._room(), self._sheet)
            self._add(here)
            if rest is not None:
                self._turn_page()

    def _add(self, piece: Piece) -> None:
        self._run.append(piece)
        self._y += piece.height(self._sheet)

    def _room(self) -> int:
        return self._sheet.floor - self._y

    def _fresh_room(self) -> int:
        """Room on a page after the first, where header alone stands above."""
        return self._sheet.floor - self._sheet.top - self._header_height()

    def _fits(self, height: int) -> bool:
        end = max(self._y + height, self._run_top + self._heading_height())
        return end <= self._sheet.floor

    def _turn_page(self) -> None:
        """Next page, the task going on there when it has already begun."""
        begun = bool(self._run)
        self.close_run()
        if self._y > self._body_top:
            self._open_page()
        self._start_run(self._run_task, continued=begun)

    def _start_run(self, task: str, *, continued: bool) -> None:
        self._run_task = task
        self._run_heading = self._heading(task, continued)
        self._run_top = self._y

    def _heading(self, task: str, continued: bool) -> Lines:
        """A task's cell. A heading longer than a page, which no list has, is cut there."""
        width = self._columns["task"][1] - 2 * self._sheet.padding
        text = task + CONTINUED if continued else task
        lines = wrap_text(text, width, Style.BODY, self._measurer)
        most = max(self._sheet.lines_in(self._fresh_room()), 1)
        return lines if len(lines) <= most else (*lines[: most - 1], "…")

    def _heading_height(self) -> int:
        return self._sheet.cell_height(len(self._run_heading))

    def _open_page(self) -> None:
        first = not self._pages
        self._pages.append([])
        self._y = self._sheet.top
        if first:
            self._write_title()
        height = self._header_height()
        for column in COLUMNS:
            left, width = self._columns[column.key]
            self._pages[-1].append(Cell(
                "header", left, self._y, width, height, self._header[column.key], Style.HEADER, centred=True,
            ))
        self._y += height
        self._body_top = self._y

    def _write_title(self) -> None:
        sheet = self._sheet
        for line in wrap_text(self._document.title, sheet.text_width, Style.TITLE, self._measurer):
            self._plain("title", line, Style.TITLE, centred=True)
        self._y += sheet.padding * 2
        for line in wrap_text(self._document.caption, sheet.text_width, Style.CAPTION, self._measurer):
            self._plain("caption", line, Style.CAPTION, centred=False)
        self._y += sheet.padding

    def _plain(self, part: str, line: str, style: Style, *, centred: bool) -> None:
        """A line of text outside of the table."""
        sheet = self._sheet
        pitch = sheet.pitch(style)
        self._pages[-1].append(Cell(
            part, sheet.side, self._y, sheet.text_width, pitch, (line,), style, centred=centred, framed=False,
        ))
        self._y += pitch

    def _wrapped_header(self) -> dict[str, Lines]:
        return {
            column.key: wrap_text(
                column.heading, self._columns[column.key][1] - 2 * self._sheet.padding, Style.HEADER, self._measurer
            )
            for column in COLUMNS
        }

    def _header_height(self) -> int:
        return self._sheet.cell_height(max(map(len, self._header.values())), Style.HEADER) + self._sheet.padding * 2

    def _write(self, column: str, top: int, height: int, lines: Lines, *, middle: bool = True) -> None:
        left, width = self._columns[column]
        self._pages[-1].append(Cell(
            column, left, top, width, height, lines, centred=column in _CENTRED, middle=middle,
        ))

    def _write_piece(self, piece: Piece, top: int, height: int) -> None:
        """A measure's cells: five over the whole height, two for each contact row."""
        for column in ("measure", "unit", "progress", "problems", "deadline"):
            self._write(column, top, height, piece.lines_of(column), middle=not piece.cut)
        heights = piece.row_heights(self._sheet)
        if not heights:
            self._write("contact", top, height, ())
            self._write("phone", top, height, ())
        for row, tall in zip(piece.rows, _spread(heights, height - sum(heights)), strict=True):
            self._write("contact", top, tall, row.contact, middle=not piece.cut)
            self._write("phone", top, tall, row.phone, middle=not piece.cut)
            top += tall


def _spread(heights: list[int], extra: int) -> list[int]:
    """Heights grown by equal shares of ``extra``; the last takes what division leaves."""
    if not heights:
        return []
    share, left = divmod(extra, len(heights))
    grown = [height + share for height in heights]
    grown[-1] += left
    return grown


