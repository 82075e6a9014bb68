"""A window on a shared ledger that another has, or that is not heard of: it waits for a moment, says so, keeps what was typed,
and goes on by itself when it can."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

import main
from db.server import answering, connecting, patience
from db.server.connecting import WRITERS_LOCK, connected
from db.server.ddl import take_references_off
from db.server.patience import Driver
from db.server.query import ServerQuery
from db.server.store import SharedLedger
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import OperationKind
from qcapp.domain.server_address import ServerAddress
from qcapp.services import Services, make_services
from qcapp.shared_desk import keep_address, path_of
from tests.factory import FixedClock
from tests.merge.world import JULY
from tests.server.relay import Relay, relayed
from tests.services.office import HandedOver
from tests.ui.hands import type_in
from ui.autosave import Autosave
from ui.following import TURNED_UP
from ui.main_window import MainWindow
from ui.models.cell_sheet import spots
from ui.models.ledger_model import COLUMNS
from ui.pages import ledger_reading
from ui.pages.ledger_editing import InPlace

KEY = CellKey(11, "区税务局", JULY, "progress")


@pytest.fixture
def relay(address: ServerAddress) -> Iterator[Relay]:
    with relayed(address) as relay:
        yield relay


@pytest.fixture
def store(relay: Relay, connect: Callable[[ServerAddress, str], SharedLedger]) -> Iterator[SharedLedger]:
    keep_address(path_of(relay.address), relay.address)
    yield connect(relay.address, "张三的电脑")
    relay.pass_all()


@pytest.fixture
def window(store: SharedLedger, relay: Relay, qtbot: QtBot) -> Iterator[MainWindow]:
    services = make_services(store, HandedOver(), FixedClock(), "张三", main.WRITERS)
    made = MainWindow(services, path_of(relay.address))
    made.set_period(JULY)
    with qtbot.waitExposed(made):
        made.show()
    made.complete()
    made.go("ledger", (11, "区税务局"))
    looked(made, qtbot)
    yield made
    made.tasks.shut_down()
    shiboken6.delete(made)


@pytest.fixture
def autosave(window: MainWindow) -> Autosave:
    return window.ledger_page.form._autosave


def looked(window: MainWindow, qtbot: QtBot) -> None:
    """What others have written is seen, and what could not be read is read."""
    qtbot.waitUntil(lambda: window.following is not None and not window.following.asking, timeout=60_000)
    assert window.following is not None
    window.following.look()
    qtbot.waitUntil(lambda: window.following is not None and not window.following.asking, timeout=60_000)


def written(window: MainWindow) -> list[tuple[str, str]]:
    """In the cell, newest first: by whom, and what."""
    return [(each.operation.who, each.after) for each in window.services.history.measure(11, JULY, "区税务局")]


def row_says(window: MainWindow) -> str:
    model = window.ledger_page.shown.model
    row = model.measure_at(model.row_of(11, "区税务局"))
    assert row is not None
    return spots(row, "progress")[0].text


def typed_in_cell(window: MainWindow, words: str) -> InPlace:
    """In the cell of ``KEY``, which stays open."""
    page = window.ledger_page
    model = page.shown.model
    row = model.row_of(11, "区税务局")
    section = COLUMNS.index("progress")
    page.table.setCurrentIndex(model.index(row, section))
    (in_place,) = page.findChildren(InPlace)
    in_place.edit()
    assert in_place.editor is not None
    in_place.editor.put([words, *in_place.editor.texts[1:]])
    return in_place


def leave_unanswered(patched: pytest.MonkeyPatch, relay: Relay) -> None:
    """What is committed from now on."""
    commit = SharedLedger._commit

    def unheard(self: SharedLedger, end: Callable[[], None], connection: Driver) -> None:
        relay.hold_answers()
        find_silence_soon(patched)
        commit(self, end, connection)

    patched.setattr(SharedLedger, "_commit", unheard)


def lose_server(window: MainWindow, store: SharedLedger) -> None:
    """Whatever is asked next finds it again."""
    store._tell(LedgerError("连接断了，请检查网络后再试。", LedgerTrouble.UNREACHABLE))
    assert window.trouble is not None
    assert window.trouble.error is not None


def find_silence_soon(patched: pytest.MonkeyPatch) -> None:
    """As long as there is nothing but silence: a busy machine is none."""
    patched.setattr(patience, "QUIET_SECONDS", 0.1)
    patched.setattr(answering, "_PATIENCE", 0.3)


def test_what_is_typed_while_a_colleague_restores_is_kept_and_saved_once_when_that_is_over(
    window: MainWindow, autosave: Autosave, address: ServerAddress, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("ui.autosave.RETRY_MS", 50)
    with connected(address) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})".encode())
        with monkeypatch.context() as patched:
            patched.setattr(patience, "LOCK_MS", 50)
            type_in(window.ledger_page.form.editor("progress"), "恢复时填的")
            assert not window.flush()
        assert window.notice.text.endswith(
            "正在写入别的改动（如合并、恢复备份），这里的还没有保存，请稍候再试（输入的内容还在，没有丢失）。"
        )
        assert autosave.text_of(KEY) == "恢复时填的"
        other.rollback()
    qtbot.waitUntil(lambda: autosave.waiting == 0, timeout=60_000)
    assert written(window) == [("张三", "恢复时填的")]
    assert window.notice.text == ""
    assert row_says(window) == "恢复时填的"


def test_a_month_turned_to_while_a_colleague_restores_is_shown_when_that_is_over(
    window: MainWindow, colleague: Services, address: ServerAddress, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    august = JULY.shifted(1)
    colleague.edit.set_field(11, "区税务局", august, "progress", "八月的")
    looked(window, qtbot)
    with connected(address) as other:
        take_references_off(ServerQuery(other))
        with monkeypatch.context() as patched:
            patched.setattr(patience, "LOCK_MS", 50)
            window.set_period(august)
        assert window.notice.text.endswith("正在由别人恢复备份或升级，暂时读不到，请稍候再试。")
        assert window.pages.behind
        other.rollback()
    looked(window, qtbot)
    qtbot.waitUntil(lambda: not window.pages.behind, timeout=60_000)  # by a later look, where the window was busy
    assert window.notice.text == ""
    assert row_says(window) == "八月的"


def test_a_large_month_that_could_not_be_read_aside_is_read_when_that_is_over(
    window: MainWindow, store: SharedLedger, colleague: Services, address: ServerAddress, monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    august = JULY.shifted(1)
    colleague.edit.set_field(11, "区税务局", august, "progress", "八月的")
    looked(window, qtbot)
    monkeypatch.setattr(ledger_reading, "_AT_ONCE", 10)
    with connected(address) as other:
        take_references_off(ServerQuery(other))
        with monkeypatch.context() as patched:
            patched.setattr(patience, "LOCK_MS", 50)
            patched.setattr(connecting, "_WAIT_MS", 50)
            store._connections.drop()  # those wait as long as they were made to
            window.set_period(august)
            qtbot.waitUntil(lambda: window.pages.behind, timeout=60_000)
            assert window.notice.text.endswith("正在由别人恢复备份或升级，暂时读不到，请稍候再试。")
        other.rollback()
    looked(window, qtbot)
    qtbot.waitUntil(lambda: row_says(window) == "八月的", timeout=60_000)
    assert not window.pages.behind
    assert window.notice.text == ""


def test_a_network_that_swallows_everything_is_told_and_what_was_typed_is_saved_once_when_it_carries_again(
    window: MainWindow, autosave: Autosave, relay: Relay, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    trouble = window.trouble
    assert trouble is not None
    relay.hold_all()
    with monkeypatch.context() as patched:
        find_silence_soon(patched)
        type_in(window.ledger_page.form.editor("progress"), "断了以后填的")
        assert not window.flush()
    qtbot.waitUntil(lambda: trouble.error is not None, timeout=60_000)
    assert trouble.bar.text.startswith("连不上共享台账的服务器，改动暂时存不进去：")
    assert trouble.bar.text.endswith("没存进去的（第 11 条 区税务局 2021年7月 进展情况）还在窗口里，没有丢。")
    relay.pass_all()
    qtbot.waitUntil(lambda: trouble.error is None and autosave.waiting == 0, timeout=60_000)
    assert written(window) == [("张三", "断了以后填的")]


def test_words_whose_saving_got_no_answer_are_written_once_and_the_row_shows_them(
    window: MainWindow, autosave: Autosave, relay: Relay, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    told: list[str] = []
    window.statusBar().messageChanged.connect(told.append)
    with monkeypatch.context() as patched:
        leave_unanswered(patched, relay)
        type_in(window.ledger_page.form.editor("progress"), "没有回音的")
        assert not window.flush()
    assert autosave.text_of(KEY) == "没有回音的"
    relay.pass_all()
    qtbot.waitUntil(lambda: TURNED_UP in told, timeout=60_000)
    qtbot.waitUntil(autosave.flush, timeout=60_000)
    assert not any("别处" in words for words in told)
    assert written(window) == [("张三", "没有回音的")]
    assert row_says(window) == "没有回音的"


def test_words_saved_on_the_way_are_not_saved_again_over_what_a_colleague_wrote_since(
    window: MainWindow, autosave: Autosave, store: SharedLedger, colleague: Services
) -> None:
    """The first that is written tells the window that the server is back, which then saves whatever waits."""
    problems = CellKey(11, "区税务局", JULY, "problems")
    lose_server(window, store)
    autosave.typed(KEY, "张三填的")
    autosave.typed(problems, "张三的问题")
    later = ["李四后来写的"]

    def colleague_writes() -> None:
        if later:
            colleague.edit.set_field(11, "区税务局", JULY, "problems", later.pop())

    autosave.saved.connect(colleague_writes)
    assert autosave.flush()
    assert colleague.edit.text(problems) == "李四后来写的"
    assert sorted(written(window)) == [("张三", "张三填的"), ("张三", "张三的问题"), ("李四", "李四后来写的")]


def test_words_in_the_form_that_find_the_server_again_by_being_saved_are_saved_once(
    window: MainWindow, store: SharedLedger
) -> None:
    type_in(window.ledger_page.form.editor("progress"), "断了以后填的")
    lose_server(window, store)
    assert window.flush()
    assert written(window) == [("张三", "断了以后填的")]
    assert row_says(window) == "断了以后填的"
    assert window.notice.text == ""


def test_a_cell_that_finds_the_server_again_by_being_saved_is_not_said_to_have_been_changed_elsewhere(
    window: MainWindow, store: SharedLedger, qtbot: QtBot
) -> None:
    in_place = typed_in_cell(window, "断了以后填的")
    lose_server(window, store)
    assert window.flush()
    assert in_place.editor is None
    assert written(window) == [("张三", "断了以后填的")]
    qtbot.waitUntil(lambda: row_says(window) == "断了以后填的", timeout=60_000)
    assert window.notice.text == ""


def test_a_cell_whose_saving_got_no_answer_shows_what_was_written(
    window: MainWindow, relay: Relay, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    in_place = typed_in_cell(window, "没有回音的")
    with monkeypatch.context() as patched:
        leave_unanswered(patched, relay)
        assert not window.flush()
    relay.pass_all()
    qtbot.waitUntil(lambda: in_place.editor is None, timeout=60_000)
    qtbot.waitUntil(lambda: row_says(window) == "没有回音的", timeout=60_000)
    assert written(window) == [("张三", "没有回音的")]


def test_an_undoing_that_got_no_answer_is_shown_when_it_was_done(
    window: MainWindow, relay: Relay, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    type_in(window.ledger_page.form.editor("progress"), "撤销的")
    assert window.flush()
    with monkeypatch.context() as patched:
        leave_unanswered(patched, relay)
        with pytest.raises(LedgerError, match="请连上以后先看操作记录"):
            window.services.history.undo()
    relay.pass_all()
    qtbot.waitUntil(lambda: row_says(window) == "", timeout=60_000)
    assert written(window) == [("张三", ""), ("张三", "撤销的")]


def test_two_windows_in_one_cell_keep_both_in_the_history_and_the_later_is_told(
    window: MainWindow, address: ServerAddress, connect: Callable[[ServerAddress, str], SharedLedger], qtbot: QtBot
) -> None:
    """One is restored from under the other's hands besides."""
    keep_address(path_of(address), address)
    services = make_services(connect(address, "李四的电脑"), HandedOver(), FixedClock(), "李四", main.WRITERS)
    backup = services.upkeep.backup()
    theirs = MainWindow(services, path_of(address))
    try:
        theirs.set_period(JULY)
        theirs.show()
        theirs.complete()
        theirs.go("ledger", (11, "区税务局"))
        for each, words in ((window, "张三填的"), (theirs, "李四填的")):
            type_in(each.ledger_page.form.editor("progress"), words)
        assert window.flush()
        assert theirs.flush()
        assert theirs.notice.text.startswith("您填写时，张三把第 11 条 区税务局 的进展情况写成了“张三填的”，现在存的是您填的；")
        qtbot.waitUntil(lambda: row_says(window) == "李四填的", timeout=60_000)
        assert written(window) == [("李四", "李四填的"), ("张三", "张三填的")]
        type_in(window.ledger_page.form.editor("problems"), "恢复前填的")
        services.upkeep.restore(backup.path)
        qtbot.waitUntil(lambda: row_says(window) == "", timeout=60_000)
        assert window.ledger_page.form.editor("problems").value() == "恢复前填的"
        assert window.flush()
        form = theirs.ledger_page.form
        qtbot.waitUntil(lambda: form.editor("problems").value() == "恢复前填的", timeout=60_000)
        kinds = [each.kind for each in services.history.operations(2)]
        assert kinds == [OperationKind.EDIT, OperationKind.RESTORE]
    finally:
        theirs.tasks.shut_down()
        shiboken6.delete(theirs)
