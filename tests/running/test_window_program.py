"""The window program as a process of its own: killed, crashed, ended by the system, unable to start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import main
from db.opening import open_ledger
from qcapp.cli.no_window import NO_WINDOW
from qcapp.places import SystemClock
from qcapp.services.password import PasswordService
from tests.programs import ended, next_line

ROOT = Path(__file__).resolve().parents[2]
BAD_END = "the last run did not end well"
PATIENCE = 60.0


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "台账.sqlite3"
    assert main.main(["--ledger", str(path), "--quiet", "init"]) == 0
    return path


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8", **more}


def started(ledger: Path) -> subprocess.Popen[str]:
    """Up to where its window stands: it has written how it looks, or looked through the ledger."""
    command = [sys.executable, str(ROOT / "main.py"), "--ledger", str(ledger)]
    return subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(condition: Callable[[], bool], program: subprocess.Popen[str]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert program.poll() is None, program.communicate()
        assert time.monotonic() < until, "the window did not come to stand"
        time.sleep(0.05)


def marks(ledger: Path) -> list[Path]:
    return list(ledger.parent.glob(".run-*"))


def log_of(ledger: Path) -> str:
    path = ledger.parent / "program.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def held(ledger: Path) -> bool:
    """Its work after the first page has begun."""
    return ledger.with_name(f".{ledger.name}.holder.json").exists()


def stop(program: subprocess.Popen[str]) -> None:
    program.kill()
    program.communicate(timeout=120)


def test_a_kill_is_told_at_the_next_start_and_once(ledger: Path) -> None:
    program = started(ledger)
    wait_for(lambda: bool(marks(ledger)) and held(ledger), program)
    stop(program)
    again = started(ledger)
    wait_for(lambda: BAD_END in log_of(ledger), again)
    assert log_of(ledger).count(BAD_END) == 1
    assert "crashed: False" in log_of(ledger)
    assert len(marks(ledger)) == 1
    stop(again)


@pytest.mark.skipif(sys.platform == "win32", reason="there a process is ended otherwise")
def test_a_crash_leaves_where_it_stood_and_is_told(ledger: Path) -> None:
    program = started(ledger)
    wait_for(lambda: bool(marks(ledger)) and held(ledger), program)
    program.send_signal(signal.SIGSEGV)
    program.communicate(timeout=120)
    again = started(ledger)
    wait_for(lambda: BAD_END in log_of(ledger), again)
    stop(again)
    assert "crashed: True" in log_of(ledger)
    assert "Segmentation fault" in (ledger.parent / "program.crash").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends its programs otherwise")
def test_shutting_down_the_computer_is_no_bad_end(ledger: Path) -> None:
    program = started(ledger)
    wait_for(lambda: bool(marks(ledger)) and held(ledger), program)
    program.terminate()
    assert program.wait(120) == 0
    program.communicate()
    assert marks(ledger) == []


_TELLS_WHEN_ASKED = """
import sys
import main
from ui.dialogs import password
def asked(dialog, event):
    print("asked", flush=True)
password.UnlockDialog.showEvent = asked
sys.exit(main.main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends its programs otherwise")
def test_shutting_down_while_the_password_is_asked_is_no_bad_end(ledger: Path) -> None:
    store = open_ledger(ledger, SystemClock())
    PasswordService(store).set("七月流火九月授衣")
    store.close()
    program = subprocess.Popen(
        [sys.executable, "-c", _TELLS_WHEN_ASKED, "--ledger", str(ledger)], cwd=ROOT, env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )
    assert next_line(program) == "asked\n"
    assert len(marks(ledger)) == 1
    program.terminate()
    assert program.wait(120) == 0
    program.communicate()
    assert marks(ledger) == []


def test_without_the_system_libraries_of_windows_it_says_so_in_a_sentence(ledger: Path, tmp_path: Path) -> None:
    fake = tmp_path / "fake" / "PySide6"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text("", encoding="utf-8")
    (fake / "QtCore.py").write_text("raise ImportError('libEGL.so.1: cannot open shared object file')", encoding="utf-8")
    command = [sys.executable, str(ROOT / "main.py"), "--ledger", str(ledger)]
    done = ended(command, env=environment(PYTHONPATH=str(fake.parent)))
    assert (done.returncode, done.stderr) == (3, f"{NO_WINDOW}\n")
    assert "libEGL.so.1" in log_of(ledger)
    assert marks(ledger) == []


_BUG_AT_START = """
import main
from ui.widgets import trouble
from PySide6.QtWidgets import QLabel
def shown(dialog):
    print(*[label.text() for label in dialog.findChildren(QLabel)], sep="\\n", flush=True)
trouble.TroubleDialog.exec = shown
def bug(self): raise KeyError("x")
main.Workplace.open = bug
raise SystemExit(main.main(["--ledger", {ledger!r}]))
"""


def test_a_bug_before_the_window_stands_is_told_in_a_dialog(ledger: Path) -> None:
    done = ended([sys.executable, "-c", _BUG_AT_START.format(ledger=str(ledger))], env=environment())
    assert done.returncode == 3
    assert "“启动程序”时程序出现意外" in done.stdout
    assert "请重新打开程序" in done.stdout
    assert "KeyError: 'x'" in log_of(ledger)
    assert "Traceback" not in done.stderr
    assert marks(ledger) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_one_sentence_says_so(ledger: Path) -> None:
    env = {key: value for key, value in environment(QT_QPA_PLATFORM="xcb").items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, str(ROOT / "main.py"), "--ledger", str(ledger)]
    done = ended(command, env=env)
    assert done.returncode != 0
    assert "显示环境" in done.stderr
    assert "Traceback" not in done.stderr
