"""Commands that look after the ledger: backup, restore, check."""

from __future__ import annotations

import argparse

from qcapp.cli.answer import Answer
from qcapp.services import Services


def backup(services: Services, args: argparse.Namespace) -> Answer:
    made = services.upkeep.backup(args.out)
    data = {"file": str(made.path), "size": made.size}
    return Answer(data, [f"台账已备份到 {made.path}（{made.size / 1024:.0f} KB，已核对）。"])


def restore(services: Services, args: argparse.Namespace) -> Answer:
    before = services.upkeep.restore(args.file)
    data = {"restored": str(args.file), "backup": str(before.path)}
    return Answer(data, [f"台账已恢复为 {args.file}；恢复前的内容备份在 {before.path}。"])


def check(services: Services, args: argparse.Namespace) -> Answer:
    lines = services.upkeep.check()
    well = all(line.ok for line in lines)
    data = {
        "ok": well,
        "checks": [{"name": line.name, "ok": line.ok, "detail": line.detail} for line in lines],
    }
    said = [f"{'正常' if line.ok else '异常'}  {line.name}：{line.detail}" for line in lines]
    said.append("台账完好。" if well else "台账有异常，请停止录入，用 restore 恢复最近的备份。")
    return Answer(data, said, waiting=not well)
