"""Put the returned xlsx of a folder under one another with pandas, no more.

python -m tests.bench.peers.merge_xlsx FOLDER OUT.xlsx
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas  # type: ignore[import-untyped]

HEADER = 2  # the form's title and 表号 stand above


def merge(folder: Path, out: Path) -> None:
    paths = sorted(folder.glob("*.xlsx"))
    frames = [pandas.read_excel(path, header=HEADER, dtype=str, engine="openpyxl") for path in paths]
    pandas.concat(frames, ignore_index=True).to_excel(out, index=False)


if __name__ == "__main__":
    merge(Path(sys.argv[1]), Path(sys.argv[2]))
