"""components.toml as values: which licence and purpose the parts of a build have."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TEXTS = HERE / "texts"


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A Python package. ``spdx`` "" where its own metadata tells it; ``texts``: names in texts/."""

    purpose: str
    spdx: str = ""
    name: str = ""
    home: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartRow:
    """Something within the package ``of``: there when a file matches ``files``, which are its own, or ``when``."""

    of: str
    name: str
    spdx: str
    files: tuple[str, ...] = ()
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NativeRow:
    """No Python package: there when a file matches, or ``always``. ``package``: where its licence text is installed with."""

    name: str
    spdx: str
    purpose: str
    home: str
    files: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    package: str = ""
    always: bool = False
    own_extensions: bool = False


@dataclass(frozen=True, slots=True)
class DebianRow:
    """A library of the system, by its source package."""

    spdx: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    packages: dict[str, PackageRow] = field(default_factory=dict)
    parts: tuple[PartRow, ...] = ()
    natives: tuple[NativeRow, ...] = ()
    debian: dict[str, DebianRow] = field(default_factory=dict)


def read_catalogue(path: Path = HERE / "components.toml") -> Catalogue:
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return Catalogue(
        packages={name: PackageRow(**_frozen(row)) for name, row in read["packages"].items()},
        parts=tuple(PartRow(**_frozen(row)) for row in read["parts"]),
        natives=tuple(NativeRow(**_frozen(row)) for row in read["natives"]),
        debian={name: DebianRow(**_frozen(row)) for name, row in read["debian"].items()},
    )


def text_of(name: str) -> str:
    return (TEXTS / name).read_text(encoding="utf-8")


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
