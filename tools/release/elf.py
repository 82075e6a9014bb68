"""What a program or library for Linux asks of the system it is loaded on, read by binutils' readelf."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.release.errors import PackagingError

_MAGIC = b"\x7fELF"
_AT_ONCE = 50
"""Files handed to one readelf: some hundred take a second together, and a minute one by one."""


@dataclass(frozen=True)
class Need:
    """A version, such as GLIBC_2.31, of a library that must be there with it."""

    library: str
    version: str


@dataclass(frozen=True)
class Elf:
    """``path`` is below the folder that was read, ``loads`` names libraries, ``needs`` and ``defines`` versions of symbols."""

    path: Path
    soname: str
    loads: tuple[str, ...]
    needs: tuple[Need, ...]
    defines: frozenset[str]


def elf_files(folder: Path) -> list[Elf]:
    """Every ELF file below, in order of their paths; a link counts as what it points to, once."""
    paths = [path for path in _files(folder) if _is_elf(path)]
    found: list[Elf] = []
    for start in range(0, len(paths), _AT_ONCE):
        found += _read(folder, paths[start:start + _AT_ONCE])
    return found


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield path


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _read(folder: Path, paths: Sequence[Path]) -> list[Elf]:
    command = ["readelf", "--wide", "--dynamic", "--version-info", *map(str, paths), os.devnull]
    # with the last, which it says is no ELF file, there are always two: a single one's name is not printed
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", env={**os.environ, "LC_ALL": "C"})
    except FileNotFoundError:
        raise PackagingError("没法检查系统库的版本：缺少 readelf，请安装 binutils 后重试。") from None
    parts = re.split(r"^File: (.*)$", done.stdout, flags=re.MULTILINE)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    return [_parsed(path.relative_to(folder), told.get(str(path), "")) for path in paths]


def _parsed(path: Path, text: str) -> Elf:
    loads = re.findall(r"\(NEEDED\)\s+Shared library: \[(.*)\]", text)
    soname = re.search(r"\(SONAME\)\s+Library soname: \[(.*)\]", text)
    needs: list[Need] = []
    defines: set[str] = set()
    library: str | None = None
    for line in text.splitlines():
        if line.startswith("Version definition section"):
            library = ""
        elif line.startswith("Version needs section"):
            library = None
        elif file := re.search(r"File: (\S+)\s+Cnt:", line):
            library = file[1]
        elif (name := re.search(r"Name: (\S+)", line)) and library is not None:
            if library:
                needs.append(Need(library, name[1]))
            else:
                defines.add(name[1])
    return Elf(path, soname[1] if soname else path.name, tuple(loads), tuple(needs), frozenset(defines))
