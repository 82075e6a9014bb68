"""The ledger's table: cells to be selected, columns that stay in sight, headings over all of them, keys, copying cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QToolTip, QWidget

from ui.models.ledger_model import NO, LedgerModel
from ui.models.ledger_rows import Row
from ui.widgets.cell_copying import CellCopying
from ui.widgets.frozen_table import FrozenTable
from ui.widgets.ledger_columns import ColumnLayout
from ui.widgets.ledger_delegate import LedgerDelegate
from ui.widgets.ledger_heights import RowHeights, tip
from ui.widgets.ledger_scale import STEP, USUAL, Scale

if TYPE_CHECKING:
    from ui.widgets.empty import EmptyWords

_HEADER_HEIGHT: Final = 30
_HEADER_AIR: Final = 13
"""What the style sheet puts around a heading's words."""
_WIDEST: Final = 480
"""What a column takes at most when it is fitted to its texts."""
_BREATH_MS: Final = 20

_Index = QModelIndex | QPersistentModelIndex


class LedgerTable(FrozenTable):
    """``entry_selected(no, unit)`` when another row is current ("" for a measure's whole row); ``form_requested`` by Enter
    or a double click on what is read only; ``zoomed(percent)``; ``menu_requested(index, global position)``."""

    entry_selected = Signal(int, str)
    form_requested = Signal()
    fold_requested = Signal(str)
    all_requested = Signal()
    """From the words that stand where no row is."""
    zoomed = Signal(int)
    menu_requested = Signal(QModelIndex, QPoint)
    first_painted = Signal()
    """The rows stand on the screen for the first time: what can wait may begin now."""

    def __init__(self, model: LedgerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._quiet = False
        self._painted = False
        self._sized = False
        self._empty: EmptyWords | None = None
        self.copying = CellCopying(self)
        self.scale = Scale()
        self.setModel(model)
        # The view's own would be asked of every cell, column by column, whenever the heading is painted and much is selected.
        self.header.setSelectionModel(QItemSelectionModel(model, self.header))
        self._delegate = LedgerDelegate(self, self.scale)
        self.setItemDelegate(self._delegate)
        self._set_up()
        self.columns = ColumnLayout(self.header, self.scale)
        self.heights = RowHeights(self, model, self.scale)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._widths_settled)
        self._connect()

    @property
    def current_no(self) -> int | None:
        row = self._model.measure_at(self.currentIndex().row())
        return row.no if row else None

    def set_hits(self, words: Sequence[str]) -> None:
        if self._delegate.set_hits(words):
            self.viewport().update()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; what is current stays so where it is still there, and the view where it was."""
        at, top = self._current_name(), self.verticalScrollBar().value()
        self._quiet = True
        self.heights.estimate()
        reset = self._model.show_rows(rows)
        if self._sized:  # before, the widths are not those that will be
            self.fit_rows()
        if reset:
            self.verticalScrollBar().setValue(top)
            if at is not None and (row := self._model.row_of(at[0], at[1])) >= 0:
                self._set_current(row, at[2])
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

    def select_measure(self, no: int, unit: str = "") -> bool:
        """Make it current and bring it into sight; False when it is not shown."""
        row = self._model.row_of(no, unit)
        if row < 0:
            return False
        self._set_current(row)
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def select_quietly(self, no: int, unit: str = "") -> None:
        """Make it current without telling, without scrolling."""
        at = self.currentIndex().row()
        now = self._model.measure_at(at)
        if now is not None and now.no == no and unit in ("", now.unit):
            return  # as nearly always; where each row stands is not made out for that
        row = self._model.row_of(no, unit)
        if row < 0 or row == at:
            return
        self._quiet = True
        self._set_current(row)
        self._quiet = False

    def show_from_top(self) -> None:
        """Other rows were asked for: from the first on, or as far down as the current one is."""
        self.verticalScrollBar().setValue(0)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)

    def step(self, by: int) -> bool:
        """To the next (1) or previous (-1) row, over headings; False at the end."""
        row = self.currentIndex().row() + by
        while 0 <= row < self._model.rowCount():
            measure = self._model.measure_at(row)
            if measure is not None:
                return self.select_measure(measure.no, measure.unit)
            row += by
        return False

    def selected_cells(self) -> list[list[QModelIndex]]:
        """The cells selected that are seen, row by row and from left to right, headings of groups left out."""
        order = {section: place for place, section in enumerate(self.header.shown_sections())}
        rows: dict[int, list[QModelIndex]] = {}
        for index in self.selectedIndexes():
            if index.column() in order and self._model.measure_at(index.row()):
                rows.setdefault(index.row(), []).append(index)
        return [sorted(rows[row], key=lambda each: order[each.column()]) for row in sorted(rows)]

    def copy(self) -> None:
        """The selected cells, as WPS and Excel take them."""
        self.copying.selected(self)

    @Slot()
    def fit_rows(self) -> None:
        """Heights by what each row's text takes at the present widths; before the first paint of those seen."""
        self.heights.fit(at_once=self._painted)

    @Slot()
    def _widths_settled(self) -> None:
        self.heights.fit_to_widths(at_once=self._painted)

    def zoom(self, percent: int) -> None:
        """All of it larger or smaller; what is current stays in sight."""
        if self.scale.set(percent):
            self._apply_scale()
            self.columns.zoomed()
            self.heights.estimate()
            self.fit_rows()
            self.scrollTo(self.currentIndex())
            self.viewport().update()
            self.zoomed.emit(self.scale.percent)

    @Slot()
    def zoom_in(self) -> None:
        self.zoom(self.scale.percent + STEP)

    @Slot()
    def zoom_out(self) -> None:
        self.zoom(self.scale.percent - STEP)

    @Slot()
    def zoom_usual(self) -> None:
        self.zoom(USUAL)

    def set_compact(self, compact: bool) -> None:
        """紧凑, or each row as high as all that it says."""
        if compact != self.heights.compact:
            self.heights.compact = compact
            self.fit_rows()
            self.scrollTo(self.currentIndex())

    def settle_rows(self) -> None:
        self.heights.fit_seen()

    def spans_all(self, row: int) -> bool:
        return self._model.group_at(row) is not None

    def selectionCommand(self, index: _Index, event: object = None) -> QItemSelectionModel.SelectionFlag:
        """A click on a row's number takes the whole row."""
        command, flag = super().selectionCommand(index, event), QItemSelectionModel.SelectionFlag  # type: ignore[arg-type]
        if not isinstance(event, QMouseEvent) or index.column() != NO or self._model.measure_at(index.row()) is None:
            return command
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
            return flag.ClearAndSelect | flag.Rows  # also where the number alone is selected already
        return command | flag.Rows if command else command

    def sizeHintForColumn(self, column: int) -> int:
        """What a double click on the edge of its heading makes it: as wide as its longest line, within reason."""
        return self.heights.widest(column, self.scale.px(_WIDEST))

    def viewportEvent(self, event: QEvent) -> bool:
        """On hover: why a lamp is lit, and all of a text that its cell cuts off."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            words = (index.data(Qt.ItemDataRole.ToolTipRole) or self.heights.cut_text(index)) if index.isValid() else ""
            QToolTip.showText(event.globalPos(), tip(words), self.viewport(), self.visualRect(index))
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtGui import QKeySequence

        group = self._model.group_at(self.currentIndex().row())
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not group:
            self.form_requested.emit()
        elif group and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.fold_requested.emit(group.key)
        elif group and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            if group.open is (event.key() == Qt.Key.Key_Left):
                self.fold_requested.emit(group.key)
        elif event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.selectRow(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """At the mouse, or by the key at the current cell."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
            self.menu_requested.emit(index, at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoom(self.scale.percent + (STEP if event.angleDelta().y() > 0 else -STEP))
            event.accept()
        else:
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with self._model.painted():
            super().paintEvent(event)
        if not self._painted and self._model.rows:
            self._painted = True
            QTimer.singleShot(_BREATH_MS, self, self._tell_painted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.share(event.size().width())
        if not self._sized:
            self._sized = True
            if self.scale.percent != USUAL:
                self._apply_scale()
            self._later.stop()
            self.fit_rows()
        else:
            self.heights.fit_seen()

    def _set_up(self) -> None:
        self.setAccessibleName("责任清单台账")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self._apply_scale()

    def _connect(self) -> None:
        self.columns.resized.connect(self._later.start)
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.verticalScrollBar().valueChanged.connect(self.heights.fit_seen)
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(self._double_clicked)

    def _apply_scale(self) -> None:
        if self._sized:  # until then it has the font of all headings, which is that of 100 %
            self.header.setFont(self.scale.font)
            self.header.viewport().setFont(self.scale.font)  # the style sheet keeps it from inheriting
            self.header.setStyleSheet(f"QHeaderView::section {{ padding-left: {self.scale.pad_x - 1}px; }}")
        self.header.setMinimumSectionSize(self.scale.px(40))
        self.header.setFixedHeight(max(self.scale.px(_HEADER_HEIGHT), self.scale.line + _HEADER_AIR))

    def _current_name(self) -> tuple[int, str, int] | None:
        row = self._model.measure_at(self.currentIndex().row())
        return (row.no, row.unit, self.currentIndex().column()) if row else None

    def _set_current(self, row: int, column: int = -1) -> None:
        """In the column at hand, or the first that is seen."""
        if column < 0:
            column = self.currentIndex().column()
        if column < 0 or self.header.isSectionHidden(column):
            column = next(iter(self.header.shown_sections()), 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self._model.index(row, column), flags)

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.row() == previous.row():
            return
        for row in (current.row(), previous.row()):
            if row >= 0:
                self.viewport().update(QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row)))
        measure = self._model.measure_at(current.row())
        if measure is not None and not self._quiet:
            self.entry_selected.emit(measure.no, measure.unit)

    @Slot()
    def _tell_painted(self) -> None:
        self.fit_rows()
        self.first_painted.emit()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        group = self._model.group_at(index.row())
        if group is not None:
            self.fold_requested.emit(group.key)

    @Slot(QModelIndex)
    def _double_clicked(self, index: QModelIndex) -> None:
        if self._model.measure_at(index.row()) is not None and not self._model.cell_key(index):
            self.form_requested.emit()
