"""The journal that SQLite keeps beside a file while it writes. One that a killed process left belongs to that file alone: into
whatever file has the name next, SQLite would play it, and break it."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path


def file_itself(path: Path) -> Path:
    """What a link leads to, be it there or not: SQLite writes there, and keeps the journal beside that."""
    return path.resolve() if os.path.islink(path) else path


def journal_of(path: Path) -> Path:
    path = file_itself(path)
    return path.with_name(f"{path.name}-journal")


def take_place(part: Path, target: Path) -> None:
    """Give a finished file a name that none has. FileExistsError where one has it by now; else raises OSError, and the file is
    where it was."""
    from qcapp.forms.safe_write import flush_folder, patient_rename

    if os.path.lexists(target):  # a link too, even one that leads nowhere: what it led to may come back
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    put_stray_aside(target)
    patient_rename(part, target)
    flush_folder(target.parent)


def put_stray_aside(path: Path) -> Path | None:
    """Another name for a journal whose file is gone: kept, as it may be all that is left of that file. Answers where it lies."""
    from qcapp.forms.safe_write import patient_rename

    journal, number = journal_of(path), 1
    while journal.exists():
        aside = journal.with_name(f"{journal.name}-旧{f'-{number}' if number > 1 else ''}")
        with contextlib.suppress(FileExistsError):
            patient_rename(journal, aside)
            return aside
        number += 1
    return None
