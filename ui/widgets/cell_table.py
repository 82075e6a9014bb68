"""A small table to be filled in as in a spreadsheet: typing begins, Enter goes down, Tab right, cells are copied and pasted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.clipboard import as_cells, cells_in
from ui.widgets.plain_table import ROW_HEIGHT


class CellTable(QTableView):
    """Its model says which cells can be edited; what is no text for a cell stays there and is said by who owns it.

    ``across``: whether Tab goes from cell to cell, and out behind the last; without it Tab leaves at once, as suits a table
    of which but one column is filled in.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, across: bool = True) -> None:
        super().__init__(parent)
        self._across = across
        self.setAccessibleName(name)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            trigger.DoubleClicked | trigger.SelectedClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(30)

    def set_widths(self, widths: list[int], elastic: int) -> None:
        """Column widths in pixels; the column at ``elastic`` takes what is left."""
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        self.horizontalHeader().setSectionResizeMode(elastic, QHeaderView.ResizeMode.Stretch)

    def end_editing(self) -> None:
        """Take over what is being typed in a cell."""
        if self.state() is QAbstractItemView.State.EditingState:
            editor = self.indexWidget(self.currentIndex())
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def copy(self) -> None:
        rows: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes(), key=lambda each: (each.row(), each.column())):
            rows.setdefault(index.row(), []).append(str(index.data() or ""))
        if rows:
            QGuiApplication.clipboard().setText(as_cells(rows.values()))

    def paste(self) -> None:
        """From the first selected cell on; one cell's text goes into all that are selected."""
        cells = cells_in(QGuiApplication.clipboard().text())
        chosen = sorted((index.row(), index.column()) for index in self.selectedIndexes())
        if not chosen or not cells:
            return
        if len(cells) == 1 and len(cells[0]) == 1:
            for row, column in chosen:
                self._put(row, column, cells[0][0])
            return
        top, left = chosen[0]
        for down, line in enumerate(cells):
            for across, text in enumerate(line):
                self._put(top + down, left + across, text)

    def clear_selected(self) -> None:
        for row, column in sorted((index.row(), index.column()) for index in self.selectedIndexes()):
            self._put(row, column, "")

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Behind the last cell Tab leaves: Qt would begin again at the first, and what follows could not be reached."""
        self.setTabKeyNavigation(self._across and not self._at_end(onward))
        return super().focusNextPrevChild(onward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Never on to the dialog's default button. What ends an editor comes by here, too, before it is closed.
            if self.state() is not QAbstractItemView.State.EditingState:
                self._go_down()
        else:
            super().keyPressEvent(event)

    @Slot(QWidget, QAbstractItemDelegate.EndEditHint)
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_down()

    def _at_end(self, onward: bool) -> bool:
        rows, columns = self.model().rowCount(), self.model().columnCount()
        end = (rows - 1, columns - 1) if onward else (0, 0)
        index = self.currentIndex()
        return not rows or (index.row(), index.column()) == end

    def _go_down(self) -> None:
        below = self.model().index(self.currentIndex().row() + 1, self.currentIndex().column())
        if below.isValid():
            self.setCurrentIndex(below)

    def _put(self, row: int, column: int, text: str) -> None:
        index: QModelIndex = self.model().index(row, column)
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.model().setData(index, text.strip())
