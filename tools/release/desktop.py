"""On Linux, beside the program: what a double click on the folder's own entry starts, and what puts it on the desktop."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

_HERE = Path(__file__).parent / "linux"
LAUNCHER, ADDER = "营商台账.desktop", "添加到桌面.sh"


def make(folder: Path) -> None:
    """Both files, executable; nothing in a build for another system."""
    if not sys.platform.startswith("linux"):
        return
    for source, name in (("launcher.desktop", LAUNCHER), ("add_to_desktop.sh", ADDER)):
        shutil.copyfile(_HERE / source, folder / name)
        (folder / name).chmod(0o755)
