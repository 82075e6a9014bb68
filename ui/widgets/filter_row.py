"""The filters over the ledger's table: states as chips, and chips that open what else narrows, groups and arranges it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qcapp.domain.views import LedgerView
from qcapp.publish.view_filter import meant, task_words
from ui.models.ledger_rows import ALL, FILTERS
from ui.widgets.chips import ChipRow, DropChip
from ui.widgets.two_sides import TwoSides

if TYPE_CHECKING:
    from qcapp.domain.plan import Plan
    from qcapp.domain.views import ViewFilter
    from ui.widgets.active_filters import ActiveFilters

WHOLE: Final = "全部"


class FilterRow(QWidget):
    """``state_chosen(key)``; what the other chips open is the page's affair. ``part_removed(ViewFilter)``, ``cleared`` and
    ``save_requested`` by the second line, which is there while anything narrows."""

    state_chosen = Signal(str)
    part_removed = Signal(object)
    cleared = Signal()
    save_requested = Signal()
    everywhere_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips = ChipRow()
        self.units, self.tasks, self.conditions = DropChip("责任单位", WHOLE), DropChip("重点任务", WHOLE), DropChip("筛选")
        self.grouping, self.columns = DropChip("分组", LedgerView().grouping.value), DropChip("列")
        self.views = DropChip("视图", WHOLE)
        self.show_counts({})  # made now: made with the first counts, Tab would come to them behind the table
        self._active: ActiveFilters | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(TwoSides([self.chips], self.drops))
        self.chips.chosen.connect(self.state_chosen)
        self.chips.choose(ALL)

    @property
    def drops(self) -> tuple[DropChip, ...]:
        return self.units, self.tasks, self.conditions, self.grouping, self.columns, self.views

    def show_counts(self, by_filter: Mapping[str, int]) -> None:
        """Where a count is not known yet, the word alone."""
        self.chips.set_chips([(key, words, by_filter.get(key)) for key, words in FILTERS])

    def show_view(self, view: LedgerView, plan: Plan | None = None, *, altered: bool = False) -> None:
        """Without a signal. ``altered``: it is not any more what was saved under its name."""
        wanted = view.filter
        self.chips.choose(wanted.states[0] if len(wanted.states) == 1 else "" if wanted.states else ALL)
        units = meant(wanted, plan).units if plan else wanted.units
        self.units.show_words(_some(units, "家"), active=bool(units))
        headings = [task_words(order, plan) for order in wanted.tasks] if plan else []
        self.tasks.show_words(_some(headings, "项"), active=bool(wanted.tasks))
        count = len(wanted.conditions) + bool(wanted.lamps)
        self.conditions.show_words(f"{count} 个条件" if count else "", active=bool(count))
        self.grouping.show_words(view.grouping.value + ("·按单位拆开" if view.split else ""))
        self.views.show_words((view.name or WHOLE) + ("＊" if altered and view.name else ""), active=bool(view.name))

    def show_active(self, parts: Sequence[tuple[str, ViewFilter]], searched: str = "") -> None:
        """What narrows the table, in words; see ``active_parts``. ``searched``: what is searched for."""
        if (parts or searched) and self._active is None:
            from ui.widgets.active_filters import ActiveFilters

            self._active = ActiveFilters()
            self._active.chosen.connect(self.part_removed)
            self._active.cleared.connect(self.cleared)
            self._active.save_requested.connect(self.save_requested)
            self._active.everywhere_requested.connect(self.everywhere_requested)
            self._column.addWidget(self._active)
            QWidget.setTabOrder(self.views, self._active.clear)
        if self._active is not None:
            self._active.show_parts(parts, searched)

    @property
    def active(self) -> ActiveFilters | None:
        return self._active


def _some(names: Sequence[str], counter: str) -> str:
    """全部, the one that is chosen, or how many are."""
    return WHOLE if not names else names[0] if len(names) == 1 else f"{len(names)} {counter}"
