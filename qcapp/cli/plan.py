"""The command ``plan``: the list looked at, changed from a month on with a reason, another year's imported."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qcapp.cli.answer import Answer, table, typed
from qcapp.domain import amendments as kinds
from qcapp.domain.amendment_words import PlanChange
from qcapp.domain.amendments import Amendment, Part, What
from qcapp.domain.errors import UsageError
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.succession import LinkKind
from qcapp.domain.text import shortened
from qcapp.services import Services

if TYPE_CHECKING:
    from qcapp.merge.plan_mapping import MappedLine, PlanMapping
    from qcapp.services.plan_preview import AmendmentPreview

_TEXT = 40


def plan(services: Services, args: argparse.Namespace) -> Answer:
    """One of its words."""
    if args.plan in _LOOKING:
        return _LOOKING[args.plan](services, args)
    return _change(services, args, _WHATS[args.plan](args))


# ---------------------------------------------------------------------- looking


def _show(services: Services, args: argparse.Namespace) -> Answer:
    period = args.period or services.look.newest_period()
    listed = services.plan.plan(period)
    data = {
        "period": str(period), "year": listed.year, "title": listed.title,
        "tasks": [{"order": task.order, "heading": task.heading} for task in listed.tasks],
        "measures": [
            {
                "no": measure.no, "task": measure.task, "text": measure.text, "units": list(listed.units_of[measure.no]),
                "printed_unit": listed.printed_unit(measure.no), "contacts": list(measure.contacts),
                "section": measure.section, "split_from": measure.split_from,
            }
            for measure in listed.measures
        ],
        "units": [
            {"name": unit.name, "aliases": list(unit.aliases), "measures": list(listed.measures_of[unit.name])}
            for unit in listed.units
        ],
    }
    lines = [f"{listed.title}（{period.label}）：{_count(listed)}。"]
    for task in listed.tasks:
        lines.append(task.heading)
        lines += [
            f"    {measure.no}. {shortened(measure.text, _TEXT)}  {listed.printed_unit(measure.no)}"
            for measure in listed.measures if measure.task == task.order
        ]
    rows = [(unit.name, "、".join(unit.aliases) or "—", str(len(listed.measures_of[unit.name]))) for unit in listed.units]
    return Answer(data, [*lines, *table(rows, ("责任单位", "别名", "措施"))])


def _count(listed: Plan) -> str:
    return (
        f"{len(listed.tasks)} 项重点任务、{len(listed.measures)} 条改革措施、{len(listed.units)} 家责任单位、"
        f"{len(listed.assignments)} 条责任分工"
    )


def _changes(services: Services, args: argparse.Namespace) -> Answer:
    year = args.year or services.plan.years()[-1]
    held = services.plan.amendments(year)
    data = {"year": year, "amendments": [_amendment_data(services, each) for each in held]}
    if not held:
        return Answer(data, [f"{services.plan.latest(year).title}还没有变更。"])
    lines: list[str] = []
    for each in held:
        when = f"{each.at:%Y-%m-%d %H:%M}" if each.at else ""
        lines.append(f"{each.since.label}起：{services.plan.told(each)}（{each.reason}）{each.who} {when} 操作 {each.operation}")
        lines += _change_lines(services.plan.changes(each))
    return Answer(data, lines)


def _amendment_data(services: Services, each: Amendment) -> dict[str, Any]:
    return {
        "operation": each.operation, "kind": each.kind.value, "since": str(each.since), "reason": each.reason,
        "summary": services.plan.told(each), "at": each.at.isoformat() if each.at else None, "who": each.who,
        "changes": [change._asdict() for change in services.plan.changes(each)],
    }


def _change_lines(changes: Iterable[PlanChange]) -> list[str]:
    return [f"    {each.subject} {each.what}：{_words(each)}" for each in changes]


def _words(change: PlanChange) -> str:
    before, after = shortened(change.before, _TEXT), shortened(change.after, _TEXT)
    return f"“{before}” → “{after}”" if before and after else f"“{before or after}”"


# ---------------------------------------------------------------------- changing


def _change(services: Services, args: argparse.Namespace, what: What) -> Answer:
    preview = services.plan.preview(args.since, args.reason, what, carry=getattr(args, "carry", ()))
    operation = None if args.dry_run else services.plan.apply(preview)
    data = {
        "operation": operation.id if operation else None, "summary": preview.summary, "since": str(preview.since),
        "reason": preview.reason, "changes": [change._asdict() for change in preview.changes],
        "gained": _keys(preview.gained), "lost": _keys(preview.lost), "carried": len(preview.carried),
        "forms": [
            {
                "unit": form.unit, "period": str(form.period), "form_id": form.form_id, "gone": list(form.gone),
                "missing": list(form.missing), "reworded": list(form.reworded),
            }
            for form in preview.forms
        ],
        "troubles": list(preview.troubles),
    }
    return Answer(data, _change_told(preview, operation.id if operation else None, args), bool(preview.forms or preview.troubles))


def _change_told(preview: AmendmentPreview, operation: str | None, args: argparse.Namespace) -> list[str]:
    lines = [f"{preview.summary}。", *_change_lines(preview.changes)]
    if preview.carried:
        lines.append(f"带过来 {len(preview.carried)} 处内容。")
    lines += [f"{form.told}请重新下发；已经交回来的仍可照常合并。" for form in preview.forms]
    lines += preview.troubles
    lines.append(f"撤销请用 {typed(f'undo {operation}', args)}。" if operation else "这是预览，台账没有改动。")
    return lines


def _keys(keys: Iterable[EntryKey]) -> list[dict[str, Any]]:
    return [{"no": key.no, "unit": key.unit} for key in keys]


def _alias(args: argparse.Namespace) -> What:
    if args.end and args.until:
        raise UsageError("--until 和 --end 只能写一个，请去掉其中一个再试。")
    return kinds.EndAlias(args.name, args.alias) if args.end else kinds.AddAlias(args.name, args.alias, args.until)


def _add_measure(args: argparse.Namespace) -> What:
    return kinds.AddMeasure(
        args.task, args.text, tuple(args.unit), args.no, args.after, args.printed_unit,
        tuple(args.contact or kinds.CONTACTS), args.section,
    )


def _amend_measure(args: argparse.Namespace) -> What:
    contacts = None if args.contact is None else tuple(args.contact)
    return kinds.AmendMeasure(args.no, args.text, args.task, args.printed_unit, contacts, args.section)


def _split_measure(args: argparse.Namespace) -> What:
    return kinds.SplitMeasure(args.no, tuple(Part(text, tuple(units)) for text, *units in args.part))


_WHATS: dict[str, Callable[[argparse.Namespace], What]] = {
    "add-task": lambda args: kinds.AddTask(args.heading, after=args.after),
    "rename-task": lambda args: kinds.RenameTask(args.order, args.heading),
    "retire-task": lambda args: kinds.RetireTask(args.order),
    "add-measure": _add_measure, "amend-measure": _amend_measure, "split-measure": _split_measure,
    "retire-measure": lambda args: kinds.RetireMeasure(args.no),
    "add-unit": lambda args: kinds.AddUnit(args.name, tuple(args.alias)),
    "rename-unit": lambda args: kinds.RenameUnit(args.name, args.new),
    "merge-unit": lambda args: kinds.MergeUnit(args.name, args.into),
    "retire-unit": lambda args: kinds.RetireUnit(args.name),
    "alias": _alias,
    "assign": lambda args: kinds.Assign(args.no, args.unit, args.instead_of, args.printed_unit),
    "unassign": lambda args: kinds.Unassign(args.no, args.unit, args.printed_unit),
}


# ---------------------------------------------------------------------- other years


def _import(services: Services, args: argparse.Namespace) -> Answer:
    preview = services.plan.import_preview(args.file, args.year, args.since)
    preview = replace(preview, mapping=_mapped(preview.mapping, args))
    operation = None if args.dry_run else services.plan.import_plan(preview, args.carry)
    data = {
        "operation": operation.id if operation else None, "year": preview.plan.year, "since": str(preview.since),
        "title": preview.plan.title, "tasks": len(preview.plan.tasks), "measures": len(preview.plan.measures),
        "units": len(preview.plan.units), "assignments": len(preview.plan.assignments),
        "mapping": _mapping_data(preview.mapping), "troubles": list(preview.troubles),
    }
    lines = [
        f"{preview.plan.title}：{_count(preview.plan)}，从 {preview.since.label}起用。", *_mapping_lines(preview.mapping),
        *preview.troubles,
        f"撤销请用 {typed(f'undo {operation.id}', args)}。" if operation else "这是预览，台账没有改动；对应关系可用 --map 指定。",
    ]
    return Answer(data, lines, waiting=bool(preview.troubles))


def _map(services: Services, args: argparse.Namespace) -> Answer:
    year = args.year or services.plan.years()[-1]
    mapping = _mapped(services.plan.mapping(year), args)
    operation = services.plan.remap(mapping) if args.map or args.map_unit else None
    data = {"operation": operation.id if operation else None, "year": year, "mapping": _mapping_data(mapping)}
    told = [f"{operation.summary}；撤销请用 {typed(f'undo {operation.id}', args)}。"] if operation else []
    return Answer(data, [*_mapping_lines(mapping), *told])


def _mapped(mapping: PlanMapping, args: argparse.Namespace) -> PlanMapping:
    """With what --map and --map-unit say."""
    from qcapp.services.plan_import import linked, read_map

    for new, olds in read_map(args.map):
        mapping = linked(mapping, LinkKind.MEASURE, new, olds)
    for new, olds in read_map(args.map_unit, names=True):
        mapping = linked(mapping, LinkKind.UNIT, new, olds)
    return mapping


def _mapping_data(mapping: PlanMapping) -> dict[str, Any]:
    return {kind.value: [_line_data(line) for line in mapping.lines(kind)] for kind in LinkKind}


def _mapping_lines(mapping: PlanMapping) -> list[str]:
    rows = [_line_row(line, mapping.old, mapping.new) for line in mapping.lines(LinkKind.MEASURE)]
    return [
        f"{mapping.new.year} 年与 {mapping.old.year} 年的对应关系：", *table(rows, _MAP_HEADINGS),
        *_units_told(mapping.lines(LinkKind.UNIT)),
    ]


_MAP_HEADINGS = ("上年", "新序号", "关系", "把握", "根据", "措施")


def _line_data(line: MappedLine) -> dict[str, Any]:
    return {
        "old": list(line.olds), "new": line.new or None, "relation": line.relation.value, "confidence": line.confidence,
        "why": line.why,
    }


def _line_row(line: MappedLine, before: Plan, after: Plan) -> tuple[str, ...]:
    text = after.measure(int(line.new)).text if line.new else before.measure(int(line.olds[0])).text
    return (
        "、".join(line.olds) or "—", line.new or "—", line.relation.label, f"{line.confidence}%", line.why,
        shortened(text, 24),
    )


def _units_told(lines: Iterable[MappedLine]) -> list[str]:
    """Those that are not what they were."""
    return [
        f"单位 {'、'.join(line.olds) or '—'} → {line.new or '—'}：{line.relation.label}" for line in lines
        if line.relation.value != "same"
    ]


def _export(services: Services, args: argparse.Namespace) -> Answer:
    period = args.period or services.look.newest_period()
    out = services.plan.export(args.out, period)
    return Answer({"path": str(out), "period": str(period)}, [f"{period.label}的清单已写到 {out}。"])


_LOOKING: dict[str, Callable[[Services, argparse.Namespace], Answer]] = {
    "show": _show, "changes": _changes, "import": _import, "map": _map, "export": _export,
}


def only_looks(args: argparse.Namespace) -> bool:
    """Whether it changes neither the ledger nor a file."""
    if args.plan == "map":
        return not (args.map or args.map_unit)
    return args.plan in ("show", "changes") or bool(getattr(args, "dry_run", False))
