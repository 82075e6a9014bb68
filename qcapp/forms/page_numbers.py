"""The page numbers of an official paper: — 1 —, on the right of odd and on the left of even pages, one character in.

A turned page is bound with the others, so its number stands where theirs does once the sheet is upright: at the lower left
of an odd one, at the upper left of an even one, on its side (GB/T 9704-2012, 7.5 and 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from qcapp.forms.docx_base import DECLARATION, R_NS, W_NS
from qcapp.forms.docx_table import field, run
from qcapp.forms.metrics import POINTS_PER_MM
from qcapp.forms.paper_sections import DASH_BELOW, Sheet
from qcapp.forms.paper_styles import PAGE_EVEN, PAGE_ODD

_FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_EMU_PER_MM = 36_000
_NUMBER_WIDTH = 8.0
"""Of the box in which a turned page's number lies, millimetres."""
_LOW = 0.6
"""By how much the dashes lie below the middle of their line, millimetres."""


class PageNumbers:
    """Footers with page numbers in one document, each made when a section first asks for it."""

    def __init__(self, docx: DocxDocument, styles: Mapping[str, str]) -> None:
        """``styles``: our id → the id that the style has in the document."""
        self._docx, self._styles = docx, styles
        self._turned: dict[Sheet, str] = {}

    def references(self, sheet: Sheet) -> str:
        if not sheet.turned:
            return self.upright
        if sheet not in self._turned:
            odd, even = (_turned_footer(sheet, self._line(style)) for style in (PAGE_ODD, PAGE_EVEN))
            self._turned[sheet] = self._referred(odd, even)
        return self._turned[sheet]

    @cached_property
    def upright(self) -> str:
        return self._referred(_footer(self._line(PAGE_ODD)), _footer(self._line(PAGE_EVEN)))

    def _line(self, style: str) -> str:
        return _number_line(self._styles.get(style, style))

    def _referred(self, odd: str, even: str) -> str:
        kinds = (("default", self._added(odd)), ("even", self._added(even)))
        return "".join(f'<w:footerReference w:type="{kind}" r:id="{added}"/>' for kind, added in kinds)

    def _added(self, xml: str) -> str:
        package = self._docx.part.package
        name = package.next_partname("/word/footer%d.xml")
        part = Part(PackURI(name), _FOOTER_TYPE, (DECLARATION + xml).encode(), package)
        return self._docx.part.relate_to(part, RELATIONSHIP_TYPE.FOOTER)


def _number_line(style: str) -> str:
    """— 1 —"""
    hint = '<w:rFonts w:hint="eastAsia"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run("— ", hint)}{field("PAGE")}{run(" —", hint)}</w:p>'


def _footer(inside: str) -> str:
    return f'<w:ftr xmlns:w="{W_NS}">{inside}</w:ftr>'


_SPACES = " ".join((
    f'xmlns:w="{W_NS}"', f'xmlns:r="{R_NS}"',
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
    'xmlns:v="urn:schemas-microsoft-com:vml"', 'xmlns:o="urn:schemas-microsoft-com:office:office"',
))


def _turned_footer(sheet: Sheet, line: str) -> str:
    """A box along the left of the sheet, as long as the text is high, in which the line runs downwards."""
    left, top = sheet.left - DASH_BELOW - _NUMBER_WIDTH / 2 + _LOW, sheet.top
    height = sheet.text_height
    content = f"<w:txbxContent>{line}</w:txbxContent>"
    x, y, cx, cy = (round(value * _EMU_PER_MM) for value in (left, top, _NUMBER_WIDTH, height))
    drawing = (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" '
        'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        '<wp:docPr id="1" name="页码"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f'<wps:txbx>{content}</wps:txbx>'
        '<wps:bodyPr rot="0" vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr" anchorCtr="0">'
        "<a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    place = ";".join(
        f"{name}:{round(value * POINTS_PER_MM, 2)}pt"
        for name, value in (("margin-left", left), ("margin-top", top), ("width", _NUMBER_WIDTH), ("height", height))
    )
    older = (
        '<w:pict><v:rect id="PageNumber" stroked="f" filled="f" style="position:absolute;'
        f'{place};z-index:2;mso-position-horizontal-relative:page;mso-position-vertical-relative:page;v-text-anchor:middle">'
        f'<v:textbox style="layout-flow:vertical" inset="0,0,0,0">{content}</v:textbox></v:rect></w:pict>'
    )
    box = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{older}</mc:Fallback>'
    anchor = '<w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr>'
    return f"<w:ftr {_SPACES}><w:p>{anchor}<w:r><mc:AlternateContent>{box}</mc:AlternateContent></w:r></w:p></w:ftr>"
