"""The command that sends failing rows back to their units."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from qcapp.cli.answer import Answer
from qcapp.services import Services
from qcapp.services.correct import CorrectionResult


def correct(services: Services, args: argparse.Namespace) -> Answer:
    result = services.correct.write(args.period, args.out, units=args.unit, formats=args.format, due=args.due)
    data = {
        "operation": result.operation.id if result.operation else None,
        "due": result.due.isoformat(),
        "forms": [
            {
                "unit": form.unit, "form_id": form.form_id,
                "rows": [{"no": row.no, "reasons": list(row.reasons)} for row in result.rows[form.unit]],
            }
            for form in result.forms
        ],
        "files": [str(path) for path in result.files],
    }
    return Answer(data, _lines(services, args, result), waiting=bool(result.trouble))


def _lines(services: Services, args: argparse.Namespace, result: CorrectionResult) -> Sequence[str]:
    if not result.forms:
        return [_nothing(services, args)]
    lines = [
        f"已生成 {len(result.forms)} 家单位共 {len(result.files)} 份退回说明，放在 {args.out}，"
        f"请单位于 {result.due.isoformat()} 前重报。"
    ]
    for unit, rows in result.rows.items():
        lines += [f"{unit} 第 {row.no} 条：{''.join(row.reasons)}" for row in rows]
    return [*lines, result.trouble] if result.trouble else lines


def _nothing(services: Services, args: argparse.Namespace) -> str:
    """Why no slip was written: nobody has returned yet, or nothing fails."""
    status = services.look.status(args.period)
    plan = services.look.plan(args.period)
    named = {plan.unit_named(name) for name in args.unit}
    if any(unit.returned for unit in status.units if not named or unit.unit in named):
        return f"{args.period.label}已报送的内容没有不合格的，不用退回。"
    return f"{args.period.label}还没有收到{'所选单位的' if named else ''}回收表，没有可以退回的，请先用 merge 收表。"
