"""A backup that was looked through, as the list of backups tells of it."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

from db.backup import folder_of
from db.backup_names import read_name
from db.restoring import Source
from db.sums import put_sum, sum_beside
from qcapp.domain.backups import Backup


def verified(source: Source, ledger: Path) -> Backup:
    """One of the ledger's own that had no sum beside it (an older program's) has one from now on."""
    path = source.path
    name = read_name(path, ledger.stem)
    if name and sum_beside(path) is None and path.parent.absolute() == folder_of(ledger).absolute():
        with contextlib.suppress(OSError):  # a folder that can't be written to: it is verified all the same
            put_sum(path, source.sha256)
    status = path.stat()
    at = name.at if name else datetime.fromtimestamp(status.st_mtime).replace(microsecond=0)
    return Backup(path, at, status.st_size, name.reason if name else None, source.sha256)
