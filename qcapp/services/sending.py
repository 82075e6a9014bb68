"""Forms on their way out: drawn aside, frozen in the ledger, moved into place. What 下发 and 退回说明 share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qcapp.domain.errors import UsageError
from qcapp.domain.forms import FillForm
from qcapp.domain.operations import Operation, OperationDraft, OperationKind
from qcapp.forms.layout import TableDocument
from qcapp.forms.paper import OfficialPaper
from qcapp.ports import LedgerStore, Progress
from qcapp.services.names import file_name, unit_names
from qcapp.services.placing import Placed, write_out
from qcapp.services.progress import step

FORMATS = ("xlsx", "docx")


@dataclass(frozen=True, slots=True)
class DispatchResult:
    """``forms`` one a unit; ``placed``: the files, where they stand now; ``guide_name``: how the name of the 填报单位说明 among
    them begins, "" where none was asked for."""

    operation: Operation
    forms: tuple[FillForm, ...]
    placed: Placed
    guide_name: str = ""

    @property
    def files(self) -> tuple[Path, ...]:
        """Of the forms, in the order written."""
        guide = self.guide
        return tuple(path for path in self.placed.files if path != guide)

    @property
    def guide(self) -> Path | None:
        """The page that lies beside them."""
        if not self.guide_name:
            return None
        return next((path for path in self.placed.files if path.name.startswith(self.guide_name)), None)

    @property
    def renamed(self) -> tuple[Path, ...]:
        return self.placed.renamed

    @property
    def missing(self) -> tuple[Path, ...]:
        return self.placed.missing

    @property
    def trouble(self) -> str:
        """What to tell of ``renamed`` and ``missing``, a sentence; "" when all went as it should."""
        return self.placed.trouble


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
        guide: OfficialPaper | None = None,
    ) -> DispatchResult:
        """Write the forms, each in its formats, into the folder ``out``, which is made if need be; ``guide`` beside them.

        They are drawn aside first, then frozen in the ledger, then moved into place: a form that is out and unknown could
        never be merged, and one that stopped half-way leaves nothing behind. WriteFailed, and nothing is changed, when a
        place is not to be had; one that is lost after that costs no more than the file's name.
        """
        draft = OperationDraft(OperationKind.DISPATCH, summary, self.who, dispatched=tuple(forms))
        operation, placed = write_out(
            out,
            lambda folder: [*self._draw(forms, table_of, folder, progress), *_drawn_guide(guide, folder)],
            lambda: self.store.commit(draft),
        )
        return DispatchResult(operation, tuple(forms), placed, file_name(guide.title) if guide else "")

    def _draw(
        self, forms: Sequence[FillForm], table_of: Callable[[FillForm], TableDocument], folder: Path, progress: Progress
    ) -> list[Path]:
        files: list[Path] = []
        units = self._unit_names(forms)
        for done, form in enumerate(forms):
            step(progress, done, len(forms), f"正在生成 {form.unit}")
            table = table_of(form)
            for suffix in form.formats:
                path = folder / f"{file_name(f'{units[form.unit]}_{form.period.label}{self.what}')}.{suffix}"
                self.writers[suffix](table, path)
                files.append(path)
        return files

    def _unit_names(self, forms: Sequence[FillForm]) -> dict[str, str]:
        """Of the whole list, so that a unit's file is called the same whoever else is sent one."""
        listed = [unit.name for form in forms[:1] for unit in self.store.plan_for(form.period).units]
        return unit_names(dict.fromkeys([*listed, *(form.unit for form in forms)]))


def _drawn_guide(guide: OfficialPaper | None, folder: Path) -> list[Path]:
    if guide is None:
        return []
    from qcapp.forms.paper_docx import write_paper

    path = folder / f"{file_name(guide.title)}.docx"
    write_paper(guide, path)
    return [path]
