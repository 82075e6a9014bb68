"""Word documents that came back, as a Document: each table a sheet, its cells at their places in the table's grid.

The tree is walked with lxml; python-docx drops content controls and tracked insertions, and takes seconds for tables with many
merged rows. The file has been through the container gate.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from qcapp.domain.errors import ExpectedError, UnreadableFile
from qcapp.domain.sheet import Document, Merge, Picture, Sheet
from qcapp.forms.carrier_names import HIDDEN
from qcapp.forms.docx_marks import MARK
from qcapp.forms.docx_parts import DocxParts, bookmarks, parsed, value_of, w
from qcapp.forms.docx_plain import PlainTable, plain_tables
from qcapp.forms.docx_tidy import MOST_SPAN, TOO_LARGE, CellBudget, tidy
from qcapp.forms.package import Package, ZippedPackage

DAMAGED = "文件已损坏，读不出表格，请让填报单位用 WPS 或 Word 打开后另存为 docx 再报。"

_TEXTS = (
    *w("t", "p", "tab", "ptab", "br", "cr", "noBreakHyphen", "fldChar"),
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t",
    "{http://purl.oclc.org/ooxml/officeDocument/math}t",
)
_GRID = w("tr", "tc", "gridSpan", "gridBefore", "vMerge", "hMerge")
_KINDS = {tag: tag.rpartition("}")[2] for tag in (*_TEXTS, *_GRID, MARK)}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Tab stops of a paragraph's format bear the same name as a tab in its text.
_RUNS = frozenset(w("r"))


class _Otherwise(Exception):
    """The tree has other tables than those whose cells were read without it."""


def read_docx(data: bytes, package: Package | None = None) -> Document:
    """The tables, carriers and paragraphs of a docx; ``package``: the same, its parts at hand. UnreadableFile when it can't be
    read."""
    try:
        return _read(DocxParts(package or ZippedPackage(data)))
    except ExpectedError:
        raise
    except Exception as error:  # damaged bytes make parsers raise anything
        raise UnreadableFile(DAMAGED) from error


def _read(parts: DocxParts) -> Document:
    data = parts.main()
    plain = plain_tables(data) if not parts.hidden_styles() else None
    if plain:
        with suppress(_Otherwise):
            return _document(parts, parsed(plain[0]), plain[1])
    return _document(parts, parsed(data), None)


def _document(parts: DocxParts, root: Any, plain: list[PlainTable] | None) -> Document:
    """``plain``: what is in the tables, which then stand empty in the tree."""
    stood = list(root.iter(*w("tbl")))
    if plain is not None and (len(stood) != len(plain) or any(map(len, stood))):  # some are tables by another name
        raise _Otherwise
    carriers = [*parts.carriers(), *bookmarks(root)]
    budget = CellBudget()
    seen = tidy(root, parts, lambda table: _flat(_table(table, "", budget)[0]))
    tables = list(root.iter(*w("tbl")))
    if plain is not None and tables != stood:  # one was deleted or hidden as a whole
        raise _Otherwise
    carriers += [(HIDDEN, text) for text in seen.hidden]
    sheets, pictures = [], [Picture("", 0, 0, part) for part in seen.marks.pictures]
    for number, table in enumerate(tables, start=1):
        if plain is not None:
            sheets.append(_plain_sheet(plain[number - 1], f"表{number}", budget))
            continue
        sheet, spots = _table(table, f"表{number}", budget)
        asides, shown = seen.marks.placed(sheet, spots)
        sheets.append(replace(sheet, asides=asides))
        pictures += shown
        table.clear()  # so that what is left are the paragraphs around
    found = tuple(dict.fromkeys((carrier, text) for carrier, text in carriers if text))
    texts = (*_paragraphs(root), *seen.marks.notes)
    return Document("docx", tuple(sheets), found, texts, tuple(seen.notes()), tuple(pictures))


def _paragraphs(root: Any) -> tuple[str, ...]:
    """Paragraphs that hold words, in document order."""
    texts, words = [], _Words()
    for element in root.iter(*_TEXTS):
        kind = _KINDS[element.tag]
        if kind == "p":
            texts.append(words.take())
        words.add(kind, element)
    texts.append(words.take())
    return tuple(text for text in texts if text.strip())


def _flat(sheet: Sheet) -> str:
    """A table as lines of text."""
    lines = (" ".join(text for text in row if text.strip()) for row in sheet.rows)
    return "\n".join(line for line in lines if line)


def _plain_sheet(table: PlainTable, name: str, budget: CellBudget) -> Sheet:
    grid = _Grid(budget)
    for row in table:
        grid.open_row()
        for text, span, down in row:
            grid.put(text, span, down, "")
    return grid.sheet(name)


def _table(table: Any, name: str, budget: CellBudget) -> tuple[Sheet, list[tuple[int, int, int]]]:
    """A table that holds no other, and the marks in it: number, row and column of each.

    What nearly every cell has is dealt with on the spot, and only the rest by calls: long tables have a hundred thousand cells.
    """
    grid, words = _Grid(budget), _Words()
    inside = False
    span, down, across = 1, "", ""
    for element in table.iter(*_TEXTS, *_GRID, MARK):
        kind = _KINDS[element.tag]
        if kind == "p":
            if words.begun:
                words.pieces.append("\n")
            words.begun = True
        elif kind == "t":
            if text := element.text:
                words.pieces.append(text.replace("\n", " ") if "\n" in text else text)
        elif kind == "tc" or kind == "tr":
            text = words.take() if words.pieces or words.fields else ""
            if inside:
                grid.put(text, span, down, across)
            words.begun, inside = False, kind == "tc"
            span, down, across = 1, "", ""
            if kind == "tr":
                grid.open_row()
        elif kind == "vMerge":
            down = value_of(element) or "continue"
        elif kind == "gridSpan":
            span = _count(element)
        elif kind == "gridBefore":
            grid.column += _count(element)
        elif kind == "hMerge":
            across = value_of(element) or "continue"
        elif kind == "mark":
            grid.marks.append(int(element.get("n")))
        else:
            words.add(kind, element)
    if inside:
        grid.put(words.take(), span, down, across)
    return grid.sheet(name), grid.spots


def _count(element: Any) -> int:
    text = value_of(element) or ""
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
    if count > MOST_SPAN:
        raise UnreadableFile(TOO_LARGE)
    return count


class _Words:
    """The text of a cell or paragraph, put together of elements as they come.

    ``pieces``: what is being filled. ``begun``: a paragraph has. ``fields``: complex fields that are open, each True while in its
    instructions; what stands there is shown to nobody.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.begun = False
        self.fields: list[bool] = []
        self._shown = self.pieces
        self._unseen: list[str] = []

    def add(self, kind: str, element: Any) -> None:
        if kind == "t":
            if text := element.text:
                self.pieces.append(text.replace("\n", " "))
        elif kind == "p":
            if self.begun:
                self.pieces.append("\n")
            self.begun = True
        elif kind == "fldChar":
            self._field(value_of(element, "fldCharType"))
        else:
            self.pieces.append(_sign(kind, element))

    def _field(self, what: str | None) -> None:
        if what == "begin":
            self.fields.append(True)
        elif self.fields and what == "separate":
            self.fields[-1] = False
        elif self.fields and what == "end":
            self.fields.pop()
            if not self.fields:
                self._unseen.clear()
        self.pieces = self._unseen if any(self.fields) else self._shown

    def take(self) -> str:
        """The text so far; the next one begins. A field that never ends hides nothing."""
        text = "".join(self._shown + self._unseen if self.fields else self._shown)
        self._shown.clear()
        self._unseen.clear()
        self.fields.clear()
        self.pieces, self.begun = self._shown, False
        return text


def _sign(kind: str, element: Any) -> str:
    parent = element.getparent()
    if parent is None or parent.tag not in _RUNS:
        return ""
    return _SIGNS[kind]


class _Grid:
    """Cells at their places, as rows of a table come in.

    ``boxes``: top, left, bottom, right of cells that may be merged. ``marks``: those met in the open cell; ``spots``: number,
    row and column of all others. ``column``: where the next cell begins.
    """

    def __init__(self, budget: CellBudget) -> None:
        self.rows: list[list[str]] = []
        self.boxes: list[list[int]] = []
        self.marks: list[int] = []
        self.spots: list[tuple[int, int, int]] = []
        self.column = 0
        self._row: list[str] = []
        self._paid = 0  # for so many cells of the row
        self._budget = budget
        self._last: list[int] | None = None
        # Left edge → box that goes on downwards, of the row above and of this one.
        self._above: dict[int, list[int]] = {}
        self._open: dict[int, list[int]] = {}

    def open_row(self) -> None:
        self.end_row()
        self._row = []
        self.rows.append(self._row)
        self.column, self._last = 0, None
        self._above, self._open = self._open, {}

    def end_row(self) -> None:
        self._budget.spend(len(self._row) - self._paid)
        self._paid = 0

    def sheet(self, name: str) -> Sheet:
        """All that was put, once the last cell has been."""
        self.end_row()
        merges = tuple(Merge(*box) for box in self.boxes if box[0] < box[2] or box[1] < box[3])
        return Sheet(name, tuple(map(tuple, self.rows)), merges)

    def put(self, text: str, span: int, down: str, across: str) -> None:
        """The next cell of the row. ``down`` and ``across``: what it says of its merges, "" for nothing."""
        if not self.rows:
            self.open_row()
        row, left = self._row, self.column
        if span < 2 and not down and not across and len(row) == left and not self.marks:
            row.append(text)
            self.column, self._last = left + 1, None
        else:
            self._put_merged(text, left, left + max(span, 1) - 1, down, across)

    def _put_merged(self, text: str, left: int, right: int, down: str, across: str) -> None:
        row, top = self._row, len(self.rows) - 1
        if right == len(row):
            row.append("")
        else:
            self._budget.spend(right + 1 - self._paid)
            self._paid = right + 1
            row += [""] * (right + 1 - len(row))
        self.column = right + 1
        above = self._above.get(left)
        if across == "continue" and self._last is not None:
            self._last[3] = right
            top, left = self._last[:2]
        elif down == "continue" and above is not None and above[3] == right:
            # What stands in the lower cells of a merge is seen by nobody.
            above[2] = top
            self._open[left] = above
            top, left = above[:2]
        else:
            row[left] = text
            self._last = None
            if down or across or right > left:
                self._last = [top, left, top, right]
                self.boxes.append(self._last)
                if down:
                    self._open[left] = self._last
        if self.marks:
            self.spots += [(number, top, left) for number in self.marks]
            self.marks.clear()
