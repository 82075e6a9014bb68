"""A measure as it stands in a table: its rows, and what has been read out of them so far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qcapp.domain.fields import Role, field_for
from qcapp.domain.forms import Note, Place, ReadCell
from qcapp.domain.patterns import LazyPattern
from qcapp.forms.grid import Grid, Spot
from qcapp.forms.table import Line

_NUMBERED = re.compile(
    r"^\s*(?:第\s*)?(?:[（(【\[]\s*(\d{1,4})\s*[)）】\]]\s*[.．。、:：]?|(\d{1,4})\s*(?:[.．。、:：)）]|(?=\s)))\s*(?=\S|$)"
)
_LONE_NUMBER = LazyPattern(r"^\s*(?:第\s*)?(\d{1,4})(?:\.0+)?\s*[.．、条项]?\s*$")
_SHORTEST_MEASURE = 4


@dataclass(eq=False)
class Block:
    """One measure as it stands. ``text`` has no number; ``lines`` are its rows, the first with the measure's cell.

    ``doubtful``: its rows lie under a merged cell that belongs to another measure, so its own words are not there.
    """

    lines: list[Line]
    no: int | None
    text: str
    printed: str
    task: str
    unit: str
    doubtful: bool = False
    cells: dict[str, ReadCell] = field(default_factory=dict)
    roles: list[Role] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def label(self) -> str:
        """For a sentence: 第 27 条, or where it stands."""
        return f"第 {self.no} 条" if self.no is not None else f"表中第 {self.first.row + 1} 行的措施"

    @property
    def place(self) -> Place:
        return Place(self.first.grid.name, self.first.row, self.first.header.columns["measure"])

    def note(self, code: str, message: str) -> None:
        self.notes.append(Note(code, message, self.no))

    def put(
        self, key: str, text: str, cell: tuple[Grid, Spot], also: Iterable[tuple[Grid, Spot]] = (), shared: bool = False,
        other: str = "", doubt: str = "",
    ) -> None:
        """Keep the text that a field has at ``cell``, with what stands beside it there and at the cells ``also``, and
        what another column says that may be meant (``other``).

        Of several fields that are read from one cell the first has the words beside it.
        """
        place = Place(cell[0].name, *cell[1])
        beside = [each for each in dict.fromkeys([cell, *also]) if each[0].beside.at(each[1])]
        first = bool(beside) and all(each.place != place for each in self.cells.values())
        asides: list[str] = []
        why = ""
        for grid, spot in beside:
            words, unreadable = grid.beside.take(spot)
            asides += words if first else []
            why = why or unreadable
        if why and text:
            heading = field_for(key).heading
            self.note("unreadable_part", f"{self.label}的“{heading}”有一格读不出（{why}），已按其余文字读取，请核对。")
            why = ""
        if other:
            asides.append(f"另一栏：{other}")
        self.cells[key] = ReadCell(text, place, "\n".join(dict.fromkeys(asides)), why, shared, doubt)


def numbered(text: str) -> tuple[int | None, str]:
    """(number, text without it) of 27.统筹…, 27、, （27）, 27 ; (None, text) where there is none.

    >>> numbered("２７．统筹推进")
    (27, '统筹推进')
    """
    found = _NUMBERED.match(text)
    if not found:
        lone = lone_number(text)
        return (None, text) if lone is None else (lone, "")
    return int(found[1] or found[2]), text[found.end() :]


def lone_number(text: str) -> int | None:
    """The number that is all that a cell holds."""
    lone = _LONE_NUMBER.match(text)
    return int(lone[1]) if lone else None


def numbered_parts(text: str) -> list[str]:
    """The measures that one cell holds, each a paragraph (or several) that begins with a higher number than the one before.

    >>> numbered_parts("27.统筹推进。\\n其中两项。\\n28.印发方案。")
    ['27.统筹推进。\\n其中两项。', '28.印发方案。']
    """
    parts: list[str] = []
    last = -1
    for line in text.split("\n"):
        no, words = numbered(line)
        if no is not None and no > last and len(words) >= _SHORTEST_MEASURE:
            parts.append(line)
            last = no
        elif parts:
            parts[-1] += f"\n{line}"
        else:
            return [text]
    return parts


def labels(blocks: Sequence[Block]) -> str:
    """For a sentence: 第 27 条、第 28 条; of many the first few and how many there are."""
    names = list(dict.fromkeys(block.label for block in blocks))
    return "、".join(names) if len(names) <= 4 else f"{'、'.join(names[:3])}等 {len(names)} 条"
