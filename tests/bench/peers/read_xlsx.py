"""Read a returned xlsx with pandas or with openpyxl.

python -m tests.bench.peers.read_xlsx pandas|openpyxl FILE
"""

from __future__ import annotations

import sys
from pathlib import Path


def by_pandas(path: Path) -> list[list[str]]:
    import pandas  # type: ignore[import-untyped]

    frame = pandas.read_excel(path, engine="openpyxl", header=None, dtype=str, keep_default_na=False)
    rows: list[list[str]] = frame.to_numpy().tolist()
    return rows


def by_openpyxl(path: Path) -> list[list[str]]:
    from openpyxl import load_workbook

    sheet = load_workbook(path).worksheets[0]
    return [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]


if __name__ == "__main__":
    print({"pandas": by_pandas, "openpyxl": by_openpyxl}[sys.argv[1]](Path(sys.argv[2])))
