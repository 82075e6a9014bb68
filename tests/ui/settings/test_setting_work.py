"""工具 → 设置 on a real ledger: one operation for all that changed, seen at once on the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import LedgerError
from qcapp.domain.operations import OperationKind
from qcapp.domain.settings import SETTINGS
from qcapp.services import Services
from qcapp.services.settings import SettingsService
from tests.ui.conftest import JULY
from tests.ui.hands import press, press_keys, type_in
from ui.dialogs.question import QuestionDialog
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.settings_page import FieldsPage
from ui.dialogs.settings_rules import RulesPage
from ui.main_window import MainWindow

Fill = Callable[..., None]


def changed(window: MainWindow, act: Callable[[SettingsDialog], None], keys: str = "") -> None:
    """Open 设置 (by its key or from the menu), do that in it, and close it if it still stands."""
    trouble: list[BaseException] = []

    def acting() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        try:
            act(dialog)
        except BaseException as error:  # inside the dialog's loop it would be lost
            trouble.append(error)
        if dialog.isVisible():
            dialog.done(0)

    QTimer.singleShot(0, acting)
    if keys:
        window.ledger_page.table.setFocus()
        press_keys(window.ledger_page.table, keys)
    else:
        window.actions_by_key["settings"].trigger()
    if trouble:
        raise trouble[0]


def load(dialog: SettingsDialog, **values: str) -> None:
    """Put values into fields: dots of the key as two underscores."""
    for name, value in values.items():
        key = name.replace("__", ".")
        page = dialog.pages[next(each.group for each in SETTINGS if each.key == key)]
        assert isinstance(page, FieldsPage)
        page.fields[key].load(value)


def test_it_opens_by_its_key_and_cancel_leaves_no_trace(
    window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(services.history.operations())
    seen: list[str] = []

    def look(dialog: SettingsDialog) -> None:
        seen.append(dialog.windowTitle())
        load(dialog, lamp__warning_days="10")
        press(dialog, Qt.Key.Key_Escape)

    monkeypatch.setattr(QuestionDialog, "ask", lambda *_: "leave")
    changed(window, look, keys="Ctrl+,")
    assert seen == ["设置"]
    assert len(services.history.operations()) == before
    assert "lamp.warning_days" not in services.settings.values()


def test_all_that_changed_is_one_operation_that_names_it(window: MainWindow, services: Services) -> None:
    before = len(services.history.operations())

    def change(dialog: SettingsDialog) -> None:
        load(dialog, lamp__warning_days="10", score__deduction="2.50", paper__office="某某区营商办")
        dialog.buttons.accepted.emit()
        assert not dialog.isVisible()

    changed(window, change)
    operations = services.history.operations()
    assert len(operations) == before + 1
    assert operations[0].kind is OperationKind.SETTINGS
    assert all(word in operations[0].summary for word in ("每条平均扣分的系数", "临近时限亮黄灯", "署名"))
    values = services.settings.values()
    assert (values["lamp.warning_days"], values["score.deduction"], values["paper.office"]) == ("10", "2.5", "某某区营商办")
    assert window.statusBar().currentMessage() == f"{operations[0].summary}。"


def test_the_page_goes_by_the_new_settings_at_once(window: MainWindow, fill: Fill, services: Services) -> None:
    fill(8, "区政数局", progress="好。", deadline="2021-08-10")
    window.read_again()
    window.go("ledger", 8)
    assert window.ledger_page.form.standing.lamp.lamp.word == "黄灯"

    def change(dialog: SettingsDialog) -> None:
        load(dialog, lamp__warning_days="5", due__shift="workday")
        dialog.buttons.accepted.emit()

    changed(window, change)
    assert window.ledger_page.form.standing.lamp.lamp.word == "绿灯"
    assert window.top_bar.due_words.startswith("截止 7月26日")


def test_breaches_are_counted_on_the_month_shown(window: MainWindow, fill: Fill, qtbot: QtBot) -> None:
    fill(8, "区政数局", progress="详见附件")

    def look(dialog: SettingsDialog) -> None:
        page = dialog.pages["合格规则"]
        assert isinstance(page, RulesPage)
        qtbot.waitUntil(lambda: page.rows["progress.elsewhere"].count.text() == "本月 1 条")

    changed(window, look)


def test_what_cannot_be_saved_is_said_and_kept(
    window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*words: object) -> None:
        raise LedgerError("台账正被另一个程序写入，请稍候几秒再试。")

    def change(dialog: SettingsDialog) -> None:
        load(dialog, lamp__warning_days="10")
        with monkeypatch.context() as patch:
            patch.setattr(SettingsService, "change", refuse)
            dialog.buttons.accepted.emit()
        assert dialog.isVisible()
        assert dialog.hint.text() == "台账正被另一个程序写入，请稍候几秒再试。"
        dialog.buttons.accepted.emit()

    changed(window, change)
    assert services.settings.values()["lamp.warning_days"] == "10"


def test_half_typed_words_are_saved_before(window: MainWindow, services: Services) -> None:
    window.go("ledger", 8)
    type_in(window.ledger_page.form.editor("progress"), "已开通")

    def look(dialog: SettingsDialog) -> None:
        assert services.look.snapshot(JULY).entry(8, "区政数局").text("progress") == "已开通"

    changed(window, look)


def test_ones_name_stands_in_the_history_from_then_on(window: MainWindow, fill: Fill) -> None:
    fill(8, "区政数局", progress="在办")
    assert window.services.history.operations(1)[0].who == "经办人"

    def name_me(dialog: SettingsDialog) -> None:
        dialog.show_page("经办人")
        page = dialog.page
        assert isinstance(page, FieldsPage)
        page.fields["clerk.name"].load("张三")
        dialog.save()

    count = len(window.services.history.operations())
    changed(window, name_me)
    assert len(window.services.history.operations()) == count  # it is of this machine, not of the ledger
    fill(8, "区政数局", progress="已办")
    assert window.services.history.operations(1)[0].who == "张三"
    window.services.history.undo()
    assert window.services.history.operations(1)[0].who == "张三"
    window.services.sign("")
    assert window.services.who == "经办人"
