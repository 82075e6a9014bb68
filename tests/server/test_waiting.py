"""Whose thread is a window's is held up for a moment only, by colleagues and by the network; every other waits its turn."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from db.server import answering, lost, patience
from db.server.connecting import WRITERS_LOCK, connected
from db.server.ddl import take_references_off
from db.server.patience import Driver, Lost, Silent
from db.server.query import ServerQuery
from db.server.store import SharedLedger
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.domain.operations import CellEdit
from qcapp.giving_way import give_way_by
from tests.db.drafts import JULY, SW, edit, edit_draft, key, shown
from tests.server.relay import Relay, doubt_soon
from tests.server.template import Template


@pytest.fixture
def _locks_are_waited_for_shortly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LOCK_MS", 50)
    monkeypatch.setattr(patience, "_REST", -1.0)


def find_silence_soon(patched: pytest.MonkeyPatch) -> None:
    """As long as there is nothing but silence: a busy machine is none."""
    patched.setattr(patience, "QUIET_SECONDS", 0.1)
    patched.setattr(answering, "_PATIENCE", 0.3)


def heard_again(window: SharedLedger, relay: Relay) -> None:
    relay.pass_all()
    until = time.monotonic() + 60
    while window._answering.is_looked_for and time.monotonic() < until:
        time.sleep(0.01)
    window.look_after()


def test_a_window_at_work_keeps_no_colleague_waiting_for_the_turn_to_write(
    ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While what it saves has the turn, it goes on; before that and after it gives way as ever."""
    told: list[str] = []
    begin, end = SharedLedger._ensure_ours, SharedLedger._commit

    def begun(self: SharedLedger, query: ServerQuery) -> None:
        told.append("begun")
        begin(self, query)

    def ended(self: SharedLedger, commit: Callable[[], None], connection: Driver) -> None:
        end(self, commit, connection)
        told.append("ended")

    monkeypatch.setattr(SharedLedger, "_ensure_ours", begun)
    monkeypatch.setattr(SharedLedger, "_commit", ended)
    give_way_by(lambda: told.append("gave way"))
    try:
        for text in ("一", "二"):
            ledger.commit(edit_draft(CellEdit(key(), shown(ledger, key()), text)))
        ledger.undo(None, "张三")
        shown(ledger, key())
    finally:
        give_way_by(None)
    inside = [told[at + 1] for at, word in enumerate(told) if word == "begun"]
    assert inside == ["ended"] * 3
    assert "gave way" in told


@pytest.mark.usefixtures("_locks_are_waited_for_shortly")
def test_a_colleague_who_writes_for_long_holds_up_no_window_and_other_work_takes_its_turn(window: SharedLedger) -> None:
    with ThreadPoolExecutor(1) as beside:
        with contextlib.closing(connected(window.address)) as other:
            other.execute(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})".encode())
            with pytest.raises(LedgerError) as caught:
                edit(window, key(), "窗口里的")
            assert (caught.value.trouble, str(caught.value)) == (
                LedgerTrouble.BUSY,
                f"共享台账“{window.shared}”正在写入别的改动（如合并、恢复备份），这里的还没有保存，请稍候再试。",
            )
            merged = beside.submit(edit, window, key(3, SW), "后台的")
            assert shown(window, key(3, SW)) == "", "reading waits for nobody who writes"
            other.rollback()
        assert merged.result(60).id == "20210722-0002"
    assert edit(window, key(), "窗口里的").id == "20210722-0003"


@pytest.mark.usefixtures("_locks_are_waited_for_shortly")
def test_what_this_program_itself_is_writing_holds_up_its_window_no_longer(window: SharedLedger) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def merge() -> None:
        with window._writing():
            begun.set()
            goes_on.wait(60)

    with ThreadPoolExecutor(1) as beside:
        merging = beside.submit(merge)
        assert begun.wait(60)
        with pytest.raises(LedgerError, match="正在写入别的改动") as caught:
            edit(window, key(), "窗口里的")
        assert caught.value.trouble is LedgerTrouble.BUSY
        goes_on.set()
        merging.result(60)
    edit(window, key(), "窗口里的")
    assert shown(window, key()) == "窗口里的"


@pytest.mark.usefixtures("_locks_are_waited_for_shortly")
def test_what_connects_ahead_for_the_first_save_does_not_keep_that_waiting(
    window: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is one connection to write with."""
    begun, goes_on = threading.Event(), threading.Event()
    connect = window._connections.for_writing

    def slowly() -> Driver:
        begun.set()
        goes_on.wait(60)
        return connect()

    monkeypatch.setattr(window._connections, "for_writing", slowly)
    with ThreadPoolExecutor(1) as beside:
        warming = beside.submit(window.warm_up)
        assert begun.wait(60)
        with pytest.raises(LedgerError, match="正在写入别的改动") as caught:
            edit(window, key(), "窗口里的")
        assert caught.value.trouble is LedgerTrouble.BUSY
        goes_on.set()
        warming.result(60)
    edit(window, key(), "窗口里的")
    assert shown(window, key()) == "窗口里的"


@pytest.mark.usefixtures("_locks_are_waited_for_shortly")
def test_a_restoration_holds_up_no_window_and_is_no_silent_server(window: SharedLedger) -> None:
    heard: list[LedgerError | None] = []
    window.watch(heard.append)
    with contextlib.closing(connected(window.address)) as other:
        take_references_off(ServerQuery(other))
        for _ in range(2):
            with pytest.raises(LedgerError) as caught:
                window.snapshot(JULY)
            assert (caught.value.trouble, str(caught.value)) == (
                LedgerTrouble.BUSY, f"共享台账“{window.shared}”正在由别人恢复备份或升级，暂时读不到，请稍候再试。"
            )
            window.look_after()
        other.rollback()
    assert window.snapshot(JULY).plan.measures
    assert heard == []


def test_a_look_that_was_taken_just_before_a_silence_keeps_nobody_from_looking_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the window would wait for longer, to learn the same."""
    monkeypatch.setattr(answering, "_AGAIN", 60.0)
    known, before = answering.Answering("127.0.0.1"), time.monotonic()
    with known.looking():
        assert not known.may_look(time.monotonic())
    assert known.may_look(known._looked + 0.001)
    assert not known.may_look(before)


@pytest.mark.parametrize("connected_before", [True, False])
def test_a_network_that_swallows_everything_holds_up_no_window(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch, connected_before: bool
) -> None:
    if connected_before:
        edit(window, key(), "以前")
    relay.hold_all()
    with monkeypatch.context() as patched:
        find_silence_soon(patched)
        for _ in range(2):  # the second asks nobody any more
            for work in (lambda: window.snapshot(JULY), lambda: edit(window, key(), "没写进去")):
                with pytest.raises(LedgerError) as caught:
                    work()
                assert caught.value.trouble is LedgerTrouble.UNREACHABLE
                assert str(caught.value) == "服务器“127.0.0.1”没有回应，请检查网络，或请管理员看看服务器后再试。"
    heard_again(window, relay)
    assert shown(window, key()) == ("以前" if connected_before else "")
    edit(window, key(), "接着写")
    assert shown(window, key()) == "接着写"


def test_a_network_that_has_forgotten_every_connection_is_got_over_by_the_next_look(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(window, key(), "以前")
    with window._reading(), window._reading(), window._reading():
        pass  # all of which are used again, as is the one to write with
    relay.forget_open()
    with monkeypatch.context() as patched:
        find_silence_soon(patched)
        patched.setattr(patience, "_LOOK_SECONDS", 0.5)
        with pytest.raises(LedgerError, match="没有回应"):
            window.snapshot(JULY)
        until = time.monotonic() + 60
        while window._answering.is_looked_for and time.monotonic() < until:
            time.sleep(0.01)
    window.look_after()
    assert shown(window, key()) == "以前"
    edit(window, key(), "以后")
    assert shown(window, key()) == "以后"


@pytest.mark.parametrize("watched", [True, False])
def test_a_single_connection_that_was_forgotten_holds_nobody_up_for_ever(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch, watched: bool
) -> None:
    """The server answers on every other."""
    if not watched:
        window.watch(None)
    edit(window, key(), "以前")
    window._connections.drop()  # of those to read with none was there
    relay.forget_open()
    window.look_after()
    with monkeypatch.context() as patched:
        find_silence_soon(patched)
        patched.setattr(patience, "WINDOW_SECONDS", 0.5)
        patched.setattr(patience, "MOST_SECONDS", 0.5)
        with contextlib.suppress(LedgerError):  # it may be told, or made anew unseen
            edit(window, key(), "以后")
    window.look_after()
    edit(window, key(), "以后")
    assert shown(window, key()) == "以后"


@pytest.mark.parametrize("endless", [False, True])
def test_work_in_the_background_learns_from_another_connection_that_its_own_was_forgotten(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch, endless: bool
) -> None:
    """And a backup, which has no other limit."""
    window.watch(None)
    with window._reading() as query:
        query.connection.endless = endless
        relay.forget_open()
        doubt_soon(monkeypatch)
        with pytest.raises(Silent):
            query.execute("SELECT count(*) FROM operation")
    edit(window, key(), "接着写")
    assert shown(window, key()) == "接着写"


def test_after_a_save_in_which_the_network_forgot_all_nothing_is_read_over_what_it_forgot(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.watch(None)
    edit(window, key(), "以前")

    def save() -> None:
        with window._writing() as query:
            relay.forget_open()
            doubt_soon(monkeypatch)
            query.execute("SELECT count(*) FROM operation")

    with pytest.raises(LedgerError) as caught:
        save()
    assert caught.value.trouble is LedgerTrouble.UNREACHABLE
    assert window._connections.take() is None


def test_work_in_the_background_reads_over_another_connection_where_only_its_own_was_forgotten(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.watch(None)
    edit(window, key(), "以前")
    relay.forget_open()
    doubt_soon(monkeypatch)
    assert shown(window, key()) == "以前"


def test_work_in_the_background_gives_up_where_nobody_answers_a_new_connection_either(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And tries no further one after that."""
    window.watch(None)
    edit(window, key(), "以前")
    connect, tried = window._connections._connect, [0]

    def counted(lock_ms: int) -> Driver:
        tried[0] += 1
        return connect(lock_ms)

    monkeypatch.setattr(window._connections, "_connect", counted)
    relay.hold_all()
    with monkeypatch.context() as patched:
        doubt_soon(patched)
        patched.setattr(patience, "_JUST", 60.0)
        with pytest.raises(LedgerError, match="没有回应") as caught:
            window.commit(edit_draft(CellEdit(key(), "以前", "没写进去")))
    assert (caught.value.trouble, tried) == (LedgerTrouble.UNREACHABLE, [0])
    relay.pass_all()
    window.look_after()
    assert shown(window, key()) == "以前"


def test_an_answer_that_is_swallowed_while_the_server_sends_it_is_not_waited_for(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than the network takes: the server is at it for ever."""
    window.watch(None)
    with window._reading() as query:
        relay.forget_open()
        doubt_soon(monkeypatch)
        relay.let_ask()
        with pytest.raises(Silent):
            query.execute("SELECT repeat('x', 1000) FROM generate_series(1, 50000)")


@pytest.mark.parametrize("work", ["SELECT pg_sleep(1)", f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})"])
def test_a_server_that_is_long_at_what_was_asked_is_waited_for_however_often_it_is_doubted(
    window: SharedLedger, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    """As it is where others have the turn to write."""
    window.watch(None)
    doubt_soon(monkeypatch)
    said: list[Lost | None] = []
    asked = window._patience.is_lost

    def heard(number: int) -> Lost | None:
        said.append(asked(number))
        return said[-1]

    monkeypatch.setattr(window._patience, "is_lost", heard)
    with contextlib.closing(connected(window.address)) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})".encode())
        let_go = threading.Timer(1, other.rollback)
        let_go.start()
        with window._reading() as query:
            assert len(query.execute(work).fetchall()) == 1
        let_go.join()
    assert len(said) > 1
    assert not any(said[:-1]), "the last may be asked when the answer is on its way"


def test_a_backend_is_known_where_a_groups_role_is_ones_own_from_the_start(
    window: SharedLedger, on_server: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By which a server shows nothing of one's own other connections."""
    name = on_server.address.database
    as_office = f'ALTER ROLE wang IN DATABASE "{name}" SET role office'
    on_server.server.run("CREATE ROLE office NOLOGIN", "CREATE ROLE wang LOGIN IN ROLE office", as_office)
    try:
        address = on_server.server.address(name, "wang")
        with contextlib.closing(connected(address)) as idle:
            assert idle.execute("SELECT current_user").fetchone() == ("office",)
            assert lost.is_lost(lambda within: connected(address, within=within), idle.info.backend_pid)
            assert lost.is_lost(lambda within: connected(address, within=within), 999_999)
    finally:
        on_server.server.run(f'ALTER ROLE wang IN DATABASE "{name}" RESET role', "DROP ROLE wang", "DROP ROLE office")


def test_a_commit_whose_answer_never_comes_is_not_known_and_is_news_when_it_turns_up(
    window: SharedLedger, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(window, key(), "以前")
    commit = SharedLedger._commit

    def unheard(self: SharedLedger, end: object, connection: object) -> None:
        relay.hold_answers()
        find_silence_soon(patched)
        commit(self, end, connection)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(SharedLedger, "_commit", unheard)
        with pytest.raises(LedgerError, match="不知道改动写进去没有") as caught:
            edit(window, key(), "现在")
    assert caught.value.trouble is LedgerTrouble.UNREACHABLE
    heard_again(window, relay)
    edit(window, key(3, SW), "接着写")  # whose turn comes when the server is through with the other
    assert shown(window, key()) == "现在"
    assert [each.id for each in window.operations()][:2] == ["20210722-0004", "20210722-0003"]
    assert not window.written_elsewhere(), "it is one's own"
    assert window.turned_up(), "and no window has shown it yet"
    edit(window, key(), "最后")
    assert not window.turned_up(), "but this it has"


def test_what_a_look_found_before_its_saving_was_given_up_is_news_all_the_same(
    window: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look of the same program; and no news where nothing was done that anybody sees."""
    edit(window, key(), "以前")

    def found_first(self: SharedLedger, end: Callable[[], None], connection: object) -> None:
        end()
        with ThreadPoolExecutor(1) as beside:
            assert not beside.submit(self.written_elsewhere).result(60)
        raise self._not_known()

    with monkeypatch.context() as patched:
        patched.setattr(SharedLedger, "_commit", found_first)
        with pytest.raises(LedgerError, match="不知道改动写进去没有"):
            edit(window, key(), "现在")
    assert not window.written_elsewhere(), "it is nobody else's"
    assert window.turned_up()
    assert not window.turned_up(), "which is told once"
    with monkeypatch.context() as patched:
        patched.setattr(SharedLedger, "_commit", found_first)
        with pytest.raises(LedgerError, match="不知道改动写进去没有"):
            window.remember("upkeep.tried", "1")
    assert not window.written_elsewhere()
    assert not window.turned_up()


def test_a_question_that_the_server_is_long_at_is_waited_for(window: SharedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is there, as a look by the side finds."""
    monkeypatch.setattr(patience, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr(answering, "_PATIENCE", 60.0)
    looked = threading.Event()

    def look() -> None:
        window.look_after()
        looked.set()

    monkeypatch.setattr(window._patience, "_look", look)
    with window._reading() as query:
        assert query.execute("SELECT count(*), pg_sleep(1) FROM meta").fetchone()[0] > 0
    assert looked.wait(60)
