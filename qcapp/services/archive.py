"""The archive: returned files and 佐证材料, kept whole by their hash, and how they come out again."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qcapp.domain.errors import LedgerChanged, LedgerError, UnreadableFile, UsageError
from qcapp.domain.ledger import Attachment
from qcapp.domain.operations import NewAttachment, Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.text import clean, shortened
from qcapp.forms.safe_write import replace_file
from qcapp.ports import LedgerStore, Progress
from qcapp.services.copies import Copies
from qcapp.services.progress import SILENT, step

LARGEST = 50 * 1024 * 1024
LARGEST_AT_ONCE = 300 * 1024 * 1024
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Attached:
    """What adding files came to. ``operation`` is None when nothing was added; ``already``: names of files whose very bytes
    are attached there."""

    operation: Operation | None
    added: tuple[str, ...]
    already: tuple[str, ...]

    @property
    def words(self) -> str:
        """One sentence for the user."""
        told = [f"已添加佐证材料 {len(self.added)} 份"] if self.added else []
        if self.already:
            told.append(f"{_listed(self.already)}{'内容相同的已经在这里' if self.added else '已经在这里，没有重复添加'}")
        return "；".join(told) + "。"


@dataclass(frozen=True)
class ArchiveService:
    store: LedgerStore
    who: str
    copies: Copies = field(default_factory=Copies, compare=False)

    def attach(
        self, no: int | None, unit: str, period: Period, paths: Sequence[Path], progress: Progress = SILENT
    ) -> Attached:
        """Keep files whole with a measure, or (``no`` None) with the unit's whole return: all of them or, when one can't be
        read, is empty or larger than 50 MB, none (UnreadableFile names them). UsageError for an unknown unit or measure."""
        name = self._owner(no, unit, period)
        there = {each.sha256 for each in self.attachments(period, unit=name) if each.no == no}
        new: dict[str, NewAttachment] = {}
        already: list[str] = []
        for path, data in _read_all(paths, progress):
            sha256 = hashlib.sha256(data).hexdigest()
            shown = clean(path.name).replace("\n", " ") or "未命名"
            if sha256 in there or sha256 in new:
                already.append(shown)
            else:
                new[sha256] = NewAttachment(name, period, no, shown, sha256, data)
        added = tuple(each.name for each in new.values())
        if not new:
            return Attached(None, (), tuple(already))
        summary = f"{_place_words(no, name, period)}：添加佐证材料 {len(added)} 份（{_listed(added)}）"
        draft = OperationDraft(OperationKind.ATTACH, summary, self.who, attached=tuple(new.values()))
        return Attached(self.store.commit(draft), added, tuple(already))

    def detach(self, attachment: Attachment) -> Operation:
        """Let go of it; undo brings it back. LedgerChanged when it is gone already."""
        if all(each.id != attachment.id for each in self.store.attachments(attachment.period)):
            raise LedgerChanged(f"“{attachment.name}”已经不在这里了，请刷新后再看。")
        where = _place_words(attachment.no, attachment.unit, attachment.period)
        summary = f"{where}：移除佐证材料“{shortened(attachment.name, 40)}”"
        return self.store.commit(OperationDraft(OperationKind.ATTACH, summary, self.who, detached=(attachment.id,)))

    def attachments(
        self, period: Period, no: int | None = None, unit: str | None = None
    ) -> tuple[Attachment, ...]:
        """Those of a month, of one measure or one unit where named, by unit, measure and time."""
        name = self._owner(no, unit, period) if unit else None
        if no is not None:
            self.store.plan_for(period).measure(no)
        return tuple(
            each for each in self.store.attachments(period)
            if (no is None or each.no == no) and (name is None or each.unit == name)
        )

    def bytes_of(self, sha256: str) -> bytes:
        """A returned file or an attachment, whole. UsageError when the ledger keeps none of that hash."""
        data = self.store.file_bytes(sha256)
        if data is None:
            raise UsageError(f"台账里没有存着这份文件（校验码 {sha256[:12]}），请核对后再试。")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise LedgerError("台账里存的这份文件已经损坏，请用“工具 → 诊断…”查看，并用最近的备份恢复。")
        return data

    def open_copy(self, data: bytes, name: str) -> Path:
        """A read-only copy to be opened by the system's program, cleared when this one ends. UnreadableFile for programs."""
        return self.copies.put(data, name)

    def save_copy(self, data: bytes, target: Path) -> None:
        """Write it to ``target`` whole or not at all; an older file of that name is replaced. WriteFailed says why not."""
        replace_file(target, lambda path: _write(data, path))

    def export(
        self, period: Period, folder: Path, unit: str | None = None, progress: Progress = SILENT
    ) -> tuple[Path, ...]:
        """Write all returned files and attachments of a month (of one unit where named) into ``folder``, by unit and measure,
        and 清单.xlsx, which is the last of the paths answered. UsageError when nothing is kept of it."""
        from qcapp.services.archive_export import export_month

        return export_month(self.store.snapshot(period), self.bytes_of, folder, unit, progress)

    def _owner(self, no: int | None, unit: str, period: Period) -> str:
        return self.store.plan_for(period).owner_named(unit, no)


def _place_words(no: int | None, unit: str, period: Period) -> str:
    return f"{unit} {period.label}整份来表" if no is None else f"第 {no} 条 {unit} {period.label}"


def _listed(names: Sequence[str]) -> str:
    named = "、".join(f"“{shortened(name, 24)}”" for name in names[:_NAMED])
    return named + (f"等 {len(names)} 份" if len(names) > _NAMED else "")


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)


def _read_all(paths: Sequence[Path], progress: Progress) -> list[tuple[Path, bytes]]:
    """Each file whole; UnreadableFile, one sentence about all of those that are not to be had."""
    read: list[tuple[Path, bytes]] = []
    bad: list[str] = []
    for done, path in enumerate(paths):
        step(progress, done, len(paths), f"正在读取 {path.name}")
        try:
            read.append((path, _read(path)))
        except UnreadableFile as error:
            bad.append(f"“{shortened(clean(path.name), 40) or path}”{error}")
        if sum(len(data) for _, data in read) > LARGEST_AT_ONCE:
            raise UnreadableFile(f"这些文件合起来超过 {_megabytes(LARGEST_AT_ONCE)}，没有添加，请分几次添加。")
    if bad:
        more = f"等 {len(bad)} 个文件" if len(bad) > _NAMED else ""
        raise UnreadableFile(f"{'，'.join(bad[:_NAMED])}{more}，这次没有添加任何文件，请换成能用的文件再添加。")
    return read


def _read(path: Path) -> bytes:
    """UnreadableFile with only what is wrong with it."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise UnreadableFile("是文件夹")
        if not stat.S_ISREG(kind):
            raise UnreadableFile("不是普通文件")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise UnreadableFile("找不到了（可能已改名，或 U 盘已拔出）") from None
    except (OSError, ValueError):
        raise UnreadableFile("读不了（可能正被别的程序占用，或没有权限）") from None
    if len(data) > LARGEST:
        raise UnreadableFile(f"超过 {_megabytes(LARGEST)}")
    if not data:
        raise UnreadableFile("是空文件")
    return data


def _megabytes(size: int) -> str:
    return f"{size // (1024 * 1024)} MB"
