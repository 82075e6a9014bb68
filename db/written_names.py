"""Names of files as they stand in the ledger: what a file is called need be no text, as one named in another encoding."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from qcapp.domain.text import clean


def written(path: Path) -> str:
    """Without what can't be written down."""
    return clean(path.name)


def lying(folder: Path, name: str) -> Path | None:
    """The file in that folder whose name was written down so; None where none is there."""
    if (folder / name).is_file():
        return folder / name
    with contextlib.suppress(OSError):
        for each in sorted(os.listdir(folder)):
            if written(folder / each) == name and (folder / each).is_file():
                return folder / each
    return None
