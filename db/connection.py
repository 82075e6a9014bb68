"""The one way to open a SQLite connection to a ledger, and what its errors say to a person.

Plain ``sqlite3``: neither the window's first rows nor a command waits for SQLAlchemy to be imported. The engine in ``db.engine``
makes its connections here too, so that no connection can miss a pragma.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath

from qcapp.domain.errors import LedgerError, LedgerTrouble

APPLICATION_ID = 0x5953545A
"""Marks a SQLite file as a ledger of this program (the letters YSTZ)."""

BUSY_SECONDS = 5.0
NO_TEXT = "文字里有存不了的字符（看不见的半个字符），没有写入，请删去它们，或重新输入这段文字后再试。"
_LITTLE = 65_536
_CHANGED_KILOBYTES = 64_000
"""How much of what one transaction changes stays in memory until it is committed. With SQLite's own 2 MB a large merge writes
each page to the file several times before, waits for the disk in between, and keeps all readers out meanwhile."""
_WINDOWS_HELD = frozenset({32, 33})  # sharing violation, lock violation
_DB_MOVED = 1032  # SQLITE_READONLY_DBMOVED

_PRAGMAS = (
    # Outside of a transaction: inside one, foreign_keys is silently ignored.
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA journal_mode=DELETE",
    "PRAGMA synchronous=EXTRA",
)


def connect(
    path: Path, *, reading: bool = False, foreign_keys: bool = True, fixed: bool = False
) -> sqlite3.Connection:
    """A connection with every pragma set and transactions left to the caller (the driver begins none).

    The file must exist: SQLite would else make an empty one. ``fixed``: it lies where nothing can be written. Raises
    sqlite3.Error.
    """
    connection = probe(path, fixed=fixed)
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        if reading:
            connection.execute("PRAGMA query_only=ON")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection for writing, in one transaction: committed when the block ends, rolled back when it raises.

    Of its own: nothing holds the file between writes, and a connection that failed is never used again.
    """
    connection = connect(path)
    try:
        connection.execute(f"PRAGMA cache_size=-{_CHANGED_KILOBYTES}")
        # Taken at once: a transaction that reads first and then finds another writer could not go on.
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # what went wrong is what counts; closed, nothing of it stays
                connection.rollback()
            raise
    finally:
        connection.close()


def probe(path: Path, *, fixed: bool = False) -> sqlite3.Connection:
    """A bare connection that changes nothing: for looking at a file before it is known to be a ledger."""
    # mode=rw, not ro: a journal left by a killed process must be rolled back before anything is read. Where that can't be,
    # ro says so.
    return sqlite3.connect(
        address(path.absolute(), "mode=ro" if fixed else "mode=rw"), uri=True, timeout=BUSY_SECONDS, isolation_level=None,
        check_same_thread=False,
    )


def address(path: PurePath, how: str) -> str:
    """An absolute path as SQLite takes one with words on how to open it."""
    uri = path.as_uri()
    if not uri.startswith("file:///"):  # a share of Windows: SQLite would take the server for a host and refuse it
        uri = uri.replace("file://", "file:////", 1)
    return f"{uri}?{how}"


@contextmanager
def spoken(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite and of the file system that a user can meet into LedgerError; others pass."""
    try:
        yield
    except LedgerError:
        raise
    except Exception as error:
        told = ledger_error(error, path)
        if told is None:
            raise
        raise told from error


def ledger_error(error: BaseException, path: Path) -> LedgerError | None:
    """What to tell the user of that error (SQLAlchemy's wrapping taken off), or None when it is a bug."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, UnicodeEncodeError):  # half a character: no database takes it
        return LedgerError(NO_TEXT)
    if isinstance(cause, OSError):
        trouble = _trouble_of_file(cause, path)
        sentence = f"读写台账“{path}”时出错（{_reason(cause)}），请确认磁盘可用、有写入权限后再试。"
        return LedgerError(_HELD.format(path=path) if trouble is LedgerTrouble.BUSY else sentence, trouble)
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(cause, sqlite3.OperationalError) and "UTF-8" in str(cause):  # the driver's own, without a code
        code = sqlite3.SQLITE_CORRUPT
    if not isinstance(cause, sqlite3.Error) or code is None:
        return None
    # Emptied in use: to SQLite its tables are missing; as they are where somebody has dropped one.
    if code == sqlite3.SQLITE_ERROR and (is_damage(cause) or _is_ours_no_more(path)):
        code = sqlite3.SQLITE_CORRUPT
    found = _trouble_of_code(code, path)
    words = _BY_TROUBLE.get(found) or _SENTENCES.get(code & 0xFF, "")
    return LedgerError(words.format(path=path), found) if words else None


@contextmanager
def told_when_open(path: Path) -> Iterator[None]:
    """While the ledger's file itself is moved or replaced: Windows refuses that as long as any program has it open."""
    try:
        yield
    except PermissionError as error:
        if os.name != "nt":
            raise
        raise LedgerError(
            f"台账“{path}”还在另一个窗口或程序里开着，没有换，请先关掉它们再试；刚关掉的，过几秒再试。", LedgerTrouble.BUSY
        ) from error


def _is_ours_no_more(path: Path) -> bool:
    """Whether what lies there does not even begin like a ledger."""
    try:
        with path.open("rb") as file:
            return file.read(72)[68:] != APPLICATION_ID.to_bytes(4, "big")
    except OSError:
        return False


def _trouble_of_file(error: OSError, path: Path) -> LedgerTrouble:
    if getattr(error, "winerror", None) in _WINDOWS_HELD or (os.name == "nt" and _is_kept_shut(error, path)):
        return LedgerTrouble.BUSY
    match errno.errorcode.get(error.errno or 0, ""):
        case "ENOSPC" | "EFBIG" | "EDQUOT":
            return LedgerTrouble.NO_SPACE
        case "ENOENT" | "ENOTDIR":
            return LedgerTrouble.MOVED
        case "EROFS" | "EPERM" | "EACCES" if os.access(path, os.R_OK):
            return LedgerTrouble.NOT_WRITABLE
        case _:
            return LedgerTrouble.UNREACHABLE


def _is_kept_shut(error: OSError, path: Path) -> bool:
    """Whether it is not even to be read, though it is there: on Windows another program may have it to itself."""
    if not isinstance(error, PermissionError):
        return False
    try:
        with path.open("rb"):
            return False
    except PermissionError:
        return True
    except OSError:
        return False


def _trouble_of_code(code: int, path: Path) -> LedgerTrouble | None:
    """SQLite says what failed, not always why: a look at the file tells a folder that is gone from one that is read-only."""
    trouble = _TROUBLES.get(code & 0xFF)
    if trouble not in (LedgerTrouble.UNREACHABLE, LedgerTrouble.NOT_WRITABLE):
        return trouble
    if code == _DB_MOVED or not os.path.exists(path):  # which never raises, be the disk out of reach
        return LedgerTrouble.MOVED
    if not may_write(path):
        return LedgerTrouble.NOT_WRITABLE
    return LedgerTrouble.NO_SPACE if _is_full(path.parent) else trouble


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LITTLE
    except OSError:
        return False


def may_write(path: Path) -> bool:
    """Whether the file and its folder, where the journal is kept, can be written as far as their rights and disk tell."""
    return os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error says that the file's content is broken, or that a table or a column of ours is gone."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or (
        code == sqlite3.SQLITE_ERROR and str(error).startswith(("no such table", "no such column"))
    )


def trigger_trouble(query: sqlite3.Connection) -> str:
    """A ledger has no triggers: one that somebody put there would write and delete unseen at every save of ours."""
    found = query.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' LIMIT 1").fetchone()
    return "里面有不是本程序放的触发器" if found else ""


def size_trouble(query: sqlite3.Connection, path: Path) -> str:
    """Whether the file is as long as its pages say: the one check whose cost does not grow."""
    pages = query.execute("PRAGMA page_count").fetchone()[0]
    size = query.execute("PRAGMA page_size").fetchone()[0]
    actual = path.stat().st_size
    return "" if pages * size == actual else f"应为 {pages * size} 字节，实为 {actual} 字节"


def _reason(error: OSError) -> str:
    reasons = {
        "ENOSPC": "磁盘已满", "EACCES": "没有权限", "EPERM": "没有权限", "EROFS": "磁盘只读",
        "ENOENT": "文件或文件夹不在了", "EIO": "磁盘读写失败", "EFBIG": "磁盘已满",
    }
    return reasons.get(errno.errorcode.get(error.errno or 0, ""), f"系统代码 {error.errno}")


_BUSY = "台账“{path}”正被另一个窗口或程序写入，请稍候几秒再试。"
_HELD = "台账“{path}”正被另一个程序占用（杀毒软件、网盘同步，或另一个窗口），没有读写成，请稍候几秒再试。"
_READ_ONLY = "台账“{path}”所在的位置不能写入，改动没有保存，请检查文件夹权限，或把台账移到可写的磁盘后再打开。"
_DAMAGED = "台账文件“{path}”已损坏，请不要再往里录入，先把它另存一份，再用最近的备份恢复。"
_MOVED = "台账文件“{path}”不在原处了，可能已被移走、改名，或磁盘已被拔出，改动没有写入，请找到它或插好磁盘后再试。"
_FULL = "磁盘空间不足，改动没有写入台账“{path}”，请清理磁盘后再试。"
_BY_TROUBLE: dict[LedgerTrouble | None, str] = {
    LedgerTrouble.MOVED: _MOVED, LedgerTrouble.NOT_WRITABLE: _READ_ONLY, LedgerTrouble.NO_SPACE: _FULL,
}
_SENTENCES = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: "台账“{path}”打不开，可能已被移走或文件夹不能写入，请找到它所在的位置后再试。",
    sqlite3.SQLITE_IOERR: "读写台账“{path}”时磁盘出错，改动没有写入，请检查磁盘是否已满或已被拔出后再试。",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


_TROUBLES = {
    sqlite3.SQLITE_BUSY: LedgerTrouble.BUSY,
    sqlite3.SQLITE_LOCKED: LedgerTrouble.BUSY,
    sqlite3.SQLITE_FULL: LedgerTrouble.NO_SPACE,
    sqlite3.SQLITE_READONLY: LedgerTrouble.NOT_WRITABLE,
    sqlite3.SQLITE_PERM: LedgerTrouble.NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: LedgerTrouble.UNREACHABLE,
    sqlite3.SQLITE_IOERR: LedgerTrouble.UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: LedgerTrouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: LedgerTrouble.DAMAGED,
}


def fsync(path: Path) -> None:
    """Force a finished file to the disk."""
    from qcapp.forms.safe_write import flush

    flush(path)
