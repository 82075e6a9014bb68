"""The leaf 催报 at work: who is shown, whose notice the preview has, which notices are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.period import Period
from ui.pages.bulletin_chase import Chased, ChaseWork, Notice
from ui.pages.bulletin_view import EARLY_REMINDER, REMINDER, WRITES_NOTICES, BulletinView, Leaf
from ui.widgets.chased_panel import EARLY, LATE

if TYPE_CHECKING:
    from qcapp.publish.late_units import LateUnit
    from qcapp.services import Services
    from ui.pages.bulletin_draft import DraftWork
    from ui.tasks import TaskRunner


class ChasedLeaf(QObject):
    """``read``: who is late is known anew. ``wanted``: another notice than the one shown is to be looked at.

    ``composed(Notice)`` or ``nobody(words)`` after ``show_notice``. ``open_requested(unit)``: its measures.
    """

    read = Signal()
    wanted = Signal()
    composed = Signal(object)
    nobody = Signal(str)
    open_requested = Signal(str)

    def __init__(
        self, services: Services, tasks: TaskRunner, view: BulletinView, drafting: DraftWork, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.work = ChaseWork(services, tasks, parent)
        self._services, self._view, self._panel, self._drafting = services, view, view.chase, drafting
        self._period: Period | None = None
        self._mode = LATE
        self._picked = False
        self._paper = REMINDER
        self._connect()

    @property
    def paper(self) -> str:
        """催报通知 or 提醒, as the leaf has it."""
        return EARLY_REMINDER if self._mode == EARLY else REMINDER

    @property
    def late(self) -> int:
        """Units late, 0 while that is not known."""
        return len(self.work.latest.late) if self.work.latest else 0

    def look(self, period: Period) -> None:
        """By what the ledger says now."""
        today = self._services.look.today()
        if period != self._period or self._panel.day.day < today:
            self._panel.day.show_day(today)
        if period != self._period:
            self._period, self._picked = period, False
        self.work.look(period)

    def show_notice(self, paper: str, *, typing: bool = False) -> None:
        """That of the unit at hand, or of the first one of those to whom such a paper would go."""
        self._paper = paper
        chased, late = self.work.latest, self._late_unit()
        if late is not None and self._period is not None:
            self.work.compose(late, self._period, self._panel.day.day, self._drafting.choice.wording, typing=typing)
        elif chased is not None:
            self.nobody.emit(chased.empty(paper == EARLY_REMINDER))

    @Slot()
    def show_foot(self) -> None:
        """How many notices would be written."""
        if self._view.leaf is not Leaf.CHASE:
            self._view.hint.setText("")
            return
        count = len(self._panel.model.checked)
        self._view.chase_button.setEnabled(bool(count))
        self._view.chase_button.setText(f"写出{self.paper}(&W)…")
        words = f"已勾选 {count} 家" if count else "勾选要写给的单位" if self._panel.model.rows else ""
        self._view.chase_button.setToolTip(WRITES_NOTICES)
        self._view.hint.setText(words)

    def turn_to(self, paper: str) -> None:
        """Show those to whom such a paper would go."""
        self._pick(EARLY if paper == EARLY_REMINDER else LATE)
        self._view.show_leaf(Leaf.CHASE)
        self._panel.table.setFocus()

    def write(self, begin: Callable[[], None]) -> None:
        """One notice for each unit checked; ``begin`` is called once it is known where to."""
        units = self._panel.model.checked
        if units and self._period is not None:
            self.work.write(
                self._period, units, self._mode == EARLY, self._panel.day.day, self._drafting.choice.wording, begin
            )

    def _late_unit(self) -> LateUnit | None:
        chased = self.work.latest
        if chased is None:
            return None
        units = chased.early if self._paper == EARLY_REMINDER else chased.late
        current = self._panel.current
        return current if current is not None and current in units else next(iter(units), None)

    @Slot(object)
    def _was_read(self, chased: Chased) -> None:
        if chased.period == self._period:
            if not self._picked:
                self._mode = EARLY if chased.early and not chased.late else LATE
            self._show()
            self.read.emit()

    def _show(self) -> None:
        chased = self.work.latest
        if chased is not None:
            early = self._mode == EARLY
            self._panel.show_units(self._mode, chased.late, chased.early, chased.note, chased.empty(early))
            self._panel.show_unread(chased.unread(early))
            self.show_foot()
            self.wanted.emit()

    @Slot(object)
    def _was_composed(self, notice: Notice) -> None:
        if notice.late == self._late_unit():
            self.composed.emit(notice)

    @Slot(str)
    def _pick(self, mode: str) -> None:
        self._mode, self._picked = mode, True
        self._show()

    @Slot()
    def _open_unit(self) -> None:
        if self._panel.current is not None:
            self.open_requested.emit(self._panel.current.unit)

    def _connect(self) -> None:
        panel = self._panel
        panel.mode_chosen.connect(self._pick)
        panel.unit_chosen.connect(self.wanted)
        panel.changed.connect(self.wanted)
        panel.open_requested.connect(self._open_unit)
        panel.model.checks_changed.connect(self.show_foot)
        self.work.read.connect(self._was_read)
        self.work.composed.connect(self._was_composed)
