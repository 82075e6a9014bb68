"""What a docx of ours says, as lines that a person can compare. Run as a program it writes the golden files anew:

    python -m tests.forms.docx_golden
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from qcapp.forms.docx_reader import read_docx
from qcapp.forms.docx_writer import docx_bytes
from qcapp.forms.layout import Paper, TableDocument
from tests.forms.docx_made import W
from tests.forms.tables import filler, form, official, slip

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "docx"


def cases() -> dict[str, TableDocument]:
    return {
        "official_a3": official(Paper.A3),
        "official_a4_long": official(Paper.A4, progress={3: filler(3000), 12: filler(600)}),
        "form": form("区大数据中心"),
        "slip": slip(),
    }


def root_of(data: bytes, part: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(part))


def described(data: bytes) -> list[str]:
    """Page, styles, paragraphs, rows, cells that hold text or colour, merges and carriers, a line each."""
    root = root_of(data)
    document = read_docx(data)
    lines = [f"载体 {carrier} {text}" for carrier, text in document.carriers]
    lines += [f"页 {_plain(element)}" for element in root.iter(f"{{{W}}}pgSz", f"{{{W}}}pgMar")]
    lines += [f"样式 {_plain(style)}" for style in root_of(data, "word/styles.xml").iter(f"{{{W}}}style")]
    lines.append(f"页脚 {_plain(root_of(data, 'word/footer1.xml'))}")
    body = root[0]
    lines += [f"段 {_plain(paragraph)}" for paragraph in body.findall(f"{{{W}}}p")]
    table = body.find(f"{{{W}}}tbl")
    lines += [f"列 {_plain(column)}" for column in table.iter(f"{{{W}}}gridCol")]
    for number, row in enumerate(table.iter(f"{{{W}}}tr")):
        lines.append(f"行 {number} {_plain(row.find(f'{{{W}}}trPr'))}")
        lines += [f"格 {number} {at} {_plain(cell)}" for at, cell in enumerate(row.findall(f"{{{W}}}tc"))]
    lines += [f"合并 {box.top} {box.left} {box.bottom} {box.right}" for box in document.sheets[0].merges]
    return lines


def _plain(element: Any) -> str:
    """An element without its wrapping: w:vMerge w:val="restart" → vMerge=restart."""
    if element is None:
        return ""
    name = element.tag.rpartition("}")[2]
    values = [value for key, value in element.items() if not key.startswith("{http://www.w3.org/XML")]
    said = name + (f"={','.join(values)}" if values else "")
    if element.text and element.text.strip():
        said = repr(element.text)
    inner = " ".join(_plain(child) for child in element)
    return f"{said}({inner})" if inner else said


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, document in cases().items():
        text = json.dumps(described(docx_bytes(document)), ensure_ascii=False, indent=0)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
