"""Commands that look back: compare, changes."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from qcapp.cli.answer import Answer
from qcapp.domain.errors import ExpectedError
from qcapp.domain.fields import field_for
from qcapp.publish.comparison import ComparedField, Comparison, Movement, chosen, count
from qcapp.publish.past_tables import by_words, comparison_table, from_words
from qcapp.publish.since_issue import Altered, SinceIssue
from qcapp.services import Services

_NOT_ISSUED = "还没有印发过通报，没有可以对照的起点；请先用 bulletin 加 --issue 写出通报并登记印发。"


def compare(services: Services, args: argparse.Namespace) -> Answer:
    found = services.past.compare(args.period, args.other)
    if found.trouble:
        raise ExpectedError(found.trouble)
    rows = _wanted(found, args)
    counts = count(rows)
    shown = rows if args.all else tuple(row for row in rows if row.moved)
    data = {
        "then": str(found.then.period), "now": str(found.now.period),
        "counts": {movement.name.lower(): counts[movement] for movement in Movement},
        "fields": [_field_data(row) for row in shown],
    }
    told = "，".join(f"{movement.value} {counts[movement]}" for movement in Movement if counts[movement]) or "没有可以对照的内容"
    lines = [f"{found.title}：{told}。", *_field_lines(shown)]
    if args.out:
        services.publish.write(comparison_table(found, shown, f"{told}。"), args.out)
        data["out"] = str(args.out)
        lines = [lines[0], f"已写好 {args.out}。"]
    return Answer(data, lines)


def _wanted(found: Comparison, args: argparse.Namespace) -> tuple[ComparedField, ...]:
    plan = found.now.plan
    units = tuple(plan.unit_named(name) for name in args.unit)
    rows = chosen(found, units=units)
    if args.no is not None:
        plan.measure(args.no)
        rows = tuple(row for row in rows if row.key.no == args.no)
    return rows


def _field_data(row: ComparedField) -> dict[str, Any]:
    return {
        "no": row.key.no, "unit": row.key.unit, "field": row.field, "then": row.then, "now": row.now,
        "change": row.movement.name.lower(),
    }


def _field_lines(rows: tuple[ComparedField, ...]) -> Iterator[str]:
    """Under each assignment its fields: what went and what came."""
    at = None
    for row in rows:
        if row.key != at:
            at = row.key
            yield f"第 {at.no} 条 {at.unit}"
        yield f"    {row.heading}（{row.movement.value}）：{_moved(row)}"


def _moved(row: ComparedField) -> str:
    if row.movement in (Movement.SAME, Movement.COPIED, Movement.NEW, Movement.LISTED):
        return row.now or "（空）"
    return f"{row.then or '（空）'} → {row.now or '（空）'}"


def changes(services: Services, args: argparse.Namespace) -> Answer:
    if not services.past.bulletins():
        raise ExpectedError(_NOT_ISSUED)
    found = services.past.since_last(args.period)
    data = {
        "bulletin": {
            "period": str(found.bulletin.period), "issued": found.bulletin.issued.isoformat(),
            "operation": found.bulletin.operation,
        },
        "fields": [_altered_data(each) for each in found.altered],
        "returned": [
            {"unit": each.unit, "period": str(each.period), "file": each.name, "received": each.received.isoformat()}
            for each in found.returned
        ],
        "rulings": [{"operation": each.id, "at": each.at.isoformat(), "summary": each.summary} for each in found.ruled],
        "attachments": [
            {"no": each.no, "unit": each.unit, "period": str(each.period), "name": each.name} for each in found.attached
        ],
    }
    lines = list(_since_lines(found))
    if args.out:
        services.publish.write(services.past.table_since(found), args.out)
        data["out"] = str(args.out)
        lines = [lines[0], f"已写好 {args.out}。"]
    return Answer(data, lines)


def _altered_data(each: Altered) -> dict[str, Any]:
    key, last = each.key, each.last
    return {
        "no": key.no, "unit": key.unit, "period": str(key.period), "field": key.field, "before": each.before,
        "after": each.after, "at": last.operation.at.isoformat(), "who": last.operation.who,
        "operation": last.operation.id, "file": last.source.file,
    }


def _since_lines(found: SinceIssue) -> Iterator[str]:
    if found.empty:
        yield f"{found.title}：没有变化。"
        return
    yield (
        f"{found.title}：内容 {len(found.altered)} 处，来表 {len(found.returned)} 份，认定 {len(found.ruled)} 次，"
        f"佐证材料 {len(found.attached)} 份。"
    )
    for each in found.altered:
        key = each.key
        yield (
            f"    {key.period.label} 第 {key.no} 条 {key.unit} {field_for(key.field).heading}："
            f"{each.before or '（空）'} → {each.after or '（空）'}（{by_words(each.last)}，{from_words(each.last)}）"
        )
    for record in found.returned:
        yield f"    来表《{record.name}》 {record.unit} {record.period.label}，{record.received.isoformat()} 收到"
    for operation in found.ruled:
        yield f"    {operation.summary}"
    for attachment in found.attached:
        where = f"第 {attachment.no} 条" if attachment.no is not None else "整份来表"
        yield f"    佐证材料“{attachment.name}” {attachment.unit} {attachment.period.label}{where}"

