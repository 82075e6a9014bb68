"""The opening password of a ledger that can't be opened: it is on its newest copy that can be read, and holds for older ones."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

from db.backup import backups_of
from db.connection import address
from qcapp.services.password import KEY

_READ = "SELECT value FROM setting WHERE key = ?"
_KEEP = "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)"


def door_of(path: Path) -> str:
    """The record of the password of the ledger at ``path``, by the file itself or the newest of its backups that tells; ""
    where there is none."""
    for each in (path, *(backup.path for backup in backups_of(path))):
        # Immutable: a look must change nothing, not even roll back a journal.
        with contextlib.suppress(sqlite3.Error, UnicodeDecodeError), contextlib.closing(
            sqlite3.connect(address(each.absolute(), "mode=ro&immutable=1"), uri=True)
        ) as query:
            record = next((str(value) for (value,) in query.execute(_READ, (KEY,))), "")
            if not record or _tells(record):
                return record
    return ""


def keep_door(file: Path, record: str) -> None:
    """That password on this copy too, which may be older than it."""
    if record:
        with contextlib.closing(sqlite3.connect(address(file.absolute(), "mode=rw"), uri=True)) as query, query:
            query.execute(_KEEP, (KEY, record))


def _tells(record: str) -> bool:
    """Whether anybody could be let in by it: a torn one would keep all out."""
    try:
        said = json.loads(record)
    except ValueError:
        return False
    return isinstance(said, dict) and {"password", "code"} <= said.keys()
