"""The window as it is started by a double click: it stands, keeps what it should and nothing else, and leaves nothing running."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.frozen.processes import alive
from tests.frozen.program import PATIENCE, Computer, Window, tree, wait_for

MARK = "QC_TESTED"


@pytest.fixture
def computer(computer: Computer) -> Iterator[Computer]:
    """Marked, so that what it leaves running can be told; a ledger is in its usual place."""
    computer.more[MARK] = uuid.uuid4().hex
    computer.ask("init")
    yield computer
    for pid in running(computer) if sys.platform != "win32" else []:
        os.kill(pid, 9)


def running(computer: Computer) -> list[int]:
    if sys.platform == "win32":
        return alive(str(computer.program.folder)) if computer.program.folder else []
    return alive(f"{MARK}={computer.more[MARK]}")


def stands(computer: Computer, ledger: str = "ledger") -> bool:
    """Its work after the first page has begun, and the reading process runs: ended before, it might start that one yet.

    From source on Windows processes can't be told from this one's own.
    """
    held = (computer.data / f".{ledger}.sqlite3.holder.json").exists() and bool(list(computer.data.glob(".run-*")))
    return held and len(running(computer)) != 1


def ended(computer: Computer, window: Window) -> int:
    window.terminate()
    status = window.wait(PATIENCE)
    until = time.monotonic() + PATIENCE
    while running(computer):
        assert time.monotonic() < until, running(computer)
        time.sleep(0.05)
    return status


def test_it_stands_keeps_its_place_and_leaves_no_process(computer: Computer) -> None:
    window = computer.open_window()
    wait_for(lambda: stands(computer), window)
    status = ended(computer, window)
    kept = ConfigParser()
    kept.read(computer.data / "window.ini", encoding="utf-8")
    assert kept.has_section("ledger")
    if sys.platform != "win32":  # where a process that is ended has no last word
        assert status == 0
        assert list(computer.data.glob(".run-*")) == []
    log = computer.data / "program.log"
    assert not log.exists() or " ERROR " not in log.read_text(encoding="utf-8")


def test_nothing_is_left_but_the_ledgers_folder(computer: Computer) -> None:
    window = computer.open_window()
    wait_for(lambda: stands(computer), window)
    ended(computer, window)
    left = tree(computer.home, computer.temporary, computer.elsewhere)
    assert [path for path in left if not path.startswith(str(computer.data))] == []


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("xvfb-run"), reason="needs a virtual display of X")
def test_a_real_window_opens_and_is_closed(computer: Computer) -> None:
    """With the platform that a desktop has, and all its libraries in the program's folder or the system's."""
    own = {**computer.environment, "QT_QPA_PLATFORM": "xcb"}
    own = {name: value for name, value in own.items() if name not in ("DISPLAY", "XAUTHORITY")}
    # xvfb-run itself wants a temporary folder without blanks.
    words = ["xvfb-run", "-a", "env", *(f"{name}={value}" for name, value in own.items()), *computer.program.window]
    window = Window(computer, words, start_new_session=True)
    wait_for(lambda: stands(computer), window)
    (mark,) = computer.data.glob(".run-*")
    os.kill(int(mark.name.split("-")[1]), 15)
    assert window.wait(PATIENCE) == 0, window.said
    assert list(computer.data.glob(".run-*")) == []


def test_a_form_dropped_on_it_is_opened_to_be_filled_in(computer: Computer, tmp_path: Path) -> None:
    form = Path(__file__).resolve().parents[1] / "returns" / "source" / "sent.xlsx"
    window = computer.open_window(shutil.copyfile(form, tmp_path / "下发 表.xlsx"))
    wait_for(lambda: len(running(computer)) != 1, window)
    ended(computer, window)


def test_with_no_ledger_anywhere_the_guide_stands(computer: Computer) -> None:
    """Nothing is made before the clerk says so."""
    shutil.rmtree(computer.data)
    window = computer.open_window()
    wait_for(lambda: bool(list(computer.data.glob(".run-*"))) or not computer.data.exists(), window)
    with pytest.raises(subprocess.TimeoutExpired):
        window.wait(3)
    ended(computer, window)
    assert not (computer.data / "ledger.sqlite3").exists()
