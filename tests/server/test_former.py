"""What the network made the server keep of a connection that is gone holds up nobody who writes after it."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from db import writing
from db.server import former
from db.server.connecting import connected
from db.server.patience import Driver, Silent
from db.server.store import SharedLedger
from qcapp.domain.errors import LedgerError
from qcapp.domain.server_address import ServerAddress
from tests.db.drafts import edit, key, shown
from tests.postgres import Postgres
from tests.server.relay import Relay, doubt_soon
from tests.server.template import Template


def there(other: Driver, name: str) -> bool:
    """Whether the server has a connection of that name."""
    return other.execute("SELECT 1 FROM pg_stat_activity WHERE application_name = %s", (name,)).fetchone() is not None


def is_there(connection: Driver) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    connection.rollback()
    return True


def test_after_a_save_that_the_network_swallowed_the_next_does_not_wait_for_it(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server, which is told nothing, would have it in turn for two minutes."""
    window.watch(None)
    begin = writing.begin_operation

    def swallowed(*args: Any, **more: Any) -> int:
        seq = begin(*args, **more)
        relay.forget_open()
        doubt_soon(patched)
        return seq

    with monkeypatch.context() as patched:
        patched.setattr(writing, "begin_operation", swallowed)
        with pytest.raises(LedgerError, match="没有回应"):
            edit(window, key(), "没写进去")
    window.look_after()
    assert shown(window, key()) == ""
    assert edit(window, key(), "接着写").id == "20210722-0002"
    assert shown(window, key()) == "接着写"


def test_only_the_connection_of_that_number_and_name_is_ended(on_server: Template) -> None:
    address = on_server.address
    with contextlib.closing(connected(address)) as one, contextlib.closing(connected(address)) as by:
        former.end([(one.number, by.name), (by.number, one.name), (999_999, one.name)], by)
        assert (is_there(one), is_there(by)) == (True, True)
        former.end([(one.number, one.name)], by)
        assert (is_there(one), is_there(by)) == (False, True)


def test_whose_role_is_a_groups_ends_its_own_and_is_in_that_role_again(on_server: Template) -> None:
    name, server = on_server.address.database, on_server.server
    as_office = f'ALTER ROLE li IN DATABASE "{name}" SET role bureau'
    server.run("CREATE ROLE bureau NOLOGIN", "CREATE ROLE li LOGIN IN ROLE bureau", as_office)
    try:
        address = server.address(name, "li")
        with contextlib.closing(connected(address)) as one, contextlib.closing(connected(address)) as by:
            former.end([(one.number, one.name)], by)
            assert not is_there(one)
            assert by.execute("SELECT current_user").fetchone() == ("bureau",)
    finally:
        server.run(f'ALTER ROLE li IN DATABASE "{name}" RESET role', "DROP ROLE li", "DROP ROLE bureau")


def test_who_may_end_nothing_goes_on_as_before(copied: ServerAddress, postgres: Postgres) -> None:
    find = "SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'pg_terminate_backend'"
    ((function,),) = postgres.run(find, database=copied.database)
    postgres.run(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC", database=copied.database)
    address = postgres.address(copied.database, "reader")
    with contextlib.closing(connected(address)) as one, contextlib.closing(connected(address)) as by:
        former.end([(one.number, one.name)], by)
        assert (is_there(one), is_there(by)) == (True, True)


def test_the_server_is_to_notice_that_a_computer_is_gone(on_server: Template) -> None:
    with contextlib.closing(connected(on_server.address)) as connection:
        told = [
            connection.execute(f"SHOW tcp_{what}".encode()).fetchone()
            for what in ("keepalives_idle", "keepalives_interval", "user_timeout")
        ]
    assert told == [("10",), ("1",), ("25000",)]


def test_a_write_under_way_while_another_thread_hears_nothing_is_done_once(
    window: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader's connection was forgotten alone: the one that is written over works."""
    window.watch(None)
    begin = writing.begin_operation

    def and_a_reader_is_forgotten(*args: Any, **more: Any) -> int:
        seq = begin(*args, **more)
        with ThreadPoolExecutor(1) as beside:
            beside.submit(window._heed, Silent()).result()
        return seq

    with monkeypatch.context() as patched:
        patched.setattr(writing, "begin_operation", and_a_reader_is_forgotten)
        done = edit(window, key(), "写着的")
    assert [each.id for each in window.operations()] == [done.id, "20210722-0001"]
    assert shown(window, key()) == "写着的"
    edit(window, key(), "接着写")
    assert all(each.ok for each in window.check())


def test_nor_is_its_connection_left_on_the_server_when_the_ledger_is_closed_after_it(
    window: SharedLedger, on_server: Template
) -> None:
    window.watch(None)
    with window._writing() as query:
        window._heed(Silent())
        name = query.connection.name
    window.close()
    with contextlib.closing(connected(on_server.address)) as other:
        other.autocommit = True
        until = time.monotonic() + 10
        while there(other, name) and time.monotonic() < until:
            time.sleep(0.01)
        assert not there(other, name)
