"""Disks of one's own: small ones, read-only ones, ones that are pulled out. By root or by a namespace that anyone may have.

Each scene runs in a process whose mounts nobody else sees, and which are gone with it. A scene is a function of a folder at a
test module's top; what it returns comes back. A disk that can't be made here is told in words.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.faults.tally import Fault
from tests.programs import ended

_ROOT = Path(__file__).resolve().parents[2]


def with_disks(fault: Fault, scene: Callable[..., Any], folder: Path, *args: object) -> Any:
    """Run the scene where disks can be mounted; skips the test, in words, where they can't be."""
    if why := _why_not():
        fault.pass_over(why)
        pytest.skip(why)
    words = [*_apart(), sys.executable, "-X", "utf8", "-m", __name__, scene.__module__, scene.__name__, str(folder)]
    done = subprocess.run([*words, *map(str, args)], cwd=_ROOT, capture_output=True, text=True, encoding="utf-8", timeout=280)
    if done.returncode:
        pytest.fail(f"{done.stdout[-2000:]}\n{done.stderr[-6000:]}", pytrace=False)
    return json.loads(done.stdout.splitlines()[-1])


def _apart() -> list[str]:
    own = ["--mount"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--mount"]
    return ["unshare", *own, "--propagation", "private"]


@cache
def _why_not() -> str:
    if not sys.platform.startswith("linux") or not all(map(shutil.which, ("unshare", "mount", "umount"))):
        return f"no disks to be mounted by a test on {sys.platform}"
    trial = ended([*_apart(), "mount", "-t", "tmpfs", "none", "/mnt"])
    return f"this user may mount nothing ({trial.stderr.strip()})" if trial.returncode else ""


def small_disk(place: Path, size: str) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "none", str(place))
    return place


def made_read_only(place: Path) -> None:
    """While files on it are open: a second mount of the same, read-only, comes over it."""
    _run("mount", "--bind", str(place), str(place))
    _run("mount", "-o", "remount,bind,ro", str(place))


def made_writable(place: Path) -> None:
    _run("umount", "--lazy", str(place))


def pulled(place: Path) -> None:
    """As a stick is: at once, whoever reads from it."""
    _run("umount", "--lazy", str(place))


def _run(*words: str) -> None:
    ended(words, check=True)


def free(place: Path) -> int:
    found = os.statvfs(place)
    return found.f_bavail * found.f_frsize


def filled(place: Path, left: int) -> None:
    """So that only so many bytes are left."""
    ballast = place / "ballast"
    ballast.unlink(missing_ok=True)
    ballast.write_bytes(b"x" * max(0, free(place) - left))


if __name__ == "__main__":
    module, name, folder, *rest = sys.argv[1:]
    answer = getattr(importlib.import_module(module), name)(Path(folder), *rest)
    print(json.dumps(answer, ensure_ascii=False), flush=True)
