"""Sizes of files as a person reads them, the same wherever they are told: as the file manager of Windows counts."""

from __future__ import annotations

from typing import Final

_STEP: Final = 1024


def size_words(size: int) -> str:
    """512 字节, 84 KB, 12.5 MB, 1.2 GB."""
    if size < _STEP:
        return f"{size} 字节"
    if size < _STEP**2:
        return f"{size / _STEP:.0f} KB"
    return f"{size / _STEP**2:.1f} MB" if size < _STEP**3 else f"{size / _STEP**3:.1f} GB"
