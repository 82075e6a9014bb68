"""A month's returned files and attachments laid out in folders, for the paper archive or for whoever asks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from qcapp.domain.errors import UsageError, WriteFailed
from qcapp.domain.ledger import Snapshot
from qcapp.forms.safe_write import replace_file
from qcapp.ports import Progress
from qcapp.publish.archive_list import LISTED, ArchivedFile, is_archive_list, write_archive_list
from qcapp.services.names import unit_names, whole_name
from qcapp.services.progress import step

RETURNED, WHOLE = "来表", "整份来表附件"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file to be written: whose it is, in which folder of its unit, and when it came."""

    unit: str
    no: int | None
    folder: str
    name: str
    kind: str
    day: date
    sha256: str


def export_month(
    snapshot: Snapshot, bytes_of: Callable[[str], bytes], folder: Path, unit: str | None, progress: Progress
) -> tuple[Path, ...]:
    """Write them; the paths, 清单.xlsx last. What stands there already is never replaced, but for an older 清单.xlsx of ours;
    a file that stands there with the same bytes counts as written. All or nothing: what was written goes again on failure.
    """
    name = snapshot.plan.unit_named(unit) if unit else None
    kept = [each for each in _kept(snapshot) if name in (None, each.unit)]
    if not kept:
        raise UsageError(f"{name or ''}{snapshot.period.label}没有存档的文件，请核对单位和报告期。")
    folders = unit_names(each.name for each in snapshot.plan.units)
    written: list[Path] = []
    made: list[Path] = []
    try:
        listed = []
        for done, each in enumerate(kept):
            step(progress, done, len(kept), f"正在写出 {each.unit} {each.name}")
            path = _put(bytes_of(each.sha256), folder / folders[each.unit] / each.folder, each.name, written, made)
            listed.append(ArchivedFile(
                each.unit, each.no, snapshot.plan.measure(each.no).text if each.no else "", each.name, each.kind, each.day,
                path.stat().st_size, each.sha256, path.relative_to(folder).as_posix(),
            ))
        target = folder / LISTED
        index = target if is_archive_list(target) else next(each for each in _names(target) if not each.exists())
        write_archive_list(f"{snapshot.period.label}存档文件清单", listed, index)
    except BaseException:
        _take_back(made)
        raise
    return (*written, index)


def _kept(snapshot: Snapshot) -> Iterator[_Kept]:
    """In the plan's order of units: what each returned, then what is attached. A scan that is both is told once."""
    for unit in snapshot.plan.units:
        returned = snapshot.returned.get(unit.name, ())
        for record in returned:
            yield _Kept(unit.name, None, RETURNED, record.name, RETURNED, record.received, record.sha256)
        scans = {record.sha256 for record in returned}
        own = (each for each in snapshot.attachments if each.unit == unit.name)
        for each in sorted(own, key=lambda one: (one.no or 0, one.at, one.id)):
            if each.no is None and each.sha256 in scans:
                continue
            place = f"第{each.no}条" if each.no else WHOLE
            kind = "佐证材料" if each.no else WHOLE
            yield _Kept(unit.name, each.no, place, each.name, kind, each.at.date(), each.sha256)


def _put(data: bytes, folder: Path, name: str, written: list[Path], made: list[Path]) -> Path:
    """Write beside what is there; ``made`` gets what is new, folders included, for taking it back."""
    _make_folder(folder, made)
    target = folder / whole_name(name)
    taken = {str(path).casefold() for path in written}
    free = (each for each in _names(target) if str(each).casefold() not in taken)
    path = next(each for each in free if not each.exists() or _same(each, data))
    if not path.exists():
        replace_file(path, lambda temporary: _write(data, temporary))
        made.append(path)
    written.append(path)
    return path


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteFailed(f"建不了文件夹“{folder}”，请检查磁盘和权限，或换一个位置再导出。") from error
    made += reversed(missing)


def _names(target: Path) -> Iterator[Path]:
    """The name itself, then 名称（2）, 名称（3）, …"""
    yield target
    for number in count(2):
        yield target.with_name(f"{target.stem}（{number}）{target.suffix}")


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)


def _take_back(made: list[Path]) -> None:
    for path in reversed(made):
        with contextlib.suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
