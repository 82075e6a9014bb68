"""Workbooks made by hand: their sheets' XML as a test gives it, with whatever else a program might put beside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAWING = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def relations(*targets: tuple[str, str] | tuple[str, str, str]) -> str:
    """(kind, target) in order, as rId1 and so on; a third word is the target's mode."""
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"'
        + (f' TargetMode="{more[0]}"/>' if more else "/>")
        for number, (kind, target, *more) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{made}</Relationships>'


def inline(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def workbook(
    *sheets: str, links: Sequence[tuple[str, str]] = (), properties: str = "", more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """Each sheet is the content of its sheetData, or a whole part when it begins with one. Named 表1, 表2…

    ``links``: further relationships of the workbook. ``more``: parts by name, which replace those made here.
    """
    names = [f"sheet{number}" for number in range(1, len(sheets) + 1)]
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1))
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
        ),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(*(("worksheet", f"worksheets/{name}.xml") for name in names), *links),
    }
    for name, sheet in zip(names, sheets, strict=True):
        whole = sheet if sheet.startswith("<?") or "<sheetData" in sheet else f"<sheetData>{sheet}</sheetData>"
        parts[f"xl/worksheets/{name}.xml"] = (
            whole if "worksheet" in whole else f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{whole}</worksheet>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (parts | dict(more or {})).items():
            archive.writestr(name, part)
    return out.getvalue()
