"""Which lines of a table make a measure together. Where a cell of the measures' column is merged over two measures' rows,
the second is told apart by what its rows say themselves: a number, a unit, a 责任人 of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from itertools import groupby

from qcapp.domain.fields import Role
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.text import comparable
from qcapp.forms.block import Block, lone_number, numbered, numbered_parts
from qcapp.forms.contacts import people
from qcapp.forms.headings import NUMBER, TEXT_KEYS
from qcapp.forms.table import Line

_TASK_HEADING = LazyPattern(r"^[（(]?[一二三四五六七八九十百]+[)）]?\s*[.．。、]?")


def gathered(lines: Iterable[Line]) -> list[Block]:
    """The measures in the order of the table, nothing of theirs read yet but number, text, task and unit."""
    every = list(lines)
    return list(_untangled(_Gathering(_numbers_are_measures(every)).blocks(every)))


def across(line: Line) -> str:
    """The text of a row that is one cell over the measure's column and its neighbours: a heading between measures."""
    merge = line.grid.merge(line.row, line.header.columns["measure"])
    if merge is None or sum(merge.left <= column <= merge.right for column in line.header.used) < 3:
        return ""
    return line.grid.text(merge.top, merge.left)


def is_task_heading(text: str) -> bool:
    return bool(_TASK_HEADING.match(text))


def _numbers_are_measures(lines: Sequence[Line]) -> bool:
    """Whether a column of numbers gives the measures' own, and does not merely count the rows."""
    own = [number for line in lines if (number := lone_number(line.text(NUMBER))) is not None]
    printed = [
        (no, number) for line in lines
        if (number := lone_number(line.text(NUMBER))) is not None and (no := numbered(line.text("measure"))[0]) is not None
    ]
    if printed:
        return all(no == number for no, number in printed)
    return bool(own) and own != list(range(1, len(own) + 1))


class _Part(Enum):
    """What a line is to the measure above it."""

    FURTHER = "further"
    NEXT = "next"
    APART = "apart"
    """It belongs to no measure, and shows up among what was left over."""


class _Gathering:
    """Puts lines together. ``believe_numbers``: a row that has a number and no words is that measure's."""

    def __init__(self, believe_numbers: bool) -> None:
        self._believe_numbers = believe_numbers
        self._current: Block | None = None

    def blocks(self, lines: Iterable[Line]) -> Iterator[Block]:
        task = ""
        for line in lines:
            heading = across(line) or _lone_heading(line)
            if line.fresh or heading:
                yield from self._closed()
            if line.fresh:
                task = "" if line.row <= line.header.last + 1 else task
            if heading:
                task = heading if is_task_heading(heading) else task
                continue
            part = _part(line, self._current)
            if part is _Part.APART:
                continue
            task = line.seen("task") or task
            if part is _Part.FURTHER and self._current:
                self._current.lines.append(line)
                continue
            above = self._current if line.covered else None
            yield from self._closed()
            self._current = self._begun(line, task, above)
        yield from self._closed()

    def _closed(self) -> Iterator[Block]:
        if self._current:
            yield self._current
        self._current = None

    def _begun(self, line: Line, task: str, above: Block | None) -> Block:
        """``above``: the measure whose cell covers the line."""
        unit = line.seen("unit")
        if above and comparable(unit) != comparable(above.unit) and not _other_number(line, above):
            # One measure of two units, each with rows of its own.
            return Block([line], above.no, above.text, above.printed, task, unit)
        printed = line.text("measure")
        no, text = numbered(printed)
        if no is None and (text or self._believe_numbers):
            no = lone_number(line.text(NUMBER))
        return Block([line], no, text, printed, task, unit, doubtful=above is not None)


def _lone_heading(line: Line) -> str:
    """A task's heading in a row of its own, its cells not merged."""
    text = line.text("task")
    if not text or line.covered or not is_task_heading(text):
        return ""
    others = line.header.used - {line.header.columns["task"]}
    return "" if any(line.grid.text(line.row, column) for column in others) else text


def _part(line: Line, block: Block | None) -> _Part:
    if block is None:
        # A text or a number, or a unit of its own beside a first contact.
        begins = line.text("measure") or line.text(NUMBER) or line.text("unit")
        return _Part.NEXT if begins else _Part.APART
    roles = _label_roles(line)
    if line.text("measure"):
        return _Part.FURTHER if _filled_down(line, block, roles) else _Part.NEXT
    if _another_begins(line, block, roles):
        return _Part.NEXT
    if line.covered:
        return _Part.FURTHER
    if not _texts(line) and not _contacts(line):
        repeated = line.text("unit") in ("", block.unit) and line.text("task") in ("", block.task)
        return _Part.FURTHER if repeated else _Part.APART
    if _after_gap(line, block):
        return _Part.APART
    if _texts(line) and _beyond_merge(line, block):
        return _Part.NEXT if _contacts(line) else _Part.APART
    return _Part.FURTHER


def _filled_down(line: Line, block: Block, roles: set[Role | None]) -> bool:
    """Whether a broken merge was filled down: the same text once more, beside the next contact. Where it stands beside the
    first contact again, or an earlier row went without it, the rows were copied."""
    no, text = numbered(line.text("measure"))
    same = comparable(text) == comparable(block.text) and (no == block.no or None in (no, block.no))
    if not same or line.text("unit") not in ("", block.unit) or Role.RESPONSIBLE in roles:
        return False
    if line.grid.merge(line.row, line.header.columns["measure"]) or not all(each.text("measure") for each in block.lines):
        return False
    return not _contacts(line) or _contacts(line) != _contacts(block.first)


def _another_begins(line: Line, block: Block, roles: set[Role | None]) -> bool:
    """Whether a line without a measure's words is a further measure's, and no further row of the block."""
    fillable = _fillable(line)
    unit = line.text("unit")
    other_unit = bool(unit) and comparable(unit) != comparable(block.unit)
    if other_unit and (fillable or Role.RESPONSIBLE in roles):
        return True
    other_number = _other_number(line, block)
    if fillable and (other_number or _own_cell(line) or (unit and not line.covered and _says_more(line, block))):
        return True
    second = Role.RESPONSIBLE in roles and any(Role.RESPONSIBLE in _label_roles(each) for each in block.lines)
    return second and (fillable or bool(unit) or other_number)


def _texts(line: Line) -> bool:
    return any(line.text(key) for key in TEXT_KEYS)


def _contacts(line: Line) -> tuple[str, ...]:
    """What stands in the columns of contacts, () when nothing does."""
    places = [place for pair in line.header.contacts for place in (pair.name, pair.phone) if place is not None]
    texts = tuple(line.grid.text(line.row, place) for place in places)
    return texts if any(texts) else ()


def _after_gap(line: Line, block: Block) -> bool:
    """Whether empty rows stand between the line and the block."""
    last = block.lines[-1]
    between = range(last.row + 1, line.row) if last.grid is line.grid else range(0)
    return any(not any(line.grid.text(row, column) for column in line.header.used) for row in between)


def _beyond_merge(line: Line, block: Block) -> bool:
    """Whether the block's merged cell ended above the line."""
    last = block.lines[-1]
    merge = last.grid.merge(last.row, last.header.columns["measure"])
    return merge is not None and merge.bottom > merge.top and last.grid is line.grid


def _other_number(line: Line, block: Block) -> bool:
    return line.text(NUMBER) not in ("", block.first.text(NUMBER))


def _own_cell(line: Line) -> bool:
    """Whether a merged cell of the measures' column begins in the line."""
    merge = line.grid.merge(line.row, line.header.columns["measure"])
    return merge is not None and merge.top == line.row < merge.bottom and not line.cut


def _label_roles(line: Line) -> set[Role | None]:
    names = (pair.name for pair in line.header.contacts if pair.name is not None)
    return {person.role for column in names for person in people(line.grid.text(line.row, column))}


def _fillable(line: Line) -> bool:
    """Whether a cell for the month's texts is the line's own: it holds words, or begins a merged cell."""
    for key in TEXT_KEYS:
        column = line.header.columns.get(key)
        if column is None:
            continue
        merge = line.grid.merge(line.row, column)
        if merge is None and line.text(key):
            return True
        if merge and merge.top == line.row and (line.text(key) or (merge.bottom > merge.top and not line.cut)):
            return True
    return False


def _says_more(line: Line, block: Block) -> bool:
    """Whether one of the month's texts stands in the line that is in no line of the block."""
    return any(
        (text := comparable(line.text(key))) and all(text != comparable(each.text(key)) for each in block.lines)
        for key in TEXT_KEYS
    )


def _untangled(blocks: Iterable[Block]) -> Iterator[Block]:
    """Measures that were written into one cell are given apart, each with the rows that are its own, or with all of them
    where those can't be told."""
    for _, group in groupby(_with_first(blocks), key=lambda each: id(each[0])):
        run = [block for _, block in group]
        parts = numbered_parts(run[0].printed)
        if len(parts) == 1:
            yield from run
            continue
        own = [block.lines for block in run] if len(run) == len(parts) else [[x for b in run for x in b.lines]] * len(parts)
        for part, lines in zip(parts, own, strict=True):
            no, text = numbered(part)
            yield replace(run[0], lines=list(lines), no=no, text=text, printed=part, cells={}, roles=[], notes=[])


def _with_first(blocks: Iterable[Block]) -> Iterator[tuple[Block, Block]]:
    """Each block with the one that its measure's cell begins in."""
    first: Block | None = None
    for block in blocks:
        if first is None or not block.first.covered:
            first = block
        yield first, block
