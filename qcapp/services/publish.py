"""Publish: the official table as xlsx, docx or pdf."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qcapp.domain.errors import UsageError
from qcapp.domain.operations import OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.forms.layout import Paper, TableDocument
from qcapp.ports import LedgerStore, Progress
from qcapp.publish.official import official_table
from qcapp.services.names import file_name
from qcapp.services.progress import SILENT, step

_PAPER_SETTING = "table.paper"


@dataclass(frozen=True, slots=True)
class PublishService:
    """``writers``: suffix without dot → function that writes a table to a path."""

    store: LedgerStore
    who: str
    writers: Mapping[str, Callable[[TableDocument, Path], None]]

    def export(
        self,
        out: Path,
        period: Period,
        *,
        units: Sequence[str] = (),
        paper: Paper | None = None,
        progress: Progress = SILENT,
    ) -> Path:
        """Write the official table in the format that the suffix of ``out`` says; answers the path written."""
        suffix = out.suffix.lower().lstrip(".")
        if suffix not in self.writers:
            raise UsageError(f"不能导出“{out.suffix or out.name}”格式，请把文件名写成 .xlsx、.docx 或 .pdf 结尾。")
        step(progress, 0, 2, "正在汇总台账")
        snapshot = self.store.snapshot(period)
        chosen = {snapshot.plan.unit_named(name) for name in units}
        table = official_table(snapshot, chosen, paper or self.paper())
        step(progress, 1, 2, f"正在写出 {out.name}")
        self.writers[suffix](table, out)
        return out

    def suggested_name(self, period: Period, suffix: str) -> str:
        """清城区…细化表（2021年7月）.xlsx"""
        return f"{file_name(f'{self.store.plan_for(period).title}（{period.label}）')}.{suffix}"

    def paper(self) -> Paper:
        """The setting; A3 until someone chooses."""
        return Paper[self.store.settings().get(_PAPER_SETTING, Paper.A3.name)]

    def set_paper(self, paper: Paper) -> None:
        if paper is not self.paper():
            draft = OperationDraft(
                OperationKind.SETTINGS, f"正式表纸张改为 {paper.name}", self.who, settings={_PAPER_SETTING: paper.name}
            )
            self.store.commit(draft)
