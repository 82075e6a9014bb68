"""A fresh machine gets exactly what is locked, or one sentence that says why not."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.programs import ended
from tools import bootstrap, system_libraries

LOCK = bootstrap.LOCK.read_text(encoding="utf-8")


def names(listing: str) -> set[str]:
    """Package names that begin a line, in the lock's spelling."""
    found = re.findall(r"^([A-Za-z][\w.-]*)", listing, flags=re.MULTILINE)
    return {name.lower().replace("_", "-") for name in found}


def test_lock_names_no_address() -> None:
    assert re.findall(r"://|^--(?!hash)|^-[fi] ", LOCK, flags=re.MULTILINE) == []


@pytest.mark.parametrize("listing", ["requirements.in", "requirements-dev.in", "requirements-package.in"])
def test_lock_holds_everything_asked_for(listing: str) -> None:
    asked = names((bootstrap.ROOT / listing).read_text(encoding="utf-8"))
    assert asked
    assert asked - names(LOCK) == set()


def test_every_locked_package_is_pinned_and_hashed() -> None:
    packages = re.split(r"^(?=[a-z])", LOCK, flags=re.MULTILINE)[1:]
    assert len(packages) == len(names(LOCK))
    pinned = re.compile(r"\S+==\S+.*?\\\n    --hash=sha256:[0-9a-f]{64}")
    assert [package for package in packages if not pinned.match(package)] == []


def test_lock_serves_windows_too() -> None:
    assert "sys_platform == 'win32'" in LOCK


@pytest.mark.parametrize(
    ("output", "sentence_has"),
    [
        ("WARNING: Retrying … NewConnectionError(…)", "连不上网络"),
        ("SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] … Max retries exceeded", "证书不被信任"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "磁盘已满"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM …", "校验值不符"),
        ("ERROR: something else", "见上面 pip 的输出"),
    ],
)
def test_failed_download_is_told_in_a_sentence(output: str, sentence_has: str) -> None:
    assert sentence_has in bootstrap.why_pip_failed(output)


def test_unfit_python_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "FITTING", ((3, 2),))
    with pytest.raises(bootstrap.CannotGoOn, match=r"需要 Python 3\.11 至 3\.13"):
        bootstrap.fitting_python()


def test_this_python_is_taken_when_it_fits() -> None:
    assert bootstrap.fitting_python() == [sys.executable]


def test_folder_with_other_files_is_never_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = tmp_path / "letter.docx"
    letter.write_bytes(b"kept")
    monkeypatch.setenv("QC_VENV", str(tmp_path))
    with pytest.raises(bootstrap.CannotGoOn, match="QC_VENV"):
        bootstrap.make_venv([sys.executable])
    assert letter.read_bytes() == b"kept"


def test_without_rights_the_one_line_to_run_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system_libraries, "privilege", lambda: None)
    system_libraries.install_packages(["libegl1", "fontconfig"])
    assert capsys.readouterr().err.splitlines() == [
        "缺少系统组件，请运行这一行后重试：sudo apt-get install -y --no-install-recommends libegl1 fontconfig"
    ]


def test_a_python_without_venv_is_given_its_package_before_a_build_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of CI builds before it tests: nothing else has brought it."""
    installed: list[str] = []
    started: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "ON_LINUX", True)
    monkeypatch.setattr(bootstrap, "can_import", lambda python, modules: False)
    monkeypatch.setattr(bootstrap, "missing_packages", lambda libraries: [])
    monkeypatch.setattr(bootstrap, "install_packages", installed.extend)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")

    def run(command: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(bootstrap, "version_of", lambda python: (3, 12))
    monkeypatch.setattr(subprocess, "run", run)
    assert bootstrap.package([]) == 0
    assert installed == ["python3.12-venv"]
    assert started == [[sys.executable, "-m", "tools.release", "package"]]


def test_unknown_command_is_told_and_nothing_is_run() -> None:
    script = bootstrap.ROOT / "tools" / "bootstrap.py"
    asked = [sys.executable, "-X", "utf8", str(script), "dance"]
    done = ended(asked)
    assert done.returncode == 2
    assert done.stderr.startswith("用法：")


WELL, ILL = "print('Success')", "print('merge.py:7: error: 类型不符', flush=True); raise SystemExit(1)"


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, list[str]]]:
    """What `test` answers, and what was run but for mypy, where the checks and the tests end so."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(bootstrap, "prepare", lambda libraries: None)
    monkeypatch.setattr(bootstrap, "venv_python", lambda: Path(sys.executable))

    def ended(types: str, *, ruff: int = 0, tests: int = 0) -> tuple[int, list[str]]:
        ran: list[str] = []

        def python(*words: str, offscreen: bool = False) -> int:
            ran.append(words[1].partition(".")[0])
            return {"ruff": ruff, "pytest": tests}.get(words[1], 0)

        monkeypatch.setattr(bootstrap, "python", python)
        monkeypatch.setattr(bootstrap, "TYPES", ("mypy", ["-c", types]))
        return bootstrap.test([]), ran

    return ended


def test_wrong_types_fail_a_run_whose_tests_pass_and_are_told_at_its_end(
    tried: Callable[..., tuple[int, list[str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    status, ran = tried(ILL)
    assert (status, ran[-1]) == (1, "pytest")
    assert capsys.readouterr().err.splitlines() == [
        "merge.py:7: error: 类型不符", "mypy 检查没有通过，请按上面的输出修改后重试。",
    ]


def test_what_fails_beside_right_types_fails_the_run(
    tried: Callable[..., tuple[int, list[str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert tried(WELL)[0] == 0
    assert tried(WELL, tests=5)[0] == 5
    assert capsys.readouterr().err.splitlines() == ["Success", "Success"]
    assert tried(WELL, ruff=2) == (2, ["ruff"])


def test_what_tests_compile_is_kept_though_the_machine_asks_python_not_to(tried: Callable[..., tuple[int, list[str]]]) -> None:
    """They start the program hundreds of times, which would be compiled each time."""
    assert tried("import sys; raise SystemExit(sys.dont_write_bytecode)") == (0, ["ruff", "from importlinter", "pytest"])


@pytest.mark.parametrize("words", [[], ["tests/merge"], ["tests/ui", "--durations=10"], ["-x"]])
def test_folders_of_tests_are_shared_among_processes(words: list[str]) -> None:
    assert bootstrap.sharing(words)[:2] == ["-n", "auto"]


@pytest.mark.parametrize(
    "words",
    [["tests/merge/test_diff.py"], ["tests/merge/test_diff.py::test_x"], ["-k", "merge"], ["-n", "0"], ["-n4"], ["--pdb"]],
)
def test_a_few_tests_start_at_once_and_who_says_how_to_run_them_is_heeded(words: list[str]) -> None:
    assert bootstrap.sharing(words) == []
