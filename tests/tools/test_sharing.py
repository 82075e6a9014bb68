"""Tests shared among processes: one that ends its process is told by its name, and counts are summed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import tried
from tests.faults.tally import FAULTS, Fault
from tests.messy.tally import TALLY

ROOT = Path(__file__).resolve().parents[2]
ENDS_ITS_PROCESS = """
import faulthandler

def test_well():
    pass

def test_that_ends_its_process():
    faulthandler._sigsegv()

def test_after_it():
    pass
"""


def test_a_test_that_ends_its_process_is_told_by_name_with_where_it_stood_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "test_ends.py").write_text(ENDS_ITS_PROCESS, encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "-p", "no:cacheprovider", "--rootdir", "."]
    done = subprocess.run([*words, "."], cwd=tmp_path, capture_output=True, encoding="utf-8", errors="replace", timeout=300)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "crashed while running 'test_ends.py::test_that_ends_its_process'" in done.stdout
    assert "1 failed, 2 passed" in done.stdout
    assert "test_ends.py" in done.stderr
    assert "in test_that_ends_its_process" in done.stderr


WITH_ORDER = """
from tests.order import long_first

def pytest_collection_modifyitems(items):
    long_first(items)
"""
ONE_LONG = """
import pytest

def test_first():
    pass

@pytest.mark.long
def test_long():
    pass

def test_last():
    pass
"""


def test_no_process_waits_at_the_end_for_another_that_has_just_begun_a_long_test(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(WITH_ORDER, encoding="utf-8")
    for name in ("test_one.py", "test_other.py"):
        (tmp_path / name).write_text(ONE_LONG, encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider", "--rootdir", "."]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*words, "."], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", errors="replace", timeout=300,
    )
    assert [line for line in done.stdout.splitlines() if "::" in line] == [
        "test_one.py::test_long", "test_other.py::test_long", "test_one.py::test_first", "test_one.py::test_last",
        "test_other.py::test_first", "test_other.py::test_last",
    ], done.stdout + done.stderr


def test_what_two_processes_tried_is_told_as_one_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, fault in FAULTS.items():
        monkeypatch.setitem(FAULTS, number, Fault(number, fault.what))
    monkeypatch.setattr(tried, "TALLY", type(TALLY)())
    share = tried.sent()
    messy = {"forms": 2, "mutations": 3, "kinds": {"甲": 2, "乙": 1}, "entries": [1, 2]}
    share |= {"faults": [(1, 5, ["measured"], []), (5, 0, [], ["no disk"])], "messy": share["messy"] | messy}
    tried.add(share)
    tried.add(share | {"faults": [(1, 7, [], []), (5, 0, [], ["no disk"])]})
    messy_line, head, *lines = tried.told()
    assert head == "fault  trials"
    assert messy_line.startswith("messy returns: 4 forms, 6 mutations (2 kinds, 2 entries of RETURNS)")
    assert [line.split()[:2] for line in lines] == [["1", "12"], ["5", "0"], ["14", "4"]]
    assert lines[0].endswith("(measured)")
    assert lines[1].endswith("[not made: no disk]")
