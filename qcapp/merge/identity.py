"""Whose form it is and of which month: form id (any carrier) → 填报单位 → 责任单位 column → file name → whose measures. Pure.

What can't be told for sure is asked: ``Undecided`` carries the question, and an answer given before is used instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.forms import FillForm, Note, ReturnedForm
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.period import Period
from qcapp.domain.plan import Measure, Plan
from qcapp.domain.text import comparable
from qcapp.forms.hints import district_and_year
from qcapp.merge.names import Names, by_likeness, is_name, units_in, units_within
from qcapp.merge.questions import Answers, Ask, Certainty, Option, Question, Undecided

# What may stand for a district's name before the year; anything longer is a sentence.
_DISTRICT = LazyPattern(r"^[^，。、（）()“”\s]{1,6}[区县市旗]$")


@dataclass(frozen=True, slots=True)
class Known:
    """What matching may ask of the ledger. ``newest_form(unit, period)``: what was last sent to that unit for the month.

    ``forms_to(unit, period)``: all that were, corrections too. ``fallback``: the month that a form naming none is taken for.
    ``used``: months that anything was sent or entered for. ``learned``: names that a person has just said whose they are.
    ``former(period)``: measures that the month's list has no more, by number, as they last were.
    """

    plan_for: Callable[[Period], Plan]
    fill_form: Callable[[str], FillForm | None]
    newest_form: Callable[[str, Period], FillForm | None]
    fallback: Period | None
    learned: Mapping[str, str | None] = field(default_factory=dict)
    forms_to: Callable[[str, Period], Sequence[FillForm]] = lambda unit, period: ()
    used: frozenset[Period] = frozenset()
    former: Callable[[Period], Mapping[int, Measure]] = lambda period: {}


@dataclass(frozen=True, slots=True)
class Whose:
    """``how``: what told the unit, in words. ``questions``: those that were answered on the way, or need not be."""

    unit: str
    how: str
    certainty: Certainty
    questions: tuple[Question, ...] = ()


def sent_forms(form: ReturnedForm, known: Known) -> tuple[list[FillForm], list[Note]]:
    """The dispatched forms whose ids the file carries, and a note for each id that this ledger never gave."""
    found = {form_id: known.fill_form(form_id) for form_id in form.form_ids}
    ours = [sent for sent in found.values() if sent]
    strange = [] if ours else list(found)
    notes = [Note("unknown_form_id", f"表号 {each} 不是本台账下发的，已改按表内文字识别。") for each in strange]
    return ours, notes


def month_of(
    form: ReturnedForm, sent: FillForm | None, known: Known, period: Period | None, answers: Answers
) -> tuple[Period, list[Note], list[Question]]:
    """The month to merge into. What form id and caption say differently, only a person can settle."""
    said = answers.period or period
    questions: list[Question] = []
    if period is None and sent and form.period_hint and form.period_hint != sent.period:
        told = f"表号是 {sent.period.label}的，表头写的却是 {form.period_hint.label}"
        sentence = f"{told}，请指明并入哪个月，或请单位用当月的表重报。"
        question = answers.on(_month_question(sentence, [sent.period, form.period_hint]))
        if question.waits:
            raise Undecided(sentence, question)
        questions.append(question)
    if said is None and sent is None and (doubt := _doubtful(form, known)):
        question = answers.on(_month_question(doubt, _months_to_choose(form, known)))
        if question.waits:
            raise Undecided(doubt, question)
    target = said or (sent.period if sent else form.period_hint) or known.fallback
    if target is None:
        raise UnreadableFile("表里没有写报告期，看不出是哪个月的，请指明报告期后再导入。")
    return target, _month_notes(form, sent, known, target, said is not None), questions


def _doubtful(form: ReturnedForm, known: Known) -> str:
    """Why the month that the form names can't be just believed; "" when it can."""
    named = form.period_hint
    if named is None or not known.used or named in known.used:
        return ""
    return f"表上写的是 {named.label}，台账里没有下发过这个月的表，请指明并入哪个月，或请单位核对后重报。"


def _months_to_choose(form: ReturnedForm, known: Known) -> list[Period]:
    months = [known.fallback, form.period_hint, *sorted(known.used, reverse=True)]
    return list(dict.fromkeys(month for month in months if month is not None))[:4]


def _month_question(sentence: str, months: Sequence[Period]) -> Question:
    options = tuple(Option(str(month), f"并入 {month.label}") for month in months)
    return Question(Ask.PERIOD, sentence, options, blocking=True)


def _month_notes(
    form: ReturnedForm, sent: FillForm | None, known: Known, target: Period, said: bool
) -> list[Note]:
    if sent and target != sent.period:
        words = f"这是 {sent.period.label}的下发表，按要求并入 {target.label}，请留意内容是否本月的。"
        return [Note("other_period", words)]
    told = (sent.period if sent else form.period_hint) or None
    if told is None and not said:
        return [Note("period_guessed", f"表里没有写报告期，按 {target.label}处理，请核对。")]
    if known.fallback and not said and target < known.fallback:
        words = f"这是 {target.label}的表，现在收的是 {known.fallback.label}；没有另外指明，并入 {target.label}，请核对月份。"
        return [Note("older_period", words)]
    return []


def name_notes(form: ReturnedForm, file_name: str, whose: Whose, names: Names) -> list[Note]:
    """Where the file's name names units and not the one that it is taken for: one may have filled in another's form. Not where a
    person has said whose it is; nor by what the form calls its unit, which is asked about: a known name may be a part of that."""
    called = {comparable(name): whose.unit for name in _unknown(form, names)}
    named = units_within(file_name, {**called, **names})
    if whose.certainty is Certainty.TOLD or not named or whose.unit in named:
        return []
    words = f"文件名里写的是{'、'.join(named)}，这份表{whose.how}，算{whose.unit}的，请核对是哪家报的。"
    return [Note("file_name_differs", words)]


def refuse_foreign(form: ReturnedForm, plan: Plan) -> None:
    """Another year's or another district's table, told by its title."""
    district, year = district_and_year(form.title)
    if year and year != plan.year:
        raise UnreadableFile(f"这是 {year} 年的表，台账是 {plan.year} 年的清单，请选对年份的表再报。")
    if plan.district and _DISTRICT.match(district) and comparable(plan.district) not in comparable(form.title):
        raise UnreadableFile(f"这是“{district}”的表，不是{plan.district}的清单，请核对文件。")


def owner_of_sent(
    form: ReturnedForm, sent: FillForm, numbers: Collection[int], plan: Plan, names: Names, answers: Answers
) -> Whose:
    """The unit that the form was sent to, as the list has it now, unless another unit has put its own name on it or that one is
    in the list no more: then it is asked."""
    how = f"按表号识别（{sent.form_id}）"
    unit = names.get(comparable(sent.unit), sent.unit)
    if unit not in plan.measures_of:
        return _owner_now(sent, numbers, plan, answers)
    if unit != sent.unit:
        how = f"{how}，{sent.unit}现在是{unit}"
    hinted = {named for hint in form.unit_hints for named in units_in(hint, names)}
    if not hinted or unit in hinted:
        named = _name_questions(form, unit, how, names, answers)
        return Whose(unit, how, Certainty.SURE, named)
    others = sorted(hinted)
    other = "、".join(others)
    sentence = f"表号 {sent.form_id} 是下发给{sent.unit}的，填报单位却写着{other}，分不清是哪家报的，请{other}用自己的表重报。"
    options = tuple(Option(each, f"算{each}报的") for each in (unit, *others))
    return _told_owner(Question(Ask.UNIT, sentence, options, blocking=True), answers)


def _owner_now(sent: FillForm, numbers: Collection[int], plan: Plan, answers: Answers) -> Whose:
    """A form that went to a unit which is in the list no more: those that have its measures now may answer for it."""
    owners = tuple(dict.fromkeys(unit for no in numbers for unit in plan.units_of.get(no, ())))
    gone = f"表号 {sent.form_id} 是下发给{sent.unit}的，这家单位已经从清单里停用"
    if not owners:
        raise UnreadableFile(f"{gone}，表里的措施也都不在清单里了，没有并入，请核对后把要留的内容人工录入。")
    sentence = f"{gone}，表里的措施现在由{'、'.join(owners)}负责，请指明算哪家报的。"
    options = tuple(Option(each, f"算{each}报的") for each in owners)
    return _told_owner(Question(Ask.UNIT, sentence, options, blocking=True), answers)


def _told_owner(question: Question, answers: Answers) -> Whose:
    question = answers.on(question)
    if question.waits or question.answer is None:
        raise Undecided(question.sentence, question)
    return Whose(question.answer, "由经办人指定单位", Certainty.TOLD, (question,))


def owner_by_words(
    form: ReturnedForm, numbers: Collection[int], plan: Plan, names: Names, file_name: str, answers: Answers
) -> Whose:
    """The unit where no form id tells it: 填报单位, one unit on every row, the file's name, whose measures they are."""
    if told := _told(form, numbers, plan, names, file_name):
        unit, how = told
        return Whose(unit, how, Certainty.LIKELY, _name_questions(form, unit, how, names, answers))
    question = answers.on(unit_question(plan, names, numbers, next(iter(_unknown(form, names)), "")))
    if question.waits or question.answer is None:
        raise Undecided("看不出这是哪家单位的表，请指明单位，或在表头“填报单位”处写明单位后再导入。", question)
    return Whose(question.answer, "由经办人指定单位", Certainty.TOLD, (question,))


def unit_question(plan: Plan, names: Names, numbers: Collection[int] = (), unknown: str = "") -> Question:
    """Which unit it is: those first that have most of the measures, among them those called most alike. ``unknown``: the
    name that stands there and is no unit's; it is remembered with the answer."""
    wanted = set(numbers)
    alike = by_likeness(unknown, list(plan.measures_of), names)
    order = sorted(alike, key=lambda unit: -len(wanted & set(plan.measures_of[unit])))
    written = f"，上面写的“{unknown}”清单里没有" if unknown else ""
    sentence = f"看不出这是哪家单位的{written}，请选定单位" + ("（会记住这个名称，下次不再问）。" if unknown else "。")
    return Question(Ask.UNIT, sentence, _units(order), subject=unknown, blocking=True)


def sender_question(plan: Plan, names: Names, path: str, locked: bool) -> Question:
    """Whose a file is that no table can be read from, units like its name first. ``locked``: the password is what is wanted
    first, and the unit only to keep it unopened."""
    sentence = "读不出表格，看不出是哪家单位交来的；要把原件整份存档，请选定单位。"
    if locked:
        sentence = "实在打不开，也可以选定它是哪家单位的，不打开，把来表原件整份存进台账。"
    units = _units(by_likeness(path, list(plan.measures_of), names))
    return Question(Ask.UNIT, sentence, units, blocking=not locked)


def _units(order: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(unit, unit) for unit in order)


def _told(
    form: ReturnedForm, numbers: Collection[int], plan: Plan, names: Names, file_name: str
) -> tuple[str, str] | None:
    hinted = {unit for hint in form.unit_hints for unit in units_in(hint, names)}
    if len(hinted) == 1:
        return hinted.pop(), "按填报单位识别"
    labels = [set(units_in(row.unit_label, names)) for row in form.rows if row.unit_label]
    common = set.intersection(*labels) if labels else set()
    if len(common) == 1:
        return common.pop(), "按责任单位栏识别"
    if _unknown(form, names):
        return None  # a name stands there: another guess would be against what is written
    wanted = set(numbers)
    named = {unit for unit in units_within(file_name, names) if wanted & set(plan.measures_of[unit])}
    if len(named) == 1:
        return named.pop(), "按文件名识别"
    owners = [unit for unit, owned in plan.measures_of.items() if wanted and wanted <= set(owned)]
    return (owners[0], "按措施归属识别") if len(owners) == 1 else None


def _unknown(form: ReturnedForm, names: Names) -> tuple[str, ...]:
    """Names after 填报单位 that are no unit's; else the one that stands on every row."""
    hints = tuple(hint for hint in form.unit_hints if is_name(hint) and not units_in(hint, names))
    if hints or form.unit_hints:
        return hints
    labels = {row.unit_label for row in form.rows}
    (label,) = labels if len(labels) == 1 else ("",)
    return (label,) if is_name(label) and not units_in(label, names) else ()


def _name_questions(
    form: ReturnedForm, unit: str, how: str, names: Names, answers: Answers
) -> tuple[Question, ...]:
    """Whether each unknown name is to be remembered for the unit; those answered before in this go are not asked again."""
    questions = []
    for name in dict.fromkeys((*_unknown(form, names), *(name for name in answers.names if name in form.unit_hints))):
        sentence = f"填报单位写作“{name}”，清单里没有这个名称；这份表{how}，算{unit}的，要不要记住“{name}”就是{unit}？"
        options = (Option(unit, "记住"), Option("", "不是，只认这一次"))
        questions.append(answers.on(Question(Ask.NAME, sentence, options, subject=name)))
    return tuple(questions)
