"""The tables of a 通报's annex on problems: how many of each kind by unit, why reports were not 合格, and each in words."""

from __future__ import annotations

from collections.abc import Iterator

from qcapp.forms.paper import Grid
from qcapp.publish.bulletin_matter import BulletinMatter
from qcapp.publish.phrases import measures, short_day, tidy
from qcapp.publish.unit_reports import UnitReport, causes
from qcapp.stats.figures import EntryFact
from qcapp.stats.rules import RULE_BY_KEY

_COUNTED = ("未报", "迟报", "首次不合格", "报送问题合计", "不合格已更正", "不合格未更正", "反映困难", "已报仍亮红灯")


def problem_counts_grid(matter: BulletinMatter) -> Grid:
    """A row for each unit with a problem of any kind, what they add up to, and how many units have each."""
    counted = [(report.unit, _problems(matter, report)) for report in matter.reports]
    rows = [(unit, counts) for unit, counts in counted if any(counts)]
    columns = [[counts[place] for _, counts in rows] for place in range(len(_COUNTED))]
    cells = [(unit, *map(str, counts)) for unit, counts in rows]
    cells.append(("合计（条）", *(str(sum(column)) for column in columns)))
    cells.append(("涉及单位（家）", *(str(sum(map(bool, column))) for column in columns)))
    return Grid(("责任单位", *_COUNTED), tuple(cells), (2.0, *(1.0 for _ in _COUNTED)), note="注：各单位的数字，单位为条。")


def has_problems(matter: BulletinMatter) -> bool:
    return any(any(_problems(matter, report)) for report in matter.reports)


def _problems(matter: BulletinMatter, report: UnitReport) -> tuple[int, ...]:
    missing, late, unqualified = len(report.overdue(matter.on)), len(report.late), len(report.unqualified)
    mended = sum(fact.qualified_now for fact in report.unqualified)
    difficulties = sum(len(each.numbers) for each in matter.difficulties.get(report.unit, ()))
    red = len(matter.red_reported.get(report.unit, ()))
    return missing, late, unqualified, missing + late + unqualified, mended, unqualified - mended, difficulties, red


def causes_grid(matter: BulletinMatter) -> Grid:
    """Why reports were not 合格 at first; one that broke two rules stands under both."""
    found = causes(fact for report in matter.reports for fact in report.unqualified)
    rows = tuple((rule_words(rule), str(count)) for rule, count in found)
    return Grid(("首次报送不合格的原因", "条数"), rows, (4, 1), frozenset({0}), "注：一条违反几项规则的，分别计入各项原因。")


def rule_words(key: str) -> str:
    """What the rule is called; one that this version does not know, by its key."""
    return RULE_BY_KEY[key].heading if key in RULE_BY_KEY else key


def problems_grid(matter: BulletinMatter) -> Grid:
    """Everything that prose and counts speak of, a row each, by unit in the plan's order."""
    rows = [
        (str(place), *row) for place, row in enumerate((row for each in matter.reports for row in _listed(matter, each)), 1)
    ]
    return Grid(
        ("序号", "责任单位", "措施", "类别", "具体情况"), tuple(rows), (0.6, 1.6, 1.1, 1.1, 4.4), frozenset({4})
    )


def _listed(matter: BulletinMatter, report: UnitReport) -> Iterator[tuple[str, ...]]:
    unit, by_no = report.unit, {fact.no: fact for fact in report.due}
    for no in report.overdue(matter.on):
        day = by_no[no].due_day
        yield unit, measures([no]), "未报", f"截止日{short_day(day, matter.on.year)}，逾期{(matter.on - day).days}天"
    for no in report.late:
        yield unit, measures([no]), "迟报", _lateness(by_no[no], matter)
    for fact in report.unqualified:
        what = "；".join(tidy(fault.sentence) for fault in fact.first if fault.hard)
        yield unit, measures([fact.no]), "不合格", f"{what}（{'已更正' if fact.qualified_now else '尚未更正'}）"
    for each in matter.difficulties.get(unit, ()):
        yield unit, measures(each.numbers), "反映困难", tidy(each.words)
    reasons = {line.key.no: line.status.reason for line in matter.lamps if line.key.unit == unit}
    for no in matter.red_reported.get(unit, ()):
        yield unit, measures([no]), "亮红灯", tidy(reasons[no])


def _lateness(fact: EntryFact, matter: BulletinMatter) -> str:
    assert fact.received is not None
    days = (fact.received - fact.due_day).days
    return f"截止日{short_day(fact.due_day, matter.on.year)}，{short_day(fact.received, matter.on.year)}报送，迟{days}天"


