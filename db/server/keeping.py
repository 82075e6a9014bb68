"""Backups of a ledger on a server, and what is looked at in it. A backup is an ordinary ledger file on this computer."""

from __future__ import annotations

import contextlib
import platform
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from db import backup as backups
from db import revisions
from db.connection import connect
from db.connection import spoken as file_spoken
from db.kept import KeptBackups
from db.server.query import ServerQuery, take_your_time
from db.server.session import ServerSession
from db.server.tables import have_all
from qcapp import __version__
from qcapp.domain.backups import BackupReason
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.keeping import Check

if TYPE_CHECKING:
    from qcapp.domain.backups import Backup
    from qcapp.domain.diagnosis import LedgerFindings
    from qcapp.ports import Clock

_READ: Final = "有人正在读共享台账“{shown}”（如备份、导出），等了很久还没有读完，没有恢复，请稍候再试。"
_FILES = "SELECT count(*) FROM blob WHERE length(data) <> size OR encode(sha256(data), 'hex') <> sha256"
_ARCHIVED = "SELECT count(*), coalesce(sum(size), 0) FROM blob"
_SIZE = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
_SETTINGS = (
    "server_version", "server_encoding", "lc_collate", "fsync", "synchronous_commit", "full_page_writes", "data_checksums",
    "max_connections", "default_transaction_isolation", "statement_timeout", "lock_timeout",
)


class ServerKeeping(ServerSession, KeptBackups):
    """What ``LedgerKeeping`` says, of a ledger on a server."""

    def backup(self, target: Path | None = None, reason: BackupReason = BackupReason.BY_HAND) -> Backup:
        if reason is BackupReason.MERGE:  # one before a merge that is then refused would be for nothing
            with self._telling():
                self._ensure_writing()
        with self._reading() as query:
            return back_up(query, self._path, self._clock, target, reason)

    def restore(self, source: Path, who: str, undoes: str | None = None) -> Backup:
        """In one transaction, with nobody else writing from before the backup of what is replaced until its end."""
        from db.restoring import Told, ensure_ready, make_ready, put_operation
        from db.server.ddl import put_references_on, take_references_off
        from db.server.rows import clear, put_on_server

        looked = self._looked_through(source)._replace(undoes=undoes)
        kept = None
        try:
            with self._writing() as query, file_spoken(source), _beside(self._path) as part:
                take_your_time(query)
                kept = back_up(query, self._path, self._clock, None, BackupReason.RESTORE)
                newest = query.execute("SELECT id FROM operation ORDER BY seq DESC LIMIT 1").fetchone()[0]
                make_ready(part, source)
                put_operation(part, looked, Told(who, self._clock.now(), kept, newest), query)
                ensure_ready(part, source)
                have_all(query, _READ.format(shown=self.shared))
                references = take_references_off(query)
                clear(query)
                with contextlib.closing(connect(part, reading=True)) as file:
                    put_on_server(file, query)
                put_references_on(query, references)
        except Exception as error:
            unknown = isinstance(error, LedgerError) and error.trouble is LedgerTrouble.UNREACHABLE
            if kept is not None and not unknown:  # where nobody knows whether it was replaced, it may be all that is left
                backups.drop(kept)  # of what was not replaced after all
            raise
        self.replaced()
        return kept

    def move_to(self, target: Path, source: Path | None = None, who: str = "") -> int:
        self._not_of_a_server("不能换成别处的文件继续用；要一份文件请做备份，要单机使用请打开那份备份")

    def recover(self, source: Path, who: str) -> Path | None:
        self._not_of_a_server("没有损坏的文件可换；要换回以前的内容请用“恢复备份”")

    def _not_of_a_server(self, why: str) -> NoReturn:
        raise LedgerError(f"共享台账“{self.shared}”在服务器上，{why}。")

    def check(self) -> tuple[Check, ...]:
        from db.integrity import content_trouble

        with self._reading() as query:
            take_your_time(query)
            found = [("引用关系", _broken_references(query)), *content_trouble(query), ("存档文件", _wrong_files(query))]
            version = query.execute("SHOW server_version").fetchone()[0]
        said = f"程序 {__version__}，账本格式 {revisions.head()}，PostgreSQL {version}，Python {platform.python_version()}"
        checks = (Check(name, not trouble, trouble or "正常") for name, trouble in found)
        return (Check("服务器", True, f"{self.shared}，已连上"), *checks, Check("版本", True, said))

    def look_through(self, up_to: int | None = None) -> None:
        """Every check, but not where it would have to be short. LedgerError when it is damaged, and nothing is written from
        then on."""
        if up_to is not None:
            return
        with self._telling():
            if any(not each.ok for each in self.check()):
                sentence = f"共享台账“{self.shared}”里检查出损坏，已停止写入，看到的内容可能不全，请让管理员用备份恢复。"
                raise LedgerError(sentence, LedgerTrouble.DAMAGED)

    def inspect(self) -> LedgerFindings:
        from db.inspecting import kinds_of
        from db.models import metadata
        from qcapp.domain.diagnosis import LedgerFindings

        with self._reading() as query:
            settings = {name: str(value) for name, value in query.execute(
                f"SELECT name, setting FROM pg_settings WHERE name IN ({', '.join(repr(name) for name in _SETTINGS)})"
            )}
            counts = {name: int(query.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in metadata.tables}
            files, size = query.execute(_ARCHIVED).fetchone()
            return LedgerFindings(
                sqlite3.sqlite_version, settings, int(revisions.head()), int(revisions.head()), True,
                int(query.execute(_SIZE).fetchone()[0]), counts=counts, kinds=kinds_of(query), archived=(int(files), int(size)),
            )


def back_up(
    query: ServerQuery, path: Path, clock: Clock, target: Path | None, reason: BackupReason, revision: str = ""
) -> Backup:
    """All rows as the transaction of ``query`` sees them, as a ledger file of that revision (the newest when not said), looked
    through. WriteFailed says why not."""
    from db.server.rows import put_in_file
    from qcapp.domain.errors import WriteFailed

    take_your_time(query)
    with _beside(path) as part:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            put_in_file(query, part, revision or revisions.head())
            with contextlib.closing(connect(part, reading=True)) as file:
                return backups.back_up(file, path, clock.now(), target, reason)
        except (OSError, sqlite3.Error) as error:
            raise WriteFailed(f"共享台账的备份没有写成，{backups.what_to_do(error, part)}。") from error


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    from db.comparing import temporary_beside

    with temporary_beside(path) as part:
        yield part


def _broken_references(query: ServerQuery) -> str:
    from db.models import metadata

    broken = 0
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            of, to = key.parent.name, key.column
            broken += query.execute(
                f'SELECT count(*) FROM "{table.name}" t WHERE t."{of}" IS NOT NULL AND NOT EXISTS ('
                f'SELECT 1 FROM "{to.table.name}" o WHERE o."{to.name}" = t."{of}")'
            ).fetchone()[0]
    return f"有 {broken} 处记录指向不存在的内容" if broken else ""


def _wrong_files(query: ServerQuery) -> str:
    wrong = query.execute(_FILES).fetchone()[0]
    return f"有 {wrong} 份存档的回收表、佐证材料或通报与存入时不一致" if wrong else ""
