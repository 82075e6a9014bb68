"""Word documents that came back, as a Document: each table a sheet, its cells at their places in the table's grid.

The tree is walked with lxml; python-docx drops content controls and tracked insertions, and takes seconds for tables with many
merged rows. The file has been through the container gate.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qcapp.domain.errors import ExpectedError, UnreadableFile
from qcapp.domain.sheet import Document, Merge, Picture, Sheet
from qcapp.forms.carrier_names import HIDDEN
from qcapp.forms.docx_marks import MARK
from qcapp.forms.docx_parts import DocxParts, bookmarks, value_of, w
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
    root = parts.body()
    carriers = [*parts.carriers(), *bookmarks(root)]
    budget = CellBudget()
    seen = tidy(root, parts, lambda table: _flat(_table(table, "", budget)[0]))
    carriers += [(HIDDEN, text) for text in seen.hidden]
    sheets, pictures = [], [Picture("", 0, 0, part) for part in seen.marks.pictures]
    for number, table in enumerate(list(root.iter(*w("tbl"))), start=1):
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


def _table(table: Any, name: str, budget: CellBudget) -> tuple[Sheet, list[tuple[int, int, int]]]:
    """A table that holds no other, and the marks in it: number, row and column of each."""
    grid, words = _Grid(budget), _Words()
    for element in table.iter(*_TEXTS, *_GRID, MARK):
        kind = _KINDS[element.tag]
        if kind in ("t", "p"):
            words.add(kind, element)
        elif kind == "tc":
            grid.close_cell(words.take())
            grid.open_cell()
        elif kind == "tr":
            grid.close_cell(words.take())
            grid.open_row()
        elif kind == "gridSpan":
            grid.span = _count(element)
        elif kind == "gridBefore":
            grid.column += _count(element)
        elif kind == "vMerge":
            grid.down = value_of(element) or "continue"
        elif kind == "hMerge":
            grid.across = value_of(element) or "continue"
        elif kind == "mark":
            grid.marks.append(int(element.get("n")))
        else:
            words.add(kind, element)
    grid.close_cell(words.take())
    merges = tuple(Merge(*box) for box in grid.boxes if box[0] < box[2] or box[1] < box[3])
    return Sheet(name, tuple(map(tuple, grid.rows)), merges), grid.spots


def _count(element: Any) -> int:
    text = value_of(element) or ""
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
    if count > MOST_SPAN:
        raise UnreadableFile(TOO_LARGE)
    return count


class _Words:
    """The text of a cell or paragraph, put together of elements as they come."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._begun = False
        # Complex fields that are open, each True while in its instructions; what stands there is shown to nobody.
        self._fields: list[bool] = []
        self._unseen: list[str] = []

    def add(self, kind: str, element: Any) -> None:
        if kind == "t":
            text = element.text
            if not text:
                return
            piece = text.replace("\n", " ") if "\n" in text else text
        elif kind == "p":
            piece = "\n" if self._begun else ""
            self._begun = True
        elif kind == "fldChar":
            self._field(value_of(element, "fldCharType"))
            return
        else:
            piece = _sign(kind, element)
        (self._unseen if self._fields and any(self._fields) else self._parts).append(piece)

    def _field(self, what: str | None) -> None:
        if what == "begin":
            self._fields.append(True)
        elif self._fields and what == "separate":
            self._fields[-1] = False
        elif self._fields and what == "end":
            self._fields.pop()
            if not self._fields:
                self._unseen.clear()

    def take(self) -> str:
        """The text so far; the next one begins. A field that never ends hides nothing."""
        if self._fields:
            self._parts += self._unseen
            self._fields.clear()
            self._unseen.clear()
        text = "".join(self._parts)
        self._parts.clear()
        self._begun = False
        return text


def _sign(kind: str, element: Any) -> str:
    parent = element.getparent()
    if parent is None or parent.tag not in _RUNS:
        return ""
    return _SIGNS[kind]


class _Grid:
    """Cells at their places, as rows of a table come in.

    ``boxes``: top, left, bottom, right of cells that may be merged. ``marks``: those met in the open cell; ``spots``: number,
    row and column of all others.
    """

    def __init__(self, budget: CellBudget) -> None:
        self.rows: list[list[str]] = []
        self.boxes: list[list[int]] = []
        self.marks: list[int] = []
        self.spots: list[tuple[int, int, int]] = []
        self.column = 0
        self.span = 1
        self.down = self.across = ""
        self._budget = budget
        self._in_cell = False
        self._last: list[int] | None = None
        # Left edge → box that goes on downwards, of the row above and of this one.
        self._above: dict[int, list[int]] = {}
        self._open: dict[int, list[int]] = {}

    def open_row(self) -> None:
        self.rows.append([])
        self.column, self._last = 0, None
        self._above, self._open = self._open, {}

    def open_cell(self) -> None:
        if not self.rows:
            self.open_row()
        self._in_cell, self.span, self.down, self.across = True, 1, "", ""

    def close_cell(self, text: str) -> None:
        """Put the open cell, if any, at its place with its text."""
        if not self._in_cell:
            return
        self._in_cell = False
        row, left, right = self.rows[-1], self.column, self.column + max(self.span, 1) - 1
        self._budget.spend(right + 1 - len(row))
        row += [""] * (right + 1 - len(row))
        self.column = right + 1
        above = self._above.get(left)
        top = len(self.rows) - 1
        if self.across == "continue" and self._last is not None:
            self._last[3] = right
            top, left = self._last[:2]
        elif self.down == "continue" and above is not None and above[3] == right:
            # What stands in the lower cells of a merge is seen by nobody.
            above[2] = top
            self._open[left] = above
            top, left = above[:2]
        else:
            self._place(text, left, right)
        if self.marks:
            self.spots += [(number, top, left) for number in self.marks]
            self.marks.clear()

    def _place(self, text: str, left: int, right: int) -> None:
        top = len(self.rows) - 1
        self.rows[top][left] = text
        self._last = None
        if self.down or self.across or right > left:
            self._last = [top, left, top, right]
            self.boxes.append(self._last)
        if self.down and self._last is not None:
            self._open[left] = self._last
