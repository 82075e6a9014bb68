"""Read the table of a docx with python-docx, by row.cells or by table.cell.

python -m tests.bench.peers.read_docx rows|cell FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

from docx import Document


def by_rows(path: Path) -> list[list[str]]:
    table = Document(str(path)).tables[0]
    return [[cell.text for cell in row.cells] for row in table.rows]


def by_cell(path: Path) -> list[list[str]]:
    table = Document(str(path)).tables[0]
    rows, columns = range(len(table.rows)), range(len(table.columns))
    return [[table.cell(row, column).text for column in columns] for row in rows]


if __name__ == "__main__":
    print({"rows": by_rows, "cell": by_cell}[sys.argv[1]](Path(sys.argv[2])))
