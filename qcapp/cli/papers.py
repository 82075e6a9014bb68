"""Commands that write papers: bulletin, reminder."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qcapp.cli.answer import Answer, table, typed
from qcapp.forms.safe_write import put_back_on_failure, replace_file
from qcapp.publish.late_units import LateUnit, UnreadUnit, unread_words
from qcapp.services import Services
from qcapp.services.remind import ReminderResult
from qcapp.stats.figures import Tally


def bulletin(services: Services, args: argparse.Namespace) -> Answer:
    """Write the 通报; with ``--issue`` keep it as issued. Remarks tell what is not settled."""
    draft = services.bulletin.draft(args.period, args.on, args.date)
    earlier = args.out.read_bytes() if args.out.is_file() else None
    with put_back_on_failure(args.out):
        path = services.bulletin.write(draft, args.out)
        kept = _kept_beside(path, earlier)
        operation = services.bulletin.issue(draft, path) if args.issue else None
    data = {
        "period": str(args.period), "title": draft.title, "on": draft.figures.on.isoformat(),
        "date": draft.paper.day.isoformat() if draft.paper.day else None, "file": str(path),
        "earlier": str(kept) if kept else None, "operation": operation.id if operation else None,
        "corrects": draft.corrects, "total": _total(draft.figures.total),
        "annexes": [annex.title for annex in draft.paper.annexes], "remarks": list(draft.remarks),
    }
    lines = [f"《{draft.title}》已写到 {path}。"]
    if kept:
        lines.append(f"原来的那份和新写的不一样，另存成了 {kept}。")
    if operation:
        lines.append(f"已登记印发，数据已封存；收回请用 {typed(f'undo {operation.id}', args)}。")
    lines += [f"    提示：{remark}" for remark in draft.remarks]
    return Answer(data, lines)


def _kept_beside(path: Path, earlier: bytes | None) -> Path | None:
    """The file that stood there before, which may have been edited since it was written: kept under a name beside it."""
    if earlier is None or earlier == path.read_bytes():
        return None
    beside = path.with_name(f"{path.stem}（上一稿）{path.suffix}")

    def put(drawn: Path) -> None:
        drawn.write_bytes(earlier)

    replace_file(beside, put)
    return beside


def _total(tally: Tally) -> Mapping[str, Any]:
    return {"due": tally.due, "reported": tally.reported, "on_time": tally.on_time, "qualified": tally.qualified}


def reminder(services: Services, args: argparse.Namespace) -> Answer:
    result = services.remind.write(
        args.period, args.out, on=args.on, units=args.unit, early=args.early, day=args.date
    )
    data = {
        "operation": result.operation.id if result.operation else None,
        "units": [_unit_data(late) for late in result.units],
        "files": [str(path) for path in result.files],
        "call_list": str(result.call_list) if result.call_list else None,
        "unread": [_unread_data(each) for each in result.unread],
    }
    return Answer(data, _lines(services, args, result), waiting=bool(result.trouble or result.unread))


def _unit_data(late: LateUnit) -> dict[str, Any]:
    return {
        "unit": late.unit, "missing": list(late.numbers), "due": late.first_due.isoformat(), "days": late.days,
        "blank": late.blank.isoformat() if late.blank else None,
        "contacts": [{"role": each.role.value, "name": each.name, "phone": each.phone} for each in late.contacts],
    }


def _unread_data(each: UnreadUnit) -> dict[str, Any]:
    return {
        "unit": each.unit, "missing": list(each.numbers), "received": each.received.isoformat(), "files": list(each.files),
    }


def _lines(services: Services, args: argparse.Namespace, result: ReminderResult) -> list[str]:
    unread = unread_words(result.unread)
    if not result.units:
        return [unread or _nobody(services, args)]
    what = "报送提醒" if args.early else "催报通知"
    lines = [f"已生成 {len(result.files)} 家单位的{what}，放在 {args.out}；电话单是 {result.call_list or '没有写成'}。"]
    lines += table(map(_row, result.units), ("责任单位", "未报", "还有" if args.early else "逾期", "责任人、联系人"))
    lines += [result.trouble] if result.trouble else []
    return [*lines, f"    提示：{unread}"] if unread else lines


def _row(late: LateUnit) -> tuple[str, ...]:
    people = "；".join(f"{each.name} {each.phone}".strip() for each in late.contacts)
    blank = f"（{late.blank.month}月{late.blank.day}日交了空表）" if late.blank else ""
    return late.unit, f"{len(late.missing)} 条{blank}", f"{late.days} 天", people


def _nobody(services: Services, args: argparse.Namespace) -> str:
    """Why nobody is chased: all have reported, or nobody can be late yet."""
    named = "所选" if args.unit else ""
    if args.early:
        return f"{args.period.label}没有还在期限内、尚未报送的{named}单位，不用提醒。"
    plan = services.look.plan(args.period)
    units = {plan.unit_named(name) for name in args.unit} or {unit.name for unit in plan.units}
    pending = [each for each in services.remind.late(args.period, args.on, early=True) if each.unit in units]
    unread = [each for each in services.remind.unread(args.period, args.on, early=True) if each.unit in units]
    if pending or unread:
        waiting = f"有 {len(pending)} 家还没有报送，要提醒请加 --early。" if pending else unread_words(unread)
        return f"{args.period.label}还没有逾期未报的{named}单位；{waiting}"
    return f"{args.period.label}{named or '各'}单位应报的都已报送，不用催报。"
