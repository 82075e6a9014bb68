"""Two clerks on one shared ledger, and a server that goes away: what the window tells, and that nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import main
from db import months
from db.reading import snapshot
from db.server.connecting import WRITERS_LOCK, connected
from db.server.store import SharedLedger
from qcapp.domain.ledger import CellKey, Snapshot
from qcapp.domain.operations import Operation, OperationDraft
from qcapp.domain.period import Period
from qcapp.domain.server_address import ServerAddress
from qcapp.merge.plan import Decision
from qcapp.services import Services, make_services
from qcapp.services.edit_cells import PASTE, Wish
from qcapp.shared_desk import keep_address, path_of
from tests.factory import FixedClock
from tests.merge.world import JULY
from tests.services.office import Drawn, HandedOver
from tests.ui.collect.world import OURS, SENT, THEIRS, UNIT_NAME, Shelf, Sitting, open_sitting
from tests.ui.hands import look_for_news, type_in
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow

KEY = CellKey(11, "区税务局", JULY, "progress")
Connect = Callable[[ServerAddress, str], SharedLedger]


@pytest.fixture
def own(address: ServerAddress, connect: Connect) -> Services:
    keep_address(path_of(address), address)
    return make_services(connect(address, "张三的电脑"), HandedOver(), FixedClock(), "张三", main.WRITERS)


@pytest.fixture
def window(own: Services, address: ServerAddress, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(own, path_of(address))
    made.set_period(JULY)
    with qtbot.waitExposed(made):
        made.show()
    made.complete()
    look_for_news(made)
    yield made
    made.tasks.shut_down()
    shiboken6.delete(made)


def done(command: Callable[[], object], window: MainWindow, qtbot: QtBot) -> None:
    """Given, and at its end."""
    command()
    qtbot.waitUntil(lambda: not window.tasks.busy)


def said(window: MainWindow) -> str:
    return window.statusBar().currentMessage()


def test_what_a_colleague_writes_shows_and_is_signed_and_what_is_typed_stays(
    window: MainWindow, colleague: Services, qtbot: QtBot
) -> None:
    window.go("ledger", (11, "区税务局"))
    form = window.ledger_page.form
    type_in(form.editor("problems"), "正在填的")
    colleague.edit.set_field(11, "区税务局", JULY, "progress", "李四写的")
    look_for_news(window)
    assert said(window) == "李四刚刚改了 1 处（第 11 条区税务局进展情况），已按最新的内容刷新。"
    assert form.editor("progress").value() == "李四写的"
    assert form.editor("problems").value() == "正在填的"
    changes = window.services.history.measure(11, JULY, "区税务局")
    assert [each.operation.who for each in changes if each.after == "李四写的"] == ["李四"]


def test_what_a_colleague_writes_while_the_window_looks_is_told_once(
    window: MainWindow, colleague: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go("ledger", (11, "区税务局"))
    look = window.services.look
    read_ahead = look.read_ahead

    def meanwhile(month: Period) -> None:
        monkeypatch.setattr(look, "read_ahead", read_ahead)
        colleague.edit.set_field(11, "区税务局", JULY, "problems", "又写的")
        read_ahead(month)

    monkeypatch.setattr(look, "read_ahead", meanwhile)
    colleague.edit.set_field(11, "区税务局", JULY, "progress", "李四写的")
    look_for_news(window)
    both = "第 11 条区税务局进展情况、第 11 条区税务局存在问题"
    assert said(window) == f"李四刚刚改了 2 处（{both}），已按最新的内容刷新。"
    window.say("别的话")
    look_for_news(window)
    assert said(window) == "别的话"
    assert window.ledger_page.form.editor("problems").value() == "又写的"


def test_a_cell_that_a_colleague_wrote_meanwhile_is_told_by_name(
    window: MainWindow, own: Services, colleague: Services
) -> None:
    window.go("ledger", (11, "区税务局"))
    autosave = window.ledger_page.form._autosave
    autosave.typed(KEY, "张三填的", seen="")
    colleague.edit.set_field(11, "区税务局", JULY, "progress", "李四抢先")
    assert autosave.flush()
    assert window.notice.text.startswith("您填写时，李四把第 11 条 区税务局 的进展情况写成了“李四抢先”，现在存的是您填的；")
    assert [change.after for change in own.history.measure(11, JULY, "区税务局")] == ["张三填的", "李四抢先"]


def test_a_colleague_who_is_quicker_by_a_moment_is_told_and_nothing_is_lost(
    window: MainWindow, own: Services, colleague: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the cell and its writing."""
    window.go("ledger", (11, "区税务局"))
    autosave, store = window.ledger_page.form._autosave, own.edit.store
    commit = store.commit

    def after_the_colleague(draft: OperationDraft) -> Operation:
        monkeypatch.setattr(store, "commit", commit)
        colleague.edit.set_field(11, "区税务局", JULY, "progress", "李四抢先")
        return commit(draft)

    monkeypatch.setattr(store, "commit", after_the_colleague)
    autosave.typed(KEY, "张三填的", seen="")
    assert autosave.flush()
    assert window.notice.text.startswith("您填写时，李四把第 11 条 区税务局 的进展情况写成了“李四抢先”，现在存的是您填的；")
    assert [change.after for change in own.history.measure(11, JULY, "区税务局")] == ["张三填的", "李四抢先"]


@pytest.mark.parametrize("answer", [None, "undo"])
def test_the_keys_take_back_what_a_colleague_wrote_only_after_a_question(
    window: MainWindow, own: Services, colleague: Services, monkeypatch: pytest.MonkeyPatch, answer: str | None, qtbot: QtBot
) -> None:
    asked: list[str] = []

    def ask(parent: QWidget, title: str, heading: str, *more: object) -> str | None:
        asked.append(heading)
        return answer

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    own.edit.set_field(11, "区税务局", JULY, "problems", "张三写的")
    colleague.edit.set_field(11, "区税务局", JULY, "progress", "李四写的")
    done(window.commands.undo, window, qtbot)
    assert asked == ["撤销李四的这次修改？"]
    assert own.edit.text(KEY) == ("李四写的" if answer is None else "")
    own.edit.set_field(11, "区税务局", JULY, "progress", "张三又写的")
    done(window.commands.undo, window, qtbot)
    assert len(asked) == 1, "one's own is nobody's to be asked about"
    assert own.edit.text(KEY) == ("李四写的" if answer is None else "")


@pytest.mark.parametrize("answer", [None, "redo"])
def test_the_keys_bring_back_what_a_colleague_undid_only_after_a_question(
    window: MainWindow, own: Services, colleague: Services, monkeypatch: pytest.MonkeyPatch, answer: str | None, qtbot: QtBot
) -> None:
    asked: list[str] = []

    def ask(parent: QWidget, title: str, heading: str, *more: object) -> str | None:
        asked.append(heading)
        return answer

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    colleague.edit.set_field(11, "区税务局", JULY, "progress", "写错了")
    colleague.history.undo()
    done(window.commands.redo, window, qtbot)
    assert asked == ["把李四撤销的恢复回来？"]
    assert own.edit.text(KEY) == ("" if answer is None else "写错了")


def test_what_a_colleague_undoes_while_one_is_asked_is_not_brought_back_instead(
    window: MainWindow, own: Services, colleague: Services, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """The question has named the one: the other, which is newer by now, was never asked about."""
    problems = CellKey(11, "区税务局", JULY, "problems")

    def ask(*words: object) -> str:
        colleague.history.undo()
        return "redo"

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    colleague.edit.set_field(11, "区税务局", JULY, "problems", "先写的")
    colleague.edit.set_field(11, "区税务局", JULY, "progress", "后写的")
    colleague.history.undo()
    done(window.commands.redo, window, qtbot)
    assert (own.edit.text(KEY), own.edit.text(problems)) == ("后写的", "")


def test_what_a_colleague_brings_back_while_one_is_asked_is_told(
    window: MainWindow, own: Services, colleague: Services, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def ask(*words: object) -> str:
        colleague.history.redo()
        return "redo"

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    colleague.edit.set_field(11, "区税务局", JULY, "progress", "写错了")
    colleague.history.undo()
    done(window.commands.redo, window, qtbot)
    assert own.edit.text(KEY) == "写错了"
    assert "已经恢复过，不用再恢复" in window.notice.text


@contextmanager
def a_colleague_writes(address: ServerAddress) -> Iterator[None]:
    """Something long, as a merge of many files is: whoever writes meanwhile waits."""
    with connected(address) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (WRITERS_LOCK,))
        yield
        connection.execute("SELECT pg_advisory_unlock(%s)", (WRITERS_LOCK,))


def test_keys_pressed_while_a_colleague_writes_for_long_hold_nothing_up_and_are_heard_one_after_the_other(
    window: MainWindow, own: Services, address: ServerAddress, qtbot: QtBot
) -> None:
    problems = CellKey(11, "区税务局", JULY, "problems")
    own.edit.set_field(11, "区税务局", JULY, "problems", "先写的")
    own.edit.set_field(11, "区税务局", JULY, "progress", "后写的")
    with a_colleague_writes(address):
        window.commands.undo()
        window.commands.undo()
        qtbot.wait(50)
        assert window.tasks.busy
        assert (own.edit.text(KEY), own.edit.text(problems)) == ("后写的", "先写的")
    qtbot.waitUntil(lambda: (own.edit.text(KEY), own.edit.text(problems)) == ("", ""))
    qtbot.waitUntil(lambda: not window.tasks.busy)
    done(window.commands.redo, window, qtbot)
    assert (own.edit.text(KEY), own.edit.text(problems)) == ("", "先写的")


def test_cells_pasted_while_a_colleague_writes_for_long_are_written_when_it_is_their_turn(
    window: MainWindow, own: Services, address: ServerAddress, qtbot: QtBot
) -> None:
    desk = window.ledger_page.cells.desk
    with a_colleague_writes(address):
        desk.write([Wish(KEY, "", "粘贴的")], PASTE)
        qtbot.wait(50)
        assert window.tasks.busy
        assert own.edit.text(KEY) == ""
    qtbot.waitUntil(lambda: said(window).startswith("已保存："))
    assert own.edit.text(KEY) == "粘贴的"
    window.go("ledger", (11, "区税务局"))
    assert window.ledger_page.form.editor("progress").value() == "粘贴的"


def test_what_a_colleague_wrote_is_read_before_the_window_draws_it(
    window: MainWindow, colleague: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a network that takes its time, nobody waits for it."""
    read_on: list[int] = []

    def reading(*what: object, **more: object) -> Snapshot:
        read_on.append(threading.get_ident())
        return snapshot(*what, **more)  # type: ignore[arg-type]

    colleague.edit.set_field(11, "区税务局", JULY, "progress", "李四写的")
    monkeypatch.setattr(months, "snapshot", reading)
    look_for_news(window)
    assert len(read_on) == 2
    assert threading.main_thread().ident not in read_on
    window.go("ledger", (11, "区税务局"))
    assert window.ledger_page.form.editor("progress").value() == "李四写的"


@pytest.fixture
def shelf(own: Services) -> Shelf:
    return Shelf(own.look.plan(JULY))


@pytest.fixture
def sitting(own: Services, shelf: Shelf, address: ServerAddress, connect: Connect, qtbot: QtBot, tmp_path: Path) -> Sitting:
    writers = {"xlsx": Drawn(), "docx": Drawn(), "pdf": Drawn()}
    services = make_services(connect(address, "收表的电脑"), shelf, FixedClock(), "张三", writers)
    services.edit.set_field(27, UNIT_NAME, JULY, "progress", SENT)
    services.dispatch.dispatch(JULY, tmp_path / "下发", units=[UNIT_NAME])
    services.edit.set_field(27, UNIT_NAME, JULY, "progress", OURS)
    return open_sitting(services, shelf, qtbot)


def test_a_merge_after_a_colleagues_edit_is_compared_again_and_what_was_decided_holds(
    sitting: Sitting, colleague: Services, tmp_path: Path
) -> None:
    path = tmp_path / "来表.xlsx"
    form_id = sitting.services.look.snapshot(JULY).dispatched[UNIT_NAME].form_id
    sitting.shelf.lay(path, {27: {"progress": THEIRS}, 31: {"progress": "归集图层 86 个。"}}, form_id=form_id)
    sitting.drop(path)
    sitting.field(27, "progress").decision = Decision.THEIRS
    colleague.edit.set_field(31, UNIT_NAME, JULY, "progress", "李四录入的。")
    sitting.merge()
    assert sitting.troubles[-1] == "预览之后李四刚刚改了其中 1 处（第 31 条区住建局进展情况），已重新比对，请再看一眼后合并。"
    assert sitting.text(31, "progress") == "李四录入的。"
    assert sitting.field(27, "progress").decision is Decision.THEIRS
    assert sitting.field(31, "progress").decision is Decision.HOLD
    sitting.merge()
    assert sitting.text(27, "progress") == THEIRS
    assert sitting.text(31, "progress") == "李四录入的。"
    assert sitting.page.tasks.shut_down()
