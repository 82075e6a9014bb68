"""`python -m tools.release package` makes the environment (as `environment` does alone) and builds in it.

`package` needs nothing but Python 3.11 to 3.13; with QC_WHEELHOUSE=FOLDER it installs from that folder alone.
`build` builds in the Python that runs it, which must have the locked packages.
Exit status: 0, 2 (wrong words), 3 (a sentence says why not).
"""

from __future__ import annotations

import subprocess
import sys

from tools.release.environment import ROOT, make_environment
from tools.release.errors import PackagingError


def package() -> int:
    python = make_environment()
    return subprocess.run([str(python), "-m", "tools.release", "build"], cwd=ROOT).returncode


def environment() -> int:
    make_environment()
    return 0


def build() -> int:
    from tools.release.build import build

    made = build()
    print(f"打好了：{made}（{made.stat().st_size / 1e6:.0f} MB），校验值在 {made.name}.sha256。", file=sys.stderr)
    return 0


COMMANDS = {"package": package, "environment": environment, "build": build}


def main(words: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console that lacks Chinese
    if len(words) != 1 or words[0] not in COMMANDS:
        print(f"用法：python -m tools.release {{{'|'.join(COMMANDS)}}}", file=sys.stderr)
        return 2
    try:
        return COMMANDS[words[0]]()
    except PackagingError as reason:
        print(reason, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
