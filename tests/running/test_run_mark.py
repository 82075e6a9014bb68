"""How the last run ended: killed, crashed, well, with the system; and a program that still runs is none that ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from qcapp.run_mark import CRASH_NAME, RunMark
from tests.programs import next_line

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2021, 7, 24, 9, 30)
BEGUN = """
import sys, time; from datetime import datetime; from pathlib import Path; from qcapp.run_mark import RunMark
mark = RunMark(Path(sys.argv[1]), datetime(2021, 7, 24, 9, 30)); print('begun', flush=True)
"""
WAITS = "time.sleep(60)\n"


def begun(folder: Path, then: str) -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-c", BEGUN + then, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert next_line(program) == "begun\n"
    return program


def left(program: subprocess.Popen[str]) -> None:
    program.communicate(timeout=120)


def looked(folder: Path) -> RunMark:
    """As the next start does."""
    mark = RunMark(folder, NOW)
    mark.end()
    return mark


def test_a_first_start_knows_of_no_bad_end(tmp_path: Path) -> None:
    assert looked(tmp_path).last is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("steps", "told"), [("leaving", False), ("leaving staying", True), ("leaving staying leaving", False)])
def test_a_program_that_stayed_though_the_system_was_to_end_and_is_killed_later_is_told(
    tmp_path: Path, steps: str, told: bool
) -> None:
    """Without a record of a crash, which there was none."""
    program = begun(tmp_path, "".join(f"mark.{step}()\n" for step in steps.split()) + "print('done', flush=True)\n" + WAITS)
    assert next_line(program) == "done\n"
    program.kill()
    left(program)
    last = looked(tmp_path).last
    assert (last is not None and not last.crashed) == told
    assert list(tmp_path.iterdir()) == []


def test_a_killed_program_is_told_once(tmp_path: Path) -> None:
    program = begun(tmp_path, WAITS)
    program.kill()
    left(program)
    last = looked(tmp_path).last
    assert last is not None
    assert (last.since, last.crashed) == (NOW, False)
    assert looked(tmp_path).last is None
    assert list(tmp_path.iterdir()) == []


def test_a_crash_leaves_where_it_stood(tmp_path: Path) -> None:
    program = begun(tmp_path, "import faulthandler; faulthandler._sigsegv()")
    left(program)
    assert program.returncode != 0
    last = looked(tmp_path).last
    assert last is not None
    assert last.crashed
    text = (tmp_path / CRASH_NAME).read_text(encoding="utf-8")
    assert "Current thread" in text
    assert 'File "<string>"' in text


def test_an_exception_of_windows_that_was_dealt_with_is_no_crash(tmp_path: Path) -> None:
    path = tmp_path / ".run-1-x.mark"
    path.write_bytes(b"2021-07-24T09:30:00\nWindows fatal exception: code 0x8001010d\n\nThread 0x1 (most recent call first):\n")
    last = looked(tmp_path).last
    assert last is not None
    assert not last.crashed
    assert (tmp_path / CRASH_NAME).exists()


def test_crashes_day_after_day_do_not_fill_the_disk(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f".run-{number}-x.mark").write_bytes(b"2021-07-24T09:30:00\n" + b"Fatal\n" * 20_000)
        looked(tmp_path)
    assert (tmp_path / CRASH_NAME).stat().st_size < 500_000


def test_a_program_that_runs_is_none_that_ended(tmp_path: Path) -> None:
    program = begun(tmp_path, WAITS)
    try:
        assert looked(tmp_path).last is None
        assert looked(tmp_path).last is None
    finally:
        program.kill()
        left(program)
    assert looked(tmp_path).last is not None


def test_a_good_end_and_one_with_the_system_leave_nothing_to_tell(tmp_path: Path) -> None:
    left(begun(tmp_path, "mark.end()"))
    left(begun(tmp_path, "mark.leaving(); import os; os._exit(1)"))
    assert looked(tmp_path).last is None
    assert list(tmp_path.iterdir()) == []


def test_a_good_end_whose_mark_can_not_be_deleted_at_once_is_no_bad_one(tmp_path: Path) -> None:
    """A virus scanner may have the file open in that moment; a second name stands for that where nothing keeps a file."""
    mark = RunMark(tmp_path, NOW)
    (path,) = tmp_path.iterdir()
    if sys.platform == "win32":
        with path.open("rb"):
            mark.end()
        assert path.exists()
    else:
        os.link(path, tmp_path / ".run-1-held.mark")
        mark.end()
    assert len(list(tmp_path.iterdir())) == 1
    assert looked(tmp_path).last is None
    assert list(tmp_path.iterdir()) == []


def test_of_two_bad_ends_the_newer_is_told(tmp_path: Path) -> None:
    for since, until in (("2021-07-24T09:30:00", 200.0), ("2021-07-23T09:30:00", 100.0)):
        path = tmp_path / f".run-{until}-x.mark"
        path.write_text(f"{since}\n", encoding="utf-8")
        os.utime(path, (until, until))
    last = looked(tmp_path).last
    assert last is not None
    assert last.since == NOW


@pytest.mark.parametrize("text", [b"", b"\xff\xfe rubbish", b"2021-07-24T09:30:00"])
def test_a_torn_mark_is_no_error(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / ".run-1-x.mark"
    path.write_bytes(text)
    os.utime(path, (1, 1))
    assert looked(tmp_path).last is not None
    assert not path.exists()


def test_where_nothing_can_be_written_the_program_runs_without(tmp_path: Path) -> None:
    mark = RunMark(tmp_path / "没有", NOW)
    mark.leaving()
    mark.end()
    assert mark.last is None
    assert not (tmp_path / "没有").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_second_process_does_not_inherit_the_hold(tmp_path: Path) -> None:
    """What the program starts, as a viewer of files, may outlive it."""
    child = "import subprocess; p = subprocess.Popen(['sleep', '30']); print(p.pid, flush=True)\n"
    program = begun(tmp_path, child + WAITS)
    pid = int(next_line(program))
    program.kill()
    program.wait(120)
    try:
        assert looked(tmp_path).last is not None
    finally:
        os.kill(pid, signal.SIGKILL)
        left(program)
