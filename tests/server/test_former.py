"""What the network made the server keep of a connection that is gone holds up nobody who writes after it."""

from __future__ import annotations

import contextlib
from typing import Any

import psycopg
import pytest

from db import writing
from db.server import former
from db.server.patience import Driver
from db.server.session import connected
from db.server.store import SharedLedger
from qcapp.domain.errors import LedgerError
from qcapp.domain.server_address import ServerAddress
from tests.db.drafts import edit, key, shown
from tests.postgres import Postgres
from tests.server.relay import Relay, doubt_soon
from tests.server.template import Template


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
        told = [connection.execute(f"SHOW tcp_keepalives_{what}".encode()).fetchone() for what in ("idle", "interval")]
    assert told == [("10",), ("1",)]
