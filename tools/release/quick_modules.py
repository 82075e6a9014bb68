"""Modules that every start takes lie in the archive of modules as they are, the others deflated: to inflate them is a
twentieth of what a command of the built program takes, and as they are they take 3 MB of the folder's 240.
"""

from __future__ import annotations

import marshal
import os
import zlib
from collections.abc import Collection
from pathlib import Path

_HEAD = 12
"""Bytes: PyInstaller's mark, Python's, and where the list of modules begins (shared_modules.py reads it so too)."""


def store(archive: Path, quick: Collection[str]) -> None:
    """The same modules in the same order, those of ``quick`` stored."""
    data = archive.read_bytes()
    listed: list[tuple[str, tuple[int, int, int]]] = marshal.loads(data[int.from_bytes(data[8:_HEAD], "big") :])
    made, places = bytearray(data[:_HEAD]), []
    for name, (kind, start, length) in listed:
        code = data[start : start + length]
        if code and name in quick:
            code = zlib.compress(zlib.decompress(code), 0)
        places.append((name, (kind, len(made), len(code))))
        made += code
    made[8:_HEAD] = len(made).to_bytes(4, "big")
    made += marshal.dumps(places)
    part = archive.with_suffix(".part")
    part.write_bytes(made)
    os.replace(part, archive)
