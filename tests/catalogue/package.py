"""What no library of ours writes: cached formulas, drawings, tracked changes. Parts of a saved file are rewritten."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"
WORD = "word/document.xml"
# One red pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006"

Change = Callable[[str], str]


def rewritten(path: Path, changes: Mapping[str, Change], added: Mapping[str, bytes] | None = None) -> Path:
    """The same file, some of its parts changed as text, some added; it keeps its place."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts[name].decode("utf-8")).encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**parts, **(added or {})}.items():
            archive.writestr(name, data)
    return path


def with_cells(path: Path, cells: Mapping[str, str]) -> Path:
    """``cells``: place → attributes and content of the cell: ``t="str"|<f>…</f><v>…</v>``. The style stays."""

    def change(xml: str) -> str:
        for place, made in cells.items():
            attributes, _, content = made.partition("|")
            found = re.search(rf'<c r="{place}"([^>]*?)(/>|>.*?</c>)', xml, re.DOTALL)
            assert found, place
            style = re.search(r' s="\d+"', found[1])
            cell = f'<c r="{place}"{style[0] if style else ""} {attributes}>{content}</c>'
            xml = xml.replace(found[0], cell)
        return xml

    return rewritten(path, {SHEET: change})


def _anchor(row: int, column: int, what: str) -> str:
    """Over one cell, counted from 1."""
    return (
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>{column - 1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row - 1}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>{what}<xdr:clientData/></xdr:twoCellAnchor>"
    )


def text_box(row: int, column: int, text: str) -> str:
    return _anchor(
        row, column,
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="9" name="文本框 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        f"<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>",
    )


def picture(row: int, column: int) -> str:
    return _anchor(
        row, column,
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="8" name="图片 1"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        '<xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill>'
        '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>',
    )


def with_drawings(path: Path, *anchors: str) -> Path:
    """Text boxes and pictures over the first sheet, which has no drawing yet."""
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{_DRAWN}/spreadsheetDrawing" xmlns:a="{_DRAWN}/main" xmlns:r="{_OFFICE}">'
        + "".join(anchors) + "</xdr:wsDr>"
    )

    def relations(target: str, kind: str, name: str) -> bytes:
        one = f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{_RELATIONSHIPS}">{one}</Relationships>'.encode()

    def sheet(xml: str) -> str:
        return xml.replace("</worksheet>", f'<drawing xmlns:r="{_OFFICE}" r:id="rIdDrawn"/></worksheet>')

    def types(xml: str) -> str:
        made = "application/vnd.openxmlformats-officedocument.drawing+xml"
        more = '<Default Extension="png" ContentType="image/png"/>' if 'Extension="png"' not in xml else ""
        more += f'<Override PartName="/xl/drawings/drawing1.xml" ContentType="{made}"/>'
        return xml.replace("</Types>", f"{more}</Types>")

    return rewritten(path, {SHEET: sheet, "[Content_Types].xml": types}, {
        "xl/worksheets/_rels/sheet1.xml.rels": relations("../drawings/drawing1.xml", "drawing", "rIdDrawn"),
        "xl/drawings/drawing1.xml": drawing.encode(),
        "xl/drawings/_rels/drawing1.xml.rels": relations("../media/image1.png", "image", "rId1"),
        "xl/media/image1.png": PNG,
    })


def word_run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def inserted(text: str, who: str = "某甲") -> str:
    return f'<w:ins w:id="91" w:author="{who}" w:date="2021-07-22T09:00:00Z">{word_run(text)}</w:ins>'


def deleted(text: str, who: str = "某甲") -> str:
    run = f'<w:r><w:delText xml:space="preserve">{text}</w:delText></w:r>'
    return f'<w:del w:id="92" w:author="{who}" w:date="2021-07-22T09:00:00Z">{run}</w:del>'


def control(text: str) -> str:
    return f"<w:sdt><w:sdtPr><w:alias w:val='内容'/></w:sdtPr><w:sdtContent>{word_run(text)}</w:sdtContent></w:sdt>"


def nested(*texts: str) -> str:
    """A table of one row to stand in a cell, and the paragraph that must follow it."""
    cells = "".join(f"<w:tc><w:tcPr/><w:p>{word_run(text)}</w:p></w:tc>" for text in texts)
    return f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr></w:tbl><w:p/>"
