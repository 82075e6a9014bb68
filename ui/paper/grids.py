"""Tables of a paper: rows whole where a page can hold them, the heading again on each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

from qcapp.forms.paper import Grid
from qcapp.forms.paper_sizes import ABOVE, GRID_SIZES, SIDE, MeasuredGrid, measured
from ui.paper.canvas import Canvas
from ui.paper.faces import MILLIMETRE, POINT, Type, cell_type
from ui.paper.sheet import Sheet
from ui.paper.wrapping import Align, Text, Wrapped

_SIDE: Final = SIDE * POINT
_ABOVE: Final = ABOVE * POINT
_NOTE_ABOVE: Final = 3 * POINT

Row = tuple[Wrapped, ...]
Edges = list[tuple[float, float]]


def put_grid(canvas: Canvas, grid: Grid) -> Iterator[None]:
    """Yields after each row."""
    made = measured(grid, canvas.sheet.text_width / MILLIMETRE)
    if made is not None:
        yield from _put(canvas, grid, made)
    for place, line in enumerate(grid.note.strip().split("\n") if grid.note.strip() else ()):
        if place == 0:
            canvas.blank(_NOTE_ABOVE)
        canvas.put(Text(line, cell_type(GRID_SIZES[-1], heading=False)))


def _put(canvas: Canvas, grid: Grid, made: MeasuredGrid) -> Iterator[None]:
    edges = _edges(made.widths, canvas.sheet)
    heading = _row(canvas, made.heading, edges, cell_type(made.size, heading=True), frozenset())
    kind = cell_type(made.size, heading=False)
    if _height(heading) + 2 * (kind.pitch + 2 * _ABOVE) > canvas.room and not canvas.untouched:
        canvas.turn()
    _write(canvas, heading, edges)
    for texts in made.rows:
        row = _row(canvas, texts, edges, kind, grid.left)
        whole = made.stays_whole(texts, canvas.sheet.text_height / MILLIMETRE)
        least = _height(row) if whole else kind.pitch + 2 * _ABOVE
        if least > canvas.room:
            canvas.turn()
            _write(canvas, heading, edges)
        _flow(canvas, row, heading, edges)
        yield


def _edges(widths: Sequence[float], sheet: Sheet) -> Edges:
    """(left, width) of each column, in the middle of the text's width."""
    spare = (sheet.text_width - sum(widths) * POINT) / 2
    at = list(accumulate((width * POINT for width in widths), initial=sheet.left + spare))
    return [(left, right - left) for left, right in pairwise(at)]


def _row(canvas: Canvas, texts: Sequence[str], edges: Edges, kind: Type, left: frozenset[int]) -> Row:
    return tuple(
        canvas.wrap(Text(text, kind, Align.LEFT if column in left else Align.CENTRE), width - 2 * _SIDE)
        for column, (text, (_, width)) in enumerate(zip(texts, edges, strict=True))
    )


def _height(row: Row) -> float:
    return max(cell.height for cell in row) + 2 * _ABOVE


def _flow(canvas: Canvas, row: Row, heading: Row, edges: Edges) -> None:
    """Where one row is longer than the page has room it goes on overleaf."""
    start, longest = 0, max(len(cell.lines) for cell in row)
    while True:
        fits = max(int((canvas.room - 2 * _ABOVE) // row[0].pitch), 1)
        _write(canvas, row, edges, start, start + fits)
        start += fits
        if start >= longest:
            return
        canvas.turn()
        _write(canvas, heading, edges)


def _write(canvas: Canvas, row: Row, edges: Edges, start: int = 0, end: int | None = None) -> None:
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
