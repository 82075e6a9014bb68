"""From returned files to a merge plan: match each, then compare every field three ways. Pure.

A return says something of a field only where it differs from what that very form carried. The base is then what the unit
said before (an earlier return of the month), else what was sent, else nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qcapp.domain.attribution import attributed, compose, decompose
from qcapp.domain.errors import UnreadableFile
from qcapp.domain.fields import Kind, field_for, sort_key
from qcapp.domain.forms import Note, ReadCell, ReturnedFile, ReturnRecord
from qcapp.domain.ledger import CellKey, CellValue, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.phones import digits_lost
from qcapp.domain.text import comparable, shortened
from qcapp.merge.diff import Verdict, compare, equal, keep_both
from qcapp.merge.match import Known, Matched, MatchedRow, match
from qcapp.merge.plan import Decision, FieldPlan, FilePlan, MergePlan, Outcome
from qcapp.merge.said import Said


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
        _note_edits_of_others(plan, matched, view.snapshot(matched.period))
        rivals = [(p, m) for p, m in matches if p is not plan and (m.unit, m.period) == (matched.unit, matched.period)]
        _compare_file(plan, matched, view, rivals)
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
    plan = FilePlan(
        file, received, Outcome.UNCHANGED, matched.unit, matched.period, matched.sent.form_id if matched.sent else None,
        evidence=matched.evidence, notes=list(matched.notes),
    )
    return plan, matched


def _compare_file(
    plan: FilePlan, matched: Matched, view: LedgerView, rivals: Sequence[tuple[FilePlan, Matched]]
) -> None:
    """Fill in every field, and the outcome."""
    snapshot = view.snapshot(matched.period)
    said = Said(matched.sent, snapshot.returned.get(matched.unit, ()), plan.received, view.known.fill_form)
    for no, cells in _cells_by_measure(plan, matched, snapshot).items():
        entry = snapshot.entry(no, matched.unit)
        for field_key in sorted(cells, key=sort_key):
            key = CellKey(no, matched.unit, matched.period, field_key)
            cell, twice = cells[field_key]
            planned = _compare_field(plan, key, cell, said, entry.values.get(field_key))
            if twice:
                _dispute(planned, "表内同一措施出现两次，内容不同")
            elif _disputed(planned, plan, said, rivals):
                _dispute(planned, "同一单位的另一份文件内容不同")
                planned.rival = True
            plan.fields.append(planned)
    if plan.open:
        plan.outcome = Outcome.CONFLICT
    elif plan.changed:
        plan.outcome = Outcome.MERGED


def _note_edits_of_others(plan: FilePlan, matched: Matched, snapshot: Snapshot) -> None:
    """Rows of measures that the unit has no part in are not taken; edits in them are listed."""
    for each in matched.others:
        entries = snapshot.entries_of(each.no)
        for key, cell in each.row.cells.items():
            texts = [(entry.key.unit, entry.text(key)) for entry in entries]
            if comparable(cell.text) and not any(equal(key, cell.text, text) for text in (compose(texts), attributed(texts))):
                owner = "、".join(entry.key.unit for entry in entries)
                said = f"第 {each.no} 条是{owner}的措施，表中所填与台账不同，没有并入。"
                plan.notes.append(Note("other_unit_row", said, each.no))
                break


def _cells_by_measure(plan: FilePlan, matched: Matched, snapshot: Snapshot) -> dict[int, dict[str, tuple[ReadCell, bool]]]:
    """Measure → field → (cell, whether the measure stood twice with differing texts, then joined)."""
    measures: dict[int, dict[str, tuple[ReadCell, bool]]] = {}
    for matched_row in (_own_words(plan, matched, row, snapshot) for row in matched.rows):
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


def _own_words(plan: FilePlan, matched: Matched, row: MatchedRow, snapshot: Snapshot) -> MatchedRow:
    """The row with only the unit's own words, where a table of several units' words was returned; edits in those of
    others, and words of nobody, are listed."""
    units = matched.plan.units_of[row.no]
    cells = dict(row.row.cells)
    for key, cell in row.row.cells.items():
        parts = decompose(cell.text, units) if len(units) > 1 else None
        if parts is None:
            continue
        cells[key] = ReadCell(parts.pop(matched.unit, ""), cell.place)
        for unit, words in parts.items():
            if not unit or not equal(key, words, snapshot.entry(row.no, unit).text(key)):
                whose = f"写在{unit}名下" if unit else "没有写明是哪家单位的"
                said = f"第 {row.no} 条“{shortened(words, 20)}”{whose}，没有并入，请核对。"
                plan.notes.append(Note("words_of_others", said, row.no))
    return MatchedRow(row.no, replace(row.row, cells=cells))


def _compare_field(plan: FilePlan, key: CellKey, cell: ReadCell, said: Said, held: CellValue | None) -> FieldPlan:
    theirs, ours, base, before = cell.text, held.text if held else "", said.sent(key), said.before(key)
    remark = ""
    if lost_digits(key, theirs):
        verdict, remark = Verdict.OURS, "号码已被表格软件舍去尾数，保留台账"
        plan.notes.append(Note("phone_digits_lost", f"第 {key.no} 条的电话“{theirs}”尾数已丢失，请向单位核实。", key.no))
    elif before and not said.informs(key, theirs):
        verdict = compare(key.field, base, ours, theirs)
        remark = "与下发时相同，视为没有填写" if comparable(theirs) else ""
    else:
        # What the unit said before is the base where the ledger has it from there, and where it is said once more.
        taken = held is not None and held.source.sha256 is not None and before and equal(key.field, ours, before)
        if before and (taken or equal(key.field, before, theirs)):
            base = before
        verdict = compare(key.field, base, ours, theirs)
    later = said.later(key)
    if later and verdict in (Verdict.THEIRS, Verdict.CONFLICT):
        verdict, remark = Verdict.OURS, f"{later.isoformat()} 收到的更晚回表已有内容，保留台账"
    if verdict is Verdict.CLEARED and comparable(ours):
        heading = field_for(key.field).heading
        plan.notes.append(Note("cleared", f"第 {key.no} 条的“{heading}”来表是空的，下发时有内容，默认保留台账。", key.no))
    decision = {Verdict.THEIRS: Decision.THEIRS, Verdict.CONFLICT: Decision.HOLD}.get(verdict, Decision.OURS)
    return FieldPlan(
        key, base, ours, theirs, verdict, cell.place, decision, remark=remark, superseded=later is not None
    )


def lost_digits(key: CellKey, text: str) -> bool:
    """Whether the text is a phone that a spreadsheet has rounded: no statement of the unit's."""
    return field_for(key.field).kind is Kind.PHONE and digits_lost(text)


def _disputed(
    planned: FieldPlan, plan: FilePlan, said: Said, rivals: Sequence[tuple[FilePlan, Matched]]
) -> bool:
    """Whether another file of this go, received the same day, says something else; a later one simply supersedes."""
    if not said.informs(planned.key, planned.theirs) or lost_digits(planned.key, planned.theirs):
        return False
    for other, matched in rivals:
        text = _text_in(matched, planned.key)
        informs = Said(matched.sent, (), other.received).informs(planned.key, text)
        if not informs or lost_digits(planned.key, text) or equal(planned.key.field, planned.theirs, text):
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
