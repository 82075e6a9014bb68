"""The tables of an official paper: full borders, a heading that is repeated on each page, rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence

from qcapp.forms.docx_table import paragraphs, twips
from qcapp.forms.paper import Grid
from qcapp.forms.paper_sections import Sheet
from qcapp.forms.paper_sizes import ABOVE, SIDE, measured
from qcapp.forms.paper_styles import grid_styles


def grid_xml(grid: Grid, sheet: Sheet, *, bound: bool) -> str:
    """``<w:tbl>``, "" for a grid without columns. ``bound``: whether its last row stays with what follows."""
    made = measured(grid, sheet.text_width)
    if made is None:
        return ""
    head, cell = grid_styles(made.size)

    def row(texts: Sequence[str], style: str, *, first: bool = False, keep: bool = False) -> str:
        whole = made.stays_whole(texts, sheet.text_height)
        switches = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if first else "")
        cells = "".join(
            _cell(text, width, style, ("<w:keepNext/>" if keep else "") + ('<w:jc w:val="left"/>' if left else ""))
            for text, width, left in (
                (text, width, not first and column in grid.left)
                for column, (text, width) in enumerate(zip(texts, made.widths, strict=True))
            )
        )
        return f"<w:tr><w:trPr>{switches}</w:trPr>{cells}</w:tr>"

    rows = made.rows
    printed = [row(made.heading, head, first=True, keep=bool(rows) or bound)] if any(made.heading) else []
    printed += [row(texts, cell, keep=bound and place == len(rows)) for place, texts in enumerate(rows, start=1)]
    return f"<w:tbl>{_properties(made.widths)}{''.join(printed)}</w:tbl>"


def _properties(widths: Sequence[float]) -> str:
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{twips(width)}" w:type="dxa"/>'
        for side, width in (("top", ABOVE), ("left", SIDE), ("bottom", ABOVE), ("right", SIDE))
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
