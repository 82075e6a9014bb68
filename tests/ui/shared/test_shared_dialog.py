"""打开共享台账: what it tells of a server, how it gets in, how a ledger is made there, and that no password stays anywhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import main
from qcapp import shared_desk
from qcapp.domain.server_address import ServerAddress
from qcapp.domain.shared import SharedFound, SharedState
from qcapp.services import Services
from ui.dialogs.about import about_facts
from ui.dialogs.question import QuestionDialog
from ui.dialogs.shared import SharedDialog
from ui.ledgers import Ledgers
from ui.main_window import MainWindow
from ui.opening import LEDGER_KEY
from ui.recent_menu import RecentMenu
from ui.rescue.page import RescueDialog
from ui.rescue.ways import Way
from ui.start import open_or_make


def made(qtbot: QtBot, ledger_path: Path, address: ServerAddress | None = None, here: Path | None = None) -> SharedDialog:
    dialog = SharedDialog(main.Workplace(ledger_path), address, here=here, who="张三")
    qtbot.addWidget(dialog)
    return dialog


def done(dialog: SharedDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)


def answering(monkeypatch: pytest.MonkeyPatch, key: str | None) -> list[str]:
    """What questions said, each answered so."""
    said: list[str] = []

    def ask(parent: object, title: str, heading: str, words: str, answers: object, details: object = ()) -> str | None:
        said.append(words)
        return key

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    return said


def test_a_whole_address_pasted_goes_into_its_fields(qtbot: QtBot, ledger_path: Path) -> None:
    dialog = made(qtbot, ledger_path)
    dialog.host.setText("postgresql+psycopg://wang:a%20b@10.1.2.8:5433/yingshang")
    fields = [each.text() for each in (dialog.host, dialog.port, dialog.database, dialog.user)]
    assert fields == ["10.1.2.8", "5433", "yingshang", "wang"]
    assert dialog.password.text == "a b"
    assert dialog.address == ServerAddress("10.1.2.8", "yingshang", "wang", 5433)


def test_an_address_typed_letter_by_letter_is_split_when_it_is_whole(qtbot: QtBot, ledger_path: Path) -> None:
    dialog = made(qtbot, ledger_path)
    dialog.show()
    dialog.activateWindow()
    dialog.host.setFocus()
    qtbot.waitUntil(dialog.host.hasFocus)
    QTest.keyClicks(dialog.host, "postgresql+psycopg://wang@10.1.2.8:5433/yingshang")
    assert dialog.told.text() == ""
    QTest.keyClick(dialog.host, Qt.Key.Key_Tab)
    fields = [each.text() for each in (dialog.host, dialog.port, dialog.database, dialog.user)]
    assert fields == ["10.1.2.8", "5433", "yingshang", "wang"]
    assert dialog.password.text == ""
    assert dialog.password.line.hasFocus()


def test_what_is_missing_is_said_before_anything_is_tried(qtbot: QtBot, ledger_path: Path) -> None:
    dialog = made(qtbot, ledger_path)
    dialog.try_it()
    assert dialog.told.text() == "请填写主机和数据库，不知道的问管服务器的人。"
    assert not dialog.busy


def test_a_try_tells_what_is_there_and_opens_nothing(
    qtbot: QtBot, ledger_path: Path, guarded: ServerAddress, password: str
) -> None:
    dialog = made(qtbot, ledger_path, guarded)
    dialog.try_it()
    assert not dialog.open_button.isEnabled()
    done(dialog, qtbot)
    assert dialog.told.text() == f"打开共享台账“{guarded.shown}”要输入密码，请输入后再试。"
    dialog.password.line.setText("错的")
    dialog.try_it()
    done(dialog, qtbot)
    assert "用户名或密码不对" in dialog.told.text()
    dialog.password.line.setText(password)
    dialog.try_it()
    done(dialog, qtbot)
    assert dialog.told.text().startswith("连上了（PostgreSQL ")
    assert dialog.told.text().endswith("的共享台账，已有 1 次操作，可以打开。")
    assert dialog.services is None


def test_it_opens_and_the_ledger_is_found_again_without_a_password(
    qtbot: QtBot, ledgers: Ledgers, settings: QSettings, guarded: ServerAddress, password: str, tmp_path: Path
) -> None:
    def fill_in() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SharedDialog)
        dialog.host.setText(guarded.url)
        dialog.password.line.setText(password)
        dialog.open_it()

    QTimer.singleShot(0, fill_in)
    ledgers.choose_shared()
    window = ledgers.window
    assert isinstance(window, MainWindow)
    assert ledgers.path == shared_desk.path_of(guarded)
    assert window.windowTitle().endswith(f" — 共享台账 {guarded.shown}")
    assert shared_desk.address_at(ledgers.path) == guarded
    (recent,) = window.findChildren(RecentMenu)
    recent.menu.aboutToShow.emit()
    entry = next(each for each in recent.menu.actions() if guarded.database in each.text())
    assert entry.text().endswith(f"　共享台账 {guarded.shown}（现在打开的）")
    assert entry.toolTip() == guarded.url
    assert str(settings.value("shared/last")) == guarded.url
    settings.sync()
    kept = [each for each in tmp_path.rglob("*") if each.is_file() and password.encode() in each.read_bytes()]
    assert kept == []


def test_one_used_lately_asks_for_its_password_and_giving_up_leaves_the_ledger_at_hand(
    qtbot: QtBot, ledgers: Ledgers, ledger_path: Path, guarded: ServerAddress, password: str
) -> None:
    path = shared_desk.path_of(guarded)
    shared_desk.keep_address(path, guarded)
    said: list[str] = []

    def answer(given: str) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, SharedDialog):
            QTimer.singleShot(20, lambda: answer(given))
            return
        said.append(dialog.told.text())
        if given:
            dialog.password.line.setText(given)
            dialog.open_it()
        else:
            dialog.reject()

    answer("")
    ledgers.open(path)
    qtbot.waitUntil(lambda: len(said) == 1 and QApplication.activeModalWidget() is None, timeout=30_000)
    assert ledgers.path == ledger_path
    answer(password)
    ledgers.open(path)
    qtbot.waitUntil(lambda: ledgers.path == path, timeout=30_000)
    assert said == [f"打开共享台账“{guarded.shown}”要输入密码，请输入后再试。"] * 2


def test_what_is_not_for_a_shared_ledger_is_said(qtbot: QtBot, ledgers: Ledgers, address: ServerAddress) -> None:
    path = shared_desk.path_of(address)
    shared_desk.keep_address(path, address)
    ledgers.open(path)
    qtbot.waitUntil(lambda: ledgers.path == path, timeout=30_000)
    window = ledgers.window
    assert window is not None
    window.commands.handing.hand_over()
    assert window.notice.text.startswith("共享台账不用交接文件：接手的人在自己的电脑上打开同一本共享台账就行")
    window.commands.handing.take_over()
    assert window.notice.text.startswith("接收交接是换上一整本台账文件，共享台账不这样换")
    assert dict(about_facts(window.ledger))["台账位置"] == address.url


@pytest.mark.parametrize("answer", ["built_in", "here", None])
def test_on_an_empty_database_a_ledger_is_made_after_a_question(
    qtbot: QtBot, ledger_path: Path, empty: ServerAddress, monkeypatch: pytest.MonkeyPatch, answer: str | None,
    fill: Callable[..., None],
) -> None:
    fill(11, "区税务局", progress="文件里的")
    said = answering(monkeypatch, answer)
    dialog = made(qtbot, ledger_path, empty, here=ledger_path)
    dialog.open_it()
    done(dialog, qtbot)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    assert len(said) == 1
    assert f"把现在打开的“{ledger_path.stem}”整本放上去" in said[0]
    if answer is None:
        assert dialog.services is None
        assert dialog.told.text() == "没有建账，数据库还是空的。"
        return
    services = dialog.services
    assert isinstance(services, Services)
    operations = services.history.operations()
    assert (len(operations), operations[-1].who) == ((2, "经办人") if answer == "here" else (1, "张三"))
    services.upkeep.store.close()


def test_who_gives_up_does_not_wait_for_a_server_that_does_not_answer(
    qtbot: QtBot, ledger_path: Path, address: ServerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    place = main.Workplace(ledger_path)

    def silent(at: ServerAddress) -> SharedFound:
        answers.wait(60)
        return SharedFound(SharedState.EMPTY)

    monkeypatch.setattr(place, "look_at", silent)
    dialog = SharedDialog(place, address)
    dialog.show()
    dialog.open_it()
    dialog.leave.click()
    assert not dialog.isVisible()
    assert not answers.is_set()
    dialog.deleteLater()
    qtbot.wait(50)
    answers.set()
    assert place.path == ledger_path


def test_a_database_of_another_program_is_left_alone(
    qtbot: QtBot, ledger_path: Path, empty: ServerAddress, postgres: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.postgres import Postgres

    assert isinstance(postgres, Postgres)
    postgres.run("CREATE TABLE theirs (id int)", database=empty.database)
    said = answering(monkeypatch, "built_in")
    dialog = made(qtbot, ledger_path, empty)
    dialog.open_it()
    done(dialog, qtbot)
    assert "这个数据库里是别的程序的数据，不能用" in dialog.told.text()
    assert (said, dialog.services) == ([], None)


def test_the_next_start_asks_for_the_password_and_who_gives_up_gets_the_ways_out(
    qtbot: QtBot, settings: QSettings, guarded: ServerAddress, ledger_path: Path, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared_desk.path_of(guarded)
    shared_desk.keep_address(path, guarded)
    settings.setValue(LEDGER_KEY, str(path))
    place = main.Workplace(ledger_path)
    place.named = False
    shown: list[tuple[str, list[Way]]] = []

    def give_up() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:  # the server has not refused yet
            QTimer.singleShot(10, give_up)
            return
        assert isinstance(dialog, SharedDialog)
        QTimer.singleShot(0, look_at_page)
        dialog.reject()

    def look_at_page() -> None:
        page = QApplication.activeModalWidget()
        assert isinstance(page, RescueDialog)
        shown.append((page.windowTitle(), list(page.buttons)))
        QTimer.singleShot(0, come_in)
        page.buttons[Way.CONNECT].click()

    def come_in() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SharedDialog)
        dialog.password.line.setText(password)
        dialog.open_it()

    QTimer.singleShot(0, give_up)
    services = open_or_make(place, settings)
    assert services is not None
    assert [ways[:3] for _, ways in shown] == [[Way.RETRY, Way.CONNECT, Way.OTHER]]
    assert Way.BACKUP not in shown[0][1]
    assert place.path == path
    place.close()
