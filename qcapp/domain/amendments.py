"""Amendments 清单变更: what changes in a year's list while it holds, from which month on, and why.

The printed list stays as it was imported. What a month's list is, ``qcapp.domain.amending`` tells from the list and its
amendments. In all of these a unit is named by its identity (``Unit.identity``): the name that it had at first, which no later
renaming touches. Whoever takes a name from a person asks the month's plan whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

from qcapp.domain.period import Period

CONTACTS = ("责任人", "联系人")


class AmendmentKind(Enum):
    """The value is the stable name in the ledger and on the command line; ``label`` is for the screen."""

    ADD_TASK = "add-task"
    RENAME_TASK = "rename-task"
    RETIRE_TASK = "retire-task"
    ADD_MEASURE = "add-measure"
    AMEND_MEASURE = "amend-measure"
    SPLIT_MEASURE = "split-measure"
    RETIRE_MEASURE = "retire-measure"
    ADD_UNIT = "add-unit"
    RENAME_UNIT = "rename-unit"
    MERGE_UNIT = "merge-unit"
    RETIRE_UNIT = "retire-unit"
    ADD_ALIAS = "add-alias"
    END_ALIAS = "end-alias"
    ASSIGN = "assign"
    UNASSIGN = "unassign"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    AmendmentKind.ADD_TASK: "新增任务", AmendmentKind.RENAME_TASK: "修改任务名称", AmendmentKind.RETIRE_TASK: "停用任务",
    AmendmentKind.ADD_MEASURE: "新增措施", AmendmentKind.AMEND_MEASURE: "修改措施", AmendmentKind.SPLIT_MEASURE: "拆分措施",
    AmendmentKind.RETIRE_MEASURE: "停用措施", AmendmentKind.ADD_UNIT: "新增单位", AmendmentKind.RENAME_UNIT: "单位更名",
    AmendmentKind.MERGE_UNIT: "单位并入", AmendmentKind.RETIRE_UNIT: "停用单位", AmendmentKind.ADD_ALIAS: "增加单位别名",
    AmendmentKind.END_ALIAS: "停用单位别名", AmendmentKind.ASSIGN: "增加责任单位", AmendmentKind.UNASSIGN: "减少责任单位",
}


@dataclass(frozen=True, slots=True)
class AddTask:
    """``order`` 0: the next free one. ``after``: the task below which it stands; None for the end."""

    kind: ClassVar[AmendmentKind] = AmendmentKind.ADD_TASK
    heading: str
    order: int = 0
    after: int | None = None


@dataclass(frozen=True, slots=True)
class RenameTask:
    kind: ClassVar[AmendmentKind] = AmendmentKind.RENAME_TASK
    order: int
    heading: str


@dataclass(frozen=True, slots=True)
class RetireTask:
    kind: ClassVar[AmendmentKind] = AmendmentKind.RETIRE_TASK
    order: int


@dataclass(frozen=True, slots=True)
class AddMeasure:
    """``no`` 0: the next free one. ``after``: the measure of the task below which it stands; None for the task's end.
    ``printed_unit`` "": the units' names joined."""

    kind: ClassVar[AmendmentKind] = AmendmentKind.ADD_MEASURE
    task: int
    text: str
    units: tuple[str, ...]
    no: int = 0
    after: int | None = None
    printed_unit: str = ""
    contacts: tuple[str, ...] = CONTACTS
    section: str = ""


@dataclass(frozen=True, slots=True)
class AmendMeasure:
    """None leaves a part as it is. ``printed_unit`` "": the units' names joined; ``section`` "": of none."""

    kind: ClassVar[AmendmentKind] = AmendmentKind.AMEND_MEASURE
    no: int
    text: str | None = None
    task: int | None = None
    printed_unit: str | None = None
    contacts: tuple[str, ...] | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of the measures that a measure is split into. No ``units``: those of the whole; ``no`` 0: the next free one;
    ``contacts`` None: as the whole's."""

    text: str
    units: tuple[str, ...] = ()
    no: int = 0
    contacts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class SplitMeasure:
    """The measure is retired, and its parts take its place."""

    kind: ClassVar[AmendmentKind] = AmendmentKind.SPLIT_MEASURE
    no: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class RetireMeasure:
    kind: ClassVar[AmendmentKind] = AmendmentKind.RETIRE_MEASURE
    no: int


@dataclass(frozen=True, slots=True)
class AddUnit:
    kind: ClassVar[AmendmentKind] = AmendmentKind.ADD_UNIT
    unit: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenameUnit:
    """From its month on the unit has the new name everywhere, on screen and paper, and its old one is an alias; in earlier
    months all stays under the old name, so that papers and frozen figures of those months go on matching."""

    kind: ClassVar[AmendmentKind] = AmendmentKind.RENAME_UNIT
    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class MergeUnit:
    """机构合并: ``into`` takes over the unit's measures and its names."""

    kind: ClassVar[AmendmentKind] = AmendmentKind.MERGE_UNIT
    unit: str
    into: str


@dataclass(frozen=True, slots=True)
class RetireUnit:
    """Of a unit that has no measure any more."""

    kind: ClassVar[AmendmentKind] = AmendmentKind.RETIRE_UNIT
    unit: str


@dataclass(frozen=True, slots=True)
class AddAlias:
    """``until``: the last month in which it goes by that name; None for no end."""

    kind: ClassVar[AmendmentKind] = AmendmentKind.ADD_ALIAS
    unit: str
    alias: str
    until: Period | None = None


@dataclass(frozen=True, slots=True)
class EndAlias:
    kind: ClassVar[AmendmentKind] = AmendmentKind.END_ALIAS
    unit: str
    alias: str


@dataclass(frozen=True, slots=True)
class Assign:
    """``instead_of``: the unit whose part it takes over, which loses it. ``printed_unit``: what then stands in the 责任单位
    cell, where it isn't the units' names joined."""

    kind: ClassVar[AmendmentKind] = AmendmentKind.ASSIGN
    no: int
    unit: str
    instead_of: str | None = None
    printed_unit: str = ""


@dataclass(frozen=True, slots=True)
class Unassign:
    kind: ClassVar[AmendmentKind] = AmendmentKind.UNASSIGN
    no: int
    unit: str
    printed_unit: str = ""


What = (
    AddTask | RenameTask | RetireTask | AddMeasure | AmendMeasure | SplitMeasure | RetireMeasure | AddUnit | RenameUnit
    | MergeUnit | RetireUnit | AddAlias | EndAlias | Assign | Unassign
)
_CLASSES: Mapping[AmendmentKind, type[What]] = {
    each.kind: each for each in (
        AddTask, RenameTask, RetireTask, AddMeasure, AmendMeasure, SplitMeasure, RetireMeasure, AddUnit, RenameUnit,
        MergeUnit, RetireUnit, AddAlias, EndAlias, Assign, Unassign,
    )
}


@dataclass(frozen=True, slots=True)
class Amendment:
    """``year`` is that of the list, ``since`` the first month that it is for. ``id``, ``at``, ``who`` and ``operation`` (its
    id) are given by the ledger."""

    year: int
    since: Period
    what: What
    reason: str
    id: int = 0
    at: datetime | None = None
    who: str = ""
    operation: str = ""

    @property
    def kind(self) -> AmendmentKind:
        return self.what.kind


def packed_what(what: What | Part) -> dict[str, Any]:
    """As plain values for JSON, without what is as it is by default."""
    said: dict[str, Any] = {}
    for each in fields(what):
        value = getattr(what, each.name)
        if each.default is MISSING or value != each.default:
            said[each.name] = _plain(value)
    return said


def _plain(value: Any) -> Any:
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, tuple):
        return [packed_what(each) if isinstance(each, Part) else each for each in value]
    return value


def unpacked_what(kind: AmendmentKind, said: Mapping[str, Any]) -> What:
    return _CLASSES[kind](**{name: _valued(name, value) for name, value in said.items()})


def _valued(name: str, value: Any) -> Any:
    if name == "parts":
        return tuple(Part(**{key: _valued(key, each) for key, each in part.items()}) for part in value)
    if name == "until":
        return Period.parse(value)
    return tuple(value) if isinstance(value, list) else value
