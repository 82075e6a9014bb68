"""Pictures of every page and of the dialogs behind the menus, at the sizes that clerks have, with what a machine sees wrong.

`python tools/screens.py` draws all sets into out/screens (or where QC_SCREENS says), each in a process of its own: a
screen's scale is read once. `python tools/screens.py 1366x768-dark` draws that set only. Exit status 1 when there are faults.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

OUT: Final = Path(os.environ.get("QC_SCREENS") or ROOT / "out" / "screens")
FAULTS: Final = "faults.txt"
_ONE: Final = "--here"


class Screen(NamedTuple):
    """``width`` and ``height`` in the screen's own points."""

    width: int
    height: int
    scale: float = 1.0
    dark: bool = False

    @property
    def name(self) -> str:
        scale = f"@{self.scale:.0%}"[:-1] if self.scale != 1 else ""
        return f"{self.width}x{self.height}{scale}{'-dark' if self.dark else ''}"


SCREENS: Final = (
    Screen(1366, 768), Screen(1366, 768, dark=True), Screen(1366, 768, 1.25), Screen(1920, 1080, 1.25),
    Screen(1920, 1080, 1.5), Screen(1920, 1080, 1.5, dark=True), Screen(1920, 1080, 1.75), Screen(1920, 1080, 2.0),
)


def draw(screen: Screen, out: Path) -> list[str]:
    """All pictures of that screen into ``out``, by a process of its own; what is wrong with them, line by line."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        one = {"name": "screen", "x": 0, "y": 0, "width": screen.width, "height": screen.height, "logicalDpi": 96}
        config = Path(folder) / "screen.json"
        config.write_text(json.dumps({"screens": [one | {"logicalBaseDpi": 96, "dpr": 1}]}), encoding="utf-8")
        environment = {
            **os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config.name}", "QT_SCALE_FACTOR": str(screen.scale),
            "PYTHONIOENCODING": "utf-8",
        }
        here = str(Path(__file__).resolve())
        words = [sys.executable, here, _ONE, "dark" if screen.dark else "light", str(out.resolve()), folder]
        # From the folder of the configuration: Qt would take a drive's letter for a word of its own.
        subprocess.run(words, check=True, cwd=folder, env=environment)
    return (out / FAULTS).read_text(encoding="utf-8").splitlines()


def main(names: list[str]) -> int:
    wanted = [screen for screen in SCREENS if not names or screen.name in names]
    if not wanted:
        print(f"没有这样的画面；有：{'、'.join(screen.name for screen in SCREENS)}")
        return 2
    found = 0
    for screen in wanted:
        lines = draw(screen, OUT / screen.name)
        found += len(lines)
        print(f"{OUT / screen.name}：{len(lines)} 处", *lines, sep="\n  ")
    return 1 if found else 0


if __name__ == "__main__":
    if sys.argv[1:2] == [_ONE]:
        from tools.screen_run import run

        run(dark=sys.argv[2] == "dark", out=Path(sys.argv[3]), folder=Path(sys.argv[4]), faults_file=FAULTS)
    else:
        sys.exit(main(sys.argv[1:]))
