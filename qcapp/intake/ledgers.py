"""Ledger files among what came back: told by their first bytes, and copied before anything looks into them.

The file that came is only ever read from end to end, never opened as a database: SQLite gets a copy that is nobody's, which an
older one can be brought up in, and which is gone when it has been read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from qcapp.domain.errors import UnreadableFile
from qcapp.intake.words import LEDGER_IN_USE, LEDGER_TOO_BIG, NOT_READ

if TYPE_CHECKING:
    from qcapp.domain.returned_ledger import ReturnedLedger

LedgerReading = Callable[[Path, Sequence[str]], "ReturnedLedger"]
"""From a copy of a ledger, which it may change, to what it says. UnreadableFile says why nothing can be read, Locked (one of
these) that a password is wanted. A module-level function: it runs in the reading process."""

MAX_LEDGER = 1024**3
HEAD = 100
_MAGIC = b"SQLite format 3\0"
_MARK = slice(68, 72)
_APPLICATION_ID = b"YSTZ"
_CHUNK = 1024**2


def is_database(head: bytes) -> bool:
    return head.startswith(_MAGIC)


def is_ledger(head: bytes) -> bool:
    """By the first HEAD bytes: a database that bears this program's mark."""
    return is_database(head) and head[_MARK] == _APPLICATION_ID


def looks_like_ledger(path: Path) -> bool:
    """OSError when it can't be read."""
    with path.open("rb") as file:
        return is_ledger(file.read(HEAD))


@dataclass(frozen=True, slots=True)
class Copied:
    """``path``: of the copy."""

    path: Path
    sha256: str
    size: int


@contextmanager
def copied(source: Path | bytes) -> Iterator[Copied]:
    """A copy for as long as it is needed. UnreadableFile when there can't be one, or when a program is writing the original."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="ysledger-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "ledger.sqlite3"
        try:
            if isinstance(source, bytes):
                sha256, size = _copy(BytesIO(source), path)
            else:
                _refuse_unfinished(source)
                with source.open("rb") as file:
                    sha256, size = _copy(file, path)
                _refuse_unfinished(source)
        except OSError as error:
            raise UnreadableFile(NOT_READ) from error
        yield Copied(path, sha256, size)


def _copy(file: IO[bytes], path: Path) -> tuple[str, int]:
    import hashlib

    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > MAX_LEDGER:
                raise UnreadableFile(LEDGER_TOO_BIG)
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest(), size


def _refuse_unfinished(source: Path) -> None:
    """What lies in a journal beside it is not in the file, or should not be."""
    for ending in ("-journal", "-wal"):
        try:
            there = source.with_name(f"{source.name}{ending}").stat().st_size > 0
        except OSError:
            continue
        if there:
            raise UnreadableFile(LEDGER_IN_USE)
