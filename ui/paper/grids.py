"""Tables of a paper: rows whole where a page can hold them, the heading again on each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

from qcapp.forms.paper import Grid
from ui.paper.canvas import Canvas
from ui.paper.faces import CELL, CELL_HEADING, NOTE, POINT, Type
from ui.paper.sheet import Sheet
from ui.paper.wrapping import Align, Text, Wrapped

_SIDE: Final = 4 * POINT
_ABOVE: Final = 3 * POINT

Row = tuple[Wrapped, ...]


def put_grid(canvas: Canvas, grid: Grid) -> Iterator[None]:
    """Yields after each row."""
    edges = _edges(grid, canvas.sheet)
    heading = _row(canvas, grid.headings, edges, CELL_HEADING, frozenset())
    if _height(heading) + 2 * (CELL.pitch + 2 * _ABOVE) > canvas.room and not canvas.untouched:
        canvas.turn()
    _write(canvas, heading, edges)
    for texts in grid.rows:
        row = _row(canvas, texts, edges, CELL, grid.left)
        if _height(row) > canvas.room:
            canvas.turn()
            _write(canvas, heading, edges)
        _flow(canvas, row, heading, edges)
        yield
    if grid.note:
        canvas.put(Text(grid.note, NOTE))


def _edges(grid: Grid, sheet: Sheet) -> list[tuple[float, float]]:
    """(left, width) of each column, together the text's width."""
    total = sum(grid.weights)
    at = [sheet.left + sheet.text_width * share / total for share in accumulate(grid.weights, initial=0.0)]
    return [(left, right - left) for left, right in pairwise(at)]


def _row(
    canvas: Canvas, texts: Sequence[str], edges: Sequence[tuple[float, float]], kind: Type, left: frozenset[int]
) -> Row:
    return tuple(
        canvas.wrap(Text(text, kind, Align.LEFT if column in left else Align.CENTRE), width - 2 * _SIDE)
        for column, (text, (_, width)) in enumerate(zip(texts, edges, strict=True))
    )


def _height(row: Row) -> float:
    return max(cell.height for cell in row) + 2 * _ABOVE


def _flow(canvas: Canvas, row: Row, heading: Row, edges: Sequence[tuple[float, float]]) -> None:
    """Where one row is longer than a page it goes on overleaf."""
    start, longest = 0, max(len(cell.lines) for cell in row)
    while True:
        fits = max(int((canvas.room - 2 * _ABOVE) // row[0].pitch), 1)
        _write(canvas, row, edges, start, start + fits)
        start += fits
        if start >= longest:
            return
        canvas.turn()
        _write(canvas, heading, edges)


def _write(
    canvas: Canvas, row: Row, edges: Sequence[tuple[float, float]], start: int = 0, end: int | None = None
) -> None:
    """The lines from ``start`` to ``end`` of each cell, in the middle of its height, with its frame."""
    shown = [range(len(cell.lines))[start:end] for cell in row]
    tallest = max(len(lines) * cell.pitch for cell, lines in zip(row, shown, strict=True))
    top, height = canvas.y, tallest + 2 * _ABOVE
    for cell, lines, (left, width) in zip(row, shown, edges, strict=True):
        canvas.frame(left, top, width, height)
        y = top + (height - len(lines) * cell.pitch) / 2
        for line in lines:
            canvas.line(cell, line, left + _SIDE, y)
            y += cell.pitch
    canvas.y = top + height
