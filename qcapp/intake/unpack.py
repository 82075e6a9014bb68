"""From what a person chose (files, folders, zips) to single files, in a stable order, each with its bytes or a reason."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qcapp.domain.errors import UnreadableFile
from qcapp.intake.ledgers import looks_like_ledger
from qcapp.intake.sniff import Kind, litter, sniff
from qcapp.intake.words import NOT_READ, TOO_BIG, ZIP_LOCKED
from qcapp.intake.zips import MAX_FILE, MAX_INFLATED, Budget, contents, directory
from qcapp.windows_paths import length_refused

MAX_FILES = 5_000

_GONE = "找不到这个文件或文件夹，请检查路径、U 盘或共享盘后再试。"
_TOO_LONG = "文件夹套得太深、名字太长，Windows 打不开，请把文件夹移到盘的最外层或改短名字，再导入。"
_NOT_A_FILE = "这不是普通文件，已跳过，请选择表格文件。"
_ALREADY = "这个链接指向已经读过的文件夹，不用再读，已跳过。"
_TOO_MANY = f"这次选中的文件超过 {MAX_FILES} 个，其余没有读，请只选择收回的表再导入。"


@dataclass(frozen=True, slots=True)
class Piece:
    """A single file. ``kind`` is told when its bytes could be had; ``refusal`` says why it can't be read further as a table."""

    path: str
    member: str | None = None
    data: bytes = b""
    kind: Kind | None = None
    refusal: str | None = None
    source: Path | None = None
    """Of a ledger: the file itself, whose bytes were not read."""

    @property
    def name(self) -> str:
        return (self.member or self.path).replace("\\", "/").rsplit("/", 1)[-1]

    @property
    def keepable(self) -> bool:
        """Whether it may be a return or 佐证材料 though no table can be read from it."""
        return bool(self.data) and (self.kind is None or self.kind.keepable)


def shown(path: Path) -> str:
    """The path as text that can be kept and printed: names that are no UTF-8 were GBK on the computer they come from."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.sep.join(_readable(part) for part in text.split(os.sep))
    return text


def _readable(part: str) -> str:
    try:
        part.encode()
    except UnicodeEncodeError:
        return os.fsencode(part).decode("gb18030", "replace")
    return part


def listed(paths: Sequence[Path]) -> list[Piece | Path]:
    """Every file under the paths, folders walked and sorted by name; a Piece stands for what can't be reached."""
    found: list[Piece | Path] = []
    for path in paths:
        for each in _walk(path):
            if len(found) >= MAX_FILES:
                return [*found, Piece(shown(path), refusal=_TOO_MANY)]
            found.append(each)
    return found


def _walk(chosen: Path) -> Iterator[Piece | Path]:
    entered: set[tuple[int, int]] = set()  # links in a circle come to an end by it
    waiting = [chosen]
    while waiting:
        path = waiting.pop()
        try:
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                yield path
            elif not stat.S_ISDIR(status.st_mode):
                yield Piece(shown(path), refusal=_NOT_A_FILE)
            elif (place := (status.st_dev, status.st_ino)) in entered:
                yield Piece(shown(path), refusal=_ALREADY)
            else:
                entered.add(place)
                waiting.extend(path / name for name in sorted(os.listdir(path), reverse=True))
        except FileNotFoundError:
            yield Piece(shown(path), refusal=_TOO_LONG if length_refused(path) else _GONE)
        except (OSError, ValueError):
            yield Piece(shown(path), refusal=NOT_READ)


def opened(path: Path) -> Iterator[Piece]:
    """The file itself, or the members of a zip and of zips in it. Never raises for a bad file."""
    known = litter(shown(path))
    try:
        if known is None and looks_like_ledger(path):  # which may be larger than any table
            yield Piece(shown(path), None, b"", Kind.LEDGER, Kind.LEDGER.refusal, path)
            return
        data = _bytes_of(path)
    except UnreadableFile as error:
        yield Piece(shown(path), refusal=known.refusal if known else str(error))
        return
    except (OSError, ValueError):
        yield Piece(shown(path), refusal=known.refusal if known else NOT_READ)
        return
    yield from _expanded(Piece(shown(path), None, data), Budget(MAX_INFLATED, MAX_FILE), levels=2)


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise UnreadableFile(TOO_BIG)
    return data


def _expanded(piece: Piece, budget: Budget, levels: int) -> Iterator[Piece]:
    """``levels``: how many archives deep may still be opened."""
    try:
        kind = litter(piece.member or piece.path) or sniff(piece.data)
    except UnreadableFile as error:
        yield Piece(piece.path, piece.member, piece.data, None, str(error))
        return
    if kind is not Kind.ZIP:
        yield Piece(piece.path, piece.member, piece.data, kind, kind.refusal)
    elif levels:
        yield from _members(piece, budget, levels)
    else:
        reason = "压缩包里套了太多层压缩包，请先解压，再选择解出的文件导入。"
        yield Piece(piece.path, piece.member, piece.data, kind, reason)


def _members(archive: Piece, budget: Budget, levels: int) -> Iterator[Piece]:
    entries = [entry for entry in directory(archive.data) if not entry.folder]
    if not entries:
        yield Piece(archive.path, archive.member, archive.data, Kind.EMPTY, "这个压缩包是空的，请让单位重新发送。")
    elif all(entry.encrypted for entry in entries):
        yield Piece(archive.path, archive.member, archive.data, Kind.ZIP, ZIP_LOCKED)
        return
    for entry in entries:
        name = entry.name.replace("\\", "/")
        member = f"{archive.member}/{name}" if archive.member else name
        try:
            data = contents(archive.data, entry, budget)
        except UnreadableFile as error:
            yield Piece(archive.path, member, refusal=str(error))
        else:
            yield from _expanded(Piece(archive.path, member, data), budget, levels - 1)


