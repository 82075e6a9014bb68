"""往期, 一条措施的一年: the measures at the left, the year of the one chosen on one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QModelIndex, QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import Measure
from qcapp.forms.list_table import ListTable
from qcapp.publish.measure_year import MeasureYear
from qcapp.publish.past_tables import year_table
from ui.models.rows import Index, RowsModel
from ui.models.year_words import year_html
from ui.theme import set_role
from ui.widgets.empty import EmptyWords
from ui.widgets.labels import ElidedLabel, TwoLineLabel
from ui.widgets.linked_text import LinkedText
from ui.widgets.measure_head import gist
from ui.widgets.plain_table import PlainTable

_SIZES = [290, 950]


class MeasuresModel(RowsModel[Measure]):
    headings = ("序号", "改革措施")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        measure = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return gist(measure) if index.column() else str(measure.no)
        return measure.text if role == Qt.ItemDataRole.ToolTipRole else None


class YearLeaf(QSplitter):
    """``opened(number, unit, month)``; ``file_wanted(SHA-256, name)``; ``shown`` after each drawing;
    ``search_dropped``: the words searched for hold no more."""

    opened = Signal(int, str, object)
    file_wanted = Signal(str, str)
    shown = Signal()
    search_dropped = Signal()

    def __init__(
        self, tell: Callable[[int, Sequence[Snapshot]], MeasureYear],
        matching: Callable[[str, Snapshot], frozenset[int]], parent: QWidget | None = None,
    ) -> None:
        """``tell``: a measure's year out of its months; ``matching``: numbers of measures that words find."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._tell, self._matching = tell, matching
        self._months: tuple[Snapshot, ...] = ()
        self._words = ""
        self._no: int | None = None
        self._period: Period | None = None
        self._year: MeasureYear | None = None
        self._edits: set[str] = set()
        self.model = MeasuresModel(self)
        self.list = PlainTable("改革措施")
        self.list.setModel(self.model)
        self.list.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.list.set_widths([48, 200], elastic=1)
        self.title = TwoLineLabel(role="title")
        self.task = ElidedLabel(role="muted")
        self.page = LinkedText("一条措施的一年")
        self._none_found = EmptyWords("没有找到这样的措施", "看全部", self.list.viewport())
        self._lay_out()
        self.list.selectionModel().currentRowChanged.connect(self._chosen)
        self.page.followed.connect(self._follow)
        self._none_found.action_requested.connect(self._everything)

    @property
    def no(self) -> int | None:
        """Number of the measure shown."""
        return self._no

    def show_months(self, months: Sequence[Snapshot], period: Period) -> None:
        """``months``: as PastService.year has them. ``period``: the month that is to be in sight, where it is another."""
        other = not self._months or self._months[-1].plan.year != months[-1].plan.year
        self._months = tuple(months)
        if other:
            self._no = None
        elsewhere, self._period = period != self._period, period
        self._list()
        self._show(period if other or elsewhere else None)

    def show_measure(self, no: int) -> bool:
        """With the search off where that hides it. False while no months are there, or none has that measure."""
        if not any(no in each.plan.measure_by_no for each in self._months):
            return False
        if all(measure.no != no for measure in self.model.rows):
            self._no = no
            self._everything()
        self._select(no)
        return True

    def step(self, by: int) -> None:
        """The next or previous measure of the list."""
        at = self.list.currentIndex().row() + by
        if 0 <= at < len(self.model.rows):
            self._select(self.model.rows[at].no)

    def search(self, text: str) -> None:
        self._words = text
        self._list()

    def listed_table(self) -> ListTable | None:
        return year_table(self._year) if self._year else None

    def status_words(self) -> str:
        if self._year is None:
            return ""
        begun = sum(month.begun for month in self._year.months)
        return f"{self._year.title} · 有内容的月份 {begun} 个"

    def focus_first(self) -> None:
        self.list.setFocus()

    def save_state(self, settings: QSettings) -> None:
        settings.setValue("past/year", self.saveState())

    def restore_state(self, settings: QSettings) -> None:
        state = settings.value("past/year")
        if isinstance(state, QByteArray):
            self.restoreState(state)

    def _list(self) -> None:
        """Measures of all months' lists: one that was retired within the year has a year to be told, too."""
        if not self._months:
            return
        lists = {id(each.plan): each for each in self._months if each.plan.year == self._months[-1].plan.year}.values()
        known = {measure.no: measure for each in lists for measure in each.plan.measures}
        found = {no for each in lists for no in self._matching(self._words, each)} if self._words else known.keys()
        measures = [known[no] for no in sorted(known) if no in found]
        self.model.show_rows(measures)
        self._none_found.setVisible(not measures)
        numbers = [each.no for each in measures]
        if numbers:
            self._select(self._no if self._no in numbers else numbers[0])

    def _select(self, no: int | None) -> None:
        at = next((place for place, measure in enumerate(self.model.rows) if measure.no == no), -1)
        if at >= 0:
            self.list.selectRow(at)
            self.list.scrollTo(self.model.index(at, 0))

    @Slot(QModelIndex, QModelIndex)
    def _chosen(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            no = self.model.rows[current.row()].no
            other, self._no = no != self._no, no
            if other:
                self._edits.clear()
                self._show(None, top=True)

    def _show(self, period: Period | None, *, top: bool = False) -> None:
        if self._no is None or not self._months:
            return
        self._year = year = self._tell(self._no, self._months)
        self.title.setText(f"{year.measure.no}　{gist(year.measure)}")
        self.task.setText(f"{year.plan.task_of(year.measure.no).heading}　·　{'、'.join(year.plan.units_of[year.measure.no])}")
        self.page.show_words(self._html, top=top)
        if period is not None:
            self.page.scrollToAnchor(str(period))
        self.shown.emit()

    def _html(self) -> str:
        return year_html(self._year, self._edits) if self._year else ""

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.task)
        card = QFrame()
        set_role(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 10, 1, 1)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.page, 1)
        listed = QFrame()
        set_role(listed, "card")
        inside = QVBoxLayout(listed)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.list)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(8)
        self.addWidget(listed)
        self.addWidget(card)
        self.setStretchFactor(1, 1)
        self.setSizes(_SIZES)

    @Slot()
    def _everything(self) -> None:
        self.search_dropped.emit()
        self.search("")

    @Slot(str)
    def _follow(self, target: str) -> None:
        kind, _, rest = target.partition(":")
        first, _, second = rest.partition(" ")
        if kind == "file":
            self.file_wanted.emit(first, second)
        elif kind == "edits":
            self._edits ^= {target}
            self.page.show_words(self._html)
        elif kind == "ledger" and self._no is not None:
            self.opened.emit(self._no, second, Period.parse(first))
