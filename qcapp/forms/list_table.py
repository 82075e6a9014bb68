"""A plain table as printed: columns with headings, rows, headings over groups of rows. Any view, list or comparison is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

from qcapp.domain.page_setup import STANDARD, ColumnWidths, PageSetup
from qcapp.forms.layout import Paper, TableDocument
from qcapp.forms.metrics import CELL_PADDING, affordable, content_weight, fitted_widths, page_for, text_width

_SMALLEST = 50
_HEADING, _WIDER = 1.15, 1.08
_LEAST_LONG = 14.0
"""Units of a column of long texts that is not worth reading when it is narrower."""
_ONE_LINE = 16.0
"""Units. A column whose texts are no wider than so is as wide as they are: a day, a phone number, a name."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """``weight``: share of the width; ``least``: units (half a 字) that must stand on a line."""

    key: str
    heading: str
    weight: float
    least: float = 0.0
    centred: bool = False


@dataclass(frozen=True, slots=True)
class ListRow:
    """A text for each column; paragraphs split by a newline."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A heading over the rows that follow, across the whole table."""

    text: str


@dataclass(frozen=True)
class ListTable:
    """``caption``: a line under the title, "" for none. ``setup`` and ``printed`` as in a TableDocument.
    ``sheet``: the worksheet's name where it is written as xlsx."""

    title: str
    columns: tuple[ListColumn, ...]
    rows: tuple[ListRow | GroupLine, ...]
    caption: str = ""
    paper: Paper = Paper.A4
    setup: PageSetup = STANDARD
    printed: str = ""
    sheet: str = "视图"

    @cached_property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """What stands in each column."""
        rows = (row.cells for row in self.rows if isinstance(row, ListRow))
        return tuple(zip(*rows, strict=True)) or tuple(() for _ in self.columns)

    def widths(self, room: float, size: float, padding: float = CELL_PADDING) -> tuple[float, ...]:
        """Of the columns, together ``room``. ``size``: of the type; ``padding``: of a cell, left and right together."""
        weights = [column.weight for column in self.columns]
        if self.setup.widths is ColumnWidths.CONTENT:
            weights = [
                content_weight(column.heading, texts) for column, texts in zip(self.columns, self.texts, strict=True)
            ]
        least = [max(column.least, text_width(column.heading) * _HEADING) * size / 2 + padding for column in self.columns]
        return fitted_widths(room, weights, affordable(least, room))


AnyTable = TableDocument | ListTable


def fitted_setup(columns: Sequence[ListColumn], paper: Paper, setup: PageSetup) -> PageSetup:
    """The setup with type as small as so many columns need to stand on one page's width, though never under the smallest."""
    units = sum(max(column.least or _LEAST_LONG, text_width(column.heading) * _HEADING) for column in columns)
    scale = setup.scale
    while scale > _SMALLEST:
        page = page_for(paper, replace(setup, scale=scale))
        if units * page.body * _WIDER / 2 + len(columns) * CELL_PADDING <= page.text_width:
            break
        scale = max(scale - 5, _SMALLEST)
    return replace(setup, scale=scale)


def plain_table(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str = "", paper: Paper = Paper.A4,
    setup: PageSetup = STANDARD, printed: str = "",
) -> ListTable:
    """Any rows of texts under headings, columns by what stands in them; a row that is too short is filled up."""
    texts = list(zip_longest(*(tuple(row)[: len(headings)] for row in rows), fillvalue=""))
    columns = tuple(
        _column(place, heading, texts[place] if place < len(texts) else ()) for place, heading in enumerate(headings)
    )
    filled = (tuple(row)[: len(headings)] for row in rows)
    lines = tuple(ListRow((*row, *("" for _ in range(len(headings) - len(row))))) for row in filled)
    return ListTable(title, columns, lines, caption, paper, setup, printed)


def _column(place: int, heading: str, texts: Sequence[str]) -> ListColumn:
    widest = max((text_width(text) for text in texts), default=0)
    short = widest <= _ONE_LINE
    return ListColumn(f"column{place}", heading, content_weight(heading, texts), float(widest) if short else 0.0, centred=short)
