"""The entries behind a number: a window beside the page, that leads to each of them in 台账."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.period import Period
from qcapp.publish.phrases import task_name
from qcapp.stats.figures import EntryFact, Figures
from ui.dialogs.exported import ResultBar
from ui.help.key import help_by_f1
from ui.models.fact_query import FactQuery, Subset
from ui.models.facts import FactRow, FactsModel
from ui.placing import came_back, fitted, room_of
from ui.theme import set_role
from ui.widgets.chips import ChipRow
from ui.widgets.facts_table import FactsTable
from ui.widgets.labels import ElidedLabel, TwoLineLabel

_SIZE: Final = (1080, 560)
_KIND: Final = (
    Qt.WindowType.Dialog | Qt.WindowType.WindowTitleHint | Qt.WindowType.WindowSystemMenuHint
    | Qt.WindowType.WindowMaximizeButtonHint | Qt.WindowType.WindowCloseButtonHint
)
_GEOMETRY: Final = "overview/facts"
# Offered always, and those that are there only where there are such entries.
_ALWAYS: Final = (Subset.DUE, Subset.REPORTED, Subset.MISSING)
_WHERE_ANY: Final = (Subset.LATE, Subset.FAILED, Subset.FAILED_STILL, Subset.UNFILLED, Subset.APART)


class FactsDialog(QDialog):
    """``measure_requested(EntryFact)``: show it in 台账; ``export_requested``: what is listed, as a file.

    Not in the way: one works on in the main window, and it shows what the ledger says by then (``show_figures`` again).
    """

    measure_requested = Signal(object)
    export_requested = Signal()

    def __init__(self, row_of: Callable[[EntryFact], FactRow], parent: QWidget) -> None:
        """``row_of``: what a fact's row shows."""
        super().__init__(parent.window(), _KIND)
        help_by_f1(self, "overview", "数字是怎么来的")
        self._over, self._row_of = parent, row_of
        self._query = FactQuery()
        self._figures: Figures | None = None
        self._placed = False
        self.title = TwoLineLabel(role="title")
        self.number = TwoLineLabel(role="muted")
        self.subsets = ChipRow()
        self.model = FactsModel(self)
        self.table = FactsTable(self.model)
        self.count = ElidedLabel(role="muted")
        self.exported = ResultBar()
        self.open_button = QPushButton("到台账看这一条")
        self.copy_button = QPushButton("复制全部")
        self.export_button = QPushButton("导出…")
        self.close_button = QPushButton("关闭")
        self._lay_out()
        self._connect()

    @property
    def query(self) -> FactQuery:
        return self._query

    @property
    def months(self) -> tuple[Period, ...]:
        return self._figures.months if self._figures else ()

    @property
    def caption(self) -> str:
        """The number, and as of when."""
        day = self._figures.on if self._figures else None
        on = f"截至 {day.year}年{day.month}月{day.day}日" if day else ""
        return "；".join(part for part in (self.number.text(), on) if part)

    def show_rows(self, query: FactQuery, figures: Figures) -> None:
        self._query = query
        self.exported.clear()
        self.show_figures(figures)
        self.table.select_first()
        if not self.isVisible():
            self._stand()
            self.show()
        self.raise_()
        self.activateWindow()
        self.table.setFocus()

    def show_figures(self, figures: Figures) -> None:
        """The same question, asked of other figures."""
        self._figures = figures
        counts = self._query.counts(figures)
        offered = [*_ALWAYS, *(each for each in _WHERE_ANY if counts[each] or each is self._query.subset)]
        if counts[Subset.FAILED_STILL] == counts[Subset.FAILED] and self._query.subset is not Subset.FAILED_STILL:
            offered = [each for each in offered if each is not Subset.FAILED_STILL]
        self.subsets.set_chips([(each.name, each.value, counts[each]) for each in offered])
        self.subsets.choose(self._query.subset.name)
        self._show_listed(figures)

    def save_state(self, settings: QSettings) -> None:
        if self._placed:
            settings.setValue(_GEOMETRY, self.saveGeometry())

    def restore_state(self, settings: QSettings) -> None:
        self._placed = came_back(self, settings.value(_GEOMETRY)) or self._placed

    def _show_listed(self, figures: Figures) -> None:
        query = self._query
        rows = query.rows(figures)
        self.model.show_rows([self._row_of(fact) for fact in rows])
        self.table.show_months(len(figures.months) > 1)
        task = task_name(query.task.heading) if query.task else ""
        what = " · ".join(part for part in (query.unit, task, figures.label) if part)
        words = f"{what} · {query.subset.value} {len(rows)} 条"
        self.title.setText(words)
        self.setWindowTitle(f"明细：{words}")
        said = "；".join(part for part in (query.number(figures), query.order()) if part)
        self.number.setText(said)
        self.number.setVisible(bool(said))
        self.count.setText(f"截至 {figures.on.year}年{figures.on.month}月{figures.on.day}日；双击或回车，到台账看这一条")
        self.open_button.setEnabled(bool(rows))
        self.copy_button.setEnabled(bool(rows))
        self.export_button.setEnabled(bool(rows))

    def _stand(self) -> None:
        """Over the lower part of its window, so that the numbers stay in sight; later where it was left."""
        if self._placed:
            return
        self._placed = True
        whole = self._over.window().frameGeometry()
        width, height = min(_SIZE[0], whole.width() - 60), min(_SIZE[1], whole.height() - 60)
        wanted = whole.adjusted(whole.width() - width - 20, whole.height() - height - 30, -20, -30)
        self.setGeometry(fitted(wanted, room_of(self)))

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.count, 1)
        for button in (self.open_button, self.copy_button, self.export_button, self.close_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        chips = QHBoxLayout()
        chips.addWidget(self.subsets)
        chips.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.number)
        column.addLayout(chips)
        column.addWidget(self.table, 1)
        column.addWidget(self.exported)
        column.addLayout(foot)
        self.setMinimumSize(640, 320)
        self.resize(*_SIZE)
        set_role(self.table, "framed")
        self.setTabOrder(self.table, self.open_button)

    def _connect(self) -> None:
        self.subsets.chosen.connect(self._subset_chosen)
        self.table.opened.connect(self.measure_requested)
        self.open_button.clicked.connect(self.table.open_current)
        self.copy_button.clicked.connect(self.copy_all)
        self.export_button.clicked.connect(self.export_requested)
        self.close_button.clicked.connect(self.close)

    @Slot(str)
    def _subset_chosen(self, name: str) -> None:
        self._query = self._query.narrowed(Subset[name])
        if self._figures is not None:
            self._show_listed(self._figures)
            self.table.select_first()

    @Slot()
    def copy_all(self) -> None:
        """Headings too, as cells."""
        QGuiApplication.clipboard().setText(self.table.all_text())
