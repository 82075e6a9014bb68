"""Commands of 交接: handover writes the encrypted file, takeover rehearses and receives it. Neither needs a ledger that opens."""

from __future__ import annotations

import argparse
import os
from typing import Any, Final

from qcapp.cli import typed_password
from qcapp.cli.answer import Answer, typed
from qcapp.domain.errors import UsageError
from qcapp.domain.handover import Received, Rehearsed
from qcapp.domain.sizes import size_words
from qcapp.domain.text import clean
from qcapp.services.handover import HandoverService
from qcapp.services.handover_words import content_rows, fingerprint, here_lines
from qcapp.services.progress import SILENT

PASSWORD_VARIABLE: Final = "YSTZ_HANDOVER_PASSWORD"


def handover(service: HandoverService, args: argparse.Namespace) -> Answer:
    password = _password(args, twice=True)
    done = service.write(args.out, password, _who(service, args), SILENT, args.to or "")
    data: dict[str, Any] = {
        "file": str(done.path), "size": done.size, "sha256": done.sha256, "ledger_sha256": done.note.ledger_sha256,
        "facts": dict(done.note.facts), "drafts": done.note.drafts, "sheet": None,
    }
    lines = [f"交接文件已写到 {done.path}（{size_words(done.size)}），已用密码重读核对。", f"校验码 {fingerprint(done.sha256)}"]
    if args.sheet:
        data["sheet"] = str(service.sheet(done, args.sheet))
        lines.append(f"交接单已写到 {args.sheet}，请打印出来双方签字。")
    lines.append("请把密码当面或打电话告诉接收人，不要和文件放在一起；密码忘了，这份文件谁也打不开。")
    return Answer(data, lines)


def takeover(service: HandoverService, args: argparse.Namespace) -> Answer:
    who = _who(service, args)
    if args.undo:
        if args.file or args.rehearse:
            raise UsageError("--undo 撤销上次接收，不要再写文件或 --rehearse。")
        return _received(service.undo(who), "已撤销上次接收，换回原来的台账", args)
    if args.file is None:
        raise UsageError("请写明交接文件，例如 takeover 营商台账交接-20210730.ysjj；先加 --rehearse 演练更稳妥。")
    password = _password(args, twice=False)
    if args.rehearse:
        return _rehearsed(service.rehearse(args.file, password, SILENT))
    received = service.receive(args.file, password, who, SILENT)
    service.put_window(received)
    return _received(received, f"已接收 {args.file.name}", args)


def _rehearsed(found: Rehearsed) -> Answer:
    compared = found.compared
    data = {
        "file": str(found.path), "size": found.size, "sha256": found.sha256, "from": found.note.who,
        "at": found.note.at.isoformat(), "facts": dict(found.note.facts), "ledger_id": found.facts.ledger_id,
        "upgraded_from": found.upgraded_from or None, "here": found.here is not None or bool(found.here_trouble),
        "here_trouble": found.here_trouble or None, "same_ledger": compared.same if compared else None,
        "only_here": [each.id for each in compared.only_here] if compared else [],
        "only_there": [each.id for each in compared.only_there] if compared else [],
        "drafts": found.drafts, "drafts_kept": found.drafts_kept,
    }
    lines = [
        f"演练通过：{found.path.name} 每个字节都核对过，里面的台账完好，什么都没有改动。",
        f"{found.note.who} 写于 {found.note.at:%Y-%m-%d %H:%M}，校验码 {fingerprint(found.sha256)}",
        *(f"  {name}：{text}" for name, text in content_rows(found.facts)),
        *here_lines(found),
    ]
    return Answer(data, lines)


def _received(done: Received, words: str, args: argparse.Namespace) -> Answer:
    data = {
        "ledger": str(done.ledger), "aside": str(done.aside) if done.aside else None, "undoable": done.undoable,
        "operation": done.operation, "drafts": done.drafts,
    }
    lines = [f"{words}，台账在 {done.ledger}。"]
    if done.aside:
        back = f"；要换回来，用 {typed('takeover --undo', args)}" if done.undoable else ""
        lines.append(f"这里原来的台账另存为 {done.aside}{back}。")
    return Answer(data, lines)


def _who(service: HandoverService, args: argparse.Namespace) -> str:
    return clean(args.clerk or "") or service.usual_who


def _password(args: argparse.Namespace, *, twice: bool) -> str:
    """From the file, the environment, or the keyboard; never from the words of the command, which others can see."""
    if args.password_file:
        return typed_password.in_file(args.password_file)
    if given := os.environ.get(PASSWORD_VARIABLE):
        return given
    if not typed_password.at_terminal():
        raise UsageError(
            f"请给出交接密码：在命令后面用 --password-file 写明放交接密码的文件，或放在环境变量 {PASSWORD_VARIABLE} 里。"
        )
    return (typed_password.typed_twice if twice else typed_password.typed)("交接密码：")
