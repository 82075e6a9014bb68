"""The tables of a 通报's annex on problems: how many of each kind by unit, why reports were not 合格, and each in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from qcapp.domain.rulings import day_words
from qcapp.forms.paper import Grid
from qcapp.giving_way import giving_way
from qcapp.publish.bulletin_grids import lamp_reason
from qcapp.publish.bulletin_matter import BulletinMatter
from qcapp.publish.phrases import measures_listed, tidy
from qcapp.publish.unit_reports import UnitReport, by_cause, causes
from qcapp.stats.figures import EntryFact
from qcapp.stats.rules import RULE_BY_KEY

_MISSING, _LATE, _WORSE = "未报", "迟报", "更改后不合格"
_COUNTED = ("未报", "迟报", "首次不合格", "报送问题合计", "不合格已更正", "不合格未更正", "反映困难", "已报仍亮红灯")


def problem_counts_grid(matter: BulletinMatter) -> Grid:
    """A row for each unit with a problem of any kind, what they add up to, and how many units have each."""
    counted = [(report.unit, _problems(matter, report)) for report in giving_way(matter.reports)]
    names = _COUNTED if not any(counts[-1] for _, counts in counted) else (*_COUNTED, _WORSE)
    rows = [(unit, counts[: len(names)]) for unit, counts in counted if any(counts)]
    columns = [[counts[place] for _, counts in rows] for place in range(len(names))]
    cells = [(unit, *(str(count or "") for count in counts)) for unit, counts in rows]
    cells.append(("合计（条）", *(str(sum(column)) for column in columns)))
    cells.append(("涉及单位（家）", *(str(sum(map(bool, column))) for column in columns)))
    return Grid(("责任单位", *names), tuple(cells), (2.0, *(1.0 for _ in names)), note="注：各单位的数字，单位为条。")


def has_problems(matter: BulletinMatter) -> bool:
    return any(any(_problems(matter, report)) for report in matter.reports)


def _problems(matter: BulletinMatter, report: UnitReport) -> tuple[int, ...]:
    """In the order of the table's columns; the last is rare, and a column only where there is one."""
    missing, late, unqualified = len(report.overdue(matter.on)), len(report.late), len(report.unqualified)
    worse = len(report.worsened)
    mended = sum(fact.qualified_now for fact in report.unqualified)
    difficulties = sum(len(each.numbers) for each in matter.difficulties.get(report.unit, ()))
    red = len(matter.red_reported.get(report.unit, ()))
    return (
        missing, late, unqualified, missing + late + unqualified + worse, mended, unqualified - mended, difficulties, red, worse,
    )


def causes_grid(matter: BulletinMatter) -> Grid:
    """Why reports were not 合格 at first; one that broke two rules stands under both."""
    found = causes(fact for report in matter.reports for fact in report.unqualified)
    rows = tuple((rule_words(rule), str(count)) for rule, count in found)
    return Grid(("原因", "条数"), rows, (4, 1), frozenset({0}), "注：一条违反几项规则的，分别计入各项原因。")


def rule_words(key: str) -> str:
    """What the rule is called; one that this version does not know, by its key."""
    return RULE_BY_KEY[key].heading if key in RULE_BY_KEY else key


def problems_grid(matter: BulletinMatter) -> Grid:
    """Everything that prose and counts speak of, by unit in the plan's order: a row for all measures of one cause."""
    listed = (row for each in giving_way(matter.reports) for row in _listed(matter, each))
    rows = [(str(place), *row) for place, row in enumerate(listed, 1)]
    headings = ("序号", "责任单位", "类别", "条数", "措施", "具体情况")
    return Grid(headings, tuple(rows), (0.6, 1.6, 1.2, 0.6, 2.4, 4.0), frozenset({4, 5}))


def _listed(matter: BulletinMatter, report: UnitReport) -> Iterator[tuple[str, ...]]:
    unit = report.unit

    def row(what: str, numbers: Sequence[int], words: str) -> tuple[str, ...]:
        return unit, what, str(len(numbers)), measures_listed(numbers), words

    for (what, words), facts in _alike(report.due, matter):
        yield row(what, [fact.no for fact in facts], words)
    for rule, facts in by_cause(report.unqualified).items():
        yield row("首次不合格", [fact.no for fact in facts], f"{rule_words(rule)}（{_mended(facts)}）")
    for rule, facts in by_cause(report.worsened, now=True).items():
        yield row(_WORSE, [fact.no for fact in facts], rule_words(rule))
    for each in matter.difficulties.get(unit, ()):
        yield row("反映困难", each.numbers, tidy(each.words))
    reasons = {line.key.no: lamp_reason(line) for line in matter.lamps_by_unit.get(unit, ())}
    alike: dict[str, list[int]] = {}
    for no in matter.red_reported.get(unit, ()):
        alike.setdefault(tidy(reasons[no]), []).append(no)
    for reason, numbers in alike.items():
        yield row("亮红灯", numbers, reason)


def _mended(facts: Sequence[EntryFact]) -> str:
    waiting = [fact.no for fact in facts if not fact.qualified_now]
    if not waiting:
        return "已更正"
    return "尚未更正" if len(waiting) == len(facts) else f"其中{measures_listed(waiting)}尚未更正"


def _alike(facts: Sequence[EntryFact], matter: BulletinMatter) -> Iterator[tuple[tuple[str, str], list[EntryFact]]]:
    """What is not reported, and what came late: in one row where days are the same."""
    found: dict[tuple[str, str], list[EntryFact]] = {}
    for fact in facts:
        untimely = _untimely(fact, matter.on)
        if untimely is not None:
            found.setdefault(untimely, []).append(fact)
    return iter(sorted(found.items(), key=lambda each: each[0][0] != _MISSING))


def _untimely(fact: EntryFact, on: date) -> tuple[str, str] | None:
    """Kind and words; None for what is in time."""
    until = f"截止日{day_words(fact.due_day, on.year)}"
    if fact.received is None:
        return (_MISSING, f"{until}，逾期{(on - fact.due_day).days}天") if on > fact.due_day else None
    if fact.received <= fact.due_day:
        return None
    return _LATE, f"{until}，{day_words(fact.received, on.year)}报送，迟{(fact.received - fact.due_day).days}天"
