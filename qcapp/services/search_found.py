"""What a search finds: hits, grouped by measure. And the words for where a hit stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from qcapp.domain.fields import COLUMN_BY_KEY, field_for, is_field
from qcapp.domain.marks import Marked
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.search_query import Query
from qcapp.ports import CellFound

PLACES: Final = {
    "progress": ("进展情况", "进展"),
    "problems": ("存在问题", "问题"),
    "deadline": ("完成时限", "时限"),
    "contact": ("责任人、联系人", "责任人", "联系人", "姓名"),
    "phone": ("联系电话", "电话"),
    "measure": ("改革措施", "措施"),
    "task": ("重点任务", "任务"),
    "unit": ("责任单位", "单位"),
    "section": ("实施方案", "方案"),
    "attachment": ("佐证材料", "佐证", "附件"),
    "returned": ("来表原件", "来表", "回收表", "文件"),
    "ruling": ("认定原因", "认定", "免报", "延期"),
    "bulletin": ("通报标题", "通报"),
}
"""Where may be looked: key → what it is called, and what else is understood for it."""


def place_of(field: str) -> str:
    """The key of PLACES that a hit's field is at: phone for liaison2.phone."""
    return field_for(field).column if is_field(field) else field


def place_words(field: str) -> str:
    """For the screen: 联系人2电话, 佐证材料."""
    if is_field(field):
        return field_for(field).heading
    return COLUMN_BY_KEY[field].heading if field in COLUMN_BY_KEY else PLACES[field][0]


class GroupKind(Enum):
    """What the hits of a group belong to."""

    MEASURE = "measure"
    UNIT = "unit"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Hit:
    """One place. ``months``: all that say the same there, newest first, ``period`` is the first of them; None and none for
    what stands in the list itself. ``present``: it shows in the month at hand. ``unit`` is "" where it is about all of them.

    ``together``: the words are not all in this text, but in the entry of that month that it is part of.
    """

    field: str
    unit: str
    marked: Marked
    period: Period | None = None
    months: tuple[Period, ...] = ()
    present: bool = False
    together: bool = False
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one measure of one year's list; or of a unit as a whole; or of whole months. ``title``: the measure's text, the
    unit's name. ``asked``: those of its ``units`` that are looked at; ``more``: hits beyond those that are here."""

    kind: GroupKind
    year: int
    title: Marked
    hits: tuple[Hit, ...]
    no: int | None = None
    unit: str = ""
    units: tuple[Marked, ...] = ()
    asked: tuple[str, ...] = ()
    measures: int = 0
    more: int = 0

    @property
    def below(self) -> tuple[Hit, ...]:
        """Hits that the group's own heading does not show already."""
        told = ("measure", "unit") if self.kind is GroupKind.MEASURE else ()
        return tuple(
            hit for hit in self.hits if hit.field not in told and (hit.field, hit.marked.text) != ("unit", self.title.text)
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be tried where nothing was found: ``words`` on a button; ``text`` to be searched for, ``everywhere`` without
    regard to the scope that was chosen."""

    words: str
    text: str
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """``places``: how many there are in all, those beyond the limit included. ``problem``: a sentence on what of the query
    could not be understood."""

    text: str
    query: Query
    groups: tuple[Group, ...] = ()
    places: int = 0
    left_out: int = 0
    problem: str = ""
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def measures(self) -> int:
        return sum(group.kind is GroupKind.MEASURE for group in self.groups)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look, besides what the query says itself. ``months``: what a query may have behind 月份: (本月, 今年);
    ``field``: a key of PLACES."""

    months: str = ""
    field: str = ""
    unit: str = ""


@dataclass(slots=True)
class Sighting:
    """A hit before its text is read. ``level``: how soon it is shown, the lower the sooner. ``entry``: number 0 where it is about
    a unit as a whole, unit "" where it is about all of them. ``source``: the cell whose text it will have."""

    year: int
    entry: EntryKey
    field: str
    level: int
    period: Period | None = None
    present: bool = False
    together: bool = False
    text: str = ""
    sha256: str | None = None
    source: CellFound | None = None
