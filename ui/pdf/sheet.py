"""The paper of the printed table: measures, styles of text, and cells as they are to be painted.

Lengths are twips (1/20 point), whole numbers; the origin is the page's top left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, pairwise
from typing import Protocol

from qcapp.domain.fields import Column
from qcapp.domain.page_setup import STANDARD, Margins, PageSetup
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import AnyTable, ListColumn, ListTable
from qcapp.forms.metrics import affordable, fitted_widths, least_units, weights_of

POINT = 20
MILLIMETRE = 1440 / 25.4

Lines = tuple[str, ...]
Place = tuple[int, int]
"""Left edge and width of a column."""


class Style(Enum):
    """How a text is set. The value only names it."""

    TITLE = "title"
    CAPTION = "caption"
    HEADER = "header"
    BODY = "body"
    FOOTER = "footer"


class Measurer(Protocol):
    """Breaks text into lines; tests bring one that counts characters."""

    def wrap(self, text: str, width: int, style: Style) -> Lines:
        """Lines no wider than ``width``, which joined give the text back, less its line breaks; at least one line."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One rectangle of a page with its text. ``part`` is a column's key, or title, caption, header, group, notes, footer,
    printed. ``shaded``: of every other row, where those are."""

    part: str
    left: int
    top: int
    width: int
    height: int
    lines: Lines
    style: Style = Style.BODY
    centred: bool = False
    middle: bool = True
    framed: bool = True
    shaded: bool = False

    @property
    def text(self) -> str:
        return "".join(self.lines)


@dataclass(frozen=True, slots=True)
class Page:
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper's measures. ``sizes`` are type sizes, ``pitch`` their line pitches."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    padding: int
    sizes: dict[Style, int]

    def pitch(self, style: Style) -> int:
        """Height of one line: room between lines so that dense Chinese text stays readable."""
        return round(self.sizes[style] * 1.32)

    @property
    def text_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def floor(self) -> int:
        """Where the table has to end; the footer stands below."""
        return self.height - self.bottom

    def placed(self, widths: Sequence[float]) -> tuple[Place, ...]:
        """(left, width) of columns that share the text width like that; together exactly the text width."""
        total = sum(widths)
        shares = accumulate(widths, initial=0.0)
        edges = [self.left + round(self.text_width * share / total) for share in shares]
        return tuple((left, right - left) for left, right in pairwise(edges))

    def cell_height(self, lines: int, style: Style = Style.BODY) -> int:
        return max(1, lines) * self.pitch(style) + 2 * self.padding

    def lines_in(self, height: int) -> int:
        """How many lines of body text a cell of that height holds."""
        return max(0, (height - 2 * self.padding) // self.pitch(Style.BODY))


def sheet_for(paper: Paper, setup: PageSetup = STANDARD) -> Sheet:
    """A3 in 五号, A4 in 小五, so that a year's list stays legible on either; turned, framed and scaled as the setup says."""
    width, height = (round(side * MILLIMETRE) for side in paper.size(setup))
    large = paper is Paper.A3
    points = (22.0, 12.0, 11.0, 10.5, 10.5) if large else (17.0, 10.0, 9.5, 9.0, 9.0)
    sizes = {style: round(size * POINT * setup.scale / 100) for style, size in zip(Style, points, strict=True)}
    margins = setup.margins or standard_margins(paper)
    left, right, top, bottom = (
        round(each * MILLIMETRE) for each in (margins.left, margins.right, margins.top, margins.bottom)
    )
    return Sheet(width, height, left, right, top, bottom, round((4.0 if large else 3.0) * POINT), sizes)


def standard_margins(paper: Paper) -> Margins:
    """Those of the printed table where none are set."""
    side, edge = (15, 16) if paper is Paper.A3 else (12, 13)
    return Margins(edge, side, edge + 2, side)


def column_places(table: AnyTable, sheet: Sheet) -> dict[str, Place]:
    """(left, width) of each column, by its key."""
    room, padding, size = sheet.text_width, 2 * sheet.padding, sheet.sizes[Style.BODY]
    columns: tuple[ListColumn | Column, ...] = table.columns
    if isinstance(table, ListTable):
        placed = sheet.placed(table.widths(room, size, padding))
    elif table.setup.plain and not table.reasoned:
        placed = sheet.placed([column.weight for column in table.columns])
    else:
        least = [least_units(column) * size / 2 + padding for column in table.columns]
        weights = weights_of(table.columns, table.column_texts(), table.setup)
        placed = sheet.placed(fitted_widths(room, weights, affordable(least, room)))
    return {column.key: place for column, place in zip(columns, placed, strict=True)}
