"""The maintainer's double click on a Windows computer builds, from whatever folder, or says which Python is missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import PATIENCE, ended
from tools.bootstrap import ROOT

SCRIPT = ROOT / "tools" / "build-windows.bat"
STAND_IN = """\
import json, os, sys
with open("calls.jsonl", "a", encoding="utf-8") as file:
    file.write(json.dumps([sys.argv[1:], os.getcwd(), os.environ.get("QC_WHEELHOUSE")]) + "\\n")
sys.exit(int(os.environ["STATUS_OF_" + sys.argv[1].replace("-", "_")]))
"""
on_windows = pytest.mark.skipif(os.name != "nt", reason="cmd is there on Windows only")


def test_script_is_ascii_so_that_no_code_page_garbles_it() -> None:
    assert SCRIPT.read_bytes().isascii()


@pytest.mark.skipif(not shutil.which("git") or not (ROOT / ".git").exists(), reason="the sources are not under git")
def test_script_is_given_out_with_line_ends_that_cmd_reads() -> None:
    asked = ["git", "-c", f"safe.directory={ROOT.as_posix()}", "-C", str(ROOT), "check-attr", "eol", "tools/build-windows.bat"]
    answer = ended(asked, check=True).stdout
    assert answer.split() == ["tools/build-windows.bat:", "eol:", "crlf"]


def test_sentence_about_the_missing_python_is_chinese() -> None:
    escaped = SCRIPT.read_text(encoding="ascii").split("Unescape('")[1].split("')")[0]
    assert escaped.encode("ascii").decode("unicode_escape").startswith("没有找到能用的 Python：请安装 64 位的 Python 3.13")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose bootstrap only writes down how it was called."""
    folder = tmp_path / "源 码 (2)"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(SCRIPT, folder / "tools")
    (folder / "tools" / "bootstrap.py").write_text(STAND_IN, encoding="utf-8")
    return folder


def click(project: Path, *words: str, build: int = 0, test: int = 0, python: str = sys.executable) -> tuple[int, list[object]]:
    """(exit status, the calls of bootstrap) of the script, started from another folder."""
    environment = {name: value for name, value in os.environ.items() if name != "QC_WHEELHOUSE"}
    environment |= {"QC_PYTHON": python, "STATUS_OF_package": str(build), "STATUS_OF_test_package": str(test)}
    if python != sys.executable:
        environment["PATH"] = os.environ["SYSTEMROOT"] + "\\system32"
    done = subprocess.run(
        ["cmd", "/c", "tools\\build-windows.bat", *words], cwd=project, env=environment,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE,
    )
    calls = project / "calls.jsonl"
    lines = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
    return done.returncode, [json.loads(line) for line in lines]


@on_windows
def test_click_builds_in_the_project_whatever_its_path(project: Path) -> None:
    assert click(project) == (0, [[["package"], str(project), None]])


@on_windows
def test_wheels_that_were_carried_along_are_used(project: Path) -> None:
    house = project / "dist" / "wheelhouse-windows"
    house.mkdir(parents=True)
    (house / "a-1-py3-none-any.whl").touch()
    assert click(project) == (0, [[["package"], str(project), str(house)]])


@on_windows
def test_program_is_tested_when_asked_and_the_status_handed_on(project: Path) -> None:
    assert click(project, "test", test=1) == (
        1, [[["package"], str(project), None], [["test-package"], str(project), None]],
    )


@on_windows
def test_failed_build_is_not_tested(project: Path) -> None:
    assert click(project, "test", build=3) == (3, [[["package"], str(project), None]])


@on_windows
def test_without_a_fitting_python_nothing_is_started(project: Path) -> None:
    assert click(project, python=str(project / "no such python.exe")) == (3, [])
