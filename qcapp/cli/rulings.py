"""Commands about what the clerk decides: ruling, rulings."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from qcapp.cli.answer import Answer, table, typed
from qcapp.domain.errors import UsageError
from qcapp.domain.operations import Operation
from qcapp.domain.rulings import Milestone, Ruling, RulingKind
from qcapp.services import Services


def rule(services: Services, args: argparse.Namespace) -> Answer:
    """One ruling made or lifted."""
    done = _WORDS[args.ruling](services, args)
    lines = [f"{done.summary}。", f"撤销请用 {typed(f'undo {done.id}', args)}。"]
    return Answer({"operation": done.id, "summary": done.summary}, lines)


def _exempt(services: Services, args: argparse.Namespace) -> Operation:
    return services.rulings.exempt(args.period, args.unit, args.no, args.reason, args.until_period)


def _extend(services: Services, args: argparse.Namespace) -> Operation:
    return services.rulings.extend(args.period, args.unit, args.no, args.until, args.reason)


def _lamp(services: Services, args: argparse.Namespace) -> Operation:
    return services.rulings.set_lamp(args.period, args.unit, args.no, args.lamp, args.reason)


def _schedule(services: Services, args: argparse.Namespace) -> Operation:
    """A milestone whose day and percentage stay keeps the day it was reached."""
    before = services.rulings.standing(RulingKind.SCHEDULE, args.period, args.unit, args.no)
    done = {(each.day, each.percent): each.done for each in before.milestones} if before else {}
    written = (_milestone(words) for words in args.milestone)
    milestones = [
        Milestone(each.day, each.what, each.percent, done.get((each.day, each.percent))) for each in written
    ]
    return services.rulings.set_schedule(args.period, args.unit, args.no, milestones)


def _milestone(words: Sequence[str]) -> Milestone:
    day, percent, what = words
    try:
        return Milestone(date.fromisoformat(day), what, int(percent.strip().rstrip("%％")))
    except ValueError:
        raise UsageError(f"节点“{day} {percent}”看不懂，请写成 2021-09-30 60 这样的日期和百分比，后面写要完成什么。") from None


def _reach(services: Services, args: argparse.Namespace) -> Operation:
    if args.undone and args.done:
        raise UsageError("--done 和 --undone 只能写一个，请去掉其中一个再试。")
    done = None if args.undone else args.done or services.look.today()
    return services.rulings.reach(args.period, args.unit, args.no, args.milestone, done)


def _lift(services: Services, args: argparse.Namespace) -> Operation:
    kind = RulingKind(args.kind)
    standing = services.rulings.standing(kind, args.period, args.unit, args.no)
    if standing is None:
        what = "全部措施" if args.no is None else f"第 {args.no} 条"
        raise UsageError(f"{args.unit}{what}没有“{kind.label}”的认定，请用 rulings --period {args.period} 查看有哪些。")
    following = services.rulings.following(standing) if args.following else ()
    return services.rulings.lift(standing, args.reason, following)


_WORDS: dict[str, Callable[[Services, argparse.Namespace], Operation]] = {
    "exempt": _exempt, "extend": _extend, "lamp": _lamp, "schedule": _schedule, "reach": _reach, "lift": _lift,
}


def rulings(services: Services, args: argparse.Namespace) -> Answer:
    unit = services.look.plan(args.period).unit_named(args.unit) if args.unit else None
    found = [each for each in services.rulings.of(args.period) if unit in (None, each.unit)]
    data = {"period": str(args.period), "rulings": [_data(each) for each in found]}
    if not found:
        return Answer(data, [f"{args.period.label}没有免报、延期、人工定灯或时序进度。"])
    lines = table(map(_row, found), ("责任单位", "序号", "认定", "理由", "经手人", "时间"))
    for each in found:
        if each.milestones:
            lines += [f"{each.place}：", *(f"    {_milestone_words(stone)}" for stone in each.milestones)]
    return Answer(data, lines)


def _data(ruling: Ruling) -> dict[str, Any]:
    return {
        "kind": ruling.kind.value, "unit": ruling.unit, "no": ruling.no,
        "period": str(ruling.period) if ruling.period else None, "reason": ruling.reason,
        "until": ruling.until.isoformat() if ruling.until else None,
        "lamp": ruling.lamp.name.lower() if ruling.lamp else None,
        "milestones": [
            {
                "day": each.day.isoformat(), "percent": each.percent, "what": each.what,
                "done": each.done.isoformat() if each.done else None,
            }
            for each in ruling.milestones
        ],
        "at": ruling.at.isoformat() if ruling.at else None, "who": ruling.who,
    }


def _row(ruling: Ruling) -> tuple[str, ...]:
    return (
        ruling.unit, "全部" if ruling.no is None else str(ruling.no), ruling.words, ruling.reason or "—", ruling.who,
        f"{ruling.at:%Y-%m-%d %H:%M}",
    )


def _milestone_words(milestone: Milestone) -> str:
    done = f"（{milestone.done.isoformat()} 完成）" if milestone.done else ""
    return f"{milestone.day.isoformat()}  {milestone.percent:>3}%  {milestone.what}{done}"
