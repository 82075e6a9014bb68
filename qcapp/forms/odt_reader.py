"""OpenDocument texts that came back, as a Document: each table a sheet, as docx_reader does it for Word's.

Deleted text stands apart in this format (text:tracked-changes), so that the body is the text with all changes accepted. The
file has been through the container gate.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from qcapp.domain.errors import ExpectedError, UnreadableFile
from qcapp.domain.sheet import Aside, Document, Merge, Picture, Sheet
from qcapp.forms.carrier_names import HIDDEN
from qcapp.forms.docx_marks import BOX, COMMENT, ENDNOTE, FOOTNOTE, Mark
from qcapp.forms.docx_tidy import MOST_NESTED, MOST_SPAN, TOO_DEEP, CellBudget, Tidied
from qcapp.forms.odt_parts import OdtParts, get, is_object, local, number

DAMAGED = "文件已损坏，读不出表格，请让填报单位用 WPS 或 Word 打开后另存为 docx 再报。"
_MOST_REPEATED, _MOST_SPACES = 1_000, 1_000
_SPACE = re.compile(r"[ \t\r\n]+")

_LINES = frozenset({"p", "h"})
# What is not the text itself: small print over a word, prompts, and how the document is set.
_APART = frozenset({
    "tracked-changes", "ruby-text", "placeholder", "annotation-end", "soft-page-break", "forms", "sequence-decls",
    "variable-decls", "user-field-decls", "dde-connection-decls", "bibliography-mark", "script", "hidden-paragraph",
})
_DRAWN = frozenset({
    "frame", "custom-shape", "rect", "g", "ellipse", "circle", "polygon", "path", "line", "connector", "caption",
})


def read_odt(data: bytes) -> Document:
    """The tables, carriers and paragraphs of an odt. UnreadableFile when it can't be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = OdtParts(archive)
        return _Body(parts).read()
    except ExpectedError:
        raise
    except Exception as error:  # damaged bytes make parsers raise anything
        raise UnreadableFile(DAMAGED) from error


class _Body:
    """One walk over the text."""

    def __init__(self, parts: OdtParts) -> None:
        self._parts = parts
        self._seen = Tidied()
        self._budget = CellBudget()
        self._sheets: list[Sheet] = []
        self._pictures: list[Picture] = []
        self._here: list[Mark] = []  # of the outermost cell that is being read
        self._depth = 0  # of the table that is being read

    def read(self) -> Document:
        text = self._parts.text()
        self._seen.changed = next(text.iter("{*}changed-region"), None) is not None
        texts = tuple(line for line in self._blocks(text) if line.strip())
        carriers = (*self._parts.carriers(), *((HIDDEN, text) for text in self._seen.hidden))
        found = tuple(dict.fromkeys((carrier, text) for carrier, text in carriers if text))
        texts += tuple(self._seen.marks.notes)
        return Document("odt", tuple(self._sheets), found, texts, tuple(self._seen.notes()), tuple(self._pictures))

    def _blocks(self, parent: Any) -> Iterator[str]:
        """Paragraphs below an element. Tables on the way become sheets, or, within a cell, lines of it."""
        for child in parent.iterchildren(etree.Element):
            name = local(child)
            if name in _LINES:
                # A text box or a table may be anchored in the paragraph and add paragraphs of its own.
                words: list[str] = []
                boxed: list[str] = []
                self._paragraph(child, words, boxed)
                yield "".join(words)
                yield from boxed
            elif name == "table":
                yield from self._table_met(child)
            elif name == "list":
                lines = list(self._blocks(child))
                self._seen.numbered += self._numbered(child, lines)
                yield from lines
            elif name == "section" and get(child, "display") == "none":
                self._hide(child)
            elif name in _DRAWN:
                yield from self._drawn(child)
            elif name == "annotation":
                self._comment(child)
            elif name == "note":
                self._note(child)
            elif name not in _APART:
                yield from self._blocks(child)

    def _numbered(self, items: Any, lines: list[str]) -> int:
        """How many paragraphs of a cell have a number or bullet of the program's; a list in a list counts once."""
        if not self._depth or (items.getparent() is not None and local(items.getparent()) == "list-item"):
            return 0
        return sum(1 for line in lines if line.strip())

    def _paragraph(self, paragraph: Any, words: list[str], boxed: list[str]) -> None:
        if self._parts.is_hidden("paragraph", paragraph):
            self._hide(paragraph)
        else:
            self._inline(paragraph, words, boxed)

    def _inline(self, element: Any, words: list[str], boxed: list[str]) -> None:
        """Add the text within an element, in which white space counts once."""
        if element.text:
            words.append(_SPACE.sub(" ", element.text))
        for child in element:
            if isinstance(child.tag, str):
                self._piece(child, words, boxed)
            if child.tail:
                words.append(_SPACE.sub(" ", child.tail))

    def _piece(self, child: Any, words: list[str], boxed: list[str]) -> None:
        name = local(child)
        if name == "s":
            words.append(" " * min(number(child, "c"), _MOST_SPACES))
        elif name == "tab":
            words.append("\t")
        elif name == "line-break":
            words.append("\n")
        elif name == "annotation":
            self._comment(child)
        elif name == "note":
            self._note(child)
        elif name == "hidden-text":
            self._seen.hidden.append(get(child, "string-value") or "".join(child.itertext()))
        elif name in _DRAWN:
            boxed += self._drawn(child)
        elif name in _APART or (name == "content-control" and get(child, "showing-place-holder") == "true"):
            pass
        elif name == "span" and self._parts.is_hidden("text", child):
            self._hide(child)
        else:
            self._inline(child, words, boxed)

    def _drawn(self, drawn: Any) -> list[str]:
        """Text boxes and pictures of cells stand at the cell; outside of tables a text box is read as text."""
        marks = self._seen.marks
        if self._depth:
            if text := _words(drawn):
                self._here.append(Mark(BOX, text))
            for each in drawn.iter("{*}frame"):
                self._picture(each)
                marks.objects += is_object(each)
            return []
        self._picture(drawn)
        lines = list(self._blocks(drawn))
        marks.boxes += any(line.strip() for line in lines) and next(drawn.iter("{*}table"), None) is None
        return lines

    def _picture(self, frame: Any) -> None:
        part = self._parts.picture(frame)
        if part and self._depth:
            self._here.append(Mark("", part))
        elif part:
            self._pictures.append(Picture("", 0, 0, part))
        elif part is not None and self._depth:
            self._seen.marks.lost += 1

    def _hide(self, element: Any) -> None:
        self._seen.hidden.append("".join(element.itertext()).strip())

    def _comment(self, element: Any) -> None:
        text = _words(element)
        if text and self._depth:
            self._here.append(Mark(COMMENT, text))
        elif text:
            self._seen.marks.comments.append(text)

    def _note(self, element: Any) -> None:
        kind = ENDNOTE if get(element, "note-class") == "endnote" else FOOTNOTE
        text = "\n".join(_words(body) for body in element.iterchildren("{*}note-body"))
        if text and self._depth:
            self._here.append(Mark(kind, text))
        elif text:
            self._seen.marks.notes.append(f"{kind}：{text}")

    def _table_met(self, table: Any) -> Iterator[str]:
        if self._depth > MOST_NESTED:
            raise UnreadableFile(TOO_DEEP)
        self._depth += 1
        sheet = self._sheet(table, f"表{len(self._sheets) + 1}")
        self._depth -= 1
        if self._depth:
            self._seen.nested += 1
            for row in sheet.rows:
                if line := " ".join(text for text in row if text.strip()):
                    yield line
        else:
            self._sheets.append(sheet)

    def _sheet(self, table: Any, name: str) -> Sheet:
        rows: list[tuple[str, ...]] = []
        merges: list[Merge] = []
        asides: list[Aside] = []
        covered: dict[int, int] = {}
        for element in _rows(table):
            row: list[str] = []
            for cell in element.iterchildren("{*}table-cell", "{*}covered-table-cell"):
                if local(cell) == "table-cell":
                    self._pass_over(covered, len(rows), row)
                column = len(row)
                self._cell(cell, len(rows), row, merges, covered)
                if self._here and self._depth == 1:
                    asides += self._marked(name, len(rows), column)
            repeated = min(number(element, "number-rows-repeated"), _MOST_REPEATED)
            self._budget.spend((repeated - 1) * len(row))
            rows += [tuple(row)] * repeated
        return Sheet(name, tuple(rows), tuple(self._within(merge, len(rows)) for merge in merges), asides=tuple(asides))

    def _marked(self, sheet: str, row: int, column: int) -> list[Aside]:
        """What was met at the cell that has just been read."""
        here, self._here = self._here, []
        self._pictures += [Picture(sheet, row, column, mark.text) for mark in here if not mark.kind]
        return [Aside(row, column, mark.kind, mark.text) for mark in here if mark.kind]

    def _pass_over(self, covered: dict[int, int], place: int, row: list[str]) -> None:
        """Some programs leave out the covered cells; then the next cell stands beyond what a cell above covers."""
        while covered.get(len(row), -1) >= place:
            self._budget.spend(1)
            row.append("")

    def _cell(self, cell: Any, place: int, row: list[str], merges: list[Merge], covered: dict[int, int]) -> None:
        repeated = min(number(cell, "number-columns-repeated"), MOST_SPAN)
        self._budget.spend(repeated)
        if local(cell) == "covered-table-cell":
            row += [""] * repeated
            return
        down, across = number(cell, "number-rows-spanned"), min(number(cell, "number-columns-spanned"), MOST_SPAN)
        if down > 1 or across > 1:
            merges.append(Merge(place, len(row), place + down - 1, len(row) + across - 1))
            covered.update((column, place + down - 1) for column in range(len(row), len(row) + across))
        row += ["\n".join(self._blocks(cell))] * repeated

    def _within(self, merge: Merge, rows: int) -> Merge:
        """A merge no longer than its table."""
        bottom = min(merge.bottom, rows - 1)
        self._budget.spend(bottom - merge.top)
        return Merge(merge.top, merge.left, bottom, merge.right)


def _words(element: Any) -> str:
    """The words of the paragraphs within an element."""
    lines = ("".join(line.itertext()).strip() for line in element.iter("{*}p", "{*}h"))
    return "\n".join(line for line in lines if line)


def _rows(table: Any) -> Iterator[Any]:
    for child in table.iterchildren("{*}table-row", "{*}table-header-rows", "{*}table-rows", "{*}table-row-group"):
        if local(child) == "table-row":
            yield child
        else:
            yield from _rows(child)
