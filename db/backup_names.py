"""How a ledger's own backups are called: ledger-20210722-093000-合并前.sqlite3, with -2 where it is the second of that second."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from datetime import datetime
from os.path import normcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qcapp.domain.patterns import LazyPattern

if TYPE_CHECKING:
    from qcapp.domain.backups import BackupFile, BackupReason

SUFFIX = ".sqlite3"
FOLDER = "backups"
_STAMP = LazyPattern(r"-(\d{8}-\d{6})(?:-([^\d-]+))?(?:-(\d{1,6}))?$")
_FORMAT = "%Y%m%d-%H%M%S"
# Where SQLite's header has user_version.
_FORMAT_AT = 60


class Name(NamedTuple):
    """``number`` counts those of one second, whatever they were made for, so that their order is known."""

    at: datetime
    number: int
    reason: BackupReason | None


def folder_of(ledger: Path) -> Path:
    return ledger.parent / FOLDER


def read_name(path: Path, stem: str) -> Name | None:
    """None for a file that is no own backup of the ledger of that name, such as a copy that somebody has renamed."""
    from qcapp.domain.backups import BackupReason

    stamp = _STAMP.search(path.stem)
    # Windows opens a ledger by other capitals too.
    if path.suffix != SUFFIX or stamp is None or normcase(path.stem[: stamp.start()]) != normcase(stem):
        return None
    with contextlib.suppress(ValueError):  # no such day, or a word that says no reason
        reason = BackupReason(stamp[2]) if stamp[2] else None  # an older program wrote none
        return Name(datetime.fromisoformat(stamp[1].replace("-", "T")), int(stamp[3] or 1), reason)
    return None


def backup_file(path: Path) -> BackupFile | None:
    """What its name says of a file, whatever ledger it be of; None where it is no backup's name."""
    from qcapp.domain.backups import BackupFile

    stamp = _STAMP.search(path.stem)
    stem = path.stem[: stamp.start()] if stamp else ""
    name = read_name(path, stem) if stem else None
    if name is None:
        return None
    own = normcase(path.parent.name) == FOLDER
    # One that nobody said why it was made may be anybody's copy with the day in its name, were it not for where it lies.
    if name.reason is None and not own:
        return None
    return BackupFile(path, stem, name.at, name.reason, path.parent.parent / f"{stem}{SUFFIX}" if own else None)


def take_name(part: Path, folder: Path, stem: str, now: datetime, reason: BackupReason) -> Path:
    """Give a finished file the next free name; no other process can get the same. Raises OSError."""
    from qcapp.forms.safe_write import patient_rename

    for number in _numbers(folder, stem, now):
        more = f"-{number}" if number > 1 else ""
        path = folder / f"{stem}-{now.strftime(_FORMAT)}-{reason.value}{more}{SUFFIX}"
        with contextlib.suppress(FileExistsError):
            patient_rename(part, path)
            return path
    raise FileExistsError(errno.EEXIST, "no free name", str(folder))


def _numbers(folder: Path, stem: str, now: datetime) -> Iterator[int]:
    taken = (read_name(path, stem) for path in folder.glob(f"*{now.strftime(_FORMAT)}*{SUFFIX}"))
    first = 1 + max((name.number for name in taken if name and name.at == now), default=0)
    yield from range(first, first + 1000)


def format_of(path: Path) -> int:
    """The number of the ledger's format that a backup has; -1 where it can't be read."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        header = file.read(_FORMAT_AT + 4)
        if len(header) == _FORMAT_AT + 4:
            return int.from_bytes(header[_FORMAT_AT:], "big")
    return -1
