"""合格 on the page 台账: judged in idle time, never on the way to the rows, a few milliseconds at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from qcapp.domain.ledger import Snapshot
    from qcapp.domain.plan import EntryKey
    from qcapp.services import Services
    from ui.models.verdicts import Verdict, Verdicts

_SLICE: Final = 0.006
"""Seconds; between two slices keys and mouse have their turn."""


class Judging(QObject):
    """``judged`` when all entries of the month last shown are looked at. While ``page`` is out of sight nothing is done."""

    judged = Signal()

    def __init__(self, services: Services, page: QWidget) -> None:
        super().__init__(page)
        self._services, self._page = services, page
        self._verdicts: Verdicts | None = None
        self._faults: dict[EntryKey, int] = {}
        self._month: tuple[Snapshot, Snapshot] | None = None
        self._left = False
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._step)

    @property
    def complete(self) -> bool:
        """Whether something is known of each entry of the month shown."""
        return self._verdicts is not None and self._verdicts.complete

    def show_month(self, snapshot: Snapshot, earlier: Snapshot) -> None:
        """The ledger was read again; ``earlier``: the month before. Nothing is judged before ``start``."""
        self._month = snapshot, earlier
        self._begin()

    @Slot()
    def start(self) -> None:
        """The rows stand: from now on there is time."""
        if self._verdicts is None:
            from ui.models.verdicts import Verdicts

            self._verdicts = Verdicts(faults=self._faults)
            self._page.installEventFilter(self)
            self._begin()

    def known(self, key: EntryKey) -> Verdict | None:
        """What was found last, though the words may have changed since."""
        return self._verdicts.known(key) if self._verdicts is not None else None

    @property
    def faults(self) -> Mapping[EntryKey, int]:
        """How many hard rules entries break that break any, as far as is known now; none that the figures do not count."""
        return self._faults

    def now(self, key: EntryKey) -> Verdict | None:
        """Judged at once, as the ledger has it; None before ``start``."""
        return self._verdicts.now(key) if self._verdicts is not None else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._left:
            self._idle.start()
        elif event.type() == QEvent.Type.Hide:
            self._idle.stop()
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        if self._verdicts is not None and self._month is not None:
            self._verdicts.begin(self._services.qualify.judge(*self._month))
            self._left = True
            if self._page.isVisible():
                self._idle.start()

    @Slot()
    def _step(self) -> None:
        if self._verdicts is not None and self._verdicts.work(_SLICE):
            self._left = False
            self._idle.stop()
            self.judged.emit()
