"""What has changed since the month's 通报 went out: what it said beside what holds now. The 通报 itself stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qcapp.stats.corrections import Correction
from ui.clipboard import as_cells
from ui.help.key import help_by_f1
from ui.models.corrections import MEASURES, CorrectionsModel
from ui.theme import set_role
from ui.widgets.labels import TwoLineLabel
from ui.widgets.plain_table import PlainTable

_SIZE: Final = (760, 440)
_WIDTHS: Final = [150, 170, 100, 100, 200]


class CorrectionsTable(PlainTable):
    """``opened(Correction)`` by Enter or a double click."""

    opened = Signal(object)

    def __init__(self, model: CorrectionsModel, parent: QWidget | None = None) -> None:
        super().__init__("通报之后的更正", parent)
        self._corrections = model
        self.setModel(model)
        self.set_widths(_WIDTHS, elastic=MEASURES)
        self.doubleClicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._corrections.rows[index.row()])


class CorrectionsDialog(QDialog):
    """``correction_requested(Correction)``: show its measures in 台账. Not in the way; follows the ledger."""

    correction_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent.window())
        help_by_f1(self, "overview", "数字是怎么来的")
        self.setWindowTitle("通报之后的更正")
        self.title = TwoLineLabel(role="title")
        self.words = TwoLineLabel(
            "通报按印发时的数据，不再改动；下面是印发之后的更正，双击或回车到台账看这一条。", "muted"
        )
        self.model = CorrectionsModel(self)
        self.table = CorrectionsTable(self.model)
        self.copy_button = QPushButton("复制全部")
        self.close_button = QPushButton("关闭")
        self._lay_out()
        self.table.opened.connect(self.correction_requested)
        self.copy_button.clicked.connect(self.copy_all)
        self.close_button.clicked.connect(self.close)

    def show_corrections(self, title: str, corrections: Sequence[Correction]) -> None:
        self.title.setText(title)
        self.model.show_rows(corrections)
        self.copy_button.setEnabled(bool(corrections))

    def stand(self) -> None:
        """Come to the front, the first row chosen."""
        self.show()
        self.raise_()
        self.activateWindow()
        if self.model.rows:
            self.table.selectRow(0)
        self.table.setFocus()

    @Slot()
    def copy_all(self) -> None:
        """Headings too, as cells."""
        columns = range(self.model.columnCount())
        rows = [[str(self.model.index(row, column).data()) for column in columns] for row in range(len(self.model.rows))]
        QGuiApplication.clipboard().setText(as_cells([self.model.headings, *rows]))

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button in (self.copy_button, self.close_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        set_role(self.table, "framed")
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.resize(*_SIZE)
