"""Carry out one command: find its function, print its answer, turn what went wrong into a sentence and a status."""

from __future__ import annotations

import argparse
import errno
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from qcapp.cli import entry
from qcapp.cli.answer import DONE, FAILED, WAITING, WORDS_OFF, Answer
from qcapp.cli.console import LOST, complain, tell
from qcapp.cli.json_text import indented
from qcapp.domain.errors import ExpectedError, PasswordWanted, UsageError
from qcapp.domain.text import clean
from qcapp.places import FROZEN
from qcapp.services import Services

if TYPE_CHECKING:
    from qcapp.domain.backups import Backup, BackupHeld
    from qcapp.domain.plan import Plan
    from qcapp.domain.server_address import ServerAddress
    from qcapp.services.diagnosis import DiagnosisService
    from qcapp.services.fill import FillService
    from qcapp.services.handover import HandoverService

log = logging.getLogger(__name__)


class Host(Protocol):
    """What main gives: where the ledger is opened and made. Whoever opened it, main closes it."""

    def open(self) -> Services: ...

    def begin_reading(self) -> None:
        """Begin to start the process that reads foreign files; it does so while other things are done."""

    def warm_up(self) -> None:
        """Get ready what the first save will need. Asked for where there is time for it."""

    def create(self, plan: Plan, who: str = "") -> Services: ...

    def built_in_plan(self) -> Plan: ...

    def fill(self) -> FillService:
        """For what needs no ledger."""

    def handover(self) -> HandoverService:
        """For 交接, which needs no ledger that opens."""

    def recover(self, source: Path, who: str = "") -> Path | None:
        """Put a backup in the place of a ledger that can't be opened; answers where that one now lies, if any. ``who``: by whom,
        "" for the machine's user."""

    def rehearse(self, source: Path) -> BackupHeld:
        """What that backup holds, had it to be recovered from; LedgerError when ``recover`` would refuse."""

    def diagnosis(self, why: str) -> DiagnosisService:
        """Of a ledger that can't be opened: ``why`` says so."""

    def backups_here(self) -> tuple[Backup, ...]:
        """The backups beside the ledger, be that as it may."""

    def held_in(self, backup: Path) -> BackupHeld:
        """What a backup holds; LedgerError when it can't be brought back."""

    def share_to(self, address: ServerAddress, who: str = "") -> None:
        """All of this ledger, which is a file, on that empty database. ``who`` as in ``create``."""

    @property
    def ledger(self) -> str:
        """Where the ledger is, for the answer of ``init``: its path, or its URL without the password."""


Deed = Callable[[Services, argparse.Namespace], Answer]


def deed_of(command: str) -> Deed:
    """What a command does. Of the modules of commands, and of all that they import, only its own is loaded."""
    match command:
        case "dispatch" | "merge" | "set" | "undo":
            from qcapp.cli import month

            return {"dispatch": month.dispatch, "merge": month.merge, "set": month.set_field, "undo": month.undo}[command]
        case "export" | "print":
            from qcapp.cli import publishing

            return {"export": publishing.export, "print": publishing.print_table}[command]
        case "bulletin" | "reminder":
            from qcapp.cli import papers

            return {"bulletin": papers.bulletin, "reminder": papers.reminder}[command]
        case "status" | "show":
            from qcapp.cli import looking

            return {"status": looking.status, "show": looking.show}[command]
        case "history" | "operations":
            from qcapp.cli import looking_back

            return {"history": looking_back.history, "operations": looking_back.operations}[command]
        case "search":
            from qcapp.cli import searching

            return searching.search
        case "attach" | "attachments" | "archive":
            from qcapp.cli import archive

            return {"attach": archive.attach, "attachments": archive.attachments, "archive": archive.archive}[command]
        case "compare" | "changes":
            from qcapp.cli import past

            return {"compare": past.compare, "changes": past.changes}[command]
        case "ruling" | "rulings":
            from qcapp.cli import rulings

            return {"ruling": rulings.rule, "rulings": rulings.rulings}[command]
        case "correct":
            from qcapp.cli import correct

            return correct.correct
        case "plan":
            from qcapp.cli import plan

            return plan.plan
        case "stats":
            from qcapp.cli import stats

            return stats.stats
        case "settings":
            from qcapp.cli import settings

            return settings.settings
        case "password":
            return entry.password
        case _:
            from qcapp.cli import upkeep

            return upkeep.backup


# These change nothing: without their answer they have done nothing.
_LOOKING = frozenset({"status", "show", "history", "search", "attachments", "rulings", "check-form", "backups"})
# These may write into the ledger: the day's backup is made after the first of them.
_WRITING = frozenset({
    "dispatch", "merge", "correct", "set", "undo", "bulletin", "reminder", "attach", "ruling", "plan", "settings",
})
_WRITE_FILES = frozenset({"stats", "compare", "changes", "operations", "fill", "handover", "check"})

_INTERRUPTED = "操作已中断，请用 operations 看看台账有没有变化。"
_NO_TERMINAL = "打开共享台账“{}”要密码，这里又没有终端可以输入，请把它放在环境变量 PGPASSWORD 里，再试一次。"
_BAD_PATH = "路径太长或有不能用的字符，请改短些、去掉特殊字符后再试。"
_NO_ACCESS = "读写文件时出错，请检查路径、磁盘和权限后再试，详情记在台账旁的 program.log 里。"
_INCOMPLETE = "程序文件不全，没有做成，请把压缩包重新解压到上次解压的地方，全部替换，再试一次。"
_BUG = "程序出现意外，没有做成，请把台账旁的日志 program.log 发给维护人员。"
_DONE_BUT_LOST = "已经做完，但结果写不出去，请检查输出到的磁盘，用 operations 核对做了什么。"
_WRITTEN_BUT_LOST = "文件已经写好，但结果写不出去，请检查输出到的磁盘，再打开写好的文件核对。"


def run(args: argparse.Namespace, host: Host, out: TextIO | None) -> int:
    """Do it; answers the exit status of the contract. Whatever goes wrong is one sentence on standard error."""
    try:
        answer = _answer(args, host)
        said = _said(answer, args)
    except PasswordWanted as error:  # nobody sits at a terminal, who would have been asked
        complain(_NO_TERMINAL.format(error.shown))
        return FAILED
    except ExpectedError as error:
        complain(error)
        return WORDS_OFF if isinstance(error, UsageError) else FAILED
    except KeyboardInterrupt:
        complain(_INTERRUPTED)
        return FAILED
    except Exception as error:
        complain(_unexpected(error))
        return FAILED
    if not tell(said, out):
        if _only_looks(args):
            complain(LOST)
            return FAILED
        complain(_WRITTEN_BUT_LOST if args.command in _WRITE_FILES else _DONE_BUT_LOST)
        return WAITING
    return WAITING if answer.waiting else DONE


def _only_looks(args: argparse.Namespace) -> bool:
    match args.command:
        case "plan":
            from qcapp.cli import plan

            return plan.only_looks(args)
        case "settings":
            return args.value is None
        case "password":
            return args.deed is None
        case "print":
            return bool(args.list_printers)
        case "stats":
            return not (args.out or args.assessment)
        case "compare" | "changes" | "operations":
            return args.out is None
        case "check":
            return args.zip is None
        case "restore":
            return bool(args.dry_run)
        case "takeover":
            return bool(args.rehearse)
        case command:
            return command in _LOOKING


def _answer(args: argparse.Namespace, host: Host) -> Answer:
    if args.command == "init":
        from qcapp.cli import month

        return month.init(args, host.built_in_plan, host.create, host.ledger)
    if args.command in ("check-form", "fill"):  # for units, which have no ledger
        from qcapp.cli import check_form

        return (check_form.check_form if args.command == "check-form" else check_form.fill)(host.fill(), args)
    if args.command in ("handover", "takeover"):
        from qcapp.cli import handover

        entry.let_in_if_it_opens(host.open, args)
        return (handover.handover if args.command == "handover" else handover.takeover)(host.handover(), args)
    if args.command in ("restore", "share", "backups", "check"):
        return _looked_after(args, host)
    if args.command == "merge":
        host.begin_reading()
    services = _signed(host, args)
    if args.command == "merge" and not args.dry_run:
        host.warm_up()  # before the reading process is ready there is nothing else to do
    answer = deed_of(args.command)(services, args)
    wrote = args.command in _WRITING and not _only_looks(args) and not getattr(args, "dry_run", False)
    if wrote and (said := _daily(services)):
        complain(said)
    return answer


def _daily(services: Services) -> str:
    """After a command that wrote: the day's backup where there is none; why there is none, else ""."""
    try:
        services.upkeep.daily()
    except ExpectedError as error:
        return f"这一步已经做完，但今天的备份没有做成：{error}"
    except Exception as error:  # a bug must not make what is done look as if it were not
        log.error("The daily backup has failed", exc_info=error)
        return "这一步已经做完，但今天的备份没有做成，请用 backup 备份一次，并把台账旁的日志 program.log 发给维护人员。"
    return ""


def _looked_after(args: argparse.Namespace, host: Host) -> Answer:
    """These open the ledger themselves, for it may not open."""
    from qcapp.cli import upkeep

    def opened() -> Services:
        return _signed(host, args)

    match args.command:
        case "restore":
            return upkeep.restore(opened, host, args, _clerk(args))
        case "share":
            return upkeep.share(opened, host, args, _clerk(args))
        case "backups":
            return upkeep.backups(opened, host, args)
        case _:
            return upkeep.check(opened, host.diagnosis, args)


def _signed(host: Host, args: argparse.Namespace) -> Services:
    """The ledger's services, by the name of whoever gives the command."""
    services = entry.let_in(host.open(), args)
    services.sign(_clerk(args))
    return services


def _clerk(args: argparse.Namespace) -> str:
    """By whose name it is done; "" for the machine's user."""
    return clean(args.clerk or "")


def _unexpected(error: Exception) -> str:
    """The sentence for what nobody turned into one; the log has the rest."""
    if isinstance(error, OSError) and error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
        return _BAD_PATH
    log.error("The command has failed", exc_info=error)
    if isinstance(error, ImportError) and FROZEN:
        return _INCOMPLETE
    return _NO_ACCESS if isinstance(error, OSError) else _BUG


def _said(answer: Answer, args: argparse.Namespace) -> str:
    if args.json:
        return indented(answer.data, _plain) + "\n"
    return "" if args.quiet else "\n".join(answer.lines) + "\n"


def _plain(value: Any) -> str:
    """Paths, days and periods as text."""
    return str(value)
