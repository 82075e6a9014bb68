"""An office as large as it gets at one desk: four hundred units with ten thousand measures between them, and their forms back."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from db.opening import create_ledger
from main import WRITERS, Workplace
from qcapp.domain.ledger import CellKey
from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, Plan, Unit
from qcapp.services import Services, make_services
from qcapp.services.edit_cells import PASTE, Wish
from tests.factory import FixedClock
from tests.services.office import Drawn, HandedOver
from tools.made_up_returns import fill_xlsx, made_up_answers

UNITS = 400
EACH = 25
PERIOD = Period(2021, 7)


@dataclass(frozen=True, slots=True)
class Large:
    """``ledger``: forms are out, one unit in ten has been typed in by hand; ``returns``: what came back of all of them."""

    ledger: Path
    returns: tuple[Path, ...]


def large_plan(built_in: Plan, units: int = UNITS, each: int = EACH) -> Plan:
    """The first of the built-in measures over and over, as many for each unit; no measure has two units."""
    names = tuple(f"第{place + 1:03}责任单位" for place in range(units))
    measures = tuple(
        built_in.measures[place % each]._replace(no=place + 1, printed_unit=None, section=None) for place in range(units * each)
    )
    assignments = tuple(Assignment(measure.no, names[place // each]) for place, measure in enumerate(measures))
    return replace(
        built_in, measures=tuple(sorted(measures, key=lambda measure: (measure.task, measure.no))),
        units=tuple(map(Unit, names)), assignments=assignments, sections=(),
    )


def make_large(folder: Path, units: int = UNITS, each: int = EACH) -> Large:
    """One form is drawn, filled in and saved; those of the other units are that one with their numbers and names."""
    ledger = folder / "大台账.sqlite3"
    plan = large_plan(Workplace(ledger).built_in_plan(), units, each)
    store = create_ledger(ledger, plan, FixedClock(), "经办人")
    try:
        drawing = make_services(store, HandedOver(), FixedClock(), "经办人", WRITERS)
        first = plan.units[0].name
        drawing.dispatch.dispatch(PERIOD, folder / "下发", units=(first,), formats=("xlsx",))
        services = make_services(store, HandedOver(), FixedClock(), "经办人", {"xlsx": Drawn()})
        rest = [unit.name for unit in plan.units[1:]]
        services.dispatch.dispatch(PERIOD, folder / "下发", units=rest, formats=("xlsx",))
        _type_in(services, plan)
        sent = {unit: form.form_id for unit, form in store.snapshot(PERIOD).dispatched.items()}
    finally:
        store.close()
    drawn = next((folder / "下发").glob(f"{first}_*.xlsx"))
    filled = fill_xlsx(drawn, folder / "回收" / f"{first}.xlsx", made_up_answers(plan.measures_of[first], plan.year))
    return Large(ledger, (filled, *(_alike(filled, plan, first, unit, sent) for unit in rest)))


def _type_in(services: Services, plan: Plan) -> None:
    """One unit in ten, by hand: there are conflicts with what comes back."""
    wishes = [
        Wish(CellKey(no, unit.name, PERIOD, "progress"), "", said["progress"])
        for unit in plan.units[::10] for no, said in made_up_answers(plan.measures_of[unit.name], plan.year, 3).items()
    ]
    services.cells.set_cells(wishes, PASTE)


def _alike(form: Path, plan: Plan, first: str, unit: str, sent: Mapping[str, str]) -> Path:
    """The form of ``first`` as that of another unit."""
    words = {first: unit, sent[first]: sent[unit]}
    for one, other in zip(plan.measures_of[first], plan.measures_of[unit], strict=True):
        text = plan.measure(one).text[:6]
        words[f">{one}.{text}"] = f">{other}.{text}"
    target = form.with_name(f"{unit}.xlsx")
    with zipfile.ZipFile(form) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            for before, after in words.items():
                for errors, code in (("strict", "utf-8"), ("xmlcharrefreplace", "ascii")):
                    part = part.replace(before.encode(code, errors), after.encode(code, errors))
            new.writestr(name, part)
    return target
