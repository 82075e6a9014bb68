"""共享台账-给管理员.md: for whoever looks after the server on which several clerks share a ledger; any editor shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FILE: Final = "共享台账-给管理员.md"
_GUIDE: Final = Path(__file__).resolve().parents[2] / "docs" / "shared-ledger.md"


def make(folder: Path) -> None:
    """It into the folder, with a mark by which old editors on Windows know the encoding."""
    text = _GUIDE.read_text(encoding="utf-8")
    (folder / FILE).write_text(text, encoding="utf-8-sig", newline="\r\n")
