"""What the ledger holds and how it changes: entries, snapshots, operations, held conflicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from qcapp.domain.due import due_day
from qcapp.domain.fields import Role, contact_field, field_for
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.rulings import Ruling

if TYPE_CHECKING:
    from qcapp.domain.forms import FillForm, ReturnedFile, ReturnRecord
    from qcapp.domain.place import Place


@dataclass(frozen=True, slots=True, order=True)
class CellKey:
    """One field of one entry in one period."""

    no: int
    unit: str
    period: Period
    field: str

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


@dataclass(frozen=True, slots=True)
class Entry:
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
        rows = Counter(Role(label) for label in printed)
        for key, value in self.values.items():
            known = field_for(key)
            if known.role is not None and value.text:
                rows[known.role] = max(rows[known.role], known.index)
        return tuple(
            Contact(
                role, index,
                self.text(contact_field(role, "name", index).key),
                self.text(contact_field(role, "phone", index).key),
            )
            for role in Role
            for index in range(1, rows[role] + 1)
        )


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


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file to be kept; the ledger keeps the same bytes once.

    ``with_return``: SHA-256 of the returned file of the same draft that it came with (its own, where that is kept whole), so
    that it goes when that file's part of the merge is undone; None for one that stands by itself.
    """

    unit: str
    period: Period
    no: int | None
    name: str
    sha256: str
    data: bytes
    origin: str = ""
    with_return: str | None = None


@dataclass(frozen=True, slots=True)
class NewAlias:
    """A name to be known from now on for a unit of the plan of ``year``.

    Writing one that is known for another unit is a UsageError; for the same unit nothing is written.
    """

    year: int
    unit: str
    alias: str


@dataclass(frozen=True)
class Snapshot:
    """A period of the ledger, whole: what tables, papers and windows are drawn from. Exporters get this and never query.

    ``entries`` has one entry for every assignment of the plan. ``dispatched``: unit → its newest form of this period (forms
    that ask for corrections are not among them).
    ``returned``: unit → records in the order merged. ``rulings``: those that hold for this month, and the schedules of its year.
    ``on``: the past day that all this is as of, None for now: then only what had been received (or typed in) by that day's end,
    and is not undone since, is in it; settings and rulings are those of now.
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

    @property
    def due(self) -> date:
        """The last day to report this month, until 24:00."""
        return due_day(self.plan, self.period, self.settings)

    @property
    def begun(self) -> bool:
        """Whether anything of this month was sent, received, entered or decided."""
        decided = any(ruling.period == self.period for ruling in self.rulings)
        return bool(self.dispatched or self.returned or self.attachments) or decided or any(
            value.period == self.period for entry in self.entries.values() for value in entry.values.values()
        )

    def entry(self, no: int, unit: str) -> Entry:
        return self.entries[EntryKey(no, unit)]

    def entries_of(self, no: int) -> tuple[Entry, ...]:
        """The measure's entries, in the plan's order of its units."""
        return tuple(self.entries[EntryKey(no, unit)] for unit in self.plan.units_of[no])


@dataclass(frozen=True, slots=True)
class Bulletin:
    """通报 as issued. ``figures`` are frozen: a JSON document of ``qcapp.stats``. ``issued``: the day on it.

    ``name`` and ``sha256`` are of the file that went out, None where none was kept.
    """

    id: int
    period: Period
    issued: date
    title: str
    figures: str
    name: str | None
    sha256: str | None
    at: datetime
    who: str
    operation: str


@dataclass(frozen=True, slots=True)
class NewBulletin:
    """A 通报 to be kept as issued; ``data`` is the file that goes out, if it is kept."""

    period: Period
    issued: date
    title: str
    figures: str
    name: str | None = None
    data: bytes | None = None


class OperationKind(Enum):
    """The value is the stable name in files and JSON; ``label`` is for the screen."""

    INIT = "init"
    DISPATCH = "dispatch"
    MERGE = "merge"
    EDIT = "edit"
    RESOLVE = "resolve"
    ATTACH = "attach"
    ALIAS = "alias"
    RULING = "ruling"
    BULLETIN = "bulletin"
    REMIND = "remind"
    UNDO = "undo"
    SETTINGS = "settings"

    @property
    def label(self) -> str:
        return {
            "init": "建账", "dispatch": "下发", "merge": "合并", "edit": "修改",
            "resolve": "处理冲突", "attach": "佐证材料", "alias": "单位名称", "ruling": "认定", "bulletin": "通报",
            "remind": "催报", "undo": "撤销", "settings": "设置",
        }[self.value]


# ``undo`` without a name passes over all other kinds: they changed no entry.
UNDOABLE = frozenset({
    OperationKind.MERGE, OperationKind.EDIT, OperationKind.RESOLVE, OperationKind.ATTACH, OperationKind.ALIAS,
    OperationKind.RULING, OperationKind.BULLETIN,
})


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A field to be changed. ``ours`` is what the ledger showed when this was decided ("" if nothing).

    ``sha256`` names the returned file it came from, None for an edit by hand; ``place`` and ``decision`` as in Source.
    """

    key: CellKey
    ours: str
    after: str
    sha256: str | None = None
    place: Place | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class OperationDraft:
    """All that one transaction is to write. ``resolves`` are ids of held conflicts that this settles.

    ``returned`` pairs the file kept whole with its record (``serial`` is given by the ledger). ``continues`` is the id of
    the operation that this edit of one field goes on with: if that is the newest one, an edit of just that field by the
    same person, begun within the last ten minutes, it is extended; else this is an operation of its own.

    Several edits of one field are applied in their order, each with the text that the one before left as its ``ours``: so
    each file of a merge has changes of its own and can be undone alone. A file that says what one before it in the draft
    wrote has an edit too, its ``ours`` the same as its ``after``: the words stay when the other file is undone.
    ``detached`` are ids of attachments to let go (their bytes stay).
    """

    kind: OperationKind
    summary: str
    who: str
    edits: tuple[CellEdit, ...] = ()
    dispatched: tuple[FillForm, ...] = ()
    returned: tuple[tuple[ReturnedFile, ReturnRecord], ...] = ()
    held: tuple[HeldConflict, ...] = ()
    resolves: tuple[int, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    continues: str | None = None
    attached: tuple[NewAttachment, ...] = ()
    detached: tuple[int, ...] = ()
    aliases: tuple[NewAlias, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    bulletins: tuple[NewBulletin, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One transaction as kept. ``id`` is short, unique and sorts by time. ``changed`` counts fields.

    ``undone``: nothing of it holds, be it undone whole or, a merge, file by file.
    """

    id: str
    kind: OperationKind
    at: datetime
    who: str
    summary: str
    changed: int
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One field's before and after within an operation: the audit trail and the matter of undo.

    ``undone``: the operation, or its file's part of it, is undone.
    """

    operation: Operation
    key: CellKey
    before: str
    after: str
    source: Source
    undone: bool = False


@dataclass(frozen=True, slots=True)
class UndoResult:
    """The inverse operation, and the fields left alone because something later had touched them.

    ``file``: name of the one file whose part was undone, None when it was the whole operation.
    """

    operation: Operation
    undone: Operation
    left: tuple[CellKey, ...] = ()
    file: str | None = None
