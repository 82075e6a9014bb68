"""The built program as it starts: what its loader has set is put right, its files are marked, to be told from others later."""

from __future__ import annotations

import os
import sys
import warnings
from functools import cache
from pathlib import Path
from typing import Final

from qcapp.places import FROZEN, HERE

MANIFEST: Final = "manifest.sha256"
"""In the contents' folder, as sha256sum writes: each file of the program's folder but itself."""
LIBRARIES: Final = "LD_LIBRARY_PATH"
_QTS: Final = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH")


def contents_folder() -> Path:
    """Where the program's own parts lie."""
    return Path(getattr(sys, "_MEIPASS", HERE))


class ProgramMark:
    """Which files ``paths`` are, to be told from others that come in their place: a program that runs reads on from its own."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self._as_begun = {path: _identity(path) for path in paths}

    @property
    def gone(self) -> bool:
        """Whether one of them is another file now, or none."""
        return any(_identity(path) != begun for path, begun in self._as_begun.items())


@cache
def running_program() -> ProgramMark | None:
    """As it was when first asked, at the start; None from source."""
    return ProgramMark((Path(sys.executable), contents_folder() / MANIFEST)) if FROZEN else None


def settle() -> None:
    """At the start of a built program: what its loader has set for it is not for programs that are started from it, and what
    libraries warn their developers of is not for its users."""
    if not FROZEN:
        return
    running_program()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    _give_back_qt()
    if sys.platform != "linux":
        return
    _set(LIBRARIES, os.environ.pop(f"{LIBRARIES}_ORIG", None))


def own_libraries() -> str:
    """``LIBRARIES`` for a process of this program's own: that one's loader takes what the first one's has set to be there still,
    and would find the system's libraries (Linux), older ones or none. "" where nothing is to be said."""
    if not FROZEN or sys.platform != "linux":
        return ""
    return os.pathsep.join(filter(None, (str(contents_folder()), os.environ.get(LIBRARIES))))


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _give_back_qt(begun: Path = Path("/proc/self/environ")) -> None:
    """Where Qt's plugins lie, the loader has told to all; our Qt knows by itself, and another's (as an office suite's) must not
    take ours. What the user had set is there again, where the system (Linux) tells with what a program began."""
    try:
        pairs = [os.fsdecode(pair).partition("=") for pair in begun.read_bytes().split(b"\0")]
    except OSError:
        pairs = []
    before = {name: value for name, _, value in pairs}
    for name in _QTS:
        os.environ.pop(name, None)
        if name in before:
            os.environ[name] = before[name]


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino
