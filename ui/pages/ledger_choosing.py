"""What the chips over the ledger's table open: units, tasks, conditions, grouping, columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from qcapp.domain.views import Grouping, LedgerView, ViewFilter
from qcapp.publish.view_columns import SHOWN_BY_DEFAULT, VIEW_COLUMNS, view_column

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from qcapp.domain.plan import Plan
    from ui.models.ledger_viewing import Viewing
    from ui.widgets.check_panel import CheckPanel
    from ui.widgets.filter_panel import FilterPanel
    from ui.widgets.filter_row import FilterRow

_SPLIT = "split"


class Choosing(QObject):
    """``wished(LedgerView)``: how the month is to be shown; ``widths_reset``: as wide as they were made."""

    wished = Signal(object)
    widths_reset = Signal()

    def __init__(self, row: FilterRow, viewing: Viewing, today: Callable[[], date]) -> None:
        super().__init__(row)
        self._row, self._viewing, self._today = row, viewing, today
        self._units: CheckPanel | None = None
        self._tasks: CheckPanel | None = None
        self._columns: CheckPanel | None = None
        self._conditions: FilterPanel | None = None
        for chip, slot in (
            (row.units, self.ask_units), (row.tasks, self.ask_tasks), (row.conditions, self.ask_conditions),
            (row.grouping, self.ask_grouping), (row.columns, self.ask_columns),
        ):
            chip.clicked.connect(slot)
        row.part_removed.connect(self._take_filter)

    @property
    def _view(self) -> LedgerView:
        return self._viewing.view

    @property
    def _plan(self) -> Plan | None:
        return self._viewing.snapshot.plan if self._viewing.snapshot else None

    @Slot()
    def ask_units(self) -> CheckPanel:
        if self._units is None:
            self._units = self._panel("责任单位", "全部单位", self._take_units)
        units = [(unit.name, unit.name) for unit in self._plan.units] if self._plan else []
        self._units.ask(units, self._viewing.units, self._row.units)
        return self._units

    @Slot()
    def ask_tasks(self) -> CheckPanel:
        if self._tasks is None:
            self._tasks = self._panel("重点任务", "全部任务", self._take_tasks)
        tasks = [(str(task.order), task.heading) for task in self._plan.tasks] if self._plan else []
        self._tasks.ask(tasks, [str(order) for order in self._view.filter.tasks], self._row.tasks)
        return self._tasks

    @Slot()
    def ask_conditions(self) -> FilterPanel:
        return self.ask_condition("")

    def ask_condition(self, column: str) -> FilterPanel:
        """The panel of conditions, at that column."""
        if self._conditions is None:
            from ui.widgets.filter_panel import FilterPanel

            self._conditions = FilterPanel(self._row)
            self._conditions.chosen.connect(self._take_filter)
        self._conditions.ask(self._view.filter, self._today(), self._row.conditions, column)
        return self._conditions

    @Slot()
    def ask_columns(self) -> CheckPanel:
        if self._columns is None:
            self._columns = self._panel("列", "恢复默认", self._take_columns, movable=True)
        chosen = self._view.columns or SHOWN_BY_DEFAULT
        others = [column.key for column in VIEW_COLUMNS if column.key not in chosen]
        items = [(key, view_column(key).heading) for key in (*chosen, *others)]
        self._columns.ask(items, chosen, self._row.columns)
        return self._columns

    @Slot()
    def ask_grouping(self) -> QMenu:
        menu = QMenu(self._row.grouping)
        for grouping in Grouping:
            self._offer(menu, grouping.value, grouping.name, self._view.grouping is grouping)
        menu.addSeparator()
        split = self._offer(menu, "合办的措施每家单位一行", _SPLIT, self._view.by_entry)
        split.setEnabled(self._view.grouping in (Grouping.TASK, Grouping.NONE))
        menu.triggered.connect(self._take_grouping)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._row.grouping.mapToGlobal(QPoint(0, self._row.grouping.height() + 3)))
        return menu

    def _panel(self, name: str, reset: str, taken: Callable[[tuple[str, ...]], None], *, movable: bool = False) -> CheckPanel:
        from ui.widgets.check_panel import CheckPanel

        panel = CheckPanel(name, reset, self._row, movable=movable)
        panel.chosen.connect(taken)
        panel.reset_requested.connect(self._reset)
        return panel

    def _offer(self, menu: QMenu, words: str, data: str, checked: bool) -> QAction:
        action = menu.addAction(words)
        action.setData(data)
        action.setCheckable(True)
        action.setChecked(checked)
        return action

    @Slot()
    def _reset(self) -> None:
        panel = self.sender()
        if panel is self._units:
            self._narrow(units=())
        elif panel is self._tasks:
            self._narrow(tasks=())
        else:
            self.wished.emit(replace(self._view, columns=()))
            self.widths_reset.emit()
        if isinstance(panel, QWidget):
            panel.close()

    @Slot(tuple)
    def _take_units(self, units: tuple[str, ...]) -> None:
        self._narrow(units=units)

    @Slot(tuple)
    def _take_tasks(self, orders: tuple[str, ...]) -> None:
        self._narrow(tasks=tuple(map(int, orders)))

    @Slot(tuple)
    def _take_columns(self, keys: tuple[str, ...]) -> None:
        if keys:  # without any there is no table
            self.wished.emit(replace(self._view, columns=() if keys == SHOWN_BY_DEFAULT else keys))

    @Slot(QAction)
    def _take_grouping(self, action: QAction) -> None:
        if action.data() == _SPLIT:
            self.wished.emit(replace(self._view, split=not self._view.split))
        else:
            self.wished.emit(replace(self._view, grouping=Grouping[str(action.data())]))

    @Slot(object)
    def _take_filter(self, wanted: ViewFilter) -> None:
        self.wished.emit(replace(self._view, filter=wanted))

    def _narrow(self, **parts: object) -> None:
        self._take_filter(replace(self._view.filter, **parts))  # type: ignore[arg-type]
