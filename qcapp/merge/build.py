"""From returned files to a merge plan: match each, then compare every field three ways. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from qcapp.domain.attribution import attributed, compose, decompose
from qcapp.domain.errors import UnreadableFile
from qcapp.domain.fields import PROGRESS, REASONS, REASONS_PRINTED, sort_key
from qcapp.domain.forms import Note, ReadCell
from qcapp.domain.ledger import CellKey, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.saying import is_silence
from qcapp.domain.succession import entry_before
from qcapp.domain.text import comparable, same, shortened
from qcapp.giving_way import giving_way
from qcapp.merge.compare import asked_already, compare_field, dispute, rounded
from qcapp.merge.diff import Verdict, equal, keep_both
from qcapp.merge.incoming import Incoming as Incoming
from qcapp.merge.incoming import LedgerView as LedgerView
from qcapp.merge.incoming import Month, Placed, plan_of, refused, twin_of
from qcapp.merge.match import Matched, MatchedRow, belongs_to, match
from qcapp.merge.names import names_of
from qcapp.merge.plan import Enclosure, FieldPlan, FilePlan, MergePlan, Outcome
from qcapp.merge.questions import Ask, Certainty, Option, Question
from qcapp.merge.remarks import remarks
from qcapp.merge.rivals import disputed, outdone
from qcapp.merge.said import Said
from qcapp.stats.judging import Judge
from qcapp.stats.rules import UNCHANGED


def build_plan(files: Sequence[Incoming], view: LedgerView, period: Period | None = None) -> MergePlan:
    """The plan for all files of one go, in the order given; a file of several units stands there once for each.

    ``period``: the month that the clerk named, if any.
    """
    learned = {name: unit for incoming in files for name, unit in incoming.answers.names.items()}
    planning = Planning(replace(view, known=replace(view.known, learned=learned)), period)
    for incoming in files:
        planning.add(incoming)
    return planning.done()


class Planning:
    """A plan that is made file by file, so that one is compared while the next is read. Nearly all are the only one of their unit
    and month, and done with; where another one comes, these are compared again when all are there."""

    def __init__(self, view: LedgerView, period: Period | None = None) -> None:
        self._view, self._period = view, period
        self._plans: list[FilePlan] = []
        self._seen: dict[str, str] = {}
        self._months: dict[Period, Month] = {}
        self._of_one: dict[tuple[str, Period], list[tuple[FilePlan, Matched]]] = {}
        self._noted: dict[int, int] = {}
        """How many notes a plan had before its fields were compared."""

    def add(self, incoming: Incoming) -> None:
        """The next file."""
        for plan, matched in _placed(incoming, self._view, self._period, self._seen):
            self._plans.append(plan)
            if matched:
                found = self._of_one.setdefault((matched.unit, matched.period), [])
                found.append((plan, matched))
                _note_edits_of_others(plan, matched, self._month(matched.period).snapshot)
                if len(found) == 1:
                    self._compare(plan, matched, ())
                if plan.outcome is not Outcome.DUPLICATE:
                    plan.enclosed += _pictures(matched, plan)

    def done(self) -> MergePlan:
        """The plan of all that were added."""
        for found in self._of_one.values():
            for plan, matched in found if len(found) > 1 else ():
                self._compare(plan, matched, [(p, m) for p, m in found if p is not plan])
        _drop_silent_parts(self._plans)
        known = [plan for plan in self._plans if plan.file.form is not None and plan.unit and plan.period]
        _place_kept(self._plans, known, self._view, self._period)
        return MergePlan(self._plans)

    def _compare(self, plan: FilePlan, matched: Matched, rivals: Sequence[tuple[FilePlan, Matched]]) -> None:
        """Fill in the plan's fields, anew where that was done before."""
        if plan.outcome is Outcome.DUPLICATE:
            return
        del plan.notes[self._noted.setdefault(id(plan), len(plan.notes)) :]
        plan.fields.clear()
        plan.outcome = Outcome.UNCHANGED
        _compare_file(plan, matched, self._view, self._month(matched.period), rivals)

    def _month(self, period: Period) -> Month:
        if period not in self._months:
            self._months[period] = Month(self._view, period)
        return self._months[period]


def _placed(
    incoming: Incoming, view: LedgerView, period: Period | None, seen: dict[str, str]
) -> list[Placed]:
    """The file's plans before any field is compared; no match for a refused file, nor for a duplicate that asks nothing."""
    file, received, answers = incoming.file, incoming.received, incoming.answers
    if file.ledger is not None:
        from qcapp.merge.ledger_placing import placed_ledger  # none comes in most months

        return placed_ledger(incoming, view, period, seen)
    if file.form is None and not file.keepable:
        return [(FilePlan(file, received, Outcome.REFUSED, reason=file.refusal, answers=answers), None)]
    if earlier := seen.get(file.sha256):
        return [twin_of(earlier, incoming)]
    seen[file.sha256] = file.name
    taken = _taken_before(incoming, view, period)
    if taken and file.form is None:
        return [(taken, None)]
    if file.form is None:
        return [(FilePlan(file, received, Outcome.REFUSED, reason=file.refusal, answers=answers), None)]
    try:
        found = match(file.form, file.name, view.known, period, answers)
    except UnreadableFile as error:
        return [(taken or refused(incoming, file, received, error), None)]
    if taken and not (answers.rows or answers.also):
        # What was left open when it was merged can still be answered.
        taken.questions += [question for matched in found for question in matched.questions if question.ask is Ask.ROW]
        return [(taken, found[0])]
    return [(plan_of(incoming, matched), matched) for matched in found]


def _taken_before(incoming: Incoming, view: LedgerView, period: Period | None) -> FilePlan | None:
    """The plan of a file that has been merged before; one that could only be kept whole then, and is read now, is new."""
    file = incoming.file
    for record in view.returns_with(file.sha256):
        if period in (None, record.period) and (record.values or file.form is None):
            reason = f"这份文件 {record.received.isoformat()} 已作为《{record.name}》收过，内容完全相同，没有变化。"
            return FilePlan(
                file, incoming.received, Outcome.DUPLICATE, record.unit, record.period, record.form_id, reason,
                answers=incoming.answers,
            )
    return None


def _drop_silent_parts(plans: list[FilePlan]) -> None:
    """Of a file split by its rows' units, a part in which nothing is said is nobody's return."""
    parts: dict[str, list[FilePlan]] = {}
    for plan in plans:
        if plan.fields and plan.certainty is Certainty.LIKELY:
            parts.setdefault(plan.file.sha256, []).append(plan)
    for each in parts.values():
        silent = [plan for plan in each if not any(one.informs and comparable(one.theirs) for one in plan.fields)]
        if len(silent) < len(each) > 1:
            for plan in silent:
                plans.remove(plan)
                said = f"{plan.unit}的行里没有填内容，没有当作{plan.unit}的来表。"
                next(other for other in each if other not in silent).notes.append(Note("part_silent", said))


def _place_kept(
    plans: Sequence[FilePlan], forms: Sequence[FilePlan], view: LedgerView, period: Period | None
) -> None:
    """Files without a table: whose they are, and what is to become of them."""
    for plan in plans:
        if plan.outcome is Outcome.REFUSED and plan.file.form is None and plan.file.keepable:
            from qcapp.merge.kept import place_kept  # most merges have none

            target = plan.answers.period or period or view.known.fallback
            if target is not None:
                place_kept(plan, forms, view.known.plan_for(target), target, view.snapshot(target).attachments)


def _compare_file(
    plan: FilePlan, matched: Matched, view: LedgerView, month: Month, rivals: Sequence[tuple[FilePlan, Matched]]
) -> None:
    """Fill in every field, and the outcome."""
    snapshot = month.snapshot
    records = snapshot.returned.get(matched.unit, ())
    said = matched.said or Said(matched.sent, records, plan.received, view.known.fill_form, matched.maybe)
    for no, cells in giving_way(_cells_by_measure(plan, matched, snapshot).items()):
        entry = snapshot.entry(no, matched.unit)
        earlier = entry_before(entry.key, snapshot, month.last)
        first = len(plan.fields)
        for field_key in _in_order(tuple(cells)):
            key = CellKey(no, matched.unit, matched.period, field_key)
            cell, twice = cells[field_key]
            if field_key == PROGRESS.key and is_silence(cell.text, earlier.text(field_key) if earlier else ""):
                cell = cell._replace(text="")  # a list of ours has come back with nothing written there
            planned = compare_field(key, cell, said, entry.values.get(field_key), plan.notes)
            beaten = bool(rivals) and outdone(planned, plan, said, rivals)
            if not (beaten or planned.superseded):
                if twice and not equal(field_key, said.before(key) or "", planned.theirs):
                    dispute(planned, "表内同一措施出现两次，内容不同")
                elif rivals and disputed(planned, plan, said, rivals):
                    dispute(planned, "同一单位的另一份文件内容不同")
                    planned.rival = True
            if month.waiting and not beaten:
                planned.asked = asked_already(planned, month.waiting.get(key, ()))
            plan.fields.append(planned)
            if planned.informs and (before := planned.ours or (earlier.text(field_key) if earlier else "")):
                plan.notes += remarks(no, field_key, before, planned.theirs, matched.plan.year)
        _note_failures(plan, plan.fields[first:], entry.key, said, month.judge)
    _note_written_reasons(plan, matched)
    if plan.open:
        plan.outcome = Outcome.CONFLICT
    elif any(each.changes for each in plan.fields):
        plan.outcome = Outcome.MERGED


@lru_cache(maxsize=256)
def _in_order(keys: tuple[str, ...]) -> tuple[str, ...]:
    """A measure's fields as they are shown: most forms have the same."""
    return tuple(sorted(keys, key=sort_key))


def _note_failures(plan: FilePlan, fields: Sequence[FieldPlan], key: EntryKey, said: Said, judge: Judge) -> None:
    """Why what the unit wrote of a measure, in those fields, will not count as 合格; an empty cell is seen without being told."""
    sure = Verdict.THEIRS if said.alone else None  # then taking it was because it says something
    written = {
        each.key.field: each.theirs for each in fields
        if each.verdict is sure
        or (each.theirs and said.informs(each.key, each.theirs) and not rounded(each.key.field, each.theirs))
    }
    if not written:
        return
    for failure in judge.hard_failures(key, judge.ledger_words(key) | written, written):
        plan.notes.append(Note("unqualified", f"第 {key.no} 条：{failure.sentence}", key.no))
        if failure.rule.key == UNCHANGED:
            for each in fields:
                each.copied = each.copied or each.key.field == failure.field


def _note_written_reasons(plan: FilePlan, matched: Matched) -> None:
    """What a unit wrote into the column of our reasons is no cell of the ledger's, and must not be lost for that."""
    printed = matched.sent.values if matched.sent else {}
    for each in matched.rows:
        words = each.row.reasons
        if words and not same(words, printed.get((each.no, REASONS_PRINTED), "")):
            said = f"第 {each.no} 条的“{REASONS.heading}”一栏里写了“{shortened(words, 40)}”，没有并入，请核对要不要记到别的栏目。"
            plan.notes.append(Note("reasons_written", said, each.no))


def _note_edits_of_others(plan: FilePlan, matched: Matched, snapshot: Snapshot) -> None:
    """Rows of measures that the unit has no part in are not taken; edits in them are listed, and whether they are the other
    unit's own report is asked."""
    edited: dict[str, list[int]] = {}
    names = names_of(matched.plan)
    for each in matched.others:
        entries = snapshot.entries_of(each.no)
        if any(plan.answers.also.get(entry.key.unit) for entry in entries):
            continue
        for key, cell in each.row.cells.items():
            texts = [(entry.key.unit, entry.text(key)) for entry in entries]
            if comparable(cell.text) and not any(equal(key, cell.text, text) for text in (compose(texts), attributed(texts))):
                owner = "、".join(entry.key.unit for entry in entries)
                said = f"第 {each.no} 条是{owner}的措施，表中所填与台账不同，没有并入。"
                plan.notes.append(Note("other_unit_row", said, each.no))
                for unit in (entry.key.unit for entry in entries if belongs_to(each, entry.key.unit, matched.plan, names)):
                    edited.setdefault(unit, []).append(each.no)
                break
    for unit in dict.fromkeys((*edited, *plan.answers.also)):
        plan.questions.append(_also_question(plan, unit, edited.get(unit, [])))


def _also_question(plan: FilePlan, unit: str, numbers: Sequence[int]) -> Question:
    which = f"第 {'、'.join(map(str, numbers))} 条" if numbers else "有几条"
    sentence = f"{plan.unit}的表里{which}是{unit}的措施，填的内容与台账不同；是{unit}自己报的，还是不收？"
    options = (Option("", "不收，保留台账"), Option(unit, f"算{unit}报的"))
    return plan.answers.on(Question(Ask.ALSO, sentence, options, subject=unit))


def _pictures(matched: Matched, plan: FilePlan) -> list[Enclosure]:
    """Pictures in the table, each with the measure in whose rows it stands."""
    found = [
        Enclosure(picture.name, each.no, f"《{plan.file.name}》{picture.place.label}的图片", part=picture.part)
        for each in matched.rows for picture in each.row.pictures
    ]
    form = plan.file.form
    loose = form.pictures if form else ()
    return found + [
        Enclosure(picture.name, None, f"《{plan.file.name}》里的图片", part=picture.part) for picture in loose
    ]


def _cells_by_measure(plan: FilePlan, matched: Matched, snapshot: Snapshot) -> dict[int, dict[str, tuple[ReadCell, bool]]]:
    """Measure → field → (cell, whether the measure stood twice with differing texts, then joined)."""
    measures: dict[int, dict[str, tuple[ReadCell, bool]]] = {}
    for matched_row in (_own_words(plan, matched, row, snapshot) for row in matched.rows):
        cells = measures.get(matched_row.no)
        if cells is None:
            measures[matched_row.no] = {key: (cell, False) for key, cell in matched_row.row.cells.items()}
            continue
        if cells:
            plan.notes.append(Note("row_twice", f"第 {matched_row.no} 条在表里出现了两次，已放在一起比较。", matched_row.no))
        for key, cell in matched_row.row.cells.items():
            cells[key] = _joined(key, cells[key], cell) if key in cells else (cell, False)
    return measures


def _joined(key: str, earlier: tuple[ReadCell, bool], cell: ReadCell) -> tuple[ReadCell, bool]:
    """Two cells of one field as one: whichever says something, both texts where they differ, and all that stands beside."""
    first, twice = earlier
    kept = next((each for each in (first, cell) if comparable(each.text) and not rounded(key, each.text)), first)
    other = cell if kept is first else first
    differs = bool(comparable(other.text)) and not rounded(key, other.text) and not equal(key, kept.text, other.text)
    text = keep_both(key, kept.text, other.text) if differs else kept.text
    aside = "\n".join(dict.fromkeys(filter(None, (first.aside, cell.aside))))
    unreadable = kept.unreadable or other.unreadable
    joined = kept._replace(text=text, aside=aside, unreadable=unreadable, shared=first.shared or cell.shared)
    return joined, twice or differs


def _own_words(plan: FilePlan, matched: Matched, row: MatchedRow, snapshot: Snapshot) -> MatchedRow:
    """The row with only the unit's own words, where a table of several units' words was returned; edits in those of
    others, and words of nobody, are listed."""
    units = matched.plan.units_of[row.no]
    if len(units) < 2:
        return row
    cells = dict(row.row.cells)
    for key, cell in row.row.cells.items():
        parts = decompose(cell.text, units)
        if parts is None:
            continue
        cells[key] = cell._replace(text=parts.pop(matched.unit, ""))
        for unit, words in parts.items():
            if not unit or not (is_silence(words) or equal(key, words, snapshot.entry(row.no, unit).text(key))):
                whose = f"写在{unit}名下" if unit else "没有写明是哪家单位的"
                said = f"第 {row.no} 条“{shortened(words, 20)}”{whose}，没有并入，请核对。"
                plan.notes.append(Note("words_of_others", said, row.no))
    return MatchedRow(row.no, replace(row.row, cells=cells))
