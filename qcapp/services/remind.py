"""催报: which units still owe the month's report, a 催报通知 for each, and the list to call down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qcapp.domain.ledger import Snapshot
from qcapp.domain.operations import Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.settings import ANSWER_DAYS
from qcapp.forms.paper import OfficialPaper
from qcapp.ports import Clock, LedgerStore, Progress
from qcapp.publish.late_units import LateUnit as LateUnit
from qcapp.publish.late_units import UnreadUnit as UnreadUnit
from qcapp.publish.late_units import late_units, unread_units
from qcapp.publish.reminder import ReminderMatter, compose_reminder
from qcapp.publish.wording import Wording, wording_from
from qcapp.services.begun import require_begun
from qcapp.services.bulletin import letterhead
from qcapp.services.names import file_name, unit_names
from qcapp.services.placing import Placed, write_out
from qcapp.services.progress import SILENT, step
from qcapp.services.stats import StatsService


@dataclass(frozen=True, slots=True)
class ReminderResult:
    """``files`` one a unit, ``call_list`` beside them; nothing where nobody was to be chased. ``trouble``: what to tell of
    files that could not take their places, a sentence. ``unread``: units that are not chased because the clerk is to type in
    what they returned."""

    units: tuple[LateUnit, ...]
    operation: Operation | None = None
    files: tuple[Path, ...] = ()
    call_list: Path | None = None
    trouble: str = ""
    unread: tuple[UnreadUnit, ...] = ()


class RemindService:
    def __init__(self, store: LedgerStore, clock: Clock, who: str, stats: StatsService) -> None:
        self._store, self._clock, self._who, self._stats = store, clock, who, stats

    def late(self, period: Period, on: date | None = None, early: bool = False) -> tuple[LateUnit, ...]:
        """Units with measures whose due day is over as of ``on`` (today when not said), in the plan's order. ``early``: instead
        those with measures that are still to come in and not late yet."""
        return late_units(self._stats.month(period, on), self._snapshot(period, on), early)

    def unread(self, period: Period, on: date | None = None, early: bool = False) -> tuple[UnreadUnit, ...]:
        """Those left out of ``late`` because what they returned has yet to be typed in."""
        return unread_units(self._stats.month(period, on), self._snapshot(period, on), early)

    def draft(
        self, late: LateUnit, period: Period, day: date | None = None, wording: Wording | None = None
    ) -> OfficialPaper:
        """The 催报通知 (or the 提醒, where it is early) for that unit, dated ``day`` (today when not said). ``wording``: instead
        of that in the settings."""
        return compose_reminder(late, self._matter(self._snapshot(period, late.on), day, wording))

    def write(
        self,
        period: Period,
        folder: Path,
        on: date | None = None,
        units: Sequence[str] = (),
        early: bool = False,
        day: date | None = None,
        progress: Progress = SILENT,
        wording: Wording | None = None,
    ) -> ReminderResult:
        """Write one docx for each unit to be chased (or for those named, aliases too) and the list to call down into ``folder``,
        which is made if need be. Nothing is written, and no folder made, when there is none. UsageError for a month of which
        there is nothing yet."""
        snapshot = self._snapshot(period, on)
        names = {snapshot.plan.unit_named(name) for name in units}
        require_begun(snapshot, "提醒" if early else "催报")
        figures = self._stats.month(period, on)
        chased = tuple(each for each in late_units(figures, snapshot, early) if not names or each.unit in names)
        unread = tuple(each for each in unread_units(figures, snapshot, early) if not names or each.unit in names)
        if not chased:
            return ReminderResult((), unread=unread)
        matter, head = self._matter(snapshot, day, wording), letterhead(snapshot.settings)
        told = "、".join(each.unit for each in chased)
        summary = f"{'提醒' if early else '催报'} {period.label}，{len(chased)} 家单位：{told}"
        draft = OperationDraft(OperationKind.REMIND, summary, self._who)
        operation, placed = write_out(
            folder, lambda aside: _draw(chased, matter, head, aside, progress), lambda: self._store.commit(draft)
        )
        return _result(chased, unread, operation, placed)

    def _matter(self, snapshot: Snapshot, day: date | None, wording: Wording | None) -> ReminderMatter:
        from qcapp.domain.workdays import workday_after  # the calendar is only needed here

        settings, dated = snapshot.settings, day or self._clock.today()
        answer_by = workday_after(dated, int(ANSWER_DAYS.number(settings)))
        return ReminderMatter(snapshot, wording or wording_from(settings), dated, answer_by)

    def _snapshot(self, period: Period, on: date | None) -> Snapshot:
        past = on is not None and on < self._clock.today()
        return self._store.snapshot(period, on if past else None)


def _draw(
    chased: Sequence[LateUnit], matter: ReminderMatter, head: bytes | None, folder: Path, progress: Progress
) -> list[Path]:
    from qcapp.forms.paper_docx import write_paper
    from qcapp.publish.call_list import write_call_list

    label, files = matter.snapshot.period.label, []
    units = unit_names(unit.name for unit in matter.snapshot.plan.units)
    for done, late in enumerate(chased):
        step(progress, done, len(chased), f"正在生成 {late.unit}")
        files.append(folder / f"{file_name(f'{units[late.unit]}_{label}{_what(late)}')}.docx")
        write_paper(compose_reminder(late, matter), files[-1], head)
    files.append(folder / f"{file_name(f'{label}{_list(chased[0])}')}.xlsx")
    write_call_list(chased, matter.snapshot, files[-1])
    return files


def _what(late: LateUnit) -> str:
    return "报送提醒" if late.early else "催报通知"


def _list(late: LateUnit) -> str:
    return "提醒电话单" if late.early else "催报电话单"


def _result(
    chased: tuple[LateUnit, ...], unread: tuple[UnreadUnit, ...], operation: Operation, placed: Placed
) -> ReminderResult:
    """The call list is told from the papers by what it is."""
    lists = [path for path in placed.files if path.suffix == ".xlsx"]
    papers = tuple(path for path in placed.files if path.suffix != ".xlsx")
    return ReminderResult(chased, operation, papers, lists[0] if lists else None, placed.trouble, unread)
