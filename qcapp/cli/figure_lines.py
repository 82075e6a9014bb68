"""Figures as lines for a console: a table by unit or by task, each rate with its fraction, and the facts behind."""

from __future__ import annotations

from qcapp.cli.answer import table
from qcapp.stats.figures import NO_RATE, EntryFact, Figures, Rate, Tally, UnitFigures

_RATES = ("覆盖率", "及时率", "合格率", "更正后")


def figure_lines(figures: Figures, by_task: bool, rows: bool) -> list[str]:
    lines = [f"{figures.label}，截至 {figures.on.isoformat()}，规则版本 {figures.rules_version}。", _total_line(figures.total)]
    lines += ["", *(_by_task(figures) if by_task else _by_unit(figures)), *_apart(figures)]
    return [*lines, "", *_rows(figures)] if rows else lines


def _total_line(total: Tally) -> str:
    return (
        f"应报 {total.due} 条（{total.measures} 条措施），实报 {total.reported} 条，已填 {total.filled}/{total.cells} 格；"
        f"覆盖率 {_rate(total.coverage)}，及时率 {_rate(total.timeliness)}，合格率 {_rate(total.qualification)}，"
        f"更正后合格率 {_rate(total.qualification_now)}。"
    )


def _rate(rate: Rate) -> str:
    """88.9% (8/9), or — (0/0)."""
    return f"{rate.words} ({rate.numerator}/{rate.denominator})"


def _rates(tally: Tally) -> tuple[str, ...]:
    return (
        str(tally.due), str(tally.reported),
        *map(_rate, (tally.coverage, tally.timeliness, tally.qualification, tally.qualification_now)),
    )


def _by_unit(figures: Figures) -> list[str]:
    grouped = any(unit.standing.group for unit in figures.units)
    moved = any(unit.before for unit in figures.units)
    headings = (
        "位次", "责任单位", "应报", "实报", *_RATES, "得分", *(("较上月",) if moved else ()),
        *(("分组", "组内位次") if grouped else ()),
    )
    rows = [
        (
            _shown(unit.standing.place), unit.unit, *_rates(unit.tally), _shown(unit.standing.score),
            *((_change(unit),) if moved else ()),
            *((unit.standing.group or NO_RATE, _shown(unit.standing.group_place)) if grouped else ()),
        )
        for unit in figures.ranked
    ]
    rows.append(("", "合计", *_rates(figures.total), *("" for _ in headings[8:])))
    return table(rows, headings)


def _by_task(figures: Figures) -> list[str]:
    rows = [(task.heading, *_rates(task.tally)) for task in figures.tasks]
    return table([*rows, ("合计", *_rates(figures.total))], ("重点任务", "应报", "实报", *_RATES))


def _change(unit: UnitFigures) -> str:
    """升 2 位, 降 1 位, 持平."""
    change = unit.rank_change
    if change is None:
        return NO_RATE
    return f"{'升' if change > 0 else '降'} {abs(change)} 位" if change else "持平"


def _shown(value: object) -> str:
    return NO_RATE if value is None else str(value)


def _apart(figures: Figures) -> list[str]:
    """What doesn't count, and what was extended, with the reason."""
    found = []
    for heading, facts in (
        ("不计入应报：", [fact for fact in figures.facts if not fact.due]),
        ("准予延期：", [fact for fact in figures.facts if fact.due and fact.apart]),
    ):
        if facts:
            found += ["", heading, *(f"    {_whose(fact, figures)}：{fact.apart}" for fact in facts)]
    return found


def _whose(fact: EntryFact, figures: Figures) -> str:
    month = "" if len(figures.months) == 1 else f"{fact.period.label} "
    return f"{month}第 {fact.no} 条 {fact.unit}"


def _rows(figures: Figures) -> list[str]:
    several = len(figures.months) > 1
    rows = [
        (
            *((str(fact.period),) if several else ()), str(fact.no), fact.unit,
            fact.received.isoformat() if fact.received else NO_RATE, fact.due_day.isoformat(),
            _state(fact), f"{fact.filled}/{fact.cells}", _reasons(fact),
        )
        for fact in figures.facts
    ]
    headings = (*(("报告期",) if several else ()), "序号", "责任单位", "收到", "截止", "情况", "填写", "原因")
    return table(rows, headings)


def _state(fact: EntryFact) -> str:
    if not fact.due:
        return "不计"
    if not fact.reported:
        return "未报"
    time = "按时" if fact.on_time else "迟报"
    if fact.qualified:
        return f"{time}、合格"
    return f"{time}、更正后合格" if fact.qualified_now else f"{time}、不合格"


def _reasons(fact: EntryFact) -> str:
    told = [fault.sentence if fault.hard else f"建议：{fault.sentence}" for fault in fact.first]
    return "".join((*((fact.apart,) if fact.apart else ()), *told))
