"""What a built folder holds: its files, and the Python modules of its programs, which lie in an archive that they share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qcapp.built import MANIFEST
from tools.release.errors import PackagingError
from tools.release.names import CONTENTS, MODULES


@dataclass(frozen=True, slots=True)
class Bundle:
    """``files``: paths below ``contents``, with "/"; ``modules``: names of top-level modules, Python's own among them."""

    folder: Path
    contents: Path
    programs: tuple[Path, ...]
    files: tuple[str, ...]
    modules: frozenset[str]


def read_bundle(folder: Path) -> Bundle:
    contents = folder / CONTENTS
    if not contents.is_dir():
        raise PackagingError(f"“{folder}”里没有 {CONTENTS}，不是打好的程序，请先运行打包再写许可。")
    programs = tuple(path for path in sorted(folder.iterdir()) if _is_program(path))
    if not programs or not (contents / MODULES).is_file():
        raise PackagingError(f"“{folder}”里没有打好的程序，请重新打包。")
    modules = frozenset(_shared_modules(contents / MODULES)).union(*map(_modules_within, programs))
    return Bundle(folder, contents, programs, tuple(_files_below(contents)), modules)


def _files_below(contents: Path) -> Iterator[str]:
    """Links are left out: what they lead to is a file of its own; and so is the list of all files, which is made last."""
    for path in sorted(contents.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name != MANIFEST:
            yield path.relative_to(contents).as_posix()


def _is_program(path: Path) -> bool:
    if not path.is_file() or path.stat().st_size < 100_000:
        return False
    with path.open("rb") as file:
        return file.read(4) in (b"\x7fELF", b"MZ\x90\x00")


def _modules_within(program: Path) -> Iterator[str]:
    """What PyInstaller appends to a program: what starts it."""
    from PyInstaller.archive.readers import CArchiveReader  # type: ignore[import-untyped]  # it brings no types

    yield from (name for name in CArchiveReader(str(program)).toc if "." not in name)


def _shared_modules(archive: Path) -> Iterator[str]:
    from PyInstaller.archive.readers import ZlibArchiveReader

    yield from (module.split(".", 1)[0] for module in ZlibArchiveReader(str(archive), 0).toc)
