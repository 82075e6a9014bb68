"""What was found, as the rows of one list: a heading for each group, its hits under it, how many more there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import Any, Final

from PySide6.QtCore import Qt

from qcapp.domain.marks import Marked
from qcapp.domain.period import Period
from qcapp.services.search_found import Found, Group, GroupKind, Hit, place_words
from ui.models.rows import Index, RowsModel

_IN_THE_LIST: Final = "清单"
_RUN: Final = 3
_SPOKEN: Final = 200


@dataclass(frozen=True, slots=True)
class FoundRow:
    """``hit`` None: the heading of its group; ``more``: that so many hits of it are not listed."""

    group: Group
    hit: Hit | None = None
    more: int = 0

    @property
    def heading(self) -> bool:
        return self.hit is None and not self.more

    @property
    def no(self) -> int | None:
        return self.group.no

    @property
    def words(self) -> tuple[str, ...]:
        """What is marked in it, as it is written there."""
        marked = self.hit.marked if self.hit else self.group.title
        return tuple(dict.fromkeys(marked.text[span.start : span.end] for span in marked.spans))

    @property
    def cells(self) -> tuple[str, ...]:
        """To be copied: number, unit, month, field, text."""
        if self.hit is None:
            return (str(self.no or ""), units_words(self.group), "", "", self.group.title.text)
        where = (months_words(self.hit.months), place_words(self.hit.field))
        return (str(self.no or ""), self.hit.unit, *where, self.hit.marked.text)


class FoundRole(IntEnum):
    ROW = Qt.ItemDataRole.UserRole + 1


class FoundModel(RowsModel[FoundRow]):
    headings = ("检索结果",)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case FoundRole.ROW:
                return row
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return spoken(row)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(row)
        return None

    def first_hit(self) -> int:
        """The row where one begins to read: the first below a heading, or the heading that has none below."""
        return 1 if len(self._rows) > 1 and not self._rows[1].heading and self._rows[1].hit else 0

    def row_like(self, row: FoundRow | None) -> int:
        """Where the same place stands now; -1 when it is not there."""
        if row is None:
            return -1
        name = _name(row)
        return next((at for at, each in enumerate(self._rows) if _name(each) == name), -1)


def rows_of(found: Found) -> tuple[FoundRow, ...]:
    return tuple(_rows(found.groups))


def _rows(groups: Sequence[Group]) -> Iterator[FoundRow]:
    for group in groups:
        yield FoundRow(group)
        yield from (FoundRow(group, hit) for hit in group.below)
        if group.more:
            yield FoundRow(group, more=group.more)


def _name(row: FoundRow) -> tuple[object, ...]:
    hit = row.hit
    place = (hit.field, hit.unit, hit.period, hit.sha256) if hit else ()
    return (row.group.kind, row.group.year, row.group.no, row.group.unit, bool(row.more), *place)


def count_words(found: Found) -> str:
    """找到 37 处 · 12 条措施."""
    if not found.groups:
        return ""
    parts = [f"找到 {found.places} 处"]
    if found.measures:
        parts.append(f"{found.measures} 条措施")
    if found.left_out:
        parts.append(f"列出 {found.places - found.left_out} 处，加一个词可以缩小范围")
    return " · ".join(parts)


def units_words(group: Group) -> str:
    return "、".join(unit.text for unit in group.units)


def group_words(group: Group, *, present_year: int) -> str:
    """Muted, behind a heading: which year's list, where that isn't the one at hand; what a unit is."""
    year = "" if group.year == present_year else f"{group.year}年清单"
    unit = f"责任单位 · {group.measures} 条措施" if group.kind is GroupKind.UNIT else ""
    return " · ".join(filter(None, (unit, year)))


def months_words(months: Sequence[Period]) -> str:
    """2021年3–6月、8月; 清单 where it stands in the list itself.

    >>> months_words([Period(2021, 8), Period(2021, 5), Period(2021, 4), Period(2021, 3)])
    '2021年8月、3–5月'
    """
    if not months:
        return _IN_THE_LIST
    newest = sorted(months, reverse=True)
    years = groupby(newest, key=lambda month: month.year)
    return "，".join(f"{year}年{'、'.join(_runs([each.month for each in group]))}" for year, group in years)


def _runs(months: Sequence[int]) -> Iterator[str]:
    """Descending; three in a row and more are told by the first and the last."""
    for _, run in groupby(enumerate(months), key=lambda each: each[0] + each[1]):
        numbers = [number for _, number in run]
        if len(numbers) >= _RUN:
            yield f"{numbers[-1]}–{numbers[0]}月"
        else:
            yield from (f"{number}月" for number in numbers)


def more_words(more: int) -> str:
    return f"这里还有 {more} 处，加一个词或选一个月份就能看到"


def spoken(row: FoundRow) -> str:
    """As a screen reader says it."""
    if row.more:
        return more_words(row.more)
    if row.hit is None:
        number = f"第 {row.no} 条，" if row.no else ""
        units = f"（{units_words(row.group)}）" if row.group.units else ""
        return f"{number}{row.group.title.around(_SPOKEN).text}{units}"
    present = "本月，" if row.hit.present else ""
    unit = f"{row.hit.unit}，" if row.hit.unit else ""
    where = f"{months_words(row.hit.months)}，{unit}{place_words(row.hit.field)}"
    return f"{present}{where}：{row.hit.marked.around(_SPOKEN).text}"


def tip(row: FoundRow) -> str | None:
    """What there was no room for."""
    if row.hit is None:
        return f"{row.group.title.text}\n{units_words(row.group)}".strip() if row.group.units else None
    months = f"{months_words(row.hit.months)} {row.hit.unit} {place_words(row.hit.field)}"
    together = "\n这几个词不在同一栏里，而是在同一个月的填报里。" if row.hit.together else ""
    return f"{months}\n{row.hit.marked.around(_SPOKEN * 2).text}{together}"


def marked_units(group: Group) -> Marked:
    """The units' names in one line, with their marks."""
    from qcapp.domain.marks import Span

    text, spans = "", []
    for unit in group.units:
        text += "、" if text else ""
        spans += [Span(span.start + len(text), span.end + len(text)) for span in unit.spans]
        text += unit.text
    return Marked(text, tuple(spans))
