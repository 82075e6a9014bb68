"""催报: who is to be chased, a notice as it will be, and writing them all with the list to call down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.period import Period
from qcapp.domain.settings import WORDING
from qcapp.ports import Progress
from qcapp.services.begun import nothing_yet
from ui.desktop import documents_folder, shown_path
from ui.dialogs.files import ask_folder
from ui.latest import PAUSE_MS, Latest
from ui.models.drafting import day_words
from ui.models.sentences import HeardWording, usable
from ui.pages.bulletin_draft import begun

if TYPE_CHECKING:
    from qcapp.forms.paper import OfficialPaper
    from qcapp.publish.late_units import LateUnit, UnreadUnit
    from qcapp.services import Services
    from qcapp.services.remind import ReminderResult
    from ui.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class Chased:
    """``late`` and ``early`` units as of ``today``. ``begun``: whether anything of the month was sent or entered.

    ``unread_late`` and ``unread_early`` tell which are left out because the clerk is to type in what they returned.
    """

    period: Period
    today: date
    due: date
    late: tuple[LateUnit, ...]
    early: tuple[LateUnit, ...]
    begun: bool
    unread_late: str = ""
    unread_early: str = ""

    @property
    def note(self) -> str:
        return f"截至今天（{day_words(self.today, self.due.year)}），截止日 {day_words(self.due)}"

    def unread(self, early: bool) -> str:
        return self.unread_early if early else self.unread_late

    def empty(self, early: bool) -> str:
        """What to say where there is nobody to be chased, or reminded."""
        if not self.begun:
            return f"{nothing_yet(self.period)}，\n没有要催的单位。"
        if self.unread(early):
            return "没有要提醒的单位。" if early else "没有要催的单位。"
        if early:
            return "没有还在期限内、尚未报送的单位，\n不用提醒。"
        if self.early:
            return f"还没有逾期的单位。\n有 {len(self.early)} 家还没报齐，可以点“提醒”先提醒一声。"
        return "各单位都报齐了，没有要催的。"


@dataclass(frozen=True, slots=True)
class Notice:
    """The paper for one unit, and what its sentences said."""

    late: LateUnit
    paper: OfficialPaper
    heard: HeardWording
    kept: Mapping[str, str]


class ChaseWork(QObject):
    """``read(Chased)``, ``composed(Notice)`` when they are there; ``written(sentence, folder)``; ``failed`` with a sentence."""

    read = Signal(object)
    composed = Signal(object)
    written = Signal(str, object)
    trouble = Signal(str)
    failed = Signal(str)
    busy_changed = Signal(bool)

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._window = services, tasks, parent
        self._folder: Path | None = None
        self.latest: Chased | None = None
        self.notice: Notice | None = None
        self._reading = Latest(tasks, "看谁还没报", parent)
        self._composing = Latest(tasks, "排通知", parent)
        for work in (self._reading, self._composing):
            work.failed.connect(self._failed)
        self._reading.done.connect(self._was_read)
        self._composing.done.connect(self._was_composed)
        self._composing.busy_changed.connect(self.busy_changed)

    @property
    def busy(self) -> bool:
        return self._reading.busy or self._composing.busy

    def look(self, period: Period) -> None:
        """Who is late, by what the ledger says now."""
        if self.latest is not None and self.latest.period != period:
            self.latest = None
            self.notice = None
        self._reading.ask(partial(_read, self._services, period), pause=0)

    def compose(self, late: LateUnit, period: Period, day: date, month: Mapping[str, str], *, typing: bool = False) -> None:
        """That unit's notice. ``month``: texts of this month only."""
        work = partial(_compose, self._services, late, period, day, dict(month))
        self._composing.ask(work, pause=PAUSE_MS if typing else 0)

    def write(
        self, period: Period, units: tuple[str, ...], early: bool, day: date, month: Mapping[str, str],
        begin: Callable[[], None],
    ) -> None:
        """Ask where to, then write; ``begin`` is called before."""
        what = "提醒" if early else "催报通知"
        own = f"{period.label}{what}"
        chosen = ask_folder(self._window, f"{len(units)} 家单位的“{own}”文件夹放在哪里", self._folder or documents_folder())
        if chosen is None:
            return
        # A folder of its own; one chosen again is taken as it is.
        self._folder, folder = (chosen.parent, chosen) if chosen.name == own else (chosen, chosen / own)
        begin()
        services, texts = self._services, dict(month)

        def work(progress: Progress) -> ReminderResult:
            wording = HeardWording(usable(_kept(services), texts))
            return services.remind.write(
                period, folder, units=units, early=early, day=day, progress=progress, wording=wording
            )

        done = partial(self._was_written, folder, what)
        self._tasks.run(work, done, title=f"写{what}", failed=self._failed, parent=self._window)

    def _was_written(self, folder: Path, what: str, result: ReminderResult) -> None:
        if not result.files:
            self.failed.emit(_unread_words(result.unread) or "这些单位已经报齐，没有写通知。")
            return
        sentence = (
            f"已写出 {len(result.files)} 家单位的{what}"
            f"{f'和电话单“{result.call_list.name}”' if result.call_list else ''}，存到了 {shown_path(folder)}。"
        )
        self.written.emit(sentence, folder)
        if result.trouble:
            self.trouble.emit(result.trouble)

    def _was_read(self, chased: Chased) -> None:
        self.latest = chased
        self.read.emit(chased)

    def _was_composed(self, notice: Notice) -> None:
        self.notice = notice
        self.composed.emit(notice)

    @Slot(object)
    def _failed(self, error: ExpectedError) -> None:
        self.failed.emit(str(error))


def _kept(services: Services) -> Mapping[str, str]:
    return WORDING.mapping(services.settings.values())


def _read(services: Services, period: Period, progress: Progress) -> Chased:
    there = begun(services, period)
    late = services.remind.late(period) if there else ()
    early = services.remind.late(period, early=True) if there else ()
    unread = (_unread_words(services.remind.unread(period, early=each)) if there else "" for each in (False, True))
    return Chased(period, services.look.today(), services.look.due(period), late, early, there, *unread)


def _unread_words(units: Sequence[UnreadUnit]) -> str:
    from qcapp.publish.late_units import unread_words  # the figures come with it

    return unread_words(units)


def _compose(
    services: Services, late: LateUnit, period: Period, day: date, month: dict[str, str], progress: Progress
) -> Notice:
    kept = _kept(services)
    heard = HeardWording(usable(kept, month))
    return Notice(late, services.remind.draft(late, period, day, heard), heard, kept)
