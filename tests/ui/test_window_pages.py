"""A page that could not be made, for the ledger's disk is gone, is tried again when it is asked for again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from qcapp.domain.errors import LedgerError
from qcapp.domain.period import Period
from qcapp.services import Services
from ui.main_window import MainWindow
from ui.pages.base import Page
from ui.pages.registry import PageSpec
from ui.tasks import TaskRunner


class Broken(Page):
    """Half made when the ledger can't be read."""

    name = "dispatch"

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        raise LedgerError("盘不在。")


class BrokenOfAMonth(Page):
    """Made, but its month can't be read any more."""

    name = "dispatch"

    def set_period(self, period: Period) -> None:
        raise LedgerError("盘不在。")


@pytest.mark.parametrize("broken", [Broken, BrokenOfAMonth])
def test_of_a_page_that_could_not_be_made_nothing_stays(window: MainWindow, broken: type[Page]) -> None:
    pages = window.pages
    whole, pages.specs["dispatch"] = pages.specs["dispatch"], PageSpec("dispatch", "下发", broken)
    for _ in range(2):
        with pytest.raises(LedgerError):
            window.go("dispatch")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not [each for each in pages.stack.children() if isinstance(each, broken)]
    pages.specs["dispatch"] = whole
    assert window.go("dispatch")
    assert window.current_page.isVisible()
