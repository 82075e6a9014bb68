"""认定… on the entry that the form shows: the dialog asks, this has it done, and the dialog shows what holds then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.operations import Operation
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.rulings import Ruling, RulingKind
from qcapp.domain.status import entry_status
from ui.dialogs.question import Answer, QuestionDialog
from ui.dialogs.ruling import RulingDialog
from ui.dialogs.ruling_parts import RulingOffer
from ui.models.ruling_wishes import Exempt, Extend, Lift, SetLamp, SetSchedule

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.models.ruling_wishes import Wish


class RulingWork(QObject):
    """``ruled(operation)`` after each thing done; the dialog stays after a ruling was taken back, and goes else."""

    ruled = Signal(object)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self._parent = services, parent
        self._dialog: RulingDialog | None = None

    @property
    def dialog(self) -> RulingDialog | None:
        """While it stands."""
        return self._dialog

    def open(self, period: Period, key: EntryKey) -> None:
        self._dialog = RulingDialog(self._offer(period, key), self._parent)
        self._dialog.wished.connect(self._carry_out)
        self._dialog.exec()
        self._dialog.deleteLater()
        self._dialog = None

    def _offer(self, period: Period, key: EntryKey) -> RulingOffer:
        look = self._services.look
        snapshot, today = look.snapshot(period), look.today()
        unlit = tuple(each for each in snapshot.rulings if each.kind is not RulingKind.LAMP or not each.covers(key.no, key.unit))
        automatic = entry_status(snapshot.entries[key], replace(snapshot, rulings=unlit), today)
        return RulingOffer(snapshot, key, today, automatic)

    @Slot(object)
    def _carry_out(self, wish: Wish) -> None:
        if self._dialog is None:
            return
        try:
            operation = self._done(wish)
        except ExpectedError as error:
            self._dialog.refuse(str(error))
            return
        if operation is None:
            return
        self.ruled.emit(operation)
        offer = self._offer(self._dialog.offer.period, self._dialog.offer.key)
        if isinstance(wish, Lift):
            self._dialog.show_offer(offer)
        else:
            self._dialog.carried_out(offer)

    def _done(self, wish: Wish) -> Operation | None:
        """None when the person thought better of it."""
        assert self._dialog is not None
        rulings, offer = self._services.rulings, self._dialog.offer
        period, no, unit = offer.period, offer.key.no, offer.key.unit
        match wish:
            case SetLamp(lamp, reason):
                return rulings.set_lamp(period, unit, no, lamp, reason)
            case Exempt(whole, until, reason):
                return rulings.exempt(period, unit, None if whole else no, reason, until)
            case Extend(whole, until, reason):
                return rulings.extend(period, unit, None if whole else no, until, reason)
            case SetSchedule(milestones):
                return rulings.set_schedule(period, unit, no, milestones)
            case Lift(ruling):
                return self._lifted(ruling)

    def _lifted(self, ruling: Ruling) -> Operation | None:
        """An exemption of several months: of this month alone, or of all those after it too."""
        rulings = self._services.rulings
        following = rulings.following(ruling) if ruling.kind is RulingKind.EXEMPT else ()
        if not following or ruling.period is None or following[-1].period is None:
            return rulings.lift(ruling)
        month, last = ruling.period, following[-1].period
        answer = QuestionDialog.ask(
            self._dialog, "撤回免报", f"只撤回 {month.label}的免报吗？",
            f"同样的免报一直到 {last.label}，共 {len(following) + 1} 个月。",
            [Answer("one", f"只撤回 {month.month}月"), Answer("all", f"{month.month}月至{last.month}月都撤回")],
        )
        if answer is None:
            return None
        return rulings.lift(ruling, following=following if answer == "all" else ())
