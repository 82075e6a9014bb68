"""A month's 通报 being drafted: what is chosen, composing it in the background, its charts as pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.period import Period
from qcapp.domain.settings import NUMBER, WORDING
from qcapp.ports import Progress
from qcapp.services.month_draft import MonthDraft
from ui.latest import PAUSE_MS, Latest
from ui.models.drafting import DraftChoice, choice_of, with_choice
from ui.models.sentences import HeardWording, usable

if TYPE_CHECKING:
    from qcapp.domain.operations import Bulletin
    from qcapp.services import Services
    from qcapp.services.bulletin import Draft
    from qcapp.stats.corrections import Correction
    from ui.tasks import TaskRunner

_AHEAD = ("qcapp.forms.chart_png", "ui.paper.finding", "ui.paper.pager")


@dataclass(frozen=True, slots=True)
class Composed:
    """``draft`` None: the month holds nothing yet. ``kept``: texts of the setting. ``issued``: all that were, oldest first.
    ``moved``: what has changed since the newest one of this month. ``faulty``: texts that can't be used, the usual ones standing
    for them."""

    period: Period
    choice: DraftChoice
    draft: Draft | None
    heard: HeardWording
    kept: Mapping[str, str]
    issued: tuple[Bulletin, ...]
    moved: tuple[Correction, ...]
    letterhead: str
    faulty: int = 0

    @property
    def newest(self) -> Bulletin | None:
        """The last one issued of this month."""
        return next((each for each in reversed(self.issued) if each.period == self.period), None)


class DraftWork(QObject):
    """``composed(Composed)`` whenever the draft is there anew; ``failed`` with a sentence; ``busy_changed`` meanwhile."""

    composed = Signal(object)
    failed = Signal(str)
    busy_changed = Signal(bool)

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self.services = services
        self._period: Period | None = None
        self._month = MonthDraft()
        self._opened = services.look.today()
        self.choice = DraftChoice(self._opened)
        self.latest: Composed | None = None
        self._work = Latest(tasks, "排通报", parent)
        self._work.done.connect(self._done)
        self._work.failed.connect(self._failed)
        self._work.busy_changed.connect(self.busy_changed)

    @property
    def busy(self) -> bool:
        return self._work.busy

    @property
    def written(self) -> str:
        """Path of the file written last for this month."""
        return self._month.written

    def set_period(self, period: Period) -> None:
        """What was set of that month comes back; annexes stay as they were chosen."""
        if period == self._period:
            return
        self.keep()
        self._period = period
        self.latest = None
        self._month = self.services.month_draft.of(period)
        self._opened = self.services.look.today()
        number = NUMBER.text(self.services.settings.values())
        self.choice = choice_of(self._month, self._opened, number, self.choice.without)

    def follow_clock(self) -> None:
        """A window that stood open over night: the day on the paper is today's, unless another was chosen."""
        today = self.services.look.today()
        if self.choice.day == self._opened:
            self.choice = replace(self.choice, day=today)
        self._opened = today

    def compose(self, *, pause: int = 0) -> None:
        """Anew, by what the ledger says now."""
        if self._period is not None:
            self._work.ask(self.now(), pause=pause)

    def now(self) -> Callable[[Progress], Composed]:
        """The work of composing what is chosen now, for who does more with it off the GUI thread."""
        assert self._period is not None
        return partial(self._composed, self._period, self.choice)

    def choose(self, choice: DraftChoice) -> None:
        if choice != self.choice:
            if choice.number != self.choice.number:
                self._month = replace(self._month, number=choice.number)
            self.choice = choice
            self.compose(pause=PAUSE_MS)

    def set_text(self, key: str, text: str, before: str) -> None:
        """A sentence's words for this month; those that hold anyway, ``before``, are no change."""
        wording = {name: words for name, words in self.choice.wording.items() if name != key}
        if text.strip() != before:
            wording[key] = text.strip()
        self.choose(replace(self.choice, wording=wording))

    def set_written(self, path: str) -> None:
        self._month = replace(self._month, written=path)
        self.keep()

    def keep(self) -> None:
        """What was set of the month, for the next sitting; where that can't be written it is only told."""
        if self._period is None:
            return
        try:
            self.services.month_draft.keep(self._period, with_choice(self._month, self.choice, self._opened))
        except ExpectedError as error:
            self.failed.emit(str(error))

    def _composed(self, period: Period, choice: DraftChoice, progress: Progress) -> Composed:
        """Off the GUI thread; so is the import of what that will need to show it."""
        for module in _AHEAD:
            import_module(module)
        from ui.paper.grids import fit_grids

        services = self.services
        kept = WORDING.mapping(services.settings.values())
        own = usable(kept, choice.wording)
        heard = HeardWording(own)
        issued = services.bulletin.issued()
        draft = None
        moved: tuple[Correction, ...] = ()
        if begun(services, period):
            today, due = services.look.today(), services.look.due(period)
            on = choice.day_of_figures(today, due)
            draft = services.bulletin.draft(
                period, on, choice.day, heard, number=choice.number, without=choice.without
            )
            fit_grids(draft.paper)
            if any(each.period == period for each in issued):
                moved = services.stats.corrections(period, draft.figures if on is None else None)
        faulty = len({**kept, **choice.wording}) - len(own)
        return Composed(period, choice, draft, heard, kept, issued, moved, services.letterhead.name(), faulty)

    def _done(self, composed: Composed) -> None:
        if composed.period == self._period:
            self.latest = composed
            self.composed.emit(composed)

    @Slot(object)
    def _failed(self, error: ExpectedError) -> None:
        self.failed.emit(str(error))


def begun(services: Services, period: Period) -> bool:
    """Whether anything of that month was sent, received, entered or decided."""
    return services.look.snapshot(period).begun
