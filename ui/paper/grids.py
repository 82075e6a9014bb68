"""Tables of a paper as the file has them: rows whole where a page can hold them, the heading again on each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

from qcapp.forms.grid_fit import ABOVE, SIDE, Fitted, fitted
from qcapp.forms.paper import Grid, OfficialPaper
from qcapp.forms.paper_grid import LAST, SPLITS, TOGETHER
from qcapp.forms.paper_sections import TURNED, UPRIGHT
from qcapp.forms.paper_styles import GRID_SIZES
from ui.paper.canvas import Canvas
from ui.paper.faces import POINT, Type, cell_type
from ui.paper.sheet import Sheet
from ui.paper.wrapping import Align, Text, Wrapped

_SIDE: Final = SIDE * POINT
_ABOVE: Final = ABOVE * POINT
_NOTE_ABOVE: Final = 3 * POINT

Row = tuple[Wrapped, ...]
Edges = list[tuple[float, float]]


def fit_grids(paper: OfficialPaper) -> None:
    """What takes longest of its tables, kept for ``put_grid``: off the GUI thread, before the paper is laid out."""
    grids = [(part, False) for part in paper.parts if isinstance(part, Grid)]
    grids += [(part, annex.landscape) for annex in paper.annexes for part in annex.parts if isinstance(part, Grid)]
    for grid, turned in grids:
        if _columns(grid):
            _fit(grid, turned)


def put_grid(canvas: Canvas, grid: Grid) -> Iterator[None]:
    """Yields after each row measured, and after each put."""
    if _columns(grid):
        yield from _put(canvas, grid)
    for place, line in enumerate(grid.note.strip().split("\n") if grid.note.strip() else ()):
        if place == 0:
            canvas.blank(_NOTE_ABOVE)
        canvas.put(Text(line, cell_type(GRID_SIZES[-1], heading=False)))


def _columns(grid: Grid) -> int:
    return max(len(grid.headings), *map(len, grid.rows), 0)


def _fit(grid: Grid, turned: bool) -> Fitted:
    count = _columns(grid)
    texts = [(*row, *[""] * (count - len(row))) for row in (grid.headings, *grid.rows)]
    weights = [max(weight, 0.01) for weight in (*grid.weights, *([1.0] * count))[:count]]
    return fitted(texts, weights, grid.left, TURNED if turned else UPRIGHT)


def _put(canvas: Canvas, grid: Grid) -> Iterator[None]:
    fit = _fit(grid, canvas.sheet.turned)
    edges = _edges(fit.widths, canvas.sheet)
    heading = _row(canvas, fit.texts[0], edges, cell_type(fit.size, heading=True), frozenset()) if any(grid.headings) else ()
    kind = cell_type(fit.size, heading=False)
    rows: list[Row] = []
    for each in fit.texts[1:]:
        rows.append(_row(canvas, each, edges, kind, grid.left))
        yield
    heights = [_height(row) for row in rows]
    least = [_bound(heights, place, kind.pitch + 2 * _ABOVE, canvas.sheet.text_height) for place in range(len(rows))]
    if _height(heading) + sum(least[:1]) > canvas.room and not canvas.untouched:
        canvas.turn()
    _write(canvas, heading, edges)
    for place, row in enumerate(rows):
        if place and least[place] > canvas.room:
            canvas.turn()
            _write(canvas, heading, edges)
        _flow(canvas, row, heading, edges)
        yield


def _bound(heights: Sequence[float], place: int, line: float, page: float) -> float:
    """The least room that a row needs: with those that stay with it, or a ``line`` of one that may be split."""
    if sum(heights) <= page * TOGETHER:
        return sum(heights[place:])
    if heights[place] > page * SPLITS:
        return line
    return sum(heights[place:]) if place == max(len(heights) - LAST, 0) else heights[place]


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
    """0 for a heading that there is none of."""
    return max(cell.height for cell in row) + 2 * _ABOVE if row else 0.0


def _flow(canvas: Canvas, row: Row, heading: Row, edges: Edges) -> None:
    """Where one row is longer than the page has room it goes on overleaf."""
    start, longest = 0, max(cell.count for cell in row)
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
    if not row:
        return
    shown = [range(cell.count)[start:end] for cell in row]
    tallest = max(len(lines) * cell.pitch for cell, lines in zip(row, shown, strict=True))
    top, height = canvas.y, tallest + 2 * _ABOVE
    for cell, lines, (left, width) in zip(row, shown, edges, strict=True):
        canvas.frame(left, top, width, height)
        y = top + (height - len(lines) * cell.pitch) / 2
        for line in lines:
            canvas.line(cell, line, left + _SIDE, y)
            y += cell.pitch
    canvas.y = top + height
