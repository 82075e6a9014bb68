"""Values of cells → the texts of a Sheet; and what the cells alone can't say any more, for the clerk to know."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, product

from qcapp.domain.patterns import LazyPattern
from qcapp.domain.sheet import Aside, Merge, Picture, Sheet, Unreadable
from qcapp.forms.xlsx_cells import UNCOMPUTED
from qcapp.forms.xlsx_shown import Value, is_date, plain, shown

_MOST_EXACT = 10**15  # from here on a spreadsheet no longer keeps every digit
_LONGEST = 32_767  # UTF-16 units that a cell may hold in an xlsx or xls
# A picture in a cell, as WPS keeps it: a formula whose value is its own text.
_CELL_IMAGE = LazyPattern(r'=?(?:_xlfn\.)?DISPIMG\(\s*"([^"]*)"[^)]*\)', re.IGNORECASE)
_NO_IMAGE = "单元格里的图片没有随文件保存"
_SERIALS = (20_000, 80_000)  # days from the 1950s on, in either system

Spot = tuple[int, int]


@dataclass
class SheetFacts:
    """What is known of a sheet beside its values.

    ``formats``: number format of every number cell that has one; None where they can't be known. ``unreadable``: place →
    why. ``pictures``: (row, column, name in the container).
    """

    formats: Mapping[Spot, str] | None = field(default_factory=dict)
    unreadable: dict[Spot, str] = field(default_factory=dict)
    asides: list[Aside] = field(default_factory=list)
    pictures: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass
class _Lost:
    """Counted over the file."""

    errors: int = 0
    uncomputed: int = 0
    digits: int = 0
    fractions: int = 0
    full: int = 0
    serials: int = 0


class Taken:
    """Turns sheets into texts one after another, and remembers what the clerk should know."""

    def __init__(self, date1904: bool = False, images: Mapping[str, str] | None = None) -> None:
        """``images``: id of a WPS cell image → name of its part."""
        self._lost = _Lost()
        self._date1904 = date1904
        self._images = images or {}
        self._pictures: list[Picture] = []
        self._said: list[str] = []

    def say(self, note: str) -> None:
        self._said.append(note)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(dict.fromkeys(self._pictures))

    @property
    def notes(self) -> tuple[str, ...]:
        lost, said = self._lost, list(self._said)
        if lost.errors:
            said.append(f"有 {lost.errors} 个单元格是出错的公式（如 #REF!），读不出内容，请让填报单位补填。")
        if lost.uncomputed:
            said.append(f"有 {lost.uncomputed} 个单元格的公式没有算出结果，读不出内容，请用 WPS 打开原文件保存一次再导入。")
        if lost.digits:
            said.append(f"有 {lost.digits} 个超过 15 位的数字被表格程序改掉了末几位，请与填报单位核对。")
        if lost.fractions:
            said.append(f"有 {lost.fractions} 个小数在原表里可能显示成百分数，请对照原文件核对。")
        if lost.full:
            said.append(f"有 {lost.full} 个单元格正好写满 {_LONGEST} 个字（一格的上限），后面可能已被截掉，请与填报单位核对。")
        if lost.serials:
            said.append(f"原表的日期从 1904 年算起，有 {lost.serials} 个五位数若是日期会差四年，请对照原文件核对。")
        return tuple(dict.fromkeys(said))

    def sheet(
        self, name: str, visible: bool, values: Sequence[Sequence[Value]], merges: Sequence[Merge], facts: SheetFacts
    ) -> Sheet:
        return self.of_texts(name, visible, self._rows(values, facts.formats), merges, facts)

    def of_texts(
        self, name: str, visible: bool, rows: list[list[str]], merges: Sequence[Merge], facts: SheetFacts
    ) -> Sheet:
        """The same of values that are texts all; the rows are then the sheet's own."""
        _empty_covered(rows, merges)
        for merge in merges if facts.unreadable else ():
            _forget_covered(facts.unreadable, merge)
        everything = "".join(chain.from_iterable(rows))
        small = len(everything) <= _LONGEST // 2 and "DISPIMG" not in everything
        for r, row in enumerate(rows) if not small else ():
            together = "".join(row)
            if len(together) > _LONGEST // 2:
                self._lost.full += sum(map(_is_full, row))
            if "DISPIMG" in together:
                row[:] = [self._cell_image(text, r, c, facts) for c, text in enumerate(row)]
        self._pictures += [Picture(name, *picture) for picture in facts.pictures]
        asides = sorted(facts.asides, key=lambda each: (each.row, each.column))
        unreadable = self._unreadable(rows, facts)
        return Sheet(name, tuple(map(tuple, rows)), tuple(merges), visible, tuple(asides), unreadable)

    def _rows(self, values: Sequence[Sequence[Value]], formats: Mapping[Spot, str] | None) -> list[list[str]]:
        if formats is None:
            self._lost.fractions += sum(type(value) is float and 0 < value < 1 for row in values for value in row)
        known = formats or {}
        return [
            [value if type(value) is str else self._text(value, known.get((r, c))) for c, value in enumerate(row)]
            for r, row in enumerate(values)
        ]

    def _text(self, value: Value, form: str | None) -> str:
        if form is not None:
            text = shown(value, form, self._date1904)
            if text is not None:
                return text
        if isinstance(value, int | float):
            self._lost.digits += abs(value) >= _MOST_EXACT
            if self._date1904 and _SERIALS[0] <= value < _SERIALS[1] and not (form and is_date(form)):
                self._lost.serials += 1
        return plain(value)

    def _cell_image(self, text: str, row: int, column: int, facts: SheetFacts) -> str:
        """The text of the cell, and its picture put with the others."""
        found = _CELL_IMAGE.fullmatch(text.strip())
        if not found:
            return text
        part = self._images.get(found[1])
        if part:
            facts.pictures.append((row, column, part))
        else:
            facts.unreadable[row, column] = _NO_IMAGE
        return ""

    def _unreadable(self, rows: list[list[str]], facts: SheetFacts) -> tuple[Unreadable, ...]:
        pictured = {picture[:2] for picture in facts.pictures}
        found = [Unreadable(*spot, why) for spot, why in sorted(facts.unreadable.items()) if spot not in pictured]
        for each in found:
            self._lost.uncomputed += each.why == UNCOMPUTED
            self._lost.errors += each.why not in (UNCOMPUTED, _NO_IMAGE)
            if each.row < len(rows) and each.column < len(rows[each.row]):
                rows[each.row][each.column] = ""
        return tuple(found)


def _is_full(text: str) -> bool:
    return len(text) > _LONGEST // 2 and len(text.encode("utf-16-le", "surrogatepass")) == 2 * _LONGEST


def _empty_covered(rows: list[list[str]], merges: Sequence[Merge]) -> None:
    """What lies under a merged cell is not seen by anyone who looks at the table."""
    for top, left, bottom, right in merges:
        if left == right:  # as nearly all of a form's are
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row) and row[left]:
                    row[left] = ""
        else:
            for place, row in enumerate(rows[top : bottom + 1]):
                first = left if place else left + 1
                if any(covered := row[first : right + 1]):
                    row[first : right + 1] = [""] * len(covered)


def _forget_covered(spots: dict[Spot, str], merge: Merge) -> None:
    """Nor is it missed; of the merge's places and the spots, the fewer are walked."""
    height, width = merge.bottom - merge.top + 1, merge.right - merge.left + 1
    if height * width <= len(spots):
        for spot in product(range(merge.top, merge.bottom + 1), range(merge.left, merge.right + 1)):
            if spot != (merge.top, merge.left):
                spots.pop(spot, None)
        return
    for spot in list(spots):
        inside = merge.top <= spot[0] <= merge.bottom and merge.left <= spot[1] <= merge.right
        if inside and spot != (merge.top, merge.left):
            del spots[spot]
