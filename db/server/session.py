"""An open ledger on a server: connections, transactions, and its lists, kept as the server has them.

Any thread may call it: each read has a connection of its own and sees one moment; whoever writes, here or elsewhere, waits for
the others. A connection that broke is not used again: the next call makes another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from db import reading, revisions
from db.following import KeepsUp
from db.server.answering import Answering, NotKnown
from db.server.connecting import WRITERS_LOCK, connected, patience_for
from db.server.connections import Connections
from db.server.errors import Locked, busy, is_broken, is_silence, may_come_again, spoken
from db.server.patience import Driver, Lost, Silent
from db.server.query import ServerQuery
from db.server.schema import why_not_writable
from db.watched import Watched
from qcapp.domain.errors import ExpectedError, LedgerError, LedgerTrouble
from qcapp.giving_way import going_on
from qcapp.shared_desk import NAME

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from db.plans import Catalogue
    from qcapp.domain.server_address import ServerAddress
    from qcapp.ports import Clock

_ENDING_MS = 5_000
_SEEK_SECONDS = 30.0
"""For which a server that went away while it committed is waited for, by who has the time."""
_SEEK_AGAIN = 0.5


class ServerSession(Watched, KeepsUp):
    """Made by ``db.server.opening``: the database at ``address`` has a whole ledger of the newest revision.

    ``desk``: this computer's folder for it, for backups and the log.
    """

    def __init__(self, address: ServerAddress, desk: Path, clock: Clock) -> None:
        super().__init__()
        self._address, self._desk, self._clock = address, desk, clock
        self._path = desk / NAME
        self._writer = threading.RLock()
        self._engine: Engine | None = None
        self._forgotten, self._number = False, 0
        self._answering = Answering(address.host)
        self._patience = patience = patience_for(address, self._answering, self.look_after)
        self._connections = Connections(patience, lambda lock_ms: connected(address, patience, lock_ms))
        with self._reading() as query:
            self._ledger_id = reading.meta(query, "ledger_id") or ""
            self._begin_anew(query)
            self._fixed = why_not_writable(query, address)

    @property
    def path(self) -> Path:
        """A name by which backups and the log are placed; no file is there."""
        return self._path

    @property
    def shared(self) -> str:
        return self._address.shown

    @property
    def address(self) -> ServerAddress:
        return self._address

    @property
    def ledger_id(self) -> str:
        return self._ledger_id

    @property
    def read_only(self) -> str:
        """Why nothing can be written; "" when it can."""
        return self._fixed

    def try_writing(self) -> str:
        """Ask anew whether this user may write; answers ``read_only``."""
        with self._reading() as query:
            self._fixed = why_not_writable(query, self._address)
        return self._fixed

    def seems_free(self) -> bool:
        """Nobody holds it: several write, each when it is their turn."""
        return False

    def sign(self, who: str) -> None:
        """Each operation says by whom it is; nobody is told more."""

    def written_elsewhere(self) -> bool:
        """Whether another program has written since this was asked last. One row is read."""
        with self._reading():
            pass
        return self._written.told()

    def warm_up(self) -> None:
        """Import what the first write needs, and connect for it, in a thread that has time for it."""
        from db import undo, writing  # noqa: F401

        # In turn with those who write: there is one connection to write with, which a save would else wait for.
        with suppress(LedgerError), self._writer, spoken(self._address), self._made_engine().connect():
            pass

    def close(self) -> None:
        """Let go of the server. Calls after this raise LedgerError."""
        self._closed = True
        self._connections.close()
        if self._engine is not None:
            self._engine.dispose()

    def watch(self, heard: Callable[[LedgerError | None], None] | None) -> None:
        """Whoever watches is a window, whose thread is held up for a moment only."""
        self._patience.hurry(on=heard is not None)
        super().watch(heard)

    def look_after(self) -> None:
        """Whether the server still answers; ``watch`` hears it. It may wait for a network that does not answer."""
        if self._closed or self._broken is not None or self._answering.is_looked_for:
            return
        with suppress(LedgerError), self._answering.looking(), self._reading():
            pass

    def replaced(self) -> None:
        """All of the content was replaced: nothing that was read of the former is used again."""
        with self._reading() as query:
            self._ledger_id = reading.meta(query, "ledger_id") or ""
            self._begin_anew(query)

    # ------------------------------------------------------------------ what the content needs

    @contextmanager
    def _reading(self) -> Iterator[ServerQuery]:
        """A connection in a read transaction: all queries see the same moment."""
        with self._patience.once("tables"), self._telling(Locked.READING), self._of_this_format():
            self._ensure_open()
            query, catalogue = self._begun()
            try:
                with self._at(query, catalogue):
                    yield query
            except ExpectedError:  # which no server has to do with
                self._end(query.connection)
                raise
            except BaseException as error:
                query.connection.close()
                self._heed(error)
                raise
            self._end(query.connection)
        if self._ailing is LedgerTrouble.UNREACHABLE:
            self._tell(None)

    @contextmanager
    def _writing(self) -> Iterator[ServerQuery]:
        """One transaction: committed when the block ends, rolled back when it raises. Nobody else writes meanwhile."""
        patience, address = self._patience, self._address
        locked = Locked.WRITING if patience.hurries else Locked.WAITED
        with patience.once("turn"), patience.turn(self._writer, lambda: busy(address)), self._telling(locked):
            self._ensure_writing()
            try:
                with self._written_whole() as query:
                    yield query
            except Exception as error:
                self._heed(error)
                raise
        self._written.committed()
        self._tell(None)

    @contextmanager
    def _written_whole(self) -> Iterator[ServerQuery]:
        with self._made_engine().connect() as connection:
            query = ServerQuery.over(connection.connection.driver_connection)
            driver = query.connection
            driver.endless = False
            try:
                with connection.begin() as transaction, going_on():
                    self._ensure_ours(query)
                    with self._at(query):
                        self._keep_up(query)
                        yield query
                    driver.pieces.drop(driver)
                    newest = self._written.is_ours(query)
                    self._number = query.execute("SELECT txid_current()").fetchone()[0]
                    self._commit(transaction.commit, driver)
            except Exception as error:
                driver.pieces.taken_back(driver, again=may_come_again(error, self._address))
                raise
            driver.pieces.dropped()
        self._newest = newest

    def _send_ahead(self, files: list[bytes]) -> None:
        """Over the connection that writes next, before it is its turn: who has much to send over a slow line holds up nobody."""
        address = self._address
        with self._patience.turn(self._writer, lambda: busy(address)), self._telling():
            self._ensure_writing()
            try:
                with self._made_engine().connect() as connection:
                    driver = ServerQuery.over(connection.connection.driver_connection).connection
                    driver.pieces.send_ahead(driver, files)
            except Exception as error:
                self._heed(error)
                raise

    def _ensure_ours(self, query: ServerQuery) -> None:
        """Another clerk's newer program may have changed the tables since they were opened here."""
        if query.execute("SELECT version_num FROM alembic_version").fetchone() != (revisions.head(),):
            raise LedgerError(
                f"共享台账“{self.shared}”刚被更新版本的程序升级了，本程序不能再读写它，请安装新版程序后再打开。",
                LedgerTrouble.NEWER,
            )

    @contextmanager
    def _of_this_format(self) -> Iterator[None]:
        """Where a table or a column is missing, it may be that same newer program: else it is a bug."""
        try:
            yield
        except psycopg.ProgrammingError:
            with connected(self._address) as connection:
                self._ensure_ours(ServerQuery(connection))
            raise

    def _commit(self, commit: Callable[[], None], connection: Driver) -> None:
        """A connection that breaks while it commits has done so or not: that is looked up."""
        try:
            commit()
        except Exception as error:
            if not is_broken(error):
                raise
            connection.close()  # the server may not have heard yet that nobody is there
            if is_silence(error):
                self._heed(error)
                raise self._not_known() from error
            if not self._is_there():
                raise

    def _is_there(self) -> bool:
        """Whether our transaction was committed, and what stood there then is there: one may have written no operation, and a
        server that took another's place may have given its number anew. LedgerError where nobody knows: as long as it has the
        writers' lock, the server may still be committing it. One that starts again takes some seconds for it."""
        until = time.monotonic() + (0 if self._patience.hurries else _SEEK_SECONDS)
        while True:
            try:
                return self._found_there()
            except psycopg.Error as error:
                if time.monotonic() > until or self._closed:
                    raise self._not_known() from error
            time.sleep(_SEEK_AGAIN)

    def _found_there(self) -> bool:
        with self._connections.for_writing() as connection:
            query = ServerQuery(connection)
            try:
                self._wait_for_its_end(query)
            except psycopg.errors.LockNotAvailable:  # what commits by now ends by itself: it may be what never hears of it
                connection.rollback()
                self._connections.end_former(connection)
                self._wait_for_its_end(query)
            (state,) = query.execute("SELECT txid_status(?)", (self._number,)).fetchone()
            return state == "committed" and self._written.has_ours(query)

    def _wait_for_its_end(self, query: ServerQuery) -> None:
        query.execute(f"SET LOCAL lock_timeout = {self._patience.lock_ms() or _ENDING_MS}")
        query.execute(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")

    def _not_known(self) -> NotKnown:
        self._written.not_known()
        return NotKnown(
            f"保存时和共享台账“{self.shared}”的连接断了，不知道改动写进去没有，请连上以后先看操作记录，没有再做一次。"
        )

    # ------------------------------------------------------------------ connections

    def _begun(self) -> tuple[ServerQuery, Catalogue]:
        """One of the idle connections or a new one, in a read transaction, and the lists of its moment. Of the idle ones any may
        have broken meanwhile."""
        while True:
            idle = self._connections.take()
            connection = idle or self._connections.for_reading()
            query = ServerQuery(connection)
            try:
                with self._at(query):
                    self._keep_up(query)
                    catalogue = self._catalogue
            except BaseException as error:
                connection.close()
                self._heed(error)
                if idle is None or not is_broken(error) or (isinstance(error, Silent) and error.lost is Lost.ALL):
                    raise
            else:
                return query, catalogue

    def _heed(self, error: BaseException) -> None:
        """Where nothing was heard, the network may have forgotten all that were made before, the one to write with too: that is
        made anew for the next write, for another thread may be writing over it."""
        if not is_silence(error):
            return
        self._connections.drop()
        self._forgotten = True

    def _end(self, connection: Driver) -> None:
        """Of a read transaction: the connection is for the next."""
        try:
            connection.rollback()
            connection.endless = False
        except psycopg.Error:  # all that was asked for has been read
            connection.close()
            return
        self._connections.give_back(connection)

    def _made_engine(self) -> Engine:
        from db.server.engine import engine_for

        with self._writer:
            if self._forgotten and self._engine is not None:
                self._engine.dispose()
            self._forgotten = False
            if self._engine is None:
                self._engine = engine_for(self._address, self._connections.for_writing_alone, self._patience.lock_ms)
            return self._engine

    # ------------------------------------------------------------------ telling

    @contextmanager
    def _telling(self, locked: Locked = Locked.WAITED) -> Iterator[None]:
        try:
            with self._answering.asking(), spoken(self._address, locked):
                yield
        except LedgerError as error:
            self._tell(error)
            raise

    def _ensure_open(self) -> None:
        if self._closed:
            raise LedgerError(f"共享台账“{self.shared}”已经关闭，请重新打开后再试。")

    def _ensure_writing(self) -> None:
        self._ensure_open()
        if self._broken is not None:
            raise self._broken
        if self._fixed:
            raise LedgerError(self._fixed, LedgerTrouble.NOT_WRITABLE)
