"""The last two sections of a 通报: 存在问题 by unit, and 下一步要求 with its dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qcapp.domain.lamps import Lamp
from qcapp.forms.paper import Paragraph
from qcapp.publish.bulletin_annexes import LAMPS, PROBLEMS
from qcapp.publish.bulletin_matter import Difficulty
from qcapp.publish.bulletin_prose import Item, Prose, how_many, listed_below, numbered
from qcapp.publish.phrases import full_day, measures
from qcapp.publish.problem_grids import rule_words
from qcapp.publish.unit_reports import Reporting, UnitReport
from qcapp.stats.figures import EntryFact

# Of one unit; the rest stands in the annex.
_MOST_DIFFICULTIES = 3
_DIFFICULTY_CHARS = 60


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
    if matter.red_reported:
        names = "，".join(f"{unit}{measures(numbers)}" for unit, numbers in matter.red_reported.items())
        yield Item(prose.say("problems.schedule", {"名单": names, "附件": prose.annexes[LAMPS]}))


def _headed(prose: Prose, key: str, count: int, below: Sequence[str]) -> Item:
    return Item(prose.say(key, {"家数": str(count)}, how_many(count)), listed_below(below))


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
    """What one unit did not do as it should, a clause each."""
    missing = report.overdue(prose.matter.on)
    for key, numbers in (("problem.missing", missing), ("problem.late", report.late)):
        if numbers and (said := prose.say(key, {"条数": str(len(numbers)), "措施": measures(numbers)})):
            yield said
    if report.unqualified and (said := _unqualified(prose, report.unqualified)):
        yield said


def _unqualified(prose: Prose, facts: Sequence[EntryFact]) -> str:
    by_rule: dict[str, list[int]] = {}
    for fact in facts:
        for rule in dict.fromkeys(fault.rule for fault in fact.first if fault.hard):
            by_rule.setdefault(rule, []).append(fact.no)
    details = "，".join(f"{measures(numbers)}{rule_words(rule)}" for rule, numbers in by_rule.items())
    waiting = [fact.no for fact in facts if not fact.qualified_now]
    how = "all" if not waiting else "none" if len(waiting) == len(facts) else "some"
    mended = prose.say("problem.mended", {"措施": measures(waiting)}, how)
    return prose.say("problem.unqualified", {"条数": str(len(facts)), "详情": details, "更正": mended})


def _difficulties(prose: Prose, unit: str, found: Sequence[Difficulty]) -> str:
    shown = found[:_MOST_DIFFICULTIES]
    said = [f"{measures(each.numbers)}：{prose.quoted(each.words, PROBLEMS, _DIFFICULTY_CHARS)}" for each in shown]
    if len(found) > _MOST_DIFFICULTIES:
        said.append(f"其余见附件{prose.annexes[PROBLEMS]}")
    return prose.say("problems.words", {"单位": unit, "困难": "；".join(said)})


# ------------------------------------------------------------------ 下一步要求


def demands(prose: Prose) -> list[Paragraph]:
    return numbered(Item(text) for text in _demands(prose))


def _demands(prose: Prose) -> Iterator[str]:
    matter = prose.matter
    by_day = {"期限": full_day(matter.answer_by)}
    whole = sum(bool(report.due) for report in matter.reports)
    late = [_chased(report, report.overdue(matter.on)) for report in matter.reports if report.overdue(matter.on)]
    if late:
        yield prose.say("next.report", {"名单": "、".join(late)} | by_day, how_many(len(late), whole))
    if matter.running and (pending := [_chased(each, each.missing) for each in matter.reports if each.missing]):
        yield prose.say("next.pending", {"名单": "、".join(pending)}, how_many(len(pending), whole))
    mend = [f"{each.unit}（{measures(fact.no for fact in each.unmended)}）" for each in matter.reports if each.unmended]
    if mend:
        yield prose.say("next.mend", {"名单": "、".join(mend)} | by_day, how_many(len(mend)))
    lit = [lamp.word for lamp in (Lamp.RED, Lamp.YELLOW) if matter.lit(lamp)]
    if lit:
        yield prose.say("next.lamps", {"灯": f"亮{'、'.join(lit)}"})
    following = matter.snapshot.period.shifted(1)
    yield prose.say("next.month", {"下月": following.label, "下月截止日": full_day(matter.next_due)})
    yield prose.say("next.contact")


def _chased(report: UnitReport, numbers: Sequence[int]) -> str:
    return report.unit if report.reporting is Reporting.UNREPORTED else f"{report.unit}（{measures(numbers)}）"
