"""A program that stands still costs a test its patience and no more, and the test says where it stood."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.programs import ended, next_line

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


def test_of_a_program_that_must_be_well_the_test_says_why_it_was_not() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"(?s)ended with 3.*the reason"):
        ended([sys.executable, "-c", "import sys; print('the reason', file=sys.stderr); sys.exit(3)"], check=True)


def test_what_a_program_printed_comes_back_with_its_status() -> None:
    done = ended([sys.executable, "-X", "utf8", "-c", "print('台账'); raise SystemExit(5)"])
    assert (done.returncode, done.stdout, done.stderr) == (5, "台账\n", "")
