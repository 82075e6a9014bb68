"""How much the sheets of a spreadsheet hold, counted as they inflate: rows, cells, the area they span, merges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from qcapp.domain.errors import UnreadableFile
from qcapp.intake.words import suspicious
from qcapp.intake.xml_scan import PREFIX, TOO_WIDE, UTF8, XmlScan, number, plainly_let_in
from qcapp.intake.zips import OFTEN

MAX_ROWS = 200_000
MAX_COLUMNS = 1_024
MAX_CELLS = 3_000_000
MAX_AREA = 20_000_000
MAX_MERGES = 20_000
MAX_MERGED_AREA = 2_000_000
MERGED = suspicious("的合并单元格多得异常")

_SMALL_AREA = 20_000  # of a sheet whose cells need not be told from mere paint


def nothing_to_count(part: bytes) -> bool:
    """Whether a whole part of a spreadsheet is plainly such that a SheetScan would find nothing in it."""
    return _nothing_known_to_count(part) if len(part) <= OFTEN else _nothing_to_count(part)


@lru_cache(maxsize=64)
def _nothing_known_to_count(part: bytes) -> bool:
    return _nothing_to_count(part)


def _nothing_to_count(part: bytes) -> bool:
    # The names stand in every part that cells, merges or declared counts can be read from, whatever prefix its tags bear.
    counted = b"row" in part or b"ount=" in part or b"mergeCell" in part or b"sheetData" in part
    return not counted and plainly_let_in(part) and not (b"<!" in part and _MAYBE_CELL.search(part))


def nothing_counted(part: bytes) -> bool:
    """Whether a SheetScan of such a whole part does find nothing in it, as in styles and texts that cells share; UnreadableFile
    as of that. False of a large one, and of one that may be a sheet: these are to be scanned."""
    return len(part) <= OFTEN and _nothing_counted(part)


@lru_cache(maxsize=64)
def _nothing_counted(part: bytes) -> bool:
    if b"sheetData" in part or UTF8.match(part) is None:
        return False
    totals = SheetTotals()
    scan = SheetScan(len(part), totals)
    scan.feed(part, last=True)
    scan.finish()
    return totals.none


class SheetTotals:
    """What the sheets of one workbook add up to."""

    def __init__(self) -> None:
        self.rows = self.cells = self.area = self.merges = self.merged_area = 0

    @property
    def none(self) -> bool:
        return not (self.rows or self.cells or self.area or self.merges or self.merged_area)

    def add(self, *, rows: int = 0, cells: int = 0) -> None:
        self.rows += rows
        self.cells += cells
        if self.rows > MAX_ROWS or self.cells > MAX_CELLS:
            raise UnreadableFile(TOO_WIDE)

    def add_sheet(self, height: int, width: int) -> None:
        """A sheet whose content ends at that row and column (counted from 1)."""
        self.area += height * width
        if height > MAX_ROWS or width > MAX_COLUMNS or self.area > MAX_AREA:
            raise UnreadableFile(TOO_WIDE)

    def add_merges(self, areas: Sequence[int]) -> None:
        self.merges += len(areas)
        self.merged_area += sum(areas)
        if self.merges > MAX_MERGES or self.merged_area > MAX_MERGED_AREA:
            raise UnreadableFile(MERGED)


class _SheetPatterns:
    """Tags of a sheet. Looking for any prefix before each name is slow, so it is done only where prefixes are about."""

    def __init__(self, prefix: bytes) -> None:
        self.bare, start = not prefix, b"<" + prefix
        self.row = re.compile(start + rb"row(?=[\s/>])")
        self.cell = re.compile(start + rb"c(?=[\s/>])")
        # Both, a cell with its reference where that comes first, as nearly every program writes it.
        self.any = re.compile(start + rb"(?:c r=\"([A-Z]{1,3})(\d+)\"|(row|c)(?=[\s/>]))")
        # Reference, and the slash of a cell without content (such cells are only paint, often down to the last row).
        self.placed = re.compile(start + rb"c\s(?:[^>]*?\s)?r=[\"']([A-Za-z]{1,3})(\d+)[\"'][^>]*?(/?)>")
        self.merge = re.compile(start + rb"mergeCell\s[^>]*?ref=[\"']([A-Za-z]{1,3})(\d+):([A-Za-z]{1,3})(\d+)")
        # (sst's "count" is of cells that use a string, so it may be any number.)
        self.declared = re.compile(
            start + rb"(?:sst\s[^>]*?\buniqueCount|(?:cellXfs|fonts|fills|borders|mergeCells)\s[^>]*?\bcount)"
            rb"=[\"'](\d+)"
        )


@cache
def _patterns(prefix: bytes) -> _SheetPatterns:
    return _SheetPatterns(prefix)


_MAYBE_CELL = re.compile(rb"[<:]c[\s/>]")
_MAYBE_DECLARED = re.compile(rb"ount=[\"'](\d+)")  # the same counts and others, and quick to see
_PREFIXED_NAMES = re.compile(rb":(?:row|c|mergeCell|sst|styleSheet)(?=[\s/>])")


def refuse_declared(tags: bytes, size: int, patterns: _SheetPatterns | None = None) -> None:
    """UnreadableFile where a part of that many bytes says that it has more of something than bytes."""
    if any(number(count) > size for count in _MAYBE_DECLARED.findall(tags)):
        declared = (patterns or _patterns(b"")).declared.findall(tags)
        if any(number(count) > size for count in declared):
            raise UnreadableFile(suspicious("声明的内容比实际多得多"))


class SheetScan(XmlScan):
    """A part of an xlsx: sheets, and the counts that the shared strings and styles declare."""

    def __init__(self, size: int, totals: SheetTotals) -> None:
        super().__init__(size)
        self._totals = totals
        self._height = self._width = 0
        self._patterns = _patterns(b"")

    def look(self, tags: bytes) -> None:
        if self._patterns.bare and _PREFIXED_NAMES.search(tags):
            self._patterns = _patterns(PREFIX)
        patterns = self._patterns
        refuse_declared(tags, self.size, patterns)
        columns, numbers, names = zip(*found, strict=True) if (found := patterns.any.findall(tags)) else ((), (), ())
        rows = names.count(b"row")
        cells = len(names) - rows
        self._totals.add(rows=rows, cells=cells)
        # (One that does not say at once where it stands has its name instead.)
        if cells and (b"c" in names or not self._is_small(set(columns), set(numbers))):
            self._measure(tags, cells)
        if b"mergeCell" not in tags:
            return
        self._totals.add_merges([
            (abs(column_number(right) - column_number(left)) + 1) * (abs(number(bottom) - number(top)) + 1)
            for left, top, right, bottom in patterns.merge.findall(tags)
        ])

    def _is_small(self, columns: set[bytes], rows: set[bytes]) -> bool:
        """Whether all cells, with or without content, lie near the sheet's beginning: then they are measured so."""
        width, height = max(map(column_number, columns)), max(map(number, rows))
        if height * width > _SMALL_AREA:
            return False
        self._width, self._height = max(self._width, width), max(self._height, height)
        return True

    def _measure(self, tags: bytes, cells: int) -> None:
        placed = self._patterns.placed.findall(tags)
        filled = [(column, row) for column, row, slash in placed if not slash]
        if filled:
            self._width = max(self._width, max(column_number(letters) for letters in {each[0] for each in filled}))
            self._height = max(self._height, max(number(row) for row in {each[1] for each in filled}))
        if len(placed) < cells:  # cells without a reference follow each other
            longest = max(len(self._patterns.cell.findall(row)) for row in self._patterns.row.split(tags))
            self._width = max(self._width, longest)
            self._height = max(self._height, self._totals.rows)

    def finish(self) -> None:
        super().finish()
        self._totals.add_sheet(self._height, self._width)


@lru_cache(maxsize=2048)
def column_number(letters: bytes) -> int:
    """A → 1, AMJ → 1024; nothing → 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
