"""A ledger file that a district sent: looked through as a stranger's, and read out. Runs in the reading process, on a copy.

Nothing that the file brings along is run: what is no plain table or index of a ledger (a view, a trigger, a table that a module
makes) is refused before a single row is asked for. An older ledger is brought up in the copy. No SQLAlchemy before that.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qcapp.domain.errors import LedgerError, LedgerTrouble, UnreadableFile, UsageError

if TYPE_CHECKING:
    from qcapp.domain.returned_ledger import ReturnedLedger

_PLAIN = re.compile(r"\s*CREATE\s+(TABLE|(UNIQUE\s+)?INDEX)\b", re.IGNORECASE)
# A column that is worked out, in a table that is ours by its name.
_WORKED_OUT = re.compile(r"\bGENERATED\b|\bAS\s*\(", re.IGNORECASE)


def read_returned_ledger(copy: Path, passwords: Sequence[str]) -> ReturnedLedger:
    """What the ledger says; ``copy`` is nobody's and may be changed. UnreadableFile says why nothing is read from it, Locked that
    a password is wanted."""
    import sqlite3  # here, as all that follows: the process reads forms, and hardly ever a ledger

    from db.opening import ensure_whole, open_ledger
    from qcapp.intake import words
    from qcapp.places import SystemClock
    from qcapp.services.returned_ledger import read_out

    troubles = {
        LedgerTrouble.NEWER: words.LEDGER_NEWER, LedgerTrouble.FOREIGN: words.DATABASE, LedgerTrouble.NO_SPACE: words.NOT_READ,
        LedgerTrouble.UNREACHABLE: words.NOT_READ,
    }
    try:
        _refuse_strange(copy)
        store = open_ledger(copy, SystemClock(), look_later=True)
        with contextlib.closing(store):
            ensure_whole(copy, up_to=copy.stat().st_size)
            _let_in(store.settings(), passwords)
            return read_out(store)
    except LedgerError as error:
        known = troubles.get(error.trouble) if error.trouble else None
        raise UnreadableFile(known or words.LEDGER_DAMAGED) from None
    except (sqlite3.DatabaseError, UnicodeDecodeError, UsageError):  # the last: months and fields that there are not
        raise UnreadableFile(words.LEDGER_DAMAGED) from None


def _refuse_strange(copy: Path) -> None:
    """What it is made of is looked at as text, and nothing else of it. sqlite3.DatabaseError when that can't be."""
    import sqlite3

    from db.connection import address
    from qcapp.intake.words import LEDGER_DAMAGED, LEDGER_FOREIGN

    connection = sqlite3.connect(address(copy.absolute(), "mode=ro"), uri=True, isolation_level=None)
    with contextlib.closing(connection):
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
            connection.execute(f"PRAGMA {pragma}")
        made = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    for kind, name, sql in made:
        if not isinstance(kind, str) or not isinstance(name, str):
            raise UnreadableFile(LEDGER_DAMAGED)
        if sql is None and kind == "index" and name.startswith("sqlite_autoindex_"):
            continue
        if kind not in ("table", "index") or not isinstance(sql, str) or not _PLAIN.match(sql) or _WORKED_OUT.search(sql):
            raise UnreadableFile(LEDGER_FOREIGN)


def _let_in(settings: Mapping[str, str], passwords: Sequence[str]) -> None:
    """Who may open it in its own program may read it here: by one of the passwords, or the recovery code."""
    from qcapp.intake import words
    from qcapp.intake.passwords import MOST_PASSWORDS, Locked
    from qcapp.services.password import KEY, PasswordRefused, PasswordService

    if not settings.get(KEY):
        return
    for password in list(passwords)[-MOST_PASSWORDS:]:
        with contextlib.suppress(PasswordRefused):
            PasswordService(_Door(settings[KEY])).enter_by_either(password)
            return
    raise Locked(words.LEDGER_NOT_THESE if any(passwords) else words.LEDGER_LOCKED)


class _Door:
    """The record of the password alone: wrong tries on a copy are counted nowhere."""

    def __init__(self, record: str) -> None:
        self._record = record

    def settings(self) -> Mapping[str, str]:
        from qcapp.services.password import KEY

        return {KEY: self._record}

    def remember(self, key: str, value: str) -> None:
        """Nothing is kept."""
