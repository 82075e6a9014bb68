"""Starting: the right ledger, a new one only when there never was one, a sentence when it can't be opened."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import main
from db.backup import backups_in, backups_of
from db.backup_names import backup_file
from db.handing import HandoverFiles
from db.inspecting import UnopenedLedger
from db.opening import create_ledger, open_ledger
from db.recovering import held_in, keep_copy, picked, recover_ledger
from db.store import SqlLedger
from qcapp.domain.backups import Backup, BackupFile, BackupHeld
from qcapp.domain.plan import Plan
from qcapp.domain.server_address import ServerAddress
from qcapp.domain.shared import SharedFound
from qcapp.intake.reader import SafeReader
from qcapp.ports import Progress
from qcapp.services import Services, make_services
from qcapp.services.diagnosis import DiagnosisService
from qcapp.services.fill import FillService
from qcapp.services.fill_memory import FillMemory
from qcapp.services.handover import HandoverService
from qcapp.services.sample import sample_plan
from qcapp.services.setup import built_in_plan
from tests.factory import FixedClock, small_plan
from tests.services.office import HandedOver
from tests.ui.conftest import RESOURCES, WHO
from ui.clerk import clerk_name
from ui.dialogs.first_run import FirstRunChoice, FirstRunDialog
from ui.recent import LEDGERS, Recent, gone
from ui.rescue.page import RescueDialog
from ui.rescue.ways import Way
from ui.start import open_or_make


class Shop:
    """A workplace on a path; counts what was asked of it."""

    def __init__(self, path: Path) -> None:
        self.path, self.named, self.upgraded = path, False, ""
        self.address: ServerAddress | None = None
        self.home = path.parent
        self.stores: list[SqlLedger] = []

    def open(self) -> Services:
        return self._kept(open_ledger(self.path, FixedClock()))

    def create(self, plan: Plan, who: str = "") -> Services:
        return self._kept(create_ledger(self.path, plan, FixedClock(), who or WHO))

    def backups_here(self) -> tuple[Backup, ...]:
        return backups_of(self.path)

    def backups_in(self, folder: Path) -> tuple[Backup, ...]:
        return backups_in(folder, self.path.stem)

    def backup_file(self, path: Path) -> BackupFile | None:
        return backup_file(path)

    def picked(self, backup: Path, among: Sequence[Path]) -> BackupHeld:
        return picked(backup, self.path, among)

    def held_in(self, backup: Path) -> BackupHeld:
        return held_in(backup, self.path)

    def recover_and_open(self, source: Path) -> tuple[Services, Path | None]:
        store, aside = recover_ledger(self.path, source, FixedClock())
        return self._kept(store), aside

    def keep_copy(self, target: Path) -> None:
        keep_copy(self.path, target)

    def lead_to(self, ledger: Path | ServerAddress) -> None:
        assert isinstance(ledger, Path), "this one knows no server"
        self.path = ledger

    def look_at(self, address: ServerAddress) -> SharedFound:
        raise AssertionError("this one knows no server")

    def share(self, source: Path, who: str = "") -> Services:
        raise AssertionError("this one knows no server")

    def close(self) -> None:
        for store in self.stores:
            store.close()

    def beside(self, path: Path) -> Shop:
        shop = Shop(path)
        shop.home = self.home
        return shop

    @property
    def usual_path(self) -> Path:
        return self.home / "ledger.sqlite3"

    @property
    def sample_path(self) -> Path:
        return self.home / "示例" / "示例台账.sqlite3"

    def create_sample(self, progress: Progress) -> Services:
        return self.create(sample_plan(self.built_in_plan()))

    def built_in_plan(self) -> Plan:
        return built_in_plan(RESOURCES)

    def diagnosis(self, why: str) -> DiagnosisService:
        return DiagnosisService(UnopenedLedger(self.path, why), FixedClock())

    def fill(self) -> FillService:
        reader = SafeReader(in_process=True)
        return FillService(lambda: reader, main.WRITERS, FillMemory(self.path.parent / "fill"), FixedClock())

    def handover(self) -> HandoverService:
        clock, folder = FixedClock(), self.path.parent
        files = HandoverFiles(self.path, clock)
        return HandoverService(files, clock, folder / "fill", folder / "window.ini", WHO, cost=14)

    def read_anew(self) -> Services:
        self.stores[-1].replaced()
        return make_services(self.stores[-1], HandedOver(), FixedClock(), WHO, {})

    def warm_up(self) -> None:
        """Nothing to get ready."""

    def _kept(self, store: SqlLedger) -> Services:
        self.stores.append(store)
        return make_services(store, HandedOver(), FixedClock(), WHO, {})


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def refuse(*args: object, **kwargs: object) -> None:
    raise AssertionError("nobody should have been asked")


def test_an_existing_ledger_is_opened_without_a_question(
    ledger_path: Path, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FirstRunDialog, "ask", refuse)
    shop = Shop(ledger_path)
    services = open_or_make(shop, settings)
    assert services is not None
    assert len(services.look.plan(services.look.current_period()).measures) == 74
    assert settings.value("ledger/path") == str(ledger_path)
    shop.stores[0].close()


def test_a_start_on_the_same_ledger_writes_no_settings_for_which_its_rows_would_wait(
    ledger_path: Path, settings: QSettings
) -> None:
    kept = Path(settings.fileName())

    def begin() -> None:
        shop = Shop(ledger_path)
        assert open_or_make(shop, settings) is not None
        Recent(settings).add(LEDGERS, ledger_path, "责任清单")
        settings.sync()
        shop.close()

    begin()
    os.utime(kept, (1_600_000_000, 1_600_000_000))
    begin()
    assert kept.stat().st_mtime == 1_600_000_000
    Recent(settings).add(LEDGERS, ledger_path, "明年的责任清单")
    settings.sync()
    assert kept.stat().st_mtime != 1_600_000_000
    assert (Recent(settings).paths(LEDGERS), Recent(settings).title(ledger_path)) == ([ledger_path], "明年的责任清单")


def test_the_first_start_makes_the_ledger_chosen_in_the_guide(
    tmp_path: Path, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = tmp_path / "我的台账" / "台账.sqlite3"
    asked: list[Plan] = []

    def guide(parent: object, built_in: Plan, ledger: Path, read_plan: object) -> FirstRunChoice:
        asked.append(built_in)
        return FirstRunChoice(small_plan(), wanted, who="张三")

    monkeypatch.setattr(FirstRunDialog, "ask", guide)
    shop = Shop(tmp_path / "ledger.sqlite3")
    services = open_or_make(shop, settings)
    assert services is not None
    assert wanted.exists()
    assert asked[0].year == 2021
    assert clerk_name(settings) == "张三"
    shop.stores[0].close()
    # and the next start finds it where it was put
    monkeypatch.setattr(FirstRunDialog, "ask", refuse)
    again = Shop(tmp_path / "ledger.sqlite3")
    assert open_or_make(again, settings) is not None
    assert again.path == wanted
    again.stores[0].close()


def test_giving_up_the_guide_makes_nothing(
    tmp_path: Path, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FirstRunDialog, "ask", lambda *args: None)
    shop = Shop(tmp_path / "ledger.sqlite3")
    assert open_or_make(shop, settings) is None
    assert not shop.path.exists()


def answered(monkeypatch: pytest.MonkeyPatch, *answers: Way | None) -> list[str]:
    """Each page in turn is answered by a press of that way's button, or left; their headings."""
    waiting, seen = list(answers), []

    def exec_(dialog: RescueDialog) -> int:
        seen.append(dialog.findChildren(QLabel)[0].text())
        way = waiting.pop(0)
        if way is None:
            dialog.reject()
            return 0
        dialog.show()
        while dialog.backups.busy:
            QApplication.processEvents()
        dialog.buttons[way].click()
        while dialog.tasks.busy:
            QApplication.processEvents()
        return dialog.result()

    monkeypatch.setattr(RescueDialog, "exec", exec_)
    return seen


def test_a_ledger_that_is_gone_is_never_begun_anew_unasked(
    ledger_path: Path, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(ledger_path)
    open_or_make(shop, settings)
    shop.stores[0].close()
    shutil.move(ledger_path, ledger_path.with_suffix(".moved"))
    monkeypatch.setattr(FirstRunDialog, "ask", refuse)
    assert answered(monkeypatch, None) == []
    assert open_or_make(Shop(ledger_path), settings) is None
    assert not ledger_path.exists()


def test_where_backups_are_left_a_ledger_is_missing_and_not_a_first_start(
    ledger_path: Path, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_backup(ledger_path)
    ledger_path.unlink()
    monkeypatch.setattr(FirstRunDialog, "ask", refuse)
    seen = answered(monkeypatch, Way.BACKUP)
    told: list[str] = []
    shop = Shop(ledger_path)
    assert open_or_make(shop, settings, told.append) is not None
    assert seen == ["找不到台账"]
    assert ["备份恢复" in words for words in told] == [True]
    shop.close()


def with_backup(path: Path) -> None:
    store = open_ledger(path, FixedClock())
    store.backup()
    store.close()


@pytest.mark.parametrize("content", [b"", b"x" * 5000, None])
def test_a_broken_ledger_is_put_aside_and_its_backup_stands_in_its_place(
    ledger_path: Path, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    with_backup(ledger_path)
    whole = ledger_path.read_bytes()
    broken = whole[: len(whole) // 8192 * 4096] if content is None else content
    ledger_path.write_bytes(broken)
    answered(monkeypatch, Way.BACKUP)
    told: list[str] = []
    shop = Shop(ledger_path)
    services = open_or_make(shop, settings, told.append)
    assert services is not None
    assert len(services.look.plan(services.look.current_period()).measures) == 74
    (aside,) = ledger_path.parent.glob("*损坏*")
    assert aside.read_bytes() == broken
    assert aside.name in told[0]
    shop.close()


def test_leaving_the_page_changes_no_byte(
    ledger_path: Path, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_backup(ledger_path)
    ledger_path.write_bytes(b"")
    before = sorted(ledger_path.parent.rglob("*"))
    answered(monkeypatch, None)
    assert open_or_make(Shop(ledger_path), settings) is None
    assert sorted(ledger_path.parent.rglob("*")) == before
    assert ledger_path.read_bytes() == b""


def test_the_ledger_used_last_is_opened_again_though_the_usual_one_is_there(
    ledger_path: Path, tmp_path: Path, settings: QSettings, qtbot: QtBot
) -> None:
    other = tmp_path / "另一本.sqlite3"
    shutil.copyfile(ledger_path, other)
    settings.setValue("ledger/path", str(other))
    shop = Shop(ledger_path)
    assert open_or_make(shop, settings) is not None
    assert shop.path == other
    shop.close()


def test_a_last_ledger_on_a_missing_stick_is_asked_about_before_the_usual_one_is_opened(
    ledger_path: Path, tmp_path: Path, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.setValue("ledger/path", str(tmp_path / "U 盘" / "台账.sqlite3"))
    answered(monkeypatch, None, Way.USUAL)
    shop = Shop(ledger_path)
    assert open_or_make(shop, settings) is None
    again = Shop(ledger_path)
    assert open_or_make(again, settings) is not None
    assert again.path == ledger_path
    again.close()


@pytest.mark.skipif(os.name == "nt", reason="a name that is too long is one that is not there for Windows")
def test_a_last_ledger_that_can_not_even_be_looked_for_gets_the_page_and_not_the_dialog_of_bugs(
    ledger_path: Path, tmp_path: Path, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a share whose server answers with an error, or in a folder without the right to look."""
    away = tmp_path / ("台" * 300) / "台账.sqlite3"
    with pytest.raises(OSError, match="too long"):
        away.exists()
    settings.setValue("ledger/path", str(away))
    monkeypatch.setattr(FirstRunDialog, "ask", refuse)
    seen = answered(monkeypatch, Way.USUAL)
    shop = Shop(ledger_path)
    assert open_or_make(shop, settings) is not None
    assert seen == ["台账所在的磁盘读不出来"]
    assert gone([away, tmp_path / "没有", ledger_path]) == {tmp_path / "没有"}
    shop.close()
