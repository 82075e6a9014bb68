"""How a connection to the server is made: what both sides agree on, and by what it waits."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from db.server.answering import Answering
from db.server.lost import is_lost
from db.server.patience import Driver, Patience

if TYPE_CHECKING:
    from qcapp.domain.server_address import ServerAddress

SCHEMA = "ledger"
"""Where the tables are in their database: apart from whatever else somebody keeps there."""
WRITERS_LOCK = 0x5953545A
"""Of the whole database: the letters YSTZ."""
CONNECT_SECONDS = 5
_WAIT_MS = 30_000
_STATEMENT_MS = 120_000
_NOTICED = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=1 -c tcp_user_timeout=25000"
"""For the server to find in some 25 seconds that a computer is gone, be it that it waits for it or sends to it: which may have
had the writers' lock, or have been reading what another restores or upgrades. While it sends it would else try for a quarter of
an hour."""


def connected(
    address: ServerAddress, patience: Patience | None = None, lock_ms: int = 0, *, within: int | None = None
) -> Driver:
    """A connection whose tables are the ledger's. ``lock_ms``: for how long it waits for a lock, if not as long as any;
    ``within``: seconds in which it is to be made. Raises psycopg.Error."""
    name = f"yingshang-taizhang {secrets.token_hex(8)}"
    asked: dict[str, str | int] = {
        "host": address.host, "port": address.port, "dbname": address.database, "connect_timeout": within or CONNECT_SECONDS,
        "application_name": name, "client_encoding": "utf8", "keepalives": 1, "keepalives_idle": 10,
        "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 10_000,
        "options": f"-c search_path={SCHEMA} -c statement_timeout={_STATEMENT_MS} -c lock_timeout={lock_ms or _WAIT_MS}"
        f" -c idle_in_transaction_session_timeout={_STATEMENT_MS} {_NOTICED} -c default_transaction_isolation=read\\ committed",
    }
    if address.user:
        asked["user"] = address.user
    if address.password:
        asked["password"] = address.password
    made = Driver.connect(**asked)  # type: ignore[arg-type]
    made.patience, made.lock_ms, made.name, made.number = patience, lock_ms, name, made.info.backend_pid
    return made


def patience_for(
    address: ServerAddress, answering: Answering | None = None, look: Callable[[], object] = lambda: None
) -> Patience:
    """With a server there, of an open ledger or of one that is not open yet: nobody looks then."""
    aside = partial(is_lost, lambda within: connected(address, within=within))
    return Patience(answering or Answering(address.host), look, aside)
