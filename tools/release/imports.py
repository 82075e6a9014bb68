"""Every module that the program imports, wherever it does: at the top, within a function, or by its name.

PyInstaller is told all of them, and the built program imports each once (probe.py) before anything is zipped.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

OURS = ("qcapp", "db", "ui")
_READ_AS_FILES = ("db.migrations",)
"""Ours that are no modules of the built program: Alembic reads them as files."""


def imported_names(root: Path) -> list[str]:
    """Of main.py and the packages beside it; what only another system has is left out."""
    names = {name for path in sources(root) for name in _imports(path)}
    names |= {_module(root, path) for path in sources(root)}
    return sorted(name for name in names if not name.startswith(_READ_AS_FILES) and name != "main" and _is_here(name))


def sources(root: Path) -> list[Path]:
    return [root / "main.py", *(path for package in OURS for path in sorted((root / package).rglob("*.py")))]


def _module(root: Path, path: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _imports(path: Path) -> Iterator[str]:
    """Also those in ``TYPE_CHECKING``: the types are modules of what is used."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names if each.name != "*")


def _is_here(name: str) -> bool:
    """Whether it is a module, of this system: ``from a.b import c`` may name either."""
    try:
        return find_spec(name) is not None
    except (ImportError, AttributeError, ValueError):
        return False
