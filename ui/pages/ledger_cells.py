"""Selected cells of 台账: copied, cut, pasted, filled, cleared; each a single operation, with a look before it overwrites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QGuiApplication

from qcapp.domain.errors import ExpectedError
from qcapp.domain.fields import Kind, field_for
from qcapp.forms.cell_html import Grid, Piece
from qcapp.publish.view_columns import VIEW_COLUMN_BY_KEY
from qcapp.services.edit_cells import CLEAR, CUT, FILL, PASTE, Deed
from ui.models.cell_plan import CellPlan, Write, passage, plan_clear, plan_fill, plan_paste
from ui.models.cell_sheet import Place, Sheet
from ui.pages.ledger_desk import CellDesk
from ui.widgets.ledger_sheet import Area, count_in, places_in, select_block

if TYPE_CHECKING:
    from qcapp.forms.pasted import Pasted

NOTHING_TO_PASTE: Final = "剪贴板里没有可以粘贴的文字或表格，请先在 Excel、WPS 里复制。"
_LISTED: Final = 200
_MARKUP_OF_A_CELL: Final = 40
_WORDS_OF_A_CELL: Final = 8
"""Characters: a copied cell has hardly fewer."""


class CellWork(QObject):
    """``flush`` is asked before the ledger is written: what is half typed elsewhere comes first; False keeps all as it is."""

    def __init__(self, desk: CellDesk, flush: Callable[[], bool]) -> None:
        super().__init__(desk)
        self._desk, self._flush = desk, flush

    @Slot()
    def copy(self) -> None:
        self._desk.table.copy()
        self._desk.said.emit("已复制，可以粘贴到 Excel、WPS 或台账的其他格子。")

    @Slot()
    def cut(self) -> None:
        taken: list[tuple[Sheet, list[Place]]] = []

        def make(sheet: Sheet, cells: list[Place]) -> CellPlan:
            taken.append((sheet, cells))
            return plan_clear(sheet, cells)

        def planned(plan: CellPlan) -> None:
            self._desk.table.copying.these(*taken[0])  # to plan many takes a while: something else may be selected by now
            self._take_out(plan, CUT)

        self._plan(make, planned, "剪切")

    @Slot()
    def clear(self) -> None:
        self._plan(plan_clear, lambda plan: self._take_out(plan, CLEAR), "清空")

    @Slot()
    def fill_down(self) -> None:
        self._fill(right=False)

    @Slot()
    def fill_right(self) -> None:
        self._fill(right=True)

    @Slot()
    def paste(self) -> None:
        """What was copied in Excel, WPS, LibreOffice, Word or here, to where is selected now."""
        if not self._flush():
            return
        sheet, areas = self._desk.sheet, self._desk.areas
        data: QMimeData = QGuiApplication.clipboard().mimeData()
        markup = data.html() if data.hasHtml() else ""
        words = data.text() if markup or not data.hasUrls() else ""  # files are no words

        def read() -> Pasted:
            from qcapp.forms.pasted import read_pasted

            return read_pasted(markup, words)

        self._desk.work_out(
            read, lambda found: self._paste(found, sheet, areas), self._refused,
            cells=max(len(markup) // _MARKUP_OF_A_CELL, len(words) // _WORDS_OF_A_CELL), title="粘贴",
        )

    def _paste(self, found: Pasted, sheet: Sheet, areas: list[Area]) -> None:
        grid = self._meant(found, sheet, areas)
        if grid is None:
            return

        def planned(plan: CellPlan) -> None:
            there = areas == self._desk.areas and self._desk.sheet.looks_like(sheet)
            self._look_and_write(plan if there else replace(plan, block=None), PASTE, "粘贴到台账", blanks=True)

        self._plan_there(
            sheet, areas, lambda sheet, cells: plan_paste(grid, sheet, cells), planned, "粘贴", sum(map(len, grid)),
        )

    def _plan(
        self, make: Callable[[Sheet, list[Place]], CellPlan], planned: Callable[[CellPlan], object], title: str,
    ) -> None:
        """What would be done to what is selected; where that can't be, it is told."""
        if self._flush():
            self._plan_there(self._desk.sheet, self._desk.areas, make, planned, title)

    def _plan_there(
        self, sheet: Sheet, areas: list[Area], make: Callable[[Sheet, list[Place]], CellPlan],
        planned: Callable[[CellPlan], object], title: str, cells: int = 0,
    ) -> None:
        """``cells``: that many at the least."""
        self._desk.work_out(
            lambda: make(sheet, places_in(areas)), planned, self._refused, cells=max(cells, count_in(areas)), title=title,
        )

    def _refused(self, error: ExpectedError) -> None:
        self._desk.problem.emit(str(error))

    def _fill(self, *, right: bool) -> None:
        words = "向右填充" if right else "向下填充"
        self._plan(
            lambda sheet, cells: plan_fill(sheet, cells, right=right), lambda plan: self._look_and_write(plan, FILL, words), words
        )

    def _look_and_write(self, plan: CellPlan, deed: Deed, title: str, *, blanks: bool = False) -> None:
        """Shown first where words would be overwritten or something has no place."""
        writes: Sequence[Write] | None = plan.writes
        if not plan.harmless:
            from ui.dialogs.cell_preview import CellPreview

            writes = CellPreview.ask(self._desk.page.window(), title, plan, "写入", blanks=blanks)
        if writes is None or (plan.skips and not writes):
            return
        if plan.block is not None:
            select_block(self._desk.table, *plan.block)
        self._desk.write([write.wish for write in writes], deed)

    def _take_out(self, plan: CellPlan, deed: Deed) -> None:
        """Several at once are asked about."""
        if not plan.writes:
            self._desk.said.emit("选中的格子里没有填写的内容，不用清空。")
            return
        if len(plan.writes) > 1 and not self._really(plan, deed):
            return
        self._desk.write(plan.wishes, deed)

    def _really(self, plan: CellPlan, deed: Deed) -> bool:
        from qcapp.domain.text import shortened
        from ui.dialogs.question import Answer, QuestionDialog

        lines = [f"{write.place}　{shortened(write.before, 18)}" for write in plan.writes[:_LISTED]]
        lines += [f"……还有 {len(plan.writes) - _LISTED} 格"] if len(plan.writes) > _LISTED else []
        words = f"{deed.words} {len(plan.writes)} 格"
        answer = QuestionDialog.ask(
            self._desk.page.window(), deed.words, f"{words}？", "清空以后按 Ctrl+Z 可以一次恢复；只能看的栏目不动。",
            [Answer("clear", words)], lines,
        )
        return answer == "clear"

    def _meant(self, found: Pasted, sheet: Sheet, areas: list[Area]) -> Grid | None:
        """The cells to paste; None, and told why, where there are none or the clerk gives up."""
        grid = found.grid
        if not grid:
            self._desk.problem.emit(NOTHING_TO_PASTE)
            return None
        if found.table or len(grid) == 1 or len(grid[0]) > 1 or not _into_one_text(sheet, areas):
            return grid
        return self._one_or_many(grid)

    def _one_or_many(self, grid: Grid) -> Grid | None:
        from ui.dialogs.question import Answer, QuestionDialog

        answer = QuestionDialog.ask(
            self._desk.page.window(), "粘贴", f"剪贴板里是 {len(grid)} 行文字，怎样粘贴？",
            "一段话分了行，就整段放进这一格；要是一行一条，就从这一格往下，一行一格。",
            [Answer("one", "整段放进这一格"), Answer("many", "一行一格")],
        )
        if answer == "one":
            return ((Piece(passage(grid)),),)
        return grid if answer == "many" else None


def _into_one_text(sheet: Sheet, areas: list[Area]) -> bool:
    """Whether a single cell of a text column is selected: several lines may be one text there."""
    if count_in(areas) != 1:
        return False
    field = VIEW_COLUMN_BY_KEY[sheet.columns[places_in(areas)[0][1]]].field
    return field is not None and field_for(field).kind is Kind.TEXT
