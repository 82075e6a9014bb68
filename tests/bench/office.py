"""Offices to measure on, made by the program's own verbs: lists, forms sent to all units, filled in and come back.

All of it is made up from the same words each time, so that two runs measure the same work.
"""

from __future__ import annotations

import copy
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from main import Workplace
from qcapp.domain.ledger import CellKey
from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, Measure, Plan, Task, Unit
from qcapp.places import RESOURCES
from qcapp.services import Services
from qcapp.services.edit_cells import PASTE, Wish
from qcapp.services.setup import built_in_plan
from tools.made_up_returns import Answers, fill_docx, fill_xlsx, made_up_answers

MONTH = 7
_FILL: dict[str, Callable[[Path, Path, Answers], Path]] = {"xlsx": fill_xlsx, "docx": fill_docx}


@contextmanager
def workplace(ledger: Path) -> Iterator[tuple[Workplace, Services]]:
    place = Workplace(ledger, look_later=True)
    try:
        yield place, place.open()
    finally:
        place.close()


@cache
def built_in() -> Plan:
    return built_in_plan(RESOURCES)


def wide_plan(units: int) -> Plan:
    """The built-in list over and over, until it has that many units; each keeps as many measures as in the list."""
    plan = built_in()
    turns = -(-units // len(plan.units))
    named = [
        Unit(_again(unit.name, turn), tuple(_again(each, turn) for each in unit.aliases))
        for turn in range(turns) for unit in plan.units
    ][:units]
    known = {unit.name for unit in named}
    tasks: list[Task] = []
    measures: list[Measure] = []
    assignments: list[Assignment] = []
    for turn in range(turns):
        shared = [each._replace(unit=_again(each.unit, turn)) for each in plan.assignments]
        kept = {each.no for each in shared if each.unit in known}
        numbers, orders = turn * len(plan.measures), turn * len(plan.tasks)
        listed = [each for each in plan.measures if each.no in kept]
        used = {each.task for each in listed}
        tasks += [
            each._replace(order=orders + each.order, heading=_again(each.heading, turn))
            for each in plan.tasks if each.order in used
        ]
        measures += [each._replace(no=numbers + each.no, task=orders + each.task, printed_unit=None) for each in listed]
        assignments += [
            each._replace(no=numbers + each.no) for each in shared if each.no in kept and each.unit in known
        ]
    return replace(
        plan, tasks=tuple(tasks), measures=tuple(measures), assignments=tuple(assignments), units=tuple(named), sections=()
    )


def _again(name: str, turn: int) -> str:
    return f"{name}（{turn + 1}）" if turn else name


@dataclass(frozen=True, slots=True)
class Returns:
    """``sent``: the ledger with the forms out. ``files`` came back, one of each unit, in ``folder`` and nothing else.
    ``fields``: how many fields the units have filled in."""

    period: Period
    sent: Path
    folder: Path
    files: tuple[Path, ...]
    fields: int

    @property
    def largest(self) -> Path:
        return max(self.files, key=lambda path: path.stat().st_size)


def make_returns(folder: Path, units: int, suffix: str) -> Returns:
    plan, sent, back = wide_plan(units), folder / "sent.sqlite3", folder / "back"
    period = Period(plan.year, MONTH)
    folder.mkdir(parents=True)
    place = Workplace(sent)
    try:
        services = place.create(plan)
        result = services.dispatch.dispatch(period, folder / "forms", formats=(suffix,))
    finally:
        place.close()
    files, fields = [], 0
    for number, (form, path) in enumerate(zip(result.forms, result.files, strict=True)):
        answers = made_up_answers(plan.measures_of[form.unit], plan.year)
        fields += sum(len(said) for said in answers.values())
        files.append(_FILL[suffix](path, back / f"{number:03}.{suffix}", answers))
    return Returns(period, sent, back, tuple(files), fields)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of an office, all of it reported. ``official``: its table as docx."""

    folder: Path
    period: Period
    ledger: Path
    official: Path


def make_month(folder: Path, times: int = 1) -> Month:
    """Of the built-in list, or of one so many times as long."""
    plan, ledger = wide_plan(times * len(built_in().units)), folder / "month.sqlite3"
    period = Period(plan.year, MONTH)
    folder.mkdir(parents=True)
    place = Workplace(ledger)
    try:
        services = place.create(plan)
        said = {unit.name: made_up_answers(plan.measures_of[unit.name], plan.year) for unit in plan.units}
        services.cells.set_cells([
            Wish(CellKey(no, unit, period, key), "", text)
            for unit, answers in said.items() for no, fields in answers.items() for key, text in fields.items()
        ], PASTE)
        official = services.publish.export(folder / "official.docx", period)
    finally:
        place.close()
    return Month(folder, period, ledger, official)


def copied(ledger: Path, target: Path) -> Path:
    """Beside it as few other files as beside a ledger that nobody has opened yet."""
    shutil.rmtree(target.parent, ignore_errors=True)
    target.parent.mkdir(parents=True)
    shutil.copyfile(ledger, target)
    return target


def many_times(document: Path, target: Path, times: int) -> Path:
    """A copy whose table has its rows so many times over, the heading once."""
    import docx

    opened = docx.Document(str(document))
    table = opened.tables[0]._tbl
    body = [row for row in table.tr_lst if not row.xpath("./w:trPr/w:tblHeader")]
    for _ in range(times - 1):
        for row in body:
            table.append(copy.deepcopy(row))
    opened.save(str(target))
    return target


def as_of_many(document: Path, folder: Path, number: int) -> tuple[Path, ...]:
    """Copies that differ in their properties, as what many units send back does: what is alike in file after file may be
    remembered by a reader, what is each one's own may not."""
    folder.mkdir()
    made = tuple(folder / f"{each:03}{document.suffix}" for each in range(number))
    with zipfile.ZipFile(document) as package:
        parts = {entry: package.read(entry) for entry in package.infolist()}
    for each, path in enumerate(made):
        with zipfile.ZipFile(path, "w") as copy_of_it:
            for entry, data in parts.items():
                own = f"<!-- {each} -->".encode() if entry.filename.startswith("docProps/") else b""
                copy_of_it.writestr(entry, data + own)
    return made
