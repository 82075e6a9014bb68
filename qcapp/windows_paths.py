"""Paths as Windows takes them: names of devices, paths that are too long, paths that are said half.

On other systems nothing of it holds, and nothing is changed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

LONGEST = 259 if os.name == "nt" else 0
"""Characters of a file's whole path, with its drive. Windows can be told to take longer ones, by an administrator: so a path is
too long only once it has failed. 0: any length."""
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])(?= *(?:\.|$))")

_REFUSED = re.compile(r'[<>:"|?*]')


def is_device(name: str) -> bool:
    """Whether Windows takes a file's name, whatever its suffix, for a device: what is written there is lost.

    >>> is_device("nul.xlsx"), is_device("COM1 .txt"), is_device("nul表.xlsx")
    (True, True, False)
    """
    return _DEVICES.match(name) is not None


def length_refused(path: Path, more: int = 0) -> int:
    """The path's length where it is more than Windows takes by itself, else 0. ``more``: a name of so many characters is to
    have room beside it."""
    whole = path.absolute()
    length = max(len(str(whole)), len(str(whole.parent)) + 1 + more)
    return length if LONGEST and length > LONGEST else 0


def whole_path(text: str) -> Path:
    """A path that was said, as it stands for the program: ``D:表.xlsx`` (in the folder that is current on D:) gets its folder,
    and blanks and dots at a name's end go, which Windows drops and files beside it would keep."""
    path = Path(text)
    half = path.drive and not path.root
    if os.name == "nt" and (half or path.name != path.name.rstrip(". ")) and not is_device(path.name):
        return Path(os.path.abspath(text))
    return path


def refused_in(path: Path) -> str:
    """The first character of a path that no name on Windows may have, else "". A colon would write where no folder shows it."""
    found = _REFUSED.search(str(path)[len(path.drive) :]) if os.name == "nt" else None
    return found[0] if found else ""
