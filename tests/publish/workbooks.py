"""Reading a written workbook by its headings: what it shows without calculating, and what LibreOffice makes of its formulas."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import load_workbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ALWAYS = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
    "<value>0</value></prop></item></oor:items>"
)
FALSE = "-7"


def shown(path: Path) -> Any:
    """The workbook with the numbers that it carries, as a program sees it that doesn't calculate."""
    return load_workbook(path, data_only=True)


def rows(sheet: Any, header: int) -> list[dict[str, Any]]:
    """Rows below the heading row as heading → value, up to the first empty one."""
    headings = [str(cell.value).replace("\n", "") for cell in sheet[header]]
    found = []
    for row in sheet.iter_rows(min_row=header + 1, values_only=True):
        if all(value is None for value in row):
            break
        found.append(dict(zip(headings, row, strict=True)))
    return found


def formulas(path: Path) -> Iterator[tuple[str, str, str]]:
    """Sheet, cell and formula of each."""
    for sheet in load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, str(cell.value)


def drawn_width(value: Any, number_format: str) -> float:
    """Points that a number or day takes in the widest of the fonts that stand in for 仿宋, cell margins included."""
    if hasattr(value, "year"):
        text = f"{value.year}年{value.month}月" if "年" in number_format else f"{value:%Y-%m-%d}"
    elif "%" in number_format:
        text = f"{value:.1%}"
    elif "0.0" in number_format:
        text = f"{value:+.1f}" if "+" in number_format else f"{value:.1f}"
    else:
        text = f"{value:+d}" if "+" in number_format else f"{value:g}"
    return sum(_WIDE.get(each, 11.5 if each in "年月" else 6.21) for each in text) + 5.0


_WIDE = {".": 5.4, "-": 5.4, "+": 5.4, "%": 9.2}


def too_narrow(book: Any) -> list[str]:
    """Cells whose number would show as ####."""
    return [
        f"{sheet.title}!{cell.coordinate} {cell.value}"
        for sheet in book.worksheets for line in sheet.iter_rows() for cell in line
        if isinstance(cell.value, int | float | date) and not isinstance(cell.value, bool)
        and drawn_width(cell.value, cell.number_format) > sheet.column_dimensions[cell.column_letter].width * 6.0
    ]


def falsified(path: Path, target: Path) -> Path:
    """A copy whose formulas all carry a wrong value: what is right after calculating was calculated."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                root = etree.fromstring(data)
                for cell in root.iter(f"{_MAIN}c"):
                    value = cell.find(f"{_MAIN}v")
                    if cell.find(f"{_MAIN}f") is not None and value is not None:
                        value.text = FALSE
                        cell.attrib.pop("t", "")
                data = etree.tostring(root)
            copy.writestr(name, data)
    return target


def recalculated(paths: Sequence[Path], folder: Path, profile: Path) -> list[Any]:
    """The workbooks as LibreOffice shows them after calculating each formula anew."""
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_ALWAYS, encoding="utf-8")
    wrong, out = folder / "wrong", folder / "right"
    wrong.mkdir(exist_ok=True)
    copies = [falsified(path, wrong / path.name) for path in paths]
    soffice = shutil.which("soffice")
    assert soffice
    words = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    subprocess.run([*words, *map(str, copies)], check=True, capture_output=True, timeout=300)
    return [shown(out / path.name) for path in paths]


def changed(path: Path, target: Path, cells: dict[tuple[str, str], Any]) -> Path:
    """A copy in which a user has typed something else into some cells."""
    book = load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(target)
    return target
