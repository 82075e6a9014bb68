"""What the services need from outside: the ledger, a clock, a listener, a reader. Protocols only; of the ledger as a file, in
``keeping``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from qcapp.domain.period import Period
from qcapp.keeping import LedgerKeeping

if TYPE_CHECKING:
    from qcapp.domain.amendments import Amendment
    from qcapp.domain.forms import FillForm, ReturnedFile, ReturnRecord
    from qcapp.domain.ledger import Attachment, CellValue, HeldConflict, Snapshot
    from qcapp.domain.operations import (
        Bulletin,
        Change,
        Operation,
        OperationDraft,
        OperationFilter,
        SettingChange,
        UndoResult,
    )
    from qcapp.domain.plan import EntryKey, Plan
    from qcapp.domain.returned_ledger import Reach
    from qcapp.domain.sheet import Document
    from qcapp.domain.succession import PlanLink
    from qcapp.domain.trail import Trail


class Clock(Protocol):
    def now(self) -> datetime:
        """Local time, without zone, whole seconds."""

    def today(self) -> date: ...


class Progress(Protocol):
    """Heard by long work. ``cancelled`` is asked between steps; the work then raises Cancelled."""

    def report(self, done: int, total: int, what: str) -> None: ...

    def cancelled(self) -> bool: ...


class FileReader(Protocol):
    """Reads foreign files safely. Never raises for a bad file: the answer carries the refusal."""

    def read(
        self, paths: Sequence[Path], progress: Progress, passwords: Sequence[str] = ()
    ) -> Iterable[ReturnedFile]:
        """Files, folders (walked) and zips (members), each as one or more ReturnedFile, in a stable order.

        ``passwords`` are tried on every file that wants one.
        """

    def part(self, data: bytes, name: str) -> bytes:
        """A part of a container that was read before, such as a picture. UnreadableFile when it can't be had."""

    def close(self) -> None: ...


@runtime_checkable
class DocumentReader(Protocol):
    """Reads a file as it stands, before anything is understood: what the safe reader can do besides."""

    def document(self, path: Path, progress: Progress, passwords: Sequence[str] = ()) -> Document:
        """The one document that a file is; UnreadableFile says why there is none."""


class SoughtWord(NamedTuple):
    """A word that cells are looked through for: its folded ``text``, or its ``digits`` in a phone however they are grouped
    there, or one of ``names`` as a contact's (what letters spell)."""

    text: str
    digits: str = ""
    names: tuple[str, ...] = ()


class CellFound(NamedTuple):
    """A field that holds one of the words or more: the bits of ``words`` are their places. ``month``: when it was set, as 202107,
    since thousands of them are compared. ``entry`` bears the unit's identity, whatever it is called in a month."""

    entry: EntryKey
    year: int
    month: int
    field: str
    words: int

    @property
    def period(self) -> Period:
        return Period(self.month // 100, self.month % 100)


class Paper(NamedTuple):
    """What is named or said beside the entries. ``kind``: returned, attachment, ruling, bulletin.

    ``no`` and ``unit`` are None and "" where it is about all of a unit's measures, or about the whole month; ``period`` is None
    where it is about a whole ``year``. ``unit`` is the unit's identity; ``sha256`` is that of the file, where there is one.
    """

    kind: str
    year: int
    no: int | None
    unit: str
    period: Period | None
    text: str
    sha256: str | None = None


class MonthsInTurn(Protocol):
    """Months as they are now, of which each is asked for soon after the one before it."""

    def snapshot(self, period: Period) -> Snapshot:
        """The month; of where its values came from neither the place in the file nor what was decided."""


class LedgerStore(LedgerKeeping, Protocol):
    """The ledger. Every write is one operation in one transaction; every read is of committed state."""

    @property
    def ledger_id(self) -> str:
        """A UUID given when the ledger was made; forms of other ledgers are told by it."""

    @property
    def shared(self) -> str:
        """Where it is, as a person is told, of one on a server that several clerks write to at once; "" of one in a file."""

    @property
    def read_only(self) -> str:
        """The sentence of why nothing can be written (LedgerError from every write); "" when it can."""

    def try_writing(self) -> str:
        """Take it for writing where that was not to be had before; answers ``read_only``."""

    def seems_free(self) -> bool:
        """Whether who held it has let go, as far as that is seen without taking it."""

    def written_elsewhere(self) -> bool:
        """Whether another program has written operations since this was asked last."""

    def turned_up(self) -> bool:
        """Whether a write of one's own was found there since this was asked last, of which nobody knew whether it was done."""

    def sign(self, who: str) -> None:
        """Whose name others are told while it is held here for writing."""

    def plans(self) -> Sequence[Plan]:
        """By year, each as it holds in the end, with all its amendments. Each is read when it is taken out."""

    def plan_for(self, period: Period) -> Plan:
        """The list as it holds in that month: of the newest plan that begins by then (of the oldest before any does), with its
        amendments up to then."""

    def printed(self, year: int) -> Plan:
        """The year's list as it was printed, with the names learned since. UsageError for a year that has none."""

    def starts(self) -> Mapping[int, Period]:
        """Year of each list → the first month that goes by it."""

    def amendments(self, year: int) -> tuple[Amendment, ...]:
        """Those of that year's list that hold, in the order in which they come into force."""

    def amendments_by(self, operation_id: str) -> tuple[Amendment, ...]:
        """Those that an operation brought, be it undone or not. UsageError for an unknown id."""

    def given_numbers(self, year: int) -> tuple[int, ...]:
        """Numbers of measures that came later and that something was once written for, though they be gone."""

    def links(self, year: int) -> tuple[PlanLink, ...]:
        """What of earlier lists goes on in that year's, as agreed last."""

    def periods(self) -> tuple[Period, ...]:
        """Periods that anything was dispatched, returned or entered for, ascending; none where all was emptied again."""

    def newest_period(self) -> Period | None:
        """The last of ``periods``; None where there is none."""

    def snapshot(self, period: Period, on: date | None = None) -> Snapshot:
        """The month as it is now; with ``on`` as of that day's end (see Snapshot.on)."""

    def bulletins(self, period: Period | None = None) -> tuple[Bulletin, ...]:
        """Those issued and not withdrawn, in the order issued."""

    def fill_form(self, form_id: str) -> FillForm | None:
        """What was sent under that id, or None when this ledger never sent it."""

    def forms_to(self, unit: str, period: Period) -> tuple[FillForm, ...]:
        """All that was sent to that unit for the month, corrections too, in the order sent."""

    def form_ids(self, period: Period) -> frozenset[str]:
        """Of all that was sent for the month, which each id bears."""

    def returned(self, sha256s: Collection[str] | None = None) -> frozenset[str]:
        """Those of the files, by their SHA-256, of which there are records, be they live or undone; all that there are when none
        are named."""

    def returns_with(self, sha256: str) -> tuple[ReturnRecord, ...]:
        """Live records (their merge not undone) of those very bytes."""

    def returns_of(self, operation_id: str) -> tuple[ReturnRecord, ...]:
        """The records that a merge made, in its order, those undone included (and told by ``undone``)."""

    def file_bytes(self, sha256: str) -> bytes | None:
        """A returned file or an attachment, whole."""

    def attachments(self, period: Period | None = None) -> tuple[Attachment, ...]:
        """Those not let go, by unit, measure and time."""

    def held(self, period: Period | None = None) -> tuple[HeldConflict, ...]:
        """Conflicts that still wait."""

    def commit(self, draft: OperationDraft) -> Operation:
        """Write all of the draft or nothing. LedgerChanged when a field no longer shows the draft's ``ours``."""

    def undo(self, operation_id: str | None, who: str, sha256: str | None = None) -> UndoResult:
        """Apply the inverse of the newest undoable (or the named) operation. UsageError for an unknown id or a kind that
        can't be undone, NothingToUndo when there is nothing left to undo.

        ``sha256``: only the part that one returned file has in that merge (without an id: in the newest where it holds): its
        changes, its records, its conflicts and the attachments that came with it; UsageError when it is not in it. Undoing
        the merge later undoes the rest, and bringing that back brings back the rest: a file undone alone comes back alone.
        """

    def redo(self, who: str) -> UndoResult:
        """Undo the newest undo that has not itself been undone and that no other operation followed."""

    def undone_by(self, operation_id: str, sha256: str | None = None) -> Operation | None:
        """The undo that holds of that operation as a whole, or of the one file's part of that merge; None where there is
        none. UsageError for an unknown id."""

    def operations(
        self, limit: int | None = None, wanted: OperationFilter | None = None, before: str = ""
    ) -> tuple[Operation, ...]:
        """Newest first; those older than the one of the id ``before``. UsageError for a unit, measure or field that there
        never was."""

    def operation(self, operation_id: str) -> Operation:
        """UsageError for an unknown id."""

    def reach(self) -> Reach:
        """How far its history goes."""

    def covers(self, reach: Reach) -> bool:
        """Whether all of a history that goes so far is in its own; its last edit may have been gone on with since."""

    def count_operations(self, wanted: OperationFilter | None = None) -> int: ...

    def changes_in(self, wanted: OperationFilter | None, limit: int) -> tuple[Change, ...]:
        """What the operations of ``operations`` changed, in their order; where a unit, a measure or a field is asked for, of
        these alone."""

    def setting_changes_in(self, wanted: OperationFilter | None) -> tuple[SettingChange, ...]:
        """What the operations of ``operations`` set, in their order."""

    def people(self) -> tuple[str, ...]:
        """Everyone by whom there is an operation, by name."""

    def next_undo(self) -> Operation | None:
        """What ``undo`` without an id would take back; None where there is nothing."""

    def next_redo(self) -> Operation | None:
        """The undo that ``redo`` would take back; None where there is none."""

    def changes(self, operation_id: str, wanted: OperationFilter | None = None) -> tuple[Change, ...]:
        """What that operation changed; of the unit, measure and field alone that ``wanted`` says. UsageError for an unknown
        id."""

    def setting_changes(self, operation_id: str) -> tuple[SettingChange, ...]:
        """What that operation set, by key; UsageError for an unknown id."""

    def changes_since(self, operation_id: str) -> tuple[Change, ...]:
        """What the operations after that one changed, undone ones and their undos included, in the order written."""

    def history(self, no: int, year: int, unit: str | None = None) -> tuple[Change, ...]:
        """All changes of a measure of that year's plan, newest first."""

    def trail(self, period: Period) -> Trail:
        """What was written into the month's entries and still holds, up to now. It is read as it is asked for, soon and while
        nothing is written: of the measures of a long list only some are in memory, so best in the list's order."""

    def in_turn(self) -> MonthsInTurn:
        """Reads months that are asked for one after the other, soon and while nothing is written."""

    def cells_with(
        self, words: Sequence[SoughtWord], without: Sequence[str] = (), period: Period | None = None,
        only: Callable[[int, EntryKey], bool] | None = None, year: int | None = None, nos: Collection[int] | None = None,
    ) -> tuple[CellFound, ...]:
        """Fields whose text holds any of the words and nothing of ``without``; without words, all that say something. Those of
        one entry stand together.
        ``only``: of entries of which it says yes, each by its list's year and its unit's identity; ``year``: of that list's,
        ``nos``: of measures with those numbers.

        In one month: what shows there, carried over or not; else what was ever set and not undone.
        """

    def counts_with(self, word: SoughtWord) -> Mapping[int, int] | None:
        """Of each year's list how many fields ``cells_with`` would find, where that can be told at once; else None."""

    def cell_texts(self, cells: Sequence[CellFound]) -> tuple[str, ...]:
        """What those fields say, in their order; "" for one that says nothing any more."""

    def carried_months(self, year: int, entries: Collection[EntryKey]) -> Mapping[EntryKey, Mapping[str, Sequence[Period]]]:
        """Of each of those entries, and each of its fields that shows in later months too: those in which it was set, ascending.
        Units by their identity."""

    def contact_names(self) -> tuple[str, ...]:
        """Every name that stands in an entry, each once."""

    def papers(self, words: Sequence[str] = ()) -> tuple[Paper, ...]:
        """Returned files, attachments, rulings that have a reason, bulletins: those in force whose text holds any of the words,
        folded as they are; all of them where there are none."""

    def past(
        self, no: int, unit: str, field: str, before: Period, limit: int
    ) -> tuple[CellValue, ...]:
        """What was said in one field in the months before, newest first; months where it is empty are left out."""

    def settings(self) -> Mapping[str, str]: ...

    def remember(self, key: str, value: str) -> None:
        """Keep a setting that is a convenience of the window, not of the work: no operation, no history."""

    def close(self) -> None: ...
