"""How each kind of amendment is carried out on a list. UsageError says why it can't be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qcapp.domain import amendments as kinds
from qcapp.domain.amendments import Part, What
from qcapp.domain.errors import UsageError
from qcapp.domain.fields import Role
from qcapp.domain.plan import Assignment, Measure, Task, Unit
from qcapp.domain.plan_draft import PlanDraft
from qcapp.domain.text import comparable, shortened

_ROLES = {role.value for role in Role}


def carry_out(draft: PlanDraft, what: What) -> None:
    _STEPS[type(what)](draft, what)


def _add_task(draft: PlanDraft, what: kinds.AddTask) -> None:
    heading = _said(what.heading, "重点任务的名称")
    if what.order in draft.orders or what.order < 1:
        raise UsageError(f"第 {what.order} 项重点任务已经有了，停用的序号也不再使用，请不写序号由程序接着编。")
    _refuse_same_task(draft, heading, None)
    tasks = draft.state.tasks
    at = len(tasks) if what.after is None else tasks.index(draft.task(what.after)) + 1
    draft.orders.add(what.order)
    draft.put(tasks=(*tasks[:at], Task(what.order, heading), *tasks[at:]))


def _rename_task(draft: PlanDraft, what: kinds.RenameTask) -> None:
    before, heading = draft.task(what.order), _said(what.heading, "重点任务的名称")
    _refuse_same_task(draft, heading, before)
    draft.put(tasks=tuple(Task(what.order, heading) if each is before else each for each in draft.state.tasks))


def _refuse_same_task(draft: PlanDraft, heading: str, own: Task | None) -> None:
    if any(each is not own and comparable(each.heading) == comparable(heading) for each in draft.state.tasks):
        raise UsageError(f"已经有名叫“{heading}”的重点任务，请换一个名称。")


def _retire_task(draft: PlanDraft, what: kinds.RetireTask) -> None:
    task = draft.task(what.order)
    if numbers := [each.no for each in draft.state.measures if each.task == task.order]:
        listed = "、".join(map(str, numbers))
        raise UsageError(f"“{task.heading}”下还有第 {listed} 条措施，请先把它们停用或改到别的任务，再停用这项任务。")
    draft.put(tasks=tuple(each for each in draft.state.tasks if each is not task))


def _add_measure(draft: PlanDraft, what: kinds.AddMeasure) -> None:
    draft.task(what.task)
    if what.after is not None and draft.measure(what.after).task != what.task:
        raise UsageError(f"第 {what.after} 条不在这项重点任务里，请写同一任务里的措施，或不写放在哪一条之后。")
    text = _said(what.text, f"第 {what.no} 条的措施文字")
    units = _some(what.units, what.no)
    draft.give_number(what.no)
    measure = Measure(
        what.no, what.task, text, what.printed_unit or None, _labels(what.contacts), _section(draft, what.section)
    )
    draft.insert(measure, what.after)
    draft.assign(what.no, units)


def _amend_measure(draft: PlanDraft, what: kinds.AmendMeasure) -> None:
    before = draft.measure(what.no)
    after = before
    if what.text is not None:
        after = after._replace(text=_said(what.text, f"第 {what.no} 条的措施文字"))
    if what.printed_unit is not None:
        after = after._replace(printed_unit=what.printed_unit or None)
    if what.contacts is not None:
        after = after._replace(contacts=_labels(what.contacts))
    if what.section is not None:
        after = after._replace(section=_section(draft, what.section))
    if what.task is not None:
        after = after._replace(task=draft.task(what.task).order)
    if after == before:
        raise UsageError(f"第 {what.no} 条本来就是这样，没有要改的，请核对后再试。")
    draft.put_measure(after)
    if after.task != before.task:
        draft.insert(after, None)


def _split_measure(draft: PlanDraft, what: kinds.SplitMeasure) -> None:
    whole = draft.measure(what.no)
    if len(what.parts) < 2:
        raise UsageError(f"拆分第 {what.no} 条至少要写出两条新的措施，只改文字请用修改。")
    units, above = draft.units_of(what.no), what.no
    for part in what.parts:
        above = _put_part(draft, whole, part, above, units)
    draft.drop(what.no)
    draft.put(measures=tuple(each for each in draft.state.measures if each.no != what.no))


def _put_part(draft: PlanDraft, whole: Measure, part: Part, above: int, units: list[str]) -> int:
    draft.give_number(part.no)
    own = _some(part.units or tuple(units), part.no)
    label = whole.printed_unit if list(own) == units else None
    contacts = whole.contacts if part.contacts is None else _labels(part.contacts)
    text = _said(part.text, f"第 {part.no} 条的措施文字")
    draft.insert(Measure(part.no, whole.task, text, label, contacts, whole.section, whole.no), above)
    draft.assign(part.no, own)
    return part.no


def _retire_measure(draft: PlanDraft, what: kinds.RetireMeasure) -> None:
    draft.measure(what.no)
    draft.drop(what.no)
    draft.put(measures=tuple(each for each in draft.state.measures if each.no != what.no))


def _add_unit(draft: PlanDraft, what: kinds.AddUnit) -> None:
    name = _said(what.unit, "单位名称")
    _refuse_taken(draft, name, None)
    if any(each.identity == name for each in draft.state.units):
        raise UsageError(f"“{name}”是一家已更名单位原来的名称，不能再给新单位，请换一个名称。")
    for alias in what.aliases:
        _refuse_taken(draft, alias, None)
    aliases = tuple(dict.fromkeys(alias for alias in map(str.strip, what.aliases) if alias and alias != name))
    draft.put(units=(*draft.state.units, Unit(name, aliases)))


def _rename_unit(draft: PlanDraft, what: kinds.RenameUnit) -> None:
    unit, name = draft.unit(what.unit), _said(what.name, "单位的新名称")
    if name == unit.name:
        raise UsageError(f"{unit.name}本来就叫这个名称，没有要改的，请核对后再试。")
    _refuse_taken(draft, name, unit)
    others = (unit.name, *(alias for alias in unit.aliases if alias != name))
    draft.put_unit(Unit(name, others, "" if name == unit.identity else unit.identity))
    _relabel(draft, unit, name)


def _relabel(draft: PlanDraft, unit: Unit, name: str) -> None:
    """The new name in what is printed for the unit's measures."""
    for no in [each.no for each in draft.state.assigned if each.unit == unit.identity]:
        measure = draft.measure(no)
        if measure.printed_unit and unit.name in measure.printed_unit:
            draft.put_measure(measure._replace(printed_unit=measure.printed_unit.replace(unit.name, name)))


def _merge_unit(draft: PlanDraft, what: kinds.MergeUnit) -> None:
    unit, into = draft.unit(what.unit), draft.unit(what.into)
    if unit is into:
        raise UsageError(f"{unit.name}不能并入自己，请写并入哪家单位。")
    for no in [each.no for each in draft.state.assigned if each.unit == unit.identity]:
        _hand_over(draft, no, unit.identity, into.identity)
        draft.put_measure(draft.measure(no)._replace(printed_unit=None))
    draft.put(units=tuple(each for each in draft.state.units if each is not unit))
    draft.put_unit(into._replace(aliases=tuple(dict.fromkeys((*into.aliases, *unit.names)))))


def _retire_unit(draft: PlanDraft, what: kinds.RetireUnit) -> None:
    unit = draft.unit(what.unit)
    if numbers := [each.no for each in draft.state.assigned if each.unit == unit.identity]:
        listed = "、".join(map(str, numbers))
        raise UsageError(f"{unit.name}还负责第 {listed} 条措施，请先把它们改由别的单位负责，再停用这家单位。")
    draft.put(units=tuple(each for each in draft.state.units if each is not unit))


def _add_alias(draft: PlanDraft, what: kinds.AddAlias) -> None:
    unit, alias = draft.unit(what.unit), _said(what.alias, "别名")
    if draft.owner_of(alias) is unit:
        raise UsageError(f"“{alias}”已经是{unit.name}的名称，不用再加。")
    _refuse_taken(draft, alias, unit)
    draft.put_unit(unit._replace(aliases=(*unit.aliases, alias)))


def _end_alias(draft: PlanDraft, what: kinds.EndAlias) -> None:
    unit = draft.unit(what.unit)
    kept = tuple(alias for alias in unit.aliases if comparable(alias) != comparable(what.alias))
    if len(kept) == len(unit.aliases):
        raise UsageError(f"{unit.name}没有“{what.alias}”这个别名，请核对后再试。")
    draft.put_unit(unit._replace(aliases=kept))


def _assign(draft: PlanDraft, what: kinds.Assign) -> None:
    measure, unit = draft.measure(what.no), draft.unit(what.unit)
    if unit.identity in draft.units_of(what.no):
        raise UsageError(f"第 {what.no} 条本来就由{unit.name}负责，没有要改的，请核对后再试。")
    if what.instead_of is None:
        draft.assign(what.no, (unit.identity,))
    else:
        _ensure_responsible(draft, what.no, draft.unit(what.instead_of))
        _hand_over(draft, what.no, what.instead_of, unit.identity)
    draft.put_measure(measure._replace(printed_unit=what.printed_unit or None))


def _hand_over(draft: PlanDraft, no: int, before: str, after: str) -> None:
    """In the place of the one that loses it, unless the other has it already."""
    if after in draft.units_of(no):
        draft.drop(no, before)
        return
    new = Assignment(no, after, instead_of=before)
    draft.put(assigned=tuple(new if (each.no, each.unit) == (no, before) else each for each in draft.state.assigned))


def _unassign(draft: PlanDraft, what: kinds.Unassign) -> None:
    measure, unit = draft.measure(what.no), draft.unit(what.unit)
    _ensure_responsible(draft, what.no, unit)
    if len(draft.units_of(what.no)) == 1:
        raise UsageError(f"第 {what.no} 条只有{unit.name}一家负责，请改由别的单位负责，或停用这条措施。")
    draft.drop(what.no, unit.identity)
    draft.put_measure(measure._replace(printed_unit=what.printed_unit or None))


def _ensure_responsible(draft: PlanDraft, no: int, unit: Unit) -> None:
    if unit.identity not in draft.units_of(no):
        names = {each.identity: each.name for each in draft.state.units}
        owners = "、".join(names[each] for each in draft.units_of(no))
        raise UsageError(f"第 {no} 条措施不由{unit.name}负责，责任单位是{owners}，请核对单位。")


def _refuse_taken(draft: PlanDraft, name: str, own: Unit | None) -> None:
    owner = draft.owner_of(name)
    if owner is not None and owner is not own:
        raise UsageError(f"“{name}”已经是{owner.name}的名称，请核对，或换一个名称。")


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise UsageError(f"{what}是空的，请写上后再试。")
    return text


def _some(units: Sequence[str], no: int) -> tuple[str, ...]:
    if not units:
        raise UsageError(f"第 {no} 条没有责任单位，请至少写一家。")
    return tuple(dict.fromkeys(units))


def _labels(contacts: Sequence[str]) -> tuple[str, ...]:
    if not contacts or not _ROLES.issuperset(contacts):
        said = "、".join(contacts) or "空的"
        raise UsageError(f"联系人栏写的是“{shortened(said, 20)}”，每行只能是责任人或联系人，至少一行，请改后再试。")
    return tuple(contacts)


def _section(draft: PlanDraft, key: str) -> str | None:
    if key and key not in draft.plan().section_by_key:
        raise UsageError(f"方案原文里没有“{key}”这一节，请核对后再试，或不写。")
    return key or None


_STEPS: dict[type[What], Callable[[PlanDraft, Any], None]] = {
    kinds.AddTask: _add_task, kinds.RenameTask: _rename_task, kinds.RetireTask: _retire_task,
    kinds.AddMeasure: _add_measure, kinds.AmendMeasure: _amend_measure, kinds.SplitMeasure: _split_measure,
    kinds.RetireMeasure: _retire_measure, kinds.AddUnit: _add_unit, kinds.RenameUnit: _rename_unit,
    kinds.MergeUnit: _merge_unit, kinds.RetireUnit: _retire_unit, kinds.AddAlias: _add_alias,
    kinds.EndAlias: _end_alias, kinds.Assign: _assign, kinds.Unassign: _unassign,
}
