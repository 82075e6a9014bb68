"""Tables of a paper as the file has them: rows whole where a page can hold them, the heading again on each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

from qcapp.forms.grid_fit import Fitted, fitted
from qcapp.forms.paper import Grid, OfficialPaper
from qcapp.forms.paper_grid import LAST, SPLITS, TOGETHER
from qcapp.forms.paper_sections import TURNED, UPRIGHT
from qcapp.forms.paper_styles import GRID_SIZES
from ui.paper.canvas import Canvas
from ui.paper.faces import POINT, cell_type
from ui.paper.rows import ABOVE_TWIPS, Edges, GridRows
from ui.paper.sheet import RowMark, Sheet
from ui.paper.wrapping import Text

_NOTE_ABOVE: Final = 3 * POINT


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
    kind = cell_type(fit.size, heading=False)
    heading = GridRows(canvas.wrapper, fit.texts[:1] if any(grid.headings) else (), edges, cell_type(fit.size, heading=True))
    body = GridRows(canvas.wrapper, fit.texts[1:], edges, kind, grid.left)
    above = heading.lines(0) if heading.texts else 0
    counts: list[int] = []
    for place in range(len(body.texts)):
        counts.append(body.lines(place))
        yield
    heights = [body.height(count) for count in counts]
    least = list(_bounds(heights, kind.pitch + 2 * ABOVE_TWIPS, canvas.sheet.text_height))
    if heading.height(above) + sum(least[:1]) > canvas.room and not canvas.untouched:
        canvas.turn()
    _write(canvas, heading, 0, above)
    for place, count in enumerate(counts):
        if place and least[place] > canvas.room:
            canvas.turn()
            _write(canvas, heading, 0, above)
        start = 0
        while True:  # where one row is longer than the page has room it goes on overleaf
            fits = max(int((canvas.room - 2 * ABOVE_TWIPS) // kind.pitch), 1)
            _write(canvas, body, place, min(start + fits, count), start)
            start += fits
            if start >= count:
                break
            canvas.turn()
            _write(canvas, heading, 0, above)
        yield


def _bounds(heights: Sequence[float], line: float, page: float) -> Iterator[float]:
    """The least room that each row needs: with those that stay with it, or a ``line`` of one that may be split."""
    together = sum(heights) <= page * TOGETHER
    for place, height in enumerate(heights):
        if together:
            yield sum(heights[place:])
        elif height > page * SPLITS:
            yield line
        else:
            yield sum(heights[place:]) if place == max(len(heights) - LAST, 0) else height


def _edges(widths: Sequence[float], sheet: Sheet) -> Edges:
    """(left, width) of each column, in the middle of the text's width."""
    spare = (sheet.text_width - sum(widths) * POINT) / 2
    at = list(accumulate((width * POINT for width in widths), initial=sheet.left + spare))
    return tuple((left, right - left) for left, right in pairwise(at))


def _write(canvas: Canvas, rows: GridRows, at: int, end: int, start: int = 0) -> None:
    """The lines from ``start`` to ``end`` of a row's cells; nothing of a heading that there is none of."""
    if rows.texts:
        mark = RowMark(rows, at, start, end, canvas.y)
        canvas.row(mark)
        canvas.y += mark.height
