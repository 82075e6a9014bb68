"""The tables of a 通报's annexes: figures of the district, ranking, lamps. Every figure of its prose stands in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from qcapp.domain.lamps import Lamp
from qcapp.domain.rulings import RulingKind
from qcapp.domain.settings import DEDUCTION
from qcapp.forms.paper import Grid
from qcapp.publish.bulletin_matter import BulletinMatter, LampLine
from qcapp.publish.phrases import full_day, measures_listed, task_name, tidy
from qcapp.publish.unit_reports import Reporting, those, unit_reports
from qcapp.stats.corrections import Correction
from qcapp.stats.figures import NO_RATE, Figures, Rate, Standing, Tally, UnitFigures, rounded
from qcapp.stats.ranking import weights

_CORRECTED = {"及时": "按时报送", "合格": "首次报送合格", "已填格数": "已填栏目", "应填格数": "应填栏目"}
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
    """增加3, 减少2, 持平; of a rate in points."""
    if isinstance(value, Rate) and isinstance(earlier, Rate):
        now, then = percent(value), percent(earlier)
        if now is None or then is None:
            return NO_RATE
        return f"{'提高' if now > then else '下降'}{number_words(abs(now - then))}个百分点" if now != then else "持平"
    assert isinstance(value, int)
    assert isinstance(earlier, int)
    return f"{'增加' if value > earlier else '减少'}{abs(value - earlier)}" if value != earlier else "持平"


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
    rows = tuple(each.row(now, before) for each in _indicators(matter))
    if before is None:
        return Grid(("指标", "本月"), rows, (2, 1), frozenset({0}), _note(matter))
    return Grid(("指标", "本月", "上月", "增减"), rows, (1.8, 1, 1, 1.5), frozenset({0}), _note(matter))


def _note(matter: BulletinMatter) -> str:
    """How the month was counted, and, where no ranking follows, by which definitions."""
    counted = f"注：统计截至{full_day(matter.on)}；一条措施由几家单位承担的，按单位分别计为责任分工。"
    return counted if is_ranked(matter) else counted + definitions(matter)


def definitions(matter: BulletinMatter) -> str:
    """What the rates are, how a score is made of them, by which rules: a reader can count them again."""
    settings = matter.figures.settings
    shares = "、".join(
        f"{name}{number_words(rounded(100 * share, 1))}" for (name, _), share in zip(RATES, weights(settings), strict=True)
    )
    deduction = Decimal(str(DEDUCTION.number(settings)))
    less = f"，再减去每条平均扣分的{number_words(deduction)}倍" if deduction else ""
    score = f"得分按{shares}的权重折算成百分制{less}。" if is_ranked(matter) else ""
    return (
        "覆盖率＝实报÷应报，及时率＝按时报送÷应报，合格率＝首次报送合格÷实报，分母为0的记“—”。"
        f"{score}合格规则版本{matter.figures.rules_version}。"
    )


def is_ranked(matter: BulletinMatter) -> bool:
    """One unit alone has no place, and nobody has where nothing came."""
    placed = sum(each.standing.rank is not None for each in matter.figures.units)
    return placed > 1 and bool(matter.figures.total.reported)


def tasks_grid(matter: BulletinMatter) -> Grid:
    """What of each task was due and reported, and what that adds up to."""
    found = [(task_name(task.heading), task.tally) for task in matter.figures.tasks if task.tally.due]
    rows = [(name, *_progress(tally)) for name, tally in (*found, ("合计", matter.figures.total))]
    headings = ("重点任务", "应报", "实报", *(name for name, _ in RATES))
    return Grid(headings, tuple(rows), (3.4, 0.8, 0.8, 1, 1, 1), frozenset({0}))


def _progress(tally: Tally) -> tuple[str, ...]:
    return str(tally.due), str(tally.reported), *(rate(tally).words for _, rate in RATES)


def trend_grid(matter: BulletinMatter) -> Grid:
    """The months that the trend chart shows."""
    rows = tuple((each.period.label, *_progress(each.total)) for each in matter.trend)
    return Grid(("报告期", "应报", "实报", *(name for name, _ in RATES)), rows, (1.4, 1, 1, 1, 1, 1))


def apart_words(matter: BulletinMatter) -> str:
    """What the table of what was granted is about."""
    kinds = {each.ruling.kind for each in matter.apart}
    return f"{'和'.join(kind.label for kind in (RulingKind.EXTEND, RulingKind.EXEMPT) if kind in kinds)}情况"


def apart_grid(matter: BulletinMatter) -> Grid:
    rows = []
    for each in matter.apart:
        ruling = each.ruling
        until = full_day(ruling.until) if ruling.until and ruling.kind is RulingKind.EXTEND else NO_RATE
        rows.append((ruling.unit, measures_listed(each.numbers), ruling.kind.label, until, tidy(ruling.why)))
    return Grid(("责任单位", "措施", "情形", "延至", "原因"), tuple(rows), (1.4, 1.5, 0.9, 1.4, 2.2), frozenset({1, 4}))


def corrections_grid(matter: BulletinMatter) -> Grid:
    rows = tuple(
        (each.unit, correction_words(each), *corrected(each), measures_listed(each.numbers)) for each in matter.corrections
    )
    return Grid(("范围", "指标", "原通报", "更正后", "涉及措施"), rows, (1.4, 1.4, 1, 1, 1.6), frozenset({4}))


def correction_words(each: Correction) -> str:
    """What it is of, by the paper's word for it."""
    return _CORRECTED.get(each.what, each.what)


def corrected(each: Correction) -> tuple[str, str]:
    """Before and after; measures as a paper names them."""
    if not each.swapped:
        return each.before, each.after
    return each.before.replace(" ", ""), each.after.replace(" ", "")


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
    note = f"注：{definitions(matter)}得分相同的位次并列。"
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
        yield NO_RATE if change is None else f"{'升' if change > 0 else '降'}{abs(change)}" if change else "持平"
    if grouped:
        yield each.standing.group or NO_RATE
        yield NO_RATE if each.standing.group_place is None else str(each.standing.group_place)


def _rank(standing: Standing | None) -> str:
    return NO_RATE if standing is None or standing.place is None else str(standing.place)


def _score(standing: Standing) -> str:
    return NO_RATE if standing.score is None else str(standing.score)


# ------------------------------------------------------------------ 亮灯


def lamps_grid(matter: BulletinMatter) -> Grid:
    """Red ones first: they are what is read. A unit's measures that show the same for the same reason share a row; the last
    row counts them."""
    alike: dict[tuple[Lamp, str, str], list[int]] = {}
    for line in matter.lamps:
        alike.setdefault((line.status.lamp, line.key.unit, lamp_reason(line)), []).append(line.key.no)
    place = matter.plan.unit_order
    ordered = sorted(alike.items(), key=lambda each: (_LAMP_ORDER.index(each[0][0]), place[each[0][1]]))
    rows = [
        (lamp_word(lamp), unit, measures_listed(numbers), str(len(numbers)), reason) for (lamp, unit, reason), numbers in ordered
    ]
    counts = "、".join(f"{lamp_word(lamp)}{count}条" for lamp in _LAMP_ORDER if (count := matter.lit(lamp)))
    rows.append(("合计", "", "", str(len(matter.lamps)), f"{counts}。"))
    return Grid(("灯", "责任单位", "措施", "条数", "说明"), tuple(rows), (0.6, 1.5, 2.9, 0.6, 4.1), frozenset({2, 4}))


def lamp_word(lamp: Lamp) -> str:
    return "未亮灯" if lamp is Lamp.GREY else lamp.word


def lamp_reason(line: LampLine) -> str:
    return tidy(line.status.paper) + "。"
