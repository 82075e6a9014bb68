"""Forms on their way out: drawn aside, frozen in the ledger, moved into place. What 下发 and 退回说明 share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from qcapp.domain.errors import UsageError, WriteFailed
from qcapp.domain.forms import FillForm
from qcapp.domain.ledger import Operation, OperationDraft, OperationKind
from qcapp.forms.layout import TableDocument
from qcapp.ports import LedgerStore, Progress
from qcapp.services.names import file_name
from qcapp.services.progress import step

FORMATS = ("xlsx", "docx")
# Names to try beside a file that can't be replaced.
_MOST_BESIDE = 20


@dataclass(frozen=True, slots=True)
class DispatchResult:
    """``files`` in the order written; ``forms`` one a unit.

    Of what could not take its own place after all, ``renamed`` are the files that stand beside it under another name, and
    ``missing`` the places of those that stand nowhere.
    """

    operation: Operation
    files: tuple[Path, ...]
    forms: tuple[FillForm, ...]
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


def checked(formats: Sequence[str], what: str) -> tuple[str, ...]:
    """Formats each once, both when none is named; UsageError for one that there is not. ``what``: 下发表, 退回说明."""
    for name in formats:
        if name not in FORMATS:
            raise UsageError(f"{what}没有“{name}”这种格式，请用 xlsx 或 docx。")
    return tuple(dict.fromkeys(formats)) or FORMATS


@dataclass(frozen=True, slots=True)
class Sending:
    """``writers``: format → function that writes a table to a path. ``what`` is part of each file's name: 下发表."""

    store: LedgerStore
    who: str
    writers: Mapping[str, Callable[[TableDocument, Path], None]]
    what: str

    def send(
        self,
        forms: Sequence[FillForm],
        table_of: Callable[[FillForm], TableDocument],
        out: Path,
        summary: str,
        progress: Progress,
    ) -> DispatchResult:
        """Write the forms, each in its formats, into the folder ``out``, which is made if need be.

        They are drawn aside first, then frozen in the ledger, then moved into place: a form that is out and unknown could
        never be merged, and one that stopped half-way leaves nothing behind. WriteFailed, and nothing is changed, when a
        place is not to be had; one that is lost after that costs no more than the file's name.
        """
        with _aside(out) as drawn:
            files = self._draw(forms, table_of, drawn, progress)
            for path in files:
                _ensure_free(out / path.name)
            draft = OperationDraft(OperationKind.DISPATCH, summary, self.who, dispatched=tuple(forms))
            operation = self.store.commit(draft)
            placed = {out / path.name: _placed(path, out / path.name) for path in files}
        return DispatchResult(
            operation,
            tuple(path for path in placed.values() if path),
            tuple(forms),
            renamed=tuple(path for target, path in placed.items() if path and path != target),
            missing=tuple(target for target, path in placed.items() if path is None),
        )

    def _draw(
        self, forms: Sequence[FillForm], table_of: Callable[[FillForm], TableDocument], folder: Path, progress: Progress
    ) -> list[Path]:
        files: list[Path] = []
        for done, form in enumerate(forms):
            step(progress, done, len(forms), f"正在生成 {form.unit}")
            table = table_of(form)
            for suffix in form.formats:
                path = folder / f"{file_name(f'{form.unit}_{form.period.label}{self.what}')}.{suffix}"
                self.writers[suffix](table, path)
                files.append(path)
        return files


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


def _ensure_free(target: Path) -> None:
    """WriteFailed unless a new file can take that place. A file that is open in Windows can't be renamed, not even to
    its own name, and one that is read-only there can't be replaced."""
    if target.is_dir():
        raise WriteFailed(f"“{target}”是一个文件夹，表格写不到这个位置，请移走它或换一个文件夹，再试一次。")
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

    The ledger knows the form by now, so that a place lost at the last moment is no reason to fail.
    """
    beside = (target.with_name(f"{target.stem}（{count}）{target.suffix}") for count in range(2, _MOST_BESIDE))
    for place in (target, *(each for each in beside if not os.path.lexists(each))):
        try:
            os.replace(path, place)
        except OSError:
            continue
        return place
    return None
