"""What processes do that are to be killed: each says a word for what is done for good, and no word before."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from db import connection
from db.opening import open_ledger
from qcapp.domain.errors import ExpectedError
from qcapp.domain.operations import CellEdit
from tests.db.drafts import edit, key, merge_draft, shown
from tests.factory import FixedClock
from tests.faults.month import JULY, STEPS, UNITS, Month, opened
from tests.faults.steps import at_statement

Say = Callable[[str], None]


def nothing(say: Say) -> None:
    say("done")


def _spilling() -> None:
    """A cache of one page: what a transaction changes is in the file, half done, long before it is committed."""
    vars(connection)["_CHANGED_KILOBYTES"] = 1


def commit_for_ever(say: Say, path: Path) -> None:
    """On the small plan; each operation's number is said when it is on the disk."""
    ledger = open_ledger(path, FixedClock())
    _spilling()
    number = len(ledger.operations())
    while True:
        number += 1
        cells = (key(1), key(2))
        edits = [CellEdit(cell, shown(ledger, cell), f"第 {number} 次" * 200) for cell in cells]
        say(ledger.commit(merge_draft(f"{number}".encode() * 3000, *edits)).id)


def commit_once(say: Say, path: Path) -> None:
    ledger = open_ledger(path, FixedClock())
    _spilling()
    say("begins")
    edits = [CellEdit(cell, shown(ledger, cell), "新的" * 3000) for cell in (key(1), key(2))]
    say(ledger.commit(merge_draft(b"new" * 9000, *edits)).id)


def undo_once(say: Say, path: Path) -> None:
    ledger = open_ledger(path, FixedClock())
    _spilling()
    say("begins")
    say(ledger.undo(None, "张三").operation.id)


def edit_once(say: Say, path: Path) -> None:
    """Small enough for the cache: the file changes at the commit alone."""
    ledger = open_ledger(path, FixedClock())
    say("begins")
    say(edit(ledger, key(), "改一个格子").id)


def work(say: Say, month: Month, path: Path) -> None:
    """The month's steps through the services, on files as they came back."""
    with opened(path) as (_, services):
        for step in STEPS:
            done = step(services, month)
            say(done.id if done else "")


def command(say: Say, *words: str) -> None:
    """One command of the command line; its exit status is said."""
    import main

    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    say("begins")
    say(str(main.main([*words])))


def backup_once(say: Say, path: Path, target: Path | None = None) -> None:
    ledger = open_ledger(path, FixedClock())
    say("begins")
    say(str(ledger.backup(target).path))


def open_once(say: Say, path: Path) -> None:
    """Opening an older ledger migrates it."""
    say("begins")
    open_ledger(path, FixedClock()).close()
    say("done")


def dispatch_once(say: Say, path: Path, out: Path) -> None:
    with opened(path) as (_, services):
        say("begins")
        services.dispatch.dispatch(JULY, out, units=UNITS[:1])
        say("done")


def export_once(say: Say, path: Path, target: Path) -> None:
    with opened(path) as (_, services):
        say("begins")
        services.publish.export(target, JULY)
        say("done")


def within_limit(say: Say, limit: int, act: Callable[..., None], *args: object) -> None:
    """No file of the process may grow beyond so many bytes; what it fails with is said."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    said: list[str] = []
    try:
        act(said.append, *args)
    except Exception as error:
        say(json.dumps([type(error).__name__, str(error), isinstance(error, ExpectedError)]))
    else:
        say(json.dumps(["", said[-1] if said else "", True]))


def migrate_until(say: Say, path: Path, step: int) -> None:
    """Dies before that statement of the migration."""
    at_statement(step, lambda: os._exit(9))
    open_ledger(path, FixedClock()).close()
    say("done")


def window(say: Say, path: Path, who: str) -> None:
    """A window that holds the ledger, until it is killed; what it may not do is said."""
    ledger = open_ledger(path, FixedClock(), holds=who)
    ledger.warm_up()
    say(ledger.read_only or "holds")
    while True:
        time.sleep(60)


def commit_as_window(say: Say, path: Path, who: str) -> None:
    """A window that works, until it is killed."""
    ledger = open_ledger(path, FixedClock(), holds=who)
    ledger.warm_up()
    say(ledger.read_only or "holds")
    while True:
        say(edit(ledger, key(), f"第 {len(ledger.operations())} 次" * 300).id)


def restore_to_and_fro(say: Say, path: Path) -> None:
    """Bring back the one and the other backup, for ever; what shows is said when the restoration is on the disk."""
    ledger = open_ledger(path, FixedClock())
    while True:
        for each in sorted(path.parent.glob("*.bak.sqlite3")):
            ledger.restore(each, "张三")
            say(f"{ledger.operations()[0].id} {each.name[0]}")
