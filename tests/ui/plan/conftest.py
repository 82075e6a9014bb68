"""The page 清单 in the window, on the list of 2021."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from qcapp.domain import amendments as kinds
from qcapp.domain.period import Period
from qcapp.services import Services
from tests.ui.conftest import JULY
from tests.ui.hands import press
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.pages.plan import PlanPage
from ui.widgets.progress import ProgressDialog

AUGUST = JULY.shifted(1)
SEPTEMBER = JULY.shifted(2)
REASON = "市营商办〔2021〕12号"
NEW_WORDS = "全面推进企业开办专窗社保登记，同步提交、合并办理。"
Hands = Callable[[QDialog], None]


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> PlanPage:
    """Read, at July."""
    window.go("plan")
    page = window.current_page
    assert isinstance(page, PlanPage)
    settle(page, qtbot)
    return page


@pytest.fixture
def amended(services: Services) -> Services:
    """From August on 11 has other words and 5 is no more; from September on 20 is two, and 区卫健局 has another name."""
    services.plan.amend(AUGUST, REASON, kinds.AmendMeasure(11, NEW_WORDS))
    services.plan.amend(AUGUST, "任务已经完成", kinds.RetireMeasure(5))
    parts = (kinds.Part("发票申领进大厅。"), kinds.Part("税控设备发放进大厅。"))
    services.plan.amend(SEPTEMBER, "分开考核", kinds.SplitMeasure(20, parts))
    services.plan.amend(SEPTEMBER, "机构更名", kinds.RenameUnit("区卫健局", "区卫生健康局"))
    return services


@pytest.fixture(scope="session")
def next_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real xlsx, made once."""
    from tests.ui.plan.next_list import next_list

    return next_list(tmp_path_factory.mktemp("下一年") / "2022年细化表.xlsx")


def settle(page: PlanPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.busy and not page.tasks.busy, timeout=20_000)


def shown(window: MainWindow, qtbot: QtBot, period: Period) -> PlanPage:
    """The page at that month, read."""
    window.set_period(period)
    page = window.page("plan")
    assert isinstance(page, PlanPage)
    settle(page, qtbot)
    return page


def with_dialog(start: Callable[[], object], hands: Hands, qtbot: QtBot) -> None:
    """``start`` opens a dialog and comes back when it is gone; ``hands`` are laid on it meanwhile. What it
    sets going is waited for."""
    trouble: list[BaseException] = []
    looks = iter(range(3_000))

    def lay_on() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or isinstance(dialog, ProgressDialog):  # what goes on before it is not over yet
            assert next(looks, None) is not None, "no dialog came"
            QTimer.singleShot(10, lay_on)
            return
        try:
            hands(dialog)
        except BaseException as error:  # told once the dialog is gone: it would wait for ever
            trouble.append(error)
            dialog.reject()

    QTimer.singleShot(0, lay_on)
    start()
    if trouble:
        raise trouble[0]
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
    qtbot.waitUntil(lambda: not any(each.tasks.busy for each in windows), timeout=10_000)


def take_back(dialog: QDialog) -> None:
    """Ctrl+Z asks before it changes a list; its first answer agrees."""
    assert isinstance(dialog, QuestionDialog)
    press(next(each for each in dialog.findChildren(QPushButton) if each.text() == "撤销此操作"), Qt.Key.Key_Space)
