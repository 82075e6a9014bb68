"""The filters over the ledger's table: states as chips, unit and task as drop-downs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qcapp.domain.text import shortened
from qcapp.domain.views import ViewFilter
from ui.models.ledger_rows import ALL, FILTERS
from ui.widgets.chips import ChipRow, ChoiceChip, stretch_row

if TYPE_CHECKING:
    from qcapp.domain.plan import Plan

_TASK_CHARS = 24


class FilterRow(QWidget):
    """``state_chosen(key)``, ``unit_chosen(name or "")``, ``task_chosen(order as text or "")``."""

    state_chosen = Signal(str)
    unit_chosen = Signal(str)
    task_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips = ChipRow()
        self.units = ChoiceChip("责任单位")
        self.tasks = ChoiceChip("重点任务")
        self.show_counts({})  # made now: made with the first counts, Tab would come to them behind the table
        self.setLayout(stretch_row([self.chips], right=[self.units, self.tasks]))
        self.chips.chosen.connect(self.state_chosen)
        self.units.chosen.connect(self.unit_chosen)
        self.tasks.chosen.connect(self.task_chosen)

    def show_counts(self, by_filter: Mapping[str, int]) -> None:
        """Where a count is not known yet, the word alone."""
        self.chips.set_chips([(key, words, by_filter.get(key)) for key, words in FILTERS])

    def show_choices(self, plan: Plan) -> None:
        """What there is to choose from."""
        self.units.set_choices([(unit.name, unit.name) for unit in plan.units])
        self.tasks.set_choices([(str(task.order), shortened(task.heading, _TASK_CHARS)) for task in plan.tasks])

    def choose(self, wanted: ViewFilter) -> None:
        """Without a signal."""
        self.chips.choose(wanted.states[0] if wanted.states else ALL)
        self.units.choose(wanted.units[0] if wanted.units else "")
        self.tasks.choose(str(wanted.tasks[0]) if wanted.tasks else "")
