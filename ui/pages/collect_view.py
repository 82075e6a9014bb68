"""The table of one file's fields, by mouse and by keys: ↑↓ move, 1 2 3 4 choose, 0 leaves it open, N finds the next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPlainTextEdit, QTableView, QWidget

from qcapp.merge.plan import Decision
from ui.models.collect_fields import BASE, FIELD, OURS, RESULT, THEIRS, FieldRow, FieldsModel
from ui.pages.collect_delegate import FieldDelegate

_KEYS = {
    Qt.Key.Key_1: Decision.OURS, Qt.Key.Key_2: Decision.THEIRS, Qt.Key.Key_3: Decision.BOTH,
    Qt.Key.Key_4: Decision.TYPED, Qt.Key.Key_0: Decision.HOLD,
}
_SHARES = {BASE: 0.16, OURS: 0.27, THEIRS: 0.27}
_NAME_WIDTH = 96
_RESULT_WIDTH = 218
_Hit = tuple[int, Decision]
Index = QModelIndex | QPersistentModelIndex


class FieldsTable(QTableView):
    """Shows a FieldsModel. Decisions go straight into the model; ``next_requested`` when N finds no more here."""

    next_requested = Signal()

    def __init__(self, model: FieldsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = model
        self._pressed: _Hit | None = None
        self._arranged_by_hand = False
        self._arranging = False
        self._delegate = FieldDelegate(model, self)
        self._delegate.editor_left.connect(self.setFocus)
        self.setItemDelegate(self._delegate)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.fit_rows)
        self._look()
        self.setModel(model)
        model.modelReset.connect(self._reset)
        model.dataChanged.connect(self._changed)

    def _look(self) -> None:
        self.setAccessibleName("逐栏对照：下发时、台账现有、来表、合并结果")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalScrollBar().setSingleStep(20)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(60)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.sectionResized.connect(self._section_resized)

    @property
    def current_row(self) -> int:
        return self.currentIndex().row()

    def go_to(self, row: int) -> None:
        """Make a row the current one and bring it into view."""
        index = self.fields.index(row, RESULT)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )
        self.scrollTo(index)

    def decide(self, row: int, decision: Decision) -> None:
        """Take a decision; choosing to type opens the editor there."""
        if not self.fields.decide(row, decision):
            return
        if decision is Decision.TYPED:
            self.type_at(row)

    def type_at(self, row: int) -> None:
        if row != self.current_row:
            self.go_to(row)
        self.fit_row(row)
        self.edit(self.fields.index(row, RESULT))

    @Slot()
    def fit_rows(self) -> None:
        """Give every row the height that its texts need."""
        widths = self._widths()
        for row in range(self.fields.rowCount()):
            self.verticalHeader().resizeSection(row, self._delegate.height_of(row, widths))

    def fit_row(self, row: int) -> None:
        if 0 <= row < self.fields.rowCount():
            self.verticalHeader().resizeSection(row, self._delegate.height_of(row, self._widths()))
            self.updateEditorGeometries()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in _KEYS and self.current_row >= 0:
            self.decide(self.current_row, _KEYS[key])
        elif plain and key == Qt.Key.Key_N:
            self.next_requested.emit()
        elif key in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row >= 0:
            self.decide(self.current_row, Decision.TYPED)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A choice counts only where it was offered before the press: a first click on a row just selects it."""
        self._pressed = self._hit(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if hit and hit == self._pressed and event.button() is Qt.MouseButton.LeftButton:
            self.decide(*hit)
        self._pressed = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._hit(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def currentChanged(self, current: Index, previous: Index) -> None:
        self._delegate.current = current.row()
        super().currentChanged(current, previous)
        for index in (previous, current):
            if index.isValid():
                self.fit_row(index.row())
        self.viewport().update()

    def _hit(self, point: QPoint) -> _Hit | None:
        index = self.indexAt(point)
        if not index.isValid() or index.column() != RESULT:
            return None
        cell = self.visualRect(index)
        layout = self._delegate.layout_of(index.row(), cell.width())
        decision = layout.option_at(point - cell.topLeft()) if layout else None
        return (index.row(), decision) if decision else None

    def _hover(self, hit: _Hit | None) -> None:
        if hit != self._delegate.hover:
            self._delegate.hover = hit
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hit else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def _widths(self) -> tuple[int, ...]:
        return tuple(self.columnWidth(column) for column in range(RESULT + 1))

    def _arrange(self) -> None:
        """Share the width out, until somebody pulls at a column."""
        if self._arranged_by_hand:
            return
        self._arranging = True
        room = self.viewport().width() - _NAME_WIDTH
        result = max(_RESULT_WIDTH, int(room * (1 - sum(_SHARES.values()))))
        self.setColumnWidth(FIELD, _NAME_WIDTH)
        for column, share in _SHARES.items():
            self.setColumnWidth(column, int((room - result) * share / sum(_SHARES.values())))
        self._arranging = False
        self._later.start(0)

    @Slot(int, int, int)
    def _section_resized(self, column: int, _old: int, _new: int) -> None:
        if not self._arranging and column != RESULT and self.isVisible():
            self._arranged_by_hand = True
        self._later.start(0)

    @Slot()
    def _reset(self) -> None:
        self._delegate.current = -1
        self.clearSpans()
        for row in range(self.fields.rowCount()):
            if not isinstance(self.fields.at(row), FieldRow):
                self.setSpan(row, BASE, 1, RESULT - BASE + 1)
        self.fit_rows()

    @Slot(QModelIndex, QModelIndex)
    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in range(first.row(), last.row() + 1):
            self.fit_row(row)

    @property
    def editor(self) -> QPlainTextEdit | None:
        """The open text editor, if any."""
        return self.viewport().findChild(QPlainTextEdit)
