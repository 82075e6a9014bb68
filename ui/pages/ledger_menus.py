"""The menus by right click on the ledger's table: on a heading what the column can do, on a cell what it can narrow to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from qcapp.domain.text import shortened
from qcapp.domain.views import LedgerView
from qcapp.publish.view_columns import SHOWN_BY_DEFAULT
from qcapp.publish.view_rows import ViewRow
from ui.models.active_filters import only_empty, only_this
from ui.models.ledger_model import COLUMNS, LedgerModel, heading
from ui.writing_entries import keep_grey

if TYPE_CHECKING:
    from ui.models.ledger_viewing import Viewing
    from ui.pages.ledger_choosing import Choosing
    from ui.widgets.ledger_table import LedgerTable

_CHARS = 12


class LedgerMenus(QObject):
    """``wished(LedgerView)``: how the month is to be shown."""

    wished = Signal(object)

    def __init__(self, table: LedgerTable, model: LedgerModel, viewing: Viewing, choosing: Choosing) -> None:
        super().__init__(table)
        self._table, self._model, self._viewing, self._choosing = table, model, viewing, choosing
        table.header.menu_requested.connect(self.show_header_menu)
        table.menu_requested.connect(self.show_cell_menu)

    @Slot(int, QPoint)
    def show_header_menu(self, section: int, place: QPoint) -> QMenu:
        menu = QMenu(self._table)
        self._fill_header(menu, section)
        return self._popped(menu, place)

    @Slot(QModelIndex, QPoint)
    def show_cell_menu(self, index: QModelIndex, place: QPoint) -> QMenu:
        menu = QMenu(self._table)
        row, column = self._model.measure_at(index.row()), COLUMNS[index.column()]
        menu.addActions(self._table.actions())
        keep_grey(menu)
        if not menu.isEmpty():
            menu.addSeparator()
        if row is not None:
            wanted = only_this(self._viewing.view.filter, row, column)
            self._offer(menu, _only_words(row, column), lambda: self._wish(filter=wanted))
        if not self._viewing.view.filter.empty:
            self._offer(menu, "清除筛选", lambda: self._wish(filter=LedgerView().filter))
        self._fill_header(menu.addMenu(f"“{heading(column)}”这一列"), index.column())
        return self._popped(menu, place)

    def _fill_header(self, menu: QMenu, section: int) -> None:
        column, view = COLUMNS[section], self._viewing.view
        for words, down in (("从小到大排序", False), ("从大到小排序", True)):
            self._offer(menu, words, self._sorter(column, down), (view.sort, view.descending) == (column, down))
        self._offer(menu, "按清单的顺序", lambda: self._wish(sort="", descending=False), not view.sort)
        menu.addSeparator()
        self._offer(menu, "按这一列筛选…", lambda: self._choosing.ask_condition(column))
        self._offer(menu, "只看空着的", lambda: self._wish(filter=only_empty(view.filter, column)))
        self._offer(menu, "只看填了的", lambda: self._wish(filter=only_empty(view.filter, column, filled=True)))
        menu.addSeparator()
        shown = self._table.header.shown_sections()
        place = shown.index(section) + 1 if section in shown else 0
        frozen = self._table.header.frozen
        self._offer(menu, "冻结到此列", lambda: self._table.header.freeze(place), frozen == place)
        self._offer(menu, "不冻结", lambda: self._table.header.freeze(0), not frozen)
        menu.addSeparator()
        self._offer(menu, "列宽适合内容", lambda: self._table.resizeColumnToContents(section))
        self._offer(menu, "恢复自动列宽", self._table.columns.usual_widths).setEnabled(self._table.columns.by_hand)
        self._offer(menu, "不显示这一列", lambda: self._hide(column)).setEnabled(len(shown) > 1)
        self._offer(menu, "选择列…", self._choosing.ask_columns)

    def _sorter(self, column: str, descending: bool) -> Callable[[], object]:
        return lambda: self._wish(sort=column, descending=descending)

    def _hide(self, column: str) -> None:
        chosen = self._viewing.view.columns or SHOWN_BY_DEFAULT
        self._wish(columns=tuple(key for key in chosen if key != column))

    def _wish(self, **parts: object) -> None:
        self.wished.emit(replace(self._viewing.view, **parts))  # type: ignore[arg-type]

    def _offer(self, menu: QMenu, words: str, work: Callable[[], object], checked: bool | None = None) -> QAction:
        action = menu.addAction(words)
        if checked is not None:
            action.setCheckable(True)
            action.setChecked(checked)
        action.triggered.connect(lambda: work())
        return action

    def _popped(self, menu: QMenu, place: QPoint) -> QMenu:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
        return menu


def _only_words(row: ViewRow, column: str) -> str:
    """只看责任单位是“区税务局”的."""
    text = row.status.lamp.word if column == "lamp" else row.text(column)
    if column not in ("lamp", "no", "task", "measure", "unit", "status", "attached", "faults"):
        text = next(filter(None, row.values(column)), "")
    said = f"是“{shortened(text, _CHARS)}”" if text else "空着"
    return f"只看{heading(column)}{said}的"
