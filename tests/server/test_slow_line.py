"""Much that is sent over a slow line, by way of what takes it all at once, is waited for; a silence is found all the same."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from db.server import patience, pieces, rows, store
from db.server.handed import FLOOR, Handed, size_of
from db.server.opening import open_shared
from db.server.patience import Driver, Silent
from db.server.pieces import Pieces
from db.server.query import ServerQuery
from db.server.store import SharedLedger
from qcapp.domain.errors import LedgerChanged, LedgerError, LedgerTrouble
from qcapp.domain.operations import NewAttachment
from qcapp.domain.server_address import ServerAddress
from tests.db.drafts import JULY, ZS, attach_draft, edit, key, shown
from tests.factory import FixedClock
from tests.postgres import Postgres
from tests.server.relay import Relay, doubt_soon
from tests.server.template import Template

_PHOTO = Random(1).randbytes(400_000)


def photo() -> NewAttachment:
    return NewAttachment(ZS, JULY, 1, "现场.jpg", hashlib.sha256(_PHOTO).hexdigest(), _PHOTO, "手工添加", None)


def attach(ledger: SharedLedger) -> None:
    ledger.commit(attach_draft(photo()))


@contextmanager
def sent_slowly(relay: Relay, beside: Callable[[], object] = lambda: None) -> Iterator[list[bool]]:
    """Four times as long as the server lets a statement be. Answers for each sending whether it was in a transaction."""
    send, sent = Pieces._send, list[bool]()

    def slowly(self: Pieces, connection: Driver, files: Iterable[bytes]) -> bool:
        sent.append(not connection.autocommit)
        beside()
        connection.execute("SET statement_timeout = 1000")
        with pytest.MonkeyPatch.context() as patched:
            doubt_soon(patched)
            relay.speed = 100_000
            done = send(self, connection, files)
            relay.speed = 0
        connection.execute("SET statement_timeout = 120000")
        return done

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pieces, "PIECE", 10_000)
        patched.setattr(store, "PIECE", 10_000)
        patched.setattr(Pieces, "_send", slowly)
        yield sent


def test_a_file_for_which_the_line_takes_longer_than_a_statement_may_is_saved_and_holds_up_nobody_else(
    window: SharedLedger, relay: Relay, on_server: Template, tmp_path: Path
) -> None:
    window.watch(None)
    other = open_shared(on_server.address, tmp_path / "乙", FixedClock())
    with sent_slowly(relay, lambda: edit(other, key(), "同事的")) as sent:
        attach(window)
    assert sent == [False]
    assert window.file_bytes(photo().sha256) == other.file_bytes(photo().sha256) == _PHOTO
    assert [each.name for each in window.attachments(JULY)] == ["现场.jpg"]
    assert shown(window, key()) == "同事的"
    assert all(each.ok for each in window.check())
    other.close()


def test_what_was_sent_for_a_save_that_was_refused_is_not_sent_again_and_not_kept(
    window: SharedLedger, relay: Relay
) -> None:
    window.watch(None)
    with sent_slowly(relay) as sent:
        with pytest.raises(LedgerChanged):
            window.commit(attach_draft(photo(), let_go=(99,)))
        attach(window)
    assert sent == [False]
    with window._writing() as query:
        assert query.execute("SELECT to_regclass('pg_temp.sent_ahead')").fetchone() == (None,)
    assert window.file_bytes(photo().sha256) == _PHOTO


def test_a_connection_that_broke_after_the_file_was_sent_has_it_sent_anew(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.watch(None)
    ahead = SharedLedger._send_ahead

    def and_broke(self: SharedLedger, files: list[bytes]) -> None:
        ahead(self, files)
        assert self._engine is not None
        self._engine.dispose()

    monkeypatch.setattr(SharedLedger, "_send_ahead", and_broke)
    with sent_slowly(relay) as sent:
        attach(window)
    assert sent == [False, True]
    assert window.file_bytes(photo().sha256) == _PHOTO


def test_who_may_make_no_table_of_ones_own_sends_it_in_one(
    copied: ServerAddress, postgres: Postgres, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As somebody whom the server's keeper let in by rights of his own choice."""
    name = copied.database
    postgres.run(
        f'REVOKE TEMP ON DATABASE "{name}" FROM PUBLIC', "GRANT USAGE ON SCHEMA ledger TO reader",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ledger TO reader",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA ledger TO reader", database=name,
    )
    monkeypatch.setattr(pieces, "PIECE", 10_000)
    monkeypatch.setattr(store, "PIECE", 10_000)
    with contextlib.closing(open_shared(postgres.address(name, "reader"), desk, FixedClock())) as ledger:
        attach(ledger)
        assert ledger.file_bytes(photo().sha256) == _PHOTO


def test_many_rows_that_are_much_together_go_in_several_goes(window: SharedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 10_000)
    goes: list[int] = []
    real = Handed.all_of

    def counted(self: Handed, size: int = 0) -> AbstractContextManager[None]:
        goes.append(size)
        return real(self, size)

    monkeypatch.setattr(Handed, "all_of", counted)
    with window._writing() as query:
        query.executemany("INSERT INTO setting (key, value) VALUES (?, ?)", [(f"k{n}", "字" * 1_000) for n in range(10)])
    assert max(goes) <= 10_000
    assert len({key for key in window.settings() if key.startswith("k")}) == 10


def test_so_is_what_a_restoration_sends(window: SharedLedger, relay: Relay) -> None:
    """Large files by the piece, and rows of a table so many at a time."""
    window.watch(None)
    attach(window)
    saved = window.backup()
    with sent_slowly(relay) as sent:
        window.restore(saved.path, "李四")
    assert sent == [True]
    assert window.file_bytes(photo().sha256) == _PHOTO
    assert all(each.ok for each in window.check())


def test_a_table_that_is_much_is_restored_so_many_rows_at_a_time(
    window: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        edit(window, key(), f"{number}" + "字" * 2_000)
    saved = window.backup()
    monkeypatch.setattr(pieces, "PIECE", 15_000)
    goes: list[tuple[str, int]] = []
    copy = rows._copy

    def counted(query: ServerQuery, table: Any, some: list[Any]) -> None:
        goes.append((table.name, size_of(some)))
        copy(query, table, some)

    monkeypatch.setattr(rows, "_copy", counted)
    window.restore(saved.path, "李四")
    assert max(size for _, size in goes) <= 15_000
    assert [name for name, _ in goes].count("change") > 1
    assert all(each.ok for each in window.check())


def test_a_large_file_that_the_network_swallows_is_given_up(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.watch(None)
    edit(window, key(), "以前")
    send = Pieces._send

    def swallowed(*what: Any) -> bool:
        relay.hold_all()
        doubt_soon(patched)
        return send(*what)

    with monkeypatch.context() as patched:
        patched.setattr(pieces, "PIECE", 2_000)
        patched.setattr(store, "PIECE", 2_000)
        patched.setattr(Pieces, "_send", swallowed)
        with pytest.raises(LedgerError, match="没有回应") as caught:
            attach(window)
    assert caught.value.trouble is LedgerTrouble.UNREACHABLE
    relay.pass_all()
    window.look_after()
    assert (shown(window, key()), window.attachments(JULY)) == ("以前", ())


def test_so_is_one_in_work_that_has_no_limit_on_the_server(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.watch(None)
    with window._reading() as query:
        query.connection.endless = True
        relay.forget_open()
        doubt_soon(monkeypatch)
        monkeypatch.setattr(patience, "MOST_SECONDS", 1.0)
        with pytest.raises(Silent):
            query.execute("SELECT length(?)", (_PHOTO,))


@pytest.mark.parametrize("size", [0, 1, 999, 1_000, 1_001, 4_321])
def test_a_file_is_read_whole_and_so_much_at_a_time(
    window: SharedLedger, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """The server counts the time in which it sends, too."""
    monkeypatch.setattr(store, "_READ", 1_000)
    data = _PHOTO[:size]
    sha256 = hashlib.sha256(data).hexdigest()
    window.commit(attach_draft(NewAttachment(ZS, JULY, 1, "现场.jpg", sha256, data, "手工添加", None)))
    answers: list[int] = []
    part = store._part

    def counted(*asked: Any) -> bytes:
        found = part(*asked)
        answers.append(len(found))
        return found

    monkeypatch.setattr(store, "_part", counted)
    assert window.file_bytes(sha256) == data
    assert (sum(answers), max(answers, default=0) <= 1_000) == (size, True)
    assert window.file_bytes("0" * 64) is None


def test_patience_grows_with_what_was_sent_until_it_is_answered() -> None:
    handed = Handed()
    assert handed.arrived(1_000.0) == 1_000.0
    with handed.all_of(3_000_000):
        began = handed._began
        assert handed.arrived(began) == began + 3_000_000 / FLOOR
        handed.add(1_000_000)
        assert handed.arrived(began + 1) == began + 4_000_000 / FLOOR
        assert handed.arrived(began + 1_000) == began + 1_000, "it was taken slowly enough to have come there"
    assert handed.arrived(1_000.0) == 1_000.0, "what was answered has come there"
    with handed.all_of():
        handed.add(160_000_000)
        began = handed._began
        assert handed.arrived(began + 9) == began + 10, "a line that took so much in that time is fast"


def test_the_size_of_what_is_sent_is_that_of_its_texts_and_files() -> None:
    assert size_of([("一二三", b"12345", 7, None)]) == 100 + 9 + 5
    assert size_of([{"a": "一", "b": b"1"}, {"a": "二", "b": b"2"}]) == 2 * (100 + 3 + 1)
