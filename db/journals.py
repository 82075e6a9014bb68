"""The journal that SQLite keeps beside a file while it writes. One that a killed process left belongs to that file alone: into
whatever file has the name next, SQLite would play it, and break it. So it would a write-ahead log, which no ledger of ours has
until another program turns it to that."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path


def file_itself(path: Path) -> Path:
    """What a link leads to, be it there or not: SQLite writes there, and keeps the journal beside that."""
    return Path(os.path.realpath(path)) if os.path.islink(path) else path  # ``resolve`` raises where links go in a circle


def journal_of(path: Path) -> Path:
    return journals_of(path)[0]


def journals_of(path: Path) -> tuple[Path, ...]:
    """Of every kind, be they there or not, always in one order: the journal, the write-ahead log and its index."""
    path = file_itself(path)
    return tuple(path.with_name(f"{path.name}{kind}") for kind in ("-journal", "-wal", "-shm"))


def has_journal(path: Path) -> bool:
    """Whether one of any kind lies there, of a file that is there or is gone."""
    return any(each.exists() for each in journals_of(path))


def take_place(part: Path, target: Path) -> None:
    """Give a finished file a name that none has. FileExistsError where one has it by now; else raises OSError, and the file is
    where it was."""
    from qcapp.forms.safe_write import flush_folder, patient_rename

    if os.path.lexists(target):  # a link too, even one that leads nowhere: what it led to may come back
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    put_stray_aside(target)
    patient_rename(part, target)
    flush_folder(target.parent)


def put_stray_aside(path: Path) -> None:
    """Other names for the journals of a file that is gone: kept, as they may be all that is left of it."""
    from qcapp.forms.safe_write import patient_rename

    for journal in journals_of(path):
        number = 1
        while journal.exists():
            with contextlib.suppress(FileExistsError):
                patient_rename(journal, journal.with_name(f"{journal.name}-旧{f'-{number}' if number > 1 else ''}"))
            number += 1
