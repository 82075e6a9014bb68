"""The last two sections of a 通报: 存在问题 by unit, and 下一步要求 with its dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qcapp.domain.lamps import Lamp
from qcapp.forms.paper import Paragraph
from qcapp.publish.bulletin_annexes import LAMPS, PROBLEMS
from qcapp.publish.bulletin_matter import Difficulty
from qcapp.publish.bulletin_prose import Item, Prose, how_many, listed_below, numbered
from qcapp.publish.phrases import clause, cut, full_day, measures
from qcapp.publish.problem_grids import rule_words
from qcapp.publish.unit_reports import Reporting, UnitReport, by_cause
from qcapp.stats.figures import EntryFact

# Of one unit; the rest stands in the annex.
_MOST_DIFFICULTIES = 3
_DIFFICULTY_CHARS = 60
# More measures than these are counted where an annex names them.
_MOST_NAMED = 3


# ------------------------------------------------------------------ 存在问题


def problems(prose: Prose) -> list[Paragraph]:
    return numbered(_problem_items(prose))


def _problem_items(prose: Prose) -> Iterator[Item]:
    matter = prose.matter
    if matter.figures.total.due and not matter.running:
        yield _reporting(prose)
    if matter.figures.total.reported:
        below = [_difficulties(prose, unit, each) for unit, each in matter.difficulties.items()]
        yield _headed(prose, "problems.work", len(matter.difficulties), below)
    if red := matter.red_reported:
        named = not prose.has(LAMPS) or sum(map(len, red.values())) <= _MOST_NAMED
        names = "、".join(f"{unit}（{measures(numbers) if named else f'{len(numbers)}条'}）" for unit, numbers in red.items())
        yield Item(prose.say("problems.schedule", {"名单": names, "附件": prose.annexes[LAMPS]}))


def _headed(prose: Prose, key: str, count: int, below: Sequence[str]) -> Item:
    values = {"家数": str(count), "附件": prose.annexes[PROBLEMS]}
    return Item(prose.say(key, values, how_many(count)), listed_below(below))


def _reporting(prose: Prose) -> Item:
    """Units that reported nothing in one line, the others in one each."""
    found = {report: "；".join(_problems(prose, report)) for report in prose.matter.reports}
    told = {report: said for report, said in found.items() if said}
    silent = [report.unit for report in told if report.reporting is Reporting.UNREPORTED]
    below = [prose.say("problems.silent", {"名单": "、".join(silent)}, how_many(len(silent)))] if silent else []
    below += [
        prose.say("problems.unit", {"单位": report.unit, "问题": said})
        for report, said in told.items() if report.unit not in silent
    ]
    return _headed(prose, "problems.reporting", len(told), below)


def _problems(prose: Prose, report: UnitReport) -> Iterator[str]:
    """What one unit did not do as it should, a clause each. Few measures are named, many are counted."""
    missing = report.overdue(prose.matter.on)
    all_told = {*missing, *report.late, *(fact.no for fact in (*report.unqualified, *report.worsened))}
    named = not prose.has(PROBLEMS) or len(all_told) <= _MOST_NAMED
    for key, numbers in (("problem.missing", missing), ("problem.late", report.late)):
        values = {"条数": str(len(numbers)), "措施": measures(numbers)}
        if numbers and (said := prose.say(key, values, "named" if named else "counted")):
            yield said
    if report.unqualified and (said := _unqualified(prose, report.unqualified, named)):
        yield said
    if worse := report.worsened:
        yield prose.say("problem.worse", {"条数": str(len(worse)), "详情": _causes(by_cause(worse, now=True), named)})


def _unqualified(prose: Prose, facts: Sequence[EntryFact], named: bool) -> str:
    waiting = [fact.no for fact in facts if not fact.qualified_now]
    how = "all" if not waiting else "none" if len(waiting) == len(facts) else "some"
    mended = prose.say("problem.mended", {"措施": measures(waiting) if named else f"{len(waiting)}条"}, how)
    values = {"条数": str(len(facts)), "详情": _causes(by_cause(facts), named), "更正": mended}
    return prose.say("problem.unqualified", values)


def _causes(found: Mapping[str, Sequence[EntryFact]], named: bool) -> str:
    """第3条联系电话没有填写、进展情况没有填报, or 联系电话没有填写3条、进展情况没有填报2条."""
    if not named:
        return "、".join(rule_words(rule) + (f"{len(facts)}条" if len(found) > 1 else "") for rule, facts in found.items())
    alike: dict[str, list[str]] = {}
    for rule, facts in found.items():
        alike.setdefault(measures(fact.no for fact in facts), []).append(rule_words(rule))
    return "，".join(f"{numbers}{'、'.join(words)}" for numbers, words in alike.items())


def _difficulties(prose: Prose, unit: str, found: Sequence[Difficulty]) -> str:
    said = [_difficulty(prose, each) for each in found[:_MOST_DIFFICULTIES]]
    if len(found) > _MOST_DIFFICULTIES:
        said.append(f"其余见附件{prose.annexes[PROBLEMS]}")
    return prose.say("problems.words", {"单位": unit, "困难": "；".join(said)})


def _difficulty(prose: Prose, each: Difficulty) -> str:
    """系统接口尚未开放（第57条）; what is too long ends at a clause, and says where the whole stands."""
    words, where = clause(each.words), measures(each.numbers)
    if len(words) > _DIFFICULTY_CHARS:
        words = clause(cut(words, _DIFFICULTY_CHARS))
        where += f"，全文见附件{prose.annexes[PROBLEMS]}" if prose.has(PROBLEMS) else ""
    return f"{words}（{where}）"


# ------------------------------------------------------------------ 下一步要求


def demands(prose: Prose) -> list[Paragraph]:
    return numbered(Item(text) for text in _demands(prose))


def _demands(prose: Prose) -> Iterator[str]:
    matter = prose.matter
    asked = {"期限": full_day(matter.answer_by), "附件": prose.annexes[PROBLEMS]}
    whole = sum(bool(report.due) for report in matter.reports)
    late = [report.unit for report in matter.reports if report.overdue(matter.on)]
    if late:
        yield prose.say("next.report", {"名单": "、".join(late)} | asked, how_many(len(late), whole))
    if matter.running and (pending := [_pending(each) for each in matter.reports if each.missing]):
        yield prose.say("next.pending", {"名单": "、".join(pending)}, how_many(len(pending), whole))
    mend = [_mending(prose, each) for each in matter.reports if each.unmended]
    if mend:
        yield prose.say("next.mend", {"名单": "、".join(mend)} | asked, how_many(len(mend)))
    # What has not been reported is asked for above.
    shown = {line.status.lamp for line in matter.lamps if line.reported}
    lit = [lamp.word for lamp in (Lamp.RED, Lamp.YELLOW) if lamp in shown]
    if lit:
        yield prose.say("next.lamps", {"灯": f"亮{'、'.join(lit)}"})
    if matter.next_is_past and "下月截止日" in matter.wording.text("next.month"):
        yield prose.say("next.later")
    elif matter.next_due:
        following = matter.snapshot.period.shifted(1)
        yield prose.say("next.month", {"下月": following.label, "下月截止日": full_day(matter.next_due)})
    yield prose.say("next.contact")


def _pending(report: UnitReport) -> str:
    """What is still to come in stands in no annex."""
    return report.unit if report.reporting is Reporting.UNREPORTED else f"{report.unit}（{measures(report.missing)}）"


def _mending(prose: Prose, report: UnitReport) -> str:
    """With its measures where they are named nowhere else."""
    if prose.has(PROBLEMS) or not prose.matter.running:
        return report.unit
    return f"{report.unit}（{measures(fact.no for fact in report.unmended)}）"
