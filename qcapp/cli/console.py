"""What is said on the console. A windowed build has no console, a disk may be full, a reader may have left."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TextIO

LOST = "结果写不出去，请检查输出到的磁盘或文件后再试。"


def speak_chinese(json_wanted: bool) -> None:
    """Standard streams that can carry what is said: JSON is UTF-8, and no console's code page ends the program."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:  # a windowed build has none
            continue
        try:
            "营商台账".encode(stream.encoding or "ascii")
            encoding = stream.encoding
        except UnicodeEncodeError:
            encoding = "utf-8"
        stream.reconfigure(encoding="utf-8" if json_wanted else encoding, errors="replace")  # type: ignore[union-attr]


def borrow_console() -> None:
    """The window's program, without a console on Windows, was given a command: it speaks on the one it was started from."""
    if sys.platform == "win32" and sys.stdout is None:
        import ctypes

        if ctypes.windll.kernel32.AttachConsole(-1):
            with contextlib.suppress(OSError):
                sys.stdout = sys.stderr = open("CONOUT$", "w", encoding="utf-8", errors="replace", buffering=1)  # noqa: SIM115


def complain(sentence: object) -> None:
    """One sentence on standard error, where there is one."""
    if sys.stderr is not None:
        tell(f"{sentence}\n", sys.stderr)


def tell(text: str, out: TextIO | None) -> bool:
    """Write it all, at once; whether that went well. Who has left before the end has read what there was to read."""
    if out is None:
        return True
    try:
        out.write(text)
        out.flush()
    except BrokenPipeError:
        _let_go(out)
    except OSError:
        _let_go(out)
        return False
    return True


def _let_go(out: TextIO) -> None:
    """What is still to be written would be tried again at the program's end, and its failure told in English."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out.fileno())
        os.close(nowhere)
