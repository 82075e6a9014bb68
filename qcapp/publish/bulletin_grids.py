"""The tables of a 通报's annexes: figures of the district, ranking, lamps. Every figure of its prose stands in a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from qcapp.domain.lamps import Lamp
from qcapp.domain.rulings import RulingKind
from qcapp.domain.settings import DEDUCTION
from qcapp.domain.text import shortened
from qcapp.forms.paper import Grid
from qcapp.publish.bulletin_matter import BulletinMatter, LampLine
from qcapp.publish.phrases import full_day, measures, tidy
from qcapp.publish.unit_reports import Reporting, those, unit_reports
from qcapp.stats.figures import NO_RATE, Figures, Rate, Standing, Tally, UnitFigures, rounded
from qcapp.stats.ranking import weights

_MEASURE_CHARS = 26
_TO_THE_CLERK = re.compile(r"，请催报|，等待人工处理")
_LAMP_ORDER = (Lamp.RED, Lamp.YELLOW, Lamp.GREY, Lamp.GREEN)
RATES: tuple[tuple[str, Callable[[Tally], Rate]], ...] = (
    ("覆盖率", lambda tally: tally.coverage),
    ("及时率", lambda tally: tally.timeliness),
    ("合格率", lambda tally: tally.qualification),
)


def percent(rate: Rate) -> Decimal | None:
    """To one decimal, as its words have it."""
    return None if rate.value is None else rounded(100 * rate.value, 1)


def number_words(value: Decimal) -> str:
    """Without a zero behind the point: 100, 96.7."""
    return f"{value.normalize():f}" if value == value.to_integral_value() else f"{value}"


# ------------------------------------------------------------------ 主要指标


@dataclass(frozen=True, slots=True)
class _Indicator:
    """``of`` answers a count, or a rate; None where there is none to tell."""

    name: str
    of: Callable[[Figures], int | Rate]

    def row(self, now: Figures, before: Figures | None) -> tuple[str, ...]:
        value = self.of(now)
        if before is None:
            return self.name, _shown(value)
        earlier = self.of(before)
        return self.name, _shown(value), _shown(earlier), _moved(value, earlier)


def _shown(value: int | Rate) -> str:
    return value.words if isinstance(value, Rate) else str(value)


def _moved(value: int | Rate, earlier: int | Rate) -> str:
    """+3, -2, 持平; of a rate in points."""
    if isinstance(value, Rate) and isinstance(earlier, Rate):
        now, then = percent(value), percent(earlier)
        if now is None or then is None:
            return NO_RATE
        return f"{_signed(now - then)}个百分点" if now != then else "持平"
    assert isinstance(value, int)
    assert isinstance(earlier, int)
    return _signed(Decimal(value - earlier)) if value != earlier else "持平"


def _signed(value: Decimal) -> str:
    return f"{'+' if value > 0 else '-'}{number_words(abs(value))}"


def _units(reporting: Reporting) -> Callable[[Figures], int]:
    return lambda figures: len(those(unit_reports(figures), reporting))


def _indicators(matter: BulletinMatter) -> Iterator[_Indicator]:
    yield _Indicator("应报责任单位（家）", lambda figures: sum(bool(each.due) for each in unit_reports(figures)))
    for reporting in (Reporting.ON_TIME, Reporting.LATE, Reporting.PARTIAL, Reporting.UNREPORTED):
        word = "尚未报送" if reporting is Reporting.UNREPORTED and matter.running else reporting.value
        yield _Indicator(f"其中：{word}（家）", _units(reporting))
    yield _Indicator("应报改革措施（条）", lambda figures: figures.total.measures)
    yield _Indicator("应报责任分工（条）", lambda figures: figures.total.due)
    yield _Indicator("实报（条）", lambda figures: figures.total.reported)
    yield _Indicator("按时报送（条）", lambda figures: figures.total.on_time)
    yield _Indicator("首次报送合格（条）", lambda figures: figures.total.qualified)
    yield _Indicator("更正后合格（条）", lambda figures: figures.total.qualified_now)
    yield from (_of_rate(name, rate) for name, rate in RATES)
    yield _Indicator("更正后合格率", lambda figures: figures.total.qualification_now)
    yield _Indicator("应填栏目（项）", lambda figures: figures.total.cells)
    yield _Indicator("已填栏目（项）", lambda figures: figures.total.filled)
    yield _Indicator("填报率", lambda figures: figures.total.fullness)


def _of_rate(name: str, rate: Callable[[Tally], Rate]) -> _Indicator:
    return _Indicator(name, lambda figures: rate(figures.total))


def indicators_grid(matter: BulletinMatter) -> Grid:
    """What the whole district comes to, with the month before beside it where there was one."""
    now, before = matter.figures, matter.before
    headings: tuple[str, ...] = ("指标", now.period.label)
    if before is not None:
        headings = (*headings, before.period.label, "增减")
    rows = tuple(each.row(now, before) for each in _indicators(matter))
    return Grid(headings, rows, (2.4, *(1.2 for _ in headings[1:])), frozenset({0}), _note(matter))


def _note(matter: BulletinMatter) -> str:
    """How the figures are defined and by which rules: a reader can count them again."""
    settings = matter.figures.settings
    shares = "、".join(
        f"{name}{number_words(rounded(100 * weight, 1))}" for (name, _), weight in zip(RATES, weights(settings), strict=True)
    )
    deduction = Decimal(str(DEDUCTION.number(settings)))
    less = f"，再减去每条平均扣分的{number_words(deduction)}倍" if deduction else ""
    return (
        f"注：统计截至{full_day(matter.on)}。一条措施由几家单位承担的，按单位分别计为责任分工。覆盖率＝实报÷应报，及时率＝按时报送÷应报，"
        f"合格率＝首次报送合格÷实报，分母为0的记“—”。得分按{shares}的权重折算成百分制{less}。合格规则版本{matter.figures.rules_version}。"
    )


def trend_grid(matter: BulletinMatter) -> Grid:
    """The months that the trend chart shows."""
    rows = tuple(
        (each.period.label, str(each.total.due), str(each.total.reported), *(rate(each.total).words for _, rate in RATES))
        for each in matter.trend
    )
    return Grid(("报告期", "应报", "实报", *(name for name, _ in RATES)), rows, (1.4, 1, 1, 1, 1, 1))


def apart_grid(matter: BulletinMatter) -> Grid:
    rows = []
    for each in matter.apart:
        ruling = each.ruling
        until = full_day(ruling.until) if ruling.until and ruling.kind is RulingKind.EXTEND else NO_RATE
        rows.append((ruling.unit, measures(each.numbers), ruling.kind.label, until, tidy(ruling.reason)))
    return Grid(("责任单位", "措施", "情形", "延至", "原因"), tuple(rows), (1.4, 1.4, 0.9, 1.3, 2.4), frozenset({1, 4}))


def corrections_grid(matter: BulletinMatter) -> Grid:
    rows = tuple(
        (each.unit, each.what, each.before, each.after, measures(each.numbers)) for each in matter.corrections
    )
    return Grid(("范围", "指标", "原通报", "更正后", "涉及措施"), rows, (1.4, 1.4, 1, 1, 1.6), frozenset({4}))


# ------------------------------------------------------------------ 位次


_RANKING = (
    ("位次", 0.7), ("责任单位", 2.2), ("应报", 0.7), ("实报", 0.7), ("覆盖率", 1.0), ("按时报送", 0.8), ("及时率", 1.0),
    ("首次合格", 0.8), ("合格率", 1.0), ("更正后合格", 0.9), ("更正后合格率", 1.0), ("得分", 0.9),
)


def ranking_grid(matter: BulletinMatter) -> Grid:
    """Every unit with numerators and denominators, by rank, and what they add up to."""
    grouped = any(each.standing.group for each in matter.figures.units)
    earlier = any(each.before and each.before.rank is not None for each in matter.figures.units)
    columns = [*_RANKING]
    if earlier:
        columns += [("上月位次", 0.8), ("位次变化", 0.8)]
    if grouped:
        columns += [("分组", 0.9), ("组内位次", 0.8)]
    note = "注：得分相同的位次并列。位次变化为正是上升，为负是下降。" if earlier else "注：得分相同的位次并列。"
    rows = [
        (_rank(each.standing), each.unit, *_counts(each.tally), _score(each.standing), *_more(each, earlier, grouped))
        for each in matter.figures.ranked
    ]
    blank = (NO_RATE,) * (2 * earlier + 2 * grouped)
    rows.append((NO_RATE, "合计", *_counts(matter.figures.total), NO_RATE, *blank))
    return Grid(tuple(name for name, _ in columns), tuple(rows), tuple(share for _, share in columns), note=note)


def _counts(tally: Tally) -> tuple[str, ...]:
    return (
        str(tally.due), str(tally.reported), tally.coverage.words, str(tally.on_time), tally.timeliness.words,
        str(tally.qualified), tally.qualification.words, str(tally.qualified_now), tally.qualification_now.words,
    )


def _more(each: UnitFigures, earlier: bool, grouped: bool) -> Iterator[str]:
    if earlier:
        yield _rank(each.before)
        change = each.rank_change
        yield NO_RATE if change is None else _signed(Decimal(change)) if change else "持平"
    if grouped:
        yield each.standing.group or NO_RATE
        yield NO_RATE if each.standing.group_rank is None else str(each.standing.group_rank)


def _rank(standing: Standing | None) -> str:
    return NO_RATE if standing is None or standing.rank is None else str(standing.rank)


def _score(standing: Standing) -> str:
    return NO_RATE if standing.score is None else str(standing.score)


# ------------------------------------------------------------------ 亮灯


def lamps_grid(matter: BulletinMatter) -> Grid:
    """Red ones first: they are what is read. The last row counts them."""
    lines = sorted(matter.lamps, key=lambda line: _LAMP_ORDER.index(line.status.lamp))
    rows = [_lamp_row(matter, line) for line in lines]
    counts = "、".join(f"{lamp_word(lamp)}{count}条" for lamp in _LAMP_ORDER if (count := matter.lit(lamp)))
    rows.append(("合计", str(len(lines)), "", "", counts or "没有措施"))
    return Grid(("灯", "序号", "责任单位", "改革措施", "说明"), tuple(rows), (0.7, 0.7, 1.7, 3, 3), frozenset({3, 4}))


def lamp_word(lamp: Lamp) -> str:
    return "未亮灯" if lamp is Lamp.GREY else lamp.word


def _lamp_row(matter: BulletinMatter, line: LampLine) -> tuple[str, ...]:
    return (
        lamp_word(line.status.lamp), str(line.key.no), line.key.unit,
        shortened(matter.plan.measure(line.key.no).text, _MEASURE_CHARS), lamp_reason(line),
    )


def lamp_reason(line: LampLine) -> str:
    """As all may read it: without what it asks of the clerk."""
    return tidy(_TO_THE_CLERK.sub("", line.status.reason)) + "。"
