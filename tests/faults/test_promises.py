"""What the readme promises, it names a test for, and there is one."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


def _rows() -> list[list[str]]:
    section = README.read_text(encoding="utf-8").partition("## 承诺什么，凭什么")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_promise_says_how_and_names_tests_that_there_are() -> None:
    rows = _rows()
    assert len(rows) >= 14
    for promise, how, shown in rows:
        named = re.findall(r"`([^`]+)`", shown)
        assert promise
        assert how
        assert named, promise
        for name in named:
            path, _, test = name.partition("::")
            assert (ROOT / path).is_file(), name
            source = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"^def {test or 'test_'}", source, re.MULTILINE), name


def test_every_fault_has_its_tests_and_stands_in_the_readme() -> None:
    files = sorted(path.name for path in Path(__file__).parent.glob("test_[0-9][0-9]_*.py"))
    assert [int(name[5:7]) for name in files] == list(range(1, 15))
    named = " ".join(shown for *_, shown in _rows())
    assert [name for name in files if f"tests/faults/{name}" not in named] == []
