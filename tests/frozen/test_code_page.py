"""Words go out as the console shows them, in GBK on a Chinese Windows; JSON is UTF-8 wherever it is made."""

from __future__ import annotations

import json
import locale
import subprocess
from pathlib import Path

import pytest

from tests.frozen.month import MONTH
from tests.frozen.program import Computer


@pytest.fixture
def computer(computer: Computer) -> Computer:
    computer.ask("init")
    return computer


def bytes_of(computer: Computer, *words: str) -> tuple[int, bytes, bytes]:
    """(exit status, standard output, standard error) of a command whose words go into files."""
    out, err = computer.folder / "说的.txt", computer.folder / "抱怨的.txt"
    with out.open("wb") as said, err.open("wb") as complained:
        done = subprocess.run(
            [*computer.program.console, *words], cwd=computer.elsewhere, env=computer.environment,
            stdin=subprocess.DEVNULL, stdout=said, stderr=complained, timeout=120, check=False,
        )
    return done.returncode, out.read_bytes(), err.read_bytes()


def console_text(data: bytes) -> str:
    """As `type` shows it. UnicodeDecodeError when it is of another code page."""
    code_page = locale.getpreferredencoding(False)
    try:
        "营商台账".encode(code_page)
    except UnicodeEncodeError:  # a console without Chinese gets what an editor reads
        code_page = "utf-8"
    return data.decode(code_page)


def test_what_is_said_is_read_in_a_file_as_on_the_console(computer: Computer) -> None:
    status, out, _ = bytes_of(computer, "status", "--period", MONTH)
    assert status == 0
    assert "区法院" in console_text(out)


def test_a_complaint_is_one_line_that_the_console_shows(computer: Computer, tmp_path: Path) -> None:
    status, out, err = bytes_of(computer, "merge", str(tmp_path / "没有的 文件.xlsx"), "--period", MONTH)
    assert (status, out) == (3, b"")
    assert "没有的 文件.xlsx" in console_text(err)
    assert len(console_text(err).splitlines()) == 1


def test_json_is_utf_8_for_the_program_that_reads_it(computer: Computer) -> None:
    status, out, _ = bytes_of(computer, "--json", "status", "--period", MONTH)
    assert status == 0
    assert "区法院" in {each["unit"] for each in json.loads(out.decode("utf-8"))["units"]}
