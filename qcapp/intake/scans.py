"""Light counts over XML as it inflates: how much a parser would have to build. Nothing here understands the content."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from functools import cache, lru_cache

from qcapp.domain.errors import UnreadableFile
from qcapp.forms.xlsx_plain import XML_HEAD
from qcapp.intake.words import suspicious
from qcapp.intake.zips import CHUNK, OFTEN

MAX_ROWS = 200_000
MAX_COLUMNS = 1_024
MAX_CELLS = 3_000_000
MAX_AREA = 20_000_000
MAX_MERGES = 20_000
MAX_MERGED_AREA = 2_000_000
MAX_GRID_SPAN = 252
MAX_NESTING = 20
MAX_WORD_CELLS = 500_000
_LEAST_CELL = len("<tc/>")

_LONGEST_TAG = 1024 * 1024
_SMALL_AREA = 20_000  # of a sheet whose cells need not be told from mere paint
_PREFIX = rb"(?:[\w.-]+:)?"
_ENCODING = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)")
# Encodings in which "<!DOCTYPE" is those very bytes, so that it can be seen.
_PLAIN_ENCODINGS = re.compile(rb"(?i)^(utf-?8|us-ascii|ascii|iso-8859-\d+|windows-125\d|gb2312|gbk|gb18030|utf-?16.*)$")

TOO_WIDE = suspicious("的行列多得异常")
MERGED = suspicious("的合并单元格多得异常")


class XmlScan:
    """Feeds whole tags to ``look``. Refuses a DOCTYPE, and encodings that could hide one."""

    def __init__(self, size: int, manifest: bool = False) -> None:
        self.size = size
        self._rest = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begun = False
        # Old OpenOffice wrote one in its manifest, which nobody reads here.
        self._forbidden = b"<!ENTITY" if manifest else b"<!DOCTYPE"

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """``last``: nothing of the part comes after it."""
        if not self._begun:
            self._begin(piece)
        if self._decoder:
            piece = self._decoder.decode(piece).encode("utf-8", "replace")
        data = self._rest + piece
        cut = data.rfind(b"<")
        if last or cut < 0 or len(data) - cut > _LONGEST_TAG:
            cut = len(data)
        self._rest = data[cut:]
        self._examine(data[:cut])

    def finish(self) -> None:
        if self._rest:
            self._examine(self._rest)
        self._rest = b""

    def look(self, tags: bytes) -> None:
        """Count in a stretch of XML in which every tag is whole."""

    def _begin(self, piece: bytes) -> None:
        self._begun = True
        if piece[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
            raise UnreadableFile(suspicious("的内部编码不正常"))
        if piece[:2] == b"\xff\xfe" or piece[:4] == b"<\0?\0":
            self._decoder = codecs.getincrementaldecoder("utf-16-le")("replace")
        elif piece[:2] == b"\xfe\xff" or piece[:4] == b"\0<\0?":
            self._decoder = codecs.getincrementaldecoder("utf-16-be")("replace")
        else:
            start = piece.removeprefix(b"\xef\xbb\xbf").lstrip()
            declared = _ENCODING.match(start)
            if (start and start[:1] != b"<") or (declared and not _PLAIN_ENCODINGS.match(declared[1])):
                raise UnreadableFile(suspicious("的内部编码不正常"))

    def _examine(self, tags: bytes) -> None:
        if b"!" in tags and self._forbidden in tags:  # one byte is found at once, and most parts have it nowhere
            raise UnreadableFile(suspicious("里有不该有的外部定义"))
        self.look(tags)


_UTF8 = re.compile(XML_HEAD + rb"<[A-Za-z]")


def nothing_to_count(part: bytes) -> bool:
    """Whether a whole part of a spreadsheet is plainly such that a SheetScan would find nothing in it."""
    return _nothing_known_to_count(part) if len(part) <= OFTEN else _nothing_to_count(part)


@lru_cache(maxsize=64)
def _nothing_known_to_count(part: bytes) -> bool:
    return _nothing_to_count(part)


def _nothing_to_count(part: bytes) -> bool:
    # The names stand in every part that cells, merges or declared counts can be read from, whatever prefix its tags bear.
    counted = b"row" in part or b"ount=" in part or b"mergeCell" in part or b"sheetData" in part
    return not counted and not (b"!" in part and b"<!" in part) and _UTF8.match(part) is not None


def nothing_counted(part: bytes) -> bool:
    """Whether a SheetScan of such a whole part does find nothing in it, as in styles and texts that cells share; UnreadableFile
    as of that. False of a large one, and of one that may be a sheet: these are to be scanned."""
    return len(part) <= OFTEN and _nothing_counted(part)


@lru_cache(maxsize=64)
def _nothing_counted(part: bytes) -> bool:
    if b"sheetData" in part or _UTF8.match(part) is None:
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


_MAYBE_DECLARED = re.compile(rb"ount=[\"'](\d+)")  # the same counts and others, and quick to see
_PREFIXED_NAMES = re.compile(rb":(?:row|c|mergeCell|sst|styleSheet)(?=[\s/>])")


def refuse_declared(tags: bytes, size: int, patterns: _SheetPatterns | None = None) -> None:
    """UnreadableFile where a part of that many bytes says that it has more of something than bytes."""
    if any(_number(count) > size for count in _MAYBE_DECLARED.findall(tags)):
        declared = (patterns or _patterns(b"")).declared.findall(tags)
        if any(_number(count) > size for count in declared):
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
            self._patterns = _patterns(_PREFIX)
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
            (abs(column_number(right) - column_number(left)) + 1) * (abs(_number(bottom) - _number(top)) + 1)
            for left, top, right, bottom in patterns.merge.findall(tags)
        ])

    def _is_small(self, columns: set[bytes], rows: set[bytes]) -> bool:
        """Whether all cells, with or without content, lie near the sheet's beginning: then they are measured so."""
        width, height = max(map(column_number, columns)), max(map(_number, rows))
        if height * width > _SMALL_AREA:
            return False
        self._width, self._height = max(self._width, width), max(self._height, height)
        return True

    def _measure(self, tags: bytes, cells: int) -> None:
        placed = self._patterns.placed.findall(tags)
        filled = [(column, row) for column, row, slash in placed if not slash]
        if filled:
            self._width = max(self._width, max(column_number(letters) for letters in {each[0] for each in filled}))
            self._height = max(self._height, max(_number(row) for row in {each[1] for each in filled}))
        if len(placed) < cells:  # cells without a reference follow each other
            longest = max(len(self._patterns.cell.findall(row)) for row in self._patterns.row.split(tags))
            self._width = max(self._width, longest)
            self._height = max(self._height, self._totals.rows)

    def finish(self) -> None:
        super().finish()
        self._totals.add_sheet(self._height, self._width)


class WordScan(XmlScan):
    """A part of a docx: table cells, nesting, and how far a cell says it spans."""

    _CELL = re.compile(rb"<" + _PREFIX + rb"tc(?=[\s/>])")
    _TABLE = re.compile(rb"<(/?)" + _PREFIX + rb"tbl(?:\s[^>]*?)?(/?)>")
    _SPAN = re.compile(rb"<" + _PREFIX + rb"(?:gridSpan|gridBefore|gridAfter)\s[^>]*?val=[\"'](\d+)")
    # The same or more, and quick to see.
    _MAYBE_TABLE = re.compile(rb"tbl[\s/>]")
    _MAYBE_WIDE = re.compile(rb"grid(?:Span|Before|After)\s[^>]*?val=[\"']\d{3}")

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self._cells = self._depth = 0

    def look(self, tags: bytes) -> None:
        if self._MAYBE_WIDE.search(tags) and any(_number(span) > MAX_GRID_SPAN for span in self._SPAN.findall(tags)):
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
                raise UnreadableFile(suspicious("的表格一层套一层，多得异常"))


@lru_cache(maxsize=64)
def refuse_as_word(part: bytes) -> None:
    """UnreadableFile as of a WordScan of such a whole part; of a small one, which may be the same in the next file."""
    scan = WordScan(len(part))
    scan.feed(part, last=True)
    scan.finish()


class OpenDocumentScan(XmlScan):
    """content.xml of an ods or odt, where one cell or row may stand for thousands."""

    _TAG = re.compile(
        rb"<(/?)" + _PREFIX + rb"(table|table-row|table-cell|covered-table-cell)(\s[^>]*?)?(/?)>"
    )
    _NUMBER = re.compile(rb"number-(columns|rows)-(repeated|spanned)=[\"'](\d+)")

    def __init__(self, size: int, totals: SheetTotals) -> None:
        super().__init__(size)
        self._totals = totals
        self._depth = 0
        self._height = self._width = self._row = 0
        self._column = self._filled = 0
        self._row_repeat = 1

    def look(self, tags: bytes) -> None:
        for closing, name, attributes, slash in self._TAG.findall(tags):
            if name == b"table":
                self._table(bool(closing), bool(slash))
            elif name == b"table-row":
                self._row_tag(bool(closing), bool(slash), attributes)
            elif not closing:
                self._cell(attributes, bool(slash))

    def _table(self, closing: bool, empty: bool) -> None:
        if empty:
            return
        self._depth += -1 if closing else 1
        if self._depth > MAX_NESTING:
            raise UnreadableFile(suspicious("的表格一层套一层，多得异常"))
        self._totals.add_sheet(self._height, self._width)
        self._height = self._width = self._row = 0

    def _row_tag(self, closing: bool, empty: bool, attributes: bytes) -> None:
        if closing or empty:
            repeat = self._row_repeat if closing else self._numbers(attributes).get(b"rows-repeated", 1)
            self._row += repeat
            if self._filled:
                self._height = self._row
                self._totals.add(rows=repeat, cells=self._filled * repeat)
                self._filled = 0
        else:
            self._row_repeat = self._numbers(attributes).get(b"rows-repeated", 1)
            self._column = self._filled = 0

    def _cell(self, attributes: bytes, empty: bool) -> None:
        numbers = self._numbers(attributes) if attributes else {}
        repeat = numbers.get(b"columns-repeated", 1)
        self._column += repeat
        if not empty or b"value" in attributes:
            self._filled += repeat
            self._width = max(self._width, self._column)
            if self._width > MAX_COLUMNS:
                raise UnreadableFile(TOO_WIDE)
        else:
            self._totals.add(cells=1)
        spanned = numbers.get(b"columns-spanned", 1) * numbers.get(b"rows-spanned", 1)
        if spanned > 1:
            self._totals.add_merges([spanned])

    def _numbers(self, attributes: bytes) -> dict[bytes, int]:
        return {side + b"-" + what: _number(count) for side, what, count in self._NUMBER.findall(attributes)}


@lru_cache(maxsize=2048)
def column_number(letters: bytes) -> int:
    """A → 1, AMJ → 1024; nothing → 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _number(digits: bytes) -> int:
    """Never more work than nine digits: Python refuses to read thousands of them."""
    return int(digits or 0) if len(digits) <= 9 else 10**9
