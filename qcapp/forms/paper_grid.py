"""The tables of an official paper: full borders, a heading that is repeated on each page, rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence

from qcapp.forms.docx_table import paragraphs, twips
from qcapp.forms.metrics import POINTS_PER_MM, fitted_widths, longest_word, text_height, text_width
from qcapp.forms.paper import Grid
from qcapp.forms.paper_sections import Sheet
from qcapp.forms.paper_styles import GRID_SIZES, grid_styles

_SIDE, _ABOVE = 4.0, 2.5
"""Points of a cell's own margin, on each side and above and below."""
_COLUMNS = (4, 6)
"""Up to so many columns are printed in the first and the second size, on an upright page."""
_SHORT = 8
"""Units of a heading that stays on one line: 上月名次."""
_WHOLE = 0.6
"""A row up to this share of a page is not split; a taller one may flow: were it kept whole, what is beyond would be hidden."""


def grid_xml(grid: Grid, sheet: Sheet, *, bound: bool) -> str:
    """``<w:tbl>``, "" for a grid without columns. ``bound``: whether its last row stays with what follows."""
    count = max(len(grid.headings), *map(len, grid.rows), 0)
    if not count:
        return ""
    rows = [_padded(row, count) for row in grid.rows]
    heading = _padded(grid.headings, count)
    weights = [max(weight, 0.01) for weight in (*grid.weights, *([1.0] * count))[:count]]
    room = sheet.text_width * POINTS_PER_MM - 1
    size, least = _size_for((heading, *rows), room, sheet.text_width / 156)
    widths = fitted_widths(room, weights, least)
    head, cell = grid_styles(size)
    limit = sheet.text_height * POINTS_PER_MM * _WHOLE

    def row(texts: Sequence[str], style: str, *, first: bool = False, keep: bool = False) -> str:
        height = max(text_height(text, width - 2 * _SIDE, size) for text, width in zip(texts, widths, strict=True))
        switches = ("<w:cantSplit/>" if height <= limit else "") + ("<w:tblHeader/>" if first else "")
        cells = "".join(
            _cell(text, width, style, ("<w:keepNext/>" if keep else "") + ('<w:jc w:val="left"/>' if left else ""))
            for text, width, left in (
                (text, width, not first and column in grid.left)
                for column, (text, width) in enumerate(zip(texts, widths, strict=True))
            )
        )
        return f"<w:tr><w:trPr>{switches}</w:trPr>{cells}</w:tr>"

    printed = [row(heading, head, first=True, keep=bool(rows) or bound)] if any(heading) else []
    printed += [row(texts, cell, keep=bound and place == len(rows)) for place, texts in enumerate(rows, start=1)]
    return f"<w:tbl>{_properties(widths)}{''.join(printed)}</w:tbl>"


def _padded(row: Sequence[str], count: int) -> tuple[str, ...]:
    return (*row, *[""] * (count - len(row)))


def _size_for(rows: Sequence[Sequence[str]], room: float, wider: float) -> tuple[float, list[float]]:
    """The type size by the number of columns, smaller where a number or a short heading would be broken; and the least width
    of each column."""
    columns = list(zip(*rows, strict=True))
    size, least = GRID_SIZES[-1], [0.0] * len(columns)
    for size, most in zip(GRID_SIZES, (*(count * wider for count in _COLUMNS), len(columns)), strict=True):
        broken = [max(map(longest_word, column)) for column in columns]
        wished = [max(word, _unbroken(column[0])) for word, column in zip(broken, columns, strict=True)]
        for units in (wished, broken) if size == GRID_SIZES[-1] else (wished,):
            least = [each * size / 2 + 2 * _SIDE + 2 for each in units]
            if len(columns) <= most and sum(least) <= room:
                return size, least
    # A word without end must not take the page from the other columns.
    return size, [min(each, room / len(columns) * 0.9) for each in least]


def _unbroken(heading: str) -> float:
    """Units of a heading that looks broken when it wraps, 0 for a longer one."""
    units = text_width(heading)
    return units if units <= _SHORT else 0.0


def _properties(widths: Sequence[float]) -> str:
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{twips(width)}" w:type="dxa"/>'
        for side, width in (("top", _ABOVE), ("left", _SIDE), ("bottom", _ABOVE), ("right", _SIDE))
    )
    columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tblPr><w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{border}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )


def _cell(text: str, width: float, style: str, look: str) -> str:
    properties = f'<w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
    return f"<w:tc>{properties}{paragraphs(text, style, look)}</w:tc>"
