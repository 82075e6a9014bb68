"""How high the charts of a paper are: as high as suits them, or a little lower where they then stand below their table.

Heights of tables and lines are exact, so that what is left of a page can be told without an office program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qcapp.forms.chart import Chart
from qcapp.forms.grid_fit import fitted
from qcapp.forms.metrics import POINTS_PER_MM, lines_needed
from qcapp.forms.paper import Annex, Grid, Level, OfficialPaper, Paragraph, Part
from qcapp.forms.paper_sections import TURNED, UPRIGHT, Sheet
from qcapp.forms.paper_styles import GRID_LEADING, GRID_SIZES, PITCH
from qcapp.forms.paper_words import CHARACTERS

TOGETHER = 0.35
"""Share of a page up to which a grid stands on one."""
NOTE_ABOVE = 3.0
_PICTURE_ABOVE = 10.0
"""Points over a picture, with what a line that holds one is higher than it."""
_HEADING_ROOM = 6 * PITCH / POINTS_PER_MM
"""Millimetres of a page that a picture leaves to what stands over it, and to its title."""
_SPARE = 30.0
"""Points that are left at the foot of a page: in another font a row of the table has a line more, or stands overleaf."""


def picture_height(chart: Chart, sheet: Sheet) -> float:
    """Millimetres, of a chart as wide as the text with a page before it."""
    from qcapp.forms.chart_png import fitting_height

    return min(fitting_height(chart, sheet.text_width, titled=False), sheet.text_height - _HEADING_ROOM)


def picture_heights(paper: OfficialPaper) -> Mapping[Chart, float]:
    """Millimetres, of each chart of its annexes."""
    heights: dict[Chart, float] = {}
    for annex in paper.annexes:
        sheet = TURNED if annex.landscape else UPRIGHT
        page = _Page(sheet.text_height * POINTS_PER_MM)
        page.take(PITCH * (3 + _lines(annex, sheet)))
        for part in annex.parts:
            heights |= _put(page, part, sheet)
    return heights


def _lines(annex: Annex, sheet: Sheet) -> int:
    return lines_needed(annex.title.strip(), 2 * 20 * sheet.text_width / UPRIGHT.text_width)


class _Page:
    """What is left of a page, in points, as it fills up. ``bound``: headings that stay with what follows."""

    def __init__(self, height: float) -> None:
        self.height = self.left = height
        self.bound = 0.0

    def take(self, height: float, over: float = 0.0) -> None:
        """``over``: what is repeated at the top of a new page."""
        if height > self.left:
            self.left = self.height - over
        self.left = (self.left - height) % self.height

    def begin(self, least: float) -> None:
        """Of a grid or a picture, with the headings over it: on a new page where ``least`` has no room on this one."""
        if self.bound + least > self.left:
            self.left = self.height
        self.left -= self.bound
        self.bound = 0.0


def _put(page: _Page, part: Part, sheet: Sheet) -> Mapping[Chart, float]:
    if isinstance(part, Paragraph):
        units = 2 * CHARACTERS * sheet.text_width / UPRIGHT.text_width
        height = PITCH * sum(lines_needed(f"　　{text}", units) for text in (part.lead + part.text).split("\n"))
        if part.level is not Level.BODY:
            page.bound += height
        else:
            page.begin(0.0)
            page.take(height)
        return {}
    if isinstance(part, Grid):
        _put_grid(page, part, sheet)
        return {}
    height = _height(part, sheet, page.left - page.bound)
    page.begin(height * POINTS_PER_MM + _PICTURE_ABOVE + PITCH)
    page.take(height * POINTS_PER_MM + _PICTURE_ABOVE + PITCH)
    return {part: height}


def _put_grid(page: _Page, grid: Grid, sheet: Sheet) -> None:
    count = max(len(grid.headings), *map(len, grid.rows), 0)
    if count:
        rows = [_padded(row, count) for row in (grid.headings, *grid.rows)]
        weights = [max(weight, 0.01) for weight in (*grid.weights, *([1.0] * count))[:count]]
        heights = fitted(rows, weights, grid.left, sheet).heights
        page.begin(sum(heights) if sum(heights) <= page.height * TOGETHER else sum(heights[:2]))
        for place, height in enumerate(heights):
            page.take(height, heights[0] if place else 0.0)
    if grid.note.strip():
        size = GRID_SIZES[-1]
        units = sheet.text_width * POINTS_PER_MM / (size / 2)
        page.take(NOTE_ABOVE + sum(lines_needed(line, units) for line in grid.note.split("\n")) * size * GRID_LEADING)


def _padded(row: Sequence[str], count: int) -> tuple[str, ...]:
    return (*row, *[""] * (count - len(row)))


def _height(chart: Chart, sheet: Sheet, left: float) -> float:
    """Millimetres; ``left``: points."""
    from qcapp.forms.chart_png import least_height

    wished = picture_height(chart, sheet)
    room = (left - _PICTURE_ABOVE - PITCH - _SPARE) / POINTS_PER_MM
    return round(room, 1) if least_height(chart, sheet.text_width) <= room < wished else wished
