"""The built folder: how large against PyInstaller's own choice, and how long it takes to start against the source."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.office import Month
from tests.bench.timing import in_turn, show
from tools.release.build import probe
from tools.release.environment import python_of
from tools.release.names import BUILD, COMMAND, FOLDER, ROOT, SUFFIX

ROUNDS = 11


def package(month: Month) -> None:
    """Of the folder as ``make package`` left it in dist, papers and all."""
    program = FOLDER / f"{COMMAND}{SUFFIX}"
    if not program.is_file():
        print("\nThe built folder: not measured, for there is none; make package builds it")
        return
    _size()
    _start(month, program)


def _size() -> None:
    ours, defaults = _megabytes(FOLDER), _megabytes(_built_by_default())
    print("\nThe built folder")
    print(f"  {'PyInstaller, its defaults':<44}{defaults:.0f} MB")
    print(f"  {'ours':<44}{ours:.0f} MB")
    print(f"  {'ours / defaults':<44}{ours / defaults:.2f} x   goal <= 0.75")


def _built_by_default() -> Path:
    """The same program, from the same environment, by the command that PyInstaller's manual begins with."""
    folder = BUILD / "defaults"
    shutil.rmtree(folder, ignore_errors=True)
    data = [f"{ROOT / place}{os.pathsep}{place}" for place in ("resources", "db/migrations")]
    words = ["--noconfirm", "--log-level", "ERROR", "--windowed", "--name", "program", *(f"--add-data={each}" for each in data)]
    places = [f"--{kind}path={folder / kind}" for kind in ("dist", "work", "spec")]
    command = [str(python_of()), "-m", "PyInstaller", *words, *places, str(ROOT / "main.py")]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return folder / "dist" / "program"


def _megabytes(folder: Path) -> float:
    """Each file once: a link costs nothing."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def _start(month: Month, program: Path) -> None:
    """Until the month's rows are painted, and until a command has answered; from the spawn, from the same Python and packages."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(month.folder / "compiled-apart")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")

    def painted(*start: str) -> Callable[[], float]:
        words = [*start, str(ROOT / "tests" / "bench" / "first_paint.py"), "ours", str(month.merged)]

        def run() -> float:
            began = time.time()
            done = subprocess.run(words, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
            return (float(done.stdout.split()[0]) - began) * 1000

        return run

    def answered(*start: str) -> Callable[[], float]:
        words = [*start, "--ledger", str(month.merged), "status", "--period", str(month.period)]

        def run() -> float:
            began = time.perf_counter()
            done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True)
            assert done.stdout, done.stderr
            return (time.perf_counter() - began) * 1000

        return run

    source = str(python_of())
    with probe() as built:
        times = in_turn({"from source": painted(source), "built": painted(str(built))}, ROUNDS)
    ratio = times["built"].middle / times["from source"].middle
    show("The built program: first paint", times, [("built / from source", ratio, "<= 1.1")])
    times = in_turn({"from source": answered(source, str(ROOT / "main.py")), "built": answered(str(program))}, ROUNDS)
    ratio = times["built"].middle / times["from source"].middle
    show("The built program: a command (status)", times, [("built / from source", ratio, "<= 1.1")])
