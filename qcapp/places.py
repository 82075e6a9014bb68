"""The computer that the program runs on: its folder, where ledgers lie on it, who works at it, what time it is."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

FROZEN: Final = bool(getattr(sys, "frozen", False))
"""Whether this is the built program, which has no Python beside it."""
HERE = Path(sys.executable).resolve().parent if FROZEN else Path(__file__).resolve().parents[1]
"""The program's folder."""
RESOURCES = Path(getattr(sys, "_MEIPASS", HERE)) / "resources"
"""Files that come with the program."""
COMMAND: Final = "ysledger" if FROZEN else "main.py"
"""What a line of the command line begins with."""
MARKERS: Final = ("portable", "portable.txt")
"""Either, for Windows hides what comes after the dot, and adds it."""
LEDGER_NAME: Final = "ledger.sqlite3"

# Folders in which packers put what is only looked at, and clear away when they are closed.
_PACKERS: Final = ("temp1_", "temp2_", "temp3_", "rar$", "7zo", "7ze", "360zip$", "$$_", "bnz.", ".fr-", "ark-", "haozip")


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now().replace(microsecond=0)

    def today(self) -> date:
        return date.today()


class DataPlace(NamedTuple):
    """Where ledgers live. ``carried``: beside the program, to be taken along with it. ``told``: why they are not there though
    that was wanted, or won't stay; "" where all is as it should be. ``fixed``: a ledger beside the program, where nothing can be
    written: it can be looked at."""

    folder: Path
    carried: bool = False
    told: str = ""
    fixed: Path | None = None

    @property
    def ledger(self) -> Path:
        """The one that is opened where nobody says which."""
        own = self.folder / LEDGER_NAME
        return self.fixed if self.fixed is not None and not os.path.exists(own) else own


def data_folder() -> Path:
    """Where ledgers live: beside the program when the marker is there, else the user's data folder."""
    return data_place().folder


@cache
def data_place() -> DataPlace:
    return place_of(HERE, built=FROZEN)


def place_of(program: Path, *, built: bool) -> DataPlace:
    """Of a program in that folder. Beside it only where something can be written and stays."""
    own, beside = user_folder(), program / "data"
    if built and fleeting(program) and not beside.exists():  # no packed file has that: a folder with it is worked in
        return DataPlace(own, told="程序是从压缩包里直接打开的，下次打开可能就不在了；请先把压缩包全部解压到一个文件夹，"
                         f"再打开里面的营商台账。这次的台账存在“{own}”。")
    if not any((program / name).exists() for name in MARKERS):
        return DataPlace(own)
    if _can_write(program) and (not beside.exists() or _can_write(beside)):
        return DataPlace(beside, carried=True)
    there = beside / LEDGER_NAME
    fixed = there if os.path.isfile(there) else None
    kept = "那里的台账只能查看，别的内容" if fixed else "台账"
    return DataPlace(own, fixed=fixed, told=f"程序所在的“{program}”不能写入，{kept}存在这台电脑的“{own}”；"
                     "要随盘带走，请把程序文件夹复制到可以写入的磁盘，再从那里打开。")


def user_folder() -> Path:
    """The user's own, on this computer."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "营商台账"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "营商台账"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "yingshang-ledger"


def fleeting(folder: Path) -> bool:
    """Whether it lies where a packer unpacks what is only looked at."""
    if any(part.lower().startswith(_PACKERS) for part in folder.parts):
        return True
    try:
        return folder.is_relative_to(temporary_folder().resolve())
    except OSError:
        return False


def temporary_folder() -> Path:
    """The system's for this user, whatever this program uses itself."""
    named = next((os.environ[name] for name in ("TMPDIR", "TEMP", "TMP") if os.environ.get(name)), None)
    if named:
        return Path(named)
    return Path.home() / "AppData" / "Local" / "Temp" if sys.platform == "win32" else Path("/tmp")


def _can_write(folder: Path) -> bool:
    """By doing it: neither what the system says of rights nor of disks is to be relied on."""
    probe = folder / f".write-{os.getpid()}"
    try:
        probe.touch(exist_ok=True)
        probe.unlink()
    except OSError:
        return False
    return True


def user_name() -> str:
    """Who stands in the operations: the machine's user, where the environment does not name one the one the system knows."""
    from qcapp.domain.text import clean

    named = os.environ.get("USERNAME") or os.environ.get("USER") or _system_user()
    return clean(named) or "经办人"


def _system_user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # as in a container, whose user has no name
        return ""
