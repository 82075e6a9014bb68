"""Making a ledger and opening one: nothing is opened that is not a whole ledger of this program.

A missing or empty file is an error, never a fresh start: to SQLite an empty file is a healthy database.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from db import revisions
from db.backup import backups_of, part_beside, remove_stale_parts
from db.connection import APPLICATION_ID, connect, is_damage, ledger_error, probe, size_trouble, spoken, trigger_trouble
from db.lock import LedgerLock
from db.looking import unfinished, why_not_writable
from db.store import SqlLedger
from qcapp.domain.errors import LedgerError, LedgerTrouble, WriteFailed
from qcapp.domain.plan import Plan

if TYPE_CHECKING:
    from qcapp.domain.backups import Backup
    from qcapp.ports import Clock

_MAGIC = b"SQLite format 3\x00"
_MARK_AT = 68
_LOOKED_AT = 262_144
_OUR_TABLES = (b"CREATE TABLE alembic_version", b"CREATE TABLE fill_form")
# Up to this size every operation is looked through at opening (5 ms a megabyte); beyond, by ``check`` when there is time.
_WHOLE_BYTES = 16_000_000


def create_ledger(path: Path, plan: Plan, clock: Clock, who: str, *, holds: str | None = None) -> SqlLedger:
    """Make a ledger from a plan, as its first operation. LedgerError when the file exists or can't be written.

    It is made under a temporary name, so that a killed process leaves no half ledger.
    """
    from db.creating import build
    from db.journals import take_place

    if os.path.lexists(path):  # or a link whose disk is away
        raise LedgerError(f"“{path}”已经存在，没有改动它，请换一个文件名，或直接打开它。")
    part = part_beside(path)
    with spoken(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            build(part, plan, clock.now(), who)
            take_place(part, path)
        except FileExistsError as error:
            raise LedgerError(f"“{path}”刚刚被另一个程序建好，没有改动它，请直接打开它。") from error
        finally:
            part.unlink(missing_ok=True)
    return open_ledger(path, clock, holds=holds)


def open_ledger(
    path: Path, clock: Clock, *, look_later: bool = False, holds: str | None = None,
    upgraded: Callable[[Backup], object] = lambda before: None,
) -> SqlLedger:
    """Open a ledger, migrating an older one after a verified backup. LedgerError says why it can't be opened.

    Where nothing can be written it is opened to look at. ``look_later``: the look through the whole file is left to the
    caller, who has ``ensure_whole`` for it: a window shows its first page before. ``holds``: by that name it is held for
    writing; where somebody else holds it, it is opened to look at. ``upgraded`` is told the backup of one that was.
    """
    with spoken(path):
        _look_at_bytes(path)
        lock = LedgerLock(path, holds) if holds is not None else None
        fixed = why_not_writable(path)
        try:
            held = lock.take() if lock is not None and lock.spoken_for and not fixed else ""
            before = _make_current(path, clock, lock, fixed, held)
            if before is not None:
                upgraded(before)
            ensure_whole(path, thorough=not look_later, fixed=bool(fixed))
            if not (fixed or held):
                remove_stale_parts(path)
            return _stood(path, clock, lock, fixed, held)
        except BaseException as error:
            if lock is not None:
                lock.release()
            if fixed and isinstance(error, sqlite3.Error) and unfinished(path):
                raise LedgerError(
                    f"台账“{path}”上次没有写完，要先复原才能看，而它所在的位置不能写入；请把台账连同旁边的"
                    f"“{path.name}-journal”一起复制到可写的磁盘，再打开。", LedgerTrouble.NOT_WRITABLE,
                ) from error
            # SQLite's words about a broken schema quote it, and are then no text themselves.
            if isinstance(error, UnicodeDecodeError) or (isinstance(error, sqlite3.DatabaseError) and is_damage(error)):
                raise _damaged(path) from error
            raise


def _make_current(path: Path, clock: Clock, lock: LedgerLock | None, fixed: str, held: str) -> Backup | None:
    """An older one brought to this revision, and the backup of what it was; LedgerError where that can't be done now."""
    if _revision(path, fixed=bool(fixed)) == revisions.head():
        return None
    held = held or (lock.take() if lock is not None and not fixed else "")
    if fixed:
        raise LedgerError(
            f"台账“{path}”是旧版程序建的，要升级才能打开，而它所在的位置不能写入；请把它复制到可写的磁盘后再打开。",
            LedgerTrouble.NOT_WRITABLE,
        )
    if held:
        raise LedgerError(
            f"台账“{path}”是旧版程序建的，要升级才能打开，而它正在另一个窗口里使用；请先关闭那个窗口，再打开。",
            LedgerTrouble.BUSY,
        )
    return _upgrade(path, clock)


def _stood(path: Path, clock: Clock, lock: LedgerLock | None, fixed: str, held: str) -> SqlLedger:
    """Rows that nothing was made for are damage too, in a ledger that was not looked through yet."""
    try:
        return SqlLedger(path, clock, lock, fixed=fixed, held=held)
    except (ValueError, TypeError, LookupError):
        ensure_whole(path, up_to=path.stat().st_size, fixed=bool(fixed))
        raise


def _upgrade(path: Path, clock: Clock) -> Backup:
    """A damaged ledger is told as one, before anything is made of it."""
    from db.upgrading import migrate

    ensure_whole(path)
    try:
        return migrate(path, clock.now())
    except WriteFailed as error:  # the backup that comes first
        told = ledger_error(error.__cause__, path) if error.__cause__ else None
        trouble = told.trouble if told else LedgerTrouble.UPGRADE_FAILED
        sentence = f"台账“{path}”要先备份才能升级，备份没有写成，台账没有改动，请检查磁盘空间和文件夹权限后再试。"
        raise LedgerError(sentence, trouble) from error


def _look_at_bytes(path: Path) -> None:
    """What the first bytes tell, before SQLite is let near."""
    if path.is_dir():
        raise LedgerError(f"“{path}”是文件夹，不是台账文件，请指明台账文件的完整路径。", LedgerTrouble.FOREIGN)
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except (FileNotFoundError, NotADirectoryError):
        sentence = f"找不到台账“{path}”，{_way_back(path, '请核对路径，或先建账')}。"
        raise LedgerError(sentence, LedgerTrouble.MISSING) from None
    if not header:
        sentence = f"台账“{path}”是空文件，内容已丢失，{_way_back(path, '请用别处的备份恢复')}。"
        raise LedgerError(sentence, LedgerTrouble.EMPTY)
    whole = len(header) == 100 and header.startswith(_MAGIC)
    if whole and int.from_bytes(header[_MARK_AT : _MARK_AT + 4], "big") == APPLICATION_ID:
        return
    if _was_ours(path):
        raise _damaged(path)
    if whole:
        sentence = f"“{path}”是其他程序的数据库，不是本程序的台账，没有改动它，{_way_back(path, '请另选一个文件')}。"
        raise LedgerError(sentence, LedgerTrouble.FOREIGN)
    sentence = f"“{path}”不是台账文件，或文件头已损坏，{_way_back(path, '请另选一个文件')}。"
    raise LedgerError(sentence, LedgerTrouble.FOREIGN)


def _was_ours(path: Path) -> bool:
    """Whether behind a header that is none there are the tables of a ledger: then it is a damaged one."""
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    return all(name in start for name in _OUR_TABLES)


def _revision(path: Path, *, fixed: bool = False) -> str:
    """LedgerError for a ledger of a newer program; nothing is written to it."""
    connection = probe(path, fixed=fixed)
    try:
        connection.execute("PRAGMA query_only=ON")
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        number = connection.execute("PRAGMA user_version").fetchone()[0]
        revision = str(row[0]) if row else ""
        newer = revisions.of_newer_program(connection, number, revision or revisions.head())
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            raise _damaged(path) from error
        raise
    finally:
        connection.close()
    if newer:
        sentence = f"台账“{path}”是用更新版本的程序建立的，没有改动它，请安装新版程序后再打开。"
        raise LedgerError(sentence, LedgerTrouble.NEWER)
    if revision not in revisions.REVISIONS or number != int(revision):  # each migration writes both: one of them has rotted
        raise _damaged(path)
    return revision


def of_newer_program(path: Path) -> bool:
    """Whether a ledger does not open for that reason, and is none the worse for it."""
    try:
        _look_at_bytes(path)
        _revision(path)
    except LedgerError as error:
        return error.trouble is LedgerTrouble.NEWER
    except (OSError, sqlite3.Error):
        pass
    return False


def ensure_whole(path: Path, *, thorough: bool = True, up_to: int = _WHOLE_BYTES, fixed: bool = False) -> None:
    """LedgerError for a damaged file: by every check, up to a size in bytes that takes no time; else by its length alone."""
    connection = connect(path, reading=True, fixed=fixed)
    try:
        if thorough and path.stat().st_size <= up_to:
            from db.integrity import thorough_trouble

            trouble = thorough_trouble(connection, path)
        else:
            trouble = size_trouble(connection, path) or trigger_trouble(connection)
    finally:
        connection.close()
    if trouble:
        raise _damaged(path)


def _damaged(path: Path) -> LedgerError:
    sentence = f"台账“{path}”已损坏，没有打开，请先把这个文件另存一份，{_way_back(path, '再用别处的备份恢复')}。"
    return LedgerError(sentence, LedgerTrouble.DAMAGED)


def _way_back(path: Path, otherwise: str) -> str:
    """What to do: the newest backup by name where there is one."""
    newest = next(iter(backups_of(path)), None)
    return f"可用备份“{newest.path}”恢复" if newest else otherwise
