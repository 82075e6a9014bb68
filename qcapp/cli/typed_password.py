"""A password that a command needs: from a file, or typed at a terminal; never from the words of the command, which others see."""

from __future__ import annotations

import sys
from pathlib import Path

from qcapp.domain.errors import ExpectedError, UsageError

_LONGEST = 10_000


def in_file(file: Path) -> str:
    """Its first line. UsageError for a file that can't be read, or begins with none."""
    try:
        with file.open(encoding="utf-8-sig") as opened:
            line = opened.read(_LONGEST).split("\n", 1)[0]
    except (OSError, ValueError):
        raise UsageError(f"密码文件“{file}”读不出来，请核对路径，并存成 UTF-8 的文本文件。") from None
    if not line:
        raise UsageError(f"密码文件“{file}”的第一行是空的，请把密码写在第一行。")
    return line


def at_terminal() -> bool:
    """Whether there is somebody to type: a password that is waited for in vain would never let the command end."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    if sys.platform == "win32":  # where the null device, which a planned task is given, passes for a terminal
        import ctypes
        import msvcrt

        console = ctypes.c_void_p(msvcrt.get_osfhandle(sys.stdin.fileno()))
        return bool(ctypes.windll.kernel32.GetConsoleMode(console, ctypes.byref(ctypes.c_ulong())))
    return True


def typed(prompt: str) -> str:
    import getpass

    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise ExpectedError("没有输入密码，什么都没有做，请重新运行并输入密码。") from None


def typed_twice(prompt: str) -> str:
    given = typed(prompt)
    if typed("再输一遍：") != given:
        raise UsageError("两次输入的密码不一样，什么都没有做，请再试一次。")
    return given
