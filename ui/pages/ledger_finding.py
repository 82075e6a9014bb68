"""查找和替换 in 台账: from cell to cell, one by one or all at once with a list before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionModel, QObject, Slot

from qcapp.domain.errors import ExpectedError, UsageError
from qcapp.publish.view_columns import VIEW_COLUMN_BY_KEY
from qcapp.services.edit_cells import replacing
from ui.models.cell_finding import Finder, hits, next_cell, plan_replace
from ui.models.cell_plan import CellPlan
from ui.models.cell_sheet import Place, Sheet
from ui.pages.ledger_desk import CellDesk
from ui.widgets.ledger_sheet import current_place, index_at

if TYPE_CHECKING:
    from ui.dialogs.find_replace import FindReplace

OTHER_ROWS: Final = "台账里显示的行已经变了，请重新选中要查找的格子，再按 Ctrl+H。"
_COUNTED: Final = 20_000
"""Cells up to which it is said how many places there are."""
_MOST_COUNTED: Final = 999


class Finding(QObject):
    """The dialog is made when it is first asked for. ``flush``: see CellWork."""

    def __init__(self, desk: CellDesk, flush: Callable[[], bool]) -> None:
        super().__init__(desk)
        self._desk, self._flush = desk, flush
        self._dialog: FindReplace | None = None
        self._within: list[Place] = []
        self._selected_in = Sheet((), ())

    @property
    def dialog(self) -> FindReplace:
        if self._dialog is None:
            from ui.dialogs.find_replace import FindReplace

            self._dialog = dialog = FindReplace(self._desk.page.window())
            dialog.find_requested.connect(self.find)
            dialog.replace_requested.connect(self.replace)
            dialog.replace_all_requested.connect(self.replace_all)
            dialog.scope.activated.connect(self._take_selection)
        return self._dialog

    @Slot()
    def open(self) -> None:
        """Where several cells are selected, they are where it looks."""
        if not self._flush():
            return
        sheet = self._desk.sheet
        self._take_selection()
        columns = [(key, VIEW_COLUMN_BY_KEY[key].heading) for key in sheet.columns]
        self.dialog.stand(columns, several=len(sheet.cells(self._within)) > 1)

    @Slot()
    def find_next(self) -> None:
        self._find_or_open(back=False)

    @Slot()
    def find_previous(self) -> None:
        self._find_or_open(back=True)

    @Slot(bool)
    def find(self, back: bool = False) -> None:
        """The next cell in which the words stand becomes the one at hand."""
        if not self._flush():
            return
        try:
            finder = Finder(self.dialog.query)
            sheet = self._desk.sheet
            cells = self._cells(sheet)
        except ExpectedError as error:
            self.dialog.tell(str(error))
            return
        at = current_place(self._desk.table)

        def look() -> tuple[Place, str] | None:
            found = next_cell(finder, sheet, cells, at, back=back)
            if found is None:
                return None
            round_again = at is not None and (found > at if back else found <= at)
            return found, self._words(finder, sheet, cells, found, round_again)

        self._desk.work_out(look, self._found, self._told, cells=len(cells), title="查找")

    def _found(self, found: tuple[Place, str] | None) -> None:
        if found is not None:
            self._show(found[0])
        self.dialog.tell(found[1] if found is not None else "没有找到。")

    def _told(self, error: ExpectedError) -> None:
        self.dialog.tell(str(error))

    @Slot()
    def replace(self) -> None:
        """In the cell at hand, then on to the next one; where it hasn't the words, on to the next one only."""
        if not self._flush():
            return
        at = current_place(self._desk.table)
        try:
            finder = Finder(self.dialog.query)
            sheet = self._desk.sheet
            here = at is not None and at in self._cells(sheet) and bool(list(islice(hits(finder, sheet, [at]), 1)))
            plan = plan_replace(finder, self.dialog.put, sheet, [at]) if here and at is not None else None
        except ExpectedError as error:
            self.dialog.tell(str(error))
            return
        if plan is not None and plan.writes:
            self._desk.write(plan.wishes, replacing(self.dialog.query.words, self.dialog.put))
        self.find()
        if plan is not None and plan.skips:
            self.dialog.tell(f"{plan.skips[0].place}：{plan.skips[0].reason}，没有替换。")

    @Slot()
    def replace_all(self) -> None:
        """A list of what would change comes first."""
        if not self._flush():
            return
        query, put = self.dialog.query, self.dialog.put
        try:
            finder, sheet = Finder(query), self._desk.sheet
            cells = self._cells(sheet)
        except ExpectedError as error:
            self.dialog.tell(str(error))
            return
        self._desk.work_out(
            lambda: plan_replace(finder, put, sheet, cells), partial(self._replace_planned, query.words, put), self._told,
            cells=len(cells), title="查找",
        )

    def _replace_planned(self, words: str, put: str, plan: CellPlan) -> None:
        if not plan.writes and not plan.skips:
            self.dialog.tell("没有找到，没有可以替换的。")
            return
        from ui.dialogs.cell_preview import CellPreview

        writes = CellPreview.ask(self.dialog, "全部替换", plan, "替换")
        if writes:
            self._desk.write([write.wish for write in writes], replacing(words, put))
            self.dialog.tell(f"替换了 {len(writes)} 格；在台账里按 Ctrl+Z 可以一次撤销。")

    @Slot()
    def _take_selection(self) -> None:
        """What is selected now is what 选中的格子 means, wherever the search goes."""
        self._within, self._selected_in = self._desk.selection, self._desk.sheet

    def _find_or_open(self, *, back: bool) -> None:
        if self._dialog is None or not self._dialog.words.text():
            self.open()
        else:
            self.find(back)

    def _cells(self, sheet: Sheet) -> list[Place]:
        """Those to be looked through, in the order of the table."""
        wanted = self.dialog.column
        if wanted and wanted not in sheet.columns:
            raise UsageError(f"“{VIEW_COLUMN_BY_KEY[wanted].heading}”这一列现在没有显示，请重新选择栏目。")
        columns = [place for place, key in enumerate(sheet.columns) if not wanted or key == wanted]
        if self.dialog.in_selection:
            if not sheet.looks_like(self._selected_in):
                raise UsageError(OTHER_ROWS)
            return [place for place in sheet.cells(self._within) if place[1] in columns]
        return [(row, column) for row in sheet.lines for column in columns]

    def _show(self, place: Place) -> None:
        flag = QItemSelectionModel.SelectionFlag
        command = flag.NoUpdate if self.dialog.in_selection else flag.ClearAndSelect
        index = index_at(self._desk.table, place)
        self._desk.table.selectionModel().setCurrentIndex(index, command)
        self._desk.table.scrollTo(index)

    def _words(self, finder: Finder, sheet: Sheet, cells: list[Place], found: Place, round_again: bool) -> str:
        """第 3 处，共 12 处：第 11 条 进展情况。"""
        name = sheet.name(found)
        again = "已查到头，从另一头接着查。" if round_again else ""
        if len(cells) > _COUNTED:
            return f"{again}{name}。"
        places = list(dict.fromkeys(hit.place for hit in islice(hits(finder, sheet, cells), _MOST_COUNTED)))
        if found not in places:
            return f"{again}{name}。"
        return f"{again}第 {places.index(found) + 1} 格，共 {len(places)} 格：{name}。"
