"""The 细化表 as one WordprocessingML string: linear in the measures, parsed once.

python-docx's cells are views that look up their whole grid at every step; so the table is written as text.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from qcapp.domain.fields import COLUMNS
from qcapp.domain.text import scrub
from qcapp.forms.docx_base import W_NS
from qcapp.forms.layout import Block, TableDocument
from qcapp.forms.metrics import CELL_PADDING, column_widths, page_for, split_height, text_height

# The same pale yellow and grey as in the xlsx.
_OPEN_SHADE, _HEAD_SHADE = "FFF7D6", "EEF1F5"
_CENTRED = {"task", "unit", "phone", "deadline"}
_SPARE = 1.4
"""Points above and below a cell's text, each."""

_PAGE_FRACTION = 0.55
"""A measure up to this share of a page stays in one piece; a longer one may flow from page to page."""


def twips(points: float) -> int:
    return round(points * 20)


def paragraphs(text: str, style: str, keep: bool = False) -> str:
    """Each line of ``text`` a paragraph; at least one, since a cell may not be without."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep else ""}</w:pPr>'
    return "".join(f"<w:p>{properties}{run(line)}</w:p>" for line in scrub(text).split("\n"))


def run(text: str) -> str:
    """A run of one line of text; tabs become Word's own."""
    if not text:
        return ""
    inner = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else "" for piece in text.split("\t")
    )
    return f"<w:r>{inner}</w:r>"


class TableXml:
    """Writes the table of one document."""

    def __init__(self, document: TableDocument) -> None:
        self._document = document
        self._page = page_for(document.paper)
        self._widths = column_widths(self._page)
        self._tallest = self._page.text_height * _PAGE_FRACTION
        self._grid = tuple(twips(width) for width in self._widths)
        self._openings = 0
        # The lower cells of a merge, the same in every row.
        self._covered = tuple(
            self._cell(index, "<w:vMerge/>", "<w:p/>", centre=False, shade=self._shade(index))
            for index in range(len(COLUMNS))
        )

    def text(self) -> str:
        """``<w:tbl>…</w:tbl>`` with its namespace."""
        rows = [self._heading()]
        for first, last in self._document.task_spans():
            lines = sum(len(block.contacts) or 1 for block in self._document.blocks[first : last + 1])
            for index in range(first, last + 1):
                self._block(self._document.blocks[index], index == first, lines > 1, rows)
        return "".join((f'<w:tbl xmlns:w="{W_NS}">', self._properties(), *rows, "</w:tbl>"))

    def _properties(self) -> str:
        border = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        side = twips(CELL_PADDING / 2)
        margins = "".join(
            f'<w:{side} w:w="{width}" w:type="dxa"/>'
            for side, width in (("top", twips(_SPARE)), ("left", side), ("bottom", twips(_SPARE)), ("right", side))
        )
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in self._grid)
        return (
            f'<w:tblPr><w:tblW w:w="{sum(self._grid)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{border}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            f'<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        )

    def _heading(self) -> str:
        cells = "".join(
            self._cell(index, "", paragraphs(column.heading, "QCHead", keep=True), centre=True, shade=_HEAD_SHADE)
            for index, column in enumerate(COLUMNS)
        )
        height = f'<w:trHeight w:val="{twips(2 * self._page.header)}" w:hRule="atLeast"/>'
        return f"<w:tr><w:trPr><w:cantSplit/>{height}<w:tblHeader/></w:trPr>{cells}</w:tr>"

    def _block(self, block: Block, task_starts: bool, task_merged: bool, rows: list[str]) -> None:
        """The rows of one measure: as many as it has contacts, everything but the contacts merged over them."""
        count = len(block.contacts) or 1
        heights = self._heights(block)
        whole = sum(heights) <= self._tallest
        texts = {
            "task": block.task, "measure": block.measure, "unit": block.unit,
            "progress": block.progress, "problems": block.problems, "deadline": block.deadline,
        }
        for number in range(count):
            contact = block.contacts[number] if block.contacts else None
            own = {"contact": contact.printed if contact else "", "phone": contact.phone if contact else ""}
            keep = whole and number < count - 1
            cells = []
            for index, column in enumerate(COLUMNS):
                key = column.key
                first = number == 0 and (key != "task" or task_starts)
                if key not in own and not first:
                    cells.append(self._covered[index])
                    continue
                merged = key not in own and (task_merged if key == "task" else count > 1)
                style = "QCCentre" if key in _CENTRED else "QCText"
                body = paragraphs(own[key] if key in own else texts[key], style, keep)
                if self._document.fillable and column.fillable:
                    body = self._opened(body)
                start = '<w:vMerge w:val="restart"/>' if merged else ""
                cells.append(self._cell(index, start, body, centre=whole, shade=self._shade(index)))
            rows.append(f"<w:tr>{self._row_properties(heights[number], whole)}{''.join(cells)}</w:tr>")

    def _opened(self, body: str) -> str:
        """A cell's paragraphs, open to everyone in a document that is otherwise read-only."""
        self._openings += 1
        start = f'<w:permStart w:id="{self._openings}" w:edGrp="everyone"/>'
        head, tail = body.split("</w:pPr>", 1)
        inner = tail.rsplit("</w:p>", 1)[0]
        return f'{head}</w:pPr>{start}{inner}<w:permEnd w:id="{self._openings}"/></w:p>'

    def _row_properties(self, height: float, whole: bool) -> str:
        if not whole:
            return ""
        split = "" if self._document.fillable else "<w:cantSplit/>"
        return f'<w:trPr>{split}<w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/></w:trPr>'

    def _heights(self, block: Block) -> list[float]:
        """Points of each of the block's rows, together enough for the tallest merged cell."""
        size = self._page.body
        _, measure, unit, contact, phone, progress, problems, deadline = self._widths
        merged = (
            (block.measure, measure), (block.unit, unit), (block.progress, progress),
            (block.problems, problems), (block.deadline, deadline),
        )
        need = max(text_height(text, width, size) for text, width in merged)
        own = [
            max(text_height(line.printed, contact, size), text_height(line.phone, phone, size))
            for line in block.contacts
        ] or [0.0]
        return [sum(rows) for rows in split_height(own, need, self._page.text_height * 1e9)]

    def _shade(self, index: int) -> str:
        """Colour of a body cell; a form's open cells are marked."""
        return _OPEN_SHADE if self._document.fillable and COLUMNS[index].fillable else ""

    def _cell(self, index: int, merge: str, body: str, *, centre: bool, shade: str) -> str:
        filled = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
        middle = '<w:vAlign w:val="center"/>' if centre else ""
        width = f'<w:tcW w:w="{self._grid[index]}" w:type="dxa"/>'
        return f"<w:tc><w:tcPr>{width}{merge}{filled}{middle}</w:tcPr>{body}</w:tc>"


def table_xml(document: TableDocument) -> str:
    """The table of ``document`` as one string of XML."""
    return TableXml(document).text()
