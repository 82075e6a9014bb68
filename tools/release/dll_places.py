"""Where libraries lie on Windows, so that whatever asks for one finds it.

Windows looks beside the file that asks, and at the top of the program's own parts. A wheel keeps the libraries that it
carries in ``<name>.libs`` and adds that folder when it is imported; PyInstaller takes one file of those of the same
name, so a package that another's folder serves would find it only after that other was imported. It then goes on
without its fast half, or not at all; and the runtime of Visual C++ in Qt's folder is found by Qt alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from tools.release.contents import Entry

_SELF_CONTAINED = frozenset({"pyside6", "shiboken6"})
"""Folders whose files find each other: shiboken6 is loaded first, then Qt's libraries by PySide6's own."""


def placed(binaries: Iterable[Entry], imports: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The same, with what wheels carry at the top, and there a copy of what is asked for and would not be found.

    ``imports`` answers the names of the libraries that a file asks the system for.
    """
    entries = {_place(entry[0]): entry for entry in map(_lifted, binaries)}
    by_name = {_path(entry[0]).name: entry for entry in entries.values()}
    for entry in list(entries.values()):
        folder = _path(entry[0]).parent
        if folder.parts[:1] and folder.parts[0] in _SELF_CONTAINED:
            continue
        for name in (each.lower() for each in imports(entry[1])):
            if name in by_name and str(folder / name) not in entries and name not in entries:
                _, source, kind = by_name[name]
                entries[name] = (PurePosixPath(source.replace("\\", "/")).name, source, kind)
    return list(entries.values())


def _lifted(entry: Entry) -> Entry:
    path = PurePosixPath(entry[0].replace("\\", "/"))
    return (path.name, entry[1], entry[2]) if path.parts[0].lower().endswith(".libs") else entry


def _path(place: str) -> PurePosixPath:
    return PurePosixPath(place.replace("\\", "/").lower())


def _place(place: str) -> str:
    return str(_path(place))
