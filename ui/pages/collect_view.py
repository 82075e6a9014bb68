"""The table of fields, by mouse and by keys: ↑↓ move, 1 2 3 4 5 choose, 0 leaves it open, N finds the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QPlainTextEdit, QTableView, QWidget

from qcapp.merge.plan import Decision, FieldPlan, FilePlan
from ui.models.collect_fields import BASE, FIELD, OURS, RESULT, THEIRS, FieldsModel
from ui.models.collect_rows import FieldRow, FileRow, MeasureRow, Seen
from ui.pages.collect_delegate import FieldDelegate, least_height
from ui.pages.collect_result import ResultLayout
from ui.widgets.row_heights import RowHeights

_KEYS = {
    Qt.Key.Key_1: Decision.OURS, Qt.Key.Key_2: Decision.THEIRS, Qt.Key.Key_3: Decision.BOTH,
    Qt.Key.Key_4: Decision.TYPED, Qt.Key.Key_5: Decision.ASIDE, Qt.Key.Key_0: Decision.HOLD,
}
_SHARES = {BASE: 0.16, OURS: 0.27, THEIRS: 0.27}
_NAME_WIDTH = 96
_RESULT_WIDTH = 218
_Hit = tuple[int, Decision]
Index = QModelIndex | QPersistentModelIndex


class FieldsTable(QTableView):
    """Shows a FieldsModel. Decisions go straight into the model; ``next_requested`` when N finds no more here."""

    next_requested = Signal()
    row_changed = Signal()
    """Another row is the current one, or none."""
    file_requested = Signal(int)
    """Open the file whose head that row is."""

    def __init__(self, model: FieldsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = model
        self._pressed: _Hit | None = None
        self._arranged_by_hand = False
        self._arranging = False
        self._delegate = FieldDelegate(model, self)
        self._delegate.editor_left.connect(self.setFocus)
        self._delegate.editor_given_up.connect(self._take_back)
        self._before: tuple[int, Decision, str] | None = None
        self._opened_with = ""
        self.setItemDelegate(self._delegate)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._look()
        self.setModel(model)
        self._heights = RowHeights(self, self.height_of, least_height())
        self._later.timeout.connect(self.fit_rows)
        model.modelReset.connect(self._reset)
        model.dataChanged.connect(self._changed)

    def _look(self) -> None:
        self.setAccessibleName("逐栏对照：下发或上次来表、台账现有、来表、合并结果")
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
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
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
        self.bring_into_view(row)

    def remember(self) -> Seen:
        """To come back to when other rows, or the same drawn anew, stand in the table."""
        row, y = self.current_row, self.rowViewportPosition(self.current_row)
        if row < 0 or not 0 <= y < self.viewport().height():
            rows = range(max(self.rowAt(0), 0), self.fields.rowCount())
            row = next((each for each in rows if self.fields.file_at(each)), -1)
            y = self.rowViewportPosition(row)
        return Seen(self._at(self.current_row), self._at(row), y)

    def return_to(self, seen: Seen) -> None:
        """The current row and the scrolling of then, as far as those rows are still listed."""
        row = self.fields.row_for(*seen.current) if seen.current else -1
        if row >= 0:
            self.go_to(row)
        row = self.fields.row_for(*seen.in_view) if seen.in_view else -1
        if row >= 0:
            self._heights.fit_around(row)
            self.updateGeometries()
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.rowViewportPosition(row) - seen.y)

    def finish_typing(self) -> bool:
        """Close the editor, its words are in the plan; False when none is open."""
        editor = self.editor
        if editor is None:
            return False
        self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.setFocus()
        return True

    def _at(self, row: int) -> tuple[FilePlan, FieldPlan | None] | None:
        file = self.fields.file_at(row)
        return (file, self.fields.field_at(row)) if file else None

    def bring_into_view(self, row: int) -> None:
        """The whole row, and the measure's head above it where there is room; of a row too high, its top."""
        head = next((each for each in range(row, -1, -1) if isinstance(self.fields.at(each), MeasureRow | FileRow)), row)
        self._heights.fit_around(row)
        self.updateGeometries()
        top, hint = QAbstractItemView.ScrollHint.PositionAtTop, QAbstractItemView.ScrollHint.EnsureVisible
        self.scrollTo(self.fields.index(head, FIELD), hint)
        self.scrollTo(self.fields.index(row, FIELD), top if self.rowHeight(row) > self.viewport().height() else hint)

    def decide(self, row: int, decision: Decision) -> None:
        """Take a decision; choosing to type opens the editor there."""
        field = self.fields.field_at(row)
        before = (row, field.decision, field.typed) if field else None
        if not self.fields.decide(row, decision):
            return
        self._before = before
        if decision is Decision.TYPED:
            self._opened_with = field.typed if field else ""
            self.type_at(row)
        else:
            self.bring_into_view(row)

    def type_at(self, row: int) -> None:
        if row != self.current_row:
            self.go_to(row)
        self.fit_row(row)
        self.bring_into_view(row)
        self.edit(self.fields.index(row, RESULT))

    @Slot()
    def fit_rows(self) -> None:
        """The columns have other widths: measure what is in view, and the rest when it comes into view."""
        self._heights.forget()
        self._heights.fit_visible()

    def fit_row(self, row: int) -> None:
        self._heights.forget(row, row)
        self._heights.fit(row)
        self.updateEditorGeometries()

    def height_of(self, row: int) -> int:
        """Pixels that a row takes with the columns as wide as they are."""
        return self._delegate.height_of(row, self._widths())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming here by Tab starts at the first field."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._start()

    def _start(self) -> bool:
        """Make the first field the current one where none is."""
        if self.current_row >= 0:
            return False
        first = next((row for row in range(self.fields.rowCount()) if self.fields.file_at(row)), -1)
        if first >= 0:
            self.go_to(first)
        return first >= 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._start():
            pass
        elif plain and key in _KEYS and self.current_row >= 0:
            self.decide(self.current_row, _KEYS[key])
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to_end(last=key == Qt.Key.Key_End)
        elif plain and key == Qt.Key.Key_N:
            self.next_requested.emit()
        elif key in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.current_row >= 0:
            self._enter(self.current_row)
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

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On a file's head: into that file."""
        super().mouseDoubleClickEvent(event)
        row = self.indexAt(event.position().toPoint()).row()
        if row >= 0 and isinstance(self.fields.at(row), FileRow):
            self.file_requested.emit(row)

    def _go_to_end(self, *, last: bool) -> None:
        """The first or the last row that can be the current one."""
        rows = range(self.fields.rowCount())
        row = next((each for each in (reversed(rows) if last else rows) if self.fields.file_at(each)), -1)
        if row >= 0:
            self.go_to(row)

    def _enter(self, row: int) -> None:
        if isinstance(self.fields.at(row), FileRow):
            self.file_requested.emit(row)
        else:
            self.decide(row, Decision.TYPED)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._hit(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._heights.fit_visible()

    def currentChanged(self, current: Index, previous: Index) -> None:
        self._delegate.current = current.row()
        for index in (previous, current):
            if index.isValid():
                self.fit_row(index.row())
        if current.isValid():  # what scrolls to it has to know where it is
            self._heights.fit_around(current.row())
            self.updateGeometries()
        super().currentChanged(current, previous)
        self.viewport().update()
        self.row_changed.emit()

    @property
    def widths_by_hand(self) -> tuple[int, ...]:
        """Widths of the columns before the last, where somebody pulled at one; else none."""
        return self._widths()[:RESULT] if self._arranged_by_hand else ()

    def restore_widths(self, widths: Sequence[int]) -> None:
        """What ``widths_by_hand`` gave before."""
        if len(widths) == RESULT:
            self._arranged_by_hand = True
            for column, width in enumerate(widths):
                self.setColumnWidth(column, width)

    def layout_of(self, row: int) -> ResultLayout | None:
        """Where the parts of that row's result are, from the cell's top left."""
        return self._delegate.layout_of(row, self.columnWidth(RESULT))

    def _hit(self, point: QPoint) -> _Hit | None:
        index = self.indexAt(point)
        if not index.isValid() or index.column() != RESULT:
            return None
        cell = self.visualRect(index)
        layout = self.layout_of(index.row())
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
        result = max(min(_RESULT_WIDTH, int(room * 0.38)), int(room * (1 - sum(_SHARES.values()))))
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
    def _take_back(self) -> None:
        """Escape where nothing was typed: the decision from before the editor was opened."""
        field = self.fields.field_at(self._before[0]) if self._before else None
        if field is not None and self._before is not None and field.typed == self._opened_with:
            row, decision, typed = self._before
            field.typed = typed
            self.fields.decide(row, decision, typed)
            self._before = None

    @Slot()
    def _reset(self) -> None:
        self._delegate.current = -1
        self.clearSpans()
        for row in range(self.fields.rowCount()):
            if not isinstance(self.fields.at(row), FieldRow):
                self.setSpan(row, BASE, 1, RESULT - BASE + 1)
        self._heights.restart()
        self._heights.fit_visible()
        self.row_changed.emit()

    @Slot(QModelIndex, QModelIndex)
    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self._heights.forget(first.row(), last.row())
        self._heights.fit_visible()
        self.updateEditorGeometries()

    @property
    def editor(self) -> QPlainTextEdit | None:
        """The open text editor, if any."""
        return self.viewport().findChild(QPlainTextEdit)
