"""The pages of an official paper: upright, turned for wide tables, or the 细化表's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

from qcapp.forms.docx_base import mm, parsed
from qcapp.forms.docx_table import twips
from qcapp.forms.docx_writer import LAST_LINE
from qcapp.forms.layout import Paper
from qcapp.forms.metrics import POINTS_PER_MM, page_for
from qcapp.forms.paper_styles import PAGE_SIZE, PITCH

DASH_BELOW = 7.0
"""From the edge of the text to the dashes of the page number, millimetres."""
_BINDING = 3.0
"""By how much the 细化表 stands right of the middle: its page number needs the room."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its margins, millimetres. ``footer``: of the page number's line from the edge of the paper."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    footer: float
    lined: bool = True

    @property
    def landscape(self) -> bool:
        return self.width > self.height

    @property
    def turned(self) -> bool:
        """Whether it is an upright A4 sheet turned, as against a folded A3."""
        return self.landscape and self.height == UPRIGHT.width

    @property
    def text_width(self) -> float:
        """Millimetres."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Millimetres."""
        return self.height - self.top - self.bottom


# The dashes are half a line above the foot of their line.
_FOOT = 35 - DASH_BELOW - PAGE_SIZE / 2 / POINTS_PER_MM
UPRIGHT = Sheet(210, 297, top=37, right=26, bottom=35, left=28, footer=_FOOT)
TURNED = Sheet(297, 210, top=28, right=37, bottom=26, left=35, footer=10)


def sheet_for(paper: Paper) -> Sheet:
    """The page that the 细化表 is drawn for."""
    page, (width, height) = page_for(paper), paper.size()
    aside = _BINDING if height == UPRIGHT.width else 0.0
    return Sheet(width, height, page.top, page.right - aside, page.bottom, page.left + aside, page.footer, lined=False)


def section_xml(sheet: Sheet, references: str) -> str:
    """``<w:sectPr>``. ``references``: to headers and footers."""
    orient = ' w:orient="landscape"' if sheet.landscape else ""
    grid = f'<w:docGrid w:type="lines" w:linePitch="{twips(PITCH)}"/>' if sheet.lined else ""
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/><w:pgSz w:w="{mm(sheet.width)}" w:h="{mm(sheet.height)}"{orient}/>'
        f'<w:pgMar w:top="{mm(sheet.top)}" w:right="{mm(sheet.right)}" w:bottom="{mm(sheet.bottom)}" w:left="{mm(sheet.left)}" '
        f'w:header="{mm(15)}" w:footer="{mm(sheet.footer)}" w:gutter="0"/><w:cols w:space="720"/>{grid}</w:sectPr>'
    )


def closed(elements: Sequence[etree._Element]) -> list[etree._Element]:
    """The elements with a paragraph at their end, which a table is not; it has no height."""
    found = list(elements)
    return found if found and found[-1].tag == qn("w:p") else found + parsed(LAST_LINE)


def ended(elements: Sequence[etree._Element], section: etree._Element) -> list[etree._Element]:
    """The elements as a section that another follows; its last paragraph bears the mark."""
    found = closed(elements)
    if found[-1].find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
        found += parsed(LAST_LINE)
    _properties(found[-1]).append(section)
    return found


def _properties(paragraph: etree._Element) -> etree._Element:
    found = paragraph.find(qn("w:pPr"))
    if found is None:
        found = parsed("<w:pPr/>")[0]
        paragraph.insert(0, found)
    return found
