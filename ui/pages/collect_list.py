"""The list of files on the 收表 page as a table, and the fields above it: where files are dropped, and the day they came in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QLocale, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.period import Period
from ui.models.collect_files import NAME, RECEIVED, RESULT, UNIT, FilesModel
from ui.theme import BLUE, BLUE_SOFT, INK, LINE_SOFT, SURFACE, base_font, set_role
from ui.widgets.calendar import CalendarEdit
from ui.widgets.labels import ElidedLabel
from ui.widgets.pill import paint_pill, pill_size

Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 30
_PAD = 7
_MARK = 3
_WIDTHS = {UNIT: 94, RECEIVED: 70, RESULT: 94}


class DropZone(QFrame):
    """Says what may be dropped; a click opens the file chooser. The whole page takes the drop."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "drop")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("点这里选文件（Ctrl+O）")
        words = QLabel("把回收的文件、文件夹或压缩包拖到这里")
        kinds = ElidedLabel("xlsx · et · docx · zip · 各区台账，改过文件名也能识别", role="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 9, 8, 9)
        column.setSpacing(2)
        for label in (words, kinds):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)

    def show_over(self, on: bool) -> None:
        set_role(self, "drop-over" if on else "drop")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


class ReceivedEdit(CalendarEdit):
    """The day that files came in: today to begin with, and never a day that is yet to come. What a month was given is kept for
    it, as long as the program is open."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(qt_day(today()), parent)
        self._today = today
        self._of_month: dict[Period, date] = {}
        self._begun = today()
        self._end_today()
        self.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.setDisplayFormat("yyyy年M月d日")
        self.setAccessibleName("收到日期")

    @property
    def day(self) -> date:
        day = self.date()
        return date(day.year(), day.month(), day.day())

    def turn(self, left: Period | None, period: Period) -> None:
        """From the one month to the other: to the day that was given there, else to today."""
        today = self._today()
        if left is not None and self.day == today:
            self._of_month.pop(left, None)
        elif left is not None and self.day != self._begun:
            self._of_month[left] = self.day
        self._end_today()
        self._begun = self._of_month.get(period, today)
        self.setDate(qt_day(self._begun))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._end_today()  # the window may have stood open over night
        super().focusInEvent(event)

    def _end_today(self) -> None:
        self.setMaximumDate(qt_day(self._today()))


class FileDelegate(QStyledItemDelegate):
    """Paints the words of a row, the 结果 column as a pill, and a line under every row; edits the day, up to today."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        if index.column() == RECEIVED:
            return ReceivedEdit(self._today, parent)
        return super().createEditor(parent, option, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """The column shows the day short; whoever edits it sees the year as well, whole, and the way to the calendar."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        width = max(rect.width(), editor.sizeHint().width())
        parent = editor.parentWidget()
        room = parent.width() if parent else width
        editor.setGeometry(max(min(rect.left(), room - width), 0), rect.top(), width, rect.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        model = index.model()
        painter.save()
        selected, table = bool(state & QStyle.StateFlag.State_Selected), self.parent()
        marked = selected and isinstance(table, FilesTable) and table.all_shown and not table.hasFocus()
        painter.fillRect(rect, QColor(BLUE_SOFT if selected and not marked else SURFACE))
        if marked and index.column() == NAME:
            painter.fillRect(QRect(rect.topLeft(), QSize(_MARK, rect.height())), QColor(BLUE))
        painter.setPen(QColor(LINE_SOFT))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.column() == RESULT and isinstance(model, FilesModel):
            words, tone = model.pill(index.row())
            top = rect.center().y() - pill_size(words).height() // 2
            paint_pill(painter, QPoint(rect.left() + _PAD - 1, top), words, tone)
        else:
            elide = Qt.TextElideMode.ElideMiddle if index.column() == NAME else Qt.TextElideMode.ElideRight
            room = rect.adjusted(_PAD, 0, -2, 0)
            painter.setFont(base_font())
            painter.setPen(QColor(INK))
            shown = painter.fontMetrics().elidedText(str(index.data()), elide, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class FilesTable(QTableView):
    """The list itself: Del takes files out, N finds the next conflict, F2 changes the day, Enter goes to the fields, U undoes
    a merged file."""

    remove_requested = Signal()
    next_requested = Signal()
    fields_requested = Signal()
    """Enter: on to the selected file's fields."""
    undo_requested = Signal()
    number_pressed = Signal(int)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all_shown = False
        self.setAccessibleName("回收的文件")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setItemDelegate(FileDelegate(today, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    @property
    def all_shown(self) -> bool:
        """The fields of all files: the selected one, which is only where the current field is, has a mark at its edge instead."""
        return self._all_shown

    @Slot(bool)
    def show_all_shown(self, on: bool) -> None:
        self._all_shown = on
        self.viewport().update()

    def arrange(self) -> None:
        """Once there is a model: the name takes what the others leave."""
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() is QAbstractItemView.State.EditingState:  # Enter, which the day's editor passes on, just ends it
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Delete:
            self.remove_requested.emit()
        elif event.key() == Qt.Key.Key_N and not event.modifiers():
            self.next_requested.emit()
        elif event.key() == Qt.Key.Key_U and not event.modifiers():
            self.undo_requested.emit()
        elif event.text().isdecimal() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.number_pressed.emit(int(event.text()))
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            last = self.model().rowCount() - 1
            self.selectRow(0 if event.key() == Qt.Key.Key_Home else last)
        elif event.key() == Qt.Key.Key_F2:
            self.edit_day(self.currentIndex().row())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.fields_requested.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def edit_day(self, row: int) -> None:
        """Of that file, else of the first one selected that has a day to change."""
        rows = (row, *sorted(index.row() for index in self.selectionModel().selectedRows()))
        found = (self.model().index(each, RECEIVED) for each in rows)
        index = next((each for each in found if each.flags() & Qt.ItemFlag.ItemIsEditable), None)
        if index is not None:
            self.edit(index)


def qt_day(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
