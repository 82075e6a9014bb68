"""Pages being filled with a table: title, headings, cells, page numbers. What stands between them is the pagers' business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qcapp.forms.list_table import AnyTable
from ui.pdf.blocks import wrap_text
from ui.pdf.kept_pages import Kept, KeptPages, keep
from ui.pdf.sheet import Cell, Lines, Measurer, Page, Sheet, Style, column_places

Heading = tuple[str, str]
"""A column's key and what is printed above it."""


class Leaves:
    """``y`` is where the next row begins on the page at hand. The first page is open from the start."""

    def __init__(self, table: AnyTable, headings: Sequence[Heading], sheet: Sheet, measurer: Measurer) -> None:
        self.sheet, self.setup = sheet, table.setup
        self.columns = column_places(table, sheet)
        self.y = 0
        self.body_top = 0
        self._measurer, self._headings, self._printed = measurer, headings, table.printed
        self._title = self.wrapped(table.title, sheet.text_width, Style.TITLE)
        self._caption = self.wrapped(table.caption, sheet.text_width, Style.CAPTION)
        self._header = {key: self.wrapped(text, self.inside(key), Style.HEADER) for key, text in headings}
        self._full: list[Kept] = []
        self._cells: list[Cell] | None = None
        self.open()

    @property
    def room(self) -> int:
        """What is left of the page."""
        return self.sheet.floor - self.y

    @property
    def fresh_room(self) -> int:
        """Room on a page after the first."""
        title = self._title_height() if self.setup.title_on_each else 0
        header = self._header_height() if self.setup.header_on_each else 0
        return self.sheet.floor - self.sheet.top - title - header

    @property
    def untouched(self) -> bool:
        """Whether no row stands on the page yet."""
        return self.y <= self.body_top

    def inside(self, column: str) -> int:
        """The width that a column's text has."""
        return self.columns[column][1] - 2 * self.sheet.padding

    def wrapped(self, text: str, width: int, style: Style = Style.BODY) -> Lines:
        return wrap_text(text, width, style, self._measurer)

    def open(self) -> None:
        """The next page, with what stands at its top."""
        first = self._cells is None
        self._close()
        self._cells = []
        self.y = self.sheet.top
        if first or self.setup.title_on_each:
            self._write_title()
        if first or self.setup.header_on_each:
            height = self._header_height()
            for key, _ in self._headings:
                left, width = self.columns[key]
                self.put(Cell("header", left, self.y, width, height, self._header[key], Style.HEADER, centred=True))
            self.y += height
        self.body_top = self.y

    def put(self, cell: Cell) -> None:
        assert self._cells is not None, "a page is open"
        self._cells.append(cell)

    def plain(self, part: str, line: str, style: Style, *, centred: bool) -> None:
        """A line of text outside of the table."""
        sheet, pitch = self.sheet, self.sheet.pitch(style)
        self.put(Cell(part, sheet.left, self.y, sheet.text_width, pitch, (line,), style, centred=centred, framed=False))
        self.y += pitch

    def numbered(self) -> Sequence[Page]:
        """All pages, each with its number and, where it is wanted, the day of printing. Nothing more is put on them then."""
        self._close()
        sheet, total = self.sheet, len(self._full)
        height = sheet.pitch(Style.FOOTER)
        foot = Cell(
            "footer", sheet.left, sheet.floor + (sheet.bottom - height) // 2, sheet.text_width, height, (), Style.FOOTER,
            centred=True, framed=False,
        )
        printed = (replace(foot, part="printed", lines=(self._printed,), centred=False),) if self._printed else ()
        feet = []
        for number in range(1, total + 1):
            text = self.setup.numbers.text(number, total)
            feet.append((*printed, replace(foot, lines=(text,))) if text else printed)
        return KeptPages(self._full, feet)

    def _close(self) -> None:
        if self._cells is not None:
            keep(self._full, self._cells)
            self._cells = None

    def _write_title(self) -> None:
        for line in self._title:
            self.plain("title", line, Style.TITLE, centred=True)
        self.y += self.sheet.padding * 2
        for line in self._caption:
            self.plain("caption", line, Style.CAPTION, centred=False)
        self.y += self.sheet.padding

    def _title_height(self) -> int:
        pitch = self.sheet.pitch
        return len(self._title) * pitch(Style.TITLE) + len(self._caption) * pitch(Style.CAPTION) + self.sheet.padding * 3

    def _header_height(self) -> int:
        return self.sheet.cell_height(max(map(len, self._header.values())), Style.HEADER) + self.sheet.padding * 2
