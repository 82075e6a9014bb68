"""Carry out one command: find its function, print its answer, turn what went wrong into a sentence and a status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TextIO

from qcapp.cli import looking, month, upkeep
from qcapp.cli.answer import DONE, FAILED, WAITING, WORDS_OFF, Answer
from qcapp.domain.errors import ExpectedError, UsageError
from qcapp.domain.plan import Plan
from qcapp.services import Services


class Host(Protocol):
    """What main gives: where the ledger is opened and made. Whoever opened it, main closes it."""

    def open(self) -> Services: ...

    def create(self, plan: Plan) -> Services: ...

    def built_in_plan(self) -> Plan: ...

    def recover(self, source: Path) -> Path | None:
        """Put a backup in the place of a ledger that can't be opened; answers where that one now lies, if any."""

    @property
    def ledger(self) -> str:
        """The ledger's path, for the answer of ``init``."""


COMMANDS: dict[str, Callable[[Services, argparse.Namespace], Answer]] = {
    "dispatch": month.dispatch, "merge": month.merge, "export": month.export, "set": month.set_field, "undo": month.undo,
    "status": looking.status, "show": looking.show, "history": looking.history, "search": looking.search,
    "operations": looking.operations,
    "backup": upkeep.backup, "check": upkeep.check,
}


def run(args: argparse.Namespace, host: Host, out: TextIO) -> int:
    """Do it; answers the exit status of the contract."""
    try:
        if args.command == "init":
            answer = month.init(args, host.built_in_plan, host.create, host.ledger)
        elif args.command == "restore":
            answer = upkeep.restore(host.open, host.recover, args.file)
        else:
            answer = COMMANDS[args.command](host.open(), args)
    except ExpectedError as error:
        print(error, file=sys.stderr)
        return WORDS_OFF if isinstance(error, UsageError) else FAILED
    _print(answer, args, out)
    return WAITING if answer.waiting else DONE


def _print(answer: Answer, args: argparse.Namespace, out: TextIO) -> None:
    if args.json:
        out.write(json.dumps(answer.data, ensure_ascii=False, indent=2, default=_plain) + "\n")
    elif not args.quiet:
        out.write("\n".join(answer.lines) + "\n")
    out.flush()


def _plain(value: Any) -> str:
    """Paths, days and periods as text."""
    return str(value)
