"""The opening password at the command line, or the recovery code in its place: from a file, from the environment, or typed at a
terminal."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from qcapp.cli import typed_password
from qcapp.cli.answer import Answer
from qcapp.cli.console import complain
from qcapp.domain.errors import LedgerError, LedgerTrouble, UsageError
from qcapp.services import Services

ENVIRONMENT = "YSTZ_PASSWORD"
_BY_CODE = (
    "这次是用恢复码打开的，请用 password set 另设一个打开密码，到时会给出新的恢复码；在那之前这份恢复码还能用，请收好。"
)
_FOR_THE_MOMENT = frozenset({LedgerTrouble.BUSY, LedgerTrouble.NO_SPACE, LedgerTrouble.UNREACHABLE, LedgerTrouble.MOVED})


def let_in(services: Services, args: argparse.Namespace) -> Services:
    """The same services, once the password, or the recovery code, was right; at once where none is set. PasswordRefused with the
    sentence. Who came in by the code is told, as in the window, to set another password: this once."""
    if services.locked and services.password.enter_by_either(_given(args)) and not getattr(args, "deed", None):
        complain(_BY_CODE)
    return services


def let_in_if_it_opens(open_ledger: Callable[[], Services], args: argparse.Namespace) -> None:
    """Before what reads or replaces a ledger's file by another way. What is not there, or can't be read, guards nothing; what is
    only out of reach for the moment does, and whoever holds it busy is not let past its door."""
    try:
        services = open_ledger()
    except LedgerError as error:
        if error.trouble in _FOR_THE_MOMENT:
            raise
        return
    let_in(services, args)


def password(services: Services, args: argparse.Namespace) -> Answer:
    """Whether there is one; set, changed or taken off by whoever was let in."""
    if args.deed == "set":
        return _set(services, args)
    if args.deed == "remove":
        services.password.remove()
        return Answer({"set": False, "idle": 0}, ["不再用打开密码，以后打开台账不再问。"])
    is_set, idle = services.locked, services.password.idle_minutes
    locks = f"，{idle} 分钟没有操作自动锁定" if idle else ""
    return Answer({"set": is_set, "idle": idle}, [f"已设打开密码{locks}。" if is_set else "没有设打开密码。"])


def _set(services: Services, args: argparse.Namespace) -> Answer:
    from qcapp.services.password import IDLE_USUAL

    if not args.new_file and not typed_password.at_terminal():
        raise UsageError("没有终端可以输入新密码，请用 --new-file 文件给出。")
    new = typed_password.in_file(args.new_file) if args.new_file else typed_password.typed_twice("新密码：")
    standing = services.password.idle_minutes if services.locked else IDLE_USUAL
    idle = standing if args.idle is None else args.idle
    code = services.password.set(new, idle=idle)
    lines = [
        "打开密码已设好。恢复码只显示这一次，请抄下来放进保险柜：", f"    {code}",
        "密码只管程序这道门，台账文件本身没有加密；带走台账请用加密的交接文件。",
    ]
    return Answer({"set": True, "idle": idle, "recovery": code}, lines)


def _given(args: argparse.Namespace) -> str:
    from qcapp.services.password import PasswordRefused

    file: Path | None = args.opening_password_file
    if file is not None:
        return typed_password.in_file(file)
    if ENVIRONMENT in os.environ:
        return os.environ[ENVIRONMENT]
    if not typed_password.at_terminal():
        raise PasswordRefused(f"这本台账设了打开密码，{_how(args.command)}，或把它放在环境变量 {ENVIRONMENT} 里，再试一次。")
    return typed_password.typed("打开密码（忘了的，输入恢复码）：")


def _how(command: str) -> str:
    """handover and takeover have a --password-file of their own behind the command."""
    if command in ("handover", "takeover"):
        return f"请在命令前写明打开密码的文件：--password-file 打开密码.txt {command} …（写在命令后面的是交接密码）"
    return "请用 --password-file 写明打开密码的文件"
