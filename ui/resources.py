"""Where the files that ship with the program are: beside the source, or inside the frozen bundle."""

from __future__ import annotations

import sys
from pathlib import Path


def resource(name: str) -> Path:
    """Path of a file under resources/, such as ``style.qss`` or ``icons/ledger.svg``."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return root / "resources" / name
