"""The server goes away, in the middle of something or between, and comes again: told in a sentence, and then gone on with."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest

from db.server import answering, connecting, session
from db.server.connecting import WRITERS_LOCK, connected
from db.server.opening import create_shared
from db.server.store import SharedLedger
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.domain.operations import CellEdit
from tests.db.drafts import JULY, JUNE, SW, ZS, attach_draft, attachment, edit, edit_draft, key, shown
from tests.factory import FixedClock, small_plan
from tests.postgres import Postgres, binaries, running


@pytest.fixture(scope="module")
def own_server(postgres: Postgres) -> Iterator[Postgres]:
    """One that may be stopped: nobody else uses it."""
    if postgres.folder is None or binaries() is None:
        pytest.skip("a server that was there before is not stopped")
    with running() as server:
        yield server


@pytest.fixture
def lost(own_server: Postgres, desk: Path) -> Iterator[SharedLedger]:
    """A ledger on it."""
    address = own_server.new_database()
    ledger = create_shared(address, desk, small_plan(), FixedClock(), "张三")
    yield ledger
    ledger.close()
    if own_server.process is None:
        own_server.start()
    own_server.drop(address.database)


def whole(ledger: SharedLedger) -> list[str]:
    return [f"{each.name}：{each.detail}" for each in ledger.check() if not each.ok]


def trouble_of(work: Callable[[], object]) -> tuple[LedgerTrouble | None, str]:
    with pytest.raises(LedgerError) as caught:
        work()
    return caught.value.trouble, str(caught.value)


def test_a_server_that_stops_and_starts_again_is_told_and_gone_on_with(lost: SharedLedger, own_server: Postgres) -> None:
    heard: list[LedgerError | None] = []
    lost.watch(heard.append)
    edit(lost, key(), "以前")
    own_server.stop()
    for work in (
        lambda: lost.snapshot(JULY), lambda: lost.commit(edit_draft(CellEdit(key(3, SW), "", "没写进去"))), lost.backup,
        lost.written_elsewhere, lost.check,
    ):
        trouble, sentence = trouble_of(work)
        assert trouble is LedgerTrouble.UNREACHABLE
        assert sentence.endswith("。")
        assert sentence.isascii() is False
    lost.look_after()
    assert {each.trouble for each in heard if each} == {LedgerTrouble.UNREACHABLE}
    assert None not in heard
    own_server.start()
    lost.look_after()
    assert heard.pop() is None, "it is well again"
    assert (shown(lost, key()), shown(lost, key(3, SW))) == ("以前", "")
    edit(lost, key(3, SW), "接着写")
    assert [each.id for each in lost.operations()] == ["20210722-0003", "20210722-0002", "20210722-0001"]
    assert whole(lost) == []


def test_one_that_stops_in_the_middle_of_a_write_keeps_nothing_of_it(lost: SharedLedger, own_server: Postgres) -> None:
    from db import writing

    begin = writing.begin_operation

    def stopped(*args: Any, **more: Any) -> int:
        seq = begin(*args, **more)
        own_server.stop()
        return seq

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(writing, "begin_operation", stopped)
        trouble, sentence = trouble_of(lambda: edit(lost, key(), "写了一半"))
    assert trouble is LedgerTrouble.UNREACHABLE
    assert sentence == f"和共享台账“{lost.shared}”的连接断了，没有写完的改动不算数，请检查网络后再试。"
    own_server.start()
    assert len(lost.operations()) == 1
    assert edit(lost, key(), "再写一次").id == "20210722-0002"
    assert whole(lost) == []


def test_connections_that_broke_meanwhile_are_made_anew_unseen(ledger: SharedLedger) -> None:
    edit(ledger, key(), "一")
    ledger.snapshot(JULY)
    heard: list[LedgerError | None] = []
    ledger.watch(heard.append)
    for text in ("二", "三"):
        with contextlib.closing(connected(ledger.address)) as other:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            other.execute(f"SELECT pg_terminate_backend(pid) {others}".encode()).fetchall()
        assert ledger.snapshot(JULY).entry(1, ZS).text("progress") != text
        edit(ledger, key(), text)
    assert shown(ledger, key()) == "三"
    assert heard == []


def broken_commit(done: bool) -> Callable[[SharedLedger, Callable[[], None], Any], None]:
    """A connection that breaks while it commits: after the server has done it, or before."""
    real = SharedLedger._commit

    def commit(self: SharedLedger, commit: Callable[[], None], connection: Any) -> None:
        def breaks() -> None:
            if done:
                commit()
            raise psycopg.OperationalError("server closed the connection unexpectedly")

        real(self, breaks, connection)

    return commit


def test_a_commit_whose_answer_was_lost_counts_where_it_was_done(
    ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(SharedLedger, "_commit", broken_commit(done=True))
        assert edit(ledger, key(), "一").id == "20210722-0002"
    with monkeypatch.context() as patched:
        patched.setattr(SharedLedger, "_commit", broken_commit(done=False))
        assert trouble_of(lambda: edit(ledger, key(), "二"))[0] is LedgerTrouble.UNREACHABLE
        assert trouble_of(lambda: ledger.remember("clerk", "没写进去"))[0] is LedgerTrouble.UNREACHABLE
    assert shown(ledger, key()) == "一"
    assert "clerk" not in ledger.settings(), "what is no operation is looked up too"
    assert edit(ledger, key(), "三").id == "20210722-0003"
    assert not ledger.written_elsewhere()
    assert whole(ledger) == []


def test_a_server_that_starts_again_is_waited_for_to_learn_whether_a_commit_was_done(
    ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By who has the time, as a command has: else it would end with nobody knowing."""
    ledger.warm_up()
    connect, refused = connecting.connected, [True, True]

    def starting(*what: Any, **more: Any) -> Any:
        if refused:
            refused.pop()
            raise psycopg.OperationalError("the database system is starting up")
        return connect(*what, **more)

    monkeypatch.setattr(session, "_SEEK_AGAIN", 0.0)
    with monkeypatch.context() as patched:
        patched.setattr(SharedLedger, "_commit", broken_commit(done=True))
        before = ledger._is_there

        def is_there() -> bool:
            for maker in (connecting, session):
                patched.setattr(maker, "connected", starting)
            return before()

        patched.setattr(ledger, "_is_there", is_there)
        assert edit(ledger, key(), "一").id == "20210722-0002"
    assert (refused, shown(ledger, key())) == ([], "一")


class _Lost:
    """A connection of which nothing is heard any more, while the server goes on with what was sent."""

    def close(self) -> None: ...


def test_a_commit_that_the_server_is_still_at_is_waited_for(ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    real = SharedLedger._commit
    late: list[threading.Timer] = []

    def commit(self: SharedLedger, commit: Callable[[], None], connection: Any) -> None:
        def breaks() -> None:
            late.append(threading.Timer(0.5, commit))
            late[0].start()
            raise psycopg.OperationalError("server closed the connection unexpectedly")

        real(self, breaks, cast(Any, _Lost()))
        late[0].join()

    monkeypatch.setattr(session, "_ENDING_MS", 60_000)
    with monkeypatch.context() as patched:
        patched.setattr(SharedLedger, "_commit", commit)
        assert edit(ledger, key(), "一").id == "20210722-0002"
    assert shown(ledger, key()) == "一"
    assert whole(ledger) == []


def test_a_commit_that_never_came_to_the_server_holds_up_nobody_there(
    ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which has not heard that its connection broke, and would keep the turn to write for minutes."""
    real = SharedLedger._commit

    def commit(self: SharedLedger, commit: Callable[[], None], connection: Any) -> None:
        def breaks() -> None:
            raise psycopg.OperationalError("server closed the connection unexpectedly")

        real(self, breaks, cast(Any, _Lost()))

    monkeypatch.setattr(session, "_ENDING_MS", 50)
    with monkeypatch.context() as patched:
        patched.setattr(SharedLedger, "_commit", commit)
        assert trouble_of(lambda: edit(ledger, key(), "一"))[0] is LedgerTrouble.UNREACHABLE
    assert edit(ledger, key(), "二").id == "20210722-0002"
    assert whole(ledger) == []


def test_what_a_restoration_replaced_is_kept_where_nobody_knows_whether_it_was(
    ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = ledger.backup()
    edit(ledger, key(), "只在服务器上")
    monkeypatch.setattr(answering, "_PATIENCE", -1.0)  # however long the restoration took
    monkeypatch.setattr(session, "_SEEK_SECONDS", 0.0)

    def unreachable(*_: object) -> object:
        raise psycopg.OperationalError("connection refused")

    with monkeypatch.context() as patched:
        patched.setattr(SharedLedger, "_commit", broken_commit(done=True))
        before = ledger._is_there

        def is_there() -> bool:
            for maker in (connecting, session):
                patched.setattr(maker, "connected", unreachable)
            return before()

        patched.setattr(ledger, "_is_there", is_there)
        assert trouble_of(lambda: ledger.restore(saved.path, "李四"))[0] is LedgerTrouble.UNREACHABLE
    assert shown(ledger, key()) == "", "it was replaced"
    newest = ledger.operations(1)[0]
    ledger.restore(ledger.kept_by(newest.id), "李四", undoes=newest.id)
    assert shown(ledger, key()) == "只在服务器上"


def test_where_nobody_knows_whether_it_was_written_that_is_said(ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> object:
        raise psycopg.OperationalError("connection refused")

    ledger.warm_up()
    monkeypatch.setattr(session, "_SEEK_SECONDS", 0.0)
    monkeypatch.setattr(answering, "_PATIENCE", -1.0)  # what is told to who saved is told to nobody else, however long it took
    with monkeypatch.context() as patched:
        patched.setattr(SharedLedger, "_commit", broken_commit(done=True))
        before = ledger._is_there

        def is_there() -> bool:
            for maker in (connecting, session):
                patched.setattr(maker, "connected", unreachable)
            return before()

        patched.setattr(ledger, "_is_there", is_there)
        trouble, sentence = trouble_of(lambda: edit(ledger, key(), "一"))
    assert trouble is LedgerTrouble.UNREACHABLE
    assert sentence == (
        f"保存时和共享台账“{ledger.shared}”的连接断了，不知道改动写进去没有，请连上以后先看操作记录，没有再做一次。"
    )
    assert shown(ledger, key()) == "一"


def test_who_waits_too_long_for_another_writer_is_told(ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "_WAIT_MS", 200)
    with contextlib.closing(connected(ledger.address)) as other:
        other.execute(f"SELECT pg_advisory_lock({WRITERS_LOCK})".encode())
        ledger.snapshot(JULY)  # reading waits for nobody
        assert not ledger.written_elsewhere()
        assert trouble_of(lambda: edit(ledger, key(), "一")) == (
            LedgerTrouble.BUSY, f"共享台账“{ledger.shared}”正在由别人写入，等得太久，改动没有保存，请稍候再试。"
        )
    edit(ledger, key(), "二")
    assert shown(ledger, key()) == "二"


def test_what_a_server_cannot_keep_is_refused_whole(ledger: SharedLedger) -> None:
    with pytest.raises(LedgerError, match="数据库存不了的字符"):
        edit(ledger, key(), "看不见的\x00字符")
    assert len(ledger.operations()) == 1
    edit(ledger, key(), "看得见的字符")
    assert whole(ledger) == []


def test_what_is_too_long_for_an_index_is_refused_whole(ledger: SharedLedger) -> None:
    from random import Random

    chance = Random(1)
    endless = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(4_000))
    with pytest.raises(LedgerError, match="太长（最多约 900 字），服务器存不了，改动没有保存"):
        edit(ledger, key(field="liaison.name"), endless)
    assert len(ledger.operations()) == 1
    edit(ledger, key(), endless)
    assert shown(ledger, key()) == endless, "what is no name may be as long as it likes"


def test_another_program_version_that_brought_the_tables_up_stops_this_one_from_writing(
    copied: Any, desk: Path, postgres: Postgres
) -> None:
    from db.server.opening import open_shared

    with contextlib.closing(open_shared(copied, desk, FixedClock())) as ledger:
        edit(ledger, key(), "以前")
        postgres.run("UPDATE ledger.alembic_version SET version_num = '0099'", database=copied.database)
        trouble, sentence = trouble_of(lambda: ledger.commit(attach_draft(attachment())))
        assert trouble is LedgerTrouble.NEWER
        assert sentence == f"共享台账“{copied.shown}”刚被更新版本的程序升级了，本程序不能再读写它，请安装新版程序后再打开。"
        assert shown(ledger, key()) == "以前", "what it can still read, it reads"
        postgres.run("ALTER TABLE ledger.cell RENAME COLUMN text TO words", database=copied.database)
        assert trouble_of(lambda: ledger.snapshot(JUNE)) == (LedgerTrouble.NEWER, sentence)
