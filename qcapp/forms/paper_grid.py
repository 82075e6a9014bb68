"""The tables of an official paper: full borders, a heading that is repeated on each page, rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence

from qcapp.forms.docx_table import paragraphs, twips
from qcapp.forms.grid_fit import ABOVE, SIDE, Fitted, fitted
from qcapp.forms.metrics import POINTS_PER_MM
from qcapp.forms.paper import Grid
from qcapp.forms.paper_pictures import TOGETHER as TOGETHER
from qcapp.forms.paper_sections import Sheet
from qcapp.forms.paper_styles import grid_styles

SPLITS = 0.6
"""Share of a page. A row up to it is not split; a taller one may flow: were it kept whole, what is beyond would be hidden."""
LAST = 3
"""Rows at the end that stay together: one alone on a page looks lost."""


def grid_xml(grid: Grid, sheet: Sheet, *, bound: bool) -> str:
    """``<w:tbl>``, "" for a grid without columns. ``bound``: whether its last row stays with what follows."""
    count = max(len(grid.headings), *map(len, grid.rows), 0)
    if not count:
        return ""
    heading, rows = _padded(grid.headings, count), [_padded(row, count) for row in grid.rows]
    weights = [max(weight, 0.01) for weight in (*grid.weights, *([1.0] * count))[:count]]
    fit = fitted((heading, *rows), weights, grid.left, sheet)
    head, cell = grid_styles(fit.size)
    page = sheet.text_height * POINTS_PER_MM
    together = sum(fit.heights) <= page * TOGETHER

    def row(place: int, texts: Sequence[str], style: str, left: frozenset[int]) -> str:
        keep = bound if place == len(rows) else together or place == 0 or place > len(rows) - LAST
        switches = ("<w:cantSplit/>" if fit.heights[place] <= page * SPLITS else "") + ("" if place else "<w:tblHeader/>")
        cells = "".join(
            _cell(text, width, style, ("<w:keepNext/>" if keep else "") + ('<w:jc w:val="left"/>' if column in left else ""))
            for column, (text, width) in enumerate(zip(texts, fit.widths, strict=True))
        )
        return f"<w:tr><w:trPr>{switches}</w:trPr>{cells}</w:tr>"

    first, *others = fit.texts
    printed = [row(0, first, head, frozenset())] if any(heading) else []
    printed += [row(place, texts, cell, grid.left) for place, texts in enumerate(others, start=1)]
    return f"<w:tbl>{_properties(fit)}{''.join(printed)}</w:tbl>"


def _padded(row: Sequence[str], count: int) -> tuple[str, ...]:
    return (*row, *[""] * (count - len(row)))


def _properties(fit: Fitted) -> str:
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{twips(width)}" w:type="dxa"/>'
        for side, width in (("top", ABOVE), ("left", SIDE), ("bottom", ABOVE), ("right", SIDE))
    )
    columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in fit.widths)
    return (
        f'<w:tblPr><w:tblW w:w="{sum(map(twips, fit.widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{border}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )


def _cell(text: str, width: float, style: str, look: str) -> str:
    properties = f'<w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
    return f"<w:tc>{properties}{paragraphs(text, style, look)}</w:tc>"
