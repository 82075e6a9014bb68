"""The contact rows of a measure: each person gets role and number, phones go to their people."""

from __future__ import annotations

from collections.abc import Sequence

from qcapp.domain.fields import COLUMN_BY_KEY, MOST_CONTACTS, Role, contact_field, field_for
from qcapp.domain.phones import restored
from qcapp.domain.text import shortened
from qcapp.forms.block import Block
from qcapp.forms.contacts import Person, people, shared_phones, split_phone
from qcapp.forms.grid import Grid, Spot
from qcapp.forms.headings import ContactColumns
from qcapp.forms.owners import Owners
from qcapp.forms.table import Line


def read_contacts(block: Block, owners: Owners) -> None:
    """Every contact cell of the block's lines, in their order."""
    reader = _Contacts(block, owners)
    for line in block.lines:
        for columns in line.header.contacts:
            reader.read(line, columns)


class _Contacts:
    """Gives each contact row of a block its role and number."""

    def __init__(self, block: Block, owners: Owners) -> None:
        self._block = block
        self._owners = owners
        self._rows = 0
        self._counts = dict.fromkeys(Role, 0)
        self._met: set[tuple[Grid, Spot]] = set()

    def read(self, line: Line, columns: ContactColumns) -> None:
        if columns.name is None:
            self._phone_only(line, columns)
            return
        spot = self._owners.spot(line, columns.name)
        if spot is None or not self._first_met(line.grid, spot):
            return
        text = line.grid.text(*spot)
        phone = self._phone(line, columns)
        found = people(text)
        if not text and not phone and self._rows >= len(Role) and not self._said_beside(line, columns):
            return
        if len(found) > 1:
            self._block.note("contact_split", f"{self._block.label}的一格里写了 {len(found)} 位责任人、联系人，已分开。")
        for person, own in zip(found, self._shares(found, phone), strict=True):
            self._add(line, columns, person, own)

    def _shares(self, found: Sequence[Person], phone: str | None) -> Sequence[str | None]:
        """What of the phone cell is each person's: all is the first one's where that can't be told."""
        if not phone or len(found) == 1:
            return [phone] * len(found)
        if shares := shared_phones([person.name for person in found], phone):
            return shares
        said = f"{self._block.label}的电话“{shortened(phone, 60)}”分不出是哪几位的，都记在了第一位名下，请核对。"
        self._block.note("contact_phones", said)
        return [phone, *[""] * (len(found) - 1)]

    def _first_met(self, grid: Grid, spot: Spot) -> bool:
        """Whether the cell is met for the first time: one that goes over several rows counts in the first of them."""
        met = (grid, spot) in self._met
        self._met.add((grid, spot))
        return not met

    def _phone(self, line: Line, columns: ContactColumns) -> str | None:
        """None where there is no such cell, or it was met in a row above."""
        if columns.phone is None:
            return None
        spot = self._owners.spot(line, columns.phone)
        return restored(line.grid.text(*spot)) if spot and self._first_met(line.grid, spot) else None

    @staticmethod
    def _said_beside(line: Line, columns: ContactColumns) -> bool:
        places = [place for place in (columns.name, columns.phone) if place is not None]
        return any(line.grid.beside.at(line.grid.anchor(line.row, place)) for place in places)

    def _phone_only(self, line: Line, columns: ContactColumns) -> None:
        """A table with phones and no names: by the order of rows."""
        phone = self._phone(line, columns)
        if phone is not None and columns.phone is not None and (phone or self._rows < len(Role)):
            role = self._role(None)
            if self._is_one_too_many(role):
                return
            self._put(contact_field(role, "phone", self._counts[role]).key, phone, line, columns.phone)

    def _add(self, line: Line, columns: ContactColumns, person: Person, phone: str | None) -> None:
        block = self._block
        labelled = person.role or self._heading_role(line, columns)
        role = self._role(labelled)
        index = self._counts[role]
        if self._is_one_too_many(role):
            return
        if person.name and not labelled:
            block.note("contact_label", f"{block.label}的“{person.name}”没有写明是谁，已按次序认作{role.value}。")
        name, phone = self._split(person.name, phone, role)
        assert columns.name is not None
        self._put(contact_field(role, "name", index).key, name, line, columns.name)
        if phone is not None:
            self._put(
                contact_field(role, "phone", index).key, phone, line, columns.name if columns.phone is None else columns.phone
            )

    def _put(self, key: str, text: str, line: Line, column: int) -> None:
        heading = COLUMN_BY_KEY[field_for(key).column].heading
        spot = line.grid.anchor(line.row, column)
        self._block.put(key, text, (line.grid, spot), shared=self._owners.shared(line, column, heading))

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

    def _is_one_too_many(self, role: Role) -> bool:
        """The first of them is told."""
        beyond = self._counts[role] - MOST_CONTACTS
        if beyond == 1:
            said = f"{self._block.label}的{role.value}超过 {MOST_CONTACTS} 位，后面的没有读入，请打开原文件核对。"
            self._block.note("contacts_left_out", said)
        return beyond > 0

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
