"""What the page 清单 shows of a month: its list beside what was and will be of the same year's, with all that changed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from qcapp.domain import amendments as kinds
from qcapp.domain.amending import cuts
from qcapp.domain.amendment_words import PlanChange
from qcapp.domain.amendments import Amendment
from qcapp.domain.period import Period
from qcapp.domain.plan import Measure, Plan, Task, Unit
from qcapp.domain.text import comparable
from qcapp.giving_way import giving_way
from ui.theme import Tone
from ui.widgets.measure_head import gist

if TYPE_CHECKING:
    from qcapp.services.plan import PlanService

Key = TypeVar("Key", bound=int | str)

_FEWEST_INITIALS: Final = 3


class Mark(NamedTuple):
    """8月起停用. ``tone`` None: nothing to tell."""

    words: str = ""
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """``plan``: the list that it is shown from, the month's own where that ``holds`` it."""

    measure: Measure
    plan: Plan
    holds: bool
    mark: Mark
    hay: str

    @property
    def key(self) -> int:
        return self.measure.no

    @property
    def number(self) -> str:
        return str(self.key)

    @property
    def units(self) -> str:
        return self.plan.printed_unit(self.measure.no)


@dataclass(frozen=True, slots=True)
class TaskRow:
    task: Task
    plan: Plan
    holds: bool
    mark: Mark
    hay: str
    measures: tuple[Measure, ...]

    @property
    def key(self) -> int:
        return self.task.order

    @property
    def number(self) -> str:
        return str(self.key)


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit: Unit
    plan: Plan
    holds: bool
    mark: Mark
    hay: str

    @property
    def key(self) -> str:
        return self.unit.identity

    @property
    def number(self) -> str:
        return ""

    @property
    def measures(self) -> tuple[int, ...]:
        return self.plan.measures_of[self.unit.name] if self.holds else ()


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """``holds``: the month shown goes by it already."""

    amendment: Amendment
    told: str
    changes: tuple[PlanChange, ...]
    holds: bool
    hay: str

    @property
    def key(self) -> int:
        return self.amendment.id

    @property
    def number(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class YearRow:
    """``plan``: with all its amendments. ``begins``: the first month that goes by it."""

    plan: Plan
    begins: Period
    amendments: int
    holds: bool
    hay: str

    @property
    def key(self) -> int:
        return self.plan.year

    @property
    def number(self) -> str:
        return ""


Row = TypeVar("Row", MeasureRow, TaskRow, UnitRow, ChangeRow, YearRow)


@dataclass(frozen=True)
class PlanReading:
    period: Period
    plan: Plan
    measures: tuple[MeasureRow, ...]
    tasks: tuple[TaskRow, ...]
    units: tuple[UnitRow, ...]
    changes: tuple[ChangeRow, ...]
    years: tuple[YearRow, ...]

    def told_of(self, subject: str) -> tuple[tuple[ChangeRow, tuple[PlanChange, ...]], ...]:
        """Amendments that changed something of 第 11 条, of a unit or a task."""
        found = ((row, tuple(each for each in row.changes if each.subject == subject)) for row in self.changes)
        return tuple((row, changes) for row, changes in found if changes)


def read_plan(service: PlanService, period: Period) -> PlanReading:
    """All of it; the ledger is only read."""
    plan = service.plan(period)
    held = service.amendments(plan.year)
    begins = service.starts(plan.year)
    lists = [(month, service.plan(month)) for month in (begins, *(cut for cut in cuts(held) if cut > begins))]
    lists = [(month, each) for month, each in lists if each.year == plan.year]
    by_task = {id(each): _by_task(each) for each in (plan, *(each for _, each in lists))}
    changes = tuple(_change(service, each, period) for each in held)
    touched = _touched(changes)
    ends = _ends(held)
    return PlanReading(
        period, plan,
        _ordered([
            MeasureRow(each.measure(no), each, each is plan, _mark(life, period, touched.get(f"第 {no} 条"), ends.get(no, "停用"),
                _origin(each.measure(no))), _measure_hay(each, no))
            for no, each, life in giving_way(_lives(lists, plan, lambda one: one.measure_by_no))
        ]),
        tuple(
            TaskRow(each.task_by_order[order], each, each is plan,
                _mark(life, period, touched.get(f"重点任务 {order}"), "停用"), _hay(each.task_by_order[order].heading),
                tuple(by_task[id(each)][order]))
            for order, each, life in _lives(lists, plan, lambda one: one.task_by_order)
        ),
        tuple(
            UnitRow(unit := _unit(each, identity), each, each is plan,
                _mark(life, period, touched.get(unit.name), ends.get(identity, "停用")), _hay(*unit.names))
            for identity, each, life in giving_way(_lives(lists, plan, lambda one: one.name_by_identity))
        ),
        changes, tuple(_year(service, year, plan.year) for year in service.years()),
    )


def _by_task(plan: Plan) -> Mapping[int, Sequence[Measure]]:
    found: defaultdict[int, list[Measure]] = defaultdict(list)
    for measure in plan.measures:
        found[measure.task].append(measure)
    return found


def found(rows: Iterable[Row], words: str) -> list[Row]:
    """Those in which every word is found, by what they show or the initials of its pinyin."""
    wanted = [comparable(word) for word in words.split()]
    return [row for row in rows if all(_has(row, word) for word in wanted)]


def _has(row: Row, word: str) -> bool:
    text, _, initials = row.hay.partition("\n")
    return word == row.number or word in text or (len(word) >= _FEWEST_INITIALS and word in initials)


class _Life(NamedTuple):
    """The first month where that is not the list's own first, and the month from which on it is no more."""

    since: Period | None
    until: Period | None


def _lives(
    lists: Sequence[tuple[Period, Plan]], plan: Plan, held: Callable[[Plan], Mapping[Key, object]]
) -> list[tuple[Key, Plan, _Life]]:
    """Each key of any of the lists, with the list that it is shown from: the month's, else the last that has it."""
    made: list[tuple[Key, Plan, _Life]] = []
    keys = dict.fromkeys((*held(plan), *(key for _, each in lists for key in held(each))))
    for key in keys:
        having = [(month, each) for month, each in lists if key in held(each)]
        ended = [month for month, each in lists if month > having[-1][0]]
        since = having[0][0] if having[0][0] > lists[0][0] else None
        shown = plan if key in held(plan) else having[-1][1]
        made.append((key, shown, _Life(since, ended[0] if ended else None)))
    return made


def _mark(life: _Life, period: Period, touched: Period | None, end: str, origin: str = "") -> Mark:
    if life.until is not None:
        return Mark(f"{life.until.month}月起{end}", Tone.IDLE if life.until <= period else Tone.WARN)
    if life.since is not None:
        return Mark(f"{life.since.month}月起{origin or '新增'}", Tone.GOOD if life.since <= period else Tone.WARN)
    if touched is not None:
        return Mark(f"{touched.month}月起修改", Tone.INFO if touched <= period else Tone.WARN)
    return Mark()


def _touched(changes: Iterable[ChangeRow]) -> dict[str, Period]:
    """The last month from which on something of a subject is otherwise."""
    return {change.subject: row.amendment.since for row in changes for change in row.changes}


def _ends(held: Iterable[Amendment]) -> dict[int | str, str]:
    """How what is no more came to its end, where it was not simply 停用."""
    ends: dict[int | str, str] = {}
    for each in held:
        if isinstance(each.what, kinds.SplitMeasure):
            ends[each.what.no] = "拆分"
        elif isinstance(each.what, kinds.MergeUnit):
            ends[each.what.unit] = "并入他家"
    return ends


def _origin(measure: Measure) -> str:
    return f"由 {measure.split_from} 条拆出" if measure.split_from else ""


def _ordered(rows: list[MeasureRow]) -> tuple[MeasureRow, ...]:
    """As the list has them; those that the month has not below the ones of their task with lower numbers."""
    made = [row for row in rows if row.holds]
    for row in sorted((row for row in rows if not row.holds), key=lambda each: each.key):
        own = [place for place, each in enumerate(made) if each.measure.task == row.measure.task]
        before = [place for place in own if made[place].key < row.key]
        at = before[-1] + 1 if before else own[0] if own else len(made)
        made.insert(at, row)
    return tuple(made)


def _change(service: PlanService, each: Amendment, period: Period) -> ChangeRow:
    told, changes = service.told(each), service.changes(each)
    said = [part for change in changes for part in (change.subject, change.before, change.after)]
    return ChangeRow(each, told, changes, each.since <= period, _hay(told, each.reason, each.who, each.since.label, *said))


def _year(service: PlanService, year: int, shown: int) -> YearRow:
    plan = service.latest(year)
    return YearRow(plan, service.starts(year), len(service.amendments(year)), year == shown, _hay(plan.title))


def _unit(plan: Plan, identity: str) -> Unit:
    return next(each for each in plan.units if each.identity == identity)


def _measure_hay(plan: Plan, no: int) -> str:
    from qcapp.services.pinyin import spelled

    measure = plan.measure(no)
    own = frozenset(plan.units_of[no])
    names = [name for unit in plan.units if unit.name in own for name in unit.names]
    task = plan.task_by_order[measure.task].heading
    text = " ".join(map(comparable, (measure.text, task, plan.printed_unit(no), *names)))
    return "\n".join((text.replace("\n", " "), " ".join(spelled(each).initials for each in (gist(measure), task, *names))))


def _hay(*texts: str) -> str:
    from qcapp.services.pinyin import spelled

    words = " ".join(map(comparable, texts)).replace("\n", " ")
    return f"{words}\n{' '.join(spelled(each[:60]).initials for each in texts)}"
