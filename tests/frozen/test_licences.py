"""The built folder says what it is made of: no library in it is without a name, a licence and the licence's text."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.frozen.program import Program
from tests.release.bills import files_in, problems_of

_LIBRARY = (".so", ".pyd", ".dll", ".exe")


@pytest.fixture(scope="module")
def folder(built_program: Program) -> Path:
    return Path(built_program.console[0]).parent


@pytest.fixture(scope="module")
def document(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "许可" / "sbom.cdx.json").read_text(encoding="utf-8"))
    return read


def _is_library(path: Path) -> bool:
    return any(path.name.lower().endswith(each) or f"{each}." in path.name for each in _LIBRARY)


def test_the_bill_is_cyclonedx(document: dict[str, Any]) -> None:
    assert problems_of(document) == []


def test_each_library_is_in_the_bill_as_it_is_here(folder: Path, document: dict[str, Any]) -> None:
    libraries = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and _is_library(path)]
    here = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in libraries}
    told = files_in(document)
    assert len(here) > 80
    assert {name: told.get(name) for name in here} == here


def test_each_component_has_its_licence_text_beside_the_table(folder: Path, document: dict[str, Any]) -> None:
    papers = folder / "许可"
    table = (papers / "第三方组件.md").read_text(encoding="utf-8-sig")
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")]
    texts = {row[0].removeprefix("| "): row[-1].split("](")[1].rstrip(") |") for row in rows if "](" in row[-1]}
    names = {row["name"] for row in document["components"]}
    assert names == {name for name in texts if not name.startswith("└")}
    assert {name: (papers / texts[name]).stat().st_size > 100 for name in names} == dict.fromkeys(names, True)
    assert {"Python", "PyInstaller 引导程序", "Qt for Python（PySide6、Qt）", "SQLite"} <= names
    assert "MIT License" in (papers / "LICENSE").read_text(encoding="utf-8")


def test_qts_licence_and_source_are_told(folder: Path) -> None:
    said = (folder / "许可" / "Qt与其他LGPL组件.md").read_text(encoding="utf-8-sig")
    assert "https://download.qt.io/official_releases/qt/" in said
    assert "LGPL-3.0-only" in said
