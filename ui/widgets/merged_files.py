"""The files of one merge above its changes: chosen, opened, saved, undone and brought back one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.forms import ReturnRecord
from ui.models.returned_files import STATE_COLUMN, FileRow, ReturnedFilesModel
from ui.theme import set_role
from ui.widgets.drag_out import DragOut
from ui.widgets.plain_table import ROW_HEIGHT, OpeningTable, PillDelegate, PlainTable
from ui.writing import writes

_WIDTHS: Final = [190, 120, 78, 58, 62]
_MOST_ROWS: Final = 6
_HEADER, _FRAME = 30, 2


class _FilesTable(OpeningTable):
    """Enter opens, as a double click does."""

    def __init__(self, model: ReturnedFilesModel, parent: QWidget | None = None) -> None:
        super().__init__("这次合并收的文件", parent)
        self.setModel(model)
        self.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.setItemDelegateForColumn(STATE_COLUMN, PillDelegate(self))
        self.set_widths(_WIDTHS, elastic=0)


class MergedFiles(QWidget):
    """``chosen``: another row; ``current`` is it. The wishes are about the current file."""

    chosen = Signal()
    open_requested = Signal()
    save_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ReturnedFilesModel(self)
        self.table = _FilesTable(self.model)
        self.out = DragOut(self.table)
        self.open_button = QPushButton("打开原件")
        self.save_button = QPushButton("另存原件…")
        self.undo_button = QPushButton("撤销这一份")
        self.redo_button = QPushButton("恢复这一份")
        writes(self.undo_button, self.redo_button)
        self._partly = True
        self._quiet = False
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(6)
        for button in (self.open_button, self.save_button, self.undo_button, self.redo_button):
            set_role(button, "small")
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.table)
        column.addLayout(row)
        self.open_button.clicked.connect(self._open)
        self.table.opened.connect(self._open)
        self.save_button.clicked.connect(self.save_requested)
        self.undo_button.clicked.connect(self.undo_requested)
        self.redo_button.clicked.connect(self.redo_requested)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        self.model.modelReset.connect(self._fit)

    @property
    def current(self) -> FileRow | None:
        row = self.table.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    @property
    def record(self) -> ReturnRecord | None:
        """The one file chosen; None while all are."""
        return self.current.record if self.current else None

    def show_files(self, rows: Sequence[FileRow], keep: ReturnRecord | None, *, partly: bool) -> None:
        """Show these, at the file ``keep`` where it is among them. ``partly``: whether one of them can be undone alone."""
        self._partly = partly
        self.model.show_rows(rows)
        names = [(row.record.sha256, row.record.unit) if row.record else None for row in rows]
        wanted = (keep.sha256, keep.unit) if keep else None
        if rows:
            at = self.model.index(names.index(wanted) if wanted in names else 0, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self._quiet = True
            self.table.selectionModel().setCurrentIndex(at, flags)
            self._quiet = False
            self.table.scrollTo(at)
        self.setVisible(bool(rows))
        self._show_buttons()

    def _show_buttons(self) -> None:
        row = self.current
        one = row is not None and row.record is not None
        for button in (self.open_button, self.save_button, self.undo_button, self.redo_button):
            button.setEnabled(one)
        undone = row is not None and row.undone
        self.undo_button.setVisible(self._partly and not undone)
        self.redo_button.setVisible(self._partly and undone)

    @Slot()
    def _fit(self) -> None:
        """As high as its rows, up to a few."""
        rows = min(len(self.model.rows), _MOST_ROWS)
        self.table.setFixedHeight(_HEADER + rows * ROW_HEIGHT + _FRAME)

    @Slot()
    def _open(self) -> None:
        if self.record is not None:
            self.open_requested.emit()

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_buttons()
        if not self._quiet:
            self.chosen.emit()
