"""Dispatch 下发: write each unit's form, and freeze in the ledger what it carried."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from qcapp.domain.errors import UsageError, WriteFailed
from qcapp.domain.forms import FillForm
from qcapp.domain.ledger import Operation, OperationDraft, OperationKind, Snapshot
from qcapp.domain.period import Period
from qcapp.forms.layout import TableDocument
from qcapp.ports import Clock, LedgerStore, Progress
from qcapp.publish.fill_form import fill_form_table, form_values, new_form_id
from qcapp.services.names import file_name
from qcapp.services.progress import SILENT, step

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
            return f"有 {len(self.missing)} 份没有写成（“{self.missing[0]}”等），请检查磁盘或 U 盘后给这些单位再下发一次。"
        if self.renamed:
            return f"有 {len(self.renamed)} 份的旧文件正被占用，新的另存成了“{self.renamed[0].name}”等，请发新的，删掉旧的。"
        return ""


@dataclass(frozen=True, slots=True)
class DispatchService:
    """``writers``: format → function that writes a table to a path."""

    store: LedgerStore
    clock: Clock
    who: str
    writers: Mapping[str, Callable[[TableDocument, Path], None]]

    def dispatch(
        self,
        period: Period,
        out: Path,
        *,
        units: Sequence[str] = (),
        formats: Sequence[str] = (),
        prefill_progress: bool = False,
        progress: Progress = SILENT,
    ) -> DispatchResult:
        """Write forms for all units (or those named, aliases too) into the folder ``out``, which is made if need be.

        Forms are drawn aside first, then frozen in the ledger, then moved into place: a form that is out and unknown
        could never be merged, and one that stopped half-way leaves nothing behind. WriteFailed, and nothing is changed,
        when a place is not to be had; one that is lost after that costs no more than the file's name.
        """
        chosen_formats = _checked(formats)
        snapshot = self.store.snapshot(period)
        names = [snapshot.plan.unit_named(name) for name in units] or [unit.name for unit in snapshot.plan.units]
        names = [name for name in dict.fromkeys(names) if snapshot.plan.measures_of[name]]
        earlier = self.store.snapshot(period.shifted(-1)) if prefill_progress else None
        forms = self._forms(snapshot, earlier, names, chosen_formats)
        with _aside(out) as drawn:
            files = self._draw(snapshot, forms, drawn, chosen_formats, progress)
            for path in files:
                _ensure_free(out / path.name)
            operation = self.store.commit(
                OperationDraft(
                    OperationKind.DISPATCH,
                    f"下发 {period.label}下发表，{len(forms)} 家单位",
                    self.who,
                    dispatched=tuple(forms),
                )
            )
            placed = {out / path.name: _placed(path, out / path.name) for path in files}
        return DispatchResult(
            operation,
            tuple(path for path in placed.values() if path),
            tuple(forms),
            renamed=tuple(path for target, path in placed.items() if path and path != target),
            missing=tuple(target for target, path in placed.items() if path is None),
        )

    def _forms(
        self, snapshot: Snapshot, earlier: Snapshot | None, names: Sequence[str], formats: tuple[str, ...]
    ) -> list[FillForm]:
        taken = set(self.store.form_ids())
        forms = []
        for name in names:
            form_id = new_form_id(snapshot, name, taken)
            taken.add(form_id)
            values = form_values(snapshot, earlier, name)
            forms.append(FillForm(form_id, name, snapshot.period, self.clock.now(), values, formats))
        return forms

    def _draw(
        self, snapshot: Snapshot, forms: Sequence[FillForm], folder: Path, formats: tuple[str, ...], progress: Progress
    ) -> list[Path]:
        files: list[Path] = []
        for done, form in enumerate(forms):
            step(progress, done, len(forms), f"正在生成 {form.unit}")
            table = fill_form_table(snapshot, form.unit, form.form_id, dict(form.values))
            for suffix in formats:
                path = folder / f"{file_name(f'{form.unit}_{snapshot.period.label}下发表')}.{suffix}"
                self.writers[suffix](table, path)
                files.append(path)
        return files


def _checked(formats: Sequence[str]) -> tuple[str, ...]:
    for name in formats:
        if name not in FORMATS:
            raise UsageError(f"下发表没有“{name}”这种格式，请用 xlsx 或 docx。")
    return tuple(dict.fromkeys(formats)) or FORMATS


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
        raise WriteFailed(f"“{target}”是一个文件夹，下发表写不到这个位置，请移走它或换一个文件夹，再下发一次。")
    try:
        if target.exists() and os.name == "nt" and not os.access(target, os.W_OK):
            raise PermissionError
        os.rename(target, target)
    except FileNotFoundError:
        return
    except OSError as error:
        raise WriteFailed(f"“{target}”正被占用或设成了只读，换不成新的，请在 WPS 或 Excel 里关掉它，再下发一次。") from error


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
