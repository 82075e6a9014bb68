"""The second window: it is told, it follows the first without losing what is half typed, and takes over when that is closed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QMenu, QPushButton
from pytestqt.qtbot import QtBot

import main
from db.opening import open_ledger
from db.store import SqlLedger
from qcapp.domain.errors import LedgerError
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.services import Services, make_services
from qcapp.services.setup import built_in_plan
from tests.services.office import HandedOver
from tests.ui.conftest import RESOURCES
from tests.ui.hands import look_for_news, press_keys, wait_while
from tools.made_up_months import MonthsClock
from ui.dialogs.settings import SettingsDialog, SettingsOffer
from ui.following import REFRESHED
from ui.ledgers import Ledgers
from ui.main_window import MainWindow
from ui.read_only import FREE, TAKEN
from ui.writing import may_write, tell_window, why_not, writes


def wrote(store: SqlLedger, key: CellKey, text: str) -> None:
    before = store.snapshot(key.period).entries[key.entry].text(key.field)
    store.commit(OperationDraft(OperationKind.EDIT, "修改", "张三", (CellEdit(key, before, text),)))


def looked_whether_free(window: MainWindow) -> None:
    aside = window.read_only.aside
    wait_while(lambda: aside.asking)  # it may have looked before
    window.read_only.look_whether_free()
    wait_while(lambda: aside.asking)


def shown_key(window: MainWindow, field: str = "progress") -> CellKey:
    form = window.ledger_page.form
    assert form.no is not None
    assert form.period is not None
    return CellKey(form.no, form.unit, form.period, field)


def test_it_is_told_by_a_bar_that_stays(second: MainWindow) -> None:
    bar = second.read_only.bar
    assert bar is not None
    assert bar.isVisible()
    assert "张三 在这台电脑上从" in bar.text
    second.clear_notices()
    for page in ("overview", "plan", "ledger"):
        second.go(page)
        assert bar.isVisible()
    assert {button.text() for button in bar.findChildren(QPushButton)} == {"再试"}


def test_every_bar_keeps_clear_of_the_toolbar(second: MainWindow) -> None:
    def air(bar: QFrame) -> int:
        """Pixels above its border, in which the window's ground is seen."""
        image = bar.grab().toImage()
        middle = image.width() // 2
        ground = image.pixelColor(middle, 0)
        return next(y for y in range(image.height()) if image.pixelColor(middle, y) != ground)

    bars, period = second.bars, second.period
    assert bars.read_only.bar is not None
    assert bars.trouble is not None
    bars.notice.show_info("台账建好了。")
    bars.way_back.show_way(period.shifted(-1), period)
    bars.trouble.bar.show_trouble(None, "磁盘满了。", "")
    assert [air(bar) for bar in (bars.read_only.bar, bars.trouble.bar, bars.notice, bars.way_back)] == [8] * 4


def test_trying_again_while_the_first_is_open_says_so_and_keeps_looking(second: MainWindow, qtbot: QtBot) -> None:
    bar = second.read_only.bar
    assert bar is not None
    QTest.mouseClick(bar.retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not second.tasks.busy)
    assert bar.isVisible()
    assert "现在还不能修改" in second.statusBar().currentMessage()


def test_when_the_first_is_closed_it_takes_over_and_everything_can_be_done(
    second: MainWindow, first: SqlLedger, qtbot: QtBot
) -> None:
    editor = second.ledger_page.form.editor("progress")
    assert editor.isReadOnly()
    key = shown_key(second)
    wrote(first, key, "关闭前最后写的")
    first.close()
    bar, said = second.read_only.bar, list[str]()
    assert bar is not None
    second.statusBar().messageChanged.connect(said.append)
    QTest.mouseClick(bar.retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert TAKEN in said
    assert editor.value() == "关闭前最后写的"
    assert not editor.isReadOnly()
    QTest.keyClicks(editor, "X")
    assert second.flush()
    assert "X" in second.services.look.snapshot(key.period).entries[key.entry].text("progress")


def test_that_the_first_was_closed_is_said_without_a_press(second: MainWindow, first: SqlLedger, path: Path) -> None:
    bar = second.read_only.bar
    assert bar is not None
    looked_whether_free(second)
    assert bar.retry.text() == "再试"
    first.close()
    looked_whether_free(second)
    assert bar.text.endswith(FREE)
    assert bar.retry.text() == "接着用"
    assert second.services.read_only, "it is not taken unasked"
    third = open_ledger(path, MonthsClock(), holds="王五")
    third.warm_up()
    second.read_only.retry()
    while second.tasks.busy:
        QApplication.processEvents()
    assert "王五 在这台电脑上" in bar.text
    assert bar.retry.text() == "再试"
    third.close()


def test_it_follows_what_the_first_writes(second: MainWindow, first: SqlLedger) -> None:
    key = shown_key(second)
    wrote(first, key, "第一个窗口写的")
    look_for_news(second)
    assert second.ledger_page.form.editor("progress").value() == "第一个窗口写的"
    assert second.statusBar().currentMessage().endswith(REFRESHED.partition("，")[2])
    second.statusBar().clearMessage()
    look_for_news(second)
    assert second.statusBar().currentMessage() == ""


def test_what_the_first_wrote_is_shown_by_the_next_look_where_the_disk_went_away_in_the_midst_of_one(
    second: MainWindow, first: SqlLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = shown_key(second)

    def gone(*_: object) -> None:
        raise LedgerError("台账所在的盘不见了。")

    look_for_news(second)
    wrote(first, key, "盘不见以前写的")
    with monkeypatch.context() as patched:
        patched.setattr(type(second.services.history), "operations", gone)
        look_for_news(second)
    assert second.ledger_page.form.editor("progress").value() != "盘不见以前写的"
    look_for_news(second)
    assert second.ledger_page.form.editor("progress").value() == "盘不见以前写的"


def test_a_disk_that_does_not_answer_holds_up_nobody(
    second: MainWindow, first: SqlLedger, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at every few seconds: each look would stop the window for as long as the share takes."""
    answers = threading.Event()
    real = type(second.services).written_elsewhere

    def late(services: Services) -> bool:
        answers.wait(60)
        return real(services)

    monkeypatch.setattr(type(second.services), "written_elsewhere", late)
    assert second.following is not None
    wrote(first, shown_key(second), "断网时写的")
    for _ in range(3):
        second.following.look()
    QApplication.processEvents()
    assert second.following.asking
    answers.set()
    qtbot.waitUntil(lambda: second.ledger_page.form.editor("progress").value() == "断网时写的")


def test_a_backup_that_a_command_made_is_the_last_one_here_too(second: MainWindow, first: SqlLedger, qtbot: QtBot) -> None:
    """It is no operation, and so no news: 尚无备份 would stand there all day."""
    second.show_backup()
    qtbot.waitUntil(lambda: second.status_words[-1] == "尚无备份")
    look_for_news(second)
    assert second.status_words[-1] == "尚无备份"
    first.backup()
    look_for_news(second)
    assert second.status_words[-1].startswith("上次备份")


def test_turning_to_the_window_is_enough(second: MainWindow, first: SqlLedger, qtbot: QtBot) -> None:
    key = shown_key(second)
    wrote(first, key, "切换过来就看到")
    QApplication.sendEvent(second, QEvent(QEvent.Type.WindowActivate))
    qtbot.waitUntil(lambda: second.ledger_page.form.editor("progress").value() == "切换过来就看到")


@pytest.fixture
def window(path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The one that writes, beside which commands do."""
    store = open_ledger(path, MonthsClock(), holds="张三")
    made = MainWindow(make_services(store, HandedOver(), MonthsClock(), "张三", main.WRITERS), path)
    with qtbot.waitExposed(made):
        made.show()
    made.complete()
    yield made
    made.tasks.shut_down()
    shiboken6.delete(made)
    store.close()


@pytest.fixture
def command(window: MainWindow, path: Path) -> Iterator[SqlLedger]:
    store = open_ledger(path, MonthsClock())
    yield store
    store.close()


def test_what_is_half_typed_in_the_form_stays_when_a_command_writes(
    window: MainWindow, command: SqlLedger
) -> None:
    form = window.ledger_page.form
    editor = form.fields.progress
    editor.setFocus()
    QTest.keyClicks(editor, "abc")
    typed = editor.value()
    place = editor.textCursor().position()
    wrote(command, shown_key(window, "problems"), "命令行写的")
    look_for_news(window)
    assert form.editor("problems").value() == "命令行写的"
    assert editor.value() == typed
    assert editor.textCursor().position() == place
    assert editor.hasFocus()
    assert window.flush()
    assert command.snapshot(window.period).entries[shown_key(window).entry].text("progress") == typed


def test_what_a_command_wrote_in_the_very_field_is_told_and_comes_back_by_undo(
    window: MainWindow, command: SqlLedger
) -> None:
    editor = window.ledger_page.form.fields.progress
    editor.setFocus()
    QTest.keyClicks(editor, "abc")
    typed, key = editor.value(), shown_key(window)
    wrote(command, key, "命令行写的")
    look_for_news(window)
    assert editor.value() == typed
    assert window.flush()
    assert "别处把" in window.notice.text
    assert "写成了“命令行写的”，现在存的是您填的" in window.notice.text
    window.actions_by_key["undo"].trigger()
    assert command.snapshot(key.period).entries[key.entry].text("progress") == "命令行写的"


def test_what_is_half_typed_in_a_cell_stays_when_a_command_writes(
    window: MainWindow, command: SqlLedger, qtbot: QtBot
) -> None:
    page = window.ledger_page
    other = CellKey(2, window.services.look.plan(window.period).units_of[2][0], window.period, "problems")
    assert page.table.select_measure(1, "")
    model, hands = page.shown.model, page.cells
    row = model.row_of(1, page.form.unit)
    column = next(each for each in range(model.columnCount()) if model.flags(model.index(row, each)) & Qt.ItemFlag.ItemIsEditable)
    page.table.setCurrentIndex(model.index(row, column))
    hands.in_place.edit()
    assert hands.in_place.editor is not None
    box = hands.in_place.editor.boxes[0]
    QTest.keyClicks(box, "xyz")
    typed = hands.in_place.editor.texts
    wrote(command, other, "命令行写的")
    look_for_news(window)
    qtbot.waitUntil(lambda: hands.in_place.editor is not None)
    assert hands.in_place.editor is not None
    assert hands.in_place.editor.texts == typed
    assert command.snapshot(window.period).entries[other.entry].text("problems") == "命令行写的"


def test_news_waits_for_a_dialog_to_be_closed(window: MainWindow, command: SqlLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote(command, shown_key(window), "命令行写的")
    monkeypatch.setattr(QApplication, "activeModalWidget", lambda: window)
    look_for_news(window)
    assert window.ledger_page.form.editor("progress").value() != "命令行写的"
    monkeypatch.undo()
    look_for_news(window)
    assert window.ledger_page.form.editor("progress").value() == "命令行写的"


def test_what_the_window_itself_writes_is_no_news(window: MainWindow) -> None:
    editor = window.ledger_page.form.editor("progress")
    editor.setFocus()
    QTest.keyClicks(editor, "abc")
    assert window.flush()
    window.statusBar().clearMessage()
    look_for_news(window)
    assert not window.statusBar().currentMessage().endswith(REFRESHED.partition("，")[2])


def test_a_window_that_was_not_quick_enough_learns_it(path: Path, qtbot: QtBot) -> None:
    """Both were opened before either stood."""
    late = open_ledger(path, MonthsClock(), holds="李四")
    with_first = open_ledger(path, MonthsClock(), holds="张三")
    with_first.warm_up()
    window = MainWindow(make_services(late, HandedOver(), MonthsClock(), "李四", main.WRITERS), path)
    assert not window.services.read_only
    late.warm_up()
    window.bars.look_whether_writable()
    assert window.read_only.bar is not None
    assert "张三" in window.read_only.bar.text
    window.tasks.shut_down()
    shiboken6.delete(window)
    with_first.close()
    late.close()


def test_the_same_ledger_by_another_path_is_open_already(window: MainWindow, path: Path, tmp_path: Path) -> None:
    link = tmp_path / "快捷.sqlite3"
    try:
        link.symlink_to(path)
        link.read_bytes()
    except OSError:
        pytest.skip("this user may make no links here, or they lead nowhere")

    class Place:
        path: Path

    place = Place()
    place.path = path
    ledgers = Ledgers(place, None, lambda *_: window)  # type: ignore[arg-type]
    ledgers.window = window
    ledgers.open(link)
    assert "这本台账正开着" in window.statusBar().currentMessage()


def test_the_clerk_signs_the_first_operation(tmp_path: Path) -> None:
    place = main.Workplace(tmp_path / "新.sqlite3", holds=True)
    services = place.create(built_in_plan(RESOURCES), "张三")
    assert [(each.kind, each.who) for each in services.history.operations()] == [(OperationKind.INIT, "张三")]
    assert services.who == "张三"
    second = main.Workplace(tmp_path / "新.sqlite3", holds=True)
    place.warm_up()
    assert second.open().read_only.startswith("张三 在这台电脑上从")
    second.close()
    place.close()


def test_the_name_that_the_second_is_told_is_the_clerks(path: Path, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    settings.setValue("clerk/name", "王五")
    place = main.Workplace(path, look_later=True, holds=True)
    services = place.open()
    services.sign("王五")
    place.warm_up()
    other = main.Workplace(path, look_later=True, holds=True)
    assert "王五 在这台电脑上" in other.open().read_only
    other.close()
    place.close()


def test_what_writes_is_given_back_as_its_page_would_have_it(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLineEdit, QWidget

    top = QWidget()
    qtbot.addWidget(top)
    on, off, text, bare = QPushButton(top), QPushButton(top), QLineEdit(top), QPushButton(top)
    off.setEnabled(False)
    on.setToolTip("写")
    writes(on, off, text)
    tell_window(top, "这里只能查看。")
    assert (on.isEnabled(), off.isEnabled(), text.isReadOnly(), bare.isEnabled()) == (False, False, True, True)
    assert on.toolTip() == why_not(on) == "这里只能查看。"
    off.setEnabled(True)  # its page goes on thinking
    assert not off.isEnabled()
    late = QPushButton(top)
    writes(late)
    assert not late.isEnabled()
    assert not may_write(QMenu(top).addAction("写"), on).isEnabled()
    tell_window(top, "")
    assert (on.isEnabled(), off.isEnabled(), text.isReadOnly(), late.isEnabled()) == (True, True, False, True)
    assert on.toolTip() == "写"


def test_entries_that_write_are_grey_while_their_menu_is_open_and_answer_by_key(
    second: MainWindow, first: SqlLedger
) -> None:
    undo, copy = second.actions_by_key["undo"], second.actions_by_key["copy"]
    menu = undo.associatedObjects()[0]
    assert isinstance(menu, QMenu)
    tip = undo.toolTip()
    menu.aboutToShow.emit()
    assert (undo.isEnabled(), copy.isEnabled()) == (False, True)
    assert undo.toolTip() == why_not(second) != ""
    menu.aboutToHide.emit()
    assert undo.isEnabled()
    assert undo.toolTip() == tip
    second.ledger_page.table.setFocus()
    press_keys(second.ledger_page.table, "Ctrl+Z")
    assert "这里只能查看" in second.statusBar().currentMessage()


def test_the_menu_of_a_cell_is_grey_too(second: MainWindow, first: SqlLedger) -> None:
    table = second.ledger_page.table
    rows = range(table.model().rowCount())
    row = next(row for row in rows if second.ledger_page.shown.model.measure_at(row) is not None)
    menu = second.ledger_page.shown.menus.show_cell_menu(table.model().index(row, 4), QPoint())
    assert not second.actions_by_key["clear"].isEnabled()
    assert second.actions_by_key["copy"].isEnabled()
    menu.close()
    assert second.actions_by_key["clear"].isEnabled()


def test_settings_that_can_only_be_looked_at_say_why(second: MainWindow, first: SqlLedger) -> None:
    dialog = SettingsDialog(SettingsOffer({}, second.services.look.plan(second.period), 2021, dict), second)
    for row in range(dialog.list.count()):
        dialog.list.setCurrentRow(row)
        assert dialog.hint.toolTip() == why_not(second) != ""
    dialog.done(0)


def test_copying_from_what_can_only_be_read_works(second: MainWindow, first: SqlLedger) -> None:
    wrote(first, shown_key(second), "可以复制")
    look_for_news(second)
    editor = second.ledger_page.form.editor("progress")
    editor.setFocus()
    editor.selectAll()
    second.actions_by_key["copy"].trigger()
    assert QGuiApplication.clipboard().text() == "可以复制"


def test_closing_the_window_that_looks_asks_nothing(second: MainWindow, second_services: Services) -> None:
    before = second_services.look.current_period()
    second.set_period(before.shifted(-1))
    assert second.close()
    assert second_services.look.current_period() == before, "the month of the first window is kept"
