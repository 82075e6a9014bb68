"""Commands that look after the ledger: backup, backups, restore, check."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qcapp.cli.answer import Answer, table, typed
from qcapp.domain.backups import Backup, BackupCompared, BackupHeld
from qcapp.domain.errors import LedgerError, LedgerTrouble, UsageError
from qcapp.domain.operations import Operation
from qcapp.domain.server_address import ServerAddress, is_server_address
from qcapp.domain.sizes import size_words
from qcapp.services import Services

if TYPE_CHECKING:
    from qcapp.services.diagnosis import DiagnosisService

# The file is well, or may be: it is not put aside for being out of reach at the moment.
_OUT_OF_REACH = frozenset({
    LedgerTrouble.BUSY, LedgerTrouble.NOT_WRITABLE, LedgerTrouble.NO_SPACE, LedgerTrouble.UNREACHABLE, LedgerTrouble.MOVED,
    LedgerTrouble.DENIED,
})
_TOLD = 10
_HEADINGS = ("时间", "缘由", "大小", "之后的操作", "校验", "文件")
_Since = dict[Path, int | None]


def backup(services: Services, args: argparse.Namespace) -> Answer:
    made = services.upkeep.backup(args.out)
    lines = [f"台账已备份到 {made.path}（{_size(made)}，已核对）。"]
    data: dict[str, Any] = {"file": str(made.path), "size": made.size, "sha256": made.sha256, "second": None}
    second = services.upkeep.second() if args.out is None else None
    if second:
        data["second"] = {"folder": str(second.folder), "trouble": second.trouble}
        lines.append(second.trouble or f"也存了一份到 {second.folder}。")
    return Answer(data, lines, waiting=bool(second and second.trouble))


class Shelf(Protocol):
    """The backups of a ledger that can't be opened."""

    def backups_here(self) -> tuple[Backup, ...]: ...

    def held_in(self, backup: Path) -> BackupHeld: ...


def backups(open_ledger: Callable[[], Services], shelf: Shelf, args: argparse.Namespace) -> Answer:
    """All that there are, be it that the ledger opens or not; each read whole when asked for."""
    try:
        services = open_ledger()
    except LedgerError as error:
        if error.trouble is None:  # a password that is not known, and whatever else is not the file's
            raise
        return _backups_without(shelf, str(error), args.verify)
    return _backups(services, args)


def _backups_without(shelf: Shelf, why: str, verify: bool) -> Answer:
    """As those of a ledger that opens, without what only that can tell."""
    here = shelf.backups_here()
    troubles = {each.path: _trouble_of(partial(shelf.held_in, each.path)) for each in here} if verify else {}
    data = {"backups": [_data(None, each, troubles) for each in here], "second": None}
    rows = [_row(None, each, troubles) for each in here]
    lines = table(rows, _HEADINGS) if rows else ["台账旁边没有备份，可用 backup 备份一次。"]
    return Answer(data, [*lines, *filter(None, troubles.values()), why], waiting=True)


def _backups(services: Services, args: argparse.Namespace) -> Answer:
    upkeep = services.upkeep
    here, there = upkeep.backups(), upkeep.second_backups()
    second = upkeep.second()
    both = (*here, *there)
    troubles = {each.path: _trouble_of(partial(upkeep.verify, each.path)) for each in both} if args.verify else {}
    since = {each.path: upkeep.operations_since(each.path) for each in both}
    copies = [_data(since, each, troubles) for each in there]
    data = {
        "backups": [_data(since, each, troubles) for each in here],
        "second": {"folder": str(second.folder), "trouble": second.trouble, "backups": copies} if second else None,
    }
    rows = [_row(since, each, troubles) for each in both]
    lines = table(rows, _HEADINGS) if rows else ["还没有备份，可用 backup 备份一次。"]
    lines += [second.trouble] if second and second.trouble else []
    bad = [trouble for trouble in troubles.values() if trouble]
    return Answer(data, lines + bad, waiting=bool(bad))


class Recovering(Protocol):
    """What is done for a ledger that can't be opened."""

    def rehearse(self, source: Path) -> BackupHeld: ...

    def recover(self, source: Path, who: str = "") -> Path | None: ...

    def backups_here(self) -> tuple[Backup, ...]: ...


def _named(file: Path, recovering: Recovering) -> Path:
    """A bare name, as `backups` lists them, is one of the backups beside the ledger where no file of that name lies here."""
    if file.name != str(file) or file.exists():
        return file
    return next((each.path for each in recovering.backups_here() if each.path.name == file.name), file)


def restore(
    open_ledger: Callable[[], Services], recovering: Recovering, args: argparse.Namespace, who: str = ""
) -> Answer:
    """Bring a backup back: into the ledger, or, where that can't even be opened, in its place. ``who`` does it."""
    source = _named(args.file, recovering)
    try:
        services = open_ledger()
    except LedgerError as error:
        if error.trouble in _OUT_OF_REACH:
            raise
        if args.dry_run:
            if error.trouble is None:  # a password that is not known
                raise
            return _rehearsed(recovering.rehearse(source), error)
        aside = recovering.recover(source, who)
        said = f"；原来打不开的文件改名放在 {aside}" if aside else ""
        return Answer({"restored": str(source), "backup": None, "aside": aside}, [f"台账已用 {source} 恢复{said}。"])
    compared = services.upkeep.compare(source)
    if args.dry_run:
        return Answer({"restored": None, "backup": None, "aside": None, **_compared_data(compared)}, _compared_lines(compared))
    before = services.upkeep.restore(source)
    operation = services.history.operations(1)[0]
    data = {
        "restored": str(source), "backup": str(before.path), "aside": None, "operation": operation.id, **_compared_data(compared),
    }
    if before.reason is None:  # damaged
        data |= {"backup": None, "aside": str(before.path)}
        return Answer(data, [f"台账已恢复为 {source}；原来的已经损坏，改名放在 {before.path}。", *_counts(compared)])
    lines = [f"台账已恢复为 {source}；恢复前的内容备份在 {before.path}。", *_counts(compared)]
    return Answer(data, [*lines, f"要换回来，用 {typed(f'undo {operation.id}', args)}。"])


def _rehearsed(held: BackupHeld, error: LedgerError) -> Answer:
    """What a restoration would do where there is no ledger to compare with."""
    data = {
        "restored": None, "backup": None, "aside": None, "ledger": str(error),
        "held": {
            "file": str(held.path), "title": held.title, "operations": held.operations,
            "newest": {"at": held.at.isoformat(), "who": held.who, "summary": held.summary},
        },
    }
    title = f"《{held.title}》，" if held.title else ""
    there = error.trouble is not LedgerTrouble.MISSING
    word = "新版" if error.trouble is LedgerTrouble.NEWER else "损坏"
    aside = f"原来的文件不删除，改名留在原处（名字里有“{word}”）" if there else "台账不在原处，备份的内容就放在那里"
    return Answer(data, [
        str(error),
        f"备份 {held.path} 完好：{title}{held.operations} 次操作，最后一次 {held.at:%Y-%m-%d %H:%M} {held.who}：{held.summary}。",
        f"恢复时用它接着用，{aside}；撤去、找回什么没法比较。这次只是看看，什么也没有改动。",
    ])


def undo_restoration(services: Services, operation_id: str, whose: str, args: argparse.Namespace) -> Answer:
    """As ``undo`` answers, with the backup of what was replaced by it. ``whose``: a colleague's, "" where nothing is to be said
    of that."""
    by = services.history.operation(operation_id).who
    before = services.upkeep.undo_restoration(operation_id)
    done = services.history.operations(1)[0]
    data: dict[str, Any] = {
        "operation": done.id, "undone": operation_id, "by": by, "left": [], "file": None, "backup": str(before.path),
    }
    said = f"撤销前的内容备份在 {before.path}；要再换回去，用 {typed(f'undo {done.id}', args)}。"
    told = f"已撤销{whose}的操作 {operation_id}，是一次恢复" if whose else "已撤销那次恢复"
    return Answer(data, [f"{told}：{done.summary}。", said])


class Sharing(Protocol):
    """A ledger that can be put on a server."""

    @property
    def ledger(self) -> str: ...

    def share_to(self, address: ServerAddress, who: str = "") -> None: ...


def share(
    open_ledger: Callable[[], Services], sharing: Sharing, args: argparse.Namespace, who: str = ""
) -> Answer:
    """Opened before: whoever does not know its password does not share it."""
    if is_server_address(sharing.ledger):
        raise UsageError("share 是把台账文件放到服务器上：--ledger 请写台账文件；要换服务器，先用 backup 另存为台账文件。")
    services, address = open_ledger(), args.address
    operations = services.history.count()
    sharing.share_to(address, who)
    data = {"ledger": address.url, "source": sharing.ledger, "operations": operations}
    return Answer(data, [
        f"台账已放到服务器上：{address.shown}，{operations} 次操作都在。",
        f"以后写 --ledger {address.url}，窗口里用“文件 → 打开共享台账…”。",
        f"原来的文件没有动，请别再往里填：{sharing.ledger}",
    ])


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
        said.append(f"诊断包已写到 {args.zip}，里面没有台账的内容，可以发给维护人员。")
    broken = "台账有异常，请停止录入，用 restore 恢复最近的备份。" if opened else "台账打不开，请用 restore 恢复最近的备份。"
    said.append("台账完好。" if found.whole else broken)
    return Answer(data, said, waiting=not found.whole)


def _trouble_of(look: Callable[[], object]) -> str:
    try:
        look()
    except LedgerError as error:
        return str(error)
    return ""


def _data(since: _Since | None, each: Backup, troubles: dict[Path, str]) -> dict[str, Any]:
    return {
        "file": str(each.path), "at": each.at.isoformat(), "size": each.size,
        "reason": each.reason.value if each.reason else None, "sha256": each.sha256,
        "since": since[each.path] if since else None, "ok": _verdict(each, troubles),
        "trouble": troubles.get(each.path) or None,
    }


def _verdict(each: Backup, troubles: dict[Path, str]) -> bool | None:
    """None where it was not looked through now."""
    return not troubles[each.path] if each.path in troubles else None


def _row(since: _Since | None, each: Backup, troubles: dict[Path, str]) -> tuple[str, ...]:
    later = since[each.path] if since else None
    verdict = _verdict(each, troubles)
    words = ("有校验码" if each.sha256 else "无校验码") if verdict is None else "完好" if verdict else "不能用"
    return (
        f"{each.at:%Y-%m-%d %H:%M}", each.reason.value if each.reason else "", _size(each),
        "不知道" if since is None else "另有内容" if later is None else str(later), words, str(each.path),
    )


def _size(each: Backup) -> str:
    return size_words(each.size)


def _compared_data(compared: BackupCompared) -> dict[str, Any]:
    return {
        "lost": [_operation(each) for each in compared.lost], "regained": [_operation(each) for each in compared.regained],
        "fields": compared.fields, "newest": _operation(compared.newest),
    }


def _operation(each: Operation) -> dict[str, Any]:
    return {"id": each.id, "kind": each.kind.value, "at": each.at.isoformat(), "who": each.who, "summary": each.summary}


def _compared_lines(compared: BackupCompared) -> list[str]:
    newest = compared.newest
    lines = [f"{compared.path} 完好，最后一次操作是 {newest.at:%Y-%m-%d %H:%M} {newest.who}：{newest.summary}。"]
    lines += _counts(compared)
    for heading, operations in (("会撤去：", compared.lost), ("会找回：", compared.regained)):
        lines += [heading] if operations else []
        lines += [f"    {each.id}  {each.at:%Y-%m-%d %H:%M}  {each.who}  {each.summary}" for each in operations[:_TOLD]]
        lines += [f"    还有 {len(operations) - _TOLD} 次。"] if len(operations) > _TOLD else []
    return [*lines, "这是预演，什么都没有改动。"]


def _counts(compared: BackupCompared) -> list[str]:
    if not (compared.lost or compared.regained or compared.fields):
        return ["和现在的台账内容一样。"]
    regained = f"，找回 {len(compared.regained)} 次操作" if compared.regained else ""
    return [f"撤去 {len(compared.lost)} 次操作{regained}，{compared.fields} 个栏目的内容不同。"]
