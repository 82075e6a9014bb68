"""What narrows the table, part by part in words, and the filter without that part; and filters made from a cell. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qcapp.domain.plan import Plan
from qcapp.domain.text import shortened
from qcapp.domain.views import Condition, Test, ViewFilter
from qcapp.publish.view_filter import GONE, condition_words, meant, task_words
from qcapp.publish.view_rows import ViewRow

_CHARS = 28


def active_parts(wanted: ViewFilter, plan: Plan) -> Iterator[tuple[str, ViewFilter]]:
    """(words, the filter without it); states and words have places of their own."""
    if wanted.units:
        units = "、".join(f"{unit}{'' if unit in plan.unit_order else GONE}" for unit in meant(wanted, plan).units)
        yield f"责任单位：{shortened(units, _CHARS)}", replace(wanted, units=())
    if wanted.tasks:
        headings = "、".join(task_words(order, plan) for order in wanted.tasks)
        yield f"重点任务：{shortened(headings, _CHARS)}", replace(wanted, tasks=())
    if wanted.lamps:
        yield f"亮灯：{'、'.join(lamp.word for lamp in wanted.lamps)}", replace(wanted, lamps=())
    for condition in wanted.conditions:
        rest = tuple(each for each in wanted.conditions if each != condition)
        yield shortened(condition_words(condition), _CHARS), replace(wanted, conditions=rest)


def only_this(wanted: ViewFilter, row: ViewRow, column: str) -> ViewFilter:
    """The filter that leaves those rows that say in that column what this one says."""
    match column:
        case "unit":
            return replace(wanted, units=row.units)
        case "task":
            return replace(wanted, tasks=(row.task,))
        case "lamp":
            return replace(wanted, lamps=(row.status.lamp,))
        case "no" | "measure" | "status" | "attached" | "faults":
            text = row.text(column)
        case _:
            text = next(filter(None, row.values(column)), "")
    condition = Condition(column, Test.IS, text) if text else Condition(column, Test.EMPTY)
    return wanted if condition in wanted.conditions else replace(wanted, conditions=(*wanted.conditions, condition))


def only_empty(wanted: ViewFilter, column: str, *, filled: bool = False) -> ViewFilter:
    """The filter that leaves what has nothing (or something) in that column; the two put each other out."""
    either = (Test.EMPTY, Test.FILLED)
    rest = tuple(each for each in wanted.conditions if each.column != column or each.test not in either)
    return replace(wanted, conditions=(*rest, Condition(column, Test.FILLED if filled else Test.EMPTY)))
