"""From a returned form to the assignments that it speaks of. In layers, each with a stated reason and certainty.

Whose form and which month is told in ``identity``, which measure a row is in ``rows``. Rows of several units in one file are
split by row. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.fields import PROGRESS
from qcapp.domain.forms import FillForm, Note, ReturnedForm, ReturnedRow
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.text import comparable, shortened
from qcapp.merge.former import without_former
from qcapp.merge.identity import Known, Whose, month_of, name_notes, owner_by_words, owner_of_sent, refuse_foreign, sent_forms
from qcapp.merge.names import Names, names_of, units_in
from qcapp.merge.questions import NO_ANSWERS, Answers, Ask, Certainty, Option, Question, Undecided
from qcapp.merge.rows import Found, MeasureFinder
from qcapp.merge.said import Said

# Rows of so many units are split; more of them are somebody's whole table, whose sender must be told.
_MOST_SPLIT = 4
_OF_SEVERAL = ""  # the name of a file that several units' rows are in says nothing of any of them


@dataclass(frozen=True, slots=True)
class MatchedRow:
    no: int
    row: ReturnedRow


@dataclass(frozen=True, slots=True)
class Matched:
    """``rows`` are the unit's own, in the file's order, ``others`` those of measures that it has no part in. ``sent`` is the
    base, None when nothing had been sent; ``maybe`` are further forms that it may be, where it lost its id. ``corrects``: the
    return that the form asked to mend. ``said``: what the unit has said before, where that is told otherwise than by the ledger's
    records (a district's ledger)."""

    plan: Plan
    unit: str
    period: Period
    sent: FillForm | None
    rows: tuple[MatchedRow, ...]
    others: tuple[MatchedRow, ...]
    evidence: str
    certainty: Certainty
    notes: tuple[Note, ...] = field(default=())
    questions: tuple[Question, ...] = field(default=())
    corrects: str | None = None
    maybe: tuple[FillForm, ...] = field(default=())
    said: Said | None = None


def match(
    form: ReturnedForm, file_name: str, known: Known, period: Period | None = None, answers: Answers = NO_ANSWERS
) -> tuple[Matched, ...]:
    """One ``Matched`` for each unit that the file reports for. ``period`` is the month that the clerk named.

    UnreadableFile says why the file can't be placed; ``Undecided`` is one that carries what to ask.
    """
    forms, notes = sent_forms(form, known)
    if len(forms) > 1:
        return _by_forms(form, forms, file_name, known, period, answers)
    sent = forms[0] if forms else None
    if sent is None and (parts := _by_labels(form, known, period, answers)):
        return tuple(part for each in parts for part in match(each, _OF_SEVERAL, known, period, answers))
    return _matched(form, sent, tuple(notes), file_name, known, period, answers)


def _by_forms(
    form: ReturnedForm, forms: Sequence[FillForm], file_name: str, known: Known, period: Period | None, answers: Answers
) -> tuple[Matched, ...]:
    """Rows pasted together from the forms of several units: each goes to its own form."""
    units = [sent.unit for sent in forms]
    ids = "、".join(sent.form_id for sent in forms)
    sentence = f"这份文件里有 {len(forms)} 个表号（{ids}），分不清是哪张表，请让单位分开报送。"
    if len(set(units)) < len(units) or len({sent.period for sent in forms}) > 1:
        raise UnreadableFile(sentence)
    rows, unplaced = _rows_by_unit(form, forms, known.plan_for(forms[0].period), known)
    if all(rows.values()):
        chosen, said = forms, Note("several_units", f"这份文件里有{'、'.join(units)}的行，已按各自的表号分开。")
    else:
        options = tuple(Option(unit, f"算{unit}报的") for unit in units)
        question = answers.on(Question(Ask.UNIT, sentence, options, blocking=True))
        chosen = [sent for sent in forms if sent.unit == question.answer]
        if not chosen:
            raise Undecided(sentence, question)
        said = Note("several_form_ids", f"这份文件里有 {len(forms)} 个表号（{ids}），由经办人指定为{question.answer}的表。")
        rows[chosen[0].unit] = list(form.rows)
    found: list[Matched] = []
    for sent in chosen:
        ids_of = {sent.form_id: form.form_ids[sent.form_id]}
        part = replace(form, rows=tuple(rows[sent.unit]), form_ids=ids_of, unit_hints=())
        found += _matched(part, sent, (said,), _OF_SEVERAL if len(chosen) > 1 else file_name, known, period, answers)
    if len(chosen) > 1:
        lost = tuple(Note("row_unplaced", _unplaced(row)) for row in unplaced)
        found[0] = replace(found[0], notes=(*found[0].notes, *lost))
    return tuple(found)


def _unplaced(row: ReturnedRow) -> str:
    text = shortened(row.measure_text, 24) or f"序号 {row.no}"
    return f"“{text}”（{row.place.label}）分不清是哪家单位的，这一行没有并入，请人工核对。"


def _rows_by_unit(
    form: ReturnedForm, forms: Sequence[FillForm], plan: Plan, known: Known
) -> tuple[dict[str, list[ReturnedRow]], list[ReturnedRow]]:
    """Each row with the unit whose form id stands on its sheet, the one that it names, or the one that alone has its measure;
    and the rows that none of these tells."""
    names, finder = names_of(plan, known.learned), MeasureFinder(plan)
    rows: dict[str, list[ReturnedRow]] = {sent.unit: [] for sent in forms}
    unplaced: list[ReturnedRow] = []
    for row in form.rows:
        no = finder.find(row).no
        on_sheet = [sent.unit for sent in forms if sent.form_id == row.form_id]
        labelled = [unit for unit in units_in(row.unit_label, names) if unit in rows]
        owners = [unit for unit in rows if no is not None and unit in plan.units_of[no]]
        for told in (on_sheet, labelled, owners):
            if len(told) == 1:
                rows[told[0]].append(row)
                break
        else:
            unplaced.append(row)
    return rows, unplaced


def _by_labels(
    form: ReturnedForm, known: Known, period: Period | None, answers: Answers
) -> tuple[ReturnedForm, ...]:
    """The form split by its 责任单位 column, where each row names one unit, and all together a few; else nothing."""
    target = answers.period or period or form.period_hint or known.fallback
    if target is None or answers.unit:
        return ()
    names = names_of(known.plan_for(target), known.learned)
    hinted = {unit for hint in form.unit_hints for unit in units_in(hint, names)}
    labels = [units_in(row.unit_label, names) for row in form.rows]
    units = tuple(dict.fromkeys(label[0] for label in labels if len(label) == 1))
    if any(len(label) != 1 for label in labels) or not 2 <= len(units) <= _MOST_SPLIT:
        return ()
    if len(hinted) == 1 or (hinted and hinted != set(units)):
        return ()
    said = Note("several_units", f"这份文件里有{'、'.join(units)}的行，已按责任单位栏分开。")
    return tuple(
        replace(
            form, rows=tuple(row for row, label in zip(form.rows, labels, strict=True) if label[0] == unit),
            unit_hints=(unit,), notes=(said, *form.notes),
        )
        for unit in units
    )


def _matched(
    form: ReturnedForm, sent: FillForm | None, notes: tuple[Note, ...], file_name: str, known: Known,
    period: Period | None, answers: Answers,
) -> tuple[Matched, ...]:
    """The unit that the form is of, and others whose rows a person has said are to be taken as well."""
    target, month_notes, questions = month_of(form, sent, known, period, answers)
    plan = known.plan_for(target)
    names = names_of(plan, known.learned)
    if sent is None:
        refuse_foreign(form, plan)
    form, gone = without_former(form, known.former(target), plan)
    finder = MeasureFinder(plan)
    own = plan.measures_of.get(names.get(comparable(sent.unit), sent.unit), ()) if sent else ()
    found = [(finder.find(row, own, answers), row) for row in form.rows]
    refuse_strange(found, form, sent)
    whose = _whose(form, sent, found, plan, names, file_name, answers)
    if sent is None:  # knowing the unit settles which of two alike measures is meant
        found = [(finder.find(row, plan.measures_of[whose.unit], answers), row) for row in form.rows]
    base = sent if sent and (sent.unit == whose.unit or sent.unit not in plan.measures_of) else None
    maybe: tuple[FillForm, ...] = ()
    if base is None and not form.form_ids:  # one that lost its id is taken for the one last sent; a strange id was never sent
        base = known.newest_form(whose.unit, target)
        maybe = tuple(each for each in known.forms_to(whose.unit, target) if base and each.form_id != base.form_id)
    said = (*notes, *month_notes, *name_notes(form, file_name, whose, names), *gone, *form.notes)
    main = part_of(plan, target, whose, base, found, said, finder, form)
    asked = (*questions, *whose.questions, *(each.question for each, _ in found if each.question))
    whole = replace(main, questions=asked, maybe=maybe) if asked or maybe else main
    return (whole, *_also(main, known, names, answers))


def _whose(
    form: ReturnedForm, sent: FillForm | None, found: Sequence[tuple[Found, ReturnedRow]], plan: Plan, names: Names,
    file_name: str, answers: Answers,
) -> Whose:
    if sent:
        return owner_of_sent(form, sent, [each.no for each, _ in found if each.no], plan, names, answers)
    whose = owner_by_words(form, [each.no for each, _ in found if each.no], plan, names, file_name, answers)
    count = sum(each.no in plan.measures_of[whose.unit] for each, _ in found)
    return replace(whose, how=f"{whose.how}，按序号和措施文字对上 {count} 条")


def part_of(
    plan: Plan, period: Period, whose: Whose, base: FillForm | None, found: Sequence[tuple[Found, ReturnedRow]],
    notes: tuple[Note, ...], finder: MeasureFinder, form: ReturnedForm,
) -> Matched:
    """The unit's own rows of those found, against ``base``; UnreadableFile when there is none of them."""
    own = set(plan.measures_of[whose.unit])
    rows = tuple(MatchedRow(each.no, row) for each, row in found if each.no in own)
    others = tuple(MatchedRow(each.no, row) for each, row in found if each.no is not None and each.no not in own)
    if not rows and not any(each.question for each, _ in found):
        raise UnreadableFile(f"表里没有{whose.unit}负责的措施，请核对是不是别的单位的表。")
    corrects = base.corrects if base and base.form_id in form.form_ids and base.period == period else None
    sent_numbers = {no for no, _ in base.values} if base else own
    wanted = own & sent_numbers if base and (corrects or base.unit != whose.unit) else own
    taken_away = _taken_away(others, sent_numbers, plan, whose.unit) if base else ()
    seen = (*notes, *taken_away, *_row_notes(found, rows, wanted, finder))
    return Matched(
        plan, whose.unit, period, base, rows, others, f"{whose.how}。", whose.certainty, seen, corrects=corrects
    )


def _taken_away(others: Sequence[MatchedRow], sent: set[int], plan: Plan, unit: str) -> Iterable[Note]:
    """Of measures that were the unit's when the form went out and are another's now."""
    for each in others:
        if each.no in sent:
            owners = "、".join(plan.units_of[each.no])
            said = f"第 {each.no} 条下发以后改由{owners}负责，{unit}在这一行填的没有并入，原件存档备查。"
            yield Note("entry_moved", said, each.no)


def _also(main: Matched, known: Known, names: Names, answers: Answers) -> Iterable[Matched]:
    """Rows of others that a person has said are those units' own reports."""
    for unit in (unit for unit, taken in answers.also.items() if taken):
        rows = tuple(each for each in main.others if belongs_to(each, unit, main.plan, names))
        if rows:
            base = known.newest_form(unit, main.period)
            said = f"由经办人指定，取这份文件里{unit}的 {len(rows)} 条。"
            yield Matched(main.plan, unit, main.period, base, rows, (), said, Certainty.TOLD)


def belongs_to(each: MatchedRow, unit: str, plan: Plan, names: Names) -> bool:
    """Whether the row is that unit's: it alone has the measure, or it alone is named in the row."""
    owners = plan.units_of[each.no]
    labelled = [owner for owner in units_in(each.row.unit_label, names) if owner in owners]
    return unit in owners and (len(owners) == 1 or labelled == [unit])


def refuse_strange(found: Sequence[tuple[Found, ReturnedRow]], form: ReturnedForm, sent: FillForm | None) -> None:
    matched = sum(each.no is not None or bool(each.question and each.candidates) for each, _ in found)
    sure = sum(each.no is not None for each, _ in found)
    if not matched or (sent is None and sure * 2 < len(found)):
        first = shortened(form.rows[0].measure_text, 20) if form.rows else "空表"
        raise UnreadableFile(f"表里的措施和本台账的清单对不上（如“{first}”），请核对是不是本区本年的表。")


def _proposal(row: ReturnedRow) -> str:
    """A row of no measure of the list, told with what it says."""
    text = shortened(row.measure_text, 24) or (f"序号 {row.no}" if row.no is not None else row.place.label)
    progress = row.cells.get(PROGRESS.key)
    says = f"，进展写的是“{shortened(progress.text, 24)}”" if progress and progress.text else ""
    return f"表里多出一行“{text}”{says}；清单里没有这一条，只作为建议列出，没有并入。"


def _row_notes(
    found: Sequence[tuple[Found, ReturnedRow]], rows: Sequence[MatchedRow], wanted: set[int], finder: MeasureFinder
) -> list[Note]:
    """What the clerk should know of rows: unknown ones, changed words, and the unit's measures that are not there."""
    notes = []
    seen: dict[str, list[int]] = {}
    for each, row in found:
        if each.no is not None:
            seen.setdefault(each.how, []).append(each.no)
        elif each.question is None:
            notes.append(Note("row_added", _proposal(row)))
        elif each.question.waits:
            text = shortened(row.measure_text, 24)
            notes.append(Note("row_unmatched", f"“{text}”对不上清单里的哪一条，这一行没有并入，请人工核对。"))
    seen.pop("", None)
    for how, numbers in seen.items():
        which = "、".join(map(str, numbers))
        notes.append(Note("row_found", f"第 {which} 条：{how}，请核对。", numbers[0] if len(numbers) == 1 else None))
    others = [matched for matched in rows if not finder.same_text(matched.no, matched.row)]
    for matched in others:
        if matched.row.place.row >= 0:
            notes.append(Note("measure_text_differs", f"第 {matched.no} 条的措施文字被改动，已保留清单原文。", matched.no))
    theirs = "、".join(str(matched.no) for matched in others if matched.row.place.row < 0)  # a district's list is its own
    if theirs:
        notes.append(Note("measure_text_differs", f"第 {theirs} 条的措施文字和本台账清单的不同，已保留清单原文。"))
    for number in sorted(wanted - {each.no for each in rows}):
        notes.append(Note("row_missing", f"第 {number} 条没有返回，台账原有内容不变。", number))
    return notes
