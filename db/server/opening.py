"""Opening a shared ledger, making one, and putting a ledger file on a server: nothing is opened that is not a whole ledger of
this program, and nothing is made where anything else is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from db.server import schema
from db.server.connecting import SCHEMA, connected, patience_for
from db.server.errors import is_broken, lent, spoken
from db.server.patience import Driver
from db.server.query import ServerQuery, take_your_time
from db.server.schema import Found
from db.server.store import SharedLedger
from qcapp.domain.backups import BackupReason
from qcapp.domain.errors import LedgerError, LedgerTrouble, WriteFailed
from qcapp.shared_desk import NAME

if TYPE_CHECKING:
    from qcapp.domain.backups import Backup
    from qcapp.domain.plan import Plan
    from qcapp.domain.server_address import ServerAddress
    from qcapp.ports import Clock

_NOTHING = "数据库“{shown}”是空的，还不是共享台账，请先在那里新建共享台账，或把现有台账放上去。"
_FOREIGN = "数据库“{shown}”里是其他程序的数据，不是本程序的共享台账，没有改动它，请另选一个数据库。"
_NEWER = "共享台账“{shown}”是用更新版本的程序建立的，没有改动它，请安装新版程序后再打开。"
_DAMAGED = "共享台账“{shown}”在服务器上的数据已损坏，没有打开，请让管理员用备份恢复。"
_SHUT = "这个用户没有查看共享台账“{shown}”的权限，请让管理员开通后再打开。"
_TOO_OLD = "服务器“{host}”上的 PostgreSQL 是第 {version} 版，太旧了，共享台账要用 {oldest} 以上的版本，请让管理员升级。"
_NOT_UTF8 = "数据库“{shown}”的编码是 {encoding}，存不了所有的汉字，请让管理员另建一个编码为 UTF8 的数据库。"
_READ = "有人正在读共享台账“{shown}”（如备份、导出），等了很久还没有读完，没有升级，请稍候再试。"
_OLDEST: Final = 12
_OWN: Final = "SELECT pg_backend_pid(), current_setting('search_path')"
_THERE = "数据库“{shown}”里已经有共享台账，没有改动它，请直接打开它，或另选一个空的数据库。"
_REFUSED: dict[Found, tuple[str, LedgerTrouble]] = {
    Found.NOTHING: (_NOTHING, LedgerTrouble.EMPTY), Found.FOREIGN: (_FOREIGN, LedgerTrouble.FOREIGN),
    Found.NEWER: (_NEWER, LedgerTrouble.NEWER), Found.DAMAGED: (_DAMAGED, LedgerTrouble.DAMAGED),
    Found.SHUT: (_SHUT, LedgerTrouble.DENIED),
}


def open_shared(
    address: ServerAddress, desk: Path, clock: Clock, *, upgraded: Callable[[Backup], object] = lambda before: None
) -> SharedLedger:
    """Open the ledger at ``address``, migrating an older one after a verified backup. LedgerError says why it can't be opened.

    ``desk``: this computer's folder for it (backups, log); it is made where it is not there. ``upgraded`` is told the backup of
    one that was migrated.
    """
    with spoken(address):
        with contextlib.closing(connected(address, patience_for(address))) as connection:
            ensure_fit(connection, address)
            looked = schema.look(ServerQuery(connection))
        if looked.found in _REFUSED:
            raise refused(looked.found, address)
        desk.mkdir(parents=True, exist_ok=True)
        if looked.found is Found.OLDER and (before := _upgrade(address, desk, clock)) is not None:
            upgraded(before)
        return _stood(address, desk, clock)


def create_shared(address: ServerAddress, desk: Path, plan: Plan, clock: Clock, who: str) -> SharedLedger:
    """Make a ledger from a plan, as its first operation, in an empty database. LedgerError, and nothing there is changed, when
    it is not empty or can't be written."""
    from db.creating import begin_ledger

    with spoken(address):
        _make(address, desk, lambda query: begin_ledger(query, plan, clock.now(), who))
        return _stood(address, desk, clock)


def share(address: ServerAddress, desk: Path, source: Path, clock: Clock, who: str) -> SharedLedger:
    """Put all that a ledger file has into an empty database: the same ledger, of the same id and with the same digests. The file
    stays as it is. LedgerError when it is not whole, or the database is not empty or can't be written.

    ``who`` writes nothing: that it was put there is no work on what it says.
    """
    from db.comparing import temporary_beside
    from db.connection import connect
    from db.connection import spoken as file_spoken
    from db.restoring import ensure_ready, ensure_whole_backup, make_ready
    from db.server.rows import put_on_server

    def fill(query: ServerQuery) -> None:
        with contextlib.closing(connect(part, reading=True)) as file:
            put_on_server(file, query)

    with file_spoken(source), spoken(address):
        ensure_whole_backup(source)
        desk.mkdir(parents=True, exist_ok=True)
        with temporary_beside(desk / NAME) as part:
            make_ready(part, source)
            ensure_ready(part, source)
            _make(address, desk, fill)
        return _stood(address, desk, clock)


def ensure_fit(connection: Driver, address: ServerAddress) -> None:
    """LedgerError for a server or a database on which no ledger can be."""
    version = connection.info.server_version // 10_000
    if version < _OLDEST:
        raise LedgerError(_TOO_OLD.format(host=address.host, version=version, oldest=_OLDEST))
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise LedgerError(_NOT_UTF8.format(shown=address.shown, encoding=encoding))
    # Who lends connections out gives them numbers of their own, and heeds no settings: tables would be made in another schema.
    if connection.execute(_OWN).fetchone() != (connection.info.backend_pid, SCHEMA):
        raise lent(address)


def _stood(address: ServerAddress, desk: Path, clock: Clock) -> SharedLedger:
    """Rows that nothing was made for are damage."""
    try:
        return SharedLedger(address, desk, clock)
    except (ValueError, TypeError, LookupError) as error:
        raise refused(Found.DAMAGED, address) from error


def _make(address: ServerAddress, desk: Path, fill: Callable[[ServerQuery], None]) -> None:
    """All or nothing, and alone: whoever else would make one waits, and then finds it."""
    from db.server.engine import engine_for

    desk.mkdir(parents=True, exist_ok=True)
    engine = engine_for(address)
    try:
        with engine.begin() as connection:
            query = ServerQuery.over(connection.connection.driver_connection)
            ensure_fit(query.connection, address)
            looked = schema.look(query)
            if looked.found is not Found.NOTHING:
                raise refused(looked.found, address, there=True)
            take_your_time(query)
            schema.make(connection, fill)
    finally:
        engine.dispose()


def _upgrade(address: ServerAddress, desk: Path, clock: Clock) -> Backup | None:
    """A verified backup, then all steps in one transaction, with nobody else writing; None where another has done it."""
    from db import backup as backups
    from db.server.engine import engine_for
    from db.server.keeping import back_up
    from db.server.tables import have_all

    engine = engine_for(address)
    try:
        with engine.begin() as connection:
            query = ServerQuery.over(connection.connection.driver_connection)
            looked = schema.look(query)
            if looked.found is not Found.OLDER:
                return None
            before = back_up(query, desk / NAME, clock, None, BackupReason.MIGRATION, looked.revision)
            try:
                have_all(query, _READ.format(shown=address.shown))
                schema.upgrade(connection)
            except Exception as error:
                if isinstance(error, LedgerError) or is_broken(error):
                    backups.drop(before)  # of what was not upgraded, and will be backed up before it is
                    raise
                raise _failed(address, before) from error
            return before
    except WriteFailed as error:  # the backup that comes first
        raise LedgerError(
            f"共享台账“{address.shown}”要先备份才能升级，备份没有写成，台账没有改动，请检查这台电脑的磁盘空间和文件夹权限后再试。",
            LedgerTrouble.UPGRADE_FAILED,
        ) from error
    finally:
        engine.dispose()


def _failed(address: ServerAddress, backup: Backup) -> LedgerError:
    sentence = (
        f"共享台账“{address.shown}”升级没有成功，已退回原样，请把备份“{backup.path}”交给维护人员，并先用旧版程序。"
    )
    return LedgerError(sentence, LedgerTrouble.UPGRADE_FAILED)


def refused(found: Found, address: ServerAddress, *, there: bool = False) -> LedgerError:
    """``there``: it was to be empty."""
    if there and found in (Found.OURS, Found.OLDER, Found.DAMAGED):
        return LedgerError(_THERE.format(shown=address.shown), LedgerTrouble.FOREIGN)
    sentence, trouble = _REFUSED[found]
    return LedgerError(sentence.format(shown=address.shown), trouble)

