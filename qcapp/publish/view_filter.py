"""Which rows a view shows: states, units, tasks, lamps, words, and conditions on any column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from itertools import compress
from operator import attrgetter

from qcapp.domain.errors import UsageError
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.text import comparable
from qcapp.domain.views import Condition, Test, ViewFilter
from qcapp.publish.view_cells import ViewRow
from qcapp.publish.view_columns import VIEW_COLUMNS, ViewColumn, view_column
from qcapp.publish.view_flags import own_part

_Test = Callable[[ViewRow], bool]
Found = Collection[int] | Collection[EntryKey]
"""Numbers of measures, or single 责任分工."""
GONE = "（本月清单里没有）"
_NUMBER = attrgetter("no")
_APART = "\0"
"""Stands in no text."""
_OFFICIAL = ("no", "task", "measure", "unit", "lamp", "status")


def passing(
    rows: Sequence[ViewRow], wanted: ViewFilter, found: Found | None = None, keep: Collection[int] = ()
) -> Sequence[ViewRow]:
    """Those that pass, each as the units asked for have it. ``found``: see ``view_rows``. ``keep``: measures that only units
    and tasks hide."""
    seen = rows
    if wanted.units and seen:
        seen = _of_units(seen, frozenset(wanted.units), seen[0].month.plan)
    if wanted.tasks:
        tasks = frozenset(wanted.tasks)
        seen = [row for row in seen if row.task in tasks]
    for test in _soft(wanted, found):
        seen = [row for row in seen if row.no in keep or test(row)] if keep else list(filter(test, seen))
    return seen


def meant(wanted: ViewFilter, plan: Plan) -> ViewFilter:
    """The filter with its units as the month's list calls them: a view may name one by what it was called before."""
    names = {name: unit.name for unit in plan.units for name in unit.aliases}
    return replace(wanted, units=tuple(dict.fromkeys(
        unit if unit in plan.unit_order else names.get(unit, unit) for unit in wanted.units
    )))


def task_words(order: int, plan: Plan) -> str:
    """The task's heading, or its number where the list has it no more."""
    return plan.task_by_order[order].heading if order in plan.task_by_order else f"第 {order} 项{GONE}"


def asked_of(column: ViewColumn) -> tuple[Test, ...]:
    """What can be asked of that column: before and after only where it names days."""
    return tuple(test for test in Test if column.dated or test not in (Test.BEFORE, Test.AFTER))


def checked(condition: Condition) -> Condition:
    """The condition as it is looked at; UsageError in words for one that can't be."""
    column = view_column(condition.column)
    if condition.test not in asked_of(column):
        raise UsageError(f"“{column.heading}”不是日期，不能按“{condition.test.value}”筛选，请换一种条件。")
    if condition.test in (Test.BEFORE, Test.AFTER):
        _day(condition.text)
    elif condition.test.wants_text and not condition.text.strip():
        raise UsageError(f"“{column.heading}{condition.test.value}”什么，还没有写，请填上或去掉这个条件。")
    return condition


def condition_words(condition: Condition) -> str:
    """进展情况包含“登记”."""
    heading = view_column(condition.column).heading
    if not condition.test.wants_text:
        return f"{heading}{condition.test.value}"
    quoted = condition.text if condition.test in (Test.BEFORE, Test.AFTER) else f"“{condition.text}”"
    return f"{heading}{condition.test.value}{quoted}"


def _of_units(rows: Sequence[ViewRow], units: frozenset[str], plan: Plan) -> list[ViewRow]:
    """Each as those units have it. By the numbers alone first: there may be a hundred thousand rows, and few of them theirs."""
    theirs = frozenset(no for unit in units for no in plan.measures_of.get(unit, ()))
    found = []
    for row in compress(rows, map(theirs.__contains__, map(_NUMBER, rows))):
        own = own_part(row, units)
        if own is not None:
            found.append(own)
    return found


def _soft(wanted: ViewFilter, found: Found | None) -> list[_Test]:
    tests: list[_Test] = []
    if wanted.states:
        states = frozenset(wanted.states)
        tests.append(lambda row: not states.isdisjoint(row.flags))
    if wanted.lamps:
        lamps = frozenset(wanted.lamps)
        tests.append(lambda row: row.status.lamp in lamps)
    if found is not None:
        named = frozenset(found)
        tests.append(lambda row: row.no in named or any(entry.key in named for entry in row.entries))
    elif wanted.words.split():
        words = [comparable(word) for word in wanted.words.split()]
        tests.append(lambda row: _says(row, words))
    tests += [_condition(checked(each)) for each in wanted.conditions]
    return tests


def _says(row: ViewRow, words: Collection[str]) -> bool:
    """Every word stands somewhere in the row, in whatever column."""
    straw = "\n".join(comparable(text) for column in VIEW_COLUMNS for text in _texts(row, column.key))
    return all(word in straw for word in words)


def _texts(row: ViewRow, column: str) -> tuple[str, ...]:
    """What a condition looks at: official columns as shown, what was filled in without what stands in for nothing."""
    return (row.text(column),) if column in _OFFICIAL else row.values(column)


def _plain(row: ViewRow, column: str) -> str:
    """What a condition on words looks through, each text between two marks; kept with the row, for words are looked for again
    and again."""
    found = row.plain.get(column)
    if found is None:
        texts = map(comparable, _texts(row, column))
        found = row.plain[column] = f"{_APART}{_APART.join(texts)}{_APART}"
    return found


def _condition(condition: Condition) -> _Test:
    column, text = condition.column, comparable(condition.text)

    def contains(row: ViewRow) -> bool:
        return text in (row.plain.get(column) or _plain(row, column))

    def empty(row: ViewRow) -> bool:
        """One unit's gap in a joint measure is a gap."""
        return any(not each for each in _texts(row, column))

    match condition.test:
        case Test.CONTAINS:
            return contains
        case Test.IS:
            return lambda row: f"{_APART}{text}{_APART}" in _plain(row, column)
        case Test.LACKS:
            return lambda row: not contains(row)
        case Test.EMPTY:
            return empty
        case Test.FILLED:
            return lambda row: not empty(row)
        case Test.BEFORE:
            last = _day(condition.text)
            return lambda row: any(day < last for day in row.days(column))
        case Test.AFTER:
            first = _day(condition.text)
            return lambda row: any(day > first for day in row.days(column))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"“{text}”不是日期，请写成 2021-07-25 的样子。") from None
