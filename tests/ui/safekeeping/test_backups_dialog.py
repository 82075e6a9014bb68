"""备份与恢复 on a real ledger: what each backup would take is told before it is brought back, and it can be taken back."""

from __future__ import annotations

import datetime
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcapp.domain.backups import BackupReason, SecondPlace
from qcapp.domain.operations import OperationKind
from qcapp.services import Services
from qcapp.services.upkeep import UpkeepService
from tests.factory import FixedClock
from tests.ui.conftest import JULY
from tests.ui.hands import press, press_keys, type_in
from ui.backup_work import BackupWork
from ui.daily import DailyBackups
from ui.dialogs import files
from ui.dialogs.backups import BackupsDialog
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.models.backups import Whereabouts, Wholeness
from ui.theme import Tone

Fill = Callable[..., None]
NO, UNIT = 11, "区税务局"


@pytest.fixture
def work(window: MainWindow) -> BackupWork:
    return window.commands.safekeeping.backups


@pytest.fixture
def opened(work: BackupWork, qtbot: QtBot) -> Iterator[Callable[[], BackupsDialog]]:
    """The dialog, shown but not waited for."""

    def stand() -> BackupsDialog:
        dialog = work._begin()
        dialog.show()
        settle(qtbot, work)
        return dialog

    yield stand
    if work.dialog is not None:
        work.dialog.close()


def settle(qtbot: QtBot, work: BackupWork) -> None:
    """The row at hand has been compared, or found wanting."""
    dialog = work.dialog
    assert dialog is not None

    def quiet() -> bool:
        aside = work.second.aside.asking or work.window.commands.safekeeping.carrying.aside.asking
        return not (work.window.tasks.busy or dialog._settle.isActive() or aside)

    qtbot.waitUntil(quiet, timeout=20_000)


def answer_questions(monkeypatch: pytest.MonkeyPatch, *keys: str | None) -> list[tuple[str, tuple[str, ...]]]:
    """Answers in their order; what was asked."""
    asked: list[tuple[str, tuple[str, ...]]] = []
    left = list(keys)

    def ask(parent: object, title: str, heading: str, words: str, answers: object, details: tuple[str, ...] = ()) -> str | None:
        asked.append((f"{heading}\n{words}", tuple(details)))
        return left.pop(0)

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    return asked


def text_now(services: Services) -> str:
    return services.look.snapshot(JULY).entries[next(
        key for key in services.look.snapshot(JULY).entries if key.no == NO and key.unit == UNIT
    )].values["progress"].text


def test_each_backup_is_listed_with_why_and_how_much_came_after(
    opened: Callable[[], BackupsDialog], services: Services, clock: FixedClock, fill: Fill
) -> None:
    fill(NO, UNIT, progress="第一稿")
    services.upkeep.backup()
    fill(NO, UNIT, problems="无")
    fill(NO, UNIT, deadline="年底")
    dialog = opened()
    (row,) = dialog.model.rows
    cells = [dialog.model.index(0, column).data() for column in range(5)]
    assert cells[1] == "手动"
    assert cells[2].endswith("KB")
    assert cells[4] == "2 次"
    assert row.wholeness is Wholeness.LOOKED_THROUGH  # compared: it was read whole
    assert "2 次操作" in dialog.side.words.text()
    summaries = [operation.summary for operation, goes in dialog.side.operations_model.rows if goes]
    assert len(summaries) == 2
    fields = [(each.key.field, each.cells[3].text, each.cells[4].text) for each in dialog.side.fields_model.rows]
    assert sorted(fields) == [("deadline", "（空）", "年底"), ("problems", "（空）", "无")]


def test_without_any_the_way_to_the_first_is_told(opened: Callable[[], BackupsDialog], work: BackupWork, qtbot: QtBot) -> None:
    dialog = opened()
    assert not dialog.model.rows
    assert "立即备份" in dialog.side.words.text()
    assert not dialog.restore_button.isEnabled()
    assert not dialog.verify_button.isEnabled()
    dialog.now_button.click()
    settle(qtbot, work)
    assert dialog.row is not None
    assert dialog.row.backup.reason is BackupReason.BY_HAND
    assert "已备份并校验" in dialog.notice.text
    assert "什么都不会变" in dialog.side.words.text()
    assert not dialog.restore_button.isEnabled()  # it would bring nothing


def test_restoring_asks_with_what_is_lost_and_can_be_undone(
    opened: Callable[[], BackupsDialog], work: BackupWork, services: Services, fill: Fill, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch, window: MainWindow,
) -> None:
    fill(NO, UNIT, progress="第一稿")
    services.upkeep.backup()
    fill(NO, UNIT, progress="第二稿")
    asked = answer_questions(monkeypatch, None, "yes")
    dialog = opened()
    dialog.restore_button.click()  # thought better of
    assert text_now(services) == "第二稿"
    dialog.restore_button.click()
    settle(qtbot, work)
    heading, details = asked[1]
    assert "1 次操作" in heading
    assert len(details) == 1
    assert details[0].startswith("撤去")
    assert text_now(services) == "第一稿"
    assert services.history.operations(1)[0].kind is OperationKind.RESTORE
    window.go("ledger", (NO, UNIT))
    assert window.ledger_page.form.editor("progress").value() == "第一稿"
    # What was there before is the row at hand, and one press away.
    assert dialog.row is not None
    assert dialog.row.backup.reason is BackupReason.RESTORE
    assert "已恢复成" in dialog.notice.text
    dialog.notice.action_requested.emit()
    settle(qtbot, work)
    assert text_now(services) == "第二稿"
    assert "已撤销恢复" in dialog.notice.text


def test_what_a_backup_of_before_a_restoration_would_change_is_seen_field_by_field(
    opened: Callable[[], BackupsDialog], services: Services, fill: Fill
) -> None:
    fill(NO, UNIT, progress="第一稿")
    first = services.upkeep.backup()
    fill(NO, UNIT, progress="第二稿", problems="无")
    kept = services.upkeep.restore(first.path)
    dialog = opened()
    dialog.show_rows(dialog.model.rows, kept.path)
    assert dialog.row is not None
    assert dialog.row.backup.reason is BackupReason.RESTORE
    assert dialog.model.index(dialog.model.row_of(kept.path), 4).data() == "另有内容"
    side = dialog.side
    assert "2 个栏目的内容会和现在不同" in side.words.text()
    assert side.tabs.isTabVisible(1)
    assert side.tabs.tabText(1) == "栏目 2"
    rows = {each.key.field: [cell.text for cell in each.cells[3:]] for each in side.fields_model.rows}
    assert rows == {"progress": ["第二稿", "第一稿", "恢复备份"], "problems": ["无", "（空）", "恢复备份"]}


def test_what_is_half_typed_is_in_the_ledger_before_anything_is_compared(
    window: MainWindow, services: Services, work: BackupWork, qtbot: QtBot
) -> None:
    services.upkeep.backup()
    window.go("ledger", (NO, UNIT))
    type_in(window.ledger_page.form.editor("progress"), "刚打的字")
    seen: list[str] = []

    def look() -> None:
        dialog = work.dialog
        if dialog is None or window.tasks.busy or dialog._settle.isActive():
            QTimer.singleShot(30, look)
            return
        seen.extend(operation.summary for operation, _ in dialog.side.operations_model.rows)
        dialog.reject()

    QTimer.singleShot(0, look)
    window.actions_by_key["backups"].trigger()
    assert len(seen) == 1
    assert work.dialog is None


def test_a_damaged_backup_is_told_and_can_not_be_brought_back(
    opened: Callable[[], BackupsDialog], work: BackupWork, services: Services, fill: Fill, qtbot: QtBot
) -> None:
    good = services.upkeep.backup().path
    fill(NO, UNIT, progress="后来的")
    bad = services.upkeep.backup().path
    data = bytearray(bad.read_bytes())
    data[len(data) // 2] ^= 0xFF
    bad.write_bytes(data)
    dialog = opened()
    dialog.table.selectRow(dialog.model.row_of(bad))
    settle(qtbot, work)
    assert not dialog.restore_button.isEnabled()
    assert dialog.row is not None
    assert dialog.row.wholeness is Wholeness.BROKEN
    assert dialog.side.words.text().endswith("。")
    dialog.table.selectRow(dialog.model.row_of(good))
    settle(qtbot, work)
    assert dialog.restore_button.isEnabled()
    dialog.verify_all_button.click()
    settle(qtbot, work)
    states = {each.path: each.wholeness for each in dialog.model.rows}
    assert states == {good: Wholeness.LOOKED_THROUGH, bad: Wholeness.BROKEN}
    assert dialog.notice.property("role") == "notice"


def test_a_backup_chosen_from_elsewhere_is_compared_too(
    opened: Callable[[], BackupsDialog], work: BackupWork, services: Services, fill: Fill, tmp_path: Path, qtbot: QtBot
) -> None:
    stick = tmp_path / "U盘" / "拿走的.sqlite3"
    stick.parent.mkdir()
    shutil.copyfile(services.upkeep.backup().path, stick)
    fill(NO, UNIT, progress="后来的")
    dialog = opened()
    work.show_other(stick)
    settle(qtbot, work)
    assert dialog.row is not None
    assert dialog.row.path == stick
    assert dialog.row.where is Whereabouts.CHOSEN
    assert dialog.restore_button.isEnabled()


@pytest.mark.parametrize("content", [b"", b"not a ledger at all" * 100])
def test_any_other_file_is_refused_in_a_sentence(
    opened: Callable[[], BackupsDialog], work: BackupWork, services: Services, tmp_path: Path, qtbot: QtBot, content: bytes
) -> None:
    other = tmp_path / "别的.sqlite3"
    other.write_bytes(content)
    dialog = opened()
    work.show_other(other)
    settle(qtbot, work)
    assert dialog.notice.property("role") == "notice"
    assert dialog.notice.text.endswith("。")
    assert dialog.model.row_of(other) == -1


def test_a_second_place_gets_the_newest_and_is_told_when_it_is_gone(
    opened: Callable[[], BackupsDialog], work: BackupWork, services: Services, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = tmp_path / "另一块盘"
    place.mkdir()
    services.upkeep.backup()
    dialog = opened()
    assert "还没有设" in dialog.second.text()
    monkeypatch.setattr(files, "ask_folder", lambda *_: place)
    dialog.second_button.click()
    settle(qtbot, work)
    assert str(place) in dialog.second.text().replace("~", str(Path.home()))
    assert list(place.rglob("*.sqlite3"))
    place.rename(tmp_path / "拔走了")
    dialog.now_button.click()
    settle(qtbot, work)
    assert dialog.second.property("tone") == Tone.WARN.name
    assert dialog.second.text().endswith("。")
    assert len(services.upkeep.backups()) == 2  # beside the ledger there is one all the same


def test_a_second_place_that_does_not_answer_holds_up_nobody(
    work: BackupWork, services: Services, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "断了的共享"
    place.mkdir()
    services.settings.change({"backup.second": str(place)})
    services.upkeep.backup()
    answers, real = threading.Event(), UpkeepService.second

    def late(upkeep: UpkeepService) -> SecondPlace | None:
        answers.wait(60)
        return real(upkeep)

    monkeypatch.setattr(UpkeepService, "second", late)
    dialog = work._begin()
    dialog.show()
    qtbot.waitUntil(lambda: dialog.restore_button.isEnabled() or not work.window.tasks.busy)
    assert len(dialog.model.rows) == 1, "those beside the ledger are there at once"
    assert "正在看" in dialog.second.text()
    answers.set()
    settle(qtbot, work)
    assert "最近一份是" in dialog.second.text()
    dialog.close()


def test_enter_in_the_list_brings_nothing_back(opened: Callable[[], BackupsDialog], services: Services, fill: Fill) -> None:
    services.upkeep.backup()
    fill(NO, UNIT, progress="后来的")
    dialog = opened()
    dialog.table.setFocus()
    press(dialog.table, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert text_now(services) == "后来的"


def test_a_row_can_be_copied(opened: Callable[[], BackupsDialog], services: Services) -> None:
    services.upkeep.backup()
    dialog = opened()
    press_keys(dialog.table, "Ctrl+C")
    assert "手动" in QApplication.clipboard().text()


# The status bar


def test_the_status_bar_leads_to_the_backups(window: MainWindow, services: Services, work: BackupWork, qtbot: QtBot) -> None:
    services.upkeep.backup()
    window.show_backup()
    button = window.frame.status.backup_button
    qtbot.waitUntil(lambda: button.text().startswith("上次备份"))
    assert not button.property("tone")
    met: list[bool] = []

    def look() -> None:
        if work.dialog is None:
            QTimer.singleShot(30, look)
            return
        met.append(work.dialog.isVisible())
        work.dialog.reject()

    QTimer.singleShot(0, look)
    button.click()
    assert met == [True]


def test_a_backup_older_than_a_week_is_amber_with_its_days(window: MainWindow, services: Services, clock: FixedClock) -> None:
    made = services.upkeep.backup()
    bar = window.frame.status
    bar.show_backup(made.at, made.at.date() + datetime.timedelta(days=7))
    assert not bar.backup_button.property("tone")
    bar.show_backup(made.at, made.at.date() + datetime.timedelta(days=8))
    assert bar.backup_button.property("tone") == Tone.WARN.name
    assert "8 天" in bar.backup_button.text()
    bar.show_backup(None, made.at.date())
    assert bar.backup_button.text() == "尚无备份"
    assert bar.backup_button.property("tone") == Tone.WARN.name


# Every day


def made_of(services: Services) -> list[BackupReason | None]:
    return [each.reason for each in services.upkeep.backups()]


def test_a_day_gets_one_backup_and_the_next_day_another(
    window: MainWindow, services: Services, clock: FixedClock, qtbot: QtBot
) -> None:
    daily = DailyBackups(window)
    for _ in range(2):
        daily.look()
        qtbot.waitUntil(lambda: not window.tasks.busy)
    assert made_of(services) == [BackupReason.DAILY]
    qtbot.waitUntil(lambda: window.status_words[-1].startswith("上次备份"))
    clock.time += datetime.timedelta(days=1)  # left open past midnight
    daily.look()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert made_of(services) == [BackupReason.DAILY] * 2


def test_a_second_place_that_cannot_be_reached_is_told_when_the_day_s_backup_is_made(
    window: MainWindow, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    place = tmp_path / "U盘"
    place.mkdir()
    services.settings.change({"backup.second": str(place)})
    place.rmdir()
    DailyBackups(window).look()
    qtbot.waitUntil(lambda: str(place) in window.notice.text)
    assert made_of(services) == [BackupReason.DAILY]
    assert window.notice.property("role") == "notice-warn"


def test_a_day_s_backup_that_fails_is_told_and_tried_again(
    window: MainWindow, services: Services, ledger_path: Path, qtbot: QtBot
) -> None:
    in_the_way = ledger_path.parent / "backups"
    in_the_way.write_bytes(b"")  # a file where the folder is to be
    daily = DailyBackups(window)
    daily.look()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert "自动备份没有做成" in window.notice.text
    in_the_way.unlink()
    for _ in range(70):  # an hour
        daily.look()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert made_of(services) == [BackupReason.DAILY]


def test_a_backup_by_hand_tells_that_the_second_place_did_not_get_it(
    window: MainWindow, work: BackupWork, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    place = tmp_path / "U盘"
    place.mkdir()
    services.settings.change({"backup.second": str(place)})
    place.rmdir()
    work.back_up()
    qtbot.waitUntil(lambda: str(place) in window.notice.text)
    assert made_of(services) == [BackupReason.BY_HAND]
    assert window.notice.text.startswith("已备份并校验")
    assert window.notice.property("role") == "notice-warn"
    place.mkdir()
    work.back_up()
    qtbot.waitUntil(lambda: len(list(place.rglob("*.sqlite3"))) == 1)
    qtbot.waitUntil(lambda: not window.commands.safekeeping.carrying.aside.asking)
    assert window.notice.property("role") == "notice-info"


def test_a_dead_disk_holds_up_neither_work_nor_closing(
    window: MainWindow, services: Services, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.settings.change({"backup.second": str(tmp_path)})
    answers, real = threading.Event(), UpkeepService.carry

    def dead(upkeep: UpkeepService) -> SecondPlace | None:
        answers.wait(60)
        return real(upkeep)

    monkeypatch.setattr(UpkeepService, "carry", dead)
    carrying = window.commands.safekeeping.carrying
    carrying._patience.setInterval(50)
    DailyBackups(window).look()
    qtbot.waitUntil(lambda: "还没有回应" in window.notice.text)
    assert made_of(services) == [BackupReason.DAILY]
    done: list[int] = []
    window.tasks.run(lambda progress: 1, done.append, title="别的事", parent=window)
    qtbot.waitUntil(lambda: done == [1])
    assert window.tasks.shut_down()
    assert carrying.aside.asking
    answers.set()
    qtbot.waitUntil(lambda: not window.notice.text)  # what was said of it is true no more
