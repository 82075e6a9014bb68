"""Commands that do the month's work: init, dispatch, merge, set, undo."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from itertools import takewhile
from os.path import exists
from typing import Any

from qcapp.cli.answer import Answer, typed
from qcapp.cli.typed_password import in_file
from qcapp.domain.errors import LedgerChanged, UnreadableFile, UsageError
from qcapp.domain.fields import field_for
from qcapp.domain.operations import Operation, OperationKind
from qcapp.domain.plan import Plan
from qcapp.domain.server_address import is_server_address
from qcapp.merge.plan import Decision, FieldPlan, FilePlan, MergePlan
from qcapp.merge.questions import Question
from qcapp.services import Services

_LOOKED_BACK = 100
"""Operations, the newest first: more that can't be undone are not made one after the other."""
_TRIES = 3
"""As often as others may write between a comparison and its merging; each try begins with a backup."""
_SET_BY_OTHERS = "这一栏一直有人在改，几次都没赶上，没有保存，台账保持别人改好的样子；请看过现在的内容后再运行一次。"
_WITH_PASSWORD = "    知道密码的，写在一个文本文件的第一行，命令后面加 --returned-password 密码.txt 再运行一次。"
_OF_A_SERVER = (
    "来表要写文件，不能写共享台账的地址；要并入一本共享台账，请先在那里用 backup 备份出一份文件（窗口里是“文件 → 备份到…”），"
    "再合并它。"
)
_NEVER_RESTS = "台账一直有人在写，比对了几次都赶不上，这批表没有合并，台账保持原样；请过一会儿再运行一次。"


def init(
    args: argparse.Namespace, built_in: Callable[[], Plan], create: Callable[[Plan, str], Services], ledger: str
) -> Answer:
    from qcapp.services.setup import plan_from_file

    plan = plan_from_file(args.source) if args.source else built_in()
    create(plan, (args.clerk or "").strip())
    data = {
        "ledger": ledger, "year": plan.year, "title": plan.title, "tasks": len(plan.tasks),
        "measures": len(plan.measures), "units": len(plan.units), "assignments": len(plan.assignments),
    }
    return Answer(data, [
        f"台账已建好：{ledger}",
        f"{plan.title}：{len(plan.tasks)} 项重点任务、{len(plan.measures)} 条改革措施、{len(plan.units)} 家责任单位、"
        f"{len(plan.assignments)} 条责任分工。",
    ])


def dispatch(services: Services, args: argparse.Namespace) -> Answer:
    result = services.dispatch.dispatch(
        args.period, args.out, units=args.unit, formats=args.format, prefill_progress=args.with_last_progress,
        guide=args.guide,
    )
    data = {
        "operation": result.operation.id,
        "forms": [{"unit": form.unit, "form_id": form.form_id} for form in result.forms],
        "files": [str(path) for path in result.files],
        "guide": str(result.guide) if result.guide else None,
    }
    beside = f"，另有一页“{result.guide.name}”" if result.guide else ""
    lines = [f"已生成 {len(result.forms)} 家单位共 {len(result.files)} 份下发表{beside}，放在 {args.out}。"]
    if result.trouble:
        lines.append(result.trouble)
    return Answer(data, lines, waiting=bool(result.trouble))


def merge(services: Services, args: argparse.Namespace) -> Answer:
    if any(is_server_address(path.as_posix().replace(":/", "://", 1)) for path in args.paths):
        raise UsageError(_OF_A_SERVER)
    missing = [path for path in args.paths if not exists(path)]
    if len(missing) == len(args.paths):
        raise UnreadableFile(f"找不到“{missing[0]}”，请检查路径和 U 盘后再试。")
    passwords = [in_file(each) for each in args.returned_passwords]
    plan = services.collect.preview(args.paths, period=args.period, received=args.received, passwords=passwords)
    if args.unit:
        plan = services.collect.tell_unit(plan, args.unit, period=args.period)
    if args.dry_run:
        operation = None
        _decide(plan, args)
    else:
        plan, operation = _applied(services, plan, args)
    waiting = any(file.waits for file in plan.files)
    if args.json:  # of hundreds of files either is long, and only one is printed
        data = {"operation": operation.id if operation else None, "files": [_file_data(file) for file in plan.files]}
        return Answer(data, (), waiting=waiting)
    return Answer({}, _merged(plan, operation, args), waiting=waiting)


def _merged(plan: MergePlan, operation: Operation | None, args: argparse.Namespace) -> list[str]:
    """For a person: file by file, then what became of all."""
    lines = [_file_line(file) for file in plan.files if not file.silent]
    if silent := [file.unit or file.file.unit for file in plan.files if file.silent]:
        lines.append(f"没有填报、没有记为来表的有 {len(silent)} 家：{'、'.join(silent)}。")
    if not plan.files:
        lines.append("没有找到可以读取的文件。")
    elif args.dry_run:
        lines.append("这是预览，台账没有改动。")
    elif operation:
        lines.append(f"{operation.summary}；撤销请用 {typed(f'undo {operation.id}', args)}。")
    return lines


def _applied(services: Services, plan: MergePlan, args: argparse.Namespace) -> tuple[MergePlan, Operation | None]:
    """What was merged at last. Nobody has looked at the comparison: where another has written since, it is made again."""
    for again in range(_TRIES, -1, -1):
        _decide(plan, args)
        try:
            return plan, services.collect.apply(plan)
        except LedgerChanged as error:
            if not again:
                raise LedgerChanged(_NEVER_RESTS) from error
        plan = services.collect.refresh(plan, period=args.period)
    raise AssertionError("the last try answers or raises")


def _decide(plan: MergePlan, args: argparse.Namespace) -> None:
    if args.on_conflict != "hold":
        plan.decide_all(Decision(args.on_conflict))


def _file_data(file: FilePlan) -> dict[str, Any]:
    return {
        "path": file.file.path,
        "member": file.file.member,
        "unit": file.unit,
        "period": str(file.period) if file.period else None,
        "outcome": file.outcome.value if file.open or file.outcome.value != "conflict" else "merged",
        "reason": file.reason,
        "changed": file.changed,
        "blank": file.blank,
        "conflicts": [_conflict_data(each) for each in file.conflicts],
        "notes": [{"no": note.no, "code": note.code, "message": note.message} for note in file.notes],
        "certainty": file.certainty.value if file.certainty else None,
        "evidence": file.evidence,
        "questions": [_question_data(each) for each in file.questions if each.waits],
        "kept": file.kept,
        "attachments": _attachments(file),
    }


def _question_data(question: Question) -> dict[str, Any]:
    return {
        "ask": question.ask.value, "sentence": question.sentence, "subject": question.subject,
        "options": [option.value for option in question.options], "blocking": question.blocking,
    }


def _attachments(file: FilePlan) -> list[dict[str, Any]]:
    whole = [{"no": file.belongs, "name": file.file.name}] if file.kept else []
    return whole + [{"no": each.no, "name": each.name} for each in file.enclosed]


def _conflict_data(each: FieldPlan) -> dict[str, Any]:
    return {
        "no": each.key.no, "unit": each.key.unit, "field": each.key.field,
        "base": each.base, "ours": each.ours, "theirs": each.theirs,
    }


def _file_line(file: FilePlan) -> str:
    name = f"{file.file.path} ▸ {file.file.member}" if file.file.member else file.file.path
    who = f"{file.unit} {file.period.label}，" if file.unit and file.period else ""
    lines = [f"{name}：{who}{file.status}"]
    if file.evidence:
        sure = f"（{file.certainty.label}）" if file.certainty else ""
        lines.append(f"    {file.evidence}{sure}")
    if file.reason:
        lines.append(f"    {file.reason}")
    if file.file.locked and file.waits:
        lines.append(_WITH_PASSWORD)
    lines += [f"    待确认：{each.sentence}" for each in file.questions if each.waits and each.sentence != file.reason]
    for each in file.conflicts:
        lines.append(f"    冲突：第 {each.key.no} 条 {field_for(each.key.field).heading}：台账“{each.ours}”，来表“{each.theirs}”")
    lines += [f"    提示：{note.message}" for note in file.notes]
    if file.enclosed:
        lines.append(f"    存入表里的图片 {len(file.enclosed)} 张，作为佐证材料。")
    return "\n".join(lines)


def set_field(services: Services, args: argparse.Namespace) -> Answer:
    operation = _set(services, args)
    if operation is None:
        return Answer({"operation": None}, ["台账里已经是这个内容，没有改动。"])
    return Answer({"operation": operation.id}, [f"已保存：{operation.summary}。"])


def _set(services: Services, args: argparse.Namespace) -> Operation | None:
    """Whatever stood there, nobody has looked at it: where another was quicker by a moment, it is set on what that one wrote."""
    for again in range(_TRIES, -1, -1):
        try:
            return services.edit.set_field(args.no, args.unit, args.period, args.field, args.value, settle=True)
        except LedgerChanged as error:
            if not again:
                raise LedgerChanged(_SET_BY_OTHERS) from error
    raise AssertionError("the last try answers or raises")


def _restoration(services: Services, args: argparse.Namespace) -> tuple[str, str] | None:
    """The id of the restoration that is to be undone: the one that is named; else, as in the window, the newest operation of all,
    unless it took back another one or nothing was kept of what it replaced. And whose it is, where that is a colleague's whom
    nobody has named."""
    if args.operation is not None:
        named = args.operation.strip()
        known = named in services.upkeep.restorations()
        if known and args.file is not None:
            raise UsageError("恢复备份是整个撤销的，不分文件，请去掉 --file 再试。")
        return (named, "") if known else None
    newest = services.history.operations(1)[0]
    if newest.kind is not OperationKind.RESTORE or args.file is not None:
        return None
    found = services.upkeep.restorations()[newest.id]
    if not found.kept or found.undoes is not None:
        return None
    return newest.id, newest.who if services.shared and newest.who != services.who else ""


def _passed_over(services: Services) -> tuple[Operation, ...]:
    """What came after the operation that an undo takes back, and has nothing that could be put back: 下发, 催报."""
    meant = services.history.next_undo()
    newest = services.history.operations(_LOOKED_BACK) if meant else ()
    later = takewhile(lambda each: meant is not None and each.id != meant.id, newest)
    return tuple(each for each in later if each.kind in (OperationKind.DISPATCH, OperationKind.REMIND))


def undo(services: Services, args: argparse.Namespace) -> Answer:
    from qcapp.cli.archive import file_of_merge  # what a merge would import in vain
    from qcapp.cli.upkeep import undo_restoration
    from qcapp.domain.setting_words import setting_name

    restoration = _restoration(services, args)
    if restoration is not None:
        return undo_restoration(services, *restoration, args)
    sha256 = file_of_merge(services, args.operation, args.file) if args.file is not None else None
    passed = _passed_over(services) if args.operation is None else ()
    result = services.history.undo(args.operation, sha256=sha256)
    left = [
        {"no": key.no, "unit": key.unit, "period": str(key.period), "field": key.field} for key in result.left
    ]
    part = f"中的《{result.file}》" if result.file else ""
    by_another = args.operation is None and bool(services.shared) and result.undone.who != services.who
    whose = f"{result.undone.who}的操作 {result.undone.id}" if by_another else ""
    lines = [f"已撤销{whose}：{result.undone.summary}{part}。"]
    if by_another:
        back = typed(f"undo {result.operation.id}", args)
        lines.append(f"    最近的一次不是您做的；要换回来，用 {back}，要撤销您自己的，写明操作编号。")
    lines += [
        f"    保留：第 {key.no} 条 {key.unit} {field_for(key.field).heading}后来又改过，没有动。" for key in result.left
    ]
    lines += [f"    保留：设置“{setting_name(key)}”后来又改过，没有动。" for key in result.settings]
    lines += [f"    跳过：之后的“{each.summary}”（{each.kind.label}）没有改动台账的内容，不用撤销。" for each in passed]
    data = {
        "operation": result.operation.id, "undone": result.undone.id, "by": result.undone.who, "left": left, "file": result.file,
        "settings": list(result.settings), "passed": [each.id for each in passed],
    }
    return Answer(data, lines, waiting=bool(left or result.settings))
