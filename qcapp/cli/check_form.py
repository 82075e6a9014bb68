"""check-form: what is still wrong with a form that a unit has filled in; fill: fill it in. No ledger is needed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from qcapp.cli.answer import Answer
from qcapp.domain.errors import UsageError, WriteFailed
from qcapp.domain.fields import field_named

if TYPE_CHECKING:
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


def fill(service: FillService, args: argparse.Namespace) -> Answer:
    """Write what goes back; waiting as of ``check_form``. Another file is written over only where ``--out`` names it."""
    opened = service.open(args.file)
    texts = opened.texts
    for no, key, value in args.texts:
        row = next((row for row in opened.form.rows if str(row.no) == no.strip()), None)
        if row is None:
            known = "、".join(str(row.no) for row in opened.form.rows)
            raise UsageError(f"这份表里没有第 {no} 条，有的是：{known}，请核对序号。")
        texts[row.key][field_named(key).key] = value
    target = args.out or service.suggested(opened)
    if not args.out and target.exists():
        raise WriteFailed(f"“{target}”已经有了，请用 --out 另写一个文件名，或写明要覆盖它。")
    saved, found = service.save(opened, texts, target, drop_draft=False), service.check(opened, texts)
    data = {
        "file": str(saved.path), "unit": opened.form.unit, "period": str(opened.form.period), "ready": found.ready,
        "summary": found.summary, "differing": list(saved.differing), "notes": list(opened.form.left_out),
    }
    lines = [f"已写到 {saved.path}，请把这一份报{opened.form.office or '营商办'}。"]
    lines += [f"提示：{each}读出来和填的不完全一样，请核对。" for each in saved.differing]
    lines += [f"提示：{sentence}" for sentence in (*opened.form.left_out, saved.unremembered) if sentence]
    return Answer(data, [*lines, found.summary], waiting=bool(saved.differing) or not found.ready)


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
