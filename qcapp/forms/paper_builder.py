"""Putting a paper's pieces into a document, our own or a clerk's: styles, pictures, sections with their page numbers."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from itertools import groupby

from docx.document import Document as DocxDocument
from docx.oxml.shape import CT_Inline
from docx.shared import Mm
from lxml import etree

from qcapp.domain.text import scrub
from qcapp.forms.chart import Chart
from qcapp.forms.chart_picture import HERE, Drawing, Picture
from qcapp.forms.docx_base import parsed, table_styles_apart
from qcapp.forms.docx_stream import LongTables
from qcapp.forms.docx_styles import add_fonts, add_styles, restyled
from qcapp.forms.docx_writer import body_xml
from qcapp.forms.layout import Paper, TableDocument
from qcapp.forms.metrics import page_for
from qcapp.forms.page_numbers import PageNumbers
from qcapp.forms.paper import OfficialPaper
from qcapp.forms.paper_lines import Piece, Table, annex_lines, body_pieces
from qcapp.forms.paper_pictures import picture_height, picture_heights
from qcapp.forms.paper_sections import TURNED, UPRIGHT, Sheet, section_xml, sheet_for
from qcapp.forms.paper_styles import PITCH, paper_styles

Draw = Callable[[Chart, float, float], bytes]
"""A chart as PNG, that many millimetres wide and high, for print in black and white, without its title."""

Section = tuple[Sheet, list[etree._Element]]


def printed(chart: Chart, width: float, height: float, drawing: Drawing = HERE) -> bytes:
    """The usual ``Draw``."""
    return drawing.png(Picture(chart, width, height, mono=True, titled=False))


class PaperBuilder:
    """Makes elements for one document."""

    def __init__(self, docx: DocxDocument, draw: Draw | None) -> None:
        self.docx = docx
        self._draw = draw or printed
        self._ids = add_styles(docx, paper_styles())
        self._heights: Mapping[Chart, float] = {}
        self.tables = LongTables()
        self._styles: dict[Paper, dict[str, str]] = {}
        self._next_picture = docx.part.next_id
        add_fonts(docx)

    @cached_property
    def numbers(self) -> PageNumbers:
        return PageNumbers(self.docx, self._ids)

    def elements(self, pieces: Iterable[Piece]) -> list[etree._Element]:
        restyle = partial(restyled, ids=self._ids)
        texts = (self.tables.table(each.xml, restyle) if isinstance(each, Table) else each.xml for each in pieces)
        return restyle(parsed("".join(texts)))

    def annexes(self, paper: OfficialPaper) -> list[Section]:
        made: list[Section] = []
        self._heights = picture_heights(paper)
        for place, annex in enumerate(paper.annexes):
            sheet = sheet_for(annex.table.paper) if annex.table else TURNED if annex.landscape else UPRIGHT
            elements = self.elements((*annex_lines(paper, place), *body_pieces(annex.parts, sheet, self.picture)))
            if annex.table:
                elements += self._official(annex.table)
            made.append((sheet, elements))
        return made

    def section(self, sheet: Sheet, feet: str | None = None) -> etree._Element:
        """``w:sectPr`` of a section on that sheet. ``feet``: references to other footers than ours."""
        return parsed(section_xml(sheet, self.numbers.references(sheet) if feet is None else feet))[0]

    def _official(self, table: TableDocument) -> list[etree._Element]:
        """The 细化表 below the two lines of its annex. Each of its papers has styles of its own size."""
        if table.paper not in self._styles:
            styles = table_styles_apart(page_for(table.paper), f"（{table.paper.name}）")
            self._styles[table.paper] = add_styles(self.docx, styles)
        restyle = partial(restyled, ids=self._styles[table.paper])
        return restyle(parsed(body_xml(table, self.tables, 2 * PITCH, restyle)))

    def picture(self, chart: Chart, sheet: Sheet, described: str) -> str:
        width, height = sheet.text_width, self._heights.get(chart) or picture_height(chart, sheet)
        relation, _ = self.docx.part.get_or_add_image(io.BytesIO(self._draw(chart, width, height)))
        inline = CT_Inline.new_pic_inline(self._next_picture, relation, "图.png", Mm(width), Mm(height))
        inline.docPr.set("descr", scrub(described))
        inline.docPr.set("name", f"图{self._next_picture}")
        self._next_picture += 1
        return f"<w:r><w:drawing>{etree.tostring(inline, encoding='unicode')}</w:drawing></w:r>"


def joined(sections: Iterable[Section]) -> list[Section]:
    """Those that follow each other on the same kind of page as one."""
    return [
        (sheet, [each for _, elements in group for each in elements])
        for sheet, group in groupby(sections, key=lambda one: one[0])
    ]
