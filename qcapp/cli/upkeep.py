"""Commands that look after the ledger: backup, restore, check."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from qcapp.cli.answer import Answer
from qcapp.domain.errors import LedgerError
from qcapp.services import Services
from qcapp.services.diagnosis import DiagnosisService


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


def check(
    open_ledger: Callable[[], Services], of_unopened: Callable[[str], DiagnosisService], args: argparse.Namespace
) -> Answer:
    """Whether the ledger is whole, and what else a diagnosis tells; into a zip too where one is wanted, for which a ledger that
    can't be opened is no hindrance."""
    try:
        service, opened = open_ledger().diagnosis, True
    except LedgerError as error:
        if args.zip is None:
            raise
        service, opened = of_unopened(str(error)), False
    found = service.look()
    data = {
        "ok": found.whole,
        "checks": [{"name": line.name, "ok": line.ok, "detail": line.detail} for line in found.checks],
        **found.data(),
    }
    said = list(found.lines())
    if args.zip is not None:
        data["zip"] = str(service.write(found, args.zip))
        said.append(f"诊断包已写到 {args.zip}，里面没有台账的内容，可以发给维护者。")
    broken = "台账有异常，请停止录入，用 restore 恢复最近的备份。" if opened else "台账打不开，请用 restore 恢复最近的备份。"
    said.append("台账完好。" if found.whole else broken)
    return Answer(data, said, waiting=not found.whole)
