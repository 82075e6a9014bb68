"""Bringing a backup back, as an operation that is kept and can itself be taken back.

What is to come is made ready in a file beside the ledger: the backup, upgraded where it is older, with the operation in it, and
looked through. Only then is the ledger's content replaced, in one transaction of SQLite's. A process that dies leaves the old
ledger or the new one. Nobody else can write between the backup of what is replaced and that moment.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from db import revisions
from db.backup import back_up, copy_in, copy_out, drop, trouble_of
from db.comparing import Difference, content_of, difference, temporary_beside, upgrade_copy
from db.connection import APPLICATION_ID, connect, probe, transaction
from db.query import Query
from db.sums import sha256_of, sum_beside
from db.written_names import lying, written
from qcapp.domain.backups import Backup, BackupReason, Restoration
from qcapp.domain.errors import LedgerError, LedgerTrouble, NothingToUndo
from qcapp.domain.settings import kept_by_restoration

_TRIES = 5


class Source(NamedTuple):
    """A backup that was looked through. ``undoes``: id of the restoration that bringing it back takes back."""

    path: Path
    sha256: str
    undoes: str | None = None

    @property
    def name(self) -> str:
        return written(self.path)


@dataclass(frozen=True, slots=True)
class Told:
    """What the operation says. ``kept``: the backup of what is replaced, None where that can't be opened."""

    who: str
    at: datetime
    kept: Backup | None = None
    beyond: str = ""


def restore(source: Source, ledger: Path, who: str, now: datetime) -> Backup:
    """Replace the ledger's content by that of a backup which ``ensure_backup_of`` let pass; answers the backup made of what was
    replaced. LedgerError or WriteFailed, and the ledger is as it was."""
    for _ in range(_TRIES):
        with contextlib.closing(connect(ledger)) as live, temporary_beside(ledger) as part:
            seen = version(live)
            with _dropped_on_failure(back_up(live, ledger, now, reason=BackupReason.RESTORE)) as kept:
                make_ready(part, source.path)
                newest = live.execute("SELECT id FROM operation ORDER BY seq DESC LIMIT 1").fetchone()[0]
                put_operation(part, source, Told(who, now, kept, newest), live)
                ensure_ready(part, source.path)
                shut_out_others(live)
                if version(live) == seen:
                    with contextlib.closing(probe(part)) as ready:
                        copy_in(ready, live)
                    return kept
                drop(kept)
    raise LedgerError("台账一直在被另一个窗口或程序写入，没有恢复，请稍候几秒再试。", LedgerTrouble.BUSY)


@contextlib.contextmanager
def _dropped_on_failure(kept: Backup) -> Iterator[Backup]:
    """A backup of what was not replaced after all is of no use."""
    try:
        yield kept
    except BaseException:
        drop(kept)
        raise


def version(live: sqlite3.Connection) -> int:
    """Another number once anybody else has written."""
    live.execute("SELECT 1 FROM meta LIMIT 1").fetchone()
    return int(live.execute("PRAGMA data_version").fetchone()[0])


def shut_out_others(live: sqlite3.Connection) -> None:
    """Nobody else reads or writes until the connection is closed: SQLite's copy begins a transaction of its own, and so can't
    go on with one of ours."""
    live.execute("PRAGMA locking_mode=EXCLUSIVE")
    live.execute("BEGIN EXCLUSIVE")
    live.execute("COMMIT")


def make_ready(part: Path, source: Path) -> None:
    """The backup's content, in the present format."""
    with contextlib.closing(probe(source)) as copied:
        revision = _revision(copied)
        copy_out(copied, part)
    if revision != revisions.head():
        upgrade_copy(part, source)


def ensure_ready(part: Path, source: Path) -> None:
    if trouble := trouble_of(part):
        raise LedgerError(f"备份“{source}”准备恢复时没有通过检查（{trouble}），没有恢复，请另选一份备份。", LedgerTrouble.DAMAGED)


def put_operation(part: Path, source: Source, told: Told, live: Query | None) -> None:
    """The operation, in the copy that is to take the ledger's place. ``live``: the ledger that is replaced, where it opens."""
    from db.query import put_rows
    from db.writing import begin_operation, seal_operation
    from qcapp.domain.operations import OperationKind

    with transaction(part) as query:
        apart = difference(content_of(live), content_of(query)) if live else Difference((), (), ())
        seq = begin_operation(
            query, OperationKind.RESTORE, told.who, _summary(source, apart, told.kept), told.at, beyond=told.beyond
        )
        put_rows(query, "restoration", [{
            "operation": seq, "source": source.name, "source_sha256": source.sha256,
            "kept": written(told.kept.path) if told.kept else None, "kept_sha256": told.kept.sha256 if told.kept else None,
            "lost": len(apart.lost), "regained": len(apart.regained), "undoes": source.undoes,
        }])
        if live:
            carry_over(query, live)
        query.execute("UPDATE operation SET changed = ? WHERE seq = ?", (len(apart.apart), seq))
        seal_operation(query, seq)


def _summary(source: Source, apart: Difference, kept: Backup | None) -> str:
    if kept is None:
        return f"原来的台账打不开，用备份“{source.name}”恢复"
    said = "撤销恢复，回到恢复前的" if source.undoes else "恢复备份"
    parts = [f"撤去 {len(apart.lost)} 次操作"] if apart.lost else []
    parts += [f"找回 {len(apart.regained)} 次操作"] if apart.regained else []
    return f"{said}“{source.name}”" + (f"，{'，'.join(parts)}" if parts else "，内容没有变化")


def carry_over(query: Query, live: Query) -> None:
    """What belongs to this computer and to now, not to the time of the backup, stays as it is."""
    for table in ("setting", "meta"):
        mine, theirs = (
            {key: value for key, value in each.execute(f"SELECT key, value FROM {table}") if kept_by_restoration(key)}
            for each in (live, query)
        )
        query.executemany(f"DELETE FROM {table} WHERE key = ?", [(key,) for key in theirs if key not in mine])
        query.executemany(f"DELETE FROM {table} WHERE key = ?", [(key,) for key in mine])
        query.executemany(f"INSERT INTO {table} (key, value) VALUES (?, ?)", list(mine.items()))


def ensure_backup_of(source: Path, ledger_id: str) -> Source:
    """LedgerError unless the file is a whole backup of that very ledger, and not of a newer program."""
    looked = ensure_whole_backup(source)
    with contextlib.closing(probe(source)) as connection:
        _ensure_same(connection, source, ledger_id)
    return looked


def ensure_whole_backup(source: Path) -> Source:
    """LedgerError unless the file is a whole ledger that this program knows, with every byte that it had when it was made."""
    if not source.is_file():
        raise LedgerError(f"找不到备份文件“{source}”，请核对文件名后再试。", LedgerTrouble.MISSING)
    told, sha256 = sum_beside(source), sha256_of(source)
    try:
        with contextlib.closing(probe(source)) as connection:
            _ensure_ours(connection, source)
        trouble = trouble_of(source)
    except (sqlite3.DatabaseError, UnicodeDecodeError, MemoryError) as error:  # a torn page may claim any text, of any length
        raise LedgerError(f"“{source}”不是台账备份，或已损坏，没有恢复，请另选一份备份。", LedgerTrouble.DAMAGED) from error
    if trouble:
        raise LedgerError(f"备份“{source}”已损坏（{trouble}），没有恢复，请另选一份备份。", LedgerTrouble.DAMAGED)
    if told and told != sha256:
        raise LedgerError(
            f"备份“{source}”和做备份时不一样了（校验码不符），没有恢复，请另选一份备份；"
            "如果它后来当作台账打开用过，把它另存一个文件名再选它。", LedgerTrouble.DAMAGED,
        )
    return Source(source, sha256)


def _ensure_ours(connection: sqlite3.Connection, source: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise LedgerError(f"“{source}”不是本程序的台账备份，没有恢复，请另选一份备份。", LedgerTrouble.FOREIGN)
    number = connection.execute("PRAGMA user_version").fetchone()[0]
    revision = _revision(connection)
    if revisions.of_newer_program(connection, number, revision):
        raise LedgerError(
            f"备份“{source}”是用更新版本的程序建立的，没有恢复，请安装新版程序后再试。", LedgerTrouble.NEWER
        )
    if revision not in revisions.REVISIONS:
        raise LedgerError(f"备份“{source}”已损坏，没有恢复，请另选一份备份。", LedgerTrouble.DAMAGED)


def _ensure_same(connection: sqlite3.Connection, source: Path, ledger_id: str) -> None:
    found = connection.execute("SELECT value FROM meta WHERE key = 'ledger_id'").fetchone()
    if not found or found[0] != ledger_id:
        title, made = connection.execute(
            "SELECT p.title, o.at FROM plan p JOIN operation o ON o.seq = p.operation ORDER BY p.year LIMIT 1"
        ).fetchone()
        handed = BackupReason.HANDOVER.value in source.name
        way_out = "要换回接收交接以前的台账，请在“文件 → 接收交接…”里点“撤销上次接收…”" if handed else "请另选一份备份"
        raise LedgerError(
            f"备份“{source}”属于另一本台账（《{title}》，{made[:10]} 建账），没有恢复，{way_out}。", LedgerTrouble.FOREIGN
        )


def _revision(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


# ---------------------------------------------------------------- what was brought back


def restorations(query: Query) -> Mapping[str, Restoration]:
    """By the operation's id, oldest first."""
    rows = query.execute(
        "SELECT o.id, r.source, r.kept, r.lost, r.regained, r.undoes FROM restoration r JOIN operation o ON o.seq = r.operation"
        " WHERE o.kind = 'restore' ORDER BY o.seq"
    )
    return {row[0]: Restoration(*row) for row in rows}


def kept_by(query: Query, operation_id: str, folders: tuple[Path, ...]) -> Path:
    """The backup of what that restoration replaced, looked for in those folders. NothingToUndo says why there is none."""
    row = query.execute(
        "SELECT r.kept, r.kept_sha256 FROM restoration r JOIN operation o ON o.seq = r.operation WHERE o.id = ?"
        " AND o.kind = 'restore'",
        (operation_id.strip(),),
    ).fetchone()
    if row is None:
        raise NothingToUndo(f"操作“{operation_id}”不是恢复备份，请在操作记录里查看编号后再试。")
    kept: str | None = row[0]
    sha256: str | None = row[1]
    if kept is None:
        raise NothingToUndo(
            f"操作“{operation_id}”恢复时原来的台账打不开，没有可以换回的内容；那个文件改了名，还在台账旁边，请另选一份备份恢复。"
        )
    for folder in folders:
        if (found := lying(folder, kept)) is not None:
            if sha256 and sha256_of(found) != sha256:
                raise NothingToUndo(f"恢复前的备份“{found}”已经不是当时的样子，没有撤销，请另选一份备份恢复。")
            return found
    raise NothingToUndo(
        f"操作“{operation_id}”恢复前的备份“{kept}”不在“{folders[0]}”里，没有撤销，请把它放回那里再试，或另选一份备份恢复。"
    )
