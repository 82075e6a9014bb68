"""The program as a clerk starts it: a process of its own whose words go to a file or a pipe, in a Chinese Windows' code page.

On Windows the code page is the system's; elsewhere Python is told to write in it.
"""

from __future__ import annotations

import locale
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MAIN = Path(__file__).resolve().parents[2] / "main.py"
# What Chinese Windows writes into files and pipes; a Western one can't, and gets UTF-8.
CODE_PAGE = "gbk" if os.name != "nt" or locale.getpreferredencoding(False) == "cp936" else "utf-8"


@dataclass(frozen=True)
class Said:
    """``out``, ``err``: the bytes themselves, line ends as the system writes them."""

    status: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """Standard output as a Chinese console shows it. UnicodeDecodeError when it is of another code page."""
        return self.out.decode(CODE_PAGE)

    @property
    def complaint(self) -> str:
        return self.err.decode(CODE_PAGE).strip()


def say(*words: object, into: Path | None = None, cwd: Path | None = None, **extra: str) -> Said:
    """Run a command to its end. ``into``: standard output goes to that file instead of a pipe. ``extra``: environment."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONUTF8", "PYTHONIOENCODING")}
    if os.name != "nt":
        environment["PYTHONIOENCODING"] = CODE_PAGE
    program = [sys.executable, str(MAIN), *map(str, words)]
    with (into or Path(os.devnull)).open("wb") as file:
        done = subprocess.run(
            program, stdin=subprocess.DEVNULL, stdout=file if into else subprocess.PIPE, stderr=subprocess.PIPE, check=False,
            cwd=cwd, env={**environment, **extra}, timeout=300,
        )
    return Said(done.returncode, into.read_bytes() if into else done.stdout, done.stderr)
