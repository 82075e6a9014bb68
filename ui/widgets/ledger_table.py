"""The ledger's table: spans of task headings, row heights from counts of characters, keys, copying cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.models.ledger_model import COLUMNS, LedgerModel
from ui.models.ledger_rows import GroupRow, MeasureRow, Row
from ui.theme import base_font
from ui.widgets.ledger_delegate import MOST_LINES, PAD_X, PAD_Y, LedgerDelegate
from ui.widgets.wrapped_text import em_widths, line_count

if TYPE_CHECKING:
    from ui.widgets.empty import EmptyWords

_WIDTHS: Final = {"no": 42, "measure": 280, "unit": 108, "contact": 62, "progress": 200, "deadline": 114, "status": 82}
_ELASTIC: Final = ("measure", "progress")
_LEAST: Final = {"measure": 130, "progress": 110}
# Given up when the window is narrow; the form shows it.
_SPARE: Final = COLUMNS.index("contact")
_GROUP_HEIGHT: Final = 30
_BREATH_MS: Final = 20


class LedgerTable(QTableView):
    """``measure_selected(no)`` when another measure is current; ``form_requested`` by Enter, F2 or a double click."""

    measure_selected = Signal(int)
    form_requested = Signal()
    fold_requested = Signal(int)
    all_requested = Signal()
    """From the words that stand where no row is."""
    first_painted = Signal()
    """The rows stand on the screen for the first time: what can wait may begin now."""

    def __init__(self, model: LedgerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._ems: dict[int, tuple[Row, dict[str, tuple[float, ...]]]] = {}
        self._quiet = False
        self._painted = False
        self._sized = False
        self._empty: EmptyWords | None = None
        self._line = QFontMetrics(base_font()).lineSpacing()
        self.setModel(model)
        self._delegate = LedgerDelegate(self)
        self.setItemDelegate(self._delegate)
        self._set_up()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.fit_rows)
        self.horizontalHeader().sectionResized.connect(self._column_resized)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(self._double_clicked)

    @property
    def current_no(self) -> int | None:
        row = self._model.measure_at(self.currentIndex().row())
        return row.no if row else None

    def set_hits(self, words: Sequence[str]) -> None:
        if self._delegate.set_hits(words):
            self.viewport().update()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the measure selected stays so where it is still there, and the view where it was."""
        current, top = self.current_no, self.verticalScrollBar().value()
        self._quiet = True
        reset = self._model.show_rows(rows)
        if reset:
            self._span_headings()
        if self._sized:  # before, the widths are not those that will be
            self.fit_rows()
        if reset:
            self.verticalScrollBar().setValue(top)
            if current is not None and self._model.row_of(current) >= 0:
                self._set_current(self._model.row_of(current))
        self._quiet = False
        if not rows or self._empty is not None:
            self.empty_words.setVisible(not rows)

    @property
    def empty_words(self) -> EmptyWords:
        """Lie over the table while it has no row; made when first needed."""
        if self._empty is None:
            from ui.widgets.empty import EmptyWords

            self._empty = EmptyWords("没有符合条件的措施。", "清除筛选", self.viewport())
            self._empty.action_requested.connect(self.all_requested)
        return self._empty

    def select_measure(self, no: int) -> bool:
        """Make it current and bring it into sight; False when it is not shown."""
        row = self._model.row_of(no)
        if row < 0:
            return False
        self._set_current(row)
        self.scrollTo(self._model.index(row, 0), QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def select_quietly(self, no: int) -> None:
        """Make it current without telling, without scrolling."""
        row = self._model.row_of(no)
        if row >= 0 and row != self.currentIndex().row():
            self._quiet = True
            self._set_current(row)
            self._quiet = False

    def show_from_top(self) -> None:
        """Other rows were asked for: from the first on, or as far down as the current one is."""
        self.verticalScrollBar().setValue(0)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)

    def step(self, by: int) -> bool:
        """To the next (1) or previous (-1) measure, over headings; False at the end."""
        row = self.currentIndex().row() + by
        while 0 <= row < self._model.rowCount():
            measure = self._model.measure_at(row)
            if measure is not None:
                return self.select_measure(measure.no)
            row += by
        return False

    def copy(self) -> None:
        """The selected rows as tab-separated cells, as WPS and Excel take them."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        columns = {row: 1 if self._model.group_at(row) else len(COLUMNS) for row in rows}
        cells = [[str(self._model.index(row, c).data() or "") for c in range(columns[row])] for row in rows]
        if cells:
            from ui.clipboard import as_cells

            QGuiApplication.clipboard().setText(as_cells(cells))

    @Slot()
    def fit_rows(self) -> None:
        """Heights by what each row's text takes at the present widths."""
        header = self.verticalHeader()
        for place, row in enumerate(self._model.rows):
            height = _GROUP_HEIGHT if isinstance(row, GroupRow) else self._height(row)
            if header.sectionSize(place) != height:
                header.resizeSection(place, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtGui import QKeySequence

        group = self._model.group_at(self.currentIndex().row())
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not group:
            self.form_requested.emit()
        elif group and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.fold_requested.emit(group.task)
        elif group and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            if group.open is (event.key() == Qt.Key.Key_Left):
                self.fold_requested.emit(group.task)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted and self._model.rows:
            self._painted = True
            QTimer.singleShot(_BREATH_MS, self._tell_painted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width(event.size().width())
        if not self._sized:
            self._sized = True
            self._later.stop()
            self.fit_rows()

    def _set_up(self) -> None:
        self.setAccessibleName("责任清单台账")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(_GROUP_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(40)
        header.setFixedHeight(30)
        for place, column in enumerate(COLUMNS):
            self.setColumnWidth(place, _WIDTHS[column])

    def _share_width(self, whole: int) -> None:
        """Measure and progress take up what the fixed columns leave of the viewport, in the shares that they have."""
        widths = [self.horizontalHeader().sectionSize(i) or _WIDTHS[column] for i, column in enumerate(COLUMNS)]
        fixed = sum(width for width, column in zip(widths, COLUMNS, strict=True) if column not in _ELASTIC)
        narrow = whole < fixed + sum(_LEAST.values())
        self.setColumnHidden(_SPARE, narrow)
        fixed -= widths[_SPARE] if narrow else 0
        places = {column: COLUMNS.index(column) for column in _ELASTIC}
        had = {column: self.columnWidth(place) for column, place in places.items()}
        room = max(whole - fixed, sum(_LEAST.values()))
        first = max(_LEAST["measure"], round(room * had["measure"] / max(sum(had.values()), 1)))
        first = min(first, room - _LEAST["progress"])
        self.setColumnWidth(places["measure"], first)
        self.setColumnWidth(places["progress"], room - first)

    def _height(self, row: MeasureRow) -> int:
        known = self._ems.get(row.no)
        if known is None or known[0] is not row:
            known = (row, {column: em_widths(cell.text) for column, cell in row.cells.items()})
            self._ems[row.no] = known
        most = 1
        for place, column in enumerate(COLUMNS[:-1]):
            lines = line_count(known[1][column], self.columnWidth(place) - 2 * PAD_X)
            most = max(most, min(lines, MOST_LINES[column]))
        return most * self._line + 2 * PAD_Y

    def _span_headings(self) -> None:
        self.clearSpans()
        for place, row in enumerate(self._model.rows):
            if isinstance(row, GroupRow):
                self.setSpan(place, 0, 1, len(COLUMNS))

    def _set_current(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self._model.index(row, 0), flags)

    @Slot(int, int, int)
    def _column_resized(self, column: int, old: int, new: int) -> None:
        self._later.start()

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        row = self._model.measure_at(current.row())
        if row is not None and not self._quiet:
            self.measure_selected.emit(row.no)

    @Slot()
    def _tell_painted(self) -> None:
        self.first_painted.emit()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        group = self._model.group_at(index.row())
        if group is not None:
            self.fold_requested.emit(group.task)

    @Slot(QModelIndex)
    def _double_clicked(self, index: QModelIndex) -> None:
        if self._model.measure_at(index.row()) is not None:
            self.form_requested.emit()
