"""A dispatched docx form, opened: its table's cells stay the elements they are, everything else in the file as it was."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from tests.messy.package import OFFICE, OFFICE_KIND, PIXEL, Parts, packed, parts_of, relate, typed
from tests.messy.table import KEYS, Cell, Column, Row, Span, Table
from tests.messy.xlsx_form import name_rows

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
VML = "urn:schemas-microsoft-com:vml"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
BODY_PART = "word/document.xml"


def tag(name: str) -> str:
    return f"{{{W}}}{name}"


def made(name: str, *children: Any, **values: str) -> Any:
    element = etree.Element(tag(name), {tag(key): value for key, value in values.items()})
    element.extend(children)
    return element


@dataclass(eq=False)
class DocxForm:
    """``root``: the document's tree, the table in it drawn anew when saved. ``breaks``: rows before which the table is cut in
    two, with the paragraphs that stand between (the header repeated if so marked)."""

    parts: Parts
    root: Any
    place: Any
    table: Table
    suffix: str = "docx"
    breaks: dict[Row, bool] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes) -> DocxForm:
        parts = parts_of(data)
        root = etree.fromstring(parts[BODY_PART])
        found = root.find(f".//{tag('tbl')}")
        return cls(parts, root, found, _table_of(found))

    # --- around the table

    def _paragraph(self, style: str) -> Any:
        return next(
            (p for p in self.root.iter(tag("p")) if any(s.get(tag("val")) == style for s in p.iter(tag("pStyle")))), None
        )

    def cut_title(self) -> None:
        self._cut("QCTitle")

    def cut_caption(self) -> None:
        self._cut("QCCaption")

    def title(self, text: str) -> None:
        self._retype("QCTitle", text)

    def caption(self, text: str) -> None:
        self._retype("QCCaption", text)

    def _cut(self, style: str) -> None:
        paragraph = self._paragraph(style)
        if paragraph is not None:
            paragraph.getparent().remove(paragraph)

    def _retype(self, style: str, text: str) -> None:
        paragraph = self._paragraph(style)
        if paragraph is not None:
            texts = list(paragraph.iter(tag("t")))
            texts[0].text = text

    def write_below(self, lines: Sequence[str]) -> None:
        """Paragraphs under all else."""
        end = self.root.find(f".//{tag('sectPr')}")
        for text in lines:
            end.addprevious(made("p", *runs(text)))

    def write_above(self, lines: Sequence[str]) -> None:
        for text in lines:
            self.place.addprevious(made("p", *runs(text)))

    # --- saving

    def save(self) -> bytes:
        boxes = {(box[0], box[1]): box for box in self.table.boxes()}
        covered = {
            (r, c): (top, left) for top, left, bottom, right in boxes.values()
            for r in range(top, bottom + 1) for c in range(left, right + 1)
        }
        tables = [self._bare()]
        for r, row in enumerate(self.table.rows):
            if row in self.breaks and r:
                tables.append(self._bare())
                if self.breaks[row]:
                    tables[-1].append(self._line(0, self.table.rows[0], {}, {}))
            tables[-1].append(self._line(r, row, boxes, covered))
        place = self.place
        for number, table in enumerate(tables):
            if number:
                place.addnext(made("p"))
                place = place.getnext()
                place.addnext(table)
                place = table
            else:
                place.getparent().replace(place, table)
                place = self.place = table
        draw_over(self.parts, [row.cells[column] for row in self.table.rows for column in self.table.columns])
        self.parts[BODY_PART] = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return packed(self.parts)

    def _bare(self) -> Any:
        table = made("tbl", *(deepcopy(each) for each in self.place if each.tag == tag("tblPr")))
        table.append(made("tblGrid", *(made("gridCol", w="1200") for _ in self.table.columns)))
        return table

    def _line(self, r: int, row: Row, boxes: dict[Any, Any], covered: dict[Any, Any]) -> Any:
        line = made("tr", *([deepcopy(row.body)] if row.body is not None else []))
        for c, column in enumerate(self.table.columns):
            top, left = covered.get((r, c), (r, c))
            if left != c:
                continue
            box = boxes.get((top, left), (r, c, r, c))
            cell = row.cells[column]
            line.append(_drawn(cell, width=box[3] - box[1] + 1, down="" if box[0] == box[2] else "go" if top < r else "restart"))
        return line


def runs(text: str) -> list[Any]:
    """One run a line, with breaks between."""
    found = []
    for number, line in enumerate(text.split("\n")):
        piece = made("t")
        piece.text = line
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        found.append(made("r", *([made("br")] if number else []), *_with_tabs(line, piece)))
    return found


def _with_tabs(line: str, whole: Any) -> list[Any]:
    if "\t" not in line:
        return [whole]
    pieces: list[Any] = []
    for number, part in enumerate(line.split("\t")):
        if number:
            pieces.append(made("tab"))
        piece = deepcopy(whole)
        piece.text = part
        pieces.append(piece)
    return pieces


def _drawn(cell: Cell, width: int, down: str) -> Any:
    body = deepcopy(cell.body) if cell.body is not None else made("tc", made("tcPr"), made("p"))
    properties = body.find(tag("tcPr"))
    if properties is None:
        properties = made("tcPr")
        body.insert(0, properties)
    for name in ("gridSpan", "vMerge"):
        for old in properties.findall(tag(name)):
            properties.remove(old)
    place = 1 if properties.find(tag("tcW")) is not None else 0
    if down:
        properties.insert(place, made("vMerge", **({"val": "restart"} if down == "restart" else {})))
    if width > 1:
        properties.insert(place, made("gridSpan", val=str(width)))
    _write(body, cell)
    paragraph = body.find(tag("p"))
    if "comment" in cell.marks:
        cell.marks["number"] = str(id(cell))
        paragraph.append(made("r", made("commentReference", id=cell.marks["number"])))
    if "drawn" in cell.marks:
        paragraph.append(made("r", box(cell.marks["drawn"]) if cell.marks["drawn"] else picture()))
    return body


def _write(body: Any, cell: Cell) -> None:
    """The cell's text into its first paragraph, in the way its marks say."""
    paragraphs = body.findall(tag("p"))
    first = paragraphs[0]
    for other in paragraphs[1:]:
        body.remove(other)
    for child in [child for child in first if child.tag != tag("pPr")]:
        first.remove(child)
    write: Any = cell.marks.get("write")
    if write:
        write(body, first, cell.text)
    elif cell.text:
        first.extend(runs(cell.text))


def box(text: str) -> Any:
    """A text box, as older programs write it."""
    shape = etree.Element(f"{{{VML}}}shape")
    inside = etree.SubElement(etree.SubElement(shape, f"{{{VML}}}textbox"), tag("txbxContent"))
    inside.extend(made("p", *runs(line)) for line in text.split("\n"))
    return made("pict", shape)


def picture() -> Any:
    drawing = made("drawing")
    etree.SubElement(drawing, f"{{{DRAWING}}}blip", {f"{{{OFFICE}}}embed": "rIdQ9"})
    return drawing


def draw_over(parts: Parts, cells: Sequence[Cell]) -> None:
    """The parts that comments and pictures of the cells need."""
    comments = [(cell.marks["number"], cell.marks["comment"]) for cell in cells if "comment" in cell.marks]
    if comments:
        root = made("comments", *(made("comment", made("p", *runs(text)), id=number) for number, text in comments))
        parts["word/comments.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        relate(parts, "word/_rels/document.xml.rels", "rIdQ8", "comments", "comments.xml")
        typed(parts, "/word/comments.xml", f"{OFFICE_KIND}.wordprocessingml.comments+xml")
    if any(cell.marks.get("drawn") == "" for cell in cells):
        parts["word/media/image1.png"] = PIXEL
        relate(parts, "word/_rels/document.xml.rels", "rIdQ9", "image", "media/image1.png")
        typed(parts, "png", "image/png")


def _table_of(table: Any) -> Table:
    columns = [Column(key) for key in KEYS]
    rows: list[Row] = []
    spans: list[Span] = []
    going_on: dict[Column, Span] = {}
    for line in table.iter(tag("tr")):
        cells: dict[Column, Cell] = {}
        row = Row(cells, body=line.find(tag("trPr")))
        for column, body in zip(columns, line.findall(tag("tc")), strict=True):
            merge = body.find(f"{tag('tcPr')}/{tag('vMerge')}")
            cells[column] = Cell(_text(body), body)
            if merge is None:
                going_on.pop(column, None)
            elif merge.get(tag("val")) == "restart":
                going_on[column] = Span([row], [column])
                spans.append(going_on[column])
            else:
                going_on[column].rows.append(row)
        rows.append(row)
    name_rows(rows, columns)
    return Table(columns, rows, spans)


def _text(body: Any) -> str:
    lines = []
    for paragraph in body.findall(tag("p")):
        pieces = {tag("br"): "\n", tag("tab"): "\t"}
        lines.append("".join(pieces.get(each.tag) or each.text or "" for each in paragraph.iter(tag("t"), tag("br"), tag("tab"))
                             if each.tag == tag("t") or each.getparent().tag == tag("r")))
    return "\n".join(lines)
