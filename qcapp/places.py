"""The computer that the program runs on: its folder, where ledgers lie on it, who works at it, what time it is."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path

HERE = Path(sys.executable).resolve().parent if getattr(sys, "frozen", False) else Path(__file__).resolve().parents[1]
"""The program's folder."""
RESOURCES = Path(getattr(sys, "_MEIPASS", HERE)) / "resources"
"""Files that come with the program."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now().replace(microsecond=0)

    def today(self) -> date:
        return date.today()


def data_folder() -> Path:
    """Where ledgers live: beside the program when a file named ``portable`` is there, else the user's data folder."""
    if (HERE / "portable").exists():
        return HERE / "data"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "营商台账"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "营商台账"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "yingshang-ledger"


def user_name() -> str:
    """Who stands in the operations: the machine's user, where the environment does not name one the one the system knows."""
    return os.environ.get("USERNAME") or os.environ.get("USER") or _system_user() or "经办人"


def _system_user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # as in a container, whose user has no name
        return ""
