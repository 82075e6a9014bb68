"""A dispatched xlsx form, opened: its sheet as a table, everything else in the workbook as it was."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.merge import MergedCellRange

from tests.messy.package import OFFICE, OFFICE_KIND, PIXEL, Parts, edited, relate, typed
from tests.messy.table import KEYS, Cell, Column, Row, Span, Table

_NUMBERED = re.compile(r"^\s*(\d+)[.．、]")


@dataclass(eq=False)
class XlsxForm:
    """``book``: the workbook; ``sheet`` its form."""

    book: Any
    sheet: Any
    table: Table
    suffix: str = "xlsx"

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
        drawn = [(place, cell.marks["drawn"]) for cell, place in places.items() if "drawn" in cell.marks]
        if drawn:
            _draw_over(parts, part, drawn)


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


def _draw_over(parts: Parts, part: str, drawn: Sequence[tuple[str, str]]) -> None:
    """A picture over each of the cells, or a text box where there is a text."""
    drawing, ns = "xl/drawings/drawing9.xml", "http://schemas.openxmlformats.org"
    anchors = ""
    for number, (place, text) in enumerate(drawn, start=2):
        row, column = coordinate_to_tuple(place)
        zero = "Off>0</xdr:"
        spot = f"<xdr:col>{column - 1}</xdr:col><xdr:col{zero}colOff><xdr:row>{row - 1}</xdr:row><xdr:row{zero}rowOff>"
        named = f'<xdr:cNvPr id="{number}" name="对象 {number}"/>'
        look = '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        lines = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in text.split("\n"))
        words = f"<xdr:txBody><a:bodyPr/>{lines}</xdr:txBody>"
        box = f'<xdr:sp><xdr:nvSpPr>{named}<xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>{look}{words}</xdr:sp>'
        fill = '<xdr:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        picture = f"<xdr:pic><xdr:nvPicPr>{named}<xdr:cNvPicPr/></xdr:nvPicPr>{fill}{look}</xdr:pic>"
        anchors += (
            f'<xdr:oneCellAnchor><xdr:from>{spot}</xdr:from><xdr:ext cx="9525" cy="9525"/>{box if text else picture}'
            "<xdr:clientData/></xdr:oneCellAnchor>"
        )
    spaces = f'xmlns:xdr="{ns}/drawingml/2006/spreadsheetDrawing" xmlns:a="{ns}/drawingml/2006/main" xmlns:r="{OFFICE}"'
    parts[drawing] = f'<?xml version="1.0" encoding="UTF-8"?><xdr:wsDr {spaces}>{anchors}</xdr:wsDr>'.encode()
    parts["xl/media/image1.png"] = PIXEL
    relate(parts, "xl/drawings/_rels/drawing9.xml.rels", "rId1", "image", "../media/image1.png")
    relate(parts, f"xl/worksheets/_rels/{part.rsplit('/', 1)[-1]}.rels", "rIdQ9", "drawing", "/xl/drawings/drawing9.xml")
    typed(parts, "/xl/drawings/drawing9.xml", f"{OFFICE_KIND}.drawing+xml")
    typed(parts, "png", "image/png")
    xml = parts[part].decode()
    at = xml.find("<legacyDrawing") if "<legacyDrawing" in xml else xml.rindex("</worksheet>")
    parts[part] = f'{xml[:at]}<drawing xmlns:r="{OFFICE}" r:id="rIdQ9"/>{xml[at:]}'.encode()
