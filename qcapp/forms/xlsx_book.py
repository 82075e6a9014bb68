"""Workbooks of lists with live formulas: a title, a heading row, rows below, made to be printed on A4 across.

A column's key stands for its letter, so that formulas are put together without counting columns.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

from qcapp.domain.page_setup import STANDARD, PageSetup
from qcapp.domain.period import Period
from qcapp.forms.layout import Paper
from qcapp.forms.metrics import (
    CELL_PADDING,
    MAX_ROW_HEIGHT,
    POINTS_PER_MM,
    line_pitch,
    lines_needed,
    page_for,
    rounded_height,
    text_width,
    units_in,
)
from qcapp.forms.safe_write import replace_file
from qcapp.forms.xlsx_looks import SIZE, CellLook, CellLooks, Kind, Part
from qcapp.forms.xlsx_package import Formula, check_package, save_package
from qcapp.forms.xlsx_setup import PAGE_NUMBER_CODES, FileProperties, set_up_page
from qcapp.forms.xlsx_style import CHARACTER_WIDTH, GRID_FONT
from qcapp.forms.xlsx_text import FORMULA_LIKE, cell_text

Value = str | int | Decimal | Fraction | date | Period | Formula | None
_LINE_HEIGHTS = {Part.TITLE: 30.0, Part.CAPTION: 18.0}
_LINE, _GAP = 16.5, 9.0  # heights of a line of text and of the room between two parts
_FILL = 0.95  # of a page, before it is full
_SPARE = 3.5  # above and below the text of a row together
_WIDER = 1.1  # characters may be drawn that much wider than their type size


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in points. ``left``: its words start at the left, not in the middle."""

    key: str
    heading: str
    width: float
    kind: Kind = Kind.COUNT
    left: bool = False


def fitting(words: Iterable[str], least: float, most: float) -> float:
    """The width of a column that holds each of the words on a line, within bounds."""
    longest = max((text_width(each) for each in words), default=0)
    return min(max(longest * SIZE / 2 * _WIDER + CELL_PADDING + 1.0, least), most)


def _height(text: str, width: float) -> float:
    return lines_needed(text, units_in(width, SIZE)) * line_pitch(SIZE) + _SPARE


_FLOWING = 120.0
"""Points of the rows that a too tall one is made of: low enough to fill pages."""


class Book:
    """A workbook that is being put together; ``save`` writes it. ``made`` goes into the file's properties, None leaves it out."""

    def __init__(self, title: str, made: datetime | None = None) -> None:
        book: Any = Workbook()
        book.remove(book.active)
        # Programs take the width of a column's "character" from the first font or from the style of that name.
        book._fonts = IndexedList([GRID_FONT])
        book._named_styles["Normal"].font = GRID_FONT
        book.properties = FileProperties(made, creator="营商台账", title=title)
        self.workbook = book
        self.looks = CellLooks()
        self.sheets: list[ListSheet] = []

    def name(self, name: str, cell: str) -> None:
        """A name that formulas may use for a cell ('参数'!$B$5)."""
        self.workbook.defined_names[name] = DefinedName(name, attr_text=cell)

    def order(self, first: Sequence[str]) -> None:
        """Put the sheets of these names before the others; the first one is what opens."""
        self.sheets.sort(key=lambda each: first.index(each.name) if each.name in first else len(first))
        self.workbook._sheets = [each.sheet for each in self.sheets]
        self.sheets[0].sheet.sheet_view.tabSelected = True

    def save(self, target: Path) -> None:
        """WriteFailed with one sentence when it can't be written; an older file of that name is then whole."""
        rows = [sheet.finish() for sheet in self.sheets]
        merges = self.sheets[0].merges  # a book of several sheets has none that flows
        replace_file(target, lambda path: save_package(self.workbook, path, merges), lambda path: check_package(path, *rows))


class ListSheet:
    """One sheet. Title and caption are left out where they are ""; the first row is then the heading row.

    ``frozen``: how many columns stay when the sheet is moved sideways. ``footer`` stands at the foot of each page,
    on the left; the sheet's name on the right where it is ``named``. ``flowing``: a row that is to be taller than programs
    have them takes several, each of its cells all of them.
    """

    def __init__(
        self, book: Book, name: str, columns: Sequence[Column], *, title: str = "", caption: str = "", frozen: int = 0,
        footer: str = "", paper: Paper = Paper.A4, setup: PageSetup = STANDARD,
        named: bool = True, flowing: bool = False,
    ) -> None:
        self._named, self._flowing = named, flowing
        self.book, self.name, self.columns, self.footer, self.paper, self.setup = book, name, columns, footer, paper, setup
        self.sheet: Any = book.workbook.create_sheet(name)
        book.sheets.append(self)
        self._numbers = {column.key: at for at, column in enumerate(columns, 1)}
        self._heights: list[float] = []
        self._one_page = False
        """Whether the rows are all on the first page, and a chart alone on the second: no heading is to stand over it again."""
        self.merges: list[tuple[int, int, int, int]] = []
        if title:
            self.line(title, Part.TITLE)
        if caption:
            self.line(caption, Part.CAPTION)
        self.header = self._row({column.key: column.heading for column in columns}, Part.HEAD)
        self.first = self.header + 1
        self.sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{self.first}"

    @property
    def row(self) -> int:
        """The last one so far."""
        return len(self._heights)

    def number(self, key: str) -> int:
        return self._numbers[key]

    def letter(self, key: str) -> str:
        return get_column_letter(self._numbers[key])

    def at(self, key: str, row: int | None = None) -> str:
        """The cell of a column in the row that comes next, or in that one: F5."""
        return f"{self.letter(key)}{row or self.row + 1}"

    def there(self, key: str, row: int) -> str:
        """A cell as other sheets name it: '明细'!$F$5."""
        return f"'{self.name}'!${self.letter(key)}${row}"

    def span(self, key: str, first: int, last: int) -> str:
        """A column's part from row to row, within the sheet: F$4:F$23."""
        return f"{self.letter(key)}${first}:{self.letter(key)}${last}"

    def add(self, values: Mapping[str, Value], part: Part = Part.BODY, opened: Collection[str] = ()) -> int:
        """A row; columns without a value are empty. Answers its number. ``opened``: columns whose number may be changed."""
        return self._row(values, part, opened)

    def line(self, text: str, part: Part = Part.NOTE) -> int:
        """A text across the sheet, without a frame."""
        self._begin(_LINE_HEIGHTS.get(part, _LINE))
        for number in range(1, len(self.columns) + 1):
            self._put(number, text if number == 1 else None, part, Kind.WORDS, False)
        return self.row

    def gap(self) -> None:
        self._begin(_GAP)

    def chart(self, chart: Any, height_mm: float) -> None:
        """Below the rows, as wide as the sheet; on a page of its own where the rows leave it no room on theirs."""
        page = page_for(self.paper)
        width = min(sum(column.width for column in self.columns), page.text_width)
        chart.width, chart.height = width / POINTS_PER_MM / 10, height_mm / 10
        self.gap()
        need, room = height_mm * POINTS_PER_MM + _LINE, page.text_height * _FILL
        if sum(self._heights) + need > room:
            self._one_page = sum(self._heights) <= room
            self.sheet.row_breaks.append(Break(id=self.row))
        self.gap()
        self.sheet.add_chart(chart, f"A{self.row + 1}")
        for _ in range(int(need / _LINE) + 1):
            self._begin(_LINE)

    def choose(self, cell: str, options: Sequence[str], prompt: str) -> None:
        """A list to choose from in that cell."""
        self.sheet.add_data_validation(DataValidation(
            type="list", formula1=f'"{",".join(options)}"', allow_blank=False, showErrorMessage=True, showInputMessage=True,
            errorTitle="请从列表中选择", error=f"只能是其中之一：{'、'.join(options)}。", promptTitle="可以改选", prompt=prompt,
            sqref=cell,
        ))

    def filter(self) -> None:
        """Buttons in the heading row for all rows so far."""
        self.sheet.auto_filter.ref = f"A{self.header}:{get_column_letter(len(self.columns))}{max(self.row, self.first)}"

    def finish(self) -> int:
        """Page and view; answers how many rows there are."""
        sheet, setup = self.sheet, self.setup
        for column in self.columns:
            sheet.column_dimensions[self.letter(column.key)].width = round(column.width / CHARACTER_WIDTH, 2)
        set_up_page(sheet, self.paper, setup)
        sheet.print_options.horizontalCentered = True
        if setup.header_on_each and not self._one_page:
            sheet.print_title_rows = f"{1 if setup.title_on_each else self.header}:{self.header}"
        sheet.print_area = f"A1:{get_column_letter(len(self.columns))}{self.row}"
        sheet.oddFooter.left.text, sheet.oddFooter.center.text = self.footer.replace("&", "&&"), PAGE_NUMBER_CODES[setup.numbers]
        sheet.oddFooter.right.text = self.name if self._named else None
        sheet.sheet_view.showGridLines = False
        return self.row

    def _row(self, values: Mapping[str, Value], part: Part, opened: Collection[str] = ()) -> int:
        heights = [
            _height(value, column.width) for column in self.columns
            if isinstance(value := values.get(column.key), str) and not isinstance(value, Formula)
        ]
        height = max([*heights, _height("", SIZE)])
        count = math.ceil(height / _FLOWING) if self._flowing and height > MAX_ROW_HEIGHT else 1
        for at in range(count):
            self._begin(height / count)
            for number, column in enumerate(self.columns, 1):
                kind = Kind.WORDS if part is Part.HEAD else column.kind
                own = Part.OPEN if column.key in opened else part
                left = column.left and part is not Part.HEAD
                self._put(number, None if at else values.get(column.key), own, kind, left, top=count > 1)
        first = self.row - count + 1
        if count > 1:
            self.merges += [(first, number, self.row, number) for number in range(1, len(self.columns) + 1)]
        return first

    def _begin(self, height: float) -> None:
        self._heights.append(min(rounded_height(height), MAX_ROW_HEIGHT))
        self.sheet.row_dimensions[self.row].height = self._heights[-1]

    def _put(self, column: int, value: Value, part: Part, kind: Kind, left: bool, *, top: bool = False) -> None:
        words = isinstance(value, str) and not isinstance(value, Formula)
        look = CellLook(part, kind, left, quoted=words and str(value).startswith(FORMULA_LIKE), top=top)
        cell: Any = Cell(self.sheet, self.row, column, style_array=self.book.looks.style(look, self.sheet))
        self.sheet._cells[self.row, column] = cell
        if value is not None and value != "":
            # Not through cell.value, which takes "=…" for a formula.
            cell._value, cell.data_type = self._content(value, column)

    def _content(self, value: Value, column: int) -> tuple[object, str]:
        """A cell's value and openpyxl's letter for what it is."""
        if isinstance(value, Formula):
            return value, "f"
        if isinstance(value, str):
            heading = self.columns[column - 1].heading.replace("\n", "")
            return cell_text(value, f"“{self.name}”表第 {self.row} 行的“{heading}”"), "s"
        if isinstance(value, Period):
            return value.first_day, "d"
        if isinstance(value, date):
            return value, "d"
        return value if isinstance(value, int) else float(value or 0), "n"
