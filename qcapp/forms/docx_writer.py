"""The 细化表 as docx: the official table, or a unit's fill-in form.

A form bears its id as custom property, document identifier, bookmark, hidden run, footer and visible 表号; see carriers.py.
Its cells to fill in are coloured; it is not write-protected. A read-only document with permission ranges was tried:
LibreOffice 7.4 then takes no key anywhere, and saves the ranges of empty cells with two starts and no end. A change of
the official text does no harm, since the merge keeps ours and says so.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

from docx.document import Document as DocxDocument
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from qcapp.domain.page_setup import PageNumbers, PageSetup
from qcapp.domain.text import scrub
from qcapp.forms import carriers
from qcapp.forms.docx_base import add_custom_properties, new_document, parsed
from qcapp.forms.docx_stream import LongTables, Restyle
from qcapp.forms.docx_table import field, paragraphs, run, table_xml
from qcapp.forms.layout import FormIdentity, TableDocument
from qcapp.forms.safe_write import replace_file

_HIDDEN_RUN = '<w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
_LONGEST_PROPERTY = 255
# After a table that ends the text Word wants a paragraph; this one takes no room.
LAST_LINE = (
    '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
)


def write_docx(document: TableDocument, target: Path) -> None:
    """Write the table to ``target``; WriteFailed when it can't be, with the older file whole."""
    docx, tables = _drawn(document)
    save_docx(docx, tables, target)


def save_docx(docx: DocxDocument, tables: LongTables, target: Path) -> None:
    """Put a document in the place of ``target``; WriteFailed when it can't be, with the older file whole."""
    replace_file(target, partial(_write, docx, tables), _verify)


def docx_bytes(document: TableDocument) -> bytes:
    """The document as a docx file's bytes; equal documents give equal bytes."""
    docx, tables = _drawn(document)
    out = io.BytesIO()
    tables.pack(docx, out)
    return out.getvalue()


def _drawn(document: TableDocument) -> tuple[DocxDocument, LongTables]:
    docx, tables = new_document(document.paper, document.setup), LongTables()
    end = docx.element.body.sectPr
    for element in parsed(body_xml(document, tables)):
        end.addprevious(element)
    identity = document.identity
    write_footer(docx, document.setup, carriers.number_line(identity.form_id) if identity else document.printed)
    if document.setup.title_on_each:
        repeat_above(docx, above_xml(document.title, carriers.caption_of(document)))
    docx.core_properties.title = scrub(document.title)[:_LONGEST_PROPERTY]
    if document.identity:
        _mark(docx, document.identity)
    return docx, tables


def body_xml(document: TableDocument, tables: LongTables, above: float = 0.0, restyle: Restyle | None = None) -> str:
    """Title, caption, table and instructions. ``above``: points taken by what else stands over them on the first page.
    ``restyle``: done to rows that are kept for ``tables``."""
    return _above(document) + table_xml(document, above, partial(tables.rows, restyle=restyle)) + _below(document)


def _above(document: TableDocument) -> str:
    """Title and caption; in a form the caption bears the bookmark and the hidden run."""
    above = above_xml(document.title, carriers.caption_of(document))
    if document.identity:
        form_id = document.identity.form_id
        bookmark = f'<w:bookmarkStart w:id="0" w:name="{carriers.bookmark_name(form_id)}"/><w:bookmarkEnd w:id="0"/>'
        above = f"{above.removesuffix('</w:p>')}{bookmark}{_HIDDEN_RUN.format(form_id)}</w:p>"
    return above


def above_xml(title: str, caption: str) -> str:
    """Title, and below it the caption where there is one."""
    return paragraphs(title, "QCTitle") + (paragraphs(caption, "QCCaption") if caption else "")


def _below(document: TableDocument) -> str:
    """The numbered instructions, or the empty line that has to be."""
    if not document.notes:
        return LAST_LINE
    last = len(document.notes)
    notes = (
        paragraphs(f"{number}. {note}", "QCNote", "<w:keepNext/>" if number < last else "")
        for number, note in enumerate(document.notes, start=1)
    )
    return paragraphs("填表说明：", "QCNoteHead") + "".join(notes)


def write_footer(docx: DocxDocument, setup: PageSetup, words: str) -> None:
    """第 1 页　共 9 页, or as the setup has it, and before it a form's 表号 or the day of printing."""
    match setup.numbers:
        case PageNumbers.OF_TOTAL:
            fields = f"{run('第 ')}{field('PAGE')}{run(' 页　共 ')}{field('NUMPAGES')}{run(' 页')}"
        case PageNumbers.DASHES:
            fields = f"{run('— ')}{field('PAGE')}{run(' —')}"
        case PageNumbers.NONE:
            fields = ""
    before = run(f"{words}　　　" if fields else words) if words else ""
    line = f'<w:p><w:pPr><w:pStyle w:val="QCFooter"/></w:pPr>{before}{fields}</w:p>'
    _fill(docx.sections[0].footer.paragraphs[0]._p, parsed(line))


def repeat_above(docx: DocxDocument, above: str) -> None:
    """What stands over the table on the first page stands over it on all others too: as their header, once the footer is
    written."""
    section = docx.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance = section.top_margin
    _fill(section.header.paragraphs[0]._p, parsed(above))
    _fill(section.first_page_footer.paragraphs[0]._p, [deepcopy(each._p) for each in section.footer.paragraphs])


def _fill(old: BaseOxmlElement, new: Iterable[etree._Element]) -> None:
    """Put them in the place of the empty paragraph of a new header or footer."""
    for element in new:
        old.addprevious(element)
    parent = old.getparent()
    assert parent is not None, "it stands in a header or footer"
    parent.remove(old)


def _mark(docx: DocxDocument, identity: FormIdentity) -> None:
    docx.core_properties.identifier = identity.form_id
    add_custom_properties(docx, dict(carriers.properties_of(identity)))


def _write(docx: DocxDocument, tables: LongTables, path: Path) -> None:
    with path.open("wb") as file:
        tables.pack(docx, file)


def _verify(path: Path) -> None:
    """The package opens and its text parses; raises whatever zipfile or lxml has against it."""
    with zipfile.ZipFile(path) as package, package.open("word/document.xml") as text:
        nothing: Any = _Nothing()
        etree.parse(text, etree.XMLParser(target=nothing))


class _Nothing:
    """What a parser makes of a text that it only has to read."""

    def start(self, tag: str, attributes: object) -> None:
        pass

    def close(self) -> None:
        pass
