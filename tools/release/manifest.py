"""A list of all files of the built folder with their SHA-256, kept in it: what a half unzipped folder lacks can be told."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tools.release.names import CONTENTS

NAME = f"{CONTENTS}/manifest.sha256"


def write_manifest(folder: Path) -> Path:
    """As ``sha256sum`` writes, names relative to the folder, sorted; itself is not in it."""
    target = folder / NAME
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != target)
    lines = [f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    target.write_text("".join(lines), encoding="utf-8", newline="\n")
    return target


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
