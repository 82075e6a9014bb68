"""Long tables of a docx, whose rows never stand in its tree: a mark there says where they come; they are written by the piece.

A tree takes some thirty times what its text does. Each piece is parsed and written as a part of the document that it stands in,
so that the file has the bytes that the whole tree would give.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any

from docx.document import Document as DocxDocument
from lxml import etree

from qcapp.forms.docx_base import packed, parsed

Restyle = Callable[[list[etree._Element]], list[etree._Element]]

LONG = 1_000_000
"""Characters of a table's rows from which on they are written by the piece."""
_PIECE = 500_000
_COPIED = 1 << 20
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)
_MARK = re.compile(rb"<\?qc-rows (\d+)\?>")
_END = "</w:tr>"


@dataclass(frozen=True, slots=True)
class _Rows:
    texts: Iterable[str]
    restyle: Restyle | None


class LongTables:
    """Those of one document."""

    def __init__(self) -> None:
        self._tables: list[_Rows] = []

    def rows(self, rows: Iterable[str], restyle: Restyle | None = None) -> str:
        """What stands in ``w:tbl`` for those rows: themselves where they are few. ``restyle``: done to each that is not."""
        coming = iter(rows)
        first: list[str] = []
        length = 0
        for row in coming:
            first.append(row)
            length += len(row)
            if length > LONG:
                self._tables.append(_Rows(chain(first, coming), restyle))
                return f"<?qc-rows {len(self._tables) - 1}?>"
        return "".join(first)

    def table(self, xml: str, restyle: Restyle | None = None) -> str:
        """A whole ``w:tbl``, without one inside of it, in the same way."""
        start = xml.find("<w:tr>")
        if len(xml) <= LONG or start < 0:
            return xml
        end = xml.rindex(_END) + len(_END)
        return f"{xml[:start]}{self.rows(_cut(xml, start, end), restyle)}{xml[end:]}"

    def pack(self, docx: DocxDocument, out: IO[bytes]) -> None:
        """Write the document as a docx file; once only. Equal documents give equal bytes."""
        data = packed(docx)
        if not self._tables:
            out.write(data)
            return
        main = docx.part.package.main_document_part.partname.membername
        with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for entry in given.infolist():
                info = zipfile.ZipInfo(entry.filename, _FIRST_DATE)
                info.compress_type, info.external_attr = entry.compress_type, entry.external_attr
                text = given.read(entry)
                with made.open(info, "w") as member:
                    for piece in self._filled(text, docx) if entry.filename == main else (text,):
                        member.write(piece)

    def _filled(self, text: bytes, docx: DocxDocument) -> Iterator[bytes]:
        """The document's XML with the rows in the places of their marks."""
        told = docx.element.iter(etree.ProcessingInstruction)
        marks = {int(mark.text or ""): mark for mark in told if mark.target == "qc-rows"}
        at = 0
        for found in _MARK.finditer(text):
            yield text[at : found.start()]
            number = int(found[1])
            around = marks[number].getparent()
            assert around is not None, "rows stand in their table"
            for piece in _pieces(self._tables[number].texts):
                yield _written(piece, self._tables[number].restyle, around)
            at = found.end()
        yield text[at:]


def _cut(xml: str, start: int, end: int) -> Iterator[str]:
    """Row by row."""
    while start < end:
        after = xml.index(_END, start) + len(_END)
        yield xml[start:after]
        start = after


def _pieces(rows: Iterable[str]) -> Iterator[str]:
    """Neighbouring rows together."""
    held: list[str] = []
    length = 0
    for row in rows:
        held.append(row)
        length += len(row)
        if length > _PIECE:
            yield "".join(held)
            held, length = [], 0
    if held:
        yield "".join(held)


def _written(rows: str, restyle: Restyle | None, around: etree._Element) -> bytes:
    """As they would be inside of that table."""
    elements = parsed(rows)
    names: Any = around.nsmap
    table = etree.Element(around.tag, nsmap=names)
    table.extend(restyle(elements) if restyle else elements)
    text = etree.tostring(table, encoding="UTF-8")
    return text[text.index(b">") + 1 : text.rindex(b"</")]
