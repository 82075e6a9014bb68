"""The list of 2022 as an official 细化表, made of that of 2021: most is as it was, and something of every kind has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from db.opening import create_ledger
from main import WRITERS
from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, Measure, Plan, Unit
from qcapp.places import RESOURCES
from qcapp.services import Services
from qcapp.services.setup import built_in_plan
from tests.factory import FixedClock
from tests.services.office import HandedOver

REWORDED: Final = 11
DROPPED: Final = 5
SPLIT: Final = 20
HALVES: Final = (
    "税务部门进驻区政务服务中心，为新办纳税提供套餐式服务。",
    "符合规定的新开办企业套餐式服务压减至1个小时内完成。",
)
NEW_TEXT: Final = "建立营商环境观察员制度，聘请企业代表每季度反映问题。"
RENAMED: Final = ("区卫健局", "区卫生健康局")


def next_plan() -> Plan:
    """Numbered anew from 1: 5 is dropped, 11 reworded, 20 split in two, one is new at the end; 区卫健局 has another name."""
    was = built_in_plan(RESOURCES)
    texts: list[tuple[Measure, tuple[str, ...], str]] = []
    for measure in was.measures:
        owners = was.units_of[measure.no]
        if measure.no == DROPPED:
            continue
        for text in HALVES if measure.no == SPLIT else (_reworded(measure),):
            texts.append((measure, owners, text))
    texts.append((was.measures[-1], was.units_of[was.measures[-1].no], NEW_TEXT))
    measures, assignments = [], []
    for no, (measure, owners, text) in enumerate(texts, start=1):
        label = None if RENAMED[0] in owners else measure.printed_unit
        measures.append(measure._replace(no=no, text=text, section=None, printed_unit=label))
        assignments += [Assignment(no, _name(owner)) for owner in owners]
    units = tuple(Unit(RENAMED[1], (RENAMED[0],)) if each.name == RENAMED[0] else each for each in was.units)
    return replace(
        was, year=2022, title=was.title.replace("2021", "2022"), measures=tuple(measures), units=units,
        assignments=tuple(assignments), sections=(),
    )


def next_list(path: Path) -> Path:
    """Written as this program writes an official table with nothing in it yet."""
    with TemporaryDirectory() as folder:
        store = create_ledger(Path(folder) / "ledger.sqlite3", next_plan(), FixedClock(), "经办人")
        try:
            made = Services(store, HandedOver, FixedClock(), "经办人", WRITERS)
            return made.plan.export(path, Period(2022, 1))
        finally:
            store.close()


def _reworded(measure: Measure) -> str:
    return measure.text.replace("加快推进", "全面推进") if measure.no == REWORDED else measure.text


def _name(unit: str) -> str:
    return RENAMED[1] if unit == RENAMED[0] else unit
