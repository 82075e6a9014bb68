"""Whose form is this, of which month, and which measure is each row? In layers, each with a stated reason.

Form id (any carrier) → measure number → measure text → unit by heading, rows, alias; the file's name comes last. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.forms import FillForm, Note, ReturnedForm, ReturnedRow
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.text import comparable, shortened
from qcapp.forms.hints import district_and_year
from qcapp.merge.rows import MeasureFinder

_LABEL_SPLIT = re.compile(r"[、，,;；/\n]+")
_BRACKETS = re.compile(r"[（(].*?[)）]")
# What may stand for a district's name before the year; anything longer is a sentence.
_DISTRICT = re.compile(r"^[^，。、（）()“”\s]{1,6}[区县市旗]$")


@dataclass(frozen=True, slots=True)
class Known:
    """What matching may ask of the ledger. ``newest_form(unit, period)``: what was last sent to that unit for the month.

    ``fallback``: the month that a form naming none is taken for.
    """

    plan_for: Callable[[Period], Plan]
    fill_form: Callable[[str], FillForm | None]
    newest_form: Callable[[str, Period], FillForm | None]
    fallback: Period | None


@dataclass(frozen=True, slots=True)
class MatchedRow:
    no: int
    row: ReturnedRow


@dataclass(frozen=True, slots=True)
class Matched:
    """``rows`` are the unit's own, in the file's order, ``others`` those of measures that it has no part in. ``sent`` is the
    base, None when nothing had been sent."""

    plan: Plan
    unit: str
    period: Period
    sent: FillForm | None
    rows: tuple[MatchedRow, ...]
    others: tuple[MatchedRow, ...]
    evidence: str
    notes: tuple[Note, ...] = field(default=())


def match(form: ReturnedForm, file_name: str, known: Known, period: Period | None = None) -> Matched:
    """Match a form; ``period`` is the month that the clerk named. UnreadableFile says why it can't be placed."""
    sent, notes = _sent_form(form, known)
    target = _month(form, sent, known, period, notes)
    plan = known.plan_for(target)
    if sent is None:
        _refuse_foreign(form, plan)
    else:
        _refuse_borrowed(form, sent, plan)
    finder = MeasureFinder(plan)
    preferred = plan.measures_of.get(sent.unit, ()) if sent else ()
    found = [(finder.find(row, preferred), row) for row in form.rows]
    _refuse_strange([number for number, _ in found], form, sent)
    unit, how = (sent.unit, "") if sent else _unit_of(form, [n for n, _ in found if n], plan, file_name)
    if sent is None:  # knowing the unit settles which of two alike measures is meant
        found = [(finder.find(row, plan.measures_of[unit]), row) for row in form.rows]
    own = set(plan.measures_of[unit])
    rows = tuple(MatchedRow(number, row) for number, row in found if number in own)
    others = tuple(MatchedRow(number, row) for number, row in found if number is not None and number not in own)
    if not rows:
        raise UnreadableFile(f"表里没有{unit}负责的措施，请核对是不是别的单位的表。")
    evidence = f"按下发表编号识别（表号 {sent.form_id}）。" if sent else f"{how}，按序号和措施文字对上 {len(rows)} 条。"
    # A form that lost its id is taken for the one last sent; one with a strange id was never sent by this ledger.
    base = sent or (None if form.form_ids else known.newest_form(unit, target))
    seen = (*notes, *form.notes, *_row_notes(found, rows, own, finder))
    return Matched(plan, unit, target, base, rows, others, evidence, seen)


def _month(
    form: ReturnedForm, sent: FillForm | None, known: Known, period: Period | None, notes: list[Note]
) -> Period:
    """The month to merge into. What form id and caption say differently, only the clerk can settle."""
    if period is None and sent and form.period_hint and form.period_hint != sent.period:
        raise UnreadableFile(
            f"表号是 {sent.period.label}的，表头写的却是 {form.period_hint.label}，请指明并入哪个月，或请单位用当月的表重报。"
        )
    target = period or (sent.period if sent else form.period_hint)
    if sent and target and target != sent.period:
        said = f"这是 {sent.period.label}的下发表，按要求并入 {target.label}，请留意内容是否本月的。"
        notes.append(Note("other_period", said))
    if target is None:
        if known.fallback is None:
            raise UnreadableFile("表里没有写报告期，看不出是哪个月的，请指明报告期后再导入。")
        target = known.fallback
        notes.append(Note("period_guessed", f"表里没有写报告期，按 {target.label}处理，请核对。"))
    return target


def _sent_form(form: ReturnedForm, known: Known) -> tuple[FillForm | None, list[Note]]:
    """The dispatched form whose id the file carries; more than one such is refused."""
    ours = [sent for sent in map(known.fill_form, form.form_ids) if sent]
    if len(ours) > 1:
        names = "、".join(sent.form_id for sent in ours)
        raise UnreadableFile(f"这份文件里有 {len(ours)} 个表号（{names}），分不清是哪张表，请让单位分开报送。")
    if ours:
        return ours[0], []
    notes = [
        Note("unknown_form_id", f"表号 {form_id} 不是本台账下发的，已改按表内文字识别。") for form_id in form.form_ids
    ]
    return None, notes


def _refuse_foreign(form: ReturnedForm, plan: Plan) -> None:
    """Another year's or another district's table, told by its title."""
    district, year = district_and_year(form.title)
    if year and year != plan.year:
        raise UnreadableFile(f"这是 {year} 年的表，台账是 {plan.year} 年的清单，请选对年份的表再报。")
    if plan.district and _DISTRICT.match(district) and comparable(plan.district) not in comparable(form.title):
        raise UnreadableFile(f"这是“{district}”的表，不是{plan.district}的清单，请核对文件。")


def _refuse_borrowed(form: ReturnedForm, sent: FillForm, plan: Plan) -> None:
    """A form of ours on which another unit has put its own name."""
    names = _names(plan)
    hinted = {unit for hint in form.unit_hints for unit in units_in(hint, names)}
    if hinted and sent.unit not in hinted:
        other = "、".join(sorted(hinted))
        raise UnreadableFile(
            f"表号 {sent.form_id} 是下发给{sent.unit}的，填报单位却写着{other}，分不清是哪家报的，请{other}用自己的表重报。"
        )


def _refuse_strange(numbers: list[int | None], form: ReturnedForm, sent: FillForm | None) -> None:
    matched = sum(number is not None for number in numbers)
    if not matched or (sent is None and matched * 2 < len(numbers)):
        first = shortened(form.rows[0].measure_text, 20) if form.rows else "空表"
        raise UnreadableFile(f"表里的措施和本台账的清单对不上（如“{first}”），请核对是不是本区本年的表。")


def _unit_of(form: ReturnedForm, numbers: list[int], plan: Plan, file_name: str) -> tuple[str, str]:
    """The unit and in words how it was told: 填报单位 line, one unit on every row, the set of measures, the file's name."""
    names = _names(plan)
    hinted = {unit for hint in form.unit_hints for unit in units_in(hint, names)}
    if len(hinted) == 1:
        return hinted.pop(), "按填报单位识别"
    labels = [set(units_in(row.unit_label, names)) for row in form.rows if row.unit_label]
    common = set.intersection(*labels) if labels else set()
    if len(common) == 1:
        return common.pop(), "按责任单位栏识别"
    wanted = set(numbers)
    named = {unit for unit in units_within(file_name, names) if wanted & set(plan.measures_of[unit])}
    if len(named) == 1:
        return named.pop(), "按文件名识别"
    same = [unit for unit, owned in plan.measures_of.items() if set(owned) == wanted]
    if len(same) == 1:
        return same[0], "按措施组合识别"
    raise UnreadableFile("看不出这是哪家单位的表，请在表头“填报单位”处写明单位后再导入。")


def _names(plan: Plan) -> dict[str, str]:
    """Every comparable name or alias → canonical name."""
    names = {comparable(alias): unit.name for unit in plan.units for alias in unit.aliases}
    return names | {comparable(unit.name): unit.name for unit in plan.units}


def units_in(label: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Canonical units of a printed label such as 区税务局、高新区税务局; names are matched whole."""
    if whole := names.get(comparable(label)):
        return (whole,)
    parts = (comparable(part) for part in _LABEL_SPLIT.split(label))
    found = (names.get(part) or names.get(comparable(_BRACKETS.sub("", part))) for part in parts if part)
    return tuple(dict.fromkeys(unit for unit in found if unit))


def units_within(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Canonical units named anywhere in a text; a name inside a longer one that also matched does not count."""
    rest, found = comparable(text), []
    for name in sorted(names, key=len, reverse=True):
        if name in rest:
            found.append(names[name])
            rest = rest.replace(name, "|")
    return tuple(dict.fromkeys(found))


def _row_notes(
    found: list[tuple[int | None, ReturnedRow]], rows: tuple[MatchedRow, ...], own: set[int], finder: MeasureFinder
) -> list[Note]:
    """What the clerk should know of rows: unknown ones, changed words, and the unit's measures that are not there."""
    notes = []
    for number, row in found:
        if number is None:
            text = shortened(row.measure_text, 24)
            notes.append(Note("row_unmatched", f"“{text}”对不上清单里的哪一条，这一行没有并入，请人工核对。"))
    for each in rows:
        if not finder.same_text(each.no, each.row):
            notes.append(Note("measure_text_differs", f"第 {each.no} 条的措施文字被改动，已保留清单原文。", each.no))
    for number in sorted(own - {each.no for each in rows}):
        notes.append(Note("row_missing", f"第 {number} 条没有返回，台账原有内容不变。", number))
    return notes
