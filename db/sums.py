"""The SHA-256 beside each backup, as sha256sum writes and checks it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from pathlib import Path

SUM = ".sha256"
_LINE = re.compile(r"\\?([0-9a-f]{64}) [ *]", re.IGNORECASE)


def sum_file(backup: Path) -> Path:
    return backup.with_name(f"{backup.name}{SUM}")


def sha256_of(path: Path) -> str:
    """Read from its first byte to its last. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sum_beside(backup: Path) -> str | None:
    """What was written down when the backup was made; None where nothing was, or nothing that can be understood."""
    try:
        with sum_file(backup).open(encoding="utf-8", errors="replace") as file:
            found = _LINE.match(file.read(200))
    except OSError:
        return None
    return found[1].lower() if found else None


def put_sum(backup: Path, sha256: str) -> None:
    """Whole or not at all. Raises OSError."""
    from db.connection import fsync
    from qcapp.forms.safe_write import patient_replace

    name, mark = backup.name, ""
    if "\\" in name or "\n" in name:  # sha256sum's own way with such names
        name, mark = name.replace("\\", "\\\\").replace("\n", "\\n"), "\\"
    target = sum_file(backup)
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(f"{mark}{sha256}  ".encode() + os.fsencode(name) + b"\n")  # a name may be no text
        fsync(part)
        patient_replace(part, target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
