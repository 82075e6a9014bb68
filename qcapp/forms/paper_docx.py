"""An official paper 公文 as docx by GB/T 9704-2012, on our own page or in a clerk's own letterhead.

Each annex stands on a page of its own; turned pages and the 细化表's are sections of their own, so that the whole is one
document with one run of page numbers.
"""

from __future__ import annotations

import io
from pathlib import Path

from docx.document import Document as DocxDocument

from qcapp.domain.text import scrub
from qcapp.forms.docx_base import new_document
from qcapp.forms.docx_stream import LongTables
from qcapp.forms.docx_writer import save_docx
from qcapp.forms.letterhead import ADDRESSEE, CONTACT, DAY, NUMBER, SIGNATURE, TITLE, Letterhead, open_letterhead, values_of
from qcapp.forms.letterhead_pages import add_annexes, number_pages
from qcapp.forms.paper import OfficialPaper
from qcapp.forms.paper_builder import Draw, PaperBuilder, joined
from qcapp.forms.paper_lines import Line, addressee_lines, contact_lines, number_lines, text_pieces, title_line
from qcapp.forms.paper_sections import UPRIGHT, closed, ended
from qcapp.forms.paper_styles import BODY

_LONGEST_PROPERTY = 255


def write_paper(paper: OfficialPaper, target: Path, letterhead: bytes | None = None, draw: Draw | None = None) -> None:
    """Write the paper to ``target``; WriteFailed when it can't be, with the older file whole.

    ``letterhead``: a clerk's own template, see letterhead.py; UnreadableFile when it is none. ``draw`` draws its charts.
    """
    docx, tables = _drawn(paper, letterhead, draw)
    save_docx(docx, tables, target)


def paper_bytes(paper: OfficialPaper, letterhead: bytes | None = None, draw: Draw | None = None) -> bytes:
    """The paper as a docx file's bytes; equal papers give equal bytes."""
    docx, tables = _drawn(paper, letterhead, draw)
    out = io.BytesIO()
    tables.pack(docx, out)
    return out.getvalue()


def _drawn(paper: OfficialPaper, letterhead: bytes | None, draw: Draw | None) -> tuple[DocxDocument, LongTables]:
    docx, tables = _plain(paper, draw) if letterhead is None else _headed(paper, open_letterhead(letterhead), draw)
    _name(docx, paper)
    return docx, tables


def _plain(paper: OfficialPaper, draw: Draw | None) -> tuple[DocxDocument, LongTables]:
    docx = new_document()
    builder = PaperBuilder(docx, draw)
    blank = Line(BODY)
    pieces = [*number_lines(paper), title_line(paper), blank, *addressee_lines(paper), *text_pieces(paper, builder.picture)]
    sections = joined([(UPRIGHT, builder.elements(pieces)), *builder.annexes(paper)])
    docx.settings.odd_and_even_pages_header_footer = True
    body = docx.element.body
    body.remove(body.sectPr)
    for sheet, elements in sections[:-1]:
        body.extend(ended(elements, builder.section(sheet)))
    sheet, elements = sections[-1]
    body.extend((*closed(elements), builder.section(sheet)))
    return docx, builder.tables


def _headed(paper: OfficialPaper, letterhead: Letterhead, draw: Draw | None) -> tuple[DocxDocument, LongTables]:
    builder = PaperBuilder(letterhead.docx, draw)
    feet = number_pages(letterhead.docx, builder.numbers)
    places = letterhead.filled(values_of(paper))
    if paper.number.strip() and NUMBER not in places and TITLE in places:
        for element in builder.elements(number_lines(paper)):
            places[TITLE].addprevious(element)
    after_day = CONTACT not in places and letterhead.follows(places.get(DAY))
    pieces = [
        *([] if TITLE in places else [*([] if NUMBER in places else number_lines(paper)), title_line(paper), Line(BODY)]),
        *([] if ADDRESSEE in places else addressee_lines(paper)),
        *text_pieces(
            paper, builder.picture, whole=False, signature=SIGNATURE not in places, day=DAY not in places,
            contact=CONTACT not in places and not after_day,
        ),
    ]
    if after_day:
        for element in builder.elements(contact_lines(paper)):
            places[DAY].addnext(element)
    letterhead.write(builder.elements(pieces or [Line(BODY)]))
    add_annexes(letterhead, builder, joined(builder.annexes(paper)), feet)
    return letterhead.docx, builder.tables


def _name(docx: DocxDocument, paper: OfficialPaper) -> None:
    """Title and office as the document's properties, and nothing else: no machine, no hour."""
    properties = docx.core_properties
    for element in list(properties._element):
        properties._element.remove(element)
    properties.title = scrub(paper.title).replace("\n", "")[:_LONGEST_PROPERTY]
    if paper.signature.strip():
        properties.author = scrub(paper.signature).replace("\n", "、")[:_LONGEST_PROPERTY]
