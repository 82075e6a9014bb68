"""A connection that broke may live on at the server, which has not heard of it, with all that its transaction has locked: the
server is asked over a new one to end it."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg

from db.server.errors import is_broken
from db.server.patience import Driver

_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %s AND application_name = %s"


def end(former: Iterable[tuple[int, str]], by: Driver) -> None:
    """By number and name: a name is one connection's alone, so that nobody else's is ended that was given the number. ``by`` is
    in no transaction. Where that is not allowed, nothing is changed."""
    by.autocommit = True
    try:
        by.execute("SET ROLE NONE")  # a group's role sees nothing of what its members do, and ends nothing
        for each in former:
            by.execute(_END, each)
    except psycopg.Error as error:
        if is_broken(error):
            raise
    by.execute("RESET ROLE")
    by.autocommit = False
