"""From returned files to a merge plan: match each, then compare every field three ways. Pure.

The base of a field is what its unit last said (an earlier return of the month), else what was sent, else nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.fields import Kind, field_for, sort_key
from qcapp.domain.forms import FillForm, Note, ReadCell, ReturnedFile, ReturnRecord
from qcapp.domain.ledger import CellKey, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.phones import digits_lost
from qcapp.domain.text import comparable
from qcapp.merge.diff import Verdict, compare, equal, keep_both
from qcapp.merge.match import Known, Matched, match
from qcapp.merge.plan import Decision, FieldPlan, FilePlan, MergePlan, Outcome


@dataclass(frozen=True, slots=True)
class Incoming:
    """A returned file with the day it was received."""

    file: ReturnedFile
    received: date


@dataclass(frozen=True, slots=True)
class LedgerView:
    """What planning may ask of the ledger; all answers are of one moment."""

    known: Known
    snapshot: Callable[[Period], Snapshot]
    returns_with: Callable[[str], Sequence[ReturnRecord]]


def build_plan(files: Sequence[Incoming], view: LedgerView, period: Period | None = None) -> MergePlan:
    """The plan for all files of one go, in the order given. ``period``: the month that the clerk named, if any."""
    plans: list[FilePlan] = []
    matches: list[tuple[FilePlan, Matched]] = []
    seen: dict[str, str] = {}
    for incoming in files:
        plan, matched = _placed(incoming, view, period, seen)
        plans.append(plan)
        if matched:
            matches.append((plan, matched))
    for plan, matched in matches:
        rivals = [(p, m) for p, m in matches if p is not plan and (m.unit, m.period) == (matched.unit, matched.period)]
        _compare_file(plan, matched, view.snapshot(matched.period), rivals)
    return MergePlan(plans)


def _placed(
    incoming: Incoming, view: LedgerView, period: Period | None, seen: dict[str, str]
) -> tuple[FilePlan, Matched | None]:
    """The file's plan before any field is compared; no match for a duplicate or refused file."""
    file, received = incoming.file, incoming.received
    if file.form is None:
        return FilePlan(file, received, Outcome.REFUSED, reason=file.refusal), None
    if earlier := seen.get(file.sha256):
        return FilePlan(file, received, Outcome.DUPLICATE, reason=f"与这一批里的《{earlier}》完全相同，不再重复并入。"), None
    seen[file.sha256] = file.name
    for record in view.returns_with(file.sha256):
        if period in (None, record.period):
            reason = f"这份文件 {record.received.isoformat()} 已作为《{record.name}》收过，内容完全相同，没有变化。"
            return FilePlan(
                file, received, Outcome.DUPLICATE, record.unit, record.period, record.form_id, reason
            ), None
    try:
        matched = match(file.form, file.name, view.known, period)
    except UnreadableFile as error:
        return FilePlan(file, received, Outcome.REFUSED, reason=str(error)), None
    form_id = next((i for i in file.form.form_ids if matched.sent and i == matched.sent.form_id), None)
    plan = FilePlan(
        file, received, Outcome.UNCHANGED, matched.unit, matched.period, form_id,
        evidence=matched.evidence, notes=list(matched.notes),
    )
    return plan, matched


def _compare_file(
    plan: FilePlan, matched: Matched, snapshot: Snapshot, rivals: Sequence[tuple[FilePlan, Matched]]
) -> None:
    """Fill in every field, and the outcome."""
    history = _Said(matched.sent, snapshot.returned.get(matched.unit, ()), plan.received)
    for no, cells in _cells_by_measure(plan, matched).items():
        entry = snapshot.entry(no, matched.unit)
        for field_key in sorted(cells, key=sort_key):
            key = CellKey(no, matched.unit, matched.period, field_key)
            cell, twice = cells[field_key]
            planned = _compare_field(plan, key, cell, history, entry.text(field_key))
            if twice:
                _dispute(planned, "表内同一措施出现两次，内容不同")
            elif _disputed(planned, plan, history, rivals):
                _dispute(planned, "同一单位的另一份文件内容不同")
            plan.fields.append(planned)
    if plan.open:
        plan.outcome = Outcome.CONFLICT
    elif plan.changed:
        plan.outcome = Outcome.MERGED


def _cells_by_measure(plan: FilePlan, matched: Matched) -> dict[int, dict[str, tuple[ReadCell, bool]]]:
    """Measure → field → (cell, whether the measure stood twice with differing texts, then joined)."""
    measures: dict[int, dict[str, tuple[ReadCell, bool]]] = {}
    for matched_row in matched.rows:
        cells = measures.setdefault(matched_row.no, {})
        if cells:
            plan.notes.append(Note("row_twice", f"第 {matched_row.no} 条在表里出现了两次，已放在一起比较。", matched_row.no))
        for key, cell in matched_row.row.cells.items():
            earlier = cells.get(key)
            if earlier is None or not comparable(earlier[0].text):
                cells[key] = (cell, False)
            elif comparable(cell.text) and not equal(key, earlier[0].text, cell.text):
                cells[key] = (ReadCell(keep_both(key, earlier[0].text, cell.text), cell.place), True)
    return measures


class _Said:
    """What a unit has said of this month before: in the form we sent, and in its earlier and later returns."""

    def __init__(self, sent: FillForm | None, records: Sequence[ReturnRecord], received: date) -> None:
        self._sent = sent
        ordered = sorted(records, key=lambda record: (record.received, record.serial))
        self._earlier = [record for record in ordered if record.received <= received]
        self._later = [record for record in ordered if record.received > received]

    def sent(self, key: CellKey) -> str | None:
        """What the form carried; a form that we sent and that had no such row or contact carried nothing in it."""
        return None if self._sent is None else self._sent.values.get((key.no, key.field), "")

    def base(self, key: CellKey) -> str | None:
        """The last thing that both sides knew of this field."""
        for record in reversed(self._earlier):
            if text := record.values.get((key.no, key.field)):
                return text
        return self.sent(key)

    def said_later(self, key: CellKey) -> date | None:
        """The day of a later return that says something of its own on this field."""
        for record in self._later:
            if self.informs(key, record.values.get((key.no, key.field), "")):
                return record.received
        return None

    def informs(self, key: CellKey, text: str) -> bool:
        """Whether a text says more than the form that we sent."""
        return bool(comparable(text)) and not equal(key.field, self.sent(key) or "", text)


def _compare_field(plan: FilePlan, key: CellKey, cell: ReadCell, history: _Said, ours: str) -> FieldPlan:
    theirs, base = cell.text, history.base(key)
    remark = ""
    if field_for(key.field).kind is Kind.PHONE and digits_lost(theirs):
        verdict, remark = Verdict.OURS, "号码已被表格软件舍去尾数，保留台账"
        plan.notes.append(Note("phone_digits_lost", f"第 {key.no} 条的电话“{theirs}”尾数已丢失，请向单位核实。", key.no))
    else:
        verdict = compare(key.field, base, ours, theirs)
    later = history.said_later(key)
    if later and verdict in (Verdict.THEIRS, Verdict.CONFLICT):
        verdict, remark = Verdict.OURS, f"{later.isoformat()} 收到的更晚回表已有内容，保留台账"
    decision = {Verdict.THEIRS: Decision.THEIRS, Verdict.CONFLICT: Decision.HOLD}.get(verdict, Decision.OURS)
    return FieldPlan(key, base, ours, theirs, verdict, cell.place, decision, remark=remark)


def _disputed(
    planned: FieldPlan, plan: FilePlan, history: _Said, rivals: Sequence[tuple[FilePlan, Matched]]
) -> bool:
    """Whether another file of this go, received the same day, says something else; a later one simply supersedes."""
    if not history.informs(planned.key, planned.theirs):
        return False
    for other, matched in rivals:
        text = _text_in(matched, planned.key)
        if not history.informs(planned.key, text) or equal(planned.key.field, planned.theirs, text):
            continue
        if other.received == plan.received:
            return True
        if other.received > plan.received:
            planned.verdict, planned.decision = Verdict.OURS, Decision.OURS
            planned.remark = f"《{other.file.name}》收到得更晚，以它为准"
    return False


def _text_in(matched: Matched, key: CellKey) -> str:
    for row in matched.rows:
        if row.no == key.no and key.field in row.row.cells and (text := row.row.cells[key.field].text):
            return text
    return ""


def _dispute(planned: FieldPlan, remark: str) -> None:
    planned.verdict, planned.decision, planned.remark = Verdict.CONFLICT, Decision.HOLD, remark
