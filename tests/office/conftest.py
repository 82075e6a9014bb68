"""LibreOffice, as a unit has it: opens a file and saves it as another kind."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import bare_desk, begun, desk, kept_readers, one_reading_process

__all__ = ["bare_desk", "begun", "desk", "kept_readers", "one_reading_process", "resave"]

Resave = Callable[[Path, str], Path]


@pytest.fixture(scope="session")
def office_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office profile")


@pytest.fixture
def resave(office_profile: Path, tmp_path: Path) -> Resave:
    """``resave(file, "ods")``: the file as LibreOffice saves it, in a folder of its own."""

    def run(source: Path, suffix: str) -> Path:
        soffice = shutil.which("soffice")
        assert soffice
        out = tmp_path / "另存" / suffix
        words = [soffice, f"-env:UserInstallation={office_profile.as_uri()}", "--headless"]
        words += ["--convert-to", suffix, "--outdir", str(out), str(source)]
        subprocess.run(words, check=True, capture_output=True, timeout=180)
        return out / f"{source.stem}.{suffix}"

    return run
