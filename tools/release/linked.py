"""What a library or program asks its system to load along with it: the names it was linked to, not what those ask for."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from typing import Any

from tools.release.errors import PackagingError


def linked_libraries(path: str) -> list[str]:
    """File names, as ``libQt6Core.so.6`` or ``Qt6Core.dll``. PackagingError where binutils is missing."""
    return _linked_dlls(path) if sys.platform == "win32" else _linked_shared(path)


def _linked_dlls(path: str) -> list[str]:
    pefile: Any = import_module("pefile")  # PyInstaller's own, on Windows only

    with pefile.PE(path, fast_load=True) as dll:
        kinds = ("IMAGE_DIRECTORY_ENTRY_IMPORT", "IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT")
        dll.parse_data_directories([pefile.DIRECTORY_ENTRY[kind] for kind in kinds])
        lists = [getattr(dll, name, []) for name in ("DIRECTORY_ENTRY_IMPORT", "DIRECTORY_ENTRY_DELAY_IMPORT")]
        return [entry.dll.decode("ascii", "replace") for entries in lists for entry in entries]


def _linked_shared(path: str) -> list[str]:
    try:
        done = subprocess.run(["objdump", "-p", path], capture_output=True, text=True)
    except OSError as error:
        raise PackagingError("打包需要 objdump，请装上 binutils 后重试。") from error
    return re.findall(r"^\s+NEEDED\s+(\S+)", done.stdout, flags=re.MULTILINE)
