"""Three months and a half of made-up returns on the built-in list, made in a second or two: for pictures and tests of the
window. The sample that a clerk looks at is a whole year (qcapp/services/sample.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from qcapp.domain.forms import Place, ReadCell, ReturnedFile, ReturnedForm, ReturnedRow
from qcapp.domain.lamps import Lamp
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.ports import LedgerStore
from qcapp.services import Services
from qcapp.services.made_up import Answers, made_up_answers
from qcapp.services.sample import Handed

MONTH: Final = 7
WHO: Final = "经办人"
SILENT: Final = 3
"""Units that have returned nothing this month."""
TO_COME: Final = 4
"""Units whose forms have come and are not read yet."""
_MONTHS: Final = 3


@dataclass
class MonthsClock:
    """Two days before July is due: what is late and what is not looks then as it should."""

    time: datetime = datetime(2021, MONTH, 23, 9, 30)

    def now(self) -> datetime:
        return self.time

    def today(self) -> date:
        return self.time.date()


def write_months(
    store: LedgerStore, clock: MonthsClock, folder: Path, suffixes: Iterable[str], meanwhile: Callable[[], object] | None = None
) -> Period:
    """Fill a new ledger whose clock is this one; ``folder`` takes what would be sent out. Answers the month at hand.

    ``meanwhile`` is called when its forms are out and none has come back.
    """
    reader = Handed()
    services = Services(store, lambda: reader, clock, WHO, dict.fromkeys(suffixes, _nothing))
    plan = store.plan_for(Period(MonthsClock.time.year, MONTH))
    period = Period(plan.year, MONTH)
    now = clock.time
    for before in range(_MONTHS, 0, -1):
        _past_month(services, reader, clock, folder, period.shifted(-before))
    clock.time = datetime.combine(period.due(1), time(9, 0))
    services.dispatch.dispatch(period, folder / "下发")
    if meanwhile is not None:
        meanwhile()
    clock.time = now
    _this_month(services, reader, plan, period)
    return period


def _past_month(services: Services, reader: Handed, clock: MonthsClock, folder: Path, period: Period) -> None:
    """Most units return in time, a few late, one not at all."""
    plan = services.look.plan(period)
    clock.time = datetime.combine(period.due(1), time(9, 0))
    services.dispatch.dispatch(period, folder / "下发")
    sent = services.look.snapshot(period).dispatched
    for day in (23, 27):
        clock.time = datetime.combine(period.due(day), time(15, 0))
        reader.files = [
            _returned(plan, sent[unit.name].form_id, unit.name, answers_of(plan, unit.name, place, period))
            for place, unit in enumerate(plan.units)
            if unit.name in sent and place != period.month * 3 % len(plan.units) and _late(place, period) == (day == 27)
        ]
        services.collect.apply(services.collect.preview([folder], received=clock.today()))


def _this_month(services: Services, reader: Handed, plan: Plan, period: Period) -> None:
    """All but a few have returned; one contradicts what was noted by telephone, one entry was ruled on."""
    sent = services.look.snapshot(period).dispatched
    unit = plan.units[1].name
    services.edit.set_field(plan.measures_of[unit][0], unit, period, "progress", "电话报来：方案已上会，待印发。")
    reader.files = [
        _returned(plan, sent[each.name].form_id, each.name, answers_of(plan, each.name, place, period))
        for place, each in enumerate(plan.units[: -SILENT - TO_COME]) if each.name in sent
    ]
    services.collect.apply(services.collect.preview([Path("回收")], received=period.due(22)))
    no = plan.measures_of[plan.units[0].name][0]
    services.rulings.set_lamp(period, plan.units[0].name, no, Lamp.YELLOW, "市里改了口径，本月先按黄灯掌握")


def _late(place: int, period: Period) -> bool:
    return (place + period.month) % 5 == 4


def answers_of(plan: Plan, unit: str, place: int, period: Period) -> Answers:
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
