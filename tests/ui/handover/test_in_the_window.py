"""交接 from the menu: the window stands anew on what was received, with its columns, and back again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from qcapp.services import Services
from tests.services.handing import PASSWORD, Machine
from tests.ui.test_start import Shop
from ui.dialogs.first_run import FirstRunDialog, TakeOver
from ui.dialogs.handover import HandoverDialog, HandoverWish
from ui.dialogs.question import QuestionDialog
from ui.dialogs.takeover import TakeoverDialog
from ui.ledgers import Ledgers
from ui.main_window import MainWindow
from ui.start import open_or_make


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    folder = tmp_path / "李四"
    folder.mkdir()
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def stand(settings: QSettings, ledgers: Ledgers, services: Services) -> MainWindow:
    window = MainWindow(services, ledgers.path, settings)
    window.ledgers = ledgers
    window.show()
    window.complete()
    return window


@pytest.fixture
def li(tmp_path: Path, settings: QSettings) -> Machine:
    return Machine(tmp_path / "李四", "李四").begin()


@pytest.fixture
def ledgers(li: Machine, settings: QSettings, qtbot: QtBot) -> Iterator[Ledgers]:
    li.work("李四自己的台账")
    shop = Shop(li.path)
    made = Ledgers(shop, settings, partial(stand, settings))
    made.show(shop.open())
    yield made
    assert made.window is not None
    made.window.tasks.shut_down()
    made.window.close()
    made.close()
    made.deleteLater()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    zhang = Machine(tmp_path / "张三", "张三").begin()
    zhang.work("一月来办了三件事")
    carried = QSettings(str(zhang.folder / "window.ini"), QSettings.Format.IniFormat)
    carried.setValue("bulletin/without", "charts")
    carried.setValue("clerk/name", "张三")
    carried.sync()
    out = tmp_path / "交接.ysjj"
    zhang.hand_over(out)
    return out


def by_hand(monkeypatch: pytest.MonkeyPatch, deed: Callable[[TakeoverDialog], None]) -> None:
    """What a person does in the dialog while it is open."""

    def execute(dialog: TakeoverDialog) -> int:
        dialog.show()
        deed(dialog)
        dialog.hide()
        return 0

    monkeypatch.setattr(TakeoverDialog, "exec", execute)


def receive(dialog: TakeoverDialog, qtbot: QtBot, file: Path) -> None:
    dialog.file.setText(str(file))
    dialog.password.line.setText(PASSWORD)
    dialog.next.click()
    qtbot.waitUntil(lambda: dialog.step == 1, timeout=20_000)
    dialog.known.setChecked(True)
    dialog.next.click()
    qtbot.waitUntil(lambda: dialog.told is not None, timeout=20_000)


def test_the_window_stands_on_what_was_received_and_on_the_former_again(
    ledgers: Ledgers, li: Machine, file: Path, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ledgers.window
    by_hand(monkeypatch, lambda dialog: receive(dialog, qtbot, file))
    assert first is not None
    first.commands.handing.take_over()
    window = ledgers.window
    assert window is not first
    assert window is not None
    assert ledgers.path == li.path
    assert "已接收交接" in window.notice.text
    assert "交接前" in window.notice.text
    newest = window.services.history.operations(1)[0]
    assert newest.summary.startswith("接收交接文件“交接.ysjj”")
    assert window.services.look.plan(window.period).title == "某某区2021年责任清单细化表"
    assert str(settings.value("bulletin/without")) == "charts"
    assert settings.value("clerk/name") is None
    # What the window writes to is what was received.
    window.services.edit.set_field(1, "区政数局", window.period, "progress", "接着写")
    monkeypatch.setattr(QuestionDialog, "ask", lambda *args: "undo")

    def take_back(dialog: TakeoverDialog) -> None:
        dialog.former.click()
        qtbot.waitUntil(lambda: dialog.told is not None, timeout=20_000)

    by_hand(monkeypatch, take_back)
    window.commands.handing.take_over()
    assert ledgers.window is not None
    assert "已换回" in ledgers.window.notice.text
    assert li.text() == "李四自己的台账"


def test_given_up_nothing_has_changed(
    ledgers: Ledgers, li: Machine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ledgers.window
    assert first is not None
    by_hand(monkeypatch, lambda dialog: dialog.reject())
    first.commands.handing.take_over()
    assert ledgers.window is first
    assert li.text() == "李四自己的台账"


def test_the_file_and_its_paper_are_written_beside_each_other(
    ledgers: Ledgers, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = ledgers.window
    assert window is not None
    out, sheet = tmp_path / "给王五.ysjj", tmp_path / "给王五-交接单.docx"
    monkeypatch.setattr(HandoverDialog, "ask", lambda *args: HandoverWish(out, PASSWORD, "王五", sheet))
    window.commands.handing.hand_over()
    qtbot.waitUntil(lambda: not window.tasks.busy and sheet.exists(), timeout=30_000)
    assert out.is_file()
    assert "已用密码重读核对" in window.result.text
    assert PASSWORD not in window.result.text
    other = Machine(tmp_path / "王五", "王五")
    from qcapp.services.progress import SILENT

    assert other.service.rehearse(out, PASSWORD, SILENT).note.to == "王五"


def test_the_first_start_of_the_next_clerk(
    tmp_path: Path, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "新电脑"
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    answers: list[object] = [TakeOver(), TakeOver()]
    monkeypatch.setattr(FirstRunDialog, "ask", lambda *args: answers.pop())
    tries: list[str] = []

    def deed(dialog: TakeoverDialog) -> None:
        tries.append("")
        if len(tries) == 1:  # given up: the guide comes again
            dialog.reject()
            return
        dialog.name.setText("王五")
        receive(dialog, qtbot, file)

    by_hand(monkeypatch, deed)
    shop = Shop(folder / "台账.sqlite3")
    told: list[str] = []
    services = open_or_make(shop, settings, told.append)
    assert services is not None
    (words,) = told
    assert words.startswith("已接收交接")
    assert "下一步" in words
    assert services.history.operations(1)[0].who == "王五"
    assert str(settings.value("clerk/name")) == "王五"
    assert str(settings.value("bulletin/without")) == "charts"
    assert len(tries) == 2
    shop.close()
