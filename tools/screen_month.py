"""Four months of the built-in list, made in a second or two: a ledger to look at, and a few forms to be read by 收表.

Returns of the earlier months are made in memory; only those that the page is to read are files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from db.opening import create_ledger, open_ledger
from db.store import SqlLedger
from main import RESOURCES, WRITERS
from qcapp.domain.forms import Place, ReadCell, ReturnedFile, ReturnedForm, ReturnedRow
from qcapp.domain.lamps import Lamp
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.intake.reader import SafeReader
from qcapp.ports import Progress
from qcapp.services import Services
from qcapp.services.setup import built_in_plan
from tools.made_up_returns import Answers, fill_xlsx, made_up_answers

WHO: Final = "经办人"
MONTH: Final = 7
_MONTHS: Final = 3
_COME: Final = 4
"""Units whose forms lie there to be read."""
_SILENT: Final = 3


class ScreenMonth(NamedTuple):
    """``back``: the folder of returned forms."""

    ledger: Path
    period: Period
    back: Path


@dataclass
class StandingClock:
    """Two days before July is due."""

    time: datetime = datetime(2021, MONTH, 23, 9, 30)

    def now(self) -> datetime:
        return self.time

    def today(self) -> date:
        return self.time.date()


@dataclass
class _Handed:
    """A reader of what was made in memory."""

    files: list[ReturnedFile] = field(default_factory=list)

    def read(self, paths: Sequence[Path], progress: Progress, passwords: Sequence[str] = ()) -> Iterable[ReturnedFile]:
        return list(self.files)

    def part(self, data: bytes, name: str) -> bytes:
        return b""

    def close(self) -> None:
        """Nothing is open."""


def make_screen_month(folder: Path) -> ScreenMonth:
    """In an empty folder."""
    plan = built_in_plan(RESOURCES)
    period = Period(plan.year, MONTH)
    clock, reader = StandingClock(), _Handed()
    ledger, back = folder / "台账.sqlite3", folder / "回收"
    store = create_ledger(ledger, plan, clock, WHO)
    try:
        quiet = Services(store, lambda: reader, clock, WHO, dict.fromkeys(WRITERS, _nothing))
        for before in range(_MONTHS, 0, -1):
            _past_month(quiet, reader, clock, folder, period.shifted(-before))
        clock.time = datetime.combine(period.due(1), time(9, 0))
        quiet.dispatch.dispatch(period, folder / "下发")
        _forms_to_read(Services(store, lambda: reader, clock, WHO, WRITERS), folder, back, plan, period)
        clock.time = StandingClock().time
        _this_month(quiet, reader, plan, period)
    finally:
        store.close()
    return ScreenMonth(ledger, period, back)


def open_screen_month(month: ScreenMonth) -> tuple[SqlLedger, Services]:
    """With a clock that stands, so that two runs give the same pictures."""
    clock = StandingClock()
    store = open_ledger(month.ledger, clock)
    return store, Services(store, cache(lambda: SafeReader(in_process=True)), clock, WHO, WRITERS)


def _past_month(services: Services, reader: _Handed, clock: StandingClock, folder: Path, period: Period) -> None:
    """Most units return in time, a few late, one not at all."""
    plan = services.look.plan(period)
    clock.time = datetime.combine(period.due(1), time(9, 0))
    services.dispatch.dispatch(period, folder / "下发")
    sent = services.look.snapshot(period).dispatched
    for day in (23, 27):
        clock.time = datetime.combine(period.due(day), time(15, 0))
        reader.files = [
            _returned(plan, sent[unit.name].form_id, unit.name, _answers(plan, unit.name, place, period))
            for place, unit in enumerate(plan.units)
            if unit.name in sent and place != period.month * 3 % len(plan.units) and _late(place, period) == (day == 27)
        ]
        services.collect.apply(services.collect.preview([folder], received=clock.today()))


def _this_month(services: Services, reader: _Handed, plan: Plan, period: Period) -> None:
    """All but a few have returned; one contradicts what was noted by telephone, one entry was ruled on."""
    sent = services.look.snapshot(period).dispatched
    unit = plan.units[1].name
    services.edit.set_field(plan.measures_of[unit][0], unit, period, "progress", "电话报来：方案已上会，待印发。")
    reader.files = [
        _returned(plan, sent[each.name].form_id, each.name, _answers(plan, each.name, place, period))
        for place, each in enumerate(plan.units[: -_SILENT - _COME]) if each.name in sent
    ]
    services.collect.apply(services.collect.preview([Path("回收")], received=period.due(22)))
    no = plan.measures_of[plan.units[0].name][0]
    services.rulings.set_lamp(period, plan.units[0].name, no, Lamp.YELLOW, "市里改了口径，本月先按黄灯掌握")


def _forms_to_read(services: Services, folder: Path, back: Path, plan: Plan, period: Period) -> None:
    back.mkdir()
    units = [unit.name for unit in plan.units[-_SILENT - _COME : -_SILENT]]
    services.dispatch.dispatch(period, folder / "表", units=units, formats=("xlsx",))
    for place, unit in enumerate(units):
        form = next((folder / "表").glob(f"{unit}_*.xlsx"))
        fill_xlsx(form, back / f"新建 XLSX 工作表({place}).xlsx", _answers(plan, unit, place, period))
    (back / "扫描件.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")


def _late(place: int, period: Period) -> bool:
    return (place + period.month) % 5 == 4


def _answers(plan: Plan, unit: str, place: int, period: Period) -> Answers:
    """Some point elsewhere instead of reporting, some leave out a phone."""
    answers = made_up_answers(plan.measures_of[unit], period.year, period.month)
    first = answers[plan.measures_of[unit][0]]
    if (place + period.month) % 6 == 0:
        first["progress"] = "详见附件"
    if (place + period.month) % 7 == 3:
        first["responsible.phone"] = "138"
    return answers


def _returned(plan: Plan, form_id: str, unit: str, answers: Answers) -> ReturnedFile:
    rows = tuple(_row(plan, no, texts) for no, texts in answers.items())
    name = f"{unit}报送表.xlsx"
    data = repr((form_id, rows)).encode()
    return ReturnedFile(name, None, hashlib.sha256(data).hexdigest(), data, ReturnedForm(rows, {form_id: ("property",)}), None)


def _row(plan: Plan, no: int, texts: Mapping[str, str]) -> ReturnedRow:
    place = Place("表1", no, 5)
    return ReturnedRow(
        no=no, measure_text=plan.measure_by_no[no].text, task=plan.task_of(no).heading, unit_label=plan.printed_unit(no),
        cells={key: ReadCell(text, place) for key, text in texts.items()}, place=place,
    )


def _nothing(table: object, path: Path) -> None:
    path.write_bytes(b"")
