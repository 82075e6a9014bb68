"""A backup beside the ledger: what bringing it back would take away, and what it would bring."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from db import revisions
from db.backup import copy_out, part_beside
from db.coding import period_of
from db.connection import connect, is_damage, may_write, probe
from db.query import Query
from db.trail import OPERATION, operation_from
from qcapp.domain.backups import FieldApart
from qcapp.domain.errors import LedgerError
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Operation

# Whose the field is, by what does not depend on this file's keys: two that went apart may have given one key twice.
_FIELDS = """
    SELECT p.year, a.no, u.name, c.field, c.period, c.text FROM cell c
    JOIN assignment a ON a.id = c.assignment JOIN unit u ON u.id = a.unit JOIN plan p ON p.id = a.plan WHERE c.text <> ''
"""
_WHOSE = "SELECT value FROM meta WHERE key = 'ledger_id'"
_SINCE = "SELECT count(*) FROM operation WHERE seq > coalesce((SELECT seq FROM operation WHERE id = ? AND at = ?), -1)"


class Content(NamedTuple):
    """What is compared of a ledger. ``operations``: by id, newest first, each with its digest; ``fields``: whose, which, what."""

    operations: Mapping[str, tuple[Operation, str]]
    fields: frozenset[tuple[Any, ...]]

    @property
    def newest(self) -> Operation:
        return next(iter(self.operations.values()))[0]


class Difference(NamedTuple):
    """Of a ledger to be replaced and what comes in its place: operations newest first, and the fields that say something else."""

    lost: tuple[Operation, ...]
    regained: tuple[Operation, ...]
    apart: tuple[FieldApart, ...]


def content_of(query: Query) -> Content:
    return Content(operations_of(query), frozenset(query.execute(_FIELDS)))


def content_in(source: Path, ledger: Path) -> Content:
    """Of a backup that ``ensure_backup_of`` let pass; an older one is upgraded in a copy beside the ledger, or, where nothing can
    be written there, among the system's temporary files."""
    with of_this_format(source, ledger) as path, contextlib.closing(connect(path, reading=True)) as query:
        return content_of(query)


def difference(live: Content, other: Content) -> Difference:
    mine, theirs = live.operations, other.operations
    lost, regained = only_in(mine, theirs), only_in(theirs, mine)
    # An edit that was gone on with after the backup was made stands in both, and says less there: it is not regained.
    gone_on = other.newest.id
    return Difference(
        tuple(each for each in lost if each.id not in theirs or each.id == gone_on or each.at != theirs[each.id][0].at),
        tuple(each for each in regained if each.id not in mine or each.id != gone_on or each.at != mine[each.id][0].at),
        _apart(live.fields, other.fields),
    )


def _apart(live: frozenset[tuple[Any, ...]], other: frozenset[tuple[Any, ...]]) -> tuple[FieldApart, ...]:
    now = {row[:-1]: row[-1] for row in live - other}
    before = {row[:-1]: row[-1] for row in other - live}
    return tuple(
        FieldApart(CellKey(no, unit, period_of(period), field), before.get(whose, ""), now.get(whose, ""))
        for whose in sorted({*now, *before})
        for _, no, unit, field, period in (whose,)
    )


def operations_since(backup: Path, live: Query) -> int | None:
    """How many operations the ledger has that came after the backup's newest; None where the backup can't be read, is
    another ledger's, or has what the ledger does not have. A glance, without looking the backup through."""
    try:
        with contextlib.closing(probe(backup)) as other:
            other.execute("PRAGMA query_only=ON")
            newest = other.execute("SELECT id, at FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
            same = other.execute(_WHOSE).fetchone() == live.execute(_WHOSE).fetchone()
    except sqlite3.Error:
        return None
    if not newest or not same or not live.execute("SELECT 1 FROM operation WHERE id = ? AND at = ?", newest).fetchone():
        return None
    return int(live.execute(_SINCE, newest).fetchone()[0])


@contextlib.contextmanager
def of_this_format(source: Path, ledger: Path) -> Iterator[Path]:
    """The backup itself; of one in an older format a copy, upgraded, that goes at the end. LedgerError when that fails."""
    with contextlib.closing(probe(source)) as copied:
        if copied.execute("SELECT version_num FROM alembic_version").fetchone()[0] == revisions.head():
            yield source
            return
        with _temporary(ledger) as part:
            copy_out(copied, part)
            upgrade_copy(part, source)
            yield part


@contextlib.contextmanager
def _temporary(ledger: Path) -> Iterator[Path]:
    if may_write(ledger):
        with temporary_beside(ledger) as part:
            yield part
    else:
        with tempfile.TemporaryDirectory(prefix="qc-", ignore_cleanup_errors=True) as folder:
            yield Path(folder) / ledger.name


@contextlib.contextmanager
def temporary_beside(ledger: Path) -> Iterator[Path]:
    """A name for a copy that is gone afterwards, and at the next start should the process die."""
    part = part_beside(ledger)
    try:
        yield part
    finally:
        for path in (part, part.with_name(f"{part.name}-journal")):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def upgrade_copy(part: Path, source: Path) -> None:
    """Bring a copy of the backup ``source`` to the present format. LedgerError when that fails."""
    from db.upgrading import step_up

    try:
        step_up(part)
    except (OSError, sqlite3.Error):
        raise
    except Exception as error:
        cause = getattr(error, "orig", None)
        if isinstance(cause, sqlite3.Error) and not is_damage(cause):
            raise
        raise LedgerError(f"备份“{source}”升级到现在的格式时没有成功，没有恢复，请另选一份备份，并把它交给维护人员。") from error


def operations_of(query: Query) -> dict[str, tuple[Operation, str]]:
    """By id, newest first, each with its digest."""
    digests = dict(query.execute("SELECT id, digest FROM operation"))
    rows = query.execute(f"SELECT {OPERATION} FROM operation o ORDER BY o.seq DESC")
    return {each.id: (each, digests[each.id]) for each in map(operation_from, rows)}


def only_in(
    these: Mapping[str, tuple[Operation, str]], those: Mapping[str, tuple[Operation, str]]
) -> tuple[Operation, ...]:
    """Newest first. A digest is made over all that was before it, so that one that stands in both vouches for the rest."""
    return tuple(each for each, digest in these.values() if each.id not in those or those[each.id][1] != digest)
