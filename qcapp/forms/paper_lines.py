"""What an official paper is made of, piece by piece, before it is put into a document: lines with their style, and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from qcapp.domain.text import scrub
from qcapp.forms.chart import Chart, ChartKind
from qcapp.forms.docx_table import run
from qcapp.forms.metrics import text_width
from qcapp.forms.paper import Grid, Level, OfficialPaper, Paragraph, Part
from qcapp.forms.paper_flow import end_is_near
from qcapp.forms.paper_grid import grid_xml
from qcapp.forms.paper_sections import UPRIGHT, Sheet
from qcapp.forms.paper_styles import (
    ADDRESSEE,
    ANNEX,
    ANNEX_LIST,
    ANNEX_TITLE,
    BODY,
    CONTACT,
    LEAD,
    NOTE,
    NUMBER,
    PICTURE,
    PICTURE_TITLE,
    SIGNATURE,
    STYLE_OF,
    TITLE,
    indent,
)
from qcapp.forms.paper_words import addressee_line, annex_label, annex_list, contact_line, day_text, seal_indents

_DEPTH = {level: depth for depth, level in enumerate((Level.ONE, Level.TWO, Level.THREE, Level.BODY))}
_KINDS = {ChartKind.LINE: "折线图", ChartKind.BARS: "条形图", ChartKind.STACKED: "堆积条形图"}

Picture = Callable[[Chart, Sheet, str], str]
"""A chart's drawing as a run, for a sheet, with its description in words."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. ``look``: pPr children that stand after the page break's, in the schema's order."""

    style: str
    runs: str = ""
    keep: bool = False
    new_page: bool = False
    look: str = ""

    @property
    def xml(self) -> str:
        bound = ("<w:keepNext/>" if self.keep else "") + ("<w:pageBreakBefore/>" if self.new_page else "")
        return f'<w:p><w:pPr><w:pStyle w:val="{self.style}"/>{bound}{self.look}</w:pPr>{self.runs}</w:p>'


@dataclass(frozen=True, slots=True)
class Table:
    """A ``w:tbl``, as text."""

    xml: str


Piece = Line | Table


def words(text: str, style: str = "") -> str:
    """A run in 中文; a newline is a line of its own in the same paragraph. ``style``: of characters."""
    look = f'<w:rStyle w:val="{style}"/><w:rFonts w:hint="eastAsia"/>' if style else '<w:rFonts w:hint="eastAsia"/>'
    return "<w:r><w:br/></w:r>".join(run(line, look) for line in scrub(text).split("\n"))


def number_lines(paper: OfficialPaper) -> list[Line]:
    """发文字号 where there is one, and two lines to the title."""
    return [Line(NUMBER, words(paper.number.strip())), Line(NUMBER), Line(NUMBER)] if paper.number.strip() else []


def title_line(paper: OfficialPaper) -> Line:
    return Line(TITLE, words(paper.title.strip()))


def addressee_lines(paper: OfficialPaper) -> list[Line]:
    named = addressee_line(paper.addressee)
    return [Line(ADDRESSEE, words(named))] if named else []


def body_pieces(parts: Sequence[Part], sheet: Sheet, picture: Picture, *, bound: bool = False) -> list[Piece]:
    """The text of a paper or an annex. ``bound``: whether its end stays on one page with what follows."""
    pieces: list[Piece] = []
    printed = [part for part in parts if _says_something(part)]
    for place, part in enumerate(printed):
        last = place == len(printed) - 1
        if isinstance(part, Paragraph):
            following = None if last else printed[place + 1]
            pieces += _paragraph(part, keep=(last and bound) or _heads(part, following))
        elif isinstance(part, Grid):
            pieces += _grid(part, sheet, pieces, bound=last and bound)
        else:
            pieces += _chart(part, sheet, picture, bound=last and bound)
    return pieces


def _says_something(part: Part) -> bool:
    if isinstance(part, Paragraph):
        return bool(scrub(part.lead + part.text).strip())
    if isinstance(part, Grid):
        return bool(part.headings or any(part.rows) or part.note.strip())
    return bool(part.labels and part.series)


def _heads(part: Paragraph, following: Part | None) -> bool:
    """Whether it is the heading of what follows, and must not stand alone at the foot of a page."""
    if part.level is Level.BODY or following is None:
        return False
    return not isinstance(following, Paragraph) or _DEPTH[following.level] > _DEPTH[part.level]


def _paragraph(part: Paragraph, *, keep: bool) -> Iterator[Line]:
    texts = [text for text in scrub(part.text).split("\n") if text.strip()]
    lead = scrub(part.lead).replace("\n", "")
    if lead.strip() and not texts:
        texts = [""]
    style = STYLE_OF[part.level]
    for place, text in enumerate(texts):
        start = words(lead, LEAD) if place == 0 and lead.strip() else ""
        yield Line(style, start + words(text), keep=keep and (place == len(texts) - 1 or part.level is not Level.BODY))


def _grid(grid: Grid, sheet: Sheet, before: Sequence[Piece], *, bound: bool) -> Iterator[Piece]:
    note = grid.note.strip()
    table = grid_xml(grid, sheet, bound=bound or bool(note))
    if table and before and isinstance(before[-1], Table):
        yield Line(NOTE)  # two tables that touch are one
    if table:
        yield Table(table)
    for line in note.split("\n") if note else ():
        yield Line(NOTE, words(line), keep=bound)


def _chart(chart: Chart, sheet: Sheet, picture: Picture, *, bound: bool) -> Iterator[Line]:
    yield Line(PICTURE, picture(chart, sheet, f"{_KINDS[chart.kind]}：{chart.title}"))
    yield Line(PICTURE_TITLE, words(chart.title), keep=bound)


def annex_list_lines(paper: OfficialPaper) -> list[Line]:
    """附件说明, an empty line above it; names that run on begin below their first 字."""
    listed = annex_list(paper)
    if not listed:
        return []
    lines = [Line(BODY, keep=True)]
    for before, name in listed:
        hanging = text_width(before) / 2
        start = 2.0 if before.startswith("附件") else 5.0
        lines.append(Line(ANNEX_LIST, words(before + name), keep=True, look=indent(left=start + hanging, first=-hanging)))
    return lines


def closing_lines(paper: OfficialPaper, *, signature: bool = True, day: bool = True, contact: bool = True) -> list[Line]:
    """署名 and 成文日期 two lines below the text, room for the seal; and the 附注. What is False is printed elsewhere."""
    name = paper.signature.strip() if signature else ""
    dated = day_text(paper.day) if day and paper.day else ""
    left, right = seal_indents(name, dated)
    look = indent(left=left, right=right)
    signed = [Line(SIGNATURE, words(text), look=look) for text in (*name.split("\n"), dated) if text.strip()]
    lines = [Line(BODY), Line(BODY), *signed] if signed else []
    lines += contact_lines(paper) if contact else []
    return [replace(line, keep=True) for line in lines[:-1]] + lines[-1:]


def contact_lines(paper: OfficialPaper) -> list[Line]:
    note = contact_line(paper.contact)
    return [Line(CONTACT, words(note))] if note else []


def annex_lines(paper: OfficialPaper, place: int) -> list[Line]:
    """What an annex begins with: its number at the upper left and its title on the third line; the 细化表 brings its own."""
    annex = paper.annexes[place]
    blank = Line(BODY, keep=True)
    lines = [Line(ANNEX, words(annex_label(paper, place)), new_page=True), blank]
    return lines if annex.table else [*lines, Line(ANNEX_TITLE, words(annex.title.strip())), blank]


def text_pieces(
    paper: OfficialPaper, picture: Picture, *, whole: bool = True, signature: bool = True, day: bool = True, contact: bool = True
) -> list[Piece]:
    """The text with its annexes named and its end. What is False is printed elsewhere; ``whole``: nothing is, nor is there
    anything on the page but the paper."""
    closing = closing_lines(paper, signature=signature, day=day, contact=contact)
    listed = annex_list_lines(paper)
    if listed and not closing:
        listed[-1] = replace(listed[-1], keep=False)
    tail = [*listed, *closing]
    bound = bool(tail) and not (whole and end_is_near(paper, len(tail)))
    return [*body_pieces(paper.parts, UPRIGHT, picture, bound=bound), *tail]
