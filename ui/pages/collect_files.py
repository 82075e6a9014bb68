"""Left side of the 收表 page: where files are dropped, the day they came in, the list, and a sentence on the selected one."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import (
    QDate,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.period import Period
from qcapp.merge.plan import FilePlan
from ui.models.collect_batch import Batch, identity
from ui.models.collect_files import NAME, RECEIVED, RESULT, UNIT, FilesModel
from ui.models.collect_words import State, mergeable
from ui.resources import resource
from ui.theme import BLUE_SOFT, INK, LINE_SOFT, WHITE, base_font, set_role
from ui.widgets.labels import ElidedLabel, WrappedLabel
from ui.widgets.pill import paint_pill, pill_size

Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 30
_PAD = 7
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
        kinds = ElidedLabel("xlsx · xls · et · ods · docx · zip，改过文件名也能识别", role="muted")
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


class FileDelegate(QStyledItemDelegate):
    """Paints the words of a row, the 结果 column as a pill, and a line under every row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        model = index.model()
        painter.save()
        painter.fillRect(rect, QColor(BLUE_SOFT if state & QStyle.StateFlag.State_Selected else WHITE))
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
    """The list itself: Del takes files out, N finds the next conflict, F2 changes the day, Enter goes to the fields."""

    remove_requested = Signal()
    next_requested = Signal()
    fields_requested = Signal()
    """Enter: on to the selected file's fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("回收的文件")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setItemDelegate(FileDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

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
        if event.key() == Qt.Key.Key_Delete:
            self.remove_requested.emit()
        elif event.key() == Qt.Key.Key_N and not event.modifiers():
            self.next_requested.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.edit(self.currentIndex().siblingAtColumn(RECEIVED))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.fields_requested.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()


class FilesPane(QFrame):
    """Shows the batch; every wish goes out as a signal."""

    choose_requested = Signal()
    file_selected = Signal()
    remove_requested = Signal(list)
    clear_requested = Signal()
    received_changed = Signal(list, object)
    """Files and the day that they came in."""
    into_period_changed = Signal(bool)
    next_requested = Signal()

    def __init__(self, batch: Batch, period: Period, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._period = period
        self.model = FilesModel(batch, period, self)
        self.drop = DropZone()
        self.received = QDateEdit(QDate(today.year, today.month, today.day))
        self.table = FilesTable()
        self.table.setModel(self.model)
        self.table.arrange()
        self.into_period = QCheckBox()
        self.sentence = WrappedLabel(role="muted")
        self._remove = QPushButton("移除所选")
        self._clear = QPushButton("清空列表")
        self._build()
        self._connect()
        self.show_batch(period)

    def _build(self) -> None:
        self.received.setCalendarPopup(True)
        self.received.setDisplayFormat("yyyy年M月d日")
        self.received.setAccessibleName("收到日期")
        self.received.setStyleSheet(
            "QDateEdit::drop-down { border: none; width: 20px; } QDateEdit::down-arrow { width: 12px; height: 12px;"
            f' image: url("{resource("icons/chevron-down.svg").as_posix()}"); }}'
        )
        label = QLabel("收到日期(&D)")
        label.setBuddy(self.received)
        hint = QLabel("用于新加入的文件")
        set_role(hint, "muted")
        hint.setToolTip("单位交表的日子，经办人晚录不算单位迟报；已在列表里的文件按 F2 单独修改。")
        day = QHBoxLayout()
        day.setSpacing(6)
        for widget in (label, self.received, hint):
            day.addWidget(widget)
        day.addStretch(1)
        for button in (self._remove, self._clear):
            set_role(button, "link")
        self._remove.setToolTip("从列表里移除，不动原文件（Del）")
        foot = QHBoxLayout()
        foot.addWidget(self.into_period)
        foot.addStretch(1)
        foot.addWidget(self._remove)
        foot.addWidget(self._clear)
        self.sentence.setMinimumHeight(34)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 10, 1, 8)
        column.setSpacing(8)
        column.addLayout(_inset(self.drop))
        column.addLayout(_inset(day))
        column.addWidget(self.table, 1)
        column.addLayout(_inset(self.sentence))
        column.addLayout(_inset(foot))

    def _connect(self) -> None:
        self.drop.clicked.connect(self.choose_requested)
        self.table.remove_requested.connect(self._remove_selected)
        self.table.next_requested.connect(self.next_requested)
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)
        self._remove.clicked.connect(self._remove_selected)
        self._clear.clicked.connect(self.clear_requested)
        self.into_period.toggled.connect(self.into_period_changed)
        self.model.received_edited.connect(self._received_edited)

    @property
    def received_day(self) -> date:
        day = self.received.date()
        return date(day.year(), day.month(), day.day())

    @property
    def selected(self) -> tuple[FilePlan, State] | None:
        return self.model.file(self.table.currentIndex().row())

    def show_batch(self, period: Period) -> None:
        """Draw anew, keeping the selection; a fresh list opens at the first file that asks for something."""
        kept = self.selected
        self._period = period
        self.model.reload(period)
        row = self.model.row_of(identity(kept[0])) if kept else -1
        if row < 0:
            row = self._first_to_look_at()
        if row >= 0:
            self.select(row)
        self._show_foot()
        self._show_sentence()
        self.file_selected.emit()

    def show_decisions(self) -> None:
        """The selected file comes to something else now."""
        self.model.decisions_changed()
        self._show_sentence()

    def select(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.model.index(row, NAME), flags)

    def _first_to_look_at(self) -> int:
        rows = range(self.model.rowCount())
        files = [found[0] for row in rows if (found := self.model.file(row))]
        for wanted in (lambda f: bool(f.open), mergeable):
            for row, file in enumerate(files):
                if wanted(file):
                    return row
        return 0 if files else -1

    def _show_foot(self) -> None:
        found = [each for row in range(self.model.rowCount()) if (each := self.model.file(row))]
        waiting = [file for file, state in found if state is State.WAITING]
        odd = any(file.period not in (None, self._period) for file in waiting if mergeable(file))
        if not waiting:  # said of those files, not of all that will ever come
            self.into_period.setChecked(False)
        self.into_period.setText(f"都记入 {self._period.label}")
        self.into_period.setToolTip("不按表上的月份，把列表里的文件全部记入窗口里的报告期；仍按各自下发时的内容比对。")
        self.into_period.setVisible(bool(waiting) and (odd or self.into_period.isChecked()))
        self._remove.setEnabled(bool(waiting))
        self._clear.setEnabled(bool(found))

    def _show_sentence(self) -> None:
        row = self.table.currentIndex().row()
        found = self.model.file(row)
        self.sentence.setText(f"{found[0].file.name}：{self.model.sentence(row)}" if found else "")

    @Slot()
    def _row_changed(self) -> None:
        self._show_sentence()
        self.file_selected.emit()

    @Slot()
    def _remove_selected(self) -> None:
        files = self._selected_files()
        if files:
            self.remove_requested.emit(files)

    def _selected_files(self) -> list[FilePlan]:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        found = [self.model.file(row) for row in rows]
        return [each[0] for each in found if each and each[1] is State.WAITING]

    @Slot(int, object)
    def _received_edited(self, row: int, day: date) -> None:
        """The day goes to all selected files when the edited one is among them."""
        found = self.model.file(row)
        files = self._selected_files()
        if found:
            among = any(file is found[0] for file in files)
            self.received_changed.emit(files if among else [found[0]], day)


def _inset(content: QWidget | QHBoxLayout) -> QHBoxLayout:
    """Air at both sides, so that only the table touches the card's border."""
    row = QHBoxLayout()
    row.setContentsMargins(10, 0, 10, 0)
    if isinstance(content, QWidget):
        row.addWidget(content)
    else:
        row.addLayout(content)
    return row
