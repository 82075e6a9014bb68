"""Commands that look after the ledger: backup, restore, check."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from qcapp.cli.answer import Answer
from qcapp.domain.errors import LedgerError
from qcapp.services import Services


def backup(services: Services, args: argparse.Namespace) -> Answer:
    made = services.upkeep.backup(args.out)
    data = {"file": str(made.path), "size": made.size}
    return Answer(data, [f"台账已备份到 {made.path}（{made.size / 1024:.0f} KB，已核对）。"])


def restore(open_ledger: Callable[[], Services], recover: Callable[[Path], Path | None], source: Path) -> Answer:
    """Bring a backup back: into the ledger, or, where that can't even be opened, in its place."""
    try:
        services = open_ledger()
    except LedgerError:
        aside = recover(source)
        said = f"；原来打不开的文件改名放在 {aside}" if aside else ""
        return Answer({"restored": str(source), "backup": None, "aside": aside}, [f"台账已用 {source} 恢复{said}。"])
    before = services.upkeep.restore(source)
    data = {"restored": str(source), "backup": str(before.path), "aside": None}
    return Answer(data, [f"台账已恢复为 {source}；恢复前的内容备份在 {before.path}。"])


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
