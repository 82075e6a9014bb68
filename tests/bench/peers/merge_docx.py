"""Put the tables of a folder's docx under one another with python-docx, no more.

python -m tests.bench.peers.merge_docx rows|cell FOLDER OUT.xlsx
"""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import Workbook

from tests.bench.peers.read_docx import by_cell, by_rows


def merge(how: str, folder: Path, out: Path) -> None:
    read = {"rows": by_rows, "cell": by_cell}[how]
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for path in sorted(folder.glob("*.docx")):
        for row in read(path)[1:]:
            sheet.append(row)
    book.save(out)


if __name__ == "__main__":
    merge(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
