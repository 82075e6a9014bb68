"""What is shown of a month's table: which rows, in which columns, groups and order. Window, printer and command line share it.

A view is kept as JSON in the ledger's settings, so that it outlives the window and both clerks have it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from qcapp.domain.errors import UsageError
from qcapp.domain.lamps import Lamp


class Grouping(Enum):
    """What stands as headings over the rows; the value is the word on screen."""

    TASK = "重点任务"
    UNIT = "责任单位"
    STATE = "状态"
    NONE = "不分组"


class Test(Enum):
    """How a condition looks at a column's text; the value is the word on screen."""

    __test__ = False  # to pytest a class of this name would be a case

    CONTAINS = "包含"
    IS = "等于"
    LACKS = "不包含"
    EMPTY = "为空"
    FILLED = "不为空"
    BEFORE = "早于"
    AFTER = "晚于"

    @property
    def wants_text(self) -> bool:
        return self not in (Test.EMPTY, Test.FILLED)


class Condition(NamedTuple):
    """One column put to one test. ``column`` is a key of the table's columns; BEFORE and AFTER take an ISO day as ``text``."""

    column: str
    test: Test
    text: str = ""


@dataclass(frozen=True, slots=True)
class ViewFilter:
    """Which rows are shown: those that pass everything that is said here. An empty part says nothing.

    ``states``: keys of the state chips (unreported, problem, overdue, …), of which one must hold. ``words``: every word must
    be found somewhere in the row. ``conditions``: all must hold.
    """

    states: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    tasks: tuple[int, ...] = ()
    lamps: tuple[Lamp, ...] = ()
    words: str = ""
    conditions: tuple[Condition, ...] = ()

    @property
    def empty(self) -> bool:
        return self == ViewFilter()


@dataclass(frozen=True, slots=True)
class LedgerView:
    """``columns`` in their order, () for those shown by default. ``sort``: a column's key, "" for the plan's own order.

    ``split``: a row for each 责任分工 instead of one for each measure; grouping by unit or state always splits.
    """

    name: str = ""
    filter: ViewFilter = field(default_factory=ViewFilter)
    grouping: Grouping = Grouping.TASK
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()
    split: bool = False

    @property
    def by_entry(self) -> bool:
        """Whether each 责任分工 has a row of its own."""
        return self.split or self.grouping in (Grouping.UNIT, Grouping.STATE)

    @property
    def looks_in_entries(self) -> bool:
        """Whether words are looked for in each 责任分工 by itself: a row shows no more, or no more of a joint measure."""
        return self.by_entry or bool(self.filter.units)


def view_document(view: LedgerView) -> dict[str, Any]:
    """The view as JSON values; ``view_from`` reads it back."""
    wanted = view.filter
    return {
        "name": view.name, "grouping": view.grouping.name, "sort": view.sort, "descending": view.descending,
        "columns": list(view.columns), "split": view.split,
        "filter": {
            "states": list(wanted.states), "units": list(wanted.units), "tasks": list(wanted.tasks),
            "lamps": [lamp.name for lamp in wanted.lamps], "words": wanted.words,
            "conditions": [[each.column, each.test.name, each.text] for each in wanted.conditions],
        },
    }


def view_from(document: Any) -> LedgerView:
    """UsageError for what no ``view_document`` has made."""
    try:
        wanted = document["filter"]
        kept = ViewFilter(
            tuple(map(str, wanted["states"])), tuple(map(str, wanted["units"])), tuple(map(int, wanted["tasks"])),
            tuple(Lamp[name] for name in wanted["lamps"]), str(wanted["words"]),
            tuple(Condition(str(column), Test[test], str(text)) for column, test, text in wanted["conditions"]),
        )
        return LedgerView(
            str(document["name"]), kept, Grouping[document["grouping"]], str(document["sort"]), bool(document["descending"]),
            tuple(map(str, document["columns"])), bool(document["split"]),
        )
    except (KeyError, TypeError, ValueError):
        raise UsageError("保存的视图读不出来，请删去后重新保存。") from None
