"""The built program, as it lies unzipped: whether its files are all there and as they were given out, what an older version left.

A folder that was unzipped by half, or over a program that ran, starts and fails somewhere later; so it is looked at.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qcapp.built import MANIFEST, contents_folder
from qcapp.places import HERE

_CONTENTS: Final = "lib-"
AGAIN: Final = "请关掉程序，把压缩包重新解压到上次解压的地方，全部替换"


@dataclass(frozen=True, slots=True)
class ProgramFiles:
    """``total`` 0: there is no list of them. ``differing``: there, with other content than was given out."""

    total: int = 0
    missing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return not (self.missing or self.differing)

    @property
    def words(self) -> str:
        """完整（412 个文件）; 缺 2 个、1 个与发布时不同，请…"""
        if not self.total:
            return f"没有文件清单，不知道全不全，{AGAIN}"
        if self.whole:
            return f"完整（{self.total} 个文件）"
        found = [f"缺 {len(self.missing)} 个"] if self.missing else []
        found += [f"{len(self.differing)} 个与发布时不同"] if self.differing else []
        return f"{'、'.join(found)}，{AGAIN}"


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """The contents of another version, which this one does not use."""

    path: Path
    size: int


def looked_through(folder: Path = HERE, contents: Path | None = None, *, read: bool = True) -> ProgramFiles:
    """``read``: every file's content too, some 3 ms a megabyte; else only which are there."""
    contents = contents or contents_folder()
    try:
        lines = (contents / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ProgramFiles()
    wanted = [line.partition("  ") for line in lines if "  " in line]
    missing = tuple(name for _, _, name in wanted if not os.path.isfile(folder / name))
    differing = tuple(
        name for digest, _, name in wanted if read and name not in missing and not _has_digest(folder / name, digest)
    )
    return ProgramFiles(len(wanted), missing, differing)


def other_versions(folder: Path = HERE, contents: Path | None = None) -> tuple[OtherVersion, ...]:
    """Left by unzipping one version over another; nothing is deleted by itself."""
    # By its name: the loader may tell its path another way, as by a letter that stands for a network folder.
    own = os.path.normcase((contents or contents_folder()).name)
    try:
        named = [each for each in folder.iterdir() if each.name.startswith(_CONTENTS) and os.path.normcase(each.name) != own]
        found = [each for each in named if each.is_dir() and not each.is_symlink()]
    except OSError:
        return ()
    return tuple(OtherVersion(each, _size(each)) for each in sorted(found))


def _has_digest(path: Path, digest: str) -> bool:
    import hashlib

    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
