"""A program that is carried on a stick: what it remembers of paths, and what it must not leave on the computer.

The stick has another drive letter, or another mount point, on the next computer. Paths on the program's own disk are kept as
seen from the program's folder, and as they were for when the folder alone was moved; all others as they are.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from qcapp.places import HERE, DataPlace, data_place

_SIGN, _OR = "portable:", "|"
_HALVES: Final = r"((?:[^|]|\|\|)*)\|?(.*)"
_TEMPORARY: Final = "temp"


def kept_path(path: Path, program: Path | None = None) -> str:
    """As it is to be written down. ``program``: the folder of one that is carried, by itself where that is so."""
    program = program or _carried()
    if program is None or not path.is_absolute() or not _same_disk(path, program):
        return str(path)
    from_here = Path(os.path.relpath(path, program)).as_posix().replace(_OR, _OR * 2)  # a name may have it, but on Windows
    return f"{_SIGN}{from_here}{_OR}{path}"


def found_path(text: str, program: Path | None = None) -> Path:
    """Where that lies now."""
    if not text.startswith(_SIGN):
        return Path(text)
    seen_from_here, absolute = re.fullmatch(_HALVES, text.removeprefix(_SIGN), re.DOTALL).groups()  # type: ignore[union-attr]  # any text is so
    path = Path(os.path.normpath((program or HERE) / seen_from_here.replace(_OR * 2, _OR)))
    return Path(absolute) if absolute and not os.path.exists(path) and os.path.exists(absolute) else path


def followed(folder: Path, known: Callable[[Path], bool], program: Path | None = None) -> Path:
    """A folder that was named when the stick had another letter: on the program's disk now, where it is ``known`` there by what
    lies in it; else as it was named."""
    program = program or _carried()
    if program is None or os.path.isdir(folder):
        return folder
    disk, parts = _mount_of(program), folder.parts
    candidates = (disk.joinpath(*parts[start:]) for start in range(1, len(parts)))
    return next((each for each in candidates if known(each)), folder)


def use_own_temporary(place: DataPlace) -> None:
    """Of a program that is carried, temporary files too lie beside it. Programs that are started from it have the system's."""
    if not place.carried:
        return
    import tempfile

    folder = place.folder / _TEMPORARY
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.tempdir = str(folder)


def leave_temporary(place: DataPlace) -> None:
    """At the end: gone, where nothing is left in it."""
    if place.carried:
        with contextlib.suppress(OSError):
            (place.folder / _TEMPORARY).rmdir()


def _carried() -> Path | None:
    return HERE if data_place().carried else None


def _same_disk(path: Path, program: Path) -> bool:
    if sys.platform == "win32":
        return path.drive.lower() == program.drive.lower()
    try:
        return _mount_of(path) == _mount_of(program)
    except OSError:
        return False


def _mount_of(path: Path) -> Path:
    """Where the disk begins that the path lies on; of one that is not there, its nearest folder that is."""
    while not os.path.ismount(path):
        path = path.parent
    return path
