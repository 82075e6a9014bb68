"""A district's ledger as the returned forms of all its units for a month. Pure.

**Whose.** Units are told by name: 清城区税务局 in our list is the 区税务局 of 清城区; if 清城区 itself is a unit of our list, all
its units' words stand together for it, under their names; else the names are the same in both lists. What is no unit's name is
asked. Measures are matched by number and text as in every form; official text stays ours.

**Days.** A unit's return was received when the district received it (no clerk's delay is the unit's), if that was not
after the day on which the ledger came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.forms import Note, ReturnedFile, ReturnedForm
from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.returned_ledger import LedgerMonth, LedgerUnit, ReturnedLedger
from qcapp.domain.text import comparable
from qcapp.merge.former import without_former
from qcapp.merge.identity import Known, Whose, unit_question
from qcapp.merge.ledger_base import LedgerSaid, base_of
from qcapp.merge.ledger_forms import as_one, emptied, form_of
from qcapp.merge.match import Matched, part_of, refuse_strange
from qcapp.merge.names import Names, names_of
from qcapp.merge.questions import Answers, Ask, Certainty, Option, Question, Undecided
from qcapp.merge.rows import MeasureFinder

# What a district's name ends in; the rest of it may stand before a unit's name.
_KINDS = ("区", "县", "市", "旗")
_MOST_MONTHS_OFFERED = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's part of a ledger, with the day on which its return was received. ``unit``: of our list, where its name tells
    that. ``reason``: why it is no return."""

    file: ReturnedFile
    received: date
    unit: str | None = None
    reason: str = ""


def month_to_merge(ledger: ReturnedLedger, known: Known, period: Period | None, answers: Answers) -> LedgerMonth:
    """The month that was said; else the one that is being collected, or the only one that there is. Undecided where only a person
    can tell, UnreadableFile for one that the ledger says nothing of."""
    there = [month.period for month in ledger.months]
    said = answers.period or period
    if said is None and known.fallback in there:
        said = known.fallback
    if said is None and len(there) == 1:
        said = there[0]
    if said is not None:
        if (month := ledger.month(said)) is not None:
            return month
        shown = "、".join(each.label for each in there[:_MOST_MONTHS_OFFERED])
        raise UnreadableFile(f"这本台账里没有{said.label}的内容，有的是{shown}，请换成有内容的月份后再导入。")
    options = tuple(Option(str(each), f"并入 {each.label}") for each in there[:_MOST_MONTHS_OFFERED])
    sentence = "这本台账里有好几个月的内容，请指明并入哪个月。"
    raise Undecided(sentence, Question(Ask.PERIOD, sentence, options, blocking=True))


def parts(file: ReturnedFile, month: LedgerMonth, plan: Plan, received: date) -> list[Part]:
    """The ledger's units, each for itself, or its district as one. UnreadableFile for a ledger that is not to go into this list,
    and for one in which nobody says anything."""
    ledger = _ledger(file)
    names = names_of(plan)
    _refuse_foreign(ledger, month, plan, names)
    found = [
        Part(
            file.part(unit.name), min(unit.first_day(month.period) or received, received), _owner(ledger, unit, names),
            _silence(unit, month.period),
        )
        for unit in _units(ledger, month, names)
    ]
    if all(part.reason for part in found):
        raise UnreadableFile(f"这本台账里{month.period.label}还没有哪家单位填报，没有可以并入的内容。")
    return found


def part_again(file: ReturnedFile, month: LedgerMonth, plan: Plan, received: date) -> Part:
    """A part that was made before, received on that day as a person may have said since."""
    ledger, names = _ledger(file), names_of(plan)
    unit = next((each for each in _units(ledger, month, names) if each.name == file.unit), None)
    if unit is None:
        raise UnreadableFile(f"这本台账里{month.period.label}没有{file.unit}，请重新导入这本台账。")
    return Part(file, received, _owner(ledger, unit, names), _silence(unit, month.period))


def _silence(unit: LedgerUnit, period: Period) -> str:
    said = f"这本台账里{unit.name}{period.label}没有填报，没有记为来表，台账不变。"
    return said if unit.silent(period) else ""


def match_part(
    file: ReturnedFile, month: LedgerMonth, received: date, known: Known, snapshot: Callable[[Period], Snapshot],
    answers: Answers,
) -> tuple[ReturnedFile, Matched]:
    """The part with its form, and the assignments that it speaks of. Raises as ``match`` does."""
    ledger, period = _ledger(file), month.period
    plan = known.plan_for(period)
    names = names_of(plan, known.learned)
    units = _units(ledger, month, names)
    unit = next(each for each in units if each.name == file.unit)
    form, gone = without_former(form_of(ledger, unit), known.former(period), plan)
    finder = MeasureFinder(plan)
    whose = _whose(ledger, unit, units, finder, form, plan, names, answers)
    found = [(finder.find(row, plan.measures_of[whose.unit], answers), row) for row in form.rows]
    refuse_strange(found, form, None)
    base, newer = base_of(ledger, unit, whose.unit, plan, period, known, snapshot)
    notes = (*gone, *_notes(ledger, unit, units, month))
    count = sum(each.no in plan.measures_of[whose.unit] for each, _ in found)
    whose = replace(whose, how=f"{whose.how}，按序号和措施文字对上 {count} 条")
    matched = part_of(plan, period, whose, None, found, notes, finder, form)
    asked = (*whose.questions, *(each.question for each, _ in found if each.question))
    said = LedgerSaid(base, newer, received, dict(emptied(ledger, unit)))
    return replace(file, form=form), replace(matched, questions=asked, sent=base, said=said)


def _ledger(file: ReturnedFile) -> ReturnedLedger:
    assert file.ledger is not None, "it is asked for ledgers only"
    return file.ledger


# ---------------------------------------------------------------- whose


def _refuse_foreign(ledger: ReturnedLedger, month: LedgerMonth, plan: Plan, names: Names) -> None:
    """Another year's list; a ledger of another district of the same rank, of which this list names nobody."""
    if month.year != plan.year:
        raise UnreadableFile(
            f"这本台账{month.period.label}用的是 {month.year} 年的清单，本台账是 {plan.year} 年的，请核对月份和清单后再导入。"
        )
    theirs, ours = ledger.district, plan.district
    if not theirs or not ours or comparable(theirs) == comparable(ours) or _district_unit(ledger, names):
        return
    if any(_with_district(ledger, unit, names) for unit in month.units):
        return
    above = ours.endswith("市") and not theirs.endswith("市")
    if theirs.endswith(_KINDS) and ours.endswith(_KINDS) and not above:
        raise UnreadableFile(
            f"这是{theirs}的台账，不是{ours}的，清单里也没有它和它的单位，没有并入；要汇总它，请先把它列为责任单位。"
        )


def _district_unit(ledger: ReturnedLedger, names: Names) -> str | None:
    """The unit of our list that the district itself is."""
    return names.get(comparable(ledger.district)) if ledger.district else None


def _with_district(ledger: ReturnedLedger, unit: LedgerUnit, names: Names) -> str | None:
    """The unit of our list that is called by the district's name and the unit's: 清城区税务局 for the 区税务局 of 清城区."""
    district = ledger.district
    if not district:
        return None
    short = district[:-1] if district.endswith(_KINDS) and len(district) > 2 else district
    called = (
        f"{before}{name.removeprefix(cut)}" for name in unit.names for before in (district, short) for cut in ("", "区", "县")
    )
    return next((owner for each in called if each not in unit.names and (owner := names.get(comparable(each)))), None)


def _same_name(unit: LedgerUnit, names: Names) -> str | None:
    return next((owner for name in unit.names if (owner := names.get(comparable(name)))), None)


def _units(ledger: ReturnedLedger, month: LedgerMonth, names: Names) -> tuple[LedgerUnit, ...]:
    """Those of the ledger; all of them as one where our list has the district for a unit, and none of its units by such names."""
    if _district_unit(ledger, names) is None or any(_with_district(ledger, unit, names) for unit in month.units):
        return month.units
    return (as_one(ledger, month),)


def _whose(
    ledger: ReturnedLedger, unit: LedgerUnit, units: Sequence[LedgerUnit], finder: MeasureFinder, form: ReturnedForm, plan: Plan,
    names: Names, answers: Answers,
) -> Whose:
    """Two units of the ledger are never taken for the same one of ours."""
    owner = _owner(ledger, unit, names)
    if owner is None:
        numbers = [no for row in form.rows if (no := finder.find(row).no) is not None]
        question = answers.on(unit_question(plan, names, numbers, unit.name))
        if question.waits or question.answer is None:
            raise Undecided(f"台账里的“{unit.name}”在清单里找不到，请指明它是哪家单位。", question)
        whose = Whose(question.answer, f"{ledger.title}里的{unit.name}，由经办人指定单位", Certainty.TOLD, (question,))
    else:
        called = "" if owner == unit.name else f"，即{owner}"
        whose = Whose(owner, f"{ledger.title}里的{unit.name}{called}", Certainty.SURE)
    others = [each.name for each in units if each is not unit and _owner(ledger, each, names) == whose.unit]
    if others:
        both = "、".join((unit.name, *others))
        raise UnreadableFile(f"台账里的{both}在清单里都是{whose.unit}，分不清，没有并入，请核对清单里的单位别名。")
    return whose


def _owner(ledger: ReturnedLedger, unit: LedgerUnit, names: Names) -> str | None:
    return _with_district(ledger, unit, names) or _same_name(unit, names)


# ---------------------------------------------------------------- what is told


def _notes(
    ledger: ReturnedLedger, unit: LedgerUnit, units: Sequence[LedgerUnit], month: LedgerMonth
) -> Iterator[Note]:
    """Of the unit; beside the first of them what is to be known of the whole ledger."""
    if unit.waiting:
        which = "、".join(map(str, unit.waiting))
        yield Note("held_there", f"第 {which} 条在{ledger.title}里还有冲突没有处理，并入的是那里现在的内容，请核对。")
    if unit is not units[0]:
        return
    left = [f"佐证材料 {month.attachments} 件"] if month.attachments else []
    left += [f"认定 {month.rulings} 项"] if month.rulings else []
    if left:
        yield Note("not_taken", f"{ledger.title}里这个月的{'、'.join(left)}没有并入，要用请另外添加。")
    later = [each.period.label for each in ledger.months if each.period > month.period]
    if later:
        yield Note("later_months", f"这本台账里还有{'、'.join(later)}的内容，这次并入的是{month.period.label}。")
    if ledger.extract:
        size = f"{ledger.size / 1024**2:.0f} MB"
        yield Note("extract_kept", f"这本台账有 {size}，超过 50 MB，存档的是从里面读出的内容，不是原件，原件请自行保存。")
