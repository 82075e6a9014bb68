"""The sections of a 通报: 总体情况, 报送情况, 主要进展. Each answers its paragraphs; what does not apply is not said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from qcapp.domain.lamps import Lamp
from qcapp.domain.rulings import RulingKind, day_words
from qcapp.forms.paper import Paragraph
from qcapp.publish.bulletin_annexes import LAMPS, PROBLEMS, TABLE
from qcapp.publish.bulletin_grids import RATES, lamp_word, number_words, percent
from qcapp.publish.bulletin_matter import Apart
from qcapp.publish.bulletin_prose import Item, Prose, how_many, numbered, paragraphs
from qcapp.publish.phrases import full_day, measures, task_name, tidy
from qcapp.publish.problem_grids import rule_words
from qcapp.publish.unit_reports import Reporting, UnitReport, causes, those
from qcapp.publish.wording import sentences
from qcapp.stats.figures import Tally, UnitFigures

_LAMP_ORDER = (Lamp.GREEN, Lamp.YELLOW, Lamp.RED, Lamp.GREY)
_MOST_CAUSES = 5


# ------------------------------------------------------------------ 总体情况


def overall(prose: Prose) -> list[Paragraph]:
    tally = prose.matter.figures.total
    first = [_counts(prose, tally)]
    if tally.reported and tally.qualified_now != tally.qualified:
        how = "经退回更正" if prose.matter.mended_by_returns else "其后更正"
        values = {"如何更正": how, "现合格": str(tally.qualified_now), "现合格率": tally.qualification_now.words}
        first.append(prose.say("overall.corrected", values))
    if tally.reported:
        values = {"应填": str(tally.cells), "已填": str(tally.filled), "填报率": tally.fullness.words}
        first.append(prose.say("overall.cells", values))
    # Before the due day a place says little, and a low one would be unjust.
    ranking = () if prose.matter.running or not tally.reported else _ranking(prose)
    return paragraphs(sentences(first), _compared(prose, tally), sentences(ranking), _lamps(prose))


def _counts(prose: Prose, tally: Tally) -> str:
    units = sum(bool(report.due) for report in prose.matter.reports)
    values = {
        "措施": str(tally.measures), "应报": str(tally.due), "单位": str(units), "实报": str(tally.reported),
        "覆盖率": tally.coverage.words, "按时": str(tally.on_time), "及时率": tally.timeliness.words,
        "合格": str(tally.qualified), "合格率": tally.qualification.words,
    }
    return prose.say("overall", values, "some" if tally.reported else "unreported" if tally.due else _why_none(prose))


def _why_none(prose: Prose) -> str:
    kinds = {each.ruling.kind for each in prose.matter.apart}
    return "none" if len(kinds) > 1 else "extended" if RulingKind.EXTEND in kinds else "exempt"


def _compared(prose: Prose, tally: Tally) -> str:
    """Against the month before, by the figures as they are printed."""
    before = prose.matter.before
    if before is None:
        return ""
    moves, same = [], []
    for name, rate in RATES:
        now, then = percent(rate(tally)), percent(rate(before.total))
        if now is None or then is None:
            continue
        if now == then:
            same.append(name)
        else:
            moves.append(f"{name}{'提高' if now > then else '下降'}{number_words(abs(now - then))}个百分点")
    if same:
        moves.append(f"{'、'.join(same)}{'均' if len(same) > 1 else ''}持平")
    return prose.say("compare", {"上月": before.period.label, "变化": "，".join(moves)}) if moves else ""


def _ranking(prose: Prose) -> Iterator[str]:
    placed = [each for each in prose.matter.figures.ranked if each.standing.rank is not None]
    if len(placed) < 2:
        return
    top = [each for each in placed if each.standing.rank == 1]
    yield prose.say("ranking.top", _named(top), how_many(len(top), len(placed)))
    if len(top) < len(placed):
        last = [each for each in placed if each.standing.rank == placed[-1].standing.rank]
        yield prose.say("ranking.last", _named(last), how_many(len(last)))
    yield _moves(prose, placed)


def _named(units: Sequence[UnitFigures]) -> dict[str, str]:
    score = units[0].standing.score
    return {"名单": "、".join(each.unit for each in units), "得分": number_words(score if score is not None else Decimal(0))}


def _moves(prose: Prose, placed: Sequence[UnitFigures]) -> str:
    before = prose.matter.before
    changes = {each.unit: each.rank_change for each in placed if each.rank_change}
    up, down = _furthest(changes, "上升"), _furthest({unit: -change for unit, change in changes.items()}, "下降")
    if before is None or not (up or down):
        return ""
    values = {"上月": before.period.label, "上升": up, "下降": down}
    return prose.say("ranking.moves", values, "both" if up and down else "up" if up else "down")


def _furthest(changes: dict[str, int], word: str) -> str:
    most = max(changes.values(), default=0)
    if most <= 0:
        return ""
    units = [unit for unit, change in changes.items() if change == most]
    return f"{'、'.join(units)}（{'均' if len(units) > 1 else ''}{word}{most}位）"


def _lamps(prose: Prose) -> str:
    if not prose.matter.any_lit:
        return ""
    lit = [f"{lamp_word(lamp)}{count}条" for lamp in _LAMP_ORDER if (count := prose.matter.lit(lamp))]
    return prose.say("lamps", {"亮灯": "、".join(lit), "附件": prose.annexes[LAMPS]})


# ------------------------------------------------------------------ 报送情况


def units(prose: Prose) -> list[Paragraph]:
    matter = prose.matter
    whole = sum(bool(report.due) for report in matter.reports)
    unreported = "units.pending" if matter.running else "units.unreported"
    keys = {
        Reporting.ON_TIME: "units.on_time", Reporting.LATE: "units.late", Reporting.PARTIAL: "units.partial",
        Reporting.UNREPORTED: unreported,
    }
    texts, empty, some = [], [], True
    for reporting, key in keys.items():
        found = those(matter.reports, reporting)
        if found:
            some = some and len(found) < whole
            names = _late_units(prose, found) if reporting is Reporting.LATE else "、".join(map(_unit, found))
            texts.append(prose.say(key, {"家数": str(len(found)), "名单": names}, how_many(len(found), whole)))
        else:
            empty.append(reporting.value)
    # Where one state has all, it goes without saying that the others have none.
    if some and whole and empty and not matter.running:
        texts.append(prose.say("units.none", {"情形": "、".join(empty)}))
    texts += _apart(prose)
    if matter.figures.total.reported:
        texts.append(_quality(prose))
    return numbered(map(Item, texts))


def _late_units(prose: Prose, found: Sequence[UnitReport]) -> str:
    """区住建局（9条，7月27日报齐）; of several by the day on which they had reported all."""
    by_day: dict[date, list[UnitReport]] = {}
    for report in found:
        assert report.last_received  # it has reported
        by_day.setdefault(report.last_received, []).append(report)
    days = {day: day_words(day, prose.matter.on.year) for day in sorted(by_day)}
    if len(found) == len(by_day):
        return "、".join(f"{by_day[day][0].unit}（{len(by_day[day][0].late)}条，{words}报齐）" for day, words in days.items())
    return "；".join(
        f"{words}报齐的有{'、'.join(f'{each.unit}（{len(each.late)}条）' for each in by_day[day])}" for day, words in days.items()
    )


def _unit(report: UnitReport) -> str:
    if report.reporting is Reporting.PARTIAL:
        return f"{report.unit}（应报{len(report.due)}条，实报{len(report.reported)}条）"
    return report.unit


def _apart(prose: Prose) -> Iterator[str]:
    for kind, key in ((RulingKind.EXTEND, "apart.extended"), (RulingKind.EXEMPT, "apart.exempt")):
        alike: dict[tuple[str, str], list[Apart]] = {}
        for each in prose.matter.apart:
            if each.ruling.kind is kind:
                until = f"延至{full_day(each.ruling.until)}" if kind is RulingKind.EXTEND and each.ruling.until else ""
                alike.setdefault((until, tidy(each.ruling.why)), []).append(each)
        if alike:
            said = (
                f"{_ruled(prose, found)}{until}{f'（{reason}）' if reason else ''}" for (until, reason), found in alike.items()
            )
            yield prose.say(key, {"内容": "；".join(said)})


def _ruled(prose: Prose, found: Sequence[Apart]) -> str:
    """区城综局第41条、区水利局全部措施, or everything there is."""
    plan = prose.matter.plan
    if len(plan.units) > 1 and sum(len(each.numbers) for each in found) == len(plan.assignments):
        return "各责任单位全部措施"
    return "、".join(f"{each.ruling.unit}{_which(each, plan.measures_of[each.ruling.unit])}" for each in found)


def _which(each: Apart, own: Sequence[int]) -> str:
    return "全部措施" if len(own) > 1 and set(each.numbers) == set(own) else measures(each.numbers)


def _quality(prose: Prose) -> str:
    failing = [report for report in prose.matter.reports if report.unqualified]
    reported = str(prose.matter.figures.total.reported)
    values = {"实报": reported, "不合格": "", "家数": "", "名单": "", "附件": prose.annexes[PROBLEMS]}
    if not failing:
        return prose.say("quality", values, "single" if reported == "1" else "none")
    facts = [fact for report in failing for fact in report.unqualified]
    mended = sum(fact.qualified_now for fact in facts)
    values |= {
        "不合格": str(len(facts)), "家数": str(len(failing)),
        "名单": "、".join(f"{each.unit}{f'（{len(each.unqualified)}条）' if len(failing) > 1 else ''}" for each in failing),
    }
    found = [f"{rule_words(rule)}（{count}条）" for rule, count in causes(facts)]
    said = "、".join(found[:_MOST_CAUSES]) + ("等" if len(found) > _MOST_CAUSES else "")
    counts = {"已更正": str(mended), "未更正": str(len(facts) - mended)}
    how = "all" if mended == len(facts) else "some" if mended else "none"
    return sentences((
        prose.say("quality", values, "some"), prose.say("quality.causes", {"原因": said}),
        prose.say("quality.mended", counts, how),
    ))


# ------------------------------------------------------------------ 主要进展


def progress(prose: Prose) -> list[Paragraph]:
    """Each task's best report in its unit's words; those that are not shown are pointed to."""
    matter, annex = prose.matter, {"附件": prose.annexes[TABLE]}
    if not matter.progress:
        key = "progress.elsewhere" if matter.has_news else "progress.none"
        return paragraphs(prose.say(key, annex)) if matter.figures.total.due else []
    items = []
    for each in matter.progress_shown:
        words = each.words + (prose.say("progress.cut", annex) if each.cut else "")
        task = task_name(matter.plan.task_by_order[each.task].heading)
        items.append(Item(prose.say("progress.item", {"任务": task, "单位": each.unit, "进展": words})))
    rest = prose.say("progress.rest", annex) if len(matter.progress) > len(matter.progress_shown) else ""
    return [*numbered(items), *paragraphs(rest)]
