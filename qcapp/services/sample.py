"""The sample ledger: a made-up year on the built-in list, to be looked at and tried out, in the middle of December's work.

Nothing in it comes from a unit. It lies apart from the clerk's own, and its title says what it is, on paper too. Everything is
written by the verbs that the window has, on the days on which a clerk would have done it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from qcapp.domain.forms import ReturnedFile
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.ports import LedgerStore, Progress
from qcapp.services import Services
from qcapp.services.progress import SILENT, step

WHO: Final = "经办人"
OFFICE: Final = "营商环境工作专班（示例）"
YEAR: Final = 2021
MONTHS: Final = 12
MARK: Final = "（示例）"


@dataclass
class SampleClock:
    """Two days before December is due: what is late and what is not looks then as it should."""

    time: datetime = datetime(YEAR, MONTHS, 23, 9, 30)

    def now(self) -> datetime:
        return self.time

    def today(self) -> date:
        return self.time.date()

    @classmethod
    def at_first(cls) -> SampleClock:
        """On the year's first working day, when the ledger is made."""
        return cls(datetime(YEAR, 1, 4, 9, 0))

    def go_to(self, day: date, hour: int) -> date:
        """On to that hour of the day, or of the next on which people work; never back. Answers the day."""
        from qcapp.domain.workdays import next_workday

        self.time = max(datetime.combine(next_workday(day), time(hour)), self.time + timedelta(minutes=5))
        return self.today()


@dataclass
class Handed:
    """A reader of what was made in memory."""

    files: list[ReturnedFile] = field(default_factory=list)

    def read(self, paths: Sequence[Path], progress: Progress, passwords: Sequence[str] = ()) -> Iterable[ReturnedFile]:
        return list(self.files)

    def part(self, data: bytes, name: str) -> bytes:
        return b""

    def close(self) -> None:
        """Nothing is open."""


def sample_plan(plan: Plan) -> Plan:
    """The list, marked."""
    return replace(plan, title=f"{MARK}{plan.title}")


def write_year(
    store: LedgerStore, clock: SampleClock, folder: Path, suffixes: Iterable[str], progress: Progress = SILENT
) -> Period:
    """Fill a new ledger whose clock is this one, to end in December; ``folder`` takes what would be sent out. Answers December.

    Some seconds; ``progress`` hears of each month, and may cancel.
    """
    from qcapp.services.sample_desk import Desk
    from qcapp.services.sample_months import this_month, whole_month

    now, reader = SampleClock().time, Handed()
    services = Services(store, lambda: reader, clock, WHO, dict.fromkeys(suffixes, _nothing))
    desk = Desk(services, reader, clock, folder)
    for month in range(1, MONTHS):
        step(progress, month - 1, MONTHS, f"正在准备示例台账的 {month} 月")
        whole_month(desk, Period(YEAR, month))
    step(progress, MONTHS - 1, MONTHS, f"正在准备示例台账的 {MONTHS} 月")
    this_month(desk, Period(YEAR, MONTHS), now)
    clock.time = now
    return Period(YEAR, MONTHS)


def _nothing(table: object, path: Path) -> None:
    path.write_bytes(b"")
