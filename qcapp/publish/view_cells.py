"""What stands in the cells of the ledger's table: of one entry, or composed of those of a joint measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.fields import DEADLINE, FIELDS, PROGRESS, Role, field_for, is_field
from qcapp.domain.ledger import CellKey, Entry, HeldConflict, Snapshot
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.rulings import Ruling
from qcapp.domain.saying import NOT_DECIDED, NOT_DUE, NOT_REPORTED, silence
from qcapp.domain.settings import WARNING_DAYS
from qcapp.domain.status import Status, as_of, composed, counts_as_reported, entry_status
from qcapp.publish.view_columns import VIEW_COLUMN_BY_KEY

NOTHING = "——"
UNQUALIFIED = "unqualified"
BY_HAND = "手工录入"
_PLAIN = frozenset(known.key for known in FIELDS if known.role is None)
"""Columns that show one field of an entry as it is."""


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell's text; ``dim`` are (start, length) of what is grey in it; ``alert`` colours the last line, which is a remark of the
    program's own: "", soon, past."""

    text: str
    dim: tuple[tuple[int, int], ...] = ()
    alert: str = ""

    @property
    def lasting(self) -> str:
        """Without that remark: it is true of today only, and in a file that comes back it would be taken for the unit's words."""
        return self.text.rpartition("\n")[0] if self.alert else self.text


@dataclass(frozen=True, slots=True)
class Month:
    """What all rows of a month share. ``today`` is today, ``day`` the one that deadlines are counted from; ``came``: each
    return's SHA-256, and whether it was undone.

    Two are alike where nothing but what units filled in has changed: of all else a row says, nothing stands in itself.
    """

    snapshot: Snapshot = field(compare=False, repr=False)
    today: date
    day: date
    settings: tuple[tuple[str, str], ...]
    rulings: tuple[Ruling, ...]
    held: tuple[HeldConflict, ...]
    plan: Plan = field(repr=False, hash=False)
    came: tuple[tuple[str, bool], ...] = field(repr=False)

    @classmethod
    def of(cls, snapshot: Snapshot, today: date) -> Month:
        settings = tuple(sorted(snapshot.settings.items()))
        came = tuple([(each.sha256, each.undone) for every in snapshot.returned.values() for each in every])
        rulings, held = tuple(snapshot.rulings), tuple(snapshot.held)
        return cls(snapshot, today, as_of(snapshot, today), settings, rulings, held, snapshot.plan, came)


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A measure, or one 责任分工 of it (``unit`` then says whose). ``flags``: keys of the state filters that it passes.

    ``before``: what each entry's progress was last month. ``excused``: entries of which nothing is due. ``attached`` counts
    佐证材料; ``faults``: hard rules of 合格 that its reported entries break, 0 while they are not judged. ``plain``: what filters
    have found out of its words, by column. ``alone``: makes a row of one unit's entry of a joint measure; ``each``: the faults
    of each of its entries.
    """

    no: int
    unit: str
    task: int
    entries: tuple[Entry, ...]
    flags: frozenset[str]
    month: Month
    before: tuple[str, ...] = ()
    excused: frozenset[EntryKey] = frozenset()
    attached: int = 0
    faults: int = 0
    each: tuple[int, ...] = ()
    alone: Callable[[Entry], ViewRow] | None = field(default=None, compare=False, repr=False)
    plain: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    _cells: dict[str, CellText] = field(default_factory=dict, compare=False, repr=False)
    _status: list[Status] = field(default_factory=list, compare=False, repr=False)
    _parts: list[tuple[ViewRow, ...]] = field(default_factory=list, compare=False, repr=False)

    @property
    def parts(self) -> tuple[ViewRow, ...]:
        """Of a joint measure, a row of each unit's own entry alone; made when first asked for, as few views do."""
        if self.alone is None:
            return ()
        if not self._parts:
            each = self.each or (0,) * len(self.entries)
            self._parts.append(tuple(
                [self.alone(entry).with_faults(many) for entry, many in zip(self.entries, each, strict=True)]
            ))
        return self._parts[0]

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(entry.key.unit for entry in self.entries)

    @property
    def status(self) -> Status:
        """State and lamp, composed of those of its entries; worked out when first asked for."""
        if not self._status:
            month = self.month
            each = {entry.key.unit: entry_status(entry, month.snapshot, month.today) for entry in self.entries}
            self._status.append(composed(each) if len(each) > 1 else each[self.entries[0].key.unit])
        return self._status[0]

    @property
    def name(self) -> tuple[int, str]:
        """What makes it the same row, whatever it says."""
        return self.no, self.unit

    def with_faults(self, *each: int) -> ViewRow:
        """With so many faults of each entry; itself where it has them already."""
        count, kept = sum(each), each if any(each) and len(each) > 1 else ()
        if count == self.faults and kept == self.each:
            return self
        flags = self.flags | {UNQUALIFIED} if count else self.flags - {UNQUALIFIED}
        parts = [tuple([part.with_faults(many) for part, many in zip(made, each, strict=True)]) for made in self._parts]
        return replace(self, faults=count, each=kept, flags=flags, plain={}, _cells={}, _parts=parts)

    def cell(self, column: str) -> CellText:
        """What stands in that column; composed when first asked for."""
        found = self._cells.get(column)
        if found is None:
            found = self._cells[column] = _composed(self, column)
        return found

    def text(self, column: str) -> str:
        return self.cell(column).text

    def values(self, column: str) -> tuple[str, ...]:
        """Each entry's own words in that column, "" for none: without marks, names and what stands in for no words."""
        if column in _PLAIN:  # as of thousands of rows, to sort or to filter
            return tuple([entry.text(column) for entry in self.entries])
        return tuple(_value(self, entry, column) for entry in self.entries)

    def days(self, column: str) -> tuple[date, ...]:
        """The days that the words in that column mean, of those entries that name one."""
        if column == "received":
            found = [_received(self, entry) for entry in self.entries]
        else:
            found = [parse_deadline(text, self.month.plan.year).day for text in self.values(column) if text]
        return tuple(day for day in found if day)

    def cell_keys(self, column: str) -> tuple[CellKey, ...]:
        """The ledger's cells behind it: one, one for each unit of a joint measure, none in a column that is read only."""
        key = VIEW_COLUMN_BY_KEY[column].field
        return tuple(CellKey(e.key.no, e.key.unit, e.period, key) for e in self.entries) if key else ()


def _composed(row: ViewRow, column: str) -> CellText:
    match column:
        case "no":
            return CellText(str(row.no))
        case "task":
            return CellText(row.month.plan.task_of(row.no).heading)
        case "measure":
            return CellText(row.month.plan.measure(row.no).text)
        case "unit":
            return CellText(_units(row))
        case "progress":
            return _progress(row)
        case "deadline":
            return _deadline(row)
        case "lamp":
            return CellText(lamp_words(row.status))
        case "status":
            return CellText(row.status.state.value)
        case "attached" | "faults":
            return CellText(str(row.attached or "") if column == "attached" else str(row.faults or ""))
        case "problems":
            return _marked(row, column)
        case _:
            return CellText(_lines(row, column))


def lamp_words(status: Status) -> str:
    """黄灯：已报送，反映了存在问题或困难。"""
    return f"{status.lamp.word}：{status.reason}"


def _units(row: ViewRow) -> str:
    plan = row.month.plan
    if len(row.entries) > 1:
        return "\n".join(row.units)
    return plan.printed_unit(row.no) if len(plan.units_of[row.no]) == 1 else row.units[0]


def _value(row: ViewRow, entry: Entry, column: str) -> str:
    match column:
        case "unit":
            return entry.key.unit
        case "received" | "source":
            return _origin(row, entry, column)
        case _ if is_field(column):
            return _own(row, entry, column)
        case _:
            return row.text(column)


def _own(row: ViewRow, entry: Entry, column: str) -> str:
    """A field's words; of contacts those of all that the entry has, a line each."""
    known = field_for(column)
    if known.role is None:
        return entry.text(column)
    part = column.partition(".")[2]
    each = _contacts(row, entry, known.role, part)
    return "\n".join(each) if any(each) else ""


def _contacts(row: ViewRow, entry: Entry, role: Role, part: str) -> list[str]:
    """Up to the last one of whom anything is known, so that names and phones of one person stand in one line."""
    if not any(entry.values.get(key) for key in entry.values if key.startswith(role.prefix)):
        return []
    found = [each for each in entry.contacts(row.month.plan.measure(row.no).contacts) if each.role is role]
    while found and not (found[-1].name or found[-1].phone):
        found.pop()
    return [each.name if part == "name" else each.phone for each in found]


def _origin(row: ViewRow, entry: Entry, column: str) -> str:
    value = entry.values.get(PROGRESS.key)
    if value is None or not value.text:
        return ""
    if column == "source":
        return value.source.file or BY_HAND
    received = _received(row, entry)
    return received.isoformat() if received else ""


def _received(row: ViewRow, entry: Entry) -> date | None:
    """The day the words came. Where they were typed, or changed by hand, that on which the unit had handed in."""
    value = entry.values.get(PROGRESS.key)
    if value is None or value.source.received:
        return value.source.received if value else None
    from qcapp.stats.judging import reports  # not before the first page stands

    returns = row.month.snapshot.returned.get(entry.key.unit, ())
    came = (each for each in returns if reports(each, entry.key.no) or not (each.undone or each.values))
    return min((each.received for each in came), default=None)


def _lines(row: ViewRow, column: str) -> str:
    """One entry's words; of several a line each, which stays where one has none."""
    texts = row.values(column)
    if len(texts) == 1:
        lines = [line or NOTHING for line in texts[0].split("\n")]
        return "\n".join(lines)
    lines = ["、".join(filter(None, text.split("\n"))) or NOTHING for text in texts]
    return "\n".join(lines) if any(line != NOTHING for line in lines) else NOTHING


def _marked(row: ViewRow, column: str) -> CellText:
    """Several units' words with their names; one that says nothing is left out."""
    texts = row.values(column)
    if len(texts) == 1 or not any(texts):
        return CellText(texts[0])
    return CellText("\n".join(f"【{unit}】{text}" for unit, text in zip(row.units, texts, strict=True) if text))


def _silence(row: ViewRow, entry: Entry) -> str:
    """What stands in place of no progress at all."""
    if entry.key in row.excused:
        return NOT_DUE
    return NOT_DECIDED if counts_as_reported(entry, row.month.snapshot) else NOT_REPORTED


def _progress(row: ViewRow) -> CellText:
    if len(row.entries) == 1:
        text = row.entries[0].text(PROGRESS.key)
        if text:
            return CellText(text)
        word = _silence(row, row.entries[0])
        said = row.before[0] if row.before else ""
        words = silence(word, said)
        return CellText(words, ((0, len(words)),))
    parts, dim, at = [], [], 0
    for entry in row.entries:
        said, word = entry.text(PROGRESS.key), _silence(row, entry)
        part = f"【{entry.key.unit}】{said or word}"
        if not said:
            dim.append((at + len(part) - len(word), len(word)))
        parts.append(part)
        at += len(part) + 1
    return CellText("\n".join(parts), tuple(dim))


def _deadline(row: ViewRow) -> CellText:
    """As written, one line for each that differs; below it how near the nearest is, when it is near or past."""
    written = list(dict.fromkeys(text for text in row.values(DEADLINE.key) if text))
    if not written:
        return CellText(NOTHING, ((0, len(NOTHING)),))
    left = min(((day - row.month.day).days for day in row.days(DEADLINE.key)), default=None)
    text = "\n".join(written)
    if left is not None and left < 0:
        return CellText(f"{text}\n已过 {-left} 天", alert="past")
    if left is not None and left <= WARNING_DAYS.number(row.month.snapshot.settings):
        return CellText(f"{text}\n还剩 {left} 天", alert="soon")
    return CellText(text)
