"""The parts of 总览 and where they stand: steps, cards, tables, charts; what each shows of what was read."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qcapp.stats.figures import Figures, Tally
from qcapp.stats.ranking import weights
from ui.models.card_words import card_words
from ui.models.corrections import counted
from ui.models.task_figures import TaskColumn, TaskFiguresModel
from ui.models.unit_figures import UnitColumn, UnitFiguresModel, unit_lines
from ui.pages.overview_read import Overview
from ui.theme import set_role
from ui.widgets.chart_pane import ChartPane
from ui.widgets.chips import ChipRow
from ui.widgets.figure_card import FigureCard
from ui.widgets.figures_table import FiguresTable, Widths
from ui.widgets.labels import ElidedLabel, WrappedLabel
from ui.widgets.plain_table import PillDelegate
from ui.widgets.scope_bar import ScopeBar
from ui.widgets.steps_strip import StepsStrip

UNITS, TASKS = "units", "tasks"
# With the small notes; with those of the rates only; without.
_UNIT_WIDTHS: Final = Widths((
    (46, 140, 96, 46, 46, 90, 90, 90, 56, 94, 76),
    (44, 132, 84, 44, 44, 86, 86, 86, 52, 54, 72),
    (44, 126, 76, 44, 44, 60, 60, 60, 52, 54, 70),
), UnitColumn.UNIT)
_TASK_WIDTHS: Final = Widths(((200, 48, 48, 92, 92, 92, 104), (180, 44, 44, 62, 62, 62, 62)), TaskColumn.TASK)
_SPLIT: Final = [800, 440]
_CHARTS_FROM: Final = 1000  # pixels of the page; in less the table needs the room


class OverviewView(QWidget):
    """All widgets of the page; it shows, the page acts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps = StepsStrip()
        self.scope = ScopeBar()
        self.cards = tuple(FigureCard() for _ in range(4))
        self.by = ChipRow()
        self.by.set_chips([(UNITS, "按单位", None), (TASKS, "按任务", None)])
        self.hint = QLabel("点数字，看它后面的条目")
        self.units_model, self.tasks_model = UnitFiguresModel(self), TaskFiguresModel(self)
        self.units = FiguresTable("各单位统计", self.units_model, _UNIT_WIDTHS)
        self.tasks = FiguresTable("各任务统计", self.tasks_model, _TASK_WIDTHS)
        self.units.setItemDelegateForColumn(UnitColumn.STATE, PillDelegate(self.units))
        self.trouble = WrappedLabel(role="muted")
        self.charts = ChartPane()
        self.foot = ElidedLabel(role="faint")
        self._tables = QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.by.chosen.connect(self._show_table)

    @property
    def table(self) -> FiguresTable:
        """The one at hand."""
        return self.tasks if self.by.current == TASKS else self.units

    def show_overview(self, read: Overview) -> None:
        self.steps.show_flow(read.flow)
        self.scope.show_days(read.flow.today, _days(read))
        self._show_issued(read)
        figures = read.figures
        now = figures.total if figures else Tally()
        before = read.before.total if read.before else None
        for card, words in zip(self.cards, card_words(now, before), strict=True):
            card.show_words(words)
        self._show_units(read)
        self.tasks_model.show_rows(read.tasks)
        self.trouble.setText(read.trouble)
        self.foot.setText(_foot(figures) if figures else "")
        self._show_table()

    def save_state(self, settings: QSettings) -> None:
        settings.setValue("overview/splitter", self._splitter.saveState())

    def restore_state(self, settings: QSettings) -> None:
        splitter = settings.value("overview/splitter")
        if isinstance(splitter, QByteArray):
            self._splitter.restoreState(splitter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.charts.setVisible(self.width() >= _CHARTS_FROM)

    def _show_units(self, read: Overview) -> None:
        figures = read.figures
        self.units_model.show_rows(unit_lines(figures, read.states) if figures else ())
        self.units.setColumnHidden(UnitColumn.GROUP, not self.units_model.grouped)
        for column in (UnitColumn.CHANGE, UnitColumn.STATE):
            self.units.setColumnHidden(column, not read.states)
        self.units.fit_columns()

    def _show_issued(self, read: Overview) -> None:
        words = ""
        if read.issued is not None:
            words = f"已于 {read.issued.month}月{read.issued.day}日 通报"
            words += f"；之后更正 {counted(read.corrections)}" if read.corrections else "，之后数字没有变化"
        self.scope.show_issued(words, corrected=bool(read.corrections))

    def _show_table(self) -> None:
        self._tables.setCurrentWidget(self._trouble_page if self.trouble.text() else self.table)

    def _lay_out(self) -> None:
        set_role(self.hint, "faint")
        cards = QHBoxLayout()
        cards.setSpacing(10)
        for card in self.cards:
            cards.addWidget(card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 5)
        column.setSpacing(8)
        column.addWidget(self.steps)
        column.addWidget(self.scope)
        column.addLayout(cards)
        column.addWidget(self._splitter, 1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(10)
        self._add_table_card()
        self._splitter.addWidget(self.charts)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes(_SPLIT)
        column.addWidget(self.foot)

    def _add_table_card(self) -> None:
        """From the outside in: whatever has others in it when it is put somewhere, Qt goes through all of them anew."""
        self._trouble_page = QWidget()
        top = QHBoxLayout()
        top.setContentsMargins(11, 0, 11, 0)
        top.addWidget(self.by)
        top.addStretch(1)
        top.addWidget(self.hint)
        card = QFrame()
        set_role(card, "card")
        card.setMinimumWidth(420)
        self._splitter.addWidget(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 8, 1, 1)
        column.setSpacing(7)
        column.addLayout(top)
        column.addWidget(self._tables, 1)
        for widget in (self.units, self.tasks, self._trouble_page):
            self._tables.addWidget(widget)
        middle = QVBoxLayout(self._trouble_page)
        middle.addStretch(2)
        self.trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle.addWidget(self.trouble)
        middle.addStretch(3)


def _days(read: Overview) -> list[tuple[str, date]]:
    days = [("截止日", read.flow.due)]
    if read.issued is not None:
        days.append(("通报日", read.issued))
    return days


def _foot(figures: Figures) -> str:
    """By what, and as of when."""
    words = ("覆盖率", "及时率", "合格率")
    shares = "、".join(
        f"{word} {float(100 * share):.4g}" for word, share in zip(words, weights(figures.settings), strict=True)
    )
    day = figures.on
    parts = (
        figures.label, f"截至 {day.year}年{day.month}月{day.day}日的台账", f"合格规则 {figures.rules_version} 版",
        f"得分权重：{shares}", "得分相同的同位次",
    )
    return " · ".join(parts)
