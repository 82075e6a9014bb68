"""Every page goes by the list of its month: months before a change are as they were, those since have it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex

from qcapp.domain import amendments as kinds
from qcapp.domain.period import Period
from qcapp.services import Services
from tests.ui.conftest import JULY
from tests.ui.plan.conftest import AUGUST, REASON
from tools.screen_shots import settle
from ui.main_window import MainWindow
from ui.pages.dispatch import DispatchPage
from ui.pages.overview import OverviewPage

Fill = Callable[..., None]

TAX, DATA = "区税务局", "区大数据中心"


def texts(model: QAbstractItemModel, parent: QModelIndex | None = None) -> list[str]:
    """All that a table says, row by row."""
    at = parent or QModelIndex()
    return [
        "｜".join(str(model.index(row, column, at).data() or "") for column in range(model.columnCount(at)))
        for row in range(model.rowCount(at))
    ]


def pages(window: MainWindow, services: Services, period: Period) -> dict[str, object]:
    """What each of them shows of that month."""
    window.set_period(period)
    window.read_again()
    shown: dict[str, object] = {}
    for name in ("ledger", "dispatch", "overview"):
        window.go(name)
        settle(window)
    shown["ledger"] = texts(window.ledger_page.table.model())
    dispatch, overview = window.page("dispatch"), window.page("overview")
    assert isinstance(dispatch, DispatchPage)
    assert isinstance(overview, OverviewPage)
    shown["dispatch"] = texts(dispatch.model)
    figures = overview.figures
    assert figures is not None
    shown["overview"] = repr(figures)
    shown["paper"] = repr(services.publish.official(period))
    shown["status"] = window.ledger_page.status_words()
    return shown


@pytest.fixture
def changed(services: Services, fill: Fill) -> Callable[[], None]:
    fill(11, TAX, progress="七月受理 312 户。", deadline="2021年12月")
    fill(9, DATA, progress="七月完成归集。")

    def change() -> None:
        services.plan.amend(AUGUST, REASON, kinds.AmendMeasure(11, "改过文字的措施。"))
        services.plan.amend(AUGUST, REASON, kinds.RenameUnit(DATA, "区数据局"))
        services.plan.amend(AUGUST, REASON, kinds.RetireMeasure(5))
        services.plan.amend(AUGUST, REASON, kinds.AddMeasure(5, "八月才有的措施。", ("区政数局",)))

    return change


def test_months_before_a_change_are_shown_as_before_and_those_since_anew(
    window: MainWindow, services: Services, changed: Callable[[], None]
) -> None:
    before = pages(window, services, JULY)
    changed()
    assert pages(window, services, JULY) == before
    since = pages(window, services, AUGUST)
    for name in ("ledger", "paper"):
        words = str(since[name])
        assert "改过文字的措施" in words
        assert "八月才有的措施" in words
        assert "建立市场诚信平台" not in words
        assert "区数据局" in words
    units = since["dispatch"]
    assert isinstance(units, list)
    assert any("区数据局" in line for line in units)
    assert not any(DATA in line for line in units)
    assert "区数据局" in str(since["overview"])
