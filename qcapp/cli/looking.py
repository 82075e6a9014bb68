"""Commands that only look at a month: status, show."""

from __future__ import annotations

import argparse
from typing import Any

from qcapp.cli.answer import Answer, iso, table
from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS, field_for
from qcapp.domain.ledger import Entry, Snapshot, Source
from qcapp.domain.status import entry_status
from qcapp.services import Services
from qcapp.services.returning import UnitStatus

_BELOW = " " * 8


def status(services: Services, args: argparse.Namespace) -> Answer:
    found = services.look.status(args.period, args.on)
    units = [
        {
            "unit": unit.unit, "dispatched": unit.dispatched, "returned": iso(unit.returned),
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
        f"{iso(unit.returned)}{apart}" if unit.returned else ("免报" if unit.exempt else "未回收"),
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
        "source": {"file": source.file, "received": iso(source.received)},
        "attachments": [each.name for each in snapshot.attachments if (each.no, each.unit) == (entry.key.no, entry.key.unit)],
    }


def entry_source(entry: Entry) -> Source:
    """Where the entry's progress came from; else the newest of its other values of that month."""
    if PROGRESS.key in entry.values:
        return entry.values[PROGRESS.key].source
    own = [value for value in entry.values.values() if value.period == entry.period]
    return max(own, key=lambda value: value.at).source if own else Source(None, None)


def _entry_lines(entry: Entry, snapshot: Snapshot, services: Services) -> list[str]:
    from qcapp.merge.origin import origin_parts

    data = _entry_data(entry, snapshot, services)
    lines = [f"【{entry.key.unit}】{data['status']}"]
    lines += [f"    {c['role']}：{c['name']} {c['phone']}".rstrip() for c in data["contacts"]]
    for key in (PROGRESS.key, PROBLEMS.key, DEADLINE.key):
        said = (data[key] or "（空）").replace("\n", f"\n{_BELOW}")  # a second paragraph stands under the first
        lines.append(f"    {field_for(key).heading}：{said}")
    if data["attachments"]:
        lines.append(f"    佐证材料：{'、'.join(data['attachments'])}")
    origin = origin_parts(entry_source(entry))
    if origin:
        lines.append(f"    {'，'.join(origin)}")
    return lines
