"""What was copied in a spreadsheet, a table of Word or elsewhere, as a rectangle of cells: the best of its HTML and its text."""

from __future__ import annotations

import re
from typing import NamedTuple

from qcapp.forms.cell_html import Grid, Part, Piece, grid_of
from qcapp.forms.cell_text import cells_of, width_of

_ALL_BLANKS = re.compile(r"\s+")


class Pasted(NamedTuple):
    """The copied cells, () when there are none; ``table``: cells were copied, and not a passage of text."""

    grid: Grid
    table: bool


def read_pasted(markup: str, text: str) -> Pasted:
    """UsageError where they are more cells than can be meant."""
    table = grid_of(markup) if markup else None
    return Pasted(_from_text(text), False) if table is None else Pasted(_best_of(table, text), True)


def pasted(markup: str, text: str) -> Grid:
    """The copied cells alone."""
    return read_pasted(markup, text).grid


def _best_of(table: Grid, text: str) -> Grid:
    """The table tells the cells and their merging, the text how a cell's words are broken into lines. Where the two do not tell
    of the same cells, the table is believed."""
    lines = cells_of(text) if text else []
    if len(lines) != len(table) or width_of(lines) > len(table[0]):
        return tuple(tuple(map(_restored, row)) for row in table)
    return tuple(
        tuple(_restored(_best(piece, line[place] if place < len(line) else "")) for place, piece in enumerate(row))
        for row, line in zip(table, lines, strict=True)
    )


def _from_text(text: str) -> Grid:
    if not text.strip("\r\n"):
        return ()
    rows = cells_of(text)
    width = width_of(rows)
    return tuple(tuple(Piece(cell) for cell in (*row, *[""] * (width - len(row)))) for row in rows)


def _best(piece: Piece, text: str) -> Piece:
    """The text's words where they are the table's, but for blanks."""
    same = piece.part is Part.OWN and _ALL_BLANKS.sub("", piece.text) == _ALL_BLANKS.sub("", text)
    return Piece(text, piece.part, piece.raw) if same else piece


def _restored(piece: Piece) -> Piece:
    return Piece(piece.raw, piece.part) if piece.raw else piece
