"""What the ledger's table shows, as plain values: made from a snapshot, filtered, folded. No widget here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS, Role
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.plan import EntryKey, Task
from qcapp.domain.settings import WARNING_DAYS
from qcapp.domain.status import (
    State,
    Status,
    as_of,
    composed,
    entry_status,
    exemption_of,
    is_reported,
    no_problem,
)
from qcapp.domain.succession import entry_before
from qcapp.domain.text import shortened

if TYPE_CHECKING:
    from ui.models.verdicts import Verdict

NOT_REPORTED = "（未报送）"
NOT_DUE = "（免报）"
NOTHING = "——"
_LAST_MONTH_CHARS = 60

UNQUALIFIED = "unqualified"
EXEMPT = "exempt"
"""The flag of a measure of which nothing is due and nothing came: it counts neither as reported nor as missing."""

# Keys of the filter chips, in their order, with the words on them.
FILTERS: tuple[tuple[str, str], ...] = (
    ("all", "全部"), ("unreported", "未报"), ("problem", "有问题"), ("overdue", "逾期"), (UNQUALIFIED, "不合格"),
    ("conflict", "待处理冲突"),
)


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell's text; ``dim`` are (start, length) of what is grey in it; ``alert`` colours the last line: "", soon, past."""

    text: str
    dim: tuple[tuple[int, int], ...] = ()
    alert: str = ""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure. ``cells`` go by column key; ``flags`` are the filters that it passes; ``attached`` counts 佐证材料.

    ``faults``: hard rules of 合格 that its reported entries break, 0 while they are not judged.
    """

    no: int
    task: int
    cells: dict[str, CellText]
    status: Status
    units: tuple[str, ...]
    flags: frozenset[str]
    attached: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A task's heading over its measures: how many of them are shown, and how many of those reported."""

    task: int
    heading: str
    shown: int
    reported: int
    open: bool

    @property
    def text(self) -> str:
        return f"{self.heading}  {self.count}"

    @property
    def count(self) -> str:
        return f"{self.shown} 条 · 已报 {self.reported}"


Row = MeasureRow | GroupRow


@dataclass(frozen=True, slots=True)
class Filter:
    """What is to be seen. ``found`` None: no search. ``keep``: in sight whatever their state (they are being edited)."""

    state: str = "all"
    unit: str = ""
    task: int | None = None
    found: frozenset[int] | None = None
    keep: frozenset[int] = frozenset()

    def passes(self, row: MeasureRow) -> bool:
        if self.unit and self.unit not in row.units:
            return False
        if self.task is not None and row.task != self.task:
            return False
        return row.no in self.keep or (self.state in row.flags and (self.found is None or row.no in self.found))


@dataclass(frozen=True, slots=True)
class Counts:
    """A month in figures: measures in all, by filter, and units that returned something. ``exempt``: measures of which nothing
    is due and nothing came. Without ``unqualified`` while the entries are not judged."""

    by_filter: dict[str, int]
    units: int
    returned: int
    exempt: int = 0

    @property
    def words(self) -> tuple[str, str]:
        """The two parts of the status bar."""
        total, missing, overdue = (self.by_filter[key] for key in ("all", "unreported", "overdue"))
        exempt = f" · 免报 {self.exempt}" if self.exempt else ""
        measures = f"{total} 条 · 已报 {total - missing - self.exempt} · 未报 {missing} · 逾期 {overdue}{exempt}"
        return measures, f"{self.units} 家单位 · 已回收 {self.returned}"


def build_rows(snapshot: Snapshot, earlier: Snapshot | None, today: date) -> tuple[MeasureRow, ...]:
    """All measures in the plan's order. ``earlier`` is last month, for what an unreported measure said then."""
    held = {(conflict.key.no, conflict.key.unit) for conflict in snapshot.held}
    attached = Counter(each.no for each in snapshot.attachments)
    rows = (_measure_row(measure.no, snapshot, earlier, today, held) for measure in snapshot.plan.measures)
    return tuple(replace(row, attached=attached[row.no]) if row.no in attached else row for row in rows)


def with_verdicts(rows: Collection[MeasureRow], verdict: Callable[[EntryKey], Verdict | None]) -> tuple[MeasureRow, ...]:
    """The rows with what is known of their 合格."""
    return tuple(_judged(row, verdict) for row in rows)


def _judged(row: MeasureRow, verdict: Callable[[EntryKey], Verdict | None]) -> MeasureRow:
    each = [found for unit in row.units if (found := verdict(EntryKey(row.no, unit))) and found.unqualified]
    faults = sum(len(found.hard) for found in each)
    if faults == row.faults:
        return row
    return replace(row, faults=faults, flags=row.flags | {UNQUALIFIED} if faults else row.flags - {UNQUALIFIED})


def count(rows: Collection[MeasureRow], snapshot: Snapshot, *, judged: bool = True) -> Counts:
    """``judged``: each entry's 合格 is known."""
    by_filter = {key: sum(key in row.flags for row in rows) for key, _ in FILTERS if judged or key != UNQUALIFIED}
    returned = sum(bool(snapshot.returned.get(unit.name)) for unit in snapshot.plan.responsible)
    return Counts(by_filter, len(snapshot.plan.responsible), returned, sum(EXEMPT in row.flags for row in rows))


def arrange(
    rows: Collection[MeasureRow], tasks: Collection[Task], wanted: Filter, closed: Collection[int]
) -> tuple[Row, ...]:
    """Filtered measures below their tasks' headings; those of a closed task are not shown."""
    by_task: dict[int, list[MeasureRow]] = {}
    for row in rows:
        if wanted.passes(row):
            by_task.setdefault(row.task, []).append(row)
    arranged: list[Row] = []
    for task in tasks:
        members = by_task.get(task.order, [])
        if not members:
            continue
        reported = sum(row.flags.isdisjoint(("unreported", EXEMPT)) for row in members)
        is_open = task.order not in closed
        arranged.append(GroupRow(task.order, task.heading, len(members), reported, is_open))
        if is_open:
            arranged += members
    return tuple(arranged)


def _measure_row(
    no: int, snapshot: Snapshot, earlier: Snapshot | None, today: date, held: set[tuple[int, str]]
) -> MeasureRow:
    entries, measure = snapshot.entries_of(no), snapshot.plan.measure(no)
    units = snapshot.plan.units_of[no]
    cells = {
        "no": CellText(str(no)),
        "measure": CellText(measure.text),
        "unit": CellText("\n".join(units) if len(units) > 1 else snapshot.plan.printed_unit(no)),
        "contact": CellText(_people(entries, measure.contacts)),
        "progress": _progress(entries, earlier, snapshot),
        "deadline": _deadline(entries, snapshot, today),
    }
    flags = {"all"}
    silent = [entry for entry in entries if not is_reported(entry)]
    if any(exemption_of(entry, snapshot) is None for entry in silent):
        flags.add("unreported")
    elif len(silent) == len(entries):
        flags.add(EXEMPT)
    if any(not no_problem(entry.text(PROBLEMS.key)) for entry in entries):
        flags.add("problem")
    statuses = {entry.key.unit: entry_status(entry, snapshot, today) for entry in entries}
    if any(status.state is State.OVERDUE for status in statuses.values()):
        flags.add("overdue")
    if any((no, unit) in held for unit in units):
        flags.add("conflict")
    return MeasureRow(no, measure.task, cells, composed(statuses), units, frozenset(flags))


def _people(entries: tuple[Entry, ...], printed: tuple[str, ...]) -> str:
    """Names of the persons responsible, one line a unit."""
    lines = []
    for entry in entries:
        names = [each.name for each in entry.contacts(printed) if each.role is Role.RESPONSIBLE and each.name]
        lines.append("、".join(names) or NOTHING)
    return "\n".join(lines) if any(line != NOTHING for line in lines) else NOTHING


def _silence(entry: Entry, snapshot: Snapshot) -> str:
    """What stands in place of no progress at all."""
    return NOT_REPORTED if exemption_of(entry, snapshot) is None else NOT_DUE


def _progress(entries: tuple[Entry, ...], earlier: Snapshot | None, snapshot: Snapshot) -> CellText:
    if len(entries) == 1:
        text = entries[0].text(PROGRESS.key)
        if text:
            return CellText(text)
        before = entry_before(entries[0].key, snapshot, earlier) if earlier else None
        said = before.text(PROGRESS.key) if before else ""
        silence = _silence(entries[0], snapshot)
        words = f"{silence}上月：{shortened(said, _LAST_MONTH_CHARS)}" if said else silence
        return CellText(words, ((0, len(words)),))
    parts, dim, at = [], [], 0
    for entry in entries:
        said, silence = entry.text(PROGRESS.key), _silence(entry, snapshot)
        part = f"【{entry.key.unit}】{said or silence}"
        if not said:
            dim.append((at + len(part) - len(silence), len(silence)))
        parts.append(part)
        at += len(part) + 1
    return CellText("\n".join(parts), tuple(dim))


def _deadline(entries: tuple[Entry, ...], snapshot: Snapshot, today: date) -> CellText:
    """As written, one line for each that differs; below it how near the nearest is, when it is near or past."""
    written = list(dict.fromkeys(entry.text(DEADLINE.key) for entry in entries if entry.text(DEADLINE.key)))
    if not written:
        return CellText(NOTHING, ((0, len(NOTHING)),))
    days = [parsed for text in written if (parsed := parse_deadline(text, snapshot.plan.year).day)]
    left = min(((day - as_of(snapshot, today)).days for day in days), default=None)
    text = "\n".join(written)
    if left is not None and left < 0:
        return CellText(f"{text}\n已过 {-left} 天", alert="past")
    if left is not None and left <= WARNING_DAYS.number(snapshot.settings):
        return CellText(f"{text}\n还剩 {left} 天", alert="soon")
    return CellText(text)
