"""Amendments as sentences, and what two states of a list differ in, item by item: for previews, trails and pages. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from qcapp.domain import amendments as kinds
from qcapp.domain.amendments import Amendment, What
from qcapp.domain.plan import Measure, Plan, Unit
from qcapp.domain.text import shortened

_TOLD = 30
_NONE = "（无）"


class PlanChange(NamedTuple):
    """One thing that is otherwise: ``subject`` as 第 11 条, ``what`` as 措施文字; ``before`` "" for what is new, ``after`` ""
    for what there is no more."""

    subject: str
    what: str
    before: str
    after: str


def told(what: What, plan: Plan) -> str:
    """What is done, as a part of a sentence: 第 11 条由区A局改由区B局负责. ``plan``: the list before it."""
    names = {unit.identity: unit.name for unit in plan.units}

    def named(identity: str) -> str:
        return names.get(identity, identity)

    match what:
        case kinds.AddTask():
            return f"新增重点任务“{shortened(what.heading, _TOLD)}”"
        case kinds.RenameTask():
            return f"重点任务“{shortened(_heading(plan, what.order), _TOLD)}”改为“{shortened(what.heading, _TOLD)}”"
        case kinds.RetireTask():
            return f"停用重点任务“{shortened(_heading(plan, what.order), _TOLD)}”"
        case kinds.AddMeasure():
            owners = "、".join(map(named, what.units))
            return f"新增第 {what.no} 条“{shortened(what.text, _TOLD)}”，由{owners}负责"
        case kinds.AmendMeasure():
            return f"第 {what.no} 条修改{'、'.join(_amended_parts(what))}"
        case kinds.SplitMeasure():
            return f"第 {what.no} 条拆分为第 {'、'.join(str(part.no) for part in what.parts)} 条"
        case kinds.RetireMeasure():
            return f"停用第 {what.no} 条"
    return _unit_told(what, named(what.unit), named)


def _unit_told(what: What, unit: str, named: Callable[[str], str]) -> str:
    match what:
        case kinds.AddUnit():
            return f"新增责任单位{unit}"
        case kinds.RenameUnit():
            return f"{unit}更名为{what.name}"
        case kinds.MergeUnit():
            return f"{unit}并入{named(what.into)}"
        case kinds.RetireUnit():
            return f"停用责任单位{unit}"
        case kinds.AddAlias():
            until = f"，用到 {what.until.label}" if what.until else ""
            return f"{unit}增加别名“{what.alias}”{until}"
        case kinds.EndAlias():
            return f"{unit}不再用别名“{what.alias}”"
        case kinds.Assign(instead_of=None):
            return f"第 {what.no} 条增加责任单位{unit}"
        case kinds.Assign(instead_of=str(before)):
            return f"第 {what.no} 条由{named(before)}改由{unit}负责"
        case kinds.Unassign():
            return f"第 {what.no} 条不再由{unit}负责"
    raise AssertionError(what)


def summary_of(amendments: Iterable[Amendment], plan: Plan) -> str:
    """One line for the trail: 第 11 条由区A局改由区B局负责，2021年8月起（机构改革）. ``plan``: the list before them."""
    each = list(amendments)
    first = each[0]
    reason = f"（{shortened(first.reason, _TOLD + 10)}）" if first.reason else ""
    more = f"等 {len(each)} 项" if len(each) > 1 else ""
    return f"{told(first.what, plan)}{more}，{first.since.label}起{reason}"


def plan_changes(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """What the second list says otherwise: tasks, measures, units, each in the list's order."""
    return (*_tasks(before, after), *_measures(before, after), *_units(before, after))


def _amended_parts(what: kinds.AmendMeasure) -> Iterator[str]:
    said = {
        "措施文字": what.text, "重点任务": what.task, "责任单位栏": what.printed_unit, "联系人栏": what.contacts,
        "方案原文": what.section,
    }
    return (name for name, value in said.items() if value is not None)


def _heading(plan: Plan, order: int) -> str:
    task = plan.task_by_order.get(order)
    return task.heading if task else f"第 {order} 项"


def _tasks(before: Plan, after: Plan) -> Iterator[PlanChange]:
    old, new = before.task_by_order, after.task_by_order
    for order in dict.fromkeys((*old, *new)):
        was, now = (plan[order].heading if order in plan else "" for plan in (old, new))
        if was != now:
            yield PlanChange(f"重点任务 {order}", "名称" if was and now else "重点任务", was, now)


def _measures(before: Plan, after: Plan) -> Iterator[PlanChange]:
    """A unit's new name is told once, with the unit."""
    renamed = {unit.name: after.name_by_identity.get(unit.identity, unit.name) for unit in before.units}
    for no in dict.fromkeys((*before.measure_by_no, *after.measure_by_no)):
        was, now = before.measure_by_no.get(no), after.measure_by_no.get(no)
        subject = f"第 {no} 条"
        if was is None and now is not None:
            origin = f"（由第 {now.split_from} 条拆分）" if now.split_from else ""
            yield PlanChange(subject, f"新增措施{origin}", "", now.text)
            yield PlanChange(subject, "责任单位", "", after.printed_unit(no))
        elif was is not None and now is None:
            yield PlanChange(subject, "停用措施", was.text, "")
        elif was is not None and now is not None:
            both = zip(_PARTS, _parts(was, before, renamed), _parts(now, after, {}), strict=True)
            yield from (PlanChange(subject, what, one, other) for what, one, other in both if one != other)


_PARTS = ("措施文字", "重点任务", "责任单位", "责任单位栏", "联系人栏", "方案原文")


def _parts(measure: Measure, plan: Plan, renamed: Mapping[str, str]) -> tuple[str, ...]:
    owners = "、".join(renamed.get(name, name) for name in plan.units_of[measure.no])
    label = measure.printed_unit or owners
    return (
        measure.text, _heading(plan, measure.task), owners, label if label != owners else "（单位名称）",
        "、".join(measure.contacts), measure.section or _NONE,
    )


def _units(before: Plan, after: Plan) -> Iterator[PlanChange]:
    old = {unit.identity: unit for unit in before.units}
    new = {unit.identity: unit for unit in after.units}
    for identity in dict.fromkeys((*old, *new)):
        was, now = old.get(identity), new.get(identity)
        if was is None and now is not None:
            yield PlanChange(now.name, "新增单位", "", _known_as(now))
        elif was is not None and now is None:
            yield PlanChange(was.name, "停用单位", _known_as(was), "")
        elif was is not None and now is not None:
            if was.name != now.name:
                yield PlanChange(was.name, "单位名称", was.name, now.name)
            if {*was.names, now.name} != {*now.names, was.name}:
                yield PlanChange(now.name, "别名", "、".join(was.aliases) or _NONE, "、".join(now.aliases) or _NONE)


def _known_as(unit: Unit) -> str:
    return f"{unit.name}（{'、'.join(unit.aliases)}）" if unit.aliases else unit.name
