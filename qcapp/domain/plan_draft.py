"""A list on its way through its amendments: what is there, and how its parts are moved. UsageError for what is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from qcapp.domain.errors import UsageError
from qcapp.domain.plan import Assignment, Measure, Plan, Task, Unit
from qcapp.domain.text import comparable


@dataclass(frozen=True, slots=True)
class _State:
    tasks: tuple[Task, ...]
    measures: tuple[Measure, ...]
    units: tuple[Unit, ...]
    assigned: tuple[Assignment, ...]
    """By the units' identities."""


class PlanDraft:
    """``numbers`` and ``orders`` are all that were ever given, to measures and tasks; ``moved``: whether anything was changed."""

    def __init__(self, plan: Plan) -> None:
        self._printed = plan
        identities = plan.identities
        assigned = tuple(each._replace(unit=identities[each.unit]) for each in plan.assignments)
        self.state = _State(plan.tasks, plan.measures, plan.units, assigned)
        self.numbers = set(plan.measure_by_no)
        self.orders = set(plan.task_by_order)
        self.moved = False

    def kept(self) -> tuple[_State, set[int], set[int]]:
        """What ``back_to`` takes it back to."""
        return self.state, set(self.numbers), set(self.orders)

    def back_to(self, kept: tuple[_State, set[int], set[int]]) -> None:
        self.state, self.numbers, self.orders = kept

    def plan(self) -> Plan:
        names = {unit.identity: unit.name for unit in self.state.units}
        place = {measure.no: at for at, measure in enumerate(self.state.measures)}
        # A sort that is stable: the units of one measure stay in their order.
        assigned = sorted(self.state.assigned, key=lambda each: place[each.no])
        return replace(
            self._printed, tasks=self.state.tasks, measures=self.state.measures, units=self.state.units,
            assignments=tuple(each._replace(unit=names[each.unit]) for each in assigned),
        )

    # ------------------------------------------------------------------ what is there

    def task(self, order: int) -> Task:
        found = next((each for each in self.state.tasks if each.order == order), None)
        if found is None:
            raise UsageError(f"清单里没有第 {order} 项重点任务，或者它已经停用，请核对后再试。")
        return found

    def measure(self, no: int) -> Measure:
        found = next((each for each in self.state.measures if each.no == no), None)
        if found is None:
            state = "已经停用或拆分" if no in self.numbers else "清单里没有"
            raise UsageError(f"第 {no} 条措施{state}，请核对序号后再试。")
        return found

    def unit(self, identity: str) -> Unit:
        found = next((each for each in self.state.units if each.identity == identity), None)
        if found is None:
            raise UsageError(f"清单里没有责任单位“{identity}”，或者它已经停用，请核对后再试。")
        return found

    def units_of(self, no: int) -> list[str]:
        return [each.unit for each in self.state.assigned if each.no == no]

    def owner_of(self, name: str) -> Unit | None:
        """The unit that goes by that name."""
        wanted = comparable(name)
        return next((each for each in self.state.units if wanted in map(comparable, each.names)), None)

    # ------------------------------------------------------------------ how it moves

    def put(self, **parts: Any) -> None:
        self.state = replace(self.state, **parts)

    def put_measure(self, measure: Measure) -> None:
        self.put(measures=tuple(measure if each.no == measure.no else each for each in self.state.measures))

    def put_unit(self, unit: Unit) -> None:
        self.put(units=tuple(unit if each.identity == unit.identity else each for each in self.state.units))

    def insert(self, measure: Measure, after: int | None) -> None:
        """Below that measure, else below the last one of its task, else below the last one of the tasks before."""
        measures = [each for each in self.state.measures if each.no != measure.no]
        order = [task.order for task in self.state.tasks]
        up_to = set(order[: order.index(measure.task) + 1])
        places = [at for at, each in enumerate(measures) if each.no == after]
        own = [at for at, each in enumerate(measures) if each.task == measure.task]
        before = [at for at, each in enumerate(measures) if each.task in up_to]
        at = next((found[-1] + 1 for found in (places, own, before) if found), 0)
        self.put(measures=(*measures[:at], measure, *measures[at:]))

    def give_number(self, no: int) -> None:
        if no < 1:
            raise UsageError(f"措施序号不能是 {no}，请写 1 以上的整数，或不写序号。")
        if no in self.numbers:
            raise UsageError(f"第 {no} 条已经有了，停用的序号也不再使用，请换一个序号，或不写序号由程序接着编。")
        self.numbers.add(no)

    def assign(self, no: int, identities: Sequence[str]) -> None:
        for identity in identities:
            self.unit(identity)
        self.put(assigned=(*self.state.assigned, *(Assignment(no, identity) for identity in identities)))

    def drop(self, no: int, identity: str | None = None) -> None:
        """A measure's assignments, or one of them."""
        kept = (each for each in self.state.assigned if each.no != no or identity not in (None, each.unit))
        self.put(assigned=tuple(kept))
