"""Run by the probe: imports each module named in a file, and writes to another which are missing, and why."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from pathlib import Path


def missing(names: Iterable[str]) -> list[str]:
    """A line for each that can't be imported."""
    found = []
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:  # whatever a module does at its top
            found.append(f"{name}: {type(error).__name__}: {error}")
    return found


if __name__ == "__main__":
    lines = missing(Path(sys.argv[1]).read_text(encoding="utf-8").split())
    Path(sys.argv[2]).write_text("\n".join(lines), encoding="utf-8")
