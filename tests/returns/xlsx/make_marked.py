"""Make marked_* and days_* of this folder anew: python -m tests.returns.xlsx.make_marked

Needs XlsxWriter (which the project does not use), LibreOffice and gnumeric's ssconvert.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import tempfile
import zlib
from datetime import date
from pathlib import Path
from typing import Any

from tests.returns.xlsx.make import FOLDER, resave

DAY = date(2021, 12, 31)
# What is shown for DAY in each format, one a row from row 1 on: text, number format (or its number, as Chinese programs write).
DAYS: tuple[tuple[str, str | int], ...] = (
    ("2021-12-31", "yyyy-mm-dd"),
    ("2021-12-31", 'yyyy"年"m"月"d"日"'),
    ("2021-12-31", '[$-804]yyyy"年"m"月"d"日";@'),
    ("2021-12-31", '[DBNum1][$-804]yyyy"年"m"月"d"日";@'),
    ("2021年12月", 'yyyy"年"m"月"'),
    ("12月31日", 'm"月"d"日"'),
    ("2021-12-31", "[$-804]aaaa;@"),
    ("2021-12-31", "yyyy/m/d h:mm"),
    ("2021-12-31", "[$-F800]dddd, mmmm dd, yyyy"),
    ("2021-12-31", 31),
    ("2021年12月", 57),
)
# Numbers in column B beside them: text, value, format.
NUMBERS: tuple[tuple[str, float, str], ...] = (
    ("13800138000", 13800138000, "General"),
    ("13800000000", 1.38e10, "0.00E+00"),
    ("07633312345", 7633312345, "00000000000"),
    ("0763-3312345", 7633312345, "0000-0000000"),
    ("54.5%", 0.545, "0.0%"),
    ("44561", 44561, "General"),
)


def png(red: int) -> bytes:
    """A square of eight pixels."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">2L5B", 8, 8, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes((red, 0, 0)) * 8) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def marked(path: Path) -> Path:
    """Words and pictures at cells, error values, hidden rows, columns and sheets."""
    import xlsxwriter  # type: ignore[import-not-found, unused-ignore]

    for number in range(2):
        (path.parent / f"{number}.png").write_bytes(png(100 * number))
    book: Any = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("下发表")
    sheet.write_row("A1", ["进展", "问题"])
    sheet.write("A2", "已完成")
    sheet.write_comment("A2", "批注里的进展\n第二行", {"author": "某甲"})
    sheet.insert_textbox("B3", "文本框里的话\n第二段")
    sheet.insert_image("C5", str(path.parent / "0.png"))
    sheet.embed_image("D7", str(path.parent / "1.png"))
    sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
    sheet.write("A9", "隐藏行")
    sheet.set_row(8, None, None, {"hidden": True})
    sheet.write("E2", "隐藏列")
    sheet.set_column("E:E", None, None, {"hidden": True})
    book.add_worksheet("藏").hide()
    book.add_worksheet("深藏").very_hidden()
    book.close()
    return path


def days(path: Path, date1904: bool) -> Path:
    import xlsxwriter

    book: Any = xlsxwriter.Workbook(str(path), {"date_1904": date1904})
    sheet = book.add_worksheet("下发表")
    for row, (_, form) in enumerate(DAYS):
        style = book.add_format()
        style.set_num_format(form)
        sheet.write_datetime(row, 0, DAY, style)
    for row, (_, value, code) in enumerate(NUMBERS):
        sheet.write_number(row, 1, value, book.add_format({"num_format": code}))
    book.close()
    return path


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        sources = (
            marked(here / "marked.xlsx"), days(here / "days.xlsx", False), days(here / "days1904.xlsx", True)
        )
        (here / "made").mkdir()
        for source in sources:
            shutil.copy(source, FOLDER / f"{source.stem}_xlsxwriter.xlsx")
            for kind in ("xls", "ods"):
                made = resave(source, kind, here / "made", here / "profile")
                shutil.copy(made, FOLDER / f"{source.stem}_libreoffice.{kind}")
        gnumeric = FOLDER / "marked_gnumeric.xls"
        subprocess.run(["ssconvert", str(sources[0]), str(gnumeric)], check=True, capture_output=True, timeout=60)


if __name__ == "__main__":
    main()
