"""Commands that look at what was done: history, operations."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qcapp.cli.answer import Answer, iso, table
from qcapp.domain.fields import field_for
from qcapp.domain.operation_words import change_state, kind_words, state_words
from qcapp.domain.operations import Change, Operation, OperationFilter
from qcapp.domain.place import Place
from qcapp.merge.origin import origin_parts
from qcapp.services import Services


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
        "source": {"file": change.source.file, "received": iso(change.source.received)},
        "place": _place_data(change.source.place), "decision": change.source.decision or None,
        "undone": change.undone,
    }


def _place_data(place: Place | None) -> dict[str, Any] | None:
    """Row and column as a person counts them, from 1."""
    if place is None:
        return None
    where = (None, None) if place.row < 0 else (place.row + 1, place.column + 1)
    return {"sheet": place.sheet, "row": where[0], "column": where[1]}


def _change_line(change: Change) -> str:
    source = "".join(f"，{part}" for part in origin_parts(change.source))
    undone = f"（{state}）" if (state := change_state(change)) else ""
    return (
        f"{change.operation.at:%Y-%m-%d %H:%M} {change.operation.who} {kind_words(change.operation)}{undone} "
        f"{change.key.period.label} {change.key.unit} {field_for(change.key.field).heading}："
        f"“{change.before}” → {'内容不变' if change.repeats else f'“{change.after}”'}{source}"
    )


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
