"""How the ledger changes: operations, what one is to write, what it changed, and how it was undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from qcapp.domain.amendments import Amendment
    from qcapp.domain.forms import FillForm, ReturnedFile, ReturnRecord
    from qcapp.domain.ledger import CellKey, HeldConflict, Source
    from qcapp.domain.period import Period
    from qcapp.domain.place import Place
    from qcapp.domain.plan import Plan
    from qcapp.domain.rulings import Ruling
    from qcapp.domain.succession import PlanLink


class NewAttachment(NamedTuple):
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


class NewAlias(NamedTuple):
    """A name to be known from now on for a unit of the plan of ``year``.

    Writing one that is known for another unit is a UsageError; for the same unit nothing is written. ``period``: the month by
    whose list ``unit`` is named; None for the year's last.
    """

    year: int
    unit: str
    alias: str
    period: Period | None = None


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


class NewBulletin(NamedTuple):
    """A 通报 to be kept as issued; ``data`` is the file that goes out, if it is kept."""

    period: Period
    issued: date
    title: str
    figures: str
    name: str | None = None
    data: bytes | None = None


class NewPlan(NamedTuple):
    """Another year's list, to stand beside those there are. ``since``: the first month that goes by it."""

    plan: Plan
    since: Period


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
    PLAN = "plan"
    RESTORE = "restore"
    HANDOVER = "handover"

    @property
    def label(self) -> str:
        return {
            "init": "建账", "dispatch": "下发", "merge": "合并", "edit": "修改",
            "resolve": "处理冲突", "attach": "佐证材料", "alias": "单位名称", "ruling": "认定", "bulletin": "通报",
            "remind": "催报", "undo": "撤销", "settings": "设置", "plan": "清单",
            "restore": "恢复备份", "handover": "接收交接",
        }[self.value]


# ``undo`` without a name passes over all other kinds: they changed nothing that could be put back.
UNDOABLE = frozenset({
    OperationKind.MERGE, OperationKind.EDIT, OperationKind.RESOLVE, OperationKind.ATTACH, OperationKind.ALIAS,
    OperationKind.RULING, OperationKind.BULLETIN, OperationKind.PLAN, OperationKind.SETTINGS,
})


class CellEdit(NamedTuple):  # made by the thousand: a dataclass takes four times as long
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
    each file of a merge has changes of its own and can be undone alone. A file that says what another one has written, in
    this draft or before, has an edit too, its ``ours`` the same as its ``after``: the words stay when the other is undone.
    ``detached`` are ids of attachments to let go (their bytes stay).

    ``amendments`` come first: edits may name what they bring. ``links`` take the place of all earlier ones between the same
    two lists.
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
    amendments: tuple[Amendment, ...] = ()
    plans: tuple[NewPlan, ...] = ()
    links: tuple[PlanLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One transaction as kept. ``id`` is short, unique and sorts by time. ``changed`` counts fields that say something else.

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
class OperationFilter:
    """Which operations are asked for: all that is said must be so, what is not said does not matter.

    ``text``: words that stand in the summary, the id, or in what was written. ``unit``, ``field``, ``no``: it wrote a field of
    such (or, of a unit and a measure, filed, sent or decided something for it). ``since`` and ``until``: days, both included.
    ``unit`` by any name that it has in any month; ``year``: of which list ``no`` is, None for any; ``field``: a role's first
    contact stands for all of them.
    """

    text: str = ""
    kinds: frozenset[OperationKind] = frozenset()
    who: str = ""
    unit: str = ""
    field: str = ""
    no: int | None = None
    since: date | None = None
    until: date | None = None
    year: int | None = None


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

    @property
    def repeats(self) -> bool:
        """Whether the field said so already: the words are this file's as well, or are left to another one."""
        return self.before == self.after


class SettingChange(NamedTuple):
    """One setting's before and after within an operation; None where it was, or is, not set.

    ``since``: something later that holds has set it too, so that an undo leaves it alone.
    """

    operation: Operation
    key: str
    before: str | None
    after: str | None
    since: bool = False


class UndoResult(NamedTuple):
    """The inverse operation, and the fields left alone because something later had touched them.

    ``file``: name of the one file whose part was undone, None when it was the whole operation. ``settings``: keys of the settings
    left alone because they were set again since.
    """

    operation: Operation
    undone: Operation
    left: tuple[CellKey, ...] = ()
    file: str | None = None
    settings: tuple[str, ...] = ()
