"""An open ledger's copy to another place, to be gone on with there: whole and looked through, or nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from db.backup import copy_out, trouble_of
from db.comparing import temporary_beside
from db.connection import is_damage
from db.journals import take_place
from db.restoring import Source, Told
from qcapp.domain.errors import LedgerError, LedgerTrouble, WriteFailed

_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE)


def put_copy(source: sqlite3.Connection, target: Path) -> None:
    """All that can be read through that connection, as a new ledger. It reads a file that was opened before though its name
    is gone. WriteFailed when it can't be written there; LedgerError when the source can't be read, or is not whole."""
    with _new_file(target) as part:
        copy_out(source, part)
        if trouble := trouble_of(part):
            raise LedgerError(f"台账里读出来的内容不完整（{trouble}），没有另存，请改用备份。", LedgerTrouble.DAMAGED)


def put_backup(source: Source, target: Path, ledger: Path, told: Told) -> None:
    """A backup that was looked through, as a new ledger that goes on where ``ledger`` can't; its history tells of it. Raises as
    ``put_copy`` does."""
    from db.recovering import bring_forth

    with _new_file(target) as part:
        bring_forth(part, ledger, source, told)


@contextlib.contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A temporary name beside it, which takes its place at the end."""
    taken = f"“{target}”已经存在，没有覆盖它，请换一个文件名。"
    if target.exists():
        raise WriteFailed(taken)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary_beside(target) as part:
            part.write_bytes(b"")  # whose disk fails below is told by this
            yield part
            take_place(part, target)
    except FileExistsError as error:
        raise WriteFailed(taken) from error
    except OSError as error:
        raise WriteFailed(f"台账没能写到“{target}”，请换一个有空间、能写入的地方。") from error
    except sqlite3.Error as error:
        if is_damage(error):
            raise LedgerError("台账里的内容读不出来，没有另存，请改用备份。", LedgerTrouble.DAMAGED) from error
        if getattr(error, "sqlite_errorcode", 0) in _NO_ROOM:
            raise WriteFailed(f"“{target.parent}”所在的磁盘空间不足，没有另存，请换一个地方。") from error
        raise LedgerError("台账所在的磁盘读不出来，没有另存，请改用备份。", LedgerTrouble.UNREACHABLE) from error
