"""The rows of the comparison: heads of files and measures, notes, fields; and which of them are listed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from qcapp.domain.forms import Note
from qcapp.domain.ledger import Snapshot
from qcapp.domain.text import shortened
from qcapp.merge.diff import Verdict
from qcapp.merge.plan import FieldPlan, FilePlan
from ui.models.collect_words import (
    State,
    asks_for_eyes,
    enclosed_words,
    file_pill,
    file_title,
    is_failure,
    measure_tag,
    needs_person,
)
from ui.theme import Tone


class Shown(Enum):
    """Which fields are listed; the value is the chip's key."""

    ATTENTION = "attention"
    CHANGED = "changed"
    ALL = "all"

    @property
    def label(self) -> str:
        return {"attention": "只看冲突与提示", "changed": "只看有变化", "all": "全部字段"}[self.value]

    @property
    def takes(self) -> Callable[[FieldPlan], bool]:
        """Whether it lists a field."""
        return {"attention": asks_for_eyes, "changed": _changes, "all": _any}[self.value]


def _changes(field: FieldPlan) -> bool:
    return asks_for_eyes(field) or field.changes or field.verdict is Verdict.THEIRS


def _any(field: FieldPlan) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Listed:
    """A file on show and the ledger of its month, for the measures' words and the sources of values."""

    file: FilePlan
    snapshot: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """The head of a file, where several are shown in one table."""

    listed: Listed

    @property
    def tag(self) -> tuple[str, Tone]:
        file = self.listed.file
        return file_pill(file, State.WAITING, file.period)

    @property
    def text(self) -> str:
        return file_title(self.listed.file)


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """The head of a measure; ``fields`` are all that the file has of it, shown or not."""

    no: int
    listed: Listed
    fields: list[FieldPlan]

    @property
    def tag(self) -> tuple[str, Tone]:
        return measure_tag(self.fields)

    @property
    def text(self) -> str:
        snapshot = self.listed.snapshot
        measure = snapshot.plan.measure_by_no.get(self.no) if snapshot else None
        return f"{self.no}.{shortened(measure.text, 60)}" if measure else f"第 {self.no} 条"


@dataclass(frozen=True, slots=True)
class NoteRow:
    """Something seen while reading, in a sentence; ``tag`` is the word before it."""

    text: str
    tag: str = "提示"
    tone: Tone = Tone.IDLE


class FieldRow(NamedTuple):
    """There may be thousands: of all records this is the one that is quickly made."""

    field: FieldPlan
    listed: Listed


@dataclass(frozen=True, slots=True)
class Seen:
    """Where somebody was: the current row and one that is in view at ``y``, each as its file and field (None: the head)."""

    current: tuple[FilePlan, FieldPlan | None] | None
    in_view: tuple[FilePlan, FieldPlan | None] | None
    y: int


Row = FileRow | MeasureRow | NoteRow | FieldRow


def rows_of(files: Sequence[Listed], shown: Shown, *, together: bool) -> Iterator[Row]:
    """The rows of these files in their order. ``together``: each file with anything to show is headed by a row."""
    for listed in files:
        rows = list(_rows_of_one(listed, shown))
        if together and (rows or needs_person(listed.file)):
            yield FileRow(listed)
        yield from rows


def _rows_of_one(listed: Listed, shown: Shown) -> Iterator[Row]:
    file = listed.file
    if file.enclosed:
        yield NoteRow(enclosed_words(file), "佐证材料")
    for note in file.notes:
        if note.no is None:
            yield _note_row(note)
    taken: dict[int, list[FieldRow]] = {}
    for each in filter(shown.takes, file.fields):
        taken.setdefault(each.key.no, []).append(FieldRow(each, listed))
    if not taken and not file.notes:  # of most files, where they are shown together
        return
    told: set[int] = set()
    for no, fields in file.by_measure():
        told.add(no)
        notes = [_note_row(note) for note in file.notes if note.no == no] if file.notes else []
        if no in taken or notes:
            yield MeasureRow(no, listed, fields)
            yield from notes
            yield from taken.get(no, ())
    for note in file.notes:
        if note.no is not None and note.no not in told:
            yield _note_row(note)


def _note_row(note: Note) -> NoteRow:
    return NoteRow(note.message, "不合格", Tone.WARN) if is_failure(note) else NoteRow(note.message)
