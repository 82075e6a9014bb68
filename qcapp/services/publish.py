"""Publish: the official table or any view of a month, as xlsx, docx or pdf, or on a printer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qcapp.domain.errors import UsageError, WriteFailed
from qcapp.domain.operations import Operation, OperationDraft, OperationKind
from qcapp.domain.page_setup import PageSetup, page_setup_from, setting_values
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.settings import PAPER, SETTING_BY_KEY
from qcapp.domain.views import LedgerView
from qcapp.forms.layout import Paper, TableDocument
from qcapp.forms.list_table import AnyTable, ListTable, fitted_setup
from qcapp.ports import LedgerStore, Progress
from qcapp.publish.official import official_table
from qcapp.services.names import file_name
from qcapp.services.progress import SILENT, step

if TYPE_CHECKING:
    from qcapp.services.look import LookService
    from qcapp.services.printing import Printing
    from qcapp.services.qualify import QualifyService

_NO_PRINTING = "这里不能打印，请导出为 PDF 再打印。"


@dataclass(frozen=True, slots=True)
class PublishService:
    """``writers``: suffix without dot → function that writes a table to a path. ``printing`` None: there is nothing to print
    with."""

    store: LedgerStore
    who: str
    writers: Mapping[str, Callable[[AnyTable, Path], None]]
    look: LookService
    qualify: QualifyService
    printing: Printing | None = None

    def official(
        self, period: Period, *, units: Sequence[str] = (), paper: Paper | None = None, setup: PageSetup | None = None
    ) -> TableDocument:
        """The official table; of some ``units`` only their measures and words."""
        snapshot = self.store.snapshot(period)
        chosen = {snapshot.plan.unit_named(name) for name in units}
        page = setup or self.page_setup()
        return official_table(snapshot, chosen, paper or self.paper(), page, self._printed(page))

    def view(
        self, period: Period, view: LedgerView, *, paper: Paper | None = None, setup: PageSetup | None = None
    ) -> ListTable:
        """What a view shows of the month. UsageError for a unit, a column or a condition that there is not."""
        from qcapp.publish.view_rows import view_rows
        from qcapp.publish.view_table import view_table

        snapshot, page = self.store.snapshot(period), setup or self.page_setup()
        earlier = self.store.snapshot(period.shifted(-1))
        groups = view_rows(
            snapshot, view, day=self.look.today(), earlier=earlier,
            faults=self.qualify.faults(snapshot, earlier),
            found=self.look.found_by(view, snapshot),
        )
        return view_table(
            view, groups, snapshot.plan, period, paper=paper or self.paper(), setup=page, printed=self._printed(page)
        )

    def dressed(self, table: ListTable, *, paper: Paper | None = None, setup: PageSetup | None = None) -> ListTable:
        """A table that was composed elsewhere, on the paper and with the page setup that all are printed with."""
        page, size = setup or self.page_setup(), paper or self.paper()
        fitted = fitted_setup(table.columns, size, page)
        return replace(table, paper=size, setup=fitted, printed=self._printed(page))

    def export(
        self,
        out: Path,
        period: Period,
        *,
        units: Sequence[str] = (),
        view: LedgerView | None = None,
        paper: Paper | None = None,
        setup: PageSetup | None = None,
        progress: Progress = SILENT,
    ) -> Path:
        """Write the official table, or a view, in the format that the suffix of ``out`` says; answers the path written."""
        self._writer(out)
        step(progress, 0, 2, "正在汇总台账")
        if view is None:
            table: AnyTable = self.official(period, units=units, paper=paper, setup=setup)
        else:
            table = self.view(period, view, paper=paper, setup=setup)
        step(progress, 1, 2, f"正在写出 {out.name}")
        return self.write(table, out)

    def write(self, table: AnyTable, out: Path) -> Path:
        """A table that is composed already."""
        self._writer(out)(table, out)
        return out

    def print(self, table: AnyTable, printer: str = "", *, copies: int = 1) -> str:
        """Send it to that printer, "" for the system's own; answers the printer's name. WriteFailed says why it can't be."""
        return self._printing().send(table, printer, copies=copies)

    def printers(self) -> tuple[str, ...]:
        """Names of the printers there are, the system's own first."""
        return self._printing().printers()

    def suggested_name(self, period: Period, suffix: str) -> str:
        """清城区…细化表（2021年7月）.xlsx"""
        return f"{self.stem(self.store.plan_for(period), period)}.{suffix}"

    def stem(self, plan: Plan, period: Period, what: str = "") -> str:
        """A file's name without suffix: of the official table, or of ``what`` else."""
        return file_name(f"{what or plan.title}（{period.label}）")

    def paper(self) -> Paper:
        """The setting; A3 until someone chooses."""
        return Paper[PAPER.text(self.store.settings())]

    def page_setup(self) -> PageSetup:
        """The settings; what has always been printed until someone changes them."""
        return page_setup_from(self.store.settings())

    def set_paper(self, paper: Paper) -> None:
        """Kept where that can be: an export does not fail for it."""
        if not self.store.read_only and paper is not self.paper():
            draft = OperationDraft(
                OperationKind.SETTINGS, f"正式表纸张改为 {paper.name}", self.who, settings={PAPER.key: paper.name}
            )
            self.store.commit(draft)

    def set_page(self, paper: Paper, setup: PageSetup) -> Operation | None:
        """Keep them for every later print, of both clerks; None when they are so already."""
        now = self.store.settings()
        wanted = {PAPER.key: paper.name, **setting_values(setup)}
        moved = {key: value for key, value in wanted.items() if now.get(key, SETTING_BY_KEY[key].default) != value}
        if not moved:
            return None
        words = "、".join(SETTING_BY_KEY[key].heading for key in moved)
        return self.store.commit(OperationDraft(OperationKind.SETTINGS, f"页面设置：{words}有改动", self.who, settings=moved))

    def _writer(self, out: Path) -> Callable[[AnyTable, Path], None]:
        try:
            return self.writers[out.suffix.lower().lstrip(".")]
        except KeyError:
            raise UsageError(f"不能导出“{out.suffix or out.name}”格式，请把文件名写成 .xlsx、.docx 或 .pdf 结尾。") from None

    def _printed(self, setup: PageSetup) -> str:
        day = self.look.today()
        return f"打印日期：{day.year}年{day.month}月{day.day}日" if setup.printed_on else ""

    def _printing(self) -> Printing:
        if self.printing is None:
            raise WriteFailed(_NO_PRINTING)
        return self.printing
