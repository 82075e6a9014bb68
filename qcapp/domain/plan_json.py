"""A Plan as the JSON text of ``resources/plan_*.json`` and back."""

from __future__ import annotations

import json
from typing import Any

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.fields import Role
from qcapp.domain.plan import Assignment, Measure, Plan, Section, Task, Unit

FORMAT = 1


def load_plan(text: str) -> Plan:
    """The plan that the text holds; UnreadableFile when it is no such JSON or contradicts itself."""
    try:
        raw = json.loads(text)
    except ValueError:
        raise UnreadableFile("责任清单文件已损坏，请重新安装程序或换一份清单。") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise UnreadableFile("这不是本程序认识的责任清单文件，请升级程序或换一份清单。")
    try:
        plan = _plan(raw)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UnreadableFile("责任清单文件缺少必要的内容，请重新安装程序或换一份清单。") from None
    _check(plan)
    return plan


def dump_plan(plan: Plan) -> str:
    """The JSON text that ``load_plan`` reads back as an equal plan."""
    raw: dict[str, Any] = {
        "format": FORMAT,
        "year": plan.year,
        "district": plan.district,
        "title": plan.title,
        "office": plan.office,
        "due_day": plan.due_day,
        "source": plan.source,
        "sections": [
            {"key": section.key, "heading": section.heading, "text": section.text, "units": section.units}
            for section in plan.sections
        ],
        "tasks": [{"order": task.order, "heading": task.heading} for task in plan.tasks],
        "units": [{"name": unit.name, "aliases": list(unit.aliases)} for unit in plan.units],
        "measures": [_measure_dict(measure) for measure in plan.measures],
        "assignments": [_assignment_dict(assignment) for assignment in plan.assignments],
    }
    return json.dumps(raw, ensure_ascii=False, indent=1) + "\n"


def _plan(raw: dict[str, Any]) -> Plan:
    return Plan(
        year=_whole(raw["year"]),
        title=_text(raw["title"]),
        tasks=tuple(Task(_whole(task["order"]), _text(task["heading"])) for task in raw["tasks"]),
        measures=tuple(_measure(measure) for measure in raw["measures"]),
        units=tuple(Unit(_text(unit["name"]), _texts(unit.get("aliases", ()))) for unit in raw["units"]),
        assignments=tuple(
            Assignment(_whole(item["no"]), _text(item["unit"]), _optional(item.get("inferred")))
            for item in raw["assignments"]
        ),
        district=_text(raw.get("district", "")),
        office=_text(raw.get("office", "")),
        due_day=_whole(raw.get("due_day", 25)),
        source=_text(raw.get("source", "")),
        sections=tuple(_section(section) for section in raw.get("sections", ())),
    )


def _section(raw: dict[str, Any]) -> Section:
    return Section(_text(raw["key"]), _text(raw["heading"]), _text(raw["text"]), _text(raw.get("units", "")))


def _measure(raw: dict[str, Any]) -> Measure:
    return Measure(
        no=_whole(raw["no"]),
        task=_whole(raw["task"]),
        text=_text(raw["text"]),
        printed_unit=_optional(raw.get("printed_unit")),
        contacts=_texts(raw.get("contacts", ("责任人", "联系人"))),
        section=_optional(raw.get("section")),
    )


def _measure_dict(measure: Measure) -> dict[str, Any]:
    return {
        "no": measure.no,
        "task": measure.task,
        "text": measure.text,
        "printed_unit": measure.printed_unit,
        "contacts": list(measure.contacts),
        "section": measure.section,
    }


def _assignment_dict(assignment: Assignment) -> dict[str, Any]:
    raw: dict[str, Any] = {"no": assignment.no, "unit": assignment.unit}
    if assignment.inferred is not None:
        raw["inferred"] = assignment.inferred
    return raw


def _check(plan: Plan) -> None:
    """References must lead somewhere and numbers be given once, or every later step would stumble."""
    numbers = [measure.no for measure in plan.measures]
    names = {unit.name for unit in plan.units}
    orders = {task.order for task in plan.tasks}
    roles = {role.value for role in Role}
    sound = (
        len(set(numbers)) == len(numbers)
        and len(names) == len(plan.units)
        and len(orders) == len(plan.tasks)
        and all(measure.task in orders and measure.contacts for measure in plan.measures)
        and roles.issuperset(label for measure in plan.measures for label in measure.contacts)
        and all(item.no in set(numbers) and item.unit in names for item in plan.assignments)
        and len({item.key for item in plan.assignments}) == len(plan.assignments)
        and 1 <= plan.due_day <= 31
    )
    if not sound:
        raise UnreadableFile("责任清单文件的内容前后矛盾，请重新安装程序或换一份清单。")


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(_text(item) for item in value)
    raise TypeError
