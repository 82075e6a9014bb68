"""The page in the place of a ledger that can't be opened: what it says, which ways it shows, and that none of them harms."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.opening import open_ledger
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.services.password import PasswordService
from tests.factory import FixedClock, small_plan
from tests.ui.test_start import Shop, with_backup
from ui.dialogs.first_run import FirstRunChoice, FirstRunDialog
from ui.rescue.page import RescueDialog
from ui.rescue.ways import Way, heading, ways, words

Page = Callable[[], RescueDialog]


@pytest.fixture
def page(ledger_path: Path, qtbot: QtBot) -> Iterator[Page]:
    """Of the ledger as it lies there; every backup looked through."""
    shops: list[Shop] = []

    def made() -> RescueDialog:
        shop = Shop(ledger_path)
        shops.append(shop)
        with pytest.raises(LedgerError) as caught:
            shop.open()
        dialog = RescueDialog(shop, caught.value)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not dialog.backups.busy, timeout=20_000)
        return dialog

    yield made
    for shop in shops:
        shop.close()


def press(dialog: RescueDialog, way: Way, qtbot: QtBot) -> None:
    dialog.buttons[way].click()
    qtbot.waitUntil(lambda: not dialog.tasks.busy, timeout=20_000)


@pytest.mark.parametrize("trouble", LedgerTrouble)
def test_each_trouble_has_words_and_a_way_out_that_needs_nothing(trouble: LedgerTrouble) -> None:
    assert heading(trouble)
    assert words(trouble, "台账升级没有成功。").endswith("。")
    bare = ways(trouble, there=False, folder=False, usual=False, backups=False)
    assert Way.OTHER in bare
    assert not {Way.KEEP_COPY, Way.FOLDER, Way.USUAL, Way.BACKUP} & set(bare)


@pytest.mark.parametrize("trouble", [LedgerTrouble.EMPTY, LedgerTrouble.DAMAGED])
def test_of_a_broken_ledger_the_backup_comes_first(trouble: LedgerTrouble) -> None:
    assert ways(trouble, there=True, folder=True, usual=True, backups=True)[0] is Way.BACKUP


def test_the_newest_whole_backup_is_chosen_and_a_broken_one_cannot_be(ledger_path: Path, page: Page) -> None:
    with_backup(ledger_path)
    with_backup(ledger_path)
    newest, older = Shop(ledger_path).backups_here()
    newest.path.write_bytes(newest.path.read_bytes()[:20_000])
    ledger_path.write_bytes(b"")
    dialog = page()
    assert dialog.backups.chosen is not None
    assert dialog.backups.chosen.path == older.path
    dialog.backups.selectRow(0)
    assert not dialog.buttons[Way.BACKUP].isEnabled()
    assert "这一份" in dialog.backups.states[0]


def test_what_was_found_is_told(ledger_path: Path, page: Page) -> None:
    ledger_path.write_bytes(b"x" * 2048)
    said = "\n".join(label.text() for label in page().findChildren(QLabel))
    assert "这个文件不是本程序的台账" in said
    assert "2 KB（2,048 字节）" in said
    assert str(ledger_path.name) in said


def test_trying_again_opens_it_once_it_is_there(ledger_path: Path, page: Page, qtbot: QtBot) -> None:
    away = ledger_path.rename(ledger_path.with_suffix(".away"))
    dialog = page()
    assert dialog.focusWidget() is dialog.buttons[Way.RETRY], "the way that is offered first has the keys"
    press(dialog, Way.RETRY, qtbot)
    assert dialog.services is None
    assert "找不到台账" in dialog.notice.text
    away.rename(ledger_path)
    press(dialog, Way.RETRY, qtbot)
    assert dialog.services is not None


def test_a_new_ledger_is_never_made_in_the_place_of_the_broken_one(
    ledger_path: Path, page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger_path.write_bytes(b"")
    offered: list[Path] = []

    def guide(dialog: FirstRunDialog) -> int:
        offered.append(Path(dialog.ledger.text()))
        dialog.choice = FirstRunChoice(small_plan(), offered[0])
        return 1

    monkeypatch.setattr(FirstRunDialog, "exec", guide)
    dialog = page()
    press(dialog, Way.ANEW, qtbot)
    assert dialog.services is not None
    assert offered[0] != ledger_path
    assert ledger_path.read_bytes() == b""


def test_a_copy_of_the_broken_file_is_byte_for_byte(
    ledger_path: Path, page: Page, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger_path.write_bytes(ledger_path.read_bytes()[:50_000])
    target = tmp_path / "给维护的.sqlite3"
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *args: target)
    dialog = page()
    press(dialog, Way.KEEP_COPY, qtbot)
    assert target.read_bytes() == ledger_path.read_bytes()
    assert "已原样另存" in dialog.notice.text
    assert dialog.services is None


def test_another_ledger_that_is_broken_too_is_told_of_and_another_way_is_gone(
    ledger_path: Path, page: Page, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = tmp_path / "好.sqlite3", tmp_path / "坏.sqlite3"
    shutil.copyfile(ledger_path, good)
    bad.write_bytes(b"")
    ledger_path.write_bytes(b"x" * 500)
    chosen = [bad, good]
    monkeypatch.setattr("ui.dialogs.files.ask_open", lambda *args: chosen.pop(0))
    dialog = page()
    press(dialog, Way.OTHER, qtbot)
    assert "空的" in dialog.findChildren(QLabel)[0].text()
    press(dialog, Way.OTHER, qtbot)
    assert dialog.services is not None


def test_where_a_password_is_set_the_page_says_nothing_of_the_content(ledger_path: Path, page: Page) -> None:
    store = open_ledger(ledger_path, FixedClock())
    store.remember("password.record", "{}")
    store.backup()
    store.close()
    ledger_path.write_bytes(b"")
    dialog = page()
    assert dialog.backups.chosen is not None
    assert (dialog.backups.chosen.title, "打开密码" in dialog.backups.states[0]) == ("", True)


def test_a_password_set_since_the_last_backup_is_not_walked_around_by_restoring_it(
    ledger_path: Path, page: Page, qtbot: QtBot
) -> None:
    store = open_ledger(ledger_path, FixedClock())
    store.backup()
    PasswordService(store).set("西山营商2021")
    store.close()
    content = bytearray(ledger_path.read_bytes())
    content[-2 * 4096 :] = b"\xa5" * (2 * 4096)
    ledger_path.write_bytes(content + b"\0" * 100)
    dialog = page()
    assert dialog.backups.chosen is not None
    assert (dialog.backups.chosen.title, "打开密码" in dialog.backups.states[0]) == ("", True)
    press(dialog, Way.BACKUP, qtbot)
    assert dialog.services is not None
    dialog.services.password.enter("西山营商2021")


def test_a_torn_record_of_a_password_keeps_nobody_out(ledger_path: Path, page: Page, qtbot: QtBot) -> None:
    store = open_ledger(ledger_path, FixedClock())
    store.backup()
    store.remember("password.record", "{\"v\": 1, \"pass")
    store.close()
    ledger_path.write_bytes(ledger_path.read_bytes() + b"\0" * 100)
    dialog = page()
    press(dialog, Way.BACKUP, qtbot)
    assert dialog.services is not None
    assert not dialog.services.locked
