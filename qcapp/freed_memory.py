"""Memory that a long piece of work has let go of, given back to the system."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any, Final

_ALL: Final = 0


def give_back() -> None:
    """The C library of Linux keeps what was freed in among what is not, tens of megabytes after a large 通报; others, and that of
    Windows, have nothing to be told. Any thread may: it takes some milliseconds."""
    trim = _trim()
    if trim is not None:
        trim(_ALL)


@cache
def _trim() -> Callable[[int], Any] | None:
    """What glibc has for it, and other libraries have not."""
    if sys.platform != "linux":
        return None
    import ctypes

    trim: Callable[[int], Any] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim
