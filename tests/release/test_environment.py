"""The build's environment has what the program imports, and nothing that tests it."""

from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tools.release import environment
from tools.release.environment import locked_packages, needed, pip_words
from tools.release.errors import PackagingError
from tools.release.imports import sources
from tools.release.names import ROOT

LOCK = environment.LOCK.read_text(encoding="utf-8")
SMALL = """\
# made by uv
alpha==1 \\
    --hash=sha256:aa
    # via -r requirements.in
beta==2 ; sys_platform == 'win32' \\
    --hash=sha256:bb
    # via
    #   alpha
    #   tester
gamma==3 \\
    --hash=sha256:cc
    # via beta
tester==4 \\
    --hash=sha256:dd
    # via -r requirements-dev.in
"""


def test_asked_for_and_what_that_stands_on_is_taken_with_hash_and_marker() -> None:
    found = needed(SMALL, ["requirements.in"])
    assert [each.name for each in found] == ["alpha", "beta", "gamma"]
    assert found[1].text.startswith("beta==2 ; sys_platform == 'win32' \\\n    --hash=sha256:bb\n")
    assert [each.name for each in needed(SMALL, ["requirements-dev.in"])] == ["beta", "gamma", "tester"]


def test_each_package_of_the_lock_says_who_asked_for_it() -> None:
    packages = locked_packages(LOCK)
    assert len(packages) == LOCK.count("# via")
    assert [each.name for each in packages if not each.asked_by] == []


def test_every_package_that_the_program_imports_is_taken() -> None:
    distributions = packages_distributions()
    wanted: set[str] = set()
    for path in sources(ROOT):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            wanted |= {name.partition(".")[0] for name in names}
    wanted -= set(sys.stdlib_module_names) | {"qcapp", "db", "ui", "main", "__future__"}
    assert {"PySide6", "sqlalchemy", "docx"} < wanted
    taken = {each.name for each in needed(LOCK)}
    asked = {name: {_spelt(each) for each in distributions[name]} for name in wanted}
    assert {name for name, packages in asked.items() if not packages & taken} == set()


def _spelt(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def test_what_builds_for_windows_comes_along_and_what_tests_does_not() -> None:
    taken = {each.name: each.text for each in needed(LOCK)}
    assert {"pyinstaller", "pyside6-essentials", "shiboken6"} <= set(taken)
    assert "sys_platform == 'win32'" in taken["pefile"]
    assert "sys_platform == 'win32'" in taken["pywin32-ctypes"]
    assert not {"pytest", "mypy", "ruff", "hypothesis", "import-linter"} & set(taken)


def test_without_a_network_only_the_folder_of_wheels_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(environment.WHEELHOUSE, raising=False)
    listed = tmp_path / "some.lock"
    assert "--require-hashes" in pip_words(listed)
    assert "--no-index" not in pip_words(listed)
    monkeypatch.setenv(environment.WHEELHOUSE, str(tmp_path))
    assert pip_words(listed)[-3:] == ["--no-index", "--find-links", str(tmp_path.resolve())]
    monkeypatch.setenv(environment.WHEELHOUSE, str(tmp_path / "没有"))
    with pytest.raises(PackagingError, match="不存在"):
        pip_words(listed)
