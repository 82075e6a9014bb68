"""A month read for 台账, with the rows that are made of it: at once, or beside the window's thread where it is a large one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from qcapp.domain.errors import LedgerError, UsageError
from qcapp.publish.view_rows import arranged, month_rows
from ui.aside import Aside
from ui.collecting import set_aside
from ui.models.ledger_viewing import asks_much

if TYPE_CHECKING:
    from qcapp.domain.ledger import Snapshot
    from qcapp.domain.period import Period
    from qcapp.domain.views import LedgerView
    from qcapp.publish.view_filter import Found
    from qcapp.publish.view_rows import ViewRow
    from qcapp.services import Services
    from ui.models.ledger_viewing import Viewing

_AT_ONCE: Final = 600
"""Measures; a longer list is read while the window goes on."""


class ReadMonth(NamedTuple):
    """``rows`` by kind (True: one a 责任分工), of those kinds that were asked for. ``found``: where the words of ``view`` are."""

    snapshot: Snapshot
    earlier: Snapshot
    day: date
    rows: Mapping[bool, tuple[ViewRow, ...]]
    view: LedgerView
    found: Found | None


class MonthReading(QObject):
    """``read(ReadMonth)`` of what was asked for last, at once or later; ``failed(LedgerError)`` only where it is later."""

    read = Signal(object)
    failed = Signal(object)

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._aside: Aside | None = None
        self._asked = 0

    @property
    def under_way(self) -> bool:
        return self._aside is not None and self._aside.asking

    def is_large(self, period: Period) -> bool:
        return len(self._services.look.plan(period).measures) > _AT_ONCE

    def ask(self, period: Period, now: Viewing) -> None:
        """``now``: what is shown; of it, what still holds is not made again."""
        work = partial(read_month, self._services, period, now.view, now.snapshot, now.earlier, now.day, now.known)
        if not self.is_large(period):
            self._asked += 1
            self.read.emit(work())
            return
        self._aside = self._aside or Aside(self)
        self._asked += 1
        self._aside.ask(partial(_tried, work), partial(self._answered, self._asked))

    def _answered(self, asked: int, found: ReadMonth | LedgerError) -> None:
        if asked != self._asked:  # something else is wanted by now
            return
        if isinstance(found, LedgerError):
            self.failed.emit(found)
        else:
            self.read.emit(found)
            set_aside()


def _tried(work: partial[ReadMonth]) -> ReadMonth | LedgerError:
    try:
        month = work()
    except LedgerError as error:
        return error
    _prepare(month)
    return month


def _prepare(month: ReadMonth) -> None:
    """What the rows keep once it was asked of them: the window arranges them in a moment then."""
    view = month.view
    if asks_much(view):
        with suppress(UsageError):  # told where it is shown
            arranged(month.rows[view.by_entry], month.snapshot.plan, view, found=month.found)


def read_month(
    services: Services, period: Period, view: LedgerView, shown: Snapshot | None, shown_before: Snapshot | None,
    shown_on: date, known: Mapping[bool, tuple[ViewRow, ...]],
) -> ReadMonth:
    """Touches no widget. ``known``: rows of the snapshots shown, made on the day ``shown_on``."""
    look = services.look
    day = look.today()
    snapshot, earlier = look.snapshot(period), look.snapshot(period.shifted(-1))
    rows = dict(known) if shown is snapshot and shown_before is earlier and shown_on == day else {}
    for kind in {False, view.by_entry} - rows.keys():
        rows[kind] = month_rows(snapshot, earlier, day, by_entry=kind)
    return ReadMonth(snapshot, earlier, day, rows, view, look.found_by(view, snapshot))
