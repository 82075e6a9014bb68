"""设置 on the built-in list, without a window behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from pytestqt.qtbot import QtBot

from qcapp.domain.plan import Plan
from qcapp.services.setup import built_in_plan
from tests.ui.conftest import RESOURCES
from ui.dialogs.settings import SettingsDialog, SettingsOffer

Open = Callable[..., SettingsDialog]


@pytest.fixture(scope="session")
def plan() -> Plan:
    return built_in_plan(RESOURCES)


@pytest.fixture
def settings(qapp: object, qtbot: QtBot, plan: Plan) -> Open:
    """``settings({"lamp.warning_days": "15"})`` shows the dialog on what the ledger has."""

    def opened(values: Mapping[str, str] | None = None, broken: Mapping[str, int] | None = None) -> SettingsDialog:
        dialog = SettingsDialog(SettingsOffer(values or {}, plan, 2021, lambda: broken or {}))
        qtbot.addWidget(dialog, before_close_func=lambda _: dialog.done(0))  # without its question
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    return opened
