"""The command that tells the figures of a month, a span or a year."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from qcapp.cli.answer import Answer, table
from qcapp.cli.figure_lines import figure_lines
from qcapp.domain.errors import LedgerError, UsageError
from qcapp.domain.period import Period
from qcapp.services import Services
from qcapp.services.placing import write_together
from qcapp.services.stats import Assessment, Issued, workbook
from qcapp.stats.corrections import Correction
from qcapp.stats.figures import EntryFact, Fault, Figures, Rate, Standing, Tally, UnitFigures, rounded

_RECOUNTED = "统计的是过去的一天：免报、延期的认定和各项设置（权重、规则、截止日）按现在的。"
_NO_STANDING = Standing(None, None)


def stats(services: Services, args: argparse.Namespace) -> Answer:
    first, last = _asked(args)
    figures = services.stats.span(first, last, args.on)
    issued, trouble = _issued(services, figures) if first == last else (None, "")
    compared = issued is not None and figures.on >= issued.figures.on
    changed = services.stats.corrections(first, figures) if compared else ()
    data = _data(figures, first, last) | {
        "issued": _issued_data(issued) if issued else _unread_data(services, first, trouble) if trouble else None,
        "corrections": [_correction_data(each) for each in changed] if compared or (issued is None and not trouble) else None,
        "file": args.out, "assessment": args.assessment, "trouble": trouble or None,
    }
    board = _write(services, args, figures)
    if board:
        data |= _assessment_data(board)
    if args.rows:
        data["rows"] = [_row_data(fact) for fact in figures.facts]
    lines = figure_lines(figures, by_task=args.by == "task", rows=args.rows)
    if args.on and args.on < services.look.today():
        lines.insert(1, _RECOUNTED)
    lines += _issued_lines(issued, changed) if compared else []
    lines += [f"统计表已写到 {args.out}。"] if args.out else []
    lines += [_assessment_line(args.assessment, board)] if board else []
    return Answer(data, [*lines, trouble] if trouble else lines, waiting=bool(trouble))


def _write(services: Services, args: argparse.Namespace, figures: Figures) -> Assessment | None:
    """The workbooks that were asked for, all or none; answers what the 绩效考核 goes by."""
    boards: list[Assessment] = []
    drawn: list[tuple[Path, Callable[[Path], object]]] = []
    if args.out:
        drawn.append((workbook(args.out), partial(services.stats.export, figures)))
    if args.assessment:
        first, last = _asked(args)
        drawn.append((workbook(args.assessment), lambda path: boards.append(services.stats.assess(first, last, path, args.on))))
    write_together(drawn)
    return boards[0] if boards else None


def _asked(args: argparse.Namespace) -> tuple[Period, Period]:
    """The first and the last month."""
    if args.year is not None:
        if args.to is not None:
            raise UsageError("--to 要和 --period 一起用，全年的统计只写 --year。")
        return Period(args.year, 1), Period(args.year, 12)
    return args.period, args.to or args.period


# ---------------------------------------------------------------- the document


def _data(figures: Figures, first: Period, last: Period) -> dict[str, Any]:
    return {
        "period": str(first), "to": str(last), "months": [str(month) for month in figures.months],
        "on": figures.on.isoformat(), "rules_version": figures.rules_version,
        "rulings": "now",  # and settings: a past day is told by what had come by then, judged as of today
        "units": [_unit_data(unit) for unit in figures.units],
        "tasks": [
            {"order": task.order, "task": task.heading} | _tally_data(task.tally, _NO_STANDING) for task in figures.tasks
        ],
        "total": {"unit": None} | _tally_data(figures.total, _NO_STANDING),
        "exempt": [_apart_data(fact) for fact in figures.facts if not fact.due],
        "extended": [_apart_data(fact) for fact in figures.facts if fact.due and fact.apart],
    }


def _unit_data(unit: UnitFigures) -> dict[str, Any]:
    return {"unit": unit.unit} | _tally_data(unit.tally, unit.standing) | {
        "rank_change": unit.rank_change, "score_change": _number(unit.score_change),
    }


def _tally_data(tally: Tally, standing: Standing) -> dict[str, Any]:
    """The contract's keys first; a district and a task have no place."""
    return {
        "due": tally.due, "reported": tally.reported, "on_time": tally.on_time, "qualified": tally.qualified,
        "coverage": _share(tally.coverage), "timeliness": _share(tally.timeliness),
        "qualification": _share(tally.qualification),
        "score": _number(standing.score), "rank": standing.rank,
        "qualified_now": tally.qualified_now, "qualification_now": _share(tally.qualification_now),
        "filled": tally.filled, "cells": tally.cells, "fullness": _share(tally.fullness),
        "measures": tally.measures, "measures_reported": tally.measures_reported,
        "deducted": float(tally.deducted), "group": standing.group or None, "group_rank": standing.group_rank,
    }


def _share(rate: Rate) -> float | None:
    return None if rate.value is None else float(rounded(rate.value, 3))


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _apart_data(fact: EntryFact) -> dict[str, Any]:
    return {
        "no": fact.no, "unit": fact.unit, "period": str(fact.period), "due_day": fact.due_day.isoformat(),
        "reason": fact.apart,
    }


def _row_data(fact: EntryFact) -> dict[str, Any]:
    return {
        "no": fact.no, "unit": fact.unit, "period": str(fact.period), "task": fact.task, "due": fact.due,
        "reported": fact.reported, "received": fact.received.isoformat() if fact.received else None,
        "due_day": fact.due_day.isoformat(), "on_time": fact.on_time, "qualified": fact.qualified,
        "qualified_now": fact.qualified_now, "filled": fact.filled, "cells": fact.cells,
        "reasons": _faults_data(fact.first), "reasons_now": _faults_data(fact.now), "apart": fact.apart or None,
    }


def _faults_data(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    return [
        {"rule": fault.rule, "hard": fault.hard, "weight": fault.weight, "reason": fault.sentence} for fault in faults
    ]


# ---------------------------------------------------------------- what was issued


def _issued(services: Services, figures: Figures) -> tuple[Issued | None, str]:
    """The 通报, and a sentence where what it froze can't be read: the figures are told all the same."""
    try:
        return services.stats.issued(figures.period), ""
    except LedgerError as error:
        return None, f"{figures.period.label}通报{error}"


def _issued_data(issued: Issued) -> dict[str, Any]:
    frozen = issued.figures
    return {
        "issued": issued.bulletin.issued.isoformat(), "title": issued.bulletin.title, "readable": True,
        "on": frozen.on.isoformat(), "rules_version": frozen.rules_version,
        "units": [_unit_data(unit) for unit in frozen.units],
        "total": {"unit": None} | _tally_data(frozen.total, _NO_STANDING),
    }


def _unread_data(services: Services, period: Period, trouble: str) -> dict[str, Any] | None:
    """Of a 通报 whose figures can't be read what is known all the same."""
    for newest in reversed(services.bulletin.issued(period)):
        return {"issued": newest.issued.isoformat(), "title": newest.title, "readable": False, "sentence": trouble}
    return None


def _assessment_data(board: Assessment) -> dict[str, Any]:
    return {
        "assessment_issued": [
            {"period": str(month), "issued": bulletin.issued.isoformat(), "title": bulletin.title}
            for month, bulletin in board.issued.items()
        ],
        "assessment_unread": list(map(str, board.unread)),
        "assessment_corrections": [{"period": str(month)} | _correction_data(each) for month, each in board.corrections],
    }


def _assessment_line(target: Path, board: Assessment) -> str:
    written = f"绩效考核表已写到 {target}"
    if board.unread:
        months = "、".join(month.label for month in board.unread)
        written += f"，{months}的通报印发时存下的数据读不出来，按台账现有数据计算，请用 check 核对"
    if not board.issued:
        return f"{written}。" if board.unread else f"{written}，各月都没有印发过通报，按台账现有数据计算。"
    months = "、".join(month.label for month in board.issued)
    since = f"印发后有 {len(board.corrections)} 处变动没有计入，列在“更正”表" if board.corrections else "印发后没有变动"
    return f"{written}，{months}按印发的通报计算，{since}。"


def _correction_data(each: Correction) -> dict[str, Any]:
    return {
        "unit": each.unit, "what": each.what, "before": each.before, "after": each.after,
        "measures": list(each.numbers), "words": each.words,
    }


def _issued_lines(issued: Issued | None, changed: Sequence[Correction]) -> list[str]:
    if issued is None:
        return []
    bulletin, frozen = issued.bulletin, issued.figures
    told = f"《{bulletin.title}》已于 {bulletin.issued.isoformat()} 印发，数据截至 {frozen.on.isoformat()}"
    if not changed:
        return ["", f"{told}，此后没有变动。"]
    rows = [(each.unit, each.what, each.before, each.after, _measures(each)) for each in changed]
    return ["", f"{told}；此后有 {len(changed)} 处变动：", *table(rows, ("责任单位", "项目", "印发时", "现在", "措施"))]


def _measures(each: Correction) -> str:
    return f"第 {'、'.join(map(str, each.numbers))} 条" if each.numbers else ""
