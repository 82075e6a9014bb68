"""Much that is sent over a slow line, by way of what takes it all at once, is waited for; a silence is found all the same."""

from __future__ import annotations

import hashlib
from random import Random
from typing import Any

import pytest
from psycopg.abc import Buffer

from db import filing
from db.server import patience, rows
from db.server.handed import FLOOR, Handed, size_of
from db.server.patience import Silent
from db.server.query import ServerQuery
from db.server.store import SharedLedger
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.domain.operations import NewAttachment
from tests.db.drafts import JULY, ZS, attach_draft, edit, key, shown
from tests.server.relay import Relay, doubt_soon

_PHOTO = Random(1).randbytes(400_000)


def photo() -> NewAttachment:
    return NewAttachment(ZS, JULY, 1, "现场.jpg", hashlib.sha256(_PHOTO).hexdigest(), _PHOTO, "手工添加", None)


def attach(ledger: SharedLedger) -> None:
    ledger.commit(attach_draft(photo()))


def test_a_large_file_over_a_slow_line_is_saved_though_nothing_is_heard_meanwhile(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.watch(None)
    put = filing.put_blobs

    def slowly(*what: Any) -> None:
        with pytest.MonkeyPatch.context() as patched:
            doubt_soon(patched)
            relay.speed = 200_000
            put(*what)
            relay.speed = 0

    monkeypatch.setattr(filing, "put_blobs", slowly)
    attach(window)
    assert window.file_bytes(photo().sha256) == _PHOTO
    assert [each.name for each in window.attachments(JULY)] == ["现场.jpg"]


def test_so_is_what_a_restoration_sends_of_a_table(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.watch(None)
    attach(window)
    write, finish = rows._Counted.write, rows._Counted.finish

    def slowly(self: rows._Counted, data: Buffer) -> None:
        if len(data) > len(_PHOTO):
            relay.speed = 400_000
        write(self, data)

    def shortly(self: rows._Counted, error: BaseException | None = None) -> None:
        if not relay.speed:
            finish(self, error)
            return
        with pytest.MonkeyPatch.context() as patched:
            doubt_soon(patched)
            finish(self, error)
        relay.speed = 0
        slowed.append(True)

    slowed: list[bool] = []
    monkeypatch.setattr(rows._Counted, "write", slowly)
    monkeypatch.setattr(rows._Counted, "finish", shortly)
    window.restore(window.backup().path, "李四")
    assert slowed == [True]
    assert window.file_bytes(photo().sha256) == _PHOTO
    assert all(each.ok for each in window.check())


def test_one_that_the_line_does_not_bring_in_a_statements_time_is_not_written_and_the_next_save_is(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server counts the time in which it comes, too."""
    window.watch(None)
    put = filing.put_blobs

    def slowly(query: ServerQuery, *what: Any) -> None:
        query.execute("SET LOCAL statement_timeout = 300")
        relay.speed = 300_000
        try:
            put(query, *what)
        finally:
            relay.speed = 0

    with monkeypatch.context() as patched:
        patched.setattr(filing, "put_blobs", slowly)
        with pytest.raises(LedgerError, match="太忙，没有做完"):
            attach(window)
    assert window.attachments(JULY) == ()
    attach(window)
    assert window.file_bytes(photo().sha256) == _PHOTO


def test_a_large_file_that_the_network_swallows_is_given_up(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.watch(None)
    edit(window, key(), "以前")
    put = filing.put_blobs

    def swallowed(*what: Any) -> None:
        relay.hold_all()
        doubt_soon(patched)
        patched.setattr(patience, "MOST_SECONDS", 1.0)
        put(*what)

    with monkeypatch.context() as patched:
        patched.setattr(filing, "put_blobs", swallowed)
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
