"""The 细化表 as one WordprocessingML string: linear in the measures, parsed once.

python-docx's cells are views that look up their whole grid at every step; so the table is written as text.

Cells are centred by the space above their first paragraph and not by ``w:vAlign``: with merged rows that run over pages,
LibreOffice 7.4 takes minutes over the latter, or never ends. Heights are minima, so a font that is larger than thought, or
text that is added, makes rows grow and hides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from qcapp.domain.fields import COLUMNS, REASONS
from qcapp.domain.text import scrub
from qcapp.forms.docx_base import W_NS
from qcapp.forms.layout import Block, TableDocument
from qcapp.forms.metrics import CELL_PADDING, column_widths, line_pitch, page_for, split_height, text_height, weights_of

# The same colours as in the xlsx.
OPEN_SHADE, HEAD_SHADE, MARKED_SHADE, REASON_SHADE, STRIPE_SHADE = "FFF7D6", "EEF1F5", "FFD08A", "FBE3DD", "F6F8FA"
_PER_CONTACT = {"contact", "phone"}
_CENTRED = {"task", "unit", "phone", "deadline"}
# In a form these start at the top: that is where a unit begins to write.
_WRITTEN = {"progress", "problems"}
_SPARE = 1.4
"""Points above and below a cell's text, each."""
_WHOLE = 0.55
"""A measure up to this share of a page stays in one piece; a taller one may flow from page to page."""


def twips(points: float) -> int:
    return round(points * 20)


def paragraphs(text: str, style: str, keep: str = "", above: float = 0.0, rest: str = "") -> str:
    """Each line of ``text`` a paragraph, at least one. ``keep``: further pPr elements. ``above``: points over the first.
    ``rest``: what stands at the end of the last one."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>'
    lines = scrub(text).split("\n")
    first = properties
    if above >= 1:
        first = properties.replace("</w:pPr>", f'<w:spacing w:before="{twips(above)}"/></w:pPr>')
    runs = [run(line) for line in lines]
    runs[-1] += rest
    return f"<w:p>{first}{runs[0]}</w:p>" + "".join(f"<w:p>{properties}{each}</w:p>" for each in runs[1:])


def run(text: str, look: str = "") -> str:
    """A run of one line of text; tabs become Word's own. ``look``: its rPr children in the schema's order."""
    if not text:
        return ""
    inner = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(piece, quote=False)}</w:t>' if piece else "" for piece in text.split("\t")
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{inner}</w:r>"


def field(name: str) -> str:
    """What the office program works out: PAGE, NUMPAGES."""
    return f'<w:fldSimple w:instr=" {name} ">{run("1")}</w:fldSimple>'


def table_properties(grid: Sequence[int]) -> str:
    """``w:tblPr`` and ``w:tblGrid`` of a framed table with columns of those widths in twips."""
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    edge = twips(CELL_PADDING / 2)
    sides = (("top", twips(_SPARE)), ("left", edge), ("bottom", twips(_SPARE)), ("right", edge))
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return (
        f'<w:tblPr><w:tblW w:w="{sum(grid)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{border}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    )


def cell_xml(width: float, body: str, shade: str = "", merge: str = "", span: int = 1) -> str:
    """``w:tc``. ``width`` in points; ``merge``: its w:vMerge; ``span``: how many columns it lies across."""
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{across}{merge}{fill}</w:tcPr>{body}</w:tc>'


@dataclass(frozen=True, slots=True)
class _Rows:
    """A measure's rows: their least heights and what they take in all, in points. ``whole``: kept on one page."""

    heights: tuple[float, ...]
    height: float
    whole: bool

    @property
    def start(self) -> float:
        """What must fit on the page where the measure begins."""
        return self.height if self.whole else self.heights[0]


def table_xml(document: TableDocument, above: float = 0.0, rows: Callable[[Iterable[str]], str] = "".join) -> str:
    """The document's table, ``<w:tbl>…</w:tbl>`` with its namespace. ``above``: points that are taken on its first page
    besides title and caption. ``rows``: what stands in it for those below the heading."""
    table = _Table(document, above)
    return f"{table.start()}{rows(table.rows())}</w:tbl>"


class _Table:
    def __init__(self, document: TableDocument, above: float) -> None:
        self._document, self._above = document, above
        self._page, self._columns = page_for(document.paper, document.setup), document.columns
        widths = column_widths(self._page, self._columns, weights_of(self._columns, document.column_texts(), document.setup))
        self._widths = dict(zip((column.key for column in self._columns), widths, strict=True))
        self._heights: dict[tuple[str, str], float] = {}
        self._rows = [
            self._measured(document.blocks[index], first=index == span[0], only=span[0] == span[1])
            for span in document.task_spans()
            for index in range(span[0], span[1] + 1)
        ]
        self._covered: dict[tuple[str, str, str], str] = {}

    def start(self) -> str:
        """Up to and with the heading."""
        grid = [twips(width) for width in self._widths.values()]
        return f'<w:tbl xmlns:w="{W_NS}">{table_properties(grid)}{self._heading()}'

    def rows(self) -> Iterator[str]:
        """The others, top down."""
        broken = self._broken_tasks()
        for span in self._document.task_spans():
            for index in range(span[0], span[1] + 1):
                task = self._task_cell(span, span in broken) if index == span[0] else ""
                yield from self._block(index, task)

    def _heading(self) -> str:
        """The row that is repeated on each page."""
        above = line_pitch(self._page.header) * 0.3
        cells = "".join(
            self._cell(column.key, "", paragraphs(column.heading, "QCHead", "<w:keepNext/>", above), HEAD_SHADE)
            for column in self._columns
        )
        properties = f'<w:cantSplit/><w:trHeight w:val="{twips(self._header_height)}" w:hRule="atLeast"/>'
        if self._document.setup.header_on_each:
            properties += "<w:tblHeader/>"
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    @property
    def _header_height(self) -> float:
        return line_pitch(self._page.header) * 1.6 + 2 * _SPARE

    def _task_cell(self, span: tuple[int, int], broken: bool) -> str:
        """The cell over all measures of a task. Centred, unless the task goes over the end of a page."""
        rows = self._rows[span[0] : span[1] + 1]
        text = self._document.blocks[span[0]].task
        room = 0.0 if broken else sum(each.height for each in rows)
        merged = len(rows) > 1 or len(rows[0].heights) > 1
        return self._filled("task", text, room, merged, self._keep(span[0], 0))

    def _block(self, index: int, task: str) -> Iterator[str]:
        """The rows of one measure: as many as it has contacts, all but the contacts merged over them."""
        block, rows = self._document.blocks[index], self._rows[index]
        stripe = STRIPE_SHADE if self._document.setup.striped and index % 2 else ""
        count = len(rows.heights)
        texts = {
            "measure": block.measure, "unit": block.unit,
            "progress": block.progress, "problems": block.problems, "deadline": block.deadline, "reasons": block.reasons,
        }
        for number, height in enumerate(rows.heights):
            keep, marked = self._keep(index, number), block.marked
            if block.contacts:
                line = block.contacts[number]
                texts["contact"], texts["phone"], marked = line.printed, line.phone, block.marked | line.marked
            cells = [task if task and number == 0 else self._lower("task", keep)]
            for column in self._columns[1:]:
                key = column.key
                own, shade = key in _PER_CONTACT, MARKED_SHADE if key in marked else stripe
                if number and not own:
                    cells.append(self._lower(key, keep, shade))
                    continue
                room = (height if own else rows.height) if rows.whole else 0.0
                cells.append(self._filled(key, texts.get(key, ""), room, count > 1 and not own, keep, shade))
            yield f"<w:tr>{self._row_properties(height, number == count - 1, rows.whole)}{''.join(cells)}</w:tr>"

    def _keep(self, index: int, number: int) -> str:
        """What binds a row to the next: a measure that stays whole is bound together, and the last one to the notes."""
        rows = self._rows[index]
        if not rows.whole or not self._document.setup.keep_rows:
            return ""
        ends = number == len(rows.heights) - 1
        noted = index == len(self._rows) - 1 and self._document.notes
        return "<w:keepLines/>" if ends and not noted else "<w:keepNext/><w:keepLines/>"

    def _row_properties(self, height: float, last: bool, whole: bool) -> str:
        # What runs on does so in the last row: were that one not to split, text beyond the page would be hidden. In a
        # form nobody knows how much will be written.
        unsplit = not last or (whole and not self._document.fillable and self._document.setup.keep_rows)
        return (
            f'<w:trPr>{"<w:cantSplit/>" if unsplit else ""}'
            f'<w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/></w:trPr>'
        )

    def _filled(self, key: str, text: str, room: float, merged: bool, keep: str, shade: str = "") -> str:
        """A cell with its text. ``room``: points of height to centre it in, 0 to start at the top."""
        above = 0.0
        if self._document.fillable and key in _WRITTEN:
            keep = keep.replace("<w:keepLines/>", "")
        elif room and key != REASONS.key:
            above = (room - self._height(key, text)) / 2
        body = paragraphs(text, _style_of(key), keep, above)
        return self._cell(key, '<w:vMerge w:val="restart"/>' if merged else "", body, shade)

    def _lower(self, key: str, keep: str, shade: str = "") -> str:
        """A lower cell of a merge. It is kept as the others are: LibreOffice asks a row's first cell whether to keep it."""
        known = key, keep, shade
        if known not in self._covered:
            self._covered[known] = self._cell(key, "<w:vMerge/>", paragraphs("", _style_of(key), keep), shade)
        return self._covered[known]

    def _cell(self, key: str, merge: str, body: str, shade: str = "") -> str:
        if not shade and self._document.fillable:
            shade = OPEN_SHADE if key in _FILLABLE else REASON_SHADE if key == REASONS.key else ""
        return cell_xml(self._widths[key], body, shade, merge)

    def _height(self, key: str, text: str) -> float:
        """That a column's cell needs; asked for the row, and again for what is centred in it."""
        known = self._heights.get((key, text))
        if known is None:
            known = self._heights[key, text] = text_height(text, self._widths[key], self._page.body)
        return known

    def _measured(self, block: Block, *, first: bool, only: bool) -> _Rows:
        """How high the block's rows must be to hold every contact and the tallest merged cell.

        ``first`` and ``only``: whether the block is so in its task, whose heading then begins, or is, beside it. Of a
        block that runs on over pages the first row holds all that is short, so that it begins where that fits.
        """
        needs = self._height
        texts = (
            ("measure", block.measure), ("unit", block.unit), ("progress", block.progress),
            ("problems", block.problems), ("deadline", block.deadline), ("reasons", block.reasons),
        )
        merged = [needs(key, text) for key, text in texts if key in self._widths]
        task = needs("task", block.task)
        own = [max(needs("contact", line.printed), needs("phone", line.phone)) for line in block.contacts] or [0.0]
        limit = self._page.text_height * _WHOLE
        heights = tuple(map(sum, split_height(own, max(*merged, task if only else 0.0), tallest=math.inf)))
        if sum(heights) <= limit:
            return _Rows(heights, sum(heights), whole=True)
        short = [need for need in (*merged, task if first else 0.0) if need <= limit]
        heights = (max(own[0], *short), *own[1:])
        return _Rows(heights, max(sum(heights), *merged), whole=False)

    def _broken_tasks(self) -> set[tuple[int, int]]:
        """The tasks that lie across the end of a page, as far as heights can tell."""
        room = self._page.text_height - self._header_height
        caption = line_pitch(self._page.caption) if self._document.caption else 0.0
        left = room - self._above - line_pitch(self._page.title) - caption
        broken: set[tuple[int, int]] = set()
        for span in self._document.task_spans():
            for index in range(span[0], span[1] + 1):
                rows = self._rows[index]
                if rows.start > left:
                    left = room
                    if index > span[0]:
                        broken.add(span)
                if rows.height > left:
                    broken.add(span)
                left = (left - rows.height) % room
        return broken


_FILLABLE = {column.key for column in COLUMNS if column.fillable}


def _style_of(key: str) -> str:
    return "QCCentre" if key in _CENTRED else "QCText"
