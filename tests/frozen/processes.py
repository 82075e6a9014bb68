"""Which processes of a program are alive, by what it was started with."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def alive(mark: str) -> list[int]:
    """Those whose environment has that variable with a value, or, on Windows, whose file lies in that folder."""
    if sys.platform == "win32":
        return _of_windows(mark)
    found = []
    for each in Path("/proc").iterdir():
        try:
            if not each.name.isdigit() or int(each.name) == os.getpid() or mark.encode() not in (each / "environ").read_bytes():
                continue
            if (each / "stat").read_text(errors="replace").rpartition(")")[2].split()[0] != "Z":
                found.append(int(each.name))
        except OSError:
            continue
    return found


def _of_windows(folder: str) -> list[int]:
    """By name of the executables that lie there."""
    import ctypes
    from ctypes import wintypes

    class Entry(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD), ("usage", wintypes.DWORD), ("pid", wintypes.DWORD), ("heap", ctypes.c_size_t),
            ("module", wintypes.DWORD), ("threads", wintypes.DWORD), ("parent", wintypes.DWORD), ("priority", wintypes.LONG),
            ("flags", wintypes.DWORD), ("file", wintypes.WCHAR * 260),
        )

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    kernel.CreateToolhelp32Snapshot.restype = wintypes.HANDLE
    kernel.Process32FirstW.argtypes = kernel.Process32NextW.argtypes = (wintypes.HANDLE, ctypes.c_void_p)
    names = {path.name.lower() for path in Path(folder).glob("*.exe")}
    snapshot, entry, found = kernel.CreateToolhelp32Snapshot(2, 0), Entry(), []
    entry.size = ctypes.sizeof(Entry)
    more = kernel.Process32FirstW(snapshot, ctypes.byref(entry))
    while more:
        if entry.file.lower() in names:
            found.append(int(entry.pid))
        more = kernel.Process32NextW(snapshot, ctypes.byref(entry))
    kernel.CloseHandle(wintypes.HANDLE(snapshot))
    return found
