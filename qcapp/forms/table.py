"""The table in a document: which lines of which sheets are measures' rows, under which header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from qcapp.domain.patterns import LazyPattern
from qcapp.domain.sheet import Document
from qcapp.forms.grid import Grid
from qcapp.forms.headings import LONGEST_HEADING, Header, find_header, guess, header_at

END = re.compile(r"^(填表|填报|填写|编制)?(说明|须知|要求)\s*([:：]|$|\d)|^填(表|报|写)说明")
NO_MEASURE = re.compile(
    r"^[（(]?("
    r"(合计|总计|小计|共计)($|[\s:：\d（(])|(备注|注|附注|日期|以下空白)\s*($|[:：])"
    r"|(填表|填报|制表|审核|审批|复核)人|(审核|制表|复核)[:：]|填[表报](日期|时间)|(填报|报送)单位\s*[:：（(]"
    r"|(单位|主要|分管|经办)?(负责人|领导|人)?\s*[（(]?(签字|签名|签章|盖章|公章)\s*([:：)）]|$)"
    r")"
)
# Alone in a row it is the day of signing, whatever column it stands in.
_DATE = LazyPattern(r"^\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日$")
_LOOK_AFTER_END = 500  # rows below 填表说明 in which another table may begin
WRITING_TABLES = ("docx", "odt")


@dataclass(frozen=True, slots=True)
class Line:
    """One row under a header. ``fresh``: nothing above it belongs to it (a new sheet begins, or a line of no measure ended
    the one above). ``cut``: the table was cut in two above it, merged cells and all."""

    grid: Grid
    row: int
    header: Header
    fresh: bool = False
    cut: bool = False

    def text(self, key: str) -> str:
        """Own text of a column, "" where there is none."""
        column = self.header.columns.get(key)
        return "" if column is None else self.grid.text(self.row, column)

    def seen(self, key: str) -> str:
        """The same, or what a merge shows there."""
        column = self.header.columns.get(key)
        return "" if column is None else self.grid.covering_text(self.row, column)

    @property
    def covered(self) -> bool:
        """Whether the measure's cell is part of one that begins above."""
        merge = self.grid.merge(self.row, self.header.columns["measure"])
        return merge is not None and merge.top < self.row

    @property
    def blank(self) -> bool:
        return self.header.used.isdisjoint(self.grid.filled(self.row))


@dataclass(frozen=True)
class Region:
    """The lines of one sheet. ``continued``: it goes on from the sheet before, without a header of its own."""

    grid: Grid
    header: Header
    lines: tuple[Line, ...]
    continued: bool = False


@dataclass(frozen=True)
class Table:
    """All regions in order; ``hidden``: they stand on hidden sheets only. ``grids``: every visible sheet, for hints."""

    regions: tuple[Region, ...]
    hidden: bool = False
    grids: tuple[Grid, ...] = field(default=())

    @property
    def lines(self) -> Iterator[Line]:
        for region in self.regions:
            yield from region.lines


def find_table(document: Document) -> Table | None:
    """The table, on visible sheets if any bears it, else on hidden ones; None when there is none."""
    for visible in (True, False):
        grids = [Grid(sheet) for sheet in document.sheets if sheet.visible is visible]
        if regions := _regions(grids, document.kind in WRITING_TABLES):
            return Table(tuple(regions), not visible, tuple(grids))
    return None


def _regions(grids: list[Grid], may_continue: bool) -> list[Region]:
    regions: list[Region] = []
    for grid in grids:
        header = _with_measure(grid, find_header(grid))
        before = regions[-1] if regions and may_continue and _width(grid) == _width(regions[-1].grid) else None
        if before and (header is None or header.first > 0):
            # Cut off without a header of its own; one that is repeated further down is met there.
            lines = _going_on(_lines(grid, before.header, 0))
            if lines:
                regions.append(Region(grid, before.header, lines, continued=True))
        elif header:
            lines = tuple(_lines(grid, header, header.last + 1))
            again = before is not None and before.header.columns == header.columns
            regions.append(Region(grid, header, _going_on(lines) if again else lines))
    return regions


def _going_on(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines of a table that was cut in two: the first may belong to the measure that the part before ended with."""
    found = list(lines)
    if found:
        found[0] = replace(found[0], fresh=False, cut=True)
    return tuple(found)


def _width(grid: Grid) -> int:
    return max((len(row) for row in grid.rows), default=0)


def _lines(grid: Grid, header: Header, start: int) -> Iterator[Line]:
    """Rows of measures. Headers met again are skipped (their columns hold from there on), as is all that is no measure."""
    stopped, fresh, row = False, True, start
    end = len(grid.rows)
    while row < end:
        again = _header_again(grid, row, header, stopped)
        if again:
            header, stopped, fresh, row, end = again, False, fresh or stopped, again.last + 1, len(grid.rows)
            continue
        line = Line(grid, row, header, fresh)
        if not stopped and (line.covered or not line.blank):
            what = _opening(line)
            stopped = bool(END.match(what))
            end = min(end, row + _LOOK_AFTER_END) if stopped else end
            if stopped or NO_MEASURE.match(what):
                fresh = True
            else:
                yield line
                fresh = False
        row += 1


def _header_again(grid: Grid, row: int, header: Header, stopped: bool) -> Header | None:
    """A header in that row; looked for only where the row could be one."""
    measure = grid.text(row, header.columns["measure"])
    if not stopped and not (measure and len(measure) <= LONGEST_HEADING and guess(measure)):
        return None
    return _with_measure(grid, header_at(grid, row))


def _opening(line: Line) -> str:
    """The first text of a row that could say that it is no measure: one outside of a measure's merged cell, and of a cell to
    be filled in unless nothing else stands in the row."""
    if line.covered:
        return ""
    texts = line.grid.filled(line.row)
    fillable = {line.header.columns.get(key) for key in ("progress", "problems", "deadline")}
    first = next(iter(texts), None)
    if first is None or (first in fillable and len(texts) > 1):
        return ""
    return "日期：" if first in fillable and _DATE.match(texts[first]) else texts[first]


def _with_measure(grid: Grid, header: Header | None) -> Header | None:
    """The header with its column of measures: where none is called so, the one of unknown name that holds long texts."""
    if header is None or "measure" in header.columns:
        return header
    body = range(header.last + 1, min(len(grid.rows), header.last + 21))
    lengths = {place: sum(len(grid.text(row, place)) for row in body) for place in header.others}
    best = max(lengths, key=lambda place: lengths[place], default=None)
    if best is not None and lengths[best] >= 12:
        others = {place: text for place, text in header.others.items() if place != best}
        return replace(header, columns={**header.columns, "measure": best}, others=others)
    if "task" in header.columns:
        columns = {("measure" if key == "task" else key): place for key, place in header.columns.items()}
        return replace(header, columns=columns)
    return None
