"""Another ledger while the program runs: the window stands anew on it; what can't be opened leaves this one as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from db.opening import create_ledger
from qcapp.domain.text import shortened
from qcapp.services import Services
from tests.factory import FixedClock, small_plan
from tests.new_ledgers import new_ledger
from tests.ui.conftest import JULY, WHO
from tests.ui.hands import type_in
from tests.ui.test_start import Shop, answered, with_backup
from ui.dialogs.first_run import FirstRunChoice, FirstRunDialog
from ui.dialogs.question import Answer, QuestionDialog
from ui.ledgers import Ledgers, free_name
from ui.main_window import MainWindow
from ui.opening import LEDGER_KEY
from ui.recent import FILES, LEDGERS, Recent, written
from ui.recent_menu import RecentMenu
from ui.rescue.ways import Way


def stand(settings: QSettings, ledgers: Ledgers, services: Services) -> MainWindow:
    window = MainWindow(services, ledgers.path, settings)
    window.ledgers = ledgers
    window.show()
    window.complete()
    return window


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def ledgers(ledger_path: Path, settings: QSettings, qtbot: QtBot) -> Iterator[Ledgers]:
    shop = Shop(ledger_path)
    made = Ledgers(shop, settings, partial(stand, settings))
    made.show(shop.open())
    yield made
    window = at_hand(made)
    window.tasks.shut_down()
    window.close()
    made.close()
    made.deleteLater()


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "另一本" / "台账.sqlite3"
    new_ledger(path, small_plan(2021), FixedClock(), WHO).close()
    return path


def at_hand(ledgers: Ledgers) -> MainWindow:
    assert ledgers.window is not None
    return ledgers.window


def turn_to(ledgers: Ledgers, path: Path, qtbot: QtBot) -> None:
    """Open it and wait until the window stands on it."""
    ledgers.open(path)
    qtbot.waitUntil(lambda: ledgers.path == path, timeout=20_000)


def menu_words(ledgers: Ledgers) -> list[tuple[str, bool]]:
    (recent,) = at_hand(ledgers).findChildren(RecentMenu)
    recent.menu.aboutToShow.emit()
    return [(each.text(), each.isEnabled()) for each in recent.menu.actions() if each.text() and not each.isSeparator()]


def test_the_window_stands_on_the_other_ledger(ledgers: Ledgers, other: Path, settings: QSettings, qtbot: QtBot) -> None:
    old, old_path = at_hand(ledgers), ledgers.path
    with qtbot.waitSignal(old.destroyed):
        turn_to(ledgers, other, qtbot)
    new = at_hand(ledgers)
    assert len(new.services.look.plan(new.period).measures) == 4
    assert new.isVisible()
    assert settings.value(LEDGER_KEY) == str(other)
    assert ledgers.recent.paths(LEDGERS) == [other, old_path]
    shutil.move(old_path, old_path.with_suffix(".moved"))  # nothing holds it any more


def test_what_is_half_typed_is_saved_before(ledgers: Ledgers, other: Path, qtbot: QtBot) -> None:
    window, mine = at_hand(ledgers), ledgers.path
    window.set_period(JULY)
    window.go("ledger", (8, "区政数局"))
    type_in(window.ledger_page.form.editor("progress"), "写了一半")
    turn_to(ledgers, other, qtbot)
    again = Shop(mine)
    assert again.open().look.snapshot(JULY).entry(8, "区政数局").text("progress") == "写了一半"
    again.close()


@pytest.mark.parametrize(("name", "told"), [
    ("没有.sqlite3", "找不到台账"), ("坏.sqlite3", "台账文件是空的"), ("文.sqlite3", "不是本程序的台账"),
])
def test_what_cannot_be_opened_gets_its_page_and_this_one_stays(
    ledgers: Ledgers, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    bad = tmp_path / name
    if name != "没有.sqlite3":
        bad.write_bytes(b"" if name.startswith("坏") else b"x" * 200)
    window, mine = at_hand(ledgers), ledgers.path
    seen = answered(monkeypatch, None)
    ledgers.open(bad)
    qtbot.waitUntil(lambda: bool(seen), timeout=10_000)
    assert at_hand(ledgers) is window
    assert ledgers.path == mine
    assert told in seen[0]
    assert window.services.look.plan(JULY).measures
    assert ledgers.recent.paths(LEDGERS) == [mine]


def test_a_damaged_one_that_is_turned_to_comes_back_from_its_backup(
    ledgers: Ledgers, other: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_backup(other)
    other.write_bytes(other.read_bytes()[:9000])
    answered(monkeypatch, Way.BACKUP)
    turn_to(ledgers, other, qtbot)
    assert "备份恢复" in at_hand(ledgers).notice.text
    assert len(at_hand(ledgers).services.look.plan(JULY).measures) == 4


def test_a_new_ledger_is_begun_with_the_guide(
    ledgers: Ledgers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    wanted = tmp_path / "新的" / "台账.sqlite3"
    seen: list[str] = []

    def guide(dialog: FirstRunDialog) -> int:
        seen.extend([dialog.windowTitle(), dialog.ledger.text(), str(dialog.sample.isVisibleTo(dialog))])
        dialog.choice = FirstRunChoice(small_plan(), wanted)
        return 1

    monkeypatch.setattr(FirstRunDialog, "exec", guide)
    at_hand(ledgers).actions_by_key["new"].trigger()
    assert seen == ["新建台账", str(tmp_path / "台账 一" / "ledger-2.sqlite3"), "False"]
    qtbot.waitUntil(lambda: ledgers.path == wanted, timeout=20_000)
    assert wanted.exists()


def test_the_sample_says_what_it_is_and_is_not_taken_for_ones_own(
    ledgers: Ledgers, settings: QSettings, qtbot: QtBot
) -> None:
    settings.setValue(LEDGER_KEY, str(ledgers.path))
    mine = ledgers.path
    at_hand(ledgers).actions_by_key["sample"].trigger()
    qtbot.waitUntil(lambda: ledgers.path != mine, timeout=20_000)
    window = at_hand(ledgers)
    assert "（示例）" in window.windowTitle()
    assert "示例台账" in window.notice.text
    assert settings.value(LEDGER_KEY) == str(mine)
    assert "新建台账" not in window.notice.text
    back = next(each for each in window.notice.findChildren(QPushButton) if each.text() == "回到我的台账")
    assert back.isVisible()
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ledgers.path == mine, timeout=20_000)


def test_recent_ledgers_and_files_are_in_the_menu_and_what_is_gone_is_grey(
    ledgers: Ledgers, other: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    there, away = tmp_path / "七月.xlsx", tmp_path / "没有了.docx"
    there.write_bytes(b"x")
    first, mine = ledgers.path, at_hand(ledgers).services.look.plan(JULY).title
    turn_to(ledgers, other, qtbot)
    for path in (away, there):
        written.told.emit(path)
    assert ledgers.recent.paths(FILES) == [there, away]
    words = menu_words(ledgers)
    assert [(text.split("　")[0], enabled) for text, enabled in words] == [
        ("台账", False), (small_plan(2021).title, False), (shortened(mine, 30), True),
        ("导出的文件和文件夹", False), (there.name, True), (away.name, False), ("清空这份记录", True),
    ]
    assert words[1][0].endswith("（现在打开的）")
    assert str(first.parent.name) in words[2][0]
    assert words[5][0].endswith("（不在原处）")


@pytest.mark.parametrize("count", [1, 3])
def test_recent_paths_of_every_drive_are_kept_letter_for_letter(settings: QSettings, count: int) -> None:
    paths = [Path(each) for each in (r"D:\下发\7月, 更正\表;1.xlsx", r"\\办公室\共享 1\通报.docx", "/媒体/U盘/100%.pdf")][:count]
    for path in reversed(paths):
        Recent(settings).add(FILES, path)
    settings.sync()
    assert Recent(QSettings(settings.fileName(), QSettings.Format.IniFormat)).paths(FILES) == paths


def test_a_recent_ledger_is_one_press_away(ledgers: Ledgers, other: Path, qtbot: QtBot) -> None:
    first = ledgers.path
    turn_to(ledgers, other, qtbot)
    (recent,) = at_hand(ledgers).findChildren(RecentMenu)
    recent.menu.aboutToShow.emit()
    next(each for each in recent.menu.actions() if each.data() == first).trigger()
    qtbot.waitUntil(lambda: ledgers.path == first, timeout=20_000)


def test_ctrl_o_opens_a_ledger_except_where_it_chooses_returned_files(
    ledgers: Ledgers, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from ui.pages.collect import CollectPage

    window = at_hand(ledgers)
    asked: list[str] = []
    monkeypatch.setattr(Ledgers, "choose", lambda self: asked.append("台账"))
    page = window.page("collect")
    assert isinstance(page, CollectPage)

    def returned(*args: object) -> tuple[list[str], str]:
        asked.append("回收")
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", returned)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    window.go("collect")
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert window.actions_by_key["open"].shortcut().toString() == ""
    window.go("overview")
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert asked == ["台账", "回收", "台账"]


def test_a_free_name_is_found(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    assert free_name(path) == path
    path.write_bytes(b"")
    assert free_name(path) == tmp_path / "ledger-2.sqlite3"


def test_a_new_ledger_leads_on_to_the_first_step(ledgers: Ledgers, other: Path, qtbot: QtBot) -> None:
    turn_to(ledgers, other, qtbot)
    window = at_hand(ledgers)
    qtbot.waitUntil(lambda: window.notice.isVisible(), timeout=5_000)
    assert window.notice.text == f"台账建好了。第一步：给各单位生成 {window.period.label}的下发表。"
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    way = next(each for each in window.notice.findChildren(QPushButton) if each.text() == "去下发")
    QTest.mouseClick(way, Qt.MouseButton.LeftButton)
    assert window.current_page.name == "dispatch"
    assert window.current_page.isAncestorOf(window.focusWidget()), "not on with what stands behind the notice"


def test_the_red_lamps_of_a_year_that_is_over_are_explained(ledgers: Ledgers, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "去年" / "台账.sqlite3"
    create_ledger(path, small_plan(2020), FixedClock(), WHO).close()
    turn_to(ledgers, path, qtbot)
    window = at_hand(ledgers)
    qtbot.waitUntil(lambda: window.notice.isVisible(), timeout=5_000)
    assert window.notice.text.startswith("台账建好了。这是 2020 年的清单，时限大多已过，所以多亮红灯；")


def test_a_ledger_at_work_is_opened_without_words(ledgers: Ledgers, other: Path, qtbot: QtBot) -> None:
    shop = Shop(other)
    services = shop.open()
    services.edit.set_field(1, services.look.plan(JULY).units_of[1][0], JULY, "progress", "已办。")
    shop.close()
    turn_to(ledgers, other, qtbot)
    qtbot.wait(1_000)
    assert at_hand(ledgers).notice.isHidden()


def asked(monkeypatch: pytest.MonkeyPatch, answer: str | None) -> list[str]:
    """What was asked, and answered so; which buttons there were."""
    seen: list[str] = []

    def ask(over: object, title: str, heading: str, words: str, answers: Sequence[Answer], *_: object) -> str | None:
        seen.extend([heading, words, *(each.words for each in answers)])
        return answer

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    return seen


def test_a_backup_is_not_opened_as_a_ledger_unasked(
    ledgers: Ledgers, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = at_hand(ledgers).services.upkeep.backup()
    seen = asked(monkeypatch, None)
    monkeypatch.setattr("ui.dialogs.files.ask_open", lambda *_: backup.path)
    ledgers.choose()
    assert seen[0] == "这是一份备份"
    assert seen[2:] == ["恢复成台账…", "只当作一本台账打开"]
    assert ledgers.path == ledger_path


def test_a_backup_may_be_opened_for_what_it_is(ledgers: Ledgers, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    backup = at_hand(ledgers).services.upkeep.backup()
    asked(monkeypatch, "open")
    ledgers.open_chosen(backup.path)
    qtbot.waitUntil(lambda: ledgers.path == backup.path, timeout=20_000)


def test_a_backup_of_the_ledger_at_hand_is_offered_in_the_dialog_of_backups(
    ledgers: Ledgers, monkeypatch: pytest.MonkeyPatch, ledger_path: Path
) -> None:
    window = at_hand(ledgers)
    backup = window.services.upkeep.backup()
    opened: list[Path | None] = []
    monkeypatch.setattr(type(window.commands.safekeeping.backups), "open", lambda work, other=None: opened.append(other))
    asked(monkeypatch, "restore")
    ledgers.open_chosen(backup.path)
    assert (opened, ledgers.path) == ([backup.path], ledger_path)


@pytest.mark.parametrize("there", [True, False])
def test_a_backup_of_another_ledger_is_brought_back_to_where_that_lies(
    ledgers: Ledgers, other: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, there: bool
) -> None:
    with_backup(other)
    (backup,) = Shop(other).backups_here()
    before = backup.path.read_bytes()
    if not there:
        other.unlink()
    opened: list[Path | None] = []
    monkeypatch.setattr(
        type(at_hand(ledgers).commands.safekeeping.backups), "open", lambda work, other=None: opened.append(other)
    )
    asked(monkeypatch, "restore")
    ledgers.open_chosen(backup.path)
    qtbot.waitUntil(lambda: ledgers.path == other, timeout=20_000)
    qtbot.waitUntil(lambda: bool(opened or at_hand(ledgers).notice.text), timeout=20_000)
    assert opened == ([backup.path] if there else [])
    assert ("的备份恢复" in at_hand(ledgers).notice.text) is not there
    assert backup.path.read_bytes() == before
