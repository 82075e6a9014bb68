"""Symbols of debugging taken out of the libraries, on Linux, where a third of their size is that."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tools.release.errors import PackagingError
from tools.release.names import CONTENTS

_ELF = b"\x7fELF"


def strip_symbols(folder: Path) -> None:
    """All but those that a wheel carries in ``<name>.libs``: patched after they were linked, they don't outlive it.

    The two programs are left as they are too: PyInstaller's archive is in them.
    """
    if not sys.platform.startswith("linux"):
        return
    if shutil.which("strip") is None:
        raise PackagingError("打包需要 strip，请装上 binutils 后重试。")
    libraries = [path for path in (folder / CONTENTS).rglob("*.so*") if path.is_file() and not path.is_symlink()]
    chosen = [path for path in libraries if _is_elf(path) and not any(part.endswith(".libs") for part in path.parts)]
    done = subprocess.run(["strip", "--strip-unneeded", *map(str, chosen)], capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        raise PackagingError("库文件里的调试信息没有去掉，请看上面 strip 的输出，处理后重试。")


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _ELF
