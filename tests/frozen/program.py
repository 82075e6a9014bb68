"""The program as a clerk starts it, from source or built: a process of its own, on a computer that knows nothing of it."""

from __future__ import annotations

import contextlib
import json
import locale
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE: Final = 120.0
WINDOW, CONSOLE = "营商台账", "ysledger"
_EXE: Final = ".exe" if sys.platform == "win32" else ""
# What a process of any program needs; of the rest nothing reaches it, least of all where this Python has its libraries.
_NEEDED: Final = (
    "PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "LANG",
    "LC_ALL", "TZ", "DISPLAY", "XAUTHORITY", "WINEPREFIX", "USERNAME", "USER",
)


@dataclass(frozen=True)
class Program:
    """``console`` and ``window``: the words that start each. ``folder``: of the built one; None from source."""

    console: tuple[str, ...]
    window: tuple[str, ...]
    folder: Path | None = None

    @property
    def built(self) -> bool:
        return self.folder is not None

    def copied(self, folder: Path, *changed: str) -> Program:
        """The built one in another folder: its files linked, as far as the disk can; those that will be ``changed`` copied."""
        assert self.folder is not None
        own = {str(self.folder / name) for name in changed}

        def put(source: str, target: str) -> None:
            if source not in own:
                with contextlib.suppress(OSError):
                    os.link(source, target)
                    return
            shutil.copy2(source, target)

        shutil.copytree(self.folder, folder, symlinks=True, copy_function=put)
        return built_in(folder)


def from_source() -> Program:
    words = (sys.executable, str(ROOT / "main.py"))
    return Program(words, words)


def built_in(folder: Path) -> Program:
    return Program((str(folder / f"{CONSOLE}{_EXE}"),), (str(folder / f"{WINDOW}{_EXE}"),), folder)


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass
class Computer:
    """An empty home and an empty temporary folder, and a current folder that has nothing to do with either."""

    program: Program
    folder: Path
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in (self.home, self.temporary, self.elsewhere):
            each.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        return self.folder / "家 目录"

    @property
    def temporary(self) -> Path:
        return self.folder / "临时"

    @property
    def elsewhere(self) -> Path:
        return self.folder / "别处"

    @property
    def data(self) -> Path:
        """Where the program keeps a ledger of which nobody says where."""
        if sys.platform == "win32":
            return self.home / "AppData" / "Local" / "营商台账"
        return self.home / ".local" / "share" / "yingshang-ledger"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name.upper() in _NEEDED}
        home, temporary = str(self.home), str(self.temporary)
        own = {
            "HOME": home, "USERPROFILE": home, "APPDATA": str(self.home / "AppData" / "Roaming"),
            "LOCALAPPDATA": str(self.home / "AppData" / "Local"), "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary,
            "QT_QPA_PLATFORM": "offscreen",
        }
        if sys.platform == "win32":  # where Qt finds no fonts by itself when it draws to no screen
            own["QT_QPA_FONTDIR"] = os.environ.get("QT_QPA_FONTDIR") or os.path.join(os.environ["SYSTEMROOT"], "Fonts")
        if not self.program.built:
            own["PYTHONDONTWRITEBYTECODE"] = "1"
        return {**kept, **own, **self.more}

    def say(self, *words: object, expect: int = 0, ledger: Path | None = None) -> Said:
        """A command carried out; its exit status must be as expected, and a complaint one Chinese sentence."""
        where = ["--ledger", str(ledger)] if ledger else []
        ended = subprocess.run(
            [*self.program.console, *where, *map(str, words)], cwd=self.elsewhere, env=self.environment,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False,
        )
        said = Said(ended.returncode, _text(ended.stdout), _text(ended.stderr))
        assert said.status == expect, (words, said)
        assert "Traceback" not in said.err, said
        return said

    def ask(self, *words: object, expect: int = 0, ledger: Path | None = None) -> Any:
        """Its answer as JSON."""
        return self.say("--json", *words, expect=expect, ledger=ledger).data

    def open_window(self, *words: object) -> Window:
        return Window(self, [*self.program.window, *map(str, words)], env=self.environment)


class Window(subprocess.Popen[bytes]):
    """The program's window. What it says goes into a file: a pipe is kept open by whatever it has the desktop start."""

    def __init__(self, computer: Computer, words: list[str], **more: Any) -> None:
        self.words = computer.folder / "窗口说的.txt"
        with self.words.open("wb") as file:
            super().__init__(
                words, cwd=computer.elsewhere, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, **more
            )

    @property
    def said(self) -> str:
        return _text(self.words.read_bytes())


def wait_for(what: Callable[[], bool], window: Window) -> None:
    """Until it is so; the window must not end before."""
    until = time.monotonic() + PATIENCE
    while not what():
        assert window.poll() is None, window.said
        assert time.monotonic() < until, f"it did not come to that; it said: {window.said}"
        time.sleep(0.05)


def tree(*folders: Path) -> dict[str, bytes]:
    """Every file in them by its path, with its content; of a folder with nothing in it its path alone."""
    found: dict[str, bytes] = {}
    for folder in folders:
        for place, names, files in os.walk(folder):
            for name in files:
                path = Path(place, name)
                found[str(path)] = os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
            if not names and not files and Path(place) not in folders:
                found[f"{place}{os.sep}"] = b""
    return found


def _text(data: bytes) -> str:
    """JSON is UTF-8 everywhere; what is said to a person goes out in the code page of a Windows that has Chinese in it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode(locale.getpreferredencoding(False), "replace")
    return text.replace("\r\n", "\n")
