"""The program's log beside the ledger: of bounded size, whatever floods it, and never a reason for the program to fail.

``logging.handlers`` is not used: it opens the file once and renames it while open, which Windows refuses as soon as a second
process (a command, a second window) writes the same log. Here each record is opened, written, closed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOG_NAME: Final = "program.log"
MOST_BYTES: Final = 1_000_000
KEPT: Final = 2
"""Older files beside the one that is written: ``program.log.1`` is the younger of them."""
FORM: Final = "%(asctime)s %(levelname)s %(name)s:%(lineno)d %(message)s"
"""With the line, a log from which all words were taken still tells which statement wrote each record."""

_WINDOW_SECONDS: Final = 10.0
_MOST_ALIKE: Final = 5
_MOST_IN_ALL: Final = 200
_MOST_CHARACTERS: Final = 20_000


def log_path(ledger: Path) -> Path:
    """Where the log of those who work in that ledger's folder is."""
    return ledger.parent / LOG_NAME


def log_files(path: Path) -> tuple[Path, ...]:
    """Those that are there, the one that is written now first."""
    names = (path, *(_older(path, number) for number in range(1, KEPT + 1)))
    return tuple(name for name in names if name.is_file())


def begin_log(ledger: Path, level: str = "INFO") -> LogBeside:
    """From now on what is logged in this process is kept beside the ledger too; ``end_log`` ends it."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # each step of a ledger made is no news
    handler = LogBeside(log_path(ledger), level)
    logging.getLogger().addHandler(handler)
    return handler


def end_log(handler: LogBeside) -> None:
    logging.getLogger().removeHandler(handler)
    handler.close()


@dataclass(slots=True)
class _Alike:
    """Records of one statement and one error within the window of time."""

    written: int = 0
    left_out: int = 0
    level: int = logging.NOTSET
    """The highest of those left out: what counts them is no worse than they were."""


class LogBeside(logging.Handler):
    """The file is made with the first thing to write. Of a flood the first few are written and the rest counted."""

    def __init__(self, path: Path, level: str = "INFO") -> None:
        super().__init__(level)
        self.path: Final = path
        self.setFormatter(logging.Formatter(FORM))
        self._begun = 0.0
        self._alike: dict[tuple[object, ...], _Alike] = {}
        self._written = self._left_out = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises: what can't be written is lost, and the work goes on."""
        now = time.monotonic()
        if now - self._begun > _WINDOW_SECONDS:
            self._tell_left_out()
            self._begun = now
        if not self._may_write(record):
            return
        with contextlib.suppress(Exception):  # a bug in what is logged must not become one of the log
            append(self.path, f"{self.format(record)[:_MOST_CHARACTERS]}\n")

    def close(self) -> None:
        self._tell_left_out()
        super().close()

    def _may_write(self, record: logging.LogRecord) -> bool:
        alike = self._alike.setdefault((record.name, record.lineno, *_place_of(record)), _Alike())
        if alike.written >= _MOST_ALIKE or self._written >= _MOST_IN_ALL:
            alike.left_out += 1
            alike.level = max(alike.level, record.levelno)
            self._left_out += 1
            return False
        alike.written += 1
        self._written += 1
        return True

    def _tell_left_out(self) -> None:
        """How often it came that was not written, for each statement."""
        left_out = [(key, alike) for key, alike in self._alike.items() if alike.left_out]
        self._alike, self._written, self._left_out = {}, 0, 0
        stamp = time.strftime("%Y-%m-%d %H:%M:%S,000")
        lines = [
            f"{stamp} {'WARNING' if alike.level >= logging.WARNING else 'INFO'} {__name__}:0 "
            f"{alike.left_out} more of {key[0]}:{key[1]} were not written\n"
            for key, alike in left_out[:20]
        ]
        if lines:
            with contextlib.suppress(Exception):
                append(self.path, "".join(lines))


def _place_of(record: logging.LogRecord) -> tuple[object, ...]:
    """What tells one error from another: its type and where it was raised."""
    if not record.exc_info or record.exc_info[0] is None:
        return ()
    last = None
    for last, line in traceback.walk_tb(record.exc_info[2]):
        place = (last.f_code.co_filename, line)
    return (record.exc_info[0].__qualname__, *(place if last is not None else ()))


def append(path: Path, text: str, *, most: int = MOST_BYTES) -> None:
    """To the file's end, which becomes the older one first where it would grow beyond ``most`` bytes.

    In a read-only or full place nothing is kept, and nothing is said of it.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        size = _size(path)
        if size and size + len(data) > most:
            _rotate(path)
            if _size(path) + len(data) > 2 * most:  # somebody holds it so that it can't be renamed: enough is enough
                return
        with path.open("ab", buffering=0) as file:
            file.write(data)
    except (OSError, ValueError):  # ValueError: what Windows has no path for
        return


def _rotate(path: Path) -> None:
    """Each becomes the next older one; the oldest goes. Where one can't be renamed, it stays and is written on."""
    with contextlib.suppress(OSError):
        for number in range(KEPT, 0, -1):
            younger = _older(path, number - 1) if number > 1 else path
            if younger.exists():
                os.replace(younger, _older(path, number))


def _older(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
