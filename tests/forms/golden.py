"""What an xlsx of ours says, as lines that a person can compare. Run as a program it writes the golden files anew:

    python -m tests.forms.golden
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from qcapp.forms.layout import Paper, TableDocument
from qcapp.forms.xlsx_writer import write_xlsx
from tests.forms.tables import filler, form, official, slip

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "xlsx"


def cases() -> dict[str, TableDocument]:
    return {
        "official_a3": official(Paper.A3),
        "official_a4_long": official(Paper.A4, progress={3: filler(3000), 12: filler(600)}),
        "form": form("区大数据中心"),
        "slip": slip(),
    }


def described(path: Path) -> list[str]:
    """Cells that hold text or may be filled, rows, merges and the page, a line each."""
    book: Any = load_workbook(path)
    lines = [f"属性 {book.properties.title} {book.properties.identifier} {book.properties.creator}"]
    lines += [f"自定义属性 {item.name}={item.value}" for item in book.custom_doc_props]
    lines += [f"名称 {name}={defined.attr_text}" for name, defined in book.defined_names.items()]
    for sheet in book.worksheets:
        lines.append(f"工作表 {sheet.title} {sheet.sheet_state} 冻结 {sheet.freeze_panes} 保护 {sheet.protection.sheet}")
        if sheet.sheet_state == "visible":
            lines += _page(sheet)
        lines += [f"列 {key} {item.width}" for key, item in sorted(sheet.column_dimensions.items())]
        lines += [f"行 {key} {item.height}" for key, item in sorted(sheet.row_dimensions.items())]
        lines += [f"合并 {merge}" for merge in sorted(map(str, sheet.merged_cells.ranges))]
        rules = sheet.data_validations.dataValidation
        lines += [f"提示 {rule.sqref} {rule.type} {rule.formula1} {rule.prompt}" for rule in rules]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        lines += [_cell(cell) for cell in cells if cell.value is not None or not cell.protection.locked]
    return lines


def _page(sheet: Any) -> list[str]:
    setup, margins, fit = sheet.page_setup, sheet.page_margins, sheet.sheet_properties.pageSetUpPr.fitToPage
    return [
        f"纸张 {setup.paperSize} {setup.orientation} 适合 {fit} 宽 {setup.fitToWidth} 高 {setup.fitToHeight}",
        f"页边距 {margins.left:.3f} {margins.right:.3f} {margins.top:.3f} {margins.bottom:.3f} {margins.footer:.3f}",
        f"标题行 {sheet.print_title_rows} 区域 {sheet.print_area} 分页 {[item.id for item in sheet.row_breaks.brk]}",
        f"页脚 左 {sheet.oddFooter.left.text} 中 {sheet.oddFooter.center.text}",
    ]


def _cell(cell: Any) -> str:
    font, side, at = cell.font, cell.border.left.style, cell.alignment
    look = f"{font.name} {font.size} {at.horizontal}/{at.vertical} {side or '无边框'} {cell.number_format}"
    return f"{cell.coordinate} [{look}{'' if cell.protection.locked else ' 可填'}] {cell.value!r}"


def written(document: TableDocument, folder: Path) -> list[str]:
    target = folder / "golden.xlsx"
    write_xlsx(document, target)
    return described(target)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, document in cases().items():
            text = json.dumps(written(document, Path(folder)), ensure_ascii=False, indent=0)
            (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
