"""How the cells of the printed table look: fonts, alignment, borders, what is open to fill in."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any, NamedTuple

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from qcapp.forms.metrics import Page

# Fonts that every Chinese Windows has; WPS and LibreOffice put their own in the place of those that are missing.
TITLE_FONT, HEAD_FONT, BODY_FONT = "宋体", "黑体", "仿宋"
# The sheet's own font only says how wide a column's "character" is: 6 points in Arial 11, on Windows and (as Liberation
# Sans) elsewhere, at every screen scale. Chinese fonts differ by a quarter here.
GRID_FONT = Font(name="Arial", size=11)
CHARACTER_WIDTH = 6.0

OPEN_FILL = "FFFFF7D6"
HEAD_FILL = "FFEEF1F5"
STRIPE_FILL = "FFF6F8FA"
# Darker than the open cells' yellow, so that they are told apart in black and white.
_MARKED_FILL = "FFFFD08A"
_REASON_FILL = "FFFBE3DD"
_TEXT_FORMAT = "@"


class Look(NamedTuple):
    """A kind of cell; a named tuple, for it is made and looked up for each.

    ``open``: a fillable cell. ``as_text``: digits typed into it stay as typed (phones, dates); not for long texts, which older
    Excel shows as #### in such cells. ``quoted``: text that begins as a formula would. ``size``: type size where it is not the
    part's own. ``marked``: an open cell that is to be corrected. ``striped``: of every other row, where those are shaded.
    """

    part: str
    across: str = "center"
    down: str = "center"
    open: bool = False
    as_text: bool = False
    quoted: bool = False
    size: float = 0.0
    marked: bool = False
    striped: bool = False

    @property
    def fill(self) -> str | None:
        if self.part == "reason":
            return _REASON_FILL
        if self.part == "head":
            return HEAD_FILL
        if self.open:
            return _MARKED_FILL if self.marked else OPEN_FILL
        return STRIPE_FILL if self.striped else None


class Looks:
    """The number of each look's style, made once a workbook and shared by its cells."""

    def __init__(self, sheet: Worksheet, page: Page) -> None:
        self._sheet, self._page = sheet, page
        self._made: dict[Look, int] = {}

    def style(self, look: Look) -> int:
        found = self._made.get(look)
        if found is None:
            book: Any = self._sheet.parent
            found = self._made[look] = book._cell_styles.add(self._make(look))
        return found

    def _make(self, look: Look) -> StyleArray:
        # A cell that never stands on the sheet: openpyxl registers fonts and fills only through one.
        cell: Any = Cell(self._sheet, 1, 1)
        cell.font = _font(look.part, self._page, look.size)
        cell.alignment = Alignment(horizontal=look.across, vertical=look.down, wrap_text=True)
        cell.protection = Protection(locked=not look.open)
        if look.part in ("head", "body", "reason"):
            cell.border = _thin_border()
        if look.fill:
            cell.fill = PatternFill("solid", fgColor=look.fill)
        if look.as_text:
            cell.number_format = _TEXT_FORMAT
        style: StyleArray = copy(cell._style)
        style.quotePrefix = int(look.quoted)
        return style


@cache
def _font(part: str, page: Page, size: float) -> Font:
    if part == "title":
        return Font(name=TITLE_FONT, size=page.title, bold=True)
    if part == "head":
        return Font(name=HEAD_FONT, size=page.header)
    if part == "note-head":
        return Font(name=HEAD_FONT, size=page.body)
    return Font(name=BODY_FONT, size=size or (page.caption if part == "caption" else page.body))


@cache
def _thin_border() -> Border:
    line = Side(style="thin", color="FF000000")
    return Border(left=line, right=line, top=line, bottom=line)
