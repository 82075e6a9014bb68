"""往期, 两月对照: two months chosen, filtered by what became of a field, by unit, task and column, in one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qcapp.domain.period import Period
from qcapp.domain.text import shortened
from qcapp.forms.list_table import ListTable
from qcapp.publish.comparison import CONTACTS, FIELD_GROUPS, ComparedField, Comparison, Movement, chosen, count, group_of
from qcapp.publish.past_tables import comparison_table
from ui.models.compared import ComparedModel
from ui.theme import set_role
from ui.widgets.chips import ChipRow, ChoiceChip
from ui.widgets.compared_table import ComparedTable
from ui.widgets.empty import EmptyWords

MOVED, ALL = "moved", "all"
_ARROW = 46  # pixels beside a month's words in a combo box
_TASK_CHARS = 24
_SELDOM = (Movement.LISTED, Movement.DROPPED)


class CompareLeaf(QFrame):
    """``pair_chosen(Period, Period)``, left and right; ``opened(number, unit, later month)``; ``shown`` after each drawing;
    ``search_dropped``: the words searched for hold no more."""

    pair_chosen = Signal(object, object)
    opened = Signal(int, str, object)
    shown = Signal()
    search_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._comparison: Comparison | None = None
        self._words = ""
        self._periods: list[Period] = []
        self._rows: tuple[ComparedField, ...] = ()
        self._counts: Counter[Movement] = Counter()
        self._left_out = ""
        self.left, self.right = QComboBox(), QComboBox()
        self.chips = ChipRow()
        self.units = ChoiceChip("责任单位")
        self.tasks = ChoiceChip("重点任务")
        self.fields = ChoiceChip("栏目")
        self.fields.set_choices([(word, word) for word in (*(word for word, _ in FIELD_GROUPS), CONTACTS)])
        self.model = ComparedModel(self)
        self.table = ComparedTable(self.model)
        self.nothing = QLabel()
        self._no_rows = EmptyWords("没有这样的栏目", "看全部", self.table.viewport())
        self._show_chips({})
        self._lay_out()
        self._connect()

    @property
    def rows(self) -> tuple[ComparedField, ...]:
        """Those listed."""
        return self._rows

    def offer(self, periods: Sequence[Period], filled: Collection[Period]) -> None:
        """Months to choose from; those without content are told."""
        self._periods = list(reversed(periods))
        for box in (self.left, self.right):
            box.blockSignals(True)
            box.clear()
            box.addItems([each.label if each in filled else f"{each.label}（无内容）" for each in self._periods])
            box.setMinimumWidth(box.fontMetrics().horizontalAdvance("2021年12月（无内容）") + _ARROW)
            box.blockSignals(False)

    def show_pair(self, one: Period, other: Period) -> None:
        """Without a signal."""
        for box, period in ((self.left, one), (self.right, other)):
            box.blockSignals(True)
            if period not in self._periods:  # the month before the first of the list
                self._periods.append(period)
                for each in (self.left, self.right):
                    each.addItem(f"{period.label}（无内容）")
            box.setCurrentIndex(self._periods.index(period))
            box.blockSignals(False)

    def show_comparison(self, comparison: Comparison) -> None:
        """The row that was current stays so."""
        self._comparison = comparison
        plan = comparison.now.plan
        self.units.set_choices([(unit.name, unit.name) for unit in plan.units])
        self.tasks.set_choices([(str(task.order), shortened(task.heading, _TASK_CHARS)) for task in plan.tasks])
        self._draw()

    def show_trouble(self, sentence: str) -> None:
        """Why there is nothing to be compared."""
        self._comparison = None
        self._draw(sentence)

    def search(self, text: str) -> None:
        self._words = text
        self._draw()

    def listed_table(self) -> ListTable | None:
        if self._comparison is None or self._comparison.trouble:
            return None
        return comparison_table(self._comparison, self._rows, self.told())

    def told(self) -> str:
        """新增 3，修改 12 of what is listed."""
        return "，".join(f"{each.value} {self._counts[each]}" for each in Movement if self._counts[each])

    def status_words(self) -> str:
        if self._comparison is None:
            return ""
        parts = [self._comparison.title, f"列出 {len(self._rows)} 处", self.told() if self._rows else ""]
        if self.chips.current == MOVED and self._left_out:
            parts.append(self._left_out)
        return " · ".join(filter(None, parts))

    def focus_first(self) -> None:
        self.table.setFocus()

    def save_state(self, settings: QSettings) -> None:
        settings.setValue("past/compared", self.table.horizontalHeader().saveState())

    def _draw(self, trouble: str = "") -> None:
        comparison = self._comparison
        sentence = trouble or (comparison.trouble if comparison else "")
        self.nothing.setText(sentence)
        self.nothing.setVisible(bool(sentence))
        self.table.setVisible(not sentence)
        wanted: tuple[ComparedField, ...] = ()
        if comparison is not None and not sentence:
            wanted = self._chosen(comparison)
        whole = comparison is not None and wanted is comparison.rows
        counts = comparison.counts if comparison is not None and whole else count(wanted)
        total = sum(counts.values())
        moved = sum(row.moved for row in wanted)
        empty = sum(counts[each] for each in Movement if each.moved) - moved
        self._left_out = f"两个月都空着的 {empty} 处不算要看的" if empty else ""
        self._show_chips({
            MOVED: moved, **{each.name: counts[each] for each in Movement}, ALL: total,
        })
        self._rows = wanted if self.chips.current == ALL else tuple(row for row in wanted if self._lists(row))
        self._counts = count(self._rows)
        current = self._current()
        if comparison is not None:
            self.model.show_fields(comparison, self._rows)
        self._no_rows.setVisible(comparison is not None and not sentence and not self._rows)
        at = next((at for at, row in enumerate(self._rows) if (row.key, row.field) == current), 0) if current else 0
        self.table.select_row(at)
        self.shown.emit()

    def _current(self) -> object:
        at = self.table.currentIndex().row()
        return (self.model.rows[at].key, self.model.rows[at].field) if 0 <= at < len(self.model.rows) else None

    def _chosen(self, comparison: Comparison) -> tuple[ComparedField, ...]:
        if not (self.units.current or self.tasks.current or self.fields.current or self._words.strip()):
            return comparison.rows
        rows = chosen(
            comparison, units=(self.units.current,) if self.units.current else (),
            tasks=(int(self.tasks.current),) if self.tasks.current else (), words=self._words,
        )
        group = self.fields.current
        return tuple(row for row in rows if not group or group_of(row.field) == group)

    def _lists(self, row: ComparedField) -> bool:
        """Whether the chip that is on lists it."""
        return row.moved if self.chips.current == MOVED else row.movement.name == self.chips.current

    def _show_chips(self, counts: dict[str, int]) -> None:
        """What seldom happens has a chip only while there is any."""
        shown = [each for each in Movement if each not in _SELDOM or counts.get(each.name) or self.chips.current == each.name]
        self.chips.set_chips([
            (MOVED, "要看的", counts.get(MOVED)), *((each.name, each.value, counts.get(each.name)) for each in shown),
            (ALL, "全部", counts.get(ALL)),
        ])
        self.chips.chip(MOVED).setToolTip("，".join(filter(None, ("除了“不变”的，都是要看的", self._left_out))) + "。")
        self.chips.chip(Movement.MISSING.name).setToolTip(f"{self._left_out}。" if self._left_out else "")

    def _lay_out(self) -> None:
        with_word = QLabel("与")
        set_role(with_word, "muted")
        self.left.setAccessibleName("对照的一个月")
        self.right.setAccessibleName("对照的另一个月")
        months = QHBoxLayout()
        months.setSpacing(8)
        for widget in (self.left, with_word, self.right):
            months.addWidget(widget)
        months.addSpacing(8)
        months.addStretch(1)
        for chip in (self.units, self.tasks, self.fields):
            months.addWidget(chip)
        states = QHBoxLayout()
        states.addWidget(self.chips)
        states.addStretch(1)
        set_role(self.nothing, "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self.nothing.hide()
        head = QVBoxLayout()
        head.setContentsMargins(11, 0, 11, 0)
        head.setSpacing(8)
        head.addLayout(months)
        head.addLayout(states)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 10, 1, 1)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)

    def _connect(self) -> None:
        for box in (self.left, self.right):
            box.activated.connect(self._pair)
        self.chips.chosen.connect(self._filtered)
        for chip in (self.units, self.tasks, self.fields):
            chip.chosen.connect(self._filtered)
        self.table.opened.connect(self._open)
        self._no_rows.action_requested.connect(self._everything)

    @Slot(int)
    def _pair(self, at: int) -> None:
        self.pair_chosen.emit(*(self._periods[box.currentIndex()] for box in (self.left, self.right)))

    @Slot(str)
    def _filtered(self, key: str) -> None:
        self._draw()

    @Slot()
    def _everything(self) -> None:
        self.chips.choose(ALL)
        for chip in (self.units, self.tasks, self.fields):
            chip.choose("")
        self._words = ""
        self.search_dropped.emit()
        self._draw()

    @Slot()
    def _open(self) -> None:
        at = self.table.currentIndex().row()
        if self._comparison is not None and 0 <= at < len(self._rows):
            row = self._rows[at]
            dropped = row.movement is Movement.DROPPED
            period = (self._comparison.then if dropped else self._comparison.now).period
            self.opened.emit(row.key.no, row.key.unit, period)
