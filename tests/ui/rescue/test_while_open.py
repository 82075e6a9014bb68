"""The ledger's place fails while it is open: told by a bar that stays, nothing typed is lost, and the work goes on elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.opening import create_ledger, open_ledger
from qcapp.domain.errors import LedgerError
from qcapp.services.upkeep import UpkeepService
from tests.factory import FixedClock, small_plan
from tests.moved import moved
from tests.ui.conftest import JULY, WHO
from tests.ui.hands import type_in
from tests.ui.test_ledgers import at_hand, stand
from tests.ui.test_start import Shop
from ui.dialogs.question import QuestionDialog
from ui.ledgers import Ledgers
from ui.main_window import MainWindow
from ui.opening import LEDGER_KEY
from ui.recent import LEDGERS
from ui.rescue.page import RescueDialog
from ui.rescue.watch import TroubleWatch
from ui.rescue.ways import Way

UNIT = "区政数局"


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def ledgers(ledger_path: Path, settings: QSettings, qtbot: QtBot) -> Iterator[Ledgers]:
    shop = Shop(ledger_path)
    made = Ledgers(shop, settings, partial(stand, settings))
    made.show(shop.open())
    window = at_hand(made)
    window.set_period(JULY)
    window.go("ledger", (8, UNIT))
    yield made
    window.tasks.shut_down()
    window.ledger_page.form._autosave._waiting.clear()
    window.close()
    made.close()
    made.deleteLater()


@pytest.fixture
def window(ledgers: Ledgers) -> MainWindow:
    return at_hand(ledgers)


def watch(window: MainWindow) -> TroubleWatch:
    assert window.trouble is not None
    return window.trouble


def type_progress(window: MainWindow, words: str) -> bool:
    """Into the form, then saved as leaving it would; whether that went well."""
    type_in(window.ledger_page.form.editor("progress"), words)
    return window.flush()


def rename(path: Path) -> Path:
    return moved(path.parent, path.parent.with_name("改了名"))


def text_in(path: Path) -> str:
    store = open_ledger(path, FixedClock())
    try:
        return store.snapshot(JULY).entry(8, UNIT).text("progress")
    finally:
        store.close()


def test_a_renamed_folder_is_told_by_a_bar_that_stays_with_what_is_not_saved(window: MainWindow, ledger_path: Path) -> None:
    rename(ledger_path)
    assert not type_progress(window, "写了一半")
    bar = watch(window).bar
    assert bar.isVisible()
    assert "台账不在原处" in bar.text
    assert "没存进去的（第 8 条 区政数局 2021年7月 进展情况）还在窗口里" in bar.text
    assert "移走" not in window.notice.text, "nothing is said twice"
    window.go("overview")
    window.clear_notices()
    assert bar.isVisible()
    assert window.ledger_page.form.editor("progress").value() == "写了一半"


def test_it_goes_by_itself_when_the_folder_is_back_and_what_waited_is_written(
    window: MainWindow, ledger_path: Path, qtbot: QtBot
) -> None:
    away = rename(ledger_path)
    type_progress(window, "写了一半")
    away.rename(ledger_path.parent)
    watch(window).look()
    qtbot.waitUntil(watch(window).bar.isHidden, timeout=5_000)
    assert text_in(ledger_path) == "写了一半"
    assert window.unsaved() == ()


def test_a_renamed_folder_is_told_before_anything_is_typed(window: MainWindow, ledger_path: Path, qtbot: QtBot) -> None:
    rename(ledger_path)
    watch(window).look()
    qtbot.waitUntil(watch(window).bar.isVisible, timeout=5_000)
    assert "没存进去的" not in watch(window).bar.text
    assert not watch(window).bar.copy.isVisible()


def test_what_was_being_typed_when_the_folder_came_back_is_told_to_be_saved(
    window: MainWindow, ledger_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was never tried in vain, and is in the ledger none the less."""
    away, said = rename(ledger_path), list[str]()
    watch(window).look()
    qtbot.waitUntil(watch(window).bar.isVisible, timeout=5_000)
    monkeypatch.setattr(window, "say", said.append)
    away.rename(ledger_path.parent)
    type_in(window.ledger_page.form.editor("progress"), "刚打的字")
    watch(window).look()
    qtbot.waitUntil(watch(window).bar.isHidden, timeout=5_000)
    assert text_in(ledger_path) == "刚打的字"
    assert said == ["台账又能写入了，没存的都已存好。"]


def test_trying_again_by_hand(window: MainWindow, ledger_path: Path) -> None:
    away = rename(ledger_path)
    type_progress(window, "写了一半")
    QTest.mouseClick(watch(window).bar.retry, Qt.MouseButton.LeftButton)
    assert watch(window).bar.isVisible()
    away.rename(ledger_path.parent)
    QTest.mouseClick(watch(window).bar.retry, Qt.MouseButton.LeftButton)
    assert watch(window).bar.isHidden()
    assert text_in(ledger_path) == "写了一半"


def test_what_is_not_saved_can_be_copied_out(window: MainWindow, ledger_path: Path) -> None:
    rename(ledger_path)
    type_progress(window, "写了一半")
    QTest.mouseClick(watch(window).bar.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "【第 8 条 区政数局 2021年7月 进展情况】\n写了一半"


def test_the_same_window_goes_on_with_a_copy_elsewhere_and_what_was_half_typed_is_in_it(
    ledgers: Ledgers, window: MainWindow, ledger_path: Path, tmp_path: Path, settings: QSettings, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    type_progress(window, "原来就有。")
    away = rename(ledger_path)
    type_progress(window, "写了一半")
    target = tmp_path / "别处" / "台账.sqlite3"
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *args: target)
    QTest.mouseClick(watch(window).bar.elsewhere, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ledgers.path == target and not window.tasks.busy, timeout=20_000)
    assert at_hand(ledgers) is window
    assert watch(window).bar.isHidden()
    assert (text_in(target), text_in(away / ledger_path.name)) == ("原来就有。写了一半", "原来就有。")
    assert "现在用的就是这一本" in window.notice.text
    assert (settings.value(LEDGER_KEY), window.ledger) == (str(target), target)
    assert ledgers.recent.paths(LEDGERS)[0] == target
    assert type_progress(window, "，写完了")
    assert text_in(target) == "原来就有。写了一半，写完了"


@pytest.mark.parametrize("synced", [False, True])
def test_the_clerks_name_is_known_at_the_next_start_though_the_settings_went_with_the_renamed_folder(
    tmp_path: Path, qtbot: QtBot, synced: bool
) -> None:
    ini = tmp_path / "用户的" / "window.ini"
    ini.parent.mkdir()
    path = ini.with_name("台账.sqlite3")
    create_ledger(path, small_plan(2021), FixedClock(), WHO).close()
    settings = QSettings(str(ini), QSettings.Format.IniFormat)
    settings.setValue("clerk/name", "李四")
    settings.setValue("window/other", "留着")
    settings.sync()
    shop = Shop(path)
    made = Ledgers(shop, settings, partial(stand, settings))
    services = shop.open()
    services.sign("李四")
    window = made.show(services)
    ini.parent.rename(tmp_path / "改了名")
    if synced:
        settings.setValue("something", "1")
        settings.sync()
    target = tmp_path / "别处" / "台账.sqlite3"
    create_ledger(target, small_plan(2021), FixedClock(), WHO).close()
    window.follow_ledger(target)
    read = QSettings(str(ini), QSettings.Format.IniFormat)
    assert (read.value("clerk/name"), read.value(LEDGER_KEY)) == ("李四", str(target))
    assert synced or read.value("window/other") == "留着"
    window.tasks.shut_down()
    window.close()
    made.close()
    made.deleteLater()


def test_where_the_ledger_cannot_be_read_any_more_a_backup_is_gone_on_with(
    ledgers: Ledgers, window: MainWindow, ledger_path: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.services.upkeep.backup()
    type_progress(window, "备份以后写的")
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)  # nothing is read any more that would meet it gone
    store = window.services._store
    store._drop_idle()  # type: ignore[attr-defined]  # as when the medium is pulled out
    moved(ledger_path, ledger_path.with_name("没了"))
    store._drop_idle()  # type: ignore[attr-defined]  # one that looked at it in between
    type_progress(window, "，写了一半")
    target = tmp_path / "别处.sqlite3"
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *args: target)
    asked: list[str] = []

    def ask(parent: object, title: str, heading: str, words: str, answers: object) -> str:
        asked.append(words)
        return "newest"

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    watch(window).save_elsewhere()
    qtbot.waitUntil(lambda: ledgers.path == target and not window.tasks.busy, timeout=20_000)
    assert "备份以后的操作不在里面" in asked[0]
    assert "1 次操作不在里面" in window.notice.text
    assert text_in(target) == "备份以后写的，写了一半", "what stood in the window is the newest that there is"


def test_damage_found_after_the_first_page_stops_writing_and_a_backup_takes_its_place(
    window: MainWindow, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_progress(window, "ABCDEFGHIJ")
    window.services.upkeep.backup()
    ledger_path.write_bytes(ledger_path.read_bytes().replace(b"ABCDEFGHIJ", b"ABCDEFGHIK"))
    broken = ledger_path.read_bytes()
    with pytest.raises(LedgerError, match="检查出损坏"):
        window.services._store.look_through()  # type: ignore[attr-defined]
    bar = watch(window).bar
    assert "已停止写入" in bar.text
    assert [each.isVisible() for each in (bar.restore, bar.retry, bar.elsewhere)] == [True, False, False]
    assert not type_progress(window, "，写了一半")
    assert ledger_path.read_bytes() == broken

    def exec_(dialog: RescueDialog) -> int:
        assert set(dialog.buttons) == {Way.BACKUP, Way.CHOOSE, Way.KEEP_COPY, Way.FOLDER}
        while dialog.backups.busy:
            QApplication.processEvents()
        dialog.buttons[Way.BACKUP].click()
        while dialog.tasks.busy:
            QApplication.processEvents()
        return 1

    monkeypatch.setattr(RescueDialog, "exec", exec_)
    QTest.mouseClick(bar.restore, Qt.MouseButton.LeftButton)
    assert bar.isHidden(), bar.text
    assert text_in(ledger_path) == "ABCDEFGHIJ，写了一半"
    (aside,) = ledger_path.parent.glob("*损坏*")
    assert aside.read_bytes() == broken


def test_closing_with_words_that_could_not_be_saved_offers_to_copy_them(
    window: MainWindow, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename(ledger_path)
    type_progress(window, "写了一半")
    asked: list[list[str]] = []

    def ask(parent: object, title: str, heading: str, words: str, answers: list[object]) -> str:
        asked.append([each.key for each in answers])  # type: ignore[attr-defined]
        return "copy"

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    assert window.close()
    assert asked == [["stay", "copy", "leave"]]
    assert "写了一半" in QGuiApplication.clipboard().text()




def test_a_disk_that_does_not_answer_is_told_and_that_it_does_again(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble, answers = watch(window), Event()
    trouble._timer.stop()
    qtbot.waitUntil(lambda: not trouble._aside.asking)
    monkeypatch.setattr("ui.rescue.watch.SILENT_SECONDS", -1.0)
    monkeypatch.setattr(UpkeepService, "look_after", lambda _: answers.wait(60))
    try:
        trouble.look()
        trouble.look()
        assert trouble.bar.isVisible()
        assert "一直没有回应" in str(trouble.error)
    finally:
        answers.set()
    qtbot.waitUntil(lambda: not trouble.bar.isVisible())
    assert trouble.error is None


def test_a_look_that_fails_is_not_the_last_nor_taken_for_silence(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble, looks = watch(window), list[str]()
    trouble._timer.stop()
    qtbot.waitUntil(lambda: not trouble._aside.asking)

    def failing(_: UpkeepService) -> None:
        looks.append("")
        raise LedgerError("看不了。")

    monkeypatch.setattr(UpkeepService, "look_after", failing)
    monkeypatch.setattr("ui.rescue.watch.SILENT_SECONDS", -1.0)
    for count in (1, 2, 3):
        trouble.look()
        qtbot.waitUntil(lambda: not trouble._aside.asking)
        assert len(looks) == count
    assert trouble.error is None
