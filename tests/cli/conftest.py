"""A desk with the built-in list."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import main
from qcapp.intake.ledgers import LedgerReading
from qcapp.intake.process import ReadingProcess
from qcapp.intake.reader import SafeReader
from tests.cli.desk import After, Desk, Work

_READING = SafeReader._reading
Readers = dict[LedgerReading | None, SafeReader]


@pytest.fixture(scope="session")
def kept_readers() -> Iterator[Readers]:
    """By what they read ledgers with; each with its process."""
    kept: Readers = {}
    yield kept
    for each in kept.values():
        each.close()


@pytest.fixture(autouse=True)
def one_reading_process(kept_readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all commands that run in this process: starting it takes longer than reading. Commands that start their own and end it
    are those that run as programs, in tests/platforms and tests/frozen."""

    def reading(reader: SafeReader) -> ReadingProcess:
        if reader._process is not None:
            return reader._process
        return _READING(kept_readers.setdefault(reader._ledgers, SafeReader(ledgers=reader._ledgers)))

    monkeypatch.setattr(SafeReader, "_reading", reading)


@pytest.fixture
def own_reading_process(one_reading_process: None, kept_readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test of how it is started and ended: each command has its own again, and none is there before."""
    monkeypatch.setattr(SafeReader, "_reading", _READING)
    for each in kept_readers.values():
        each.close()


@pytest.fixture
def bare_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new ledger, as `init` leaves it; made once."""
    folder = tmp_path_factory.mktemp("begun")
    assert main.main(["--ledger", str(folder / Desk.NAME), "--quiet", "init"]) == 0
    return folder


@pytest.fixture
def desk(bare_desk: Desk, begun: Path) -> Desk:
    shutil.copytree(begun, bare_desk.ledger.parent)
    return bare_desk


@pytest.fixture(scope="session")
def done_before() -> dict[Work, Path]:
    """What desks were like after some work, by that work."""
    return {}


@pytest.fixture
def after(desk: Desk, done_before: dict[Work, Path], tmp_path_factory: pytest.TempPathFactory) -> After:
    """Work is done by its commands the first time; from then on what they left is copied."""

    def done(work: Work) -> Desk:
        if work in done_before:
            shutil.copytree(done_before[work], desk.folder, dirs_exist_ok=True)
        else:
            work(desk)
            done_before[work] = Path(shutil.copytree(desk.folder, tmp_path_factory.mktemp("done") / "desk"))
        return desk

    return done
