"""A returned form of the sample year as a file: a small xlsx that every office program opens, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CHARACTERS = 22
"""Of a column's width."""


def book(sheet: str, rows: Sequence[Sequence[str]]) -> bytes:
    """One sheet of texts."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
        "_rels/.rels": _relation(f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(sheet, quote=False)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relation(f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": _sheet(rows),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (2021, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            file.writestr(entry, _HEAD + text)
    return stream.getvalue()


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    )


def _sheet(rows: Sequence[Sequence[str]]) -> str:
    lines = "".join(f'<row r="{number}">{_cells(row)}</row>' for number, row in enumerate(rows, start=1))
    columns = f'<cols><col min="1" max="{max(map(len, rows))}" width="{_CHARACTERS}" customWidth="1"/></cols>'
    return f'<worksheet xmlns="{_MAIN}">{columns}<sheetData>{lines}</sheetData></worksheet>'


def _cells(row: Sequence[str]) -> str:
    return "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text, quote=False)}</t></is></c>' for text in row)
