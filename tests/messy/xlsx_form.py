"""A dispatched xlsx form, opened: its sheet as a table, everything else in the workbook as it was."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.merge import MergedCellRange

from tests.messy.package import Parts, edited
from tests.messy.table import KEYS, Cell, Column, Row, Span, Table

_NUMBERED = re.compile(r"^\s*(\d+)[.．、]")
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@dataclass(eq=False)
class XlsxForm:
    """``book``: the workbook; ``sheet`` its form. ``seen_below`` what was typed outside of the table, for the model."""

    book: Any
    sheet: Any
    table: Table
    suffix: str = "xlsx"
    pictures: list[Cell] = field(default_factory=list)

    @classmethod
    def open(cls, data: bytes) -> XlsxForm:
        # The borders of merged cells, which openpyxl draws anew, are of no interest and take most of the time.
        with patch.object(MergedCellRange, "format", lambda merged: None):
            book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = next(each for each in book.worksheets if each.sheet_state == "visible")
        return cls(book, sheet, _table_of(sheet))

    # --- around the table

    def cut_title(self) -> None:
        self.table.drop([row for row in self.table.rows if row.kind == "title"])

    def cut_caption(self) -> None:
        self.table.drop([row for row in self.table.rows if row.kind == "caption"])

    def caption(self, text: str) -> None:
        for row in self.table.rows:
            if row.kind == "caption":
                row.cells[self.table.columns[0]].value = text

    def title(self, text: str) -> None:
        for row in self.table.rows:
            if row.kind == "title":
                row.cells[self.table.columns[0]].value = text

    def write_below(self, lines: Sequence[str]) -> None:
        """An empty row, then one row each, in the first column, under all else."""
        last = self.table.rows[-1]
        for text in ("", *lines):
            row = self.table.new_row(self.table.body[-1] if self.table.body else last)
            row.cells[self.table.columns[0]].value = text
            self.table.rows.append(row)

    def write_above(self, lines: Sequence[str]) -> None:
        place = self.table.rows.index(self.table.header)
        for text in lines:
            row = self.table.new_row(self.table.header)
            row.cells[self.table.columns[0]].value = text
            self.table.rows.insert(place, row)
            place += 1

    # --- saving

    def save(self) -> bytes:
        table, sheet = self.table, self.sheet
        sheet._cells = {}
        sheet.merged_cells = MultiCellRange()
        sheet.row_dimensions.clear()
        places: dict[Cell, str] = {}
        for r, row in enumerate(table.rows, start=1):
            if row.hidden:
                sheet.row_dimensions[r].hidden = True
            for c, column in enumerate(table.columns, start=1):
                cell = row.cells[column]
                places[cell] = f"{get_column_letter(c)}{r}"
                _draw(sheet.cell(r, c), cell)
        for c, column in enumerate(table.columns, start=1):
            if column.hidden:
                sheet.column_dimensions[get_column_letter(c)].hidden = True
        for top, left, bottom, right in table.boxes():
            sheet.merged_cells.add(CellRange(min_row=top + 1, min_col=left + 1, max_row=bottom + 1, max_col=right + 1))
        target = io.BytesIO()
        self.book.save(target)
        part = f"xl/worksheets/sheet{self.book.worksheets.index(sheet) + 1}.xml"
        return edited(target.getvalue(), lambda parts: self._finish(parts, part, places))

    def _finish(self, parts: Parts, part: str, places: dict[Cell, str]) -> None:
        xml = parts[part].decode()
        for cell, place in places.items():
            if made := cell.marks.get("formula"):
                xml = _with_formula(xml, place, *made)
        parts[part] = xml.encode()
        if self.pictures:
            _draw_pictures(parts, part, [places[cell] for cell in self.pictures])


def _table_of(sheet: Any) -> Table:
    columns = [Column(KEYS[place] if place < len(KEYS) else None) for place in range(sheet.max_column)]
    rows: list[Row] = []
    for line in sheet.iter_rows(min_row=1, max_row=sheet.max_row, max_col=len(columns)):
        cells = {
            column: Cell(made.value if made.value is not None else "", copy(made._style))
            for column, made in zip(columns, line, strict=True)
        }
        rows.append(Row(cells))
    spans = [
        Span(rows[box.min_row - 1 : box.max_row], columns[box.min_col - 1 : box.max_col]) for box in sheet.merged_cells.ranges
    ]
    name_rows(rows, columns)
    return Table(columns, rows, spans)


def name_rows(rows: Sequence[Row], columns: Sequence[Column]) -> None:
    """Tell each row's kind, and of measures' rows the measure and contact."""
    header = next(place for place, row in enumerate(rows) if row.cells[columns[1]].text == "改革措施")
    no, counts, ended = None, {"责任人": 0, "联系人": 0}, False
    for place, row in enumerate(rows):
        first = row.cells[columns[0]].text
        if place <= header:
            row.kind = "header" if place == header else "title" if place == 0 else "caption"
            continue
        ended = ended or first.startswith("填表说明")
        if ended:
            row.kind = "note"
            continue
        if found := _NUMBERED.match(row.cells[columns[1]].text):
            no, counts = int(found[1]), {"责任人": 0, "联系人": 0}
        row.kind, row.no = "body", no
        row.label = row.cells[columns[3]].text.partition("：")[0]
        counts[row.label] += 1
        prefix = "responsible" if row.label == "责任人" else "liaison"
        row.contact = prefix + (str(counts[row.label]) if counts[row.label] > 1 else "")


def _draw(made: Any, cell: Cell) -> None:
    if cell.body is not None:
        made._style = copy(cell.body)
    if cell.value != "":
        made.value = cell.value
        if isinstance(cell.value, str):
            made.data_type = "s"
    if "format" in cell.marks:
        made.number_format = cell.marks["format"]
    if comment := cell.marks.get("comment"):
        made.comment = Comment(comment, "审核")


def _with_formula(xml: str, place: str, kind: str, cached: str) -> str:
    """``kind``: str for a cached text, e for an error."""
    found = re.search(rf'<c r="{place}"([^>]*?)(/>|>.*?</c>)', xml)
    assert found, place
    style = re.search(r's="\d+"', found[1])
    body = f'<c r="{place}" {style[0] if style else ""} t="{kind}"><f>INDIRECT("Z1")</f><v>{escape(cached)}</v></c>'
    return xml[: found.start()] + body + xml[found.end() :]


def _draw_pictures(parts: Parts, part: str, places: Sequence[str]) -> None:
    """A picture over each of the cells."""
    drawing, rels = "xl/drawings/drawing9.xml", f"xl/worksheets/_rels/{part.rsplit('/', 1)[-1]}.rels"
    ns = "http://schemas.openxmlformats.org"
    anchors = ""
    for number, place in enumerate(places, start=1):
        letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", place).groups()  # type: ignore[union-attr]
        column = openpyxl.utils.column_index_from_string(letters) - 1
        spot = (
            f"<xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{int(digits) - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
        )
        anchors += (
            f'<xdr:oneCellAnchor><xdr:from>{spot}</xdr:from><xdr:ext cx="9525" cy="9525"/><xdr:pic><xdr:nvPicPr>'
            f'<xdr:cNvPr id="{number + 1}" name="图片 {number}"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
            f'<a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>'
        )
    parts[drawing] = (
        f'<?xml version="1.0" encoding="UTF-8"?><xdr:wsDr xmlns:xdr="{ns}/drawingml/2006/spreadsheetDrawing" '
        f'xmlns:a="{ns}/drawingml/2006/main" xmlns:r="{ns}/officeDocument/2006/relationships">{anchors}</xdr:wsDr>'
    ).encode()
    parts["xl/drawings/_rels/drawing9.xml.rels"] = _rels(("rId1", f"{ns}/officeDocument/2006/relationships/image",
                                                          "../media/image1.png"))
    parts["xl/media/image1.png"] = _PIXEL
    old = parts.get(rels, _rels())
    parts[rels] = old.replace(b"</Relationships>", _rel(
        "rIdQ9", f"{ns}/officeDocument/2006/relationships/drawing", "/xl/drawings/drawing9.xml") + b"</Relationships>")
    xml = parts[part].decode()
    tag = f'<drawing xmlns:r="{ns}/officeDocument/2006/relationships" r:id="rIdQ9"/>'
    at = xml.find("<legacyDrawing") if "<legacyDrawing" in xml else xml.rindex("</worksheet>")
    parts[part] = (xml[:at] + tag + xml[at:]).encode()
    types = parts["[Content_Types].xml"]
    kind = b"application/vnd.openxmlformats-officedocument.drawing+xml"
    extra = b'<Override PartName="/xl/drawings/drawing9.xml" ContentType="' + kind + b'"/>'
    if b'Extension="png"' not in types:
        extra += b'<Default Extension="png" ContentType="image/png"/>'
    parts["[Content_Types].xml"] = types.replace(b"</Types>", extra + b"</Types>")


def _rel(rid: str, kind: str, target: str) -> bytes:
    return f'<Relationship Id="{rid}" Type="{kind}" Target="{target}"/>'.encode()


def _rels(*each: tuple[str, str, str]) -> bytes:
    head = b'<?xml version="1.0" encoding="UTF-8"?>'
    space = b"http://schemas.openxmlformats.org/package/2006/relationships"
    return head + b'<Relationships xmlns="' + space + b'">' + b"".join(_rel(*one) for one in each) + b"</Relationships>"
