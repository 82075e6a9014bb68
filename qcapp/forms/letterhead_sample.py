"""A letterhead to start from: the red head of GB/T 9704-2012 with every place to be filled in, and a 版记 at the end."""

from __future__ import annotations

from qcapp.forms.docx_base import new_document, packed, parsed
from qcapp.forms.docx_styles import add_fonts, add_styles
from qcapp.forms.docx_table import twips
from qcapp.forms.letterhead import ADDRESSEE, ANNEXES, NUMBER, PRINT_DAY, TEXT, TITLE
from qcapp.forms.metrics import POINTS_PER_MM
from qcapp.forms.page_numbers import PageNumbers
from qcapp.forms.paper_lines import Line, words
from qcapp.forms.paper_sections import UPRIGHT, section_xml
from qcapp.forms.paper_styles import ADDRESSEE as ADDRESSEE_STYLE
from qcapp.forms.paper_styles import BODY, GRID_SIZES, grid_styles, paper_styles
from qcapp.forms.paper_styles import NUMBER as NUMBER_STYLE
from qcapp.forms.paper_styles import TITLE as TITLE_STYLE

_MARK_SIZE = 46.0
_MARK_BELOW = 35.0
"""From the edge of the text to the top of the office's name, millimetres."""
_RULE_BELOW = 4.0
"""From 发文字号 to the red line, millimetres."""
_RED = "FF0000"


def sample_letterhead() -> bytes:
    """A docx file's bytes; only the office's names are to be written over."""
    docx = new_document()
    add_styles(docx, paper_styles())
    add_fonts(docx)
    docx.settings.odd_and_even_pages_header_footer = True
    docx.core_properties.title = "公文版头"
    section = section_xml(UPRIGHT, PageNumbers(docx, {}).references(UPRIGHT))
    body = docx.element.body
    body.remove(body.sectPr)
    body.extend(parsed(_head() + _text() + _imprint() + section))
    return packed(docx)


def _place(name: str) -> str:
    return words(f"【{name}】")


def _head() -> str:
    """The office's name, two lines, the number, the red line, two lines."""
    above, pitch = twips(_MARK_BELOW * POINTS_PER_MM), twips(_MARK_SIZE * 1.2)
    look = f'<w:spacing w:before="{above}" w:after="0" w:line="{pitch}" w:lineRule="exact"/>'
    size = round(2 * _MARK_SIZE)
    red = f'<w:rPr><w:rFonts w:hint="eastAsia"/><w:color w:val="{_RED}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    mark = f"<w:r>{red}<w:t>发文机关名称文件</w:t></w:r>"
    below = round(_RULE_BELOW * POINTS_PER_MM)
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="{below}" w:color="{_RED}"/></w:pBdr>'
    blank = Line(NUMBER_STYLE)
    lines = (Line(TITLE_STYLE, mark, look=look), blank, blank, Line(NUMBER_STYLE, _place(NUMBER), look=rule), blank, blank)
    return "".join(line.xml for line in lines)


def _text() -> str:
    lines = (
        Line(TITLE_STYLE, _place(TITLE)), Line(BODY), Line(ADDRESSEE_STYLE, _place(ADDRESSEE)),
        Line(BODY, _place(TEXT)), Line(BODY, _place(ANNEXES)),
    )
    return "".join(line.xml for line in lines)


def _imprint() -> str:
    """版记 at the foot of its page: 抄送, who printed it and when, in 四号 between lines as wide as the text."""
    _, style = grid_styles(GRID_SIZES[0])
    width = twips(UPRIGHT.text_width * POINTS_PER_MM)
    edge = f'<w:ind w:left="{twips(GRID_SIZES[0])}" w:right="{twips(GRID_SIZES[0])}"/>'

    def cell(text: str, share: float, side: str, columns: int = 1) -> str:
        span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
        line = Line(style, words(text), look=f'{edge}<w:jc w:val="{side}"/>').xml
        return f'<w:tc><w:tcPr><w:tcW w:w="{round(width * share)}" w:type="dxa"/>{span}</w:tcPr>{line}</w:tc>'

    rows = (cell("抄送：抄送机关。", 1, "left", 2), cell("印发机关", 0.5, "left") + cell(f"【{PRINT_DAY}】印发", 0.5, "right"))
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (("top", 8), ("bottom", 8), ("insideH", 6))
    )
    columns = f'<w:gridCol w:w="{width // 2}"/>' * 2
    return (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="margin" '
        f'w:tblpXSpec="center" w:tblpYSpec="bottom"/><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(f'<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>' for row in rows)}</w:tbl>{Line(BODY).xml}"
    )
