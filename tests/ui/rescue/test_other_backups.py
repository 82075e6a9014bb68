"""No backup beside a ledger that is lost: those in the second place are listed, and one may be chosen from anywhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.backup import folder_of
from db.opening import create_ledger, open_ledger
from qcapp.domain.errors import LedgerError
from qcapp.domain.settings import SECOND_PLACE
from tests.factory import FixedClock, small_plan
from tests.ui.conftest import WHO
from tests.ui.test_start import Shop, with_backup
from ui.daily import DailyBackups
from ui.dialogs.question import QuestionDialog
from ui.known_second import second_folder
from ui.main_window import MainWindow
from ui.rescue.page import RescueDialog
from ui.rescue.ways import Way

Page = Callable[[], RescueDialog]


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def page(ledger_path: Path, settings: QSettings, qtbot: QtBot) -> Iterator[Page]:
    shops: list[Shop] = []

    def made() -> RescueDialog:
        shop = Shop(ledger_path)
        shops.append(shop)
        with pytest.raises(LedgerError) as caught:
            shop.open()
        dialog = RescueDialog(shop, caught.value, second=partial(second_folder, settings))
        qtbot.addWidget(dialog)
        dialog.show()
        settle(dialog, qtbot)
        return dialog

    yield made
    for shop in shops:
        shop.close()


def settle(dialog: RescueDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not (dialog.aside.asking or dialog.backups.busy or dialog.tasks.busy), timeout=20_000)


def said(dialog: RescueDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr("ui.dialogs.files.ask_open", lambda *_: path)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


def lose(ledger: Path) -> None:
    """The disk is made anew: a file of no bytes, and no backup beside it."""
    shutil.rmtree(folder_of(ledger))
    ledger.write_bytes(b"")


def test_the_second_place_is_remembered_and_its_backups_are_listed_when_all_here_is_lost(
    ledger_path: Path, settings: QSettings, stick: Path, page: Page, qtbot: QtBot
) -> None:
    shop = Shop(ledger_path)
    services = shop.open()
    services.settings.change({SECOND_PLACE.key: str(stick)})
    window = MainWindow(services, ledger_path, settings)
    qtbot.addWidget(window)
    DailyBackups(window).look()
    qtbot.waitUntil(lambda: second_folder(settings, ledger_path) is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not window.tasks.busy and any(stick.rglob("*.sqlite3")), timeout=20_000)
    window.tasks.shut_down()
    shop.close()
    lose(ledger_path)
    dialog = page()
    (kept,) = dialog.backups.backups
    assert kept.path.is_relative_to(stick)
    assert "U 盘或别的磁盘" not in said(dialog)
    assert dialog.backups.chosen is not None
    dialog.buttons[Way.BACKUP].click()
    settle(dialog, qtbot)
    assert dialog.services is not None
    assert dialog.services.look.plan(dialog.services.look.current_period()).measures


def test_a_second_place_that_is_no_more_is_forgotten(ledger_path: Path, settings: QSettings, stick: Path, qtbot: QtBot) -> None:
    from ui.known_second import remember_second

    shop = Shop(ledger_path)
    services = shop.open()
    window = MainWindow(services, ledger_path, settings)
    qtbot.addWidget(window)
    services.settings.change({SECOND_PLACE.key: str(stick)})
    remember_second(window)
    assert second_folder(settings, ledger_path) is not None
    services.settings.reset([SECOND_PLACE.key])
    remember_second(window)
    assert second_folder(settings, ledger_path) is None
    shop.close()


def test_without_a_backup_none_is_promised_and_one_from_anywhere_is_verified_before_it_is_brought_back(
    ledger_path: Path, stick: Path, page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_backup(ledger_path)
    (backup,) = Shop(ledger_path).backups_here()
    kept = Path(shutil.copyfile(backup.path, stick / "同事给的.sqlite3"))
    lose(ledger_path)
    dialog = page()
    assert Way.BACKUP not in dialog.buttons
    assert next(iter(dialog.buttons)) is Way.CHOOSE
    assert "请用最近的备份恢复" not in said(dialog)
    assert "没有找到备份" in said(dialog)
    choose(monkeypatch, kept)
    dialog.buttons[Way.CHOOSE].click()
    settle(dialog, qtbot)
    assert ledger_path.read_bytes() == b""
    assert dialog.backups.isVisible()
    assert dialog.buttons[Way.BACKUP].isEnabled()
    dialog.buttons[Way.BACKUP].click()
    settle(dialog, qtbot)
    assert dialog.services is not None
    assert "改名为" in dialog.told


@pytest.mark.parametrize("broken", [True, False])
def test_a_broken_file_and_another_ledgers_backup_are_refused_with_the_reason(
    ledger_path: Path, stick: Path, page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:
    with_backup(ledger_path)
    chosen = stick / "别的.sqlite3"
    if broken:
        chosen.write_bytes(ledger_path.read_bytes()[:20_000])
    else:
        create_ledger(chosen, small_plan(2021), FixedClock(), WHO).close()
    ledger_path.write_bytes(b"")
    dialog = page()
    choose(monkeypatch, chosen)
    dialog.buttons[Way.CHOOSE].click()
    settle(dialog, qtbot)
    assert ("损坏" if broken else "属于另一本台账") in dialog.backups.states[0]
    assert not dialog.buttons[Way.BACKUP].isEnabled()
    dialog.backups.selectRow(1)  # its own is still to be had
    assert dialog.buttons[Way.BACKUP].isEnabled()


def test_the_newest_is_chosen_wherever_it_lies(
    ledger_path: Path, settings: QSettings, stick: Path, page: Page
) -> None:
    import json

    store = open_ledger(ledger_path, FixedClock())
    older, newer = store.backup(), store.backup()
    store.close()
    shutil.move(newer.path, stick / newer.path.name.replace("20210722", "20210823"))
    settings.setValue("backup/second", json.dumps({str(ledger_path): str(stick)}))
    ledger_path.write_bytes(b"")
    dialog = page()
    assert [each.path.parent for each in dialog.backups.backups] == [stick, older.path.parent]
    assert dialog.backups.chosen is not None
    assert dialog.backups.chosen.path.parent == stick


def test_a_backup_chosen_as_another_ledger_is_asked_about_and_joins_the_list(
    ledger_path: Path, page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_backup(ledger_path)
    (backup,) = Shop(ledger_path).backups_here()
    ledger_path.write_bytes(b"")
    dialog = page()
    choose(monkeypatch, backup.path)
    answers: list[str | None] = ["restore", None, "open"]
    monkeypatch.setattr(QuestionDialog, "ask", lambda *_: answers.pop(0))
    dialog.open_other()
    settle(dialog, qtbot)
    assert [each.path for each in dialog.backups.backups] == [backup.path]
    assert dialog.services is None
    dialog.open_other()
    assert dialog.services is None
    dialog.open_other()
    settle(dialog, qtbot)
    assert dialog.services is not None
