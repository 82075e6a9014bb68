"""Commands that only look: status, show, history, search, operations."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qcapp.cli.answer import Answer, table
from qcapp.domain.errors import UsageError
from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS, field_for
from qcapp.domain.ledger import Entry, Snapshot, Source
from qcapp.domain.operation_words import kind_words, state_words
from qcapp.domain.operations import Change, Operation, OperationFilter
from qcapp.domain.period import Period
from qcapp.domain.place import Place
from qcapp.domain.status import entry_status
from qcapp.merge.origin import origin_parts
from qcapp.services import Services
from qcapp.services.returning import UnitStatus
from qcapp.services.search_found import Group, GroupKind, Hit, Scope, place_words

_SNIPPET = 46


def status(services: Services, args: argparse.Namespace) -> Answer:
    found = services.look.status(args.period, args.on)
    units = [
        {
            "unit": unit.unit, "dispatched": unit.dispatched, "returned": _iso(unit.returned),
            "late": unit.late, "held": unit.held, "blank": unit.blank,
        }
        for unit in found.units
    ]
    rows = [_unit_row(unit) for unit in found.units]
    returned = sum(unit.returned is not None for unit in found.units)
    blank = sum(unit.blank for unit in found.units)
    told = f"，其中 {blank} 家交的是空表" if blank else ""
    lines = [f"{found.period.label}，截止 {found.due.isoformat()}，已回收 {returned} / {len(units)} 家{told}。"]
    lines += table(rows, ("责任单位", "下发", "回收", "逾期", "待处理"))
    return Answer({"period": str(found.period), "due": found.due.isoformat(), "units": units}, lines)


def _unit_row(unit: UnitStatus) -> tuple[str, ...]:
    apart = " 空表" if unit.blank else " 待录入" if unit.unread else ""
    return (
        unit.unit,
        "已下发" if unit.dispatched else "—",
        f"{_iso(unit.returned)}{apart}" if unit.returned else ("免报" if unit.exempt else "未回收"),
        "逾期" if unit.late else f"延期到 {unit.extended.isoformat()}" if unit.extended else "",
        f"冲突 {unit.held}" if unit.held else "",
    )


def show(services: Services, args: argparse.Namespace) -> Answer:
    period = args.period or services.look.newest_period()
    snapshot = services.look.snapshot(period)
    measure = snapshot.plan.measure(args.no)
    task = snapshot.plan.task_of(args.no).heading
    entries = snapshot.entries_of(args.no)
    data = {
        "no": measure.no, "task": task, "text": measure.text,
        "entries": [_entry_data(entry, snapshot, services) for entry in entries],
    }
    lines = [f"{measure.printed}", f"重点任务：{task}", f"报告期：{period.label}"]
    for entry in entries:
        lines += _entry_lines(entry, snapshot, services)
    return Answer(data, lines)


def _entry_data(entry: Entry, snapshot: Snapshot, services: Services) -> dict[str, Any]:
    source = entry_source(entry)
    contacts = entry.contacts(snapshot.plan.measure(entry.key.no).contacts)
    return {
        "unit": entry.key.unit, "period": str(entry.period),
        "progress": entry.text(PROGRESS.key), "problems": entry.text(PROBLEMS.key), "deadline": entry.text(DEADLINE.key),
        "contacts": [{"role": c.role.value, "name": c.name, "phone": c.phone} for c in contacts],
        "status": entry_status(entry, snapshot, services.look.today()).state.value,
        "source": {"file": source.file, "received": _iso(source.received)},
        "attachments": [each.name for each in snapshot.attachments if (each.no, each.unit) == (entry.key.no, entry.key.unit)],
    }


def entry_source(entry: Entry) -> Source:
    """Where the entry's progress came from; else the newest of its other values of that month."""
    if PROGRESS.key in entry.values:
        return entry.values[PROGRESS.key].source
    own = [value for value in entry.values.values() if value.period == entry.period]
    return max(own, key=lambda value: value.at).source if own else Source(None, None)


def _entry_lines(entry: Entry, snapshot: Snapshot, services: Services) -> list[str]:
    data = _entry_data(entry, snapshot, services)
    lines = [f"【{entry.key.unit}】{data['status']}"]
    lines += [f"    {c['role']}：{c['name']} {c['phone']}".rstrip() for c in data["contacts"]]
    for key in (PROGRESS.key, PROBLEMS.key, DEADLINE.key):
        lines.append(f"    {field_for(key).heading}：{data[key] or '（空）'}")
    if data["attachments"]:
        lines.append(f"    佐证材料：{'、'.join(data['attachments'])}")
    origin = origin_parts(entry_source(entry))
    if origin:
        lines.append(f"    {'，'.join(origin)}")
    return lines


def history(services: Services, args: argparse.Namespace) -> Answer:
    changes = services.history.measure(args.no, services.look.newest_period())
    lines = [_change_line(change) for change in changes] or [f"第 {args.no} 条措施还没有改动。"]
    return Answer({"no": args.no, "changes": [_change_data(change) for change in changes]}, lines)


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "operation": change.operation.id, "kind": change.operation.kind.value,
        "at": change.operation.at.isoformat(), "who": change.operation.who,
        "unit": change.key.unit, "period": str(change.key.period), "field": change.key.field,
        "before": change.before, "after": change.after,
        "source": {"file": change.source.file, "received": _iso(change.source.received)},
        "place": _place_data(change.source.place), "decision": change.source.decision or None,
        "undone": change.operation.undone,
    }


def _place_data(place: Place | None) -> dict[str, Any] | None:
    """Row and column as a person counts them, from 1."""
    if place is None:
        return None
    where = (None, None) if place.row < 0 else (place.row + 1, place.column + 1)
    return {"sheet": place.sheet, "row": where[0], "column": where[1]}


def _change_line(change: Change) -> str:
    source = "".join(f"，{part}" for part in origin_parts(change.source))
    undone = "（已撤销）" if change.operation.undone else ""
    return (
        f"{change.operation.at:%Y-%m-%d %H:%M} {change.operation.who} {change.operation.kind.label}{undone} "
        f"{change.key.period.label} {change.key.unit} {field_for(change.key.field).heading}："
        f"“{change.before}” → {'内容不变' if change.repeats else f'“{change.after}”'}{source}"
    )


def search(services: Services, args: argparse.Namespace) -> Answer:
    present = args.period or services.look.newest_period()
    scope = Scope(str(args.period) if args.period else "", args.field or "", args.unit or "")
    found = services.search.search(args.text, present, scope)
    if found.problem:
        raise UsageError(found.problem)
    seen = [
        (group.no, unit, str(period), hit.field, hit.marked.around(_SNIPPET).text)
        for group in found.groups for hit in group.hits for unit, period in _places(services, group, hit, present)
    ]
    data = [dict(zip(("no", "unit", "period", "field", "snippet"), each, strict=True)) for each in seen]
    hits = [each for each in data if each["no"] is not None]  # who reads these counts on a number
    others = [{key: said for key, said in each.items() if key != "no"} for each in data if each["no"] is None]
    rows = [(str(no or ""), unit, period, place_words(field), text) for no, unit, period, field, text in seen]
    lines = table(rows, ("序号", "责任单位", "报告期", "栏目", "内容")) if rows else [f"没有找到“{args.text}”。"]
    lines += [f"可以试试：search '{each.text}'，{each.words}。" for each in found.suggestions]
    if found.left_out:
        lines.append(f"还有 {found.left_out} 处没有列出，请加一个词，或用 --period、--unit、--field 缩小范围。")
    return Answer({"hits": hits, "others": others}, lines)


def _places(services: Services, group: Group, hit: Hit, present: Period) -> Iterator[tuple[str, Period]]:
    """Units and months of a hit, as each is a field of its own; of what stands in the list the month at hand, or the newest
    that has it. A unit's name is told with its measures."""
    if group.kind is GroupKind.UNIT and hit.field == "unit":
        return
    months = hit.months or (present if group.no is None else services.search.month_for(group.no, group.year, present),)
    units = (hit.unit,) if hit.unit or group.no is None else tuple(each.text for each in group.units)
    for period in months:
        for unit in units:
            yield unit, period


def operations(services: Services, args: argparse.Namespace) -> Answer:
    wanted = OperationFilter(
        args.text, frozenset(args.kind), args.who, args.unit, args.field, args.no, args.since, args.until
    )
    if args.out is not None:
        return _exported(services, wanted, args.out)
    done = services.history.operations(args.limit, wanted)
    data = [
        {
            "id": op.id, "kind": op.kind.value, "at": op.at.isoformat(), "who": op.who, "summary": op.summary,
            "changed": op.changed, "undone": op.undone,
        }
        for op in done
    ]
    rows = [
        (op.id, f"{op.at:%Y-%m-%d %H:%M}", kind_words(op), op.who, op.summary + _state(op))
        for op in done
    ]
    count = services.history.count(wanted)
    lines = table(rows, ("编号", "时间", "操作", "经手人", "摘要")) if rows else ["没有找到这样的操作，请放宽条件再找。"]
    lines += [f"共 {count} 次，列出最近 {len(rows)} 次。"] if len(rows) < count else []
    return Answer({"operations": data, "count": count}, lines)


def _state(operation: Operation) -> str:
    words = state_words(operation)
    return f"（{words}）" if words else ""


def _exported(services: Services, wanted: OperationFilter, out: Path) -> Answer:
    made = services.history.table(wanted, services.look.now())
    services.publish.write(made, out)
    count = services.history.count(wanted)
    return Answer({"out": str(out), "count": count, "rows": len(made.rows) if count else 0}, [f"已写好 {out}，{made.caption}。"])


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
