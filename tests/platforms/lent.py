"""What lends another system a Windows interface has not all of Windows: asked for where a test stands on what is missing."""

from __future__ import annotations

import sys


def lends_windows() -> bool:
    """Whether this Windows is wine."""
    if sys.platform == "win32":
        import ctypes

        return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")
    return False
