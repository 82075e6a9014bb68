"""The built folder: how large against PyInstaller's own choice, and how long it takes to start against the source."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.painting import OFTEN
from tests.bench.results import Outcome, Result, Skipped
from tests.bench.timing import Times, in_turn_often
from tools.release.build import probe
from tools.release.environment import python_of
from tools.release.names import BUILD, COMMAND, FOLDER, ROOT, SUFFIX

GOALS = ("package-size", "package-start", "package-command")


def measure(bench: Bench) -> list[Outcome]:
    """Of the folder as ``make package`` left it in dist, papers and all."""
    program = FOLDER / f"{COMMAND}{SUFFIX}"
    if bench.quick or not program.is_file():
        why = "quick run" if bench.quick else "nothing is built: make package does it"
        return [Skipped(goal, why) for goal in GOALS]
    return [_size(), *_start(bench, program)]


def _size() -> Result:
    ours, defaults = (Times((_megabytes(folder),) * 5) for folder in (FOLDER, _built_by_default()))
    return Result("package-size", ours, defaults)


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


def _start(bench: Bench, program: Path) -> list[Outcome]:
    """Until the month's rows are painted, and until a command has answered; from the spawn, from the same Python and packages."""
    ledger, period = str(bench.month.ledger), str(bench.month.period)
    environment = {**bench.environment, "PYTHONPYCACHEPREFIX": str(bench.folder / "compiled-apart")}

    def painted(*start: str) -> Callable[[], float]:
        words = [*start, str(ROOT / "tests" / "bench" / "first_paint.py"), "rows", ledger]

        def run() -> float:
            began = time.time()
            done = subprocess.run(words, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
            return (float(done.stdout.split()[0]) - began) * 1000

        return run

    def answered(*start: str) -> Callable[[], float]:
        words = [*start, "--ledger", ledger, "status", "--period", period]

        def run() -> float:
            began = time.perf_counter()
            done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True)
            if not done.stdout:
                raise RuntimeError(f"The command said nothing: {done.stderr.decode(errors='replace')}")
            return (time.perf_counter() - began) * 1000

        return run

    source, rounds = str(python_of()), 2 * bench.rounds
    with probe() as built:
        starts = in_turn_often({"source": painted(source), "built": painted(str(built))}, rounds, OFTEN)
    commands = in_turn_often({"source": answered(source, str(ROOT / "main.py")), "built": answered(str(program))}, rounds, OFTEN)
    return [
        Result("package-start", starts["built"], starts["source"]),
        Result("package-command", commands["built"], commands["source"]),
    ]
