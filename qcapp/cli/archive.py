"""Commands about kept files: attach, attachments, archive; and the file of a merge that undo is told by name."""

from __future__ import annotations

import argparse
from typing import Any

from qcapp.cli.answer import Answer, table, typed
from qcapp.domain.errors import UsageError
from qcapp.domain.ledger import Attachment
from qcapp.domain.sizes import size_words
from qcapp.services import Services

# Fewer letters of a hash could be a name.
_FEWEST_HEX = 6


def attach(services: Services, args: argparse.Namespace) -> Answer:
    done = services.archive.attach(args.no, args.unit, args.period, args.files)
    data = {
        "operation": done.operation.id if done.operation else None, "attached": list(done.added),
        "already": list(done.already),
    }
    lines = [done.words]
    if done.operation:
        lines.append(f"撤销请用 {typed(f'undo {done.operation.id}', args)}。")
    return Answer(data, lines)


def attachments(services: Services, args: argparse.Namespace) -> Answer:
    found = services.archive.attachments(args.period, args.no, args.unit)
    rows = [_row(each) for each in found]
    headings = ("责任单位", "序号", "文件名", "大小", "来历", "时间", "校验码")
    lines = table(rows, headings) if rows else [f"{args.period.label}没有佐证材料。"]
    return Answer({"attachments": [_data(each) for each in found]}, lines)


def _data(each: Attachment) -> dict[str, Any]:
    return {
        "id": each.id, "unit": each.unit, "no": each.no, "name": each.name, "size": each.size, "sha256": each.sha256,
        "origin": each.origin, "at": each.at.isoformat(),
    }


def _row(each: Attachment) -> tuple[str, ...]:
    return (
        each.unit, "整份来表" if each.no is None else str(each.no), each.name, size_words(each.size),
        each.origin or "手工添加", f"{each.at:%Y-%m-%d %H:%M}", each.sha256[:12],
    )


def archive(services: Services, args: argparse.Namespace) -> Answer:
    *files, index = services.archive.export(args.period, args.out, args.unit)
    data = {"folder": args.out, "files": [str(path) for path in files], "index": str(index)}
    return Answer(data, [f"已导出 {len(files)} 份存档文件到 {args.out}，清单是 {index.name}。"])


def file_of_merge(services: Services, operation_id: str | None, name: str) -> str:
    """SHA-256 of the one file of that merge which is called so, or whose hash begins so; UsageError if it isn't just one."""
    if operation_id is None:
        raise UsageError("用 --file 撤销一份文件时要写明操作编号，请用 operations 查看编号后再试。")
    records = services.history.files(operation_id)
    found = {record.sha256 for record in records if record.name == name}
    if not found and len(name) >= _FEWEST_HEX:
        found = {record.sha256 for record in records if record.sha256.startswith(name.casefold())}
    if len(found) == 1:
        return found.pop()
    if found:
        hashes = "、".join(sorted(sha256[:12] for sha256 in found))
        raise UsageError(f"这次合并里有 {len(found)} 份文件都叫“{name}”，请改用校验码的开头（{hashes}）指明是哪一份。")
    if not records:
        raise UsageError(f"操作 {operation_id} 没有收文件，不能按文件撤销，请用 operations 查看哪次是合并。")
    named = "、".join(f"“{record.name}”" for record in records[:5]) + ("等" if len(records) > 5 else "")
    raise UsageError(f"这次合并里没有“{name}”这份文件，收的是{named}，请核对文件名后再试。")
