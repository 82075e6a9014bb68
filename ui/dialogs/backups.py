"""备份与恢复: the backups there are, what each would take and bring, and what can be done with them. It asks only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QItemSelection, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from qcapp.domain.backups import BackupCompared
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Change
from ui.help.key import help_by_f1
from ui.models.backups import STATE_COLUMN, BackupRow, BackupsModel, Wholeness
from ui.placing import fitted, room_of
from ui.theme import Tone, set_role, set_tone
from ui.widgets.backup_side import BackupSide
from ui.widgets.labels import ElidedLabel
from ui.widgets.notice import NoticeBar
from ui.widgets.plain_table import PillDelegate, PlainTable
from ui.writing import writes

_SIZE: Final = (1180, 640)
_WIDTHS: Final = [124, 84, 72, 108, 90]
_SETTLE_MS: Final = 150
_HOW: Final = (
    "每天第一次打开，每次合并、升级、恢复、接收交接之前，都自动备份一份；每一份都从头到尾校验过才算数，旧的按天、周、月自动留存。"
)


class BackupsDialog(QDialog):
    """``chosen(BackupRow)``: another row was chosen and stands for a moment: compare it. The rest are wishes."""

    chosen = Signal(object)
    backup_requested = Signal()
    backup_to_requested = Signal()
    verify_requested = Signal(object)
    """A list of rows."""
    restore_requested = Signal(object)
    folder_requested = Signal(object)
    other_requested = Signal()
    second_requested = Signal()
    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent.window() if parent else None)
        help_by_f1(self, "safety", "恢复")
        self.setWindowTitle("备份与恢复")
        self.notice = NoticeBar()
        self.how = ElidedLabel(_HOW, "muted")
        self.second = ElidedLabel()
        self.second_button = QPushButton("更改…")
        self.model = BackupsModel(self)
        self.table = PlainTable("备份")
        self.side = BackupSide()
        self.now_button = QPushButton("立即备份")
        self.to_button = QPushButton("备份到…")
        self.verify_button = QPushButton("校验")
        self.verify_all_button = QPushButton("全部校验")
        self.folder_button = QPushButton("打开所在文件夹")
        self.other_button = QPushButton("另选备份文件…")
        self.restore_button = QPushButton("恢复这一份…")
        self.close_button = QPushButton("关闭")
        self._ready = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._lay_out()
        self._connect()
        writes(self.restore_button, self.second_button)
        self.table.setFocus()

    @property
    def row(self) -> BackupRow | None:
        """The chosen one."""
        at = self.table.selected_rows()
        return self.model.rows[at[0]] if at and at[0] < len(self.model.rows) else None

    def show_rows(self, rows: Sequence[BackupRow], choose: Path | None = None) -> None:
        """``choose``: the row to stand on; else the one at hand, else the first."""
        at_hand = self.row
        wanted = choose or (at_hand.path if at_hand else None)
        if self.model.show_rows(rows) or not self.table.selected_rows():
            place = self.model.row_of(wanted) if wanted else 0
            if rows:
                self.table.selectRow(max(place, 0))
            else:
                self._other_row()

    def show_compared(
        self, row: BackupRow, compared: BackupCompared, changes: Sequence[Change], measure_text: Callable[[CellKey], str]
    ) -> None:
        """Of the row at hand; of any other it is news no more."""
        if self.row is not None and self.row.path == row.path:
            self.side.show_compared(row, compared, changes, measure_text)
            self._ready = bool(compared.lost or compared.regained or compared.fields)
            self._enable()

    def show_trouble(self, row: BackupRow) -> None:
        if self.row is not None and self.row.path == row.path:
            self.side.show_row(row)
            self._ready = False
            self._enable()

    def show_second(self, words: str, tone: Tone | None = None) -> None:
        """Where else the newest are kept, and whether that can be reached."""
        self.second.setText(words)
        set_tone(self.second, tone)

    def offer_undo(self, words: str) -> None:
        self.notice.show_info(words, "撤销恢复")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            event.accept()  # Enter on a row brings nothing back
            return
        super().keyPressEvent(event)

    @Slot()
    def _other_row(self) -> None:
        self._ready = False
        self.side.show_row(self.row)
        self._enable()
        self._settle.start()

    @Slot()
    def _settled(self) -> None:
        row = self.row
        if row is not None and row.wholeness is not Wholeness.BROKEN:
            self.chosen.emit(row)

    def _enable(self) -> None:
        row = self.row
        self.restore_button.setEnabled(self._ready)
        for button in (self.verify_button, self.verify_all_button):
            button.setEnabled(row is not None)

    @Slot()
    def _verify(self) -> None:
        if self.row is not None:
            self.verify_requested.emit([self.row])

    @Slot()
    def _verify_all(self) -> None:
        self.verify_requested.emit(list(self.model.rows))

    @Slot()
    def _restore(self) -> None:
        if self.row is not None:
            self.restore_requested.emit(self.row)

    @Slot()
    def _show_folder(self) -> None:
        self.folder_requested.emit(self.row)

    @Slot(QItemSelection, QItemSelection)
    def _selection_changed(self, now: QItemSelection, before: QItemSelection) -> None:
        self._other_row()

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        self._settle.timeout.connect(self._settled)
        self.now_button.clicked.connect(self.backup_requested)
        self.to_button.clicked.connect(self.backup_to_requested)
        self.verify_button.clicked.connect(self._verify)
        self.verify_all_button.clicked.connect(self._verify_all)
        self.folder_button.clicked.connect(self._show_folder)
        self.other_button.clicked.connect(self.other_requested)
        self.second_button.clicked.connect(self.second_requested)
        self.restore_button.clicked.connect(self._restore)
        self.notice.action_requested.connect(self.undo_requested)
        self.close_button.clicked.connect(self.accept)

    def _lay_out(self) -> None:
        self.table.setModel(self.model)
        self.table.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.table.setItemDelegateForColumn(STATE_COLUMN, PillDelegate(self.table))
        self.table.set_widths(_WIDTHS, elastic=len(_WIDTHS) - 1)
        set_role(self.table, "framed")
        set_role(self.second_button, "link")
        set_role(self.restore_button, "primary")
        second_label = QLabel("备份的第二处")
        set_role(second_label, "muted")
        second_label.setBuddy(self.second_button)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(second_label)
        where.addWidget(self.second, 1)
        where.addWidget(self.second_button)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(14)
        split.addWidget(self.table)
        split.addWidget(self.side)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.notice)
        column.addWidget(self.how)
        column.addLayout(where)
        column.addWidget(split, 1)
        column.addLayout(self._foot())
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.resize(fitted(QRect(0, 0, *_SIZE), room_of(self)).size())
        split.setSizes([480, 660])

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        left = (
            self.now_button, self.to_button, self.verify_button, self.verify_all_button, self.other_button, self.folder_button,
        )
        for button in left:
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.restore_button, self.close_button):
            foot.addWidget(button)
        for button in (*left, self.restore_button, self.close_button, self.second_button):
            button.setAutoDefault(False)
        return foot
