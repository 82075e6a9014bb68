"""How much a docx holds, counted as it inflates: table cells, nesting, and how far a cell says it spans."""

from __future__ import annotations

import re
from functools import lru_cache

from qcapp.domain.errors import UnreadableFile
from qcapp.intake.xml_scan import MAX_NESTING, NESTED, PREFIX, TOO_WIDE, XmlScan, number, plainly_let_in
from qcapp.intake.zips import CHUNK

MAX_GRID_SPAN = 252
MAX_WORD_CELLS = 500_000
_LEAST_CELL = len("<tc/>")


class WordScan(XmlScan):
    """A part of a docx: table cells, nesting, and how far a cell says it spans."""

    _CELL = re.compile(rb"<" + PREFIX + rb"tc(?=[\s/>])")
    _TABLE = re.compile(rb"<(/?)" + PREFIX + rb"tbl(?:\s[^>]*?)?(/?)>")
    _SPAN = re.compile(rb"<" + PREFIX + rb"(?:gridSpan|gridBefore|gridAfter)\s[^>]*?val=[\"'](\d+)")
    # The same or more, and quick to see.
    _MAYBE_TABLE = re.compile(rb"tbl[\s/>]")
    _MAYBE_WIDE = re.compile(rb"grid(?:Span|Before|After)\s[^>]*?val=[\"']\d{3}")

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self._cells = self._depth = 0

    def look(self, tags: bytes) -> None:
        if self._MAYBE_WIDE.search(tags) and any(number(span) > MAX_GRID_SPAN for span in self._SPAN.findall(tags)):
            raise UnreadableFile(TOO_WIDE)
        if self.size > CHUNK or self.size >= _LEAST_CELL * MAX_WORD_CELLS:
            self._count(tags)
        elif len(self._MAYBE_TABLE.findall(tags)) > MAX_NESTING:  # so small a part has not too many cells
            self._nest(tags)

    def _count(self, tags: bytes) -> None:
        self._cells += len(self._CELL.findall(tags))
        if self._cells > MAX_WORD_CELLS:
            raise UnreadableFile(TOO_WIDE)
        self._nest(tags)

    def _nest(self, tags: bytes) -> None:
        for closing, empty in self._TABLE.findall(tags):
            if not empty:
                self._depth += -1 if closing else 1
            if self._depth > MAX_NESTING:
                raise UnreadableFile(NESTED)


@lru_cache(maxsize=64)
def refuse_as_word(part: bytes) -> None:
    """UnreadableFile as of a WordScan of such a whole part; of a small one, which may be the same in the next file."""
    few = len(part) < _LEAST_CELL * MAX_WORD_CELLS
    if few and b"tbl" not in part and b"grid" not in part and plainly_let_in(part):
        return  # a scan has nothing to count in it
    scan = WordScan(len(part))
    scan.feed(part, last=True)
    scan.finish()
