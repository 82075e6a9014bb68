"""Files that lie at the server for a save to come: whole or not recorded, and none is left of what was refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from random import Random
from threading import Thread
from typing import Any

import psycopg
import pytest

from db.server import pieces, store
from db.server.patience import Driver
from db.server.pieces import Pieces
from db.server.query import ServerQuery
from db.server.store import SharedLedger
from qcapp.domain.errors import LedgerChanged, LedgerError, UsageError
from qcapp.domain.operations import NewAttachment
from tests.db.drafts import JULY, ZS, attach_draft, edit, key, shown

_PHOTO = Random(1).randbytes(60_000)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent in pieces."""
    monkeypatch.setattr(pieces, "PIECE", 10_000)
    monkeypatch.setattr(store, "PIECE", 10_000)


def photo() -> NewAttachment:
    return NewAttachment(ZS, JULY, 1, "现场.jpg", hashlib.sha256(_PHOTO).hexdigest(), _PHOTO, "手工添加", None)


def attach(ledger: SharedLedger) -> None:
    ledger.commit(attach_draft(photo()))


def test_a_file_of_which_a_piece_is_missing_is_not_recorded(ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under its SHA-256 it would stand for the whole one from then on."""
    send = Pieces._send

    def and_lost(self: Pieces, connection: Driver, files: Iterable[bytes]) -> bool:
        done = send(self, connection, files)
        connection.execute("DELETE FROM pg_temp.sent_ahead WHERE place = 20000")
        return done

    with monkeypatch.context() as patched:
        patched.setattr(Pieces, "_send", and_lost)
        with pytest.raises(LedgerError) as told:
            attach(ledger)
    assert str(told.value) == (
        f"有文件没有完整地传到共享台账“{ledger.shared}”所在的服务器，改动没有保存，请再保存一次，还是不行请管理员检查网络和服务器。"
    )
    assert (ledger.file_bytes(photo().sha256), ledger.attachments(JULY)) == (None, ())
    attach(ledger)
    assert ledger.file_bytes(photo().sha256) == _PHOTO


def test_where_all_pieces_are_gone_it_is_said_too_and_not_that_the_ledger_is(
    ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind what lends one connection to several."""
    send = Pieces._send

    def and_lost(self: Pieces, connection: Driver, files: Iterable[bytes]) -> bool:
        done = send(self, connection, files)
        connection.execute("DROP TABLE pg_temp.sent_ahead")
        return done

    monkeypatch.setattr(Pieces, "_send", and_lost)
    with pytest.raises(LedgerError, match="没有完整地传到"):
        attach(ledger)
    assert ledger.attachments(JULY) == ()


def sent_by_now(ledger: SharedLedger) -> list[str] | None:
    """Names of the files that lie at the server for a save to come; None where no room is made for any."""
    with ledger._made_engine().connect() as connection:
        query = ServerQuery.over(connection.connection.driver_connection)
        if query.execute("SELECT to_regclass('pg_temp.sent_ahead')").fetchone() == (None,):
            return None
        return [name for (name,) in query.execute("SELECT DISTINCT name FROM pg_temp.sent_ahead")]


def test_files_of_a_save_that_another_was_quicker_than_wait_for_it_until_the_next_that_is_written(ledger: SharedLedger) -> None:
    with pytest.raises(LedgerChanged):
        ledger.commit(attach_draft(photo(), let_go=(99,)))
    assert sent_by_now(ledger) == [photo().sha256]
    edit(ledger, key(), "不合并了")
    assert sent_by_now(ledger) is None
    attach(ledger)
    assert ledger.file_bytes(photo().sha256) == _PHOTO


def test_what_waited_for_the_turn_while_files_were_sent_does_not_have_them_sent_anew(
    ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is one's turn to write, when all others wait for that."""
    ahead, send = SharedLedger._send_ahead, Pieces._send
    sent: list[int] = []
    other = Thread(target=edit, args=(ledger, key(), "另一处"))

    def and_another_is_about_to_write(self: SharedLedger, files: list[bytes]) -> None:
        ahead(self, files)
        other.start()
        other.join(0.5)

    def told(self: Pieces, connection: Driver, files: Iterable[bytes]) -> bool:
        all_of_them = list(files)
        sent.append(sum(map(len, all_of_them)))
        return send(self, connection, all_of_them)

    monkeypatch.setattr(SharedLedger, "_send_ahead", and_another_is_about_to_write)
    monkeypatch.setattr(Pieces, "_send", told)
    attach(ledger)
    other.join(60)
    assert sent == [len(_PHOTO)]
    assert ledger.file_bytes(photo().sha256) == _PHOTO
    assert shown(ledger, key()) == "另一处"


def test_files_of_a_save_that_was_refused_for_good_do_not_fill_the_server(ledger: SharedLedger) -> None:
    ledger._send_ahead([_PHOTO])

    def refused() -> None:
        with ledger._writing() as query:
            query.connection.pieces.put(query.connection, "SELECT %s", (_PHOTO,))
            raise UsageError("没有这个单位。")

    with pytest.raises(UsageError):
        refused()
    assert sent_by_now(ledger) is None
    attach(ledger)
    assert ledger.file_bytes(photo().sha256) == _PHOTO


def test_what_is_sent_when_the_servers_disk_is_full_does_not_fill_it_further(
    ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Pieces._send

    def and_full(self: Pieces, connection: Driver, files: Iterable[bytes]) -> bool:
        send(self, connection, files)
        raise psycopg.errors.DiskFull("could not extend file")

    with monkeypatch.context() as patched:
        patched.setattr(Pieces, "_send", and_full)
        with pytest.raises(LedgerError, match="磁盘满了"):
            attach(ledger)
    assert sent_by_now(ledger) is None
    attach(ledger)
    assert ledger.file_bytes(photo().sha256) == _PHOTO


def test_of_files_that_were_sent_only_those_are_kept_that_the_next_save_wants_too(ledger: SharedLedger) -> None:
    other = Random(2).randbytes(50_000)
    ledger._send_ahead([_PHOTO, other])
    ledger._send_ahead([_PHOTO])
    assert sent_by_now(ledger) == [photo().sha256]
    attach(ledger)
    assert ledger.file_bytes(photo().sha256) == _PHOTO


def test_large_files_between_small_ones_cost_no_question_each(ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = Driver.execute

    def told(self: Driver, words: Any, *more: Any, **named: Any) -> Any:
        asked.append(words if isinstance(words, str) else "")
        return real(self, words, *more, **named)

    files = [Random(n).randbytes(20_000 if n % 2 else 100) for n in range(10)]
    into = "INSERT INTO blob (sha256, size, data) VALUES (?, ?, ?)"
    with monkeypatch.context() as patched, ledger._writing() as query:
        patched.setattr(Driver, "execute", told)
        query.executemany(into, [(hashlib.sha256(each).hexdigest(), len(each), each) for each in files])
    assert (asked.count(pieces._MAY), asked.count(pieces._MAKE)) == (1, 1)
    assert [ledger.file_bytes(hashlib.sha256(each).hexdigest()) for each in files] == files
