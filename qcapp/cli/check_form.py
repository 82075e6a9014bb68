"""check-form: what is still wrong with a form that a unit has filled in. No ledger is needed."""

from __future__ import annotations

import argparse
from typing import Any

from qcapp.cli.answer import Answer
from qcapp.services.fill import FillService
from qcapp.services.fill_checks import CheckedRow


def check_form(service: FillService, args: argparse.Namespace) -> Answer:
    """Waiting (exit status 1) while something is to be filled in or is not 合格; hints alone do not count."""
    opened = service.open(args.file)
    form, found = opened.form, service.check(opened, opened.texts)
    data = {
        "file": str(args.file), "unit": form.unit, "period": str(form.period), "form_id": form.form_id,
        "due": form.due.isoformat() if form.due else None, "correction": form.correction, "ready": found.ready,
        "summary": found.summary, "rows": [_row_data(row) for row in found.rows], "notes": list(form.left_out),
    }
    due = f"，请于 {form.due.year}年{form.due.month}月{form.due.day}日前报{form.office}" if form.due else ""
    what = "退回说明" if form.correction else "下发表"
    lines = [f"{form.unit} {form.period.label}{what}，表号 {form.form_id}，{len(form.rows)} 条措施{due}。"]
    lines += [line for row in found.rows for line in _row_lines(row)]
    lines += [f"提示：{sentence}" for sentence in form.left_out]
    return Answer(data, [*lines, found.summary], waiting=not found.ready)


def _row_data(row: CheckedRow) -> dict[str, Any]:
    return {
        "no": row.row.no, "state": row.state.value, "reasons": row.row.reasons,
        "remarks": [
            {"field": each.field, "grade": each.grade.name.lower(), "message": each.sentence} for each in row.remarks
        ],
    }


def _row_lines(row: CheckedRow) -> list[str]:
    told = [f"    {each.grade.value}：{each.sentence}" for each in row.remarks]
    told += [f"    提示：{sentence}" for sentence in row.row.remarks]
    return [f"{row.row.label} {row.state.value}", *told]
