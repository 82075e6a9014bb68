"""Groups of facts for a diagnosis: the ledger's file, room on the disk, backups, the log."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from qcapp.domain.backups import Backup, SecondPlace
from qcapp.domain.diagnosis import Fact, FactGroup, LedgerFindings, public
from qcapp.domain.operations import OperationKind
from qcapp.domain.sizes import size_words
from qcapp.program_log import log_files
from qcapp.shared_desk import address_at

# Folders that a program copies elsewhere while the ledger is written: it may hold the file, or bring an older one back.
_SYNCED: Final = ("onedrive", "dropbox", "icloud", "nutstore", "坚果云", "wpsdrive", "wps云盘", "wps 云盘", "百度网盘")
_OLD_BACKUP: Final = timedelta(days=7)
_LEAST_FREE: Final = 200_000_000
_LOG_DAYS: Final = 7
_STAMP: Final = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d{3} (WARNING|ERROR|CRITICAL) ")


def ledger_facts(facts: LedgerFindings, path: Path, now: datetime) -> FactGroup:
    shared = address_at(path)
    place = str(path) if shared is None else shared.url
    lines: list[Fact] = [
        Fact("path", "位置", place, place, _kind_of_place(path) if shared is None else "在服务器上"),
        public("size", "大小", size_words(facts.size), facts.size),
    ]
    if shared is None:
        lines += [
            public("pages", "页", f"{facts.pages} 页，每页 {facts.page_size} 字节，空闲 {facts.free_pages} 页", facts.pages),
            Fact("free_pages", "", "", facts.free_pages),
            public("journal", "未收尾的写入", f"有，{size_words(facts.journal)}" if facts.journal else "没有", facts.journal),
        ]
    if facts.holder is not None:
        mine = facts.holder.pid == os.getpid() and facts.holder.computer == platform.node()
        words = facts.holder.words(now.date(), platform.node())
        told = f"{words}（就是这个窗口）" if mine else words
        lines.append(Fact("holder", "登记在用", told, told, "这个窗口" if mine else "另一个窗口"))
    if facts.trouble:
        lines.append(public("trouble", "读取时", facts.trouble, ok=False))
    if facts.counts is not None:
        lines += [
            public("rows", "记录", f"{sum(facts.counts.values())} 条", sum(facts.counts.values())),
            public("tables", "各表", _tables_words(facts.counts)),
            public("archived", "存档文件", f"{facts.archived[0]} 份，共 {size_words(facts.archived[1])}", facts.archived[0]),
            Fact("archived_bytes", "", "", facts.archived[1]),
        ]
    if facts.kinds:
        lines.append(public("operations", "操作", kinds_words(facts.kinds), sum(facts.kinds.values())))
    if facts.unknown:
        lines.append(public("unknown", "不认识的表或索引", f"{facts.unknown} 个", facts.unknown, ok=False))
    return FactGroup("ledger", "台账文件" if shared is None else "共享台账", tuple(lines))


_TABLES: Final = {
    "plan": "清单", "task": "重点任务", "section": "小节", "measure": "措施", "unit": "单位", "unit_alias": "清单里的别名",
    "assignment": "责任分工", "amendment": "清单变更", "plan_link": "两年清单的对应", "operation": "操作", "change": "改动",
    "cell": "格子", "setting": "设置", "setting_change": "设置的改动", "meta": "台账的标记", "restoration": "恢复",
    "learned_alias": "记住的别名", "fill_form": "下发的表", "blob": "存档文件", "returned_form": "收到的表",
    "held": "待处理的冲突", "settled": "处理过的冲突", "attachment": "佐证材料", "detached": "移除的佐证材料",
    "ruling": "认定", "bulletin": "印发的通报", "alembic_version": "格式版本",
}


def _tables_words(counts: Mapping[str, int]) -> str:
    """措施 74，操作 12: those with something in them, the fullest first."""
    held = sorted(((count, name) for name, count in counts.items() if count), key=lambda each: (-each[0], each[1]))
    return "，".join(f"{_TABLES.get(name, name)} {count}" for count, name in held)


def kinds_words(kinds: Mapping[str, int]) -> str:
    """修改 12，合并 3."""
    labels = {kind.value: kind.label for kind in OperationKind}
    return "，".join(f"{labels.get(kind, '其他')} {count}" for kind, count in sorted(kinds.items()))


def _kind_of_place(path: Path) -> str:
    """Of a path what tells why it may be in the way, and not a name of it."""
    text = str(path.absolute())
    parts = [f"路径长 {len(text)} 字"]
    if not text.isascii():
        parts.append("含中文等字符")
    if text.startswith(("\\\\", "//")):
        parts.append("在网络共享上")
    if any(part.lower().startswith(_SYNCED) for part in path.parts):
        parts.append("在网盘同步的文件夹里")
    if " " in text:
        parts.append("含空格")
    return "，".join(parts)


def space_facts(facts: LedgerFindings, path: Path, backups: Sequence[Backup]) -> FactGroup:
    """What lies on the disk, and what is left of it: a backup needs as much as the ledger."""
    held = sum(backup.size for backup in backups)
    lines = [public("backups_bytes", "备份占用", f"{len(backups)} 份，共 {size_words(held)}", held)]
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        lines.append(public("free", "磁盘剩余", "查不到", ok=False))
    else:
        tight = free < max(_LEAST_FREE, 3 * facts.size)
        lines.append(public("free", "磁盘剩余", f"{size_words(free)}{'，快满了，请清理' if tight else ''}", free, ok=not tight))
    aside = _aside(path)
    lines.append(public("aside", "另放的损坏文件", f"{aside} 个", aside))
    return FactGroup("space", "空间", tuple(lines))


def _aside(path: Path) -> int:
    """Ledgers that were damaged and put aside beside this one."""
    try:
        # Behind a link they lie with the file itself.
        folders = {os.path.realpath(path.parent), os.path.dirname(os.path.realpath(path))}
        names = [name for folder in folders for name in os.listdir(folder)]  # not counting journals, which go with theirs
        return sum(name.startswith(f"{path.stem}-损坏-") and name.endswith(path.suffix) for name in names)
    except OSError:
        return 0


def backup_facts(backups: Sequence[Backup], now: datetime, second: tuple[Fact, ...] = ()) -> FactGroup:
    last = backups[0] if backups else None
    if last is None:
        return FactGroup("backup", "备份", (public("last", "上次备份", "还没有，请先备份一次", "", ok=False), *second))
    old = now - last.at > _OLD_BACKUP
    reason = f"，{last.reason.value}" if last.reason else ""
    when = f"{last.at:%Y-%m-%d %H:%M}{reason}，{size_words(last.size)}"
    return FactGroup("backup", "备份", (
        public("last", "上次备份", f"{when}{'，已过 7 天' if old else ''}", last.at.isoformat(), ok=not old),
        Fact("file", "备份文件", str(last.path), str(last.path)),
        public("count", "共有", f"{len(backups)} 份", len(backups)),
        *second,
    ))


def second_facts(second: SecondPlace | None) -> tuple[Fact, ...]:
    """Where the backups are copied to besides, and whether that is there and not behind."""
    if second is None:
        return (public("second", "第二处", "没有设", ""),)
    newest, folder = second.newest, str(second.folder)
    when = f"最近的一份是 {newest.at:%Y-%m-%d %H:%M} 的" if newest else "没有看到备份"
    told = when if not second.trouble else f"{when}，够不着或比这里的旧"
    return (
        Fact("second", "第二处", folder, folder, "设了", ok=True),
        Fact(
            "second_state", "第二处现在", second.trouble or f"{when}，和这里一样新", second.trouble, told, ok=not second.trouble
        ),
    )


def log_facts(log: Path, crash: Path, now: datetime) -> FactGroup:
    files = log_files(log)
    held = sum(_size(file) for file in files)
    warned, failed, last = log_counts(files, now)
    newest = f"，最近一次 {last}" if last else ""
    lines = [
        Fact("file", "日志文件", str(log), str(log)),
        public("size", "日志大小", size_words(held) if files else "还没有记过", held),
        public("errors", f"近 {_LOG_DAYS} 天的错误", f"{failed} 次，提醒 {warned} 次{newest}", failed, ok=not failed),
    ]
    if crash.is_file():
        when = datetime.fromtimestamp(crash.stat().st_mtime)
        words = f"最近一次记于 {when:%Y-%m-%d %H:%M}"
        lines.append(public("crash", "程序出错退出", words, when.isoformat(timespec="seconds"), ok=now - when > _OLD_BACKUP))
    return FactGroup("log", "日志", tuple(lines))


def log_counts(files: Sequence[Path], now: datetime) -> tuple[int, int, str]:
    """Warnings and errors of the last days, and when the newest error was."""
    since, warned, failed, last = f"{now - timedelta(days=_LOG_DAYS):%Y-%m-%d %H:%M:%S}", 0, 0, ""
    for file in files:
        try:
            text = file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        for line in text.splitlines():
            found = _STAMP.match(line)
            if found is None or found[1] < since:
                continue
            if found[2] == "WARNING":
                warned += 1
            else:
                failed, last = failed + 1, max(last, found[1][:16])
    return warned, failed, last


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
