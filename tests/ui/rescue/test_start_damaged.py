"""A window's ledger is looked through after its first page: what that page meets of damage leads to the ways out all the same."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.opening import open_ledger
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.services import Services
from tests.factory import FixedClock
from tests.ui.test_ledgers import stand
from tests.ui.test_start import Shop
from ui.ledgers import Ledgers
from ui.rescue.page import RescueDialog
from ui.rescue.ways import Way
from ui.start import _shown

PAGE = 4096


class LaterShop(Shop):
    """As a window's workplace, it leaves the look through the file for later."""

    def open(self) -> Services:
        return self._kept(open_ledger(self.path, FixedClock(), look_later=True))

    def beside(self, path: Path) -> LaterShop:
        return LaterShop(path)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def overwrite(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(b"\xa5" * PAGE)


def close(ledgers: Ledgers) -> None:
    if ledgers.window is not None:
        ledgers.window.tasks.shut_down()
        ledgers.window.close()
    ledgers.close()


def test_whichever_page_is_broken_the_start_says_damaged_or_stands(
    ledger_path: Path, settings: QSettings, qtbot: QtBot
) -> None:
    whole = ledger_path.read_bytes()
    ends: set[LedgerTrouble | None] = set()
    for page in random.Random(5).sample(range(1, len(whole) // PAGE), 12):
        ledger_path.write_bytes(whole)
        overwrite(ledger_path, page)
        shop = LaterShop(ledger_path)
        ledgers = Ledgers(shop, settings, partial(stand, settings))
        try:
            ledgers.show(shop.open())
            ends.add(None)
        except LedgerError as error:
            ends.add(error.trouble)
        finally:
            close(ledgers)
    assert LedgerTrouble.DAMAGED in ends
    assert ends <= {LedgerTrouble.DAMAGED, None}


def test_damage_that_the_first_page_meets_is_put_right_by_a_backup_and_the_window_stands(
    ledger_path: Path, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = LaterShop(ledger_path)
    shop.open().upkeep.backup()
    shop.close()
    found = breaking(ledger_path, settings)

    def exec_(dialog: RescueDialog) -> int:
        while dialog.backups.busy:
            QApplication.processEvents()
        dialog.buttons[Way.BACKUP].click()
        while dialog.tasks.busy:
            QApplication.processEvents()
        return 1

    monkeypatch.setattr(RescueDialog, "exec", exec_)
    told: list[str] = []
    services, ledgers = found
    window = _shown(ledgers, services, settings, told.append)
    assert window is not None
    assert window.isVisible()
    assert "备份恢复" in "".join(told)
    assert all(check.ok for check in window.services.upkeep.check())
    assert list(ledger_path.parent.glob("*损坏*"))
    close(ledgers)


def breaking(path: Path, settings: QSettings) -> tuple[Services, Ledgers]:
    """A ledger that opens, and whose first page then meets the damage."""
    whole = path.read_bytes()
    for page in range(1, len(whole) // PAGE):
        path.write_bytes(whole)
        overwrite(path, page)
        shop = LaterShop(path)
        ledgers = Ledgers(shop, settings, partial(stand, settings))
        try:
            services = shop.open()
        except LedgerError:
            continue
        try:
            ledgers.show(services)
        except LedgerError:
            return services, ledgers
        close(ledgers)
    raise AssertionError("no page of this ledger is read by the first page alone")
