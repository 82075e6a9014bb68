"""Renaming what a program has open, or its folder: possible on Linux, while Windows refuses it and so has no such fault."""

from __future__ import annotations

from pathlib import Path

import pytest


def moved(path: Path, target: Path) -> Path:
    """Where it is then; the test is passed over where nothing that is open can be renamed."""
    try:
        return path.rename(target)
    except PermissionError:
        pytest.skip("nothing that is open is renamed here, nor its folder")
