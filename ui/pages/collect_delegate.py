"""How the rows of the comparison are painted, how high they are, and the editor for words typed in."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qcapp.domain.fields import field_for
from qcapp.merge.plan import Decision, FieldPlan
from ui.models.collect_fields import BASE, FIELD, RESULT, FieldsModel
from ui.models.collect_rows import FieldRow, FileRow, MeasureRow, NoteRow, Row
from ui.models.collect_words import field_tag
from ui.pages.collect_result import PAD_X, PAD_Y, SMALL, ResultLayout, paint_result, result_layout
from ui.theme import BLUE, CURRENT, GROUP, HEADER, INK, LINE_SOFT, SURFACE, Colour, base_font
from ui.widgets.diff_text import MarkedText, count_lines, paint_marked
from ui.widgets.pill import paint_pill, pill_size

Index = QModelIndex | QPersistentModelIndex
# A long text shows its beginning; the whole of it shows while the row is the current one.
FOLDED_LINES, OPEN_LINES = 12, 400
# What stands beside a cell is told in short, until its row is the current one.
REMARK_LINES = 3


class FieldDelegate(QStyledItemDelegate):
    """Paints from the model's own rows; ``current`` is the row whose choices are offered, whatever its verdict."""

    editor_left = Signal()
    editor_given_up = Signal()

    def __init__(self, model: FieldsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.current = -1
        self.hover: tuple[int, Decision] | None = None

    def layout_of(self, row: int, width: int) -> ResultLayout | None:
        """Where the parts of a row's result cell are; None for heads and notes."""
        field = self._model.field_at(row)
        if field is None:
            return None
        offered = self._model.choices(row) if field.conflict or row == self.current else ()
        return result_layout(field, offered, self._model.remark(row, RESULT), width, self._lines(row))

    def height_of(self, row: int, widths: tuple[int, ...]) -> int:
        """Height of a row in pixels, from character counts; ``widths`` are those of the five columns."""
        metrics = QFontMetrics(base_font())
        found = self._model.at(row)
        if not isinstance(found, FieldRow):
            wraps = isinstance(found, NoteRow)
            lines = count_lines(found.text, sum(widths[BASE:]) - 2 * PAD_X, base_font(), OPEN_LINES) if wraps else 1
            return lines * metrics.lineSpacing() + 2 * PAD_Y
        heading = metrics.lineSpacing() + (pill_size("提示").height() + 2 if field_tag(found.field) else 0)
        heights = [heading + 2 * PAD_Y]
        for column in range(BASE, RESULT):
            room = widths[column] - 2 * PAD_X
            lines = count_lines(self._model.text(row, column), room, base_font(), self._lines(row))
            heights.append(lines * metrics.lineSpacing() + self._remark_height(row, column, room) + 2 * PAD_Y)
        layout = self.layout_of(row, widths[RESULT])
        return max(*heights, layout.height if layout else 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        row = self._model.at(index.row())
        current = index.row() == self.current
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, QColor(CURRENT if current else _back(row)))
        if isinstance(row, MeasureRow | FileRow):
            self._paint_head(painter, rect, row, index.column())
        elif isinstance(row, NoteRow):
            self._paint_note(painter, rect, row, index.column())
        else:
            self._paint_field(painter, rect, row.field, index.row(), index.column())
        if current and index.column() == FIELD:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(BLUE))
        painter.setPen(QColor(LINE_SOFT))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QPlainTextEdit(parent)
        editor.setAccessibleName("手工填写合并结果")
        editor.setPlaceholderText("填写要记入台账的内容；Ctrl+Enter 或 Esc 完成，Ctrl+Z 撤回")
        editor.textChanged.connect(self._typed)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, QPlainTextEdit) and editor.toPlainText() != text:
            editor.blockSignals(True)
            editor.setPlainText(text)
            editor.moveCursor(QTextCursor.MoveOperation.End)
            editor.blockSignals(False)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QPlainTextEdit):
            model.setData(index, editor.toPlainText())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        cell: QRect = option.rect  # type: ignore[attr-defined]
        layout = self.layout_of(index.row(), cell.width())
        if layout and layout.box:
            editor.setGeometry(layout.box.translated(cell.topLeft()))
        else:
            editor.setGeometry(cell)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Ctrl+Enter, Tab and Escape are done: the words are in the plan as they are typed, and stay there."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not (pressed and isinstance(event, QKeyEvent) and isinstance(editor, QWidget)):
            return super().eventFilter(editor, event)
        escape = event.key() == Qt.Key.Key_Escape
        if not (escape or _finishes(event)):
            return super().eventFilter(editor, event)
        self.closeEditor.emit(editor)
        self.editor_left.emit()
        if escape:
            self.editor_given_up.emit()
        return True

    def _typed(self) -> None:
        editor = self.sender()
        if isinstance(editor, QWidget):
            self.commitData.emit(editor)

    def _lines(self, row: int) -> int:
        return OPEN_LINES if row == self.current else FOLDED_LINES

    def _remark_height(self, row: int, column: int, width: int) -> int:
        remark = self._model.remark(row, column)
        if not remark:
            return 0
        lines = OPEN_LINES if row == self.current else REMARK_LINES
        small = base_font(SMALL)
        return count_lines(remark, width, small, lines) * QFontMetrics(small).lineSpacing()

    def _paint_head(self, painter: QPainter, rect: QRect, row: MeasureRow | FileRow, column: int) -> None:
        if column == FIELD:
            words, tone = row.tag
            size = pill_size(words)
            paint_pill(painter, QPoint(rect.left() + PAD_X, rect.center().y() - size.height() // 2), words, tone)
            return
        self._paint_line(painter, rect, row.text, bold=isinstance(row, FileRow))

    def _paint_note(self, painter: QPainter, rect: QRect, row: NoteRow, column: int) -> None:
        if column == FIELD:
            paint_pill(painter, QPoint(rect.left() + PAD_X, rect.top() + PAD_Y), row.tag, row.tone)
            return
        room = rect.adjusted(PAD_X, PAD_Y, -PAD_X, -2)
        paint_marked(painter, room, MarkedText(row.text, muted=True), base_font())

    def _paint_line(self, painter: QPainter, rect: QRect, text: str, *, bold: bool) -> None:
        painter.setFont(base_font(bold=bold))
        painter.setPen(QColor(INK))
        room = rect.adjusted(PAD_X, 0, -PAD_X, 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_field(self, painter: QPainter, rect: QRect, field: FieldPlan, row: int, column: int) -> None:
        if column == FIELD:
            self._paint_name(painter, rect, field)
        elif column == RESULT:
            layout = self.layout_of(row, rect.width())
            hover = self.hover[1] if self.hover and self.hover[0] == row else None
            if layout:
                paint_result(painter, rect, layout, field, hover)
        else:
            self._paint_value(painter, rect, row, column)
        if column != RESULT:
            painter.setPen(QColor(LINE_SOFT))
            painter.drawLine(rect.topRight(), rect.bottomRight())

    def _paint_name(self, painter: QPainter, rect: QRect, field: FieldPlan) -> None:
        painter.setFont(base_font())
        painter.setPen(QColor(INK))
        line = QRect(rect.left() + PAD_X, rect.top() + PAD_Y, rect.width() - PAD_X, painter.fontMetrics().lineSpacing())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, field_for(field.key.field).heading)
        if tag := field_tag(field):
            paint_pill(painter, QPoint(line.left() - 2, line.bottom() + 3), *tag)

    def _paint_value(self, painter: QPainter, rect: QRect, row: int, column: int) -> None:
        below = self._remark_height(row, column, rect.width() - 2 * PAD_X)
        room = rect.adjusted(PAD_X, PAD_Y, -PAD_X, 1 - PAD_Y - below)
        used = paint_marked(painter, room, self._model.marked(row, column), base_font())
        if below:
            words = QRect(room.left(), room.top() + used, room.width(), below)
            remark = MarkedText(self._model.remark(row, column), muted=True, absent=self._model.locked)
            paint_marked(painter, words, remark, base_font(SMALL))


def _back(row: Row) -> Colour:
    return HEADER if isinstance(row, FileRow) else GROUP if isinstance(row, MeasureRow) else SURFACE


def least_height() -> int:
    """Pixels of a row of one line."""
    return QFontMetrics(base_font()).lineSpacing() + 2 * PAD_Y


def _finishes(event: QKeyEvent) -> bool:
    if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        return True
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
