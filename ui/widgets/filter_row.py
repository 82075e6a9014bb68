"""The filters over the ledger's table: states as chips, unit and task as drop-downs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from qcapp.domain.text import shortened
from qcapp.domain.views import ViewFilter
from ui.models.ledger_rows import ALL, FILTERS
from ui.theme import set_role
from ui.widgets.chips import ChipRow, ChoiceChip, stretch_row

if TYPE_CHECKING:
    from qcapp.domain.plan import Plan

_TASK_CHARS = 24
_WORDS_CHARS = 8


class FilterRow(QWidget):
    """``state_chosen(key)``, ``unit_chosen(name or "")``, ``task_chosen(order as text or "")``."""

    state_chosen = Signal(str)
    unit_chosen = Signal(str)
    task_chosen = Signal(str)
    everywhere_requested = Signal()
    """What is searched for here is to be searched for in all months."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips = ChipRow()
        self.units = ChoiceChip("责任单位")
        self.tasks = ChoiceChip("重点任务")
        self._everywhere: QPushButton | None = None
        self.show_counts({})  # made now: made with the first counts, Tab would come to them behind the table
        self._row = stretch_row([self.chips], right=[self.units, self.tasks])
        self.setLayout(self._row)
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

    def show_words(self, words: str) -> None:
        """While something is searched for, a link to where it is searched for in all months."""
        if words and self._everywhere is None:
            self._everywhere = QPushButton()
            set_role(self._everywhere, "link")
            self._everywhere.clicked.connect(self.everywhere_requested)
            self._row.insertWidget(self._row.indexOf(self.units), self._everywhere, 0, Qt.AlignmentFlag.AlignVCenter)
            QWidget.setTabOrder(self._everywhere, self.units)
        if self._everywhere is not None:
            self._everywhere.setText(f"在全部报告期里检索“{shortened(words, _WORDS_CHARS)}” ›")
            self._everywhere.setVisible(bool(words))

    def choose(self, wanted: ViewFilter) -> None:
        """Without a signal."""
        self.chips.choose(wanted.states[0] if wanted.states else ALL)
        self.units.choose(wanted.units[0] if wanted.units else "")
        self.tasks.choose(str(wanted.tasks[0]) if wanted.tasks else "")
