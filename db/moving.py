"""An open ledger's copy to another place, to be gone on with there: whole and looked through, or nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from db import revisions
from db.backup import copy_out, part_beside, remove_part, trouble_of
from db.connection import is_damage
from qcapp.domain.errors import LedgerError, LedgerTrouble, WriteFailed
from qcapp.forms.safe_write import patient_replace

_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE)


def put_copy(source: sqlite3.Connection, target: Path, ledger_id: str = "") -> None:
    """All that can be read through that connection, as a new ledger. It reads a file that was opened before though its name
    is gone. WriteFailed when it can't be written there; LedgerError when the source can't be read, or is not whole.

    ``ledger_id``: it must be a copy of that ledger, of this program's revision.
    """
    if target.exists():
        raise WriteFailed(f"“{target}”已经存在，没有覆盖它，请换一个文件名。")
    part = part_beside(target)
    try:
        _ensure_same(source, ledger_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(b"")  # whose disk fails below is told by this
        copy_out(source, part)
        if trouble := trouble_of(part):
            raise LedgerError(f"台账里读出来的内容不完整（{trouble}），没有另存，请改用备份。", LedgerTrouble.DAMAGED)
        patient_replace(part, target)
    except OSError as error:
        raise WriteFailed(f"台账没能写到“{target}”，请换一个有空间、能写入的地方。") from error
    except sqlite3.Error as error:
        if is_damage(error):
            raise LedgerError("台账里的内容读不出来，没有另存，请改用备份。", LedgerTrouble.DAMAGED) from error
        if getattr(error, "sqlite_errorcode", 0) in _NO_ROOM:
            raise WriteFailed(f"“{target.parent}”所在的磁盘空间不足，没有另存，请换一个地方。") from error
        raise LedgerError("台账所在的磁盘读不出来，没有另存，请改用备份。", LedgerTrouble.UNREACHABLE) from error
    finally:
        remove_part(part)


def _ensure_same(source: sqlite3.Connection, ledger_id: str) -> None:
    if not ledger_id:
        return
    found = source.execute("SELECT value FROM meta WHERE key = 'ledger_id'").fetchone()
    if not found or found[0] != ledger_id:
        raise LedgerError("选的备份不是这本台账的，没有另存，请另选一份。", LedgerTrouble.FOREIGN)
    if source.execute("SELECT version_num FROM alembic_version").fetchone()[0] != revisions.head():
        raise LedgerError("选的备份是旧版程序的，要先恢复升级才能接着用，请另选一份。", LedgerTrouble.FOREIGN)
