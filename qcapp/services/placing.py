"""Files on their way out: drawn aside, recorded in the ledger, moved into place. What commands that write several share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from qcapp.domain.errors import UsageError, WriteFailed
from qcapp.domain.operations import Operation
from qcapp.forms.safe_write import patient_replace, replace_files

# Names to try beside a file that can't be replaced.
_MOST_BESIDE = 20


@dataclass(frozen=True, slots=True)
class Placed:
    """``files`` in the order written.

    Of what could not take its own place after all, ``renamed`` are the files that stand beside it under another name, and
    ``missing`` the places of those that stand nowhere.
    """

    files: tuple[Path, ...]
    renamed: tuple[Path, ...] = ()
    missing: tuple[Path, ...] = ()

    @property
    def trouble(self) -> str:
        """What to tell of ``renamed`` and ``missing``, a sentence; "" when all went as it should."""
        if self.missing:
            return f"有 {len(self.missing)} 份没有写成（“{self.missing[0]}”等），请检查磁盘或 U 盘后给这些单位再写一次。"
        if self.renamed:
            return f"有 {len(self.renamed)} 份的旧文件正被占用，新的另存成了“{self.renamed[0].name}”等，请发新的，删掉旧的。"
        return ""


def write_out(
    out: Path, draw: Callable[[Path], Sequence[Path]], record: Callable[[], Operation]
) -> tuple[Operation, Placed]:
    """Let ``draw`` write files into a folder aside, ``record`` them in the ledger, and move them into ``out``, made if need be.

    What stopped half-way leaves nothing behind. WriteFailed, and nothing is recorded, when a place is not to be had; one that is
    lost after that costs no more than the file's name.
    """
    with _aside(out) as folder:
        files = draw(folder)
        for path in files:
            ensure_free(out / path.name)
        operation = record()
        placed = {out / path.name: _placed(path, out / path.name) for path in files}
    return operation, Placed(
        tuple(path for path in placed.values() if path),
        renamed=tuple(path for target, path in placed.items() if path and path != target),
        missing=tuple(target for target, path in placed.items() if path is None),
    )


def write_together(drawn: Sequence[tuple[Path, Callable[[Path], object]]]) -> None:
    """Let each place's file be drawn aside, then put all in their places. WriteFailed, and nothing is changed, where one of
    them can't be had; UsageError where two are one."""
    places = [os.path.normcase(target.resolve()) for target, _ in drawn]
    if len(set(places)) < len(places):
        raise UsageError(f"要写的几份都是“{drawn[0][0]}”这同一个文件，请起不同的名字。")
    with TemporaryDirectory(prefix="qc-", ignore_cleanup_errors=True) as folder:
        files: dict[Path, Path] = {}
        for count, (target, draw) in enumerate(drawn):
            files[target] = Path(folder) / f"{count}{target.suffix}"
            draw(files[target])
        replace_files(files)


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A folder of its own inside ``out`` (which is made), gone afterwards."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        aside = TemporaryDirectory(dir=out, prefix=".qc-", ignore_cleanup_errors=True)
    except OSError as error:
        raise WriteFailed(f"写不进文件夹“{out}”，请检查磁盘和权限，或换一个文件夹。") from error
    with aside as name:
        yield Path(name)


def ensure_free(target: Path) -> None:
    """WriteFailed unless a new file can take that place. A file that is open in Windows can't be renamed, not even to
    its own name, and one that is read-only there can't be replaced."""
    if target.is_dir():
        raise WriteFailed(f"“{target}”是一个文件夹，文件写不到这个位置，请移走它或换一个文件夹，再试一次。")
    try:
        if target.exists() and os.name == "nt" and not os.access(target, os.W_OK):
            raise PermissionError
        os.rename(target, target)
    except FileNotFoundError:
        return
    except OSError as error:
        raise WriteFailed(f"“{target}”正被占用或设成了只读，换不成新的，请在 WPS 或 Excel 里关掉它，再试一次。") from error


def _placed(path: Path, target: Path) -> Path | None:
    """Where the file stands now: at ``target``, else beside it as 名称（2）, else nowhere.

    The ledger knows the file by now, so that a place lost at the last moment is no reason to fail.
    """
    beside = (target.with_name(f"{target.stem}（{count}）{target.suffix}") for count in range(2, _MOST_BESIDE))
    for place in (target, *(each for each in beside if not os.path.lexists(each))):
        try:
            patient_replace(path, place)
        except OSError:
            continue
        return place
    return None
