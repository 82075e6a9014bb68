"""What the built things are called, and where they lie."""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

from qcapp import __version__

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
DIST = ROOT / "dist"
PRODUCT = "营商台账"
WINDOW, COMMAND, PROBE = PRODUCT, "ysledger", "probe"
"""The window's program, the command line, and one that only a build has (probe.py)."""
FOLDER = DIST / PRODUCT
CONTENTS = f"lib-{__version__}"
"""Where the program's own parts lie: a folder for each version, so that unzipping over an older one mixes nothing."""
MODULES = "modules.pyz"
"""In CONTENTS: all Python modules, which the programs share (shared_modules.py)."""
SUFFIX = ".exe" if sys.platform == "win32" else ""


def archive_path() -> Path:
    return DIST / f"{PRODUCT}-{__version__}-{system()}.zip"


def system() -> str:
    """``windows-x64``, ``linux-x86_64``, ``linux-aarch64``: as the machine calls itself."""
    machine = platform.machine().lower()
    if sys.platform == "win32":
        return f"windows-{ {'amd64': 'x64', 'x86_64': 'x64'}.get(machine, machine) }"
    return f"{sys.platform}-{ {'amd64': 'x86_64', 'arm64': 'aarch64'}.get(machine, machine) }"


def copyright_line() -> str:
    """As LICENSE has it."""
    found = re.search(r"^Copyright .+$", (ROOT / "LICENSE").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert found is not None, "LICENSE names who holds the rights"
    return found.group()
