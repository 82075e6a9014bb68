"""How the cells of a list look: fonts, frames, the formats of numbers and days."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from enum import Enum
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray

from qcapp.forms.xlsx_style import BODY_FONT, HEAD_FILL, HEAD_FONT, OPEN_FILL, STRIPE_FILL, TITLE_FONT

SIZE = 10.0  # type size of rows and headings
_TITLE_SIZE = 16.0


class Kind(Enum):
    """What stands in a column."""

    WORDS = "words"
    COUNT = "count"
    SHARE = "share"
    """A rate, to a tenth of a percent."""
    SCORE = "score"
    POINTS = "points"
    """A number with the decimals that it has."""
    RANK_CHANGE = "rank change"
    SCORE_CHANGE = "score change"
    DAY = "day"
    MONTH = "month"


class Part(Enum):
    """What a cell is to its sheet."""

    TITLE = "title"
    CAPTION = "caption"
    HEAD = "head"
    BODY = "body"
    TOTAL = "total"
    GROUP = "group"
    """A heading over rows, across the sheet."""
    STRIPE = "stripe"
    """A row of the body that is shaded."""
    OPEN = "open"
    """A number that may be changed: what hangs on it follows."""
    NOTE = "note"


_FORMATS = {
    Kind.COUNT: "0", Kind.SHARE: "0.0%", Kind.SCORE: "0.0", Kind.RANK_CHANGE: "+0;-0;0", Kind.SCORE_CHANGE: "+0.0;-0.0;0.0",
    Kind.DAY: "yyyy-mm-dd", Kind.MONTH: 'yyyy"年"m"月"',
}
_FRAMED = frozenset({Part.HEAD, Part.BODY, Part.TOTAL, Part.OPEN, Part.STRIPE})
_FILLS = {Part.HEAD: HEAD_FILL, Part.TOTAL: HEAD_FILL, Part.OPEN: OPEN_FILL, Part.GROUP: HEAD_FILL, Part.STRIPE: STRIPE_FILL}


@dataclass(frozen=True, slots=True)
class CellLook:
    """``left``: words start at the left. ``quoted``: text that begins as a formula would. ``top``: words start at the top."""

    part: Part
    kind: Kind = Kind.WORDS
    left: bool = False
    quoted: bool = False
    top: bool = False


class CellLooks:
    """The style of each look, made once a workbook and shared by its cells."""

    def __init__(self) -> None:
        self._made: dict[CellLook, StyleArray] = {}

    def style(self, look: CellLook, sheet: Any) -> StyleArray:
        found = self._made.get(look)
        if found is None:
            found = self._made[look] = _make(look, sheet)
        return found


def _make(look: CellLook, sheet: Any) -> StyleArray:
    # A cell that never stands on the sheet: openpyxl registers fonts and fills only through one.
    cell: Any = Cell(sheet, 1, 1)
    cell.font = _font(look.part)
    cell.alignment = _alignment(look)
    if look.part in _FRAMED:
        line = Side(style="thin", color="FF000000")
        cell.border = Border(left=line, right=line, top=line, bottom=line)
    elif look.part is Part.GROUP:  # its words run on over the cells beside it
        line = Side(style="thin", color="FF000000")
        cell.border = Border(top=line, bottom=line)
    if look.part in _FILLS:
        cell.fill = PatternFill("solid", fgColor=_FILLS[look.part])
    if look.kind in _FORMATS:
        cell.number_format = _FORMATS[look.kind]
    style: StyleArray = copy(cell._style)
    style.quotePrefix = int(look.quoted)
    return style


def _font(part: Part) -> Font:
    if part is Part.TITLE:
        return Font(name=TITLE_FONT, size=_TITLE_SIZE, bold=True)
    return Font(name=HEAD_FONT if part in (Part.HEAD, Part.TOTAL, Part.GROUP) else BODY_FONT, size=SIZE)


def _alignment(look: CellLook) -> Alignment:
    if look.part is Part.TITLE:
        # In the middle of all columns without merging them: sheets with merged cells can't be sorted or filtered.
        return Alignment(horizontal="centerContinuous", vertical="center")
    if look.part in (Part.CAPTION, Part.NOTE, Part.GROUP):
        return Alignment(horizontal="left", vertical="center")
    vertical = "top" if look.top else "center"
    return Alignment(horizontal="left" if look.left else "center", vertical=vertical, wrap_text=True)
