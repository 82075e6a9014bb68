"""A program that stands still costs a test its patience and no more, and the test says where it stood."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import ROOT, ended, next_line

STANDS_STILL = """
import threading
print("begun", flush=True)
def where_it_stands():
    threading.Event().wait()
where_it_stands()
"""


def test_of_a_program_that_stands_still_the_test_says_what_it_printed_and_where_it_stood() -> None:
    with pytest.raises(pytest.fail.Exception, match="stood still for 3 s") as caught:
        ended([sys.executable, "-c", STANDS_STILL], seconds=3)
    assert "begun" in str(caught.value)
    assert sys.platform == "win32" or "in where_it_stands" in str(caught.value)


def test_a_line_that_never_comes_is_not_waited_for() -> None:
    with subprocess.Popen([sys.executable, "-c", STANDS_STILL], stdout=subprocess.PIPE, text=True) as program:
        assert next_line(program) == "begun\n"
        assert next_line(program, seconds=1) == ""
    assert program.returncode != 0


def test_a_program_reads_what_is_said_to_it() -> None:
    reading = "print(input()[::-1])"
    assert ended([sys.executable, "-X", "utf8", "-c", reading], said="账台\n", check=True).stdout == "台账\n"


def unlimited(path: Path) -> list[int]:
    """Lines where that waits for a program however long it takes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and ast.unparse(each.func) == "subprocess.run"]
    return [each.lineno for each in calls if "timeout" not in {word.arg for word in each.keywords}]


def test_no_test_waits_for_a_program_for_ever() -> None:
    """One that stood still would stop all tests of its process, and say nothing."""
    asked = [path for path in (ROOT / "tests").rglob("*.py") if "bench" not in path.parts]
    assert len(asked) > 500
    assert {path.relative_to(ROOT).as_posix(): lines for path in asked if (lines := unlimited(path))} == {}


def test_of_a_program_that_must_be_well_the_test_says_why_it_was_not() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"(?s)ended with 3.*the reason"):
        ended([sys.executable, "-c", "import sys; print('the reason', file=sys.stderr); sys.exit(3)"], check=True)


def test_what_a_program_printed_comes_back_with_its_status() -> None:
    done = ended([sys.executable, "-X", "utf8", "-c", "print('台账'); raise SystemExit(5)"])
    assert (done.returncode, done.stdout, done.stderr) == (5, "台账\n", "")
