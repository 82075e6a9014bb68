"""Lines of the table gathered into blocks: one measure each, with its contact rows and fillable texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from qcapp.domain.fields import COLUMN_BY_KEY, Role, contact_field
from qcapp.domain.forms import Note, Place, ReadCell
from qcapp.domain.text import comparable
from qcapp.forms.contacts import Person, people, split_phone
from qcapp.forms.headings import NUMBER, ContactColumns
from qcapp.forms.table import Line

TEXT_KEYS = ("progress", "problems", "deadline")

_NUMBERED = re.compile(
    r"^\s*(?:第\s*)?(?:[（(【\[]\s*(\d{1,4})\s*[)）】\]]\s*[.．。、:：]?|(\d{1,4})\s*(?:[.．。、:：)）]|(?=\s)))\s*(?=\S|$)"
)
_TASK_HEADING = re.compile(r"^[（(]?[一二三四五六七八九十百]+[)）]?\s*[.．。、]?")
_LONE_NUMBER = re.compile(r"^\s*(?:第\s*)?(\d{1,4})(?:\.0+)?\s*[.．、条项]?\s*$")


@dataclass
class Block:
    """One measure as it stands. ``text`` has no number; ``lines`` are its rows, the first with the measure's cell."""

    lines: list[Line]
    no: int | None
    text: str
    printed: str
    task: str
    unit: str
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

    def place(self, line: Line, column: int) -> Place:
        return Place(line.grid.name, line.row, column)

    def note(self, code: str, message: str) -> None:
        self.notes.append(Note(code, message, self.no))


def numbered(text: str) -> tuple[int | None, str]:
    """(number, text without it) of 27.统筹…, 27、, （27）, 27 ; (None, text) where there is none.

    >>> numbered("２７．统筹推进")
    (27, '统筹推进')
    """
    found = _NUMBERED.match(text)
    if not found:
        lone = _LONE_NUMBER.match(text)
        return (int(lone[1]), "") if lone else (None, text)
    return int(found[1] or found[2]), text[found.end() :]


def blocks_of(lines: Iterable[Line]) -> Iterator[Block]:
    """The measures in the order of the table."""
    for block in _gathered(lines):
        _read_texts(block)
        _read_contacts(block)
        yield block


def _gathered(lines: Iterable[Line]) -> Iterator[Block]:
    current: Block | None = None
    task = ""
    for line in lines:
        if line.fresh:
            if current:
                yield current
            current, task = None, "" if line.row <= line.header.last + 1 else task
        if heading := _across(line):
            if current:
                yield current
            current, task = None, heading if _TASK_HEADING.match(heading) else task
            continue
        task = line.seen("task") or task
        if current and _continues(line, current):
            current.lines.append(line)
            continue
        if not _begins(line):
            continue
        if current:
            yield current
        current = _begun(line, task)
    if current:
        yield current


def _across(line: Line) -> str:
    """The text of a row that is one cell over the measure's column and its neighbours: a heading between measures."""
    merge = line.grid.merge(line.row, line.header.columns["measure"])
    if merge is None or sum(merge.left <= column <= merge.right for column in line.header.used) < 3:
        return ""
    return line.grid.text(merge.top, merge.left)


def _begins(line: Line) -> bool:
    """Whether a measure may begin here: it has a text or a number, or a unit of its own beside a first contact."""
    return bool(line.text("measure") or line.text(NUMBER) or line.text("unit"))


def _begun(line: Line, task: str) -> Block:
    printed = line.text("measure")
    no, text = numbered(printed)
    if no is None and (lone := _LONE_NUMBER.match(line.text(NUMBER))):
        no = int(lone[1])
    return Block([line], no, text, printed, task, line.seen("unit"))


def _continues(line: Line, block: Block) -> bool:
    """Whether the line is a further row of the block."""
    if line.covered:
        return True
    if line.text(NUMBER) and line.text(NUMBER) != block.first.text(NUMBER):
        return False
    roles = _label_roles(line)
    if measure := line.text("measure"):
        # A broken merge that was filled down: the same text once more, beside the next contact.
        merge = line.grid.merge(line.row, line.header.columns["measure"])
        same_unit = line.text("unit") in ("", block.unit)
        filled_down = comparable(measure) == comparable(block.printed) and same_unit
        return filled_down and merge is None and Role.RESPONSIBLE not in roles
    unit = line.text("unit")
    return not (unit and Role.RESPONSIBLE in roles and comparable(unit) != comparable(block.unit))


def _label_roles(line: Line) -> set[Role | None]:
    names = (pair.name for pair in line.header.contacts if pair.name is not None)
    return {person.role for column in names for person in people(line.grid.text(line.row, column))}


def _read_texts(block: Block) -> None:
    for key in TEXT_KEYS:
        column = block.first.header.columns.get(key)
        if column is None:
            continue
        if _begins_above(block.first, column):
            heading = COLUMN_BY_KEY[key].heading
            block.note(
                "merged_over_two",
                f"{block.label}的“{heading}”与上一条合并成了一格，内容只算在上一条，请核对。",
            )
            continue
        found = [(text, line) for line in block.lines if (text := line.text(key))]
        if len(found) > 1:
            found = _distinct(found)
        if len(found) > 1:
            heading = COLUMN_BY_KEY[key].heading
            block.note("cells_joined", f"{block.label}的“{heading}”分在 {len(found)} 格里，已按先后合在一起，请核对。")
        where = found[0][1] if found else block.first
        text = "\n".join(text for text, _ in found)
        block.cells[key] = ReadCell(text, block.place(where, where.header.columns.get(key, column)))


def _distinct(found: list[tuple[str, Line]]) -> list[tuple[str, Line]]:
    """Without those that say the same as an earlier one."""
    by_text: dict[str, tuple[str, Line]] = {}
    for text, line in found:
        by_text.setdefault(comparable(text), (text, line))
    return list(by_text.values())


def _begins_above(line: Line, column: int) -> bool:
    """Whether the cell is part of one that begins above the line."""
    merge = line.grid.merge(line.row, column)
    return merge is not None and merge.top < line.row


def _read_contacts(block: Block) -> None:
    reader = _Contacts(block)
    for line in block.lines:
        for columns in line.header.contacts:
            reader.read(line, columns)


class _Contacts:
    """Gives each contact row of a block its role and number."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._rows = 0
        self._counts = dict.fromkeys(Role, 0)

    def read(self, line: Line, columns: ContactColumns) -> None:
        if columns.name is None:
            self._phone_only(line, columns)
            return
        if _begins_above(line, columns.name):
            return
        text = line.grid.text(line.row, columns.name)
        phone = self._phone(line, columns)
        found = people(text)
        if not text and not phone and self._rows >= len(Role):
            return
        if len(found) > 1:
            self._block.note("contact_split", f"{self._block.label}的一格里写了 {len(found)} 位责任人、联系人，已分开。")
        phones = phone.split("\n") if phone and len(found) > 1 else []
        for place, person in enumerate(found):
            own: str | None = phone if place == 0 else ("" if phone is not None else None)
            if len(phones) == len(found):
                own = phones[place]
            self._add(line, columns, person, own)

    def _phone(self, line: Line, columns: ContactColumns) -> str | None:
        """None where there is no such cell, or it belongs to the row above."""
        if columns.phone is None or _begins_above(line, columns.phone):
            return None
        return line.grid.text(line.row, columns.phone)

    def _phone_only(self, line: Line, columns: ContactColumns) -> None:
        """A table with phones and no names: by the order of rows."""
        phone = self._phone(line, columns)
        if phone is not None and columns.phone is not None and (phone or self._rows < len(Role)):
            role = self._role(None)
            key = contact_field(role, "phone", self._counts[role]).key
            self._block.cells[key] = ReadCell(phone, self._block.place(line, columns.phone))

    def _add(self, line: Line, columns: ContactColumns, person: Person, phone: str | None) -> None:
        block = self._block
        labelled = person.role or self._heading_role(line, columns)
        role = self._role(labelled)
        index = self._counts[role]
        if person.name and not labelled:
            block.note("contact_label", f"{block.label}的“{person.name}”没有写明是谁，已按次序认作{role.value}。")
        name, phone = self._split(person.name, phone, role)
        assert columns.name is not None
        block.cells[contact_field(role, "name", index).key] = ReadCell(name, block.place(line, columns.name))
        if phone is not None:
            place = block.place(line, columns.name if columns.phone is None else columns.phone)
            block.cells[contact_field(role, "phone", index).key] = ReadCell(phone, place)

    def _heading_role(self, line: Line, columns: ContactColumns) -> Role | None:
        """What the heading says, where each role has its own column or a measure has one row. (Over several rows, as in the
        official table, 责任人 stands over all contacts.)"""
        return columns.role if len(line.header.contacts) > 1 or len(self._block.lines) == 1 else None

    def _role(self, said: Role | None) -> Role:
        role = said or (Role.LIAISON if self._rows else Role.RESPONSIBLE)
        self._rows += 1
        self._counts[role] += 1
        if said:
            self._block.roles.append(said)
        return role

    def _split(self, name: str, phone: str | None, role: Role) -> tuple[str, str | None]:
        """Name and phone, told apart when both stand in one of the two cells."""
        if name and not phone:
            parts = split_phone(name)
        elif phone and not name:
            parts = split_phone(phone)
        else:
            parts = None
        if parts is None:
            return name, phone
        said = f"{self._block.label}{role.value}的姓名和电话写在一格里，已分开为“{parts[0]}”和“{parts[1]}”。"
        self._block.note("name_and_phone", said)
        return parts
