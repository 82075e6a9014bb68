"""A windowed build on Windows has no standard streams at all: nothing that is said, warned of or logged ends the program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "returns" / "saved" / "xls" / "libreoffice.xls"
MUTE = """
import sys
sys.stdin = sys.stdout = sys.stderr = None
import main
if __name__ == "__main__":
    for words, status in {calls!r}:
        if main.main(["--ledger", {ledger!r}, *words]) != status:
            sys.exit(9)
"""


def mute(tmp_path: Path, *calls: tuple[list[str], int], before: str = "") -> subprocess.CompletedProcess[str]:
    """From a file, as the reading process imports it again."""
    script = tmp_path / "mute.py"
    text = MUTE.format(calls=calls, ledger=str(tmp_path / "台账.sqlite3")).replace("import main\n", f"import main\n{before}")
    script.write_text(text, encoding="utf-8")
    words = [sys.executable, "-c", f"import sys, runpy; sys.path.insert(0, {str(ROOT)!r}); runpy.run_path({str(script)!r}, "
             "run_name='__main__')"]
    return subprocess.run(words, capture_output=True, encoding="utf-8", timeout=120, check=False)


def test_commands_answer_by_their_status_alone(tmp_path: Path) -> None:
    ended = mute(
        tmp_path, (["--help"], 0), (["status", "--help"], 0), (["frobnicate"], 2), (["status", "--period", "2021-07"], 3),
        (["init"], 0), (["status", "--period", "2021-07"], 0), (["--json", "stats", "--period", "2021-07"], 0),
        (["merge", str(SAMPLE), "--period", "2021-07"], 0), (["check"], 0), (["check", "--zip", str(tmp_path / "诊断.zip")], 0),
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.parametrize("deed", ["warnings.warn('x')", "logging.getLogger('x').error('y')", "raise KeyError('z')"])
def test_a_warning_or_a_fault_in_a_command_is_no_end_of_it(tmp_path: Path, deed: str) -> None:
    before = (
        "import logging, warnings\nfrom qcapp.cli import looking, run\n"
        f"def deed(*_):\n    {deed}\n    return looking.status(*_)\nrun.deed_of = lambda command: deed\n"
    )
    status = 3 if deed.startswith("raise") else 0
    ended = mute(tmp_path, (["init"], 0), (["status", "--period", "2021-07"], status), before=before)
    assert (ended.returncode, ended.stderr) == (0, "")
    log = (tmp_path / "program.log").read_text(encoding="utf-8") if status else ""
    assert ("KeyError: 'z'" in log) == bool(status)
