"""What the ledger holds and how it changes: entries, snapshots, operations, held conflicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qcapp.domain.due import due_day
from qcapp.domain.fields import Role, contact_field, field_for
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.rulings import Ruling

if TYPE_CHECKING:
    from qcapp.domain.forms import FillForm, ReturnRecord
    from qcapp.domain.place import Place
    from qcapp.domain.succession import PlanLink


class CellKey(NamedTuple):
    """One field of one entry in one period."""

    no: int
    unit: str
    period: Period
    field: str

    def __hash__(self) -> int:
        """As it would be anyway, in half the time: a merge looks up thousands of them."""
        return hash((self.no, self.unit, self.field, self.period.year, self.period.month))

    @property
    def entry(self) -> EntryKey:
        return EntryKey(self.no, self.unit)


# These two are made by the thousand for the window's first rows: a named tuple takes a third of a dataclass's time.


class Source(NamedTuple):
    """Where a value came from: the returned file and the day it was received; both None for an edit by hand.

    ``place``: sheet, row and column in that file. ``decision``: what a person or the rules decided when it was merged (theirs,
    both, typed, aside), "" for an edit by hand and where it isn't known.
    """

    file: str | None
    received: date | None
    sha256: str | None = None
    place: Place | None = None
    decision: str = ""


class CellValue(NamedTuple):
    """A field's text as the ledger shows it. ``period`` is the month it was set in (earlier than asked: carried over)."""

    text: str
    period: Period
    at: datetime
    who: str
    source: Source


@dataclass(frozen=True, slots=True)
class Contact:
    """责任人 / 联系人 of an entry; ``index`` from 1 within the role."""

    role: Role
    index: int
    name: str
    phone: str


@lru_cache(maxsize=256)
def _contact_rows(labels: tuple[str, ...], filled: tuple[str, ...]) -> tuple[tuple[Role, int, str, str], ...]:
    """Role, number, and the fields of name and phone, of the contacts of an entry in which those fields have a text."""
    rows = dict(Counter(map(Role, labels)))
    for known in map(field_for, filled):
        if known.role is not None:
            rows[known.role] = max(rows.get(known.role, 0), known.index)
    return tuple(
        (role, index, contact_field(role, "name", index).key, contact_field(role, "phone", index).key)
        for role in Role for index in range(1, rows.get(role, 0) + 1)
    )


class Entry(NamedTuple):
    """填报: an assignment in a period. ``values`` has no key for a field never set."""

    key: EntryKey
    period: Period
    values: Mapping[str, CellValue]

    def text(self, field_key: str) -> str:
        value = self.values.get(field_key)
        return value.text if value else ""

    def contacts(self, printed: tuple[str, ...]) -> tuple[Contact, ...]:
        """All contacts, numbered without gaps: at least the rows that the plan prints (labels in ``printed``), and up to
        the last one filled in."""
        filled = tuple([key for key, value in self.values.items() if value.text])
        return tuple([
            Contact(role, index, self.text(name), self.text(phone)) for role, index, name, phone in _contact_rows(printed, filled)
        ])


@dataclass(frozen=True, slots=True)
class HeldConflict:
    """A field on which ledger and return moved apart, waiting for a person. ``id`` is 0 until the ledger gives one.

    ``base`` is None where nothing had been sent. ``remark``: why a person is asked, where it isn't that both sides moved.
    """

    key: CellKey
    base: str | None
    ours: str
    theirs: str
    sha256: str
    file: str
    received: date
    id: int = 0
    place: Place | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """佐证材料, or a return that no table can be read from. ``no`` is None where it belongs to the unit's whole return.

    ``size`` in bytes. ``origin``: where it was found, in a few Chinese words; "" for one added by hand.
    """

    id: int
    unit: str
    period: Period
    no: int | None
    name: str
    sha256: str
    size: int
    at: datetime
    who: str
    origin: str = ""


@dataclass(frozen=True)
class Snapshot:
    """A period of the ledger, whole: what tables, papers and windows are drawn from. Exporters get this and never query.

    ``entries`` has one entry for every assignment of the plan. ``dispatched``: unit → its newest form of this period (forms
    that ask for corrections are not among them).
    ``returned``: unit → records in the order merged. ``rulings``: those that hold for this month, and the schedules of its year.
    ``on``: the past day that all this is as of, None for now: then only what had been received (or typed in) by that day's end,
    and is not undone since, is in it; settings and rulings are those of now.
    ``links``: to what of earlier years' lists the plan's measures and units go on with.
    """

    plan: Plan
    period: Period
    entries: Mapping[EntryKey, Entry]
    dispatched: Mapping[str, FillForm] = field(default_factory=dict)
    returned: Mapping[str, tuple[ReturnRecord, ...]] = field(default_factory=dict)
    held: tuple[HeldConflict, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None
    links: tuple[PlanLink, ...] = ()

    @property
    def year(self) -> int:
        """Of the list that the month goes by."""
        return self.plan.year

    @cached_property
    def due(self) -> date:
        """The last day to report this month, until 24:00."""
        return due_day(self.plan, self.period, self.settings)

    @cached_property
    def begun(self) -> bool:
        """Whether anything of this month was sent, received, entered or decided."""
        decided = any(ruling.period == self.period for ruling in self.rulings)
        return bool(self.dispatched or self.returned or self.attachments) or decided or any(
            value.period == self.period for entry in self.entries.values() for value in entry.values.values()
        )

    @cached_property
    def held_on(self) -> Mapping[EntryKey, tuple[HeldConflict, ...]]:
        """The conflicts that wait, by entry; none of those where none does."""
        found: dict[EntryKey, list[HeldConflict]] = {}
        for conflict in self.held:
            found.setdefault(conflict.key.entry, []).append(conflict)
        return {key: tuple(conflicts) for key, conflicts in found.items()}

    @cached_property
    def rulings_on(self) -> Mapping[str, tuple[Ruling, ...]]:
        """By unit, be they on one of its measures or on all."""
        found: dict[str, list[Ruling]] = {}
        for ruling in self.rulings:
            found.setdefault(ruling.unit, []).append(ruling)
        return {unit: tuple(rulings) for unit, rulings in found.items()}

    def entry(self, no: int, unit: str) -> Entry:
        return self.entries[EntryKey(no, unit)]

    def entries_of(self, no: int) -> tuple[Entry, ...]:
        """The measure's entries, in the plan's order of its units."""
        return tuple(self.entries[EntryKey(no, unit)] for unit in self.plan.units_of[no])
