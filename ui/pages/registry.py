"""Which pages there are. A page's module is imported when the page is first shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from qcapp.services import Services
    from ui.pages.base import Page
    from ui.tasks import TaskRunner


class PageSpec(NamedTuple):
    """``name`` is also its icon's."""

    name: str
    word: str
    make: Callable[[Services, TaskRunner, QWidget], Page]


def _overview(services: Services, tasks: TaskRunner, parent: QWidget) -> Page:
    from ui.pages.overview import OverviewPage

    return OverviewPage(services, tasks, parent)


def _ledger(services: Services, tasks: TaskRunner, parent: QWidget) -> Page:
    from ui.pages.ledger import LedgerPage

    return LedgerPage(services, tasks, parent)


def _dispatch(services: Services, tasks: TaskRunner, parent: QWidget) -> Page:
    from ui.pages.dispatch import DispatchPage

    return DispatchPage(services, tasks, parent)


def _collect(services: Services, tasks: TaskRunner, parent: QWidget) -> Page:
    from ui.pages.collect import CollectPage

    return CollectPage(services, tasks, parent)


def _bulletin(services: Services, tasks: TaskRunner, parent: QWidget) -> Page:
    from ui.pages.bulletin import BulletinPage

    return BulletinPage(services, tasks, parent)


def _history(services: Services, tasks: TaskRunner, parent: QWidget) -> Page:
    from ui.pages.history import HistoryPage

    return HistoryPage(services, tasks, parent)


def _past(services: Services, tasks: TaskRunner, parent: QWidget) -> Page:
    from ui.pages.past import PastPage

    return PastPage(services, tasks, parent)


def _search(services: Services, tasks: TaskRunner, parent: QWidget) -> Page:
    from ui.pages.search import SearchPage

    return SearchPage(services, tasks, parent)


def _plan(services: Services, tasks: TaskRunner, parent: QWidget) -> Page:
    from ui.pages.plan import PlanPage

    return PlanPage(services, tasks, parent)


PAGES = (
    PageSpec("overview", "总览", _overview),
    PageSpec("ledger", "台账", _ledger),
    PageSpec("dispatch", "下发", _dispatch),
    PageSpec("collect", "收表", _collect),
    PageSpec("bulletin", "通报", _bulletin),
    PageSpec("past", "往期", _past),
    PageSpec("search", "检索", _search),
    PageSpec("plan", "清单", _plan),
    PageSpec("history", "历史", _history),
)
