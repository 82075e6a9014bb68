"""Built beside the program, and gone before it is zipped: imports each module named in a file, and says which are missing."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def missing(names: list[str]) -> list[str]:
    """A line for each that can't be imported: its name, and why."""
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
    sys.exit(1 if lines else 0)
