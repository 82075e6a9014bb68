"""Programs that a test runs and waits for. One that stands still is ended, and the test says what it had printed and where it
stood, instead of waiting with it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
PATIENCE: Final = 300.0
"""Seconds; what is well is over long before, however busy the machine."""
_ENDING: Final = 30.0


def ended(
    words: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None, said: str | None = None,
    check: bool = False, seconds: float = PATIENCE,
) -> subprocess.CompletedProcess[str]:
    """Its status and what it printed, as UTF-8; ``said`` is what it reads. Fails the test where it takes longer than ``seconds``,
    with ``check`` also where its status is not 0."""
    environment = dict(os.environ if env is None else env)
    if sys.platform != "win32":
        environment["PYTHONFAULTHANDLER"] = "1"
    with subprocess.Popen(
        words, cwd=cwd, env=environment, stdin=None if said is None else subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8", errors="replace",
    ) as program:
        try:
            out, err = program.communicate(said, timeout=seconds)
        except subprocess.TimeoutExpired:
            out, err = _stopped(program)
            pytest.fail(f"{words[0]} stood still for {seconds:g} s\n{_told(out, err)}", pytrace=False)
    if check and program.returncode:
        pytest.fail(f"{words[0]} ended with {program.returncode}\n{_told(out, err)}", pytrace=False)
    return subprocess.CompletedProcess(words, program.returncode, out, err)


def next_line(program: subprocess.Popen[str], seconds: float = PATIENCE) -> str:
    """What it prints next, to the end of the line. "" where it ends before, or stands still for so long, and is ended then."""
    assert program.stdout is not None
    impatient = threading.Timer(seconds, program.kill)
    impatient.start()
    try:
        return program.stdout.readline()
    finally:
        impatient.cancel()


def _stopped(program: subprocess.Popen[str]) -> tuple[str, str]:
    """Aborted, Python writes where each thread stands."""
    if sys.platform != "win32":
        program.send_signal(signal.SIGABRT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(_ENDING)
    program.kill()
    try:
        return program.communicate(timeout=_ENDING)
    except subprocess.TimeoutExpired:  # a process of its own still holds what it wrote to
        return "", "(nothing of what it printed could be had)"


def _told(out: str, err: str) -> str:
    return f"--- printed:\n{out[-4000:]}\n--- complained:\n{err[-8000:]}"
