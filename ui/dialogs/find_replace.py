"""查找和替换: stays open beside the table. It says what is wished for; looking and writing is done by its owner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.help.key import help_by_f1
from ui.models.cell_finding import Query
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel
from ui.writing import writes

_WIDTH: Final = 500
ALL: Final = ""


class FindReplace(QDialog):
    """``find_requested(back)``, ``replace_requested``, ``replace_all_requested``; ``query``, ``put``, ``column`` and
    ``in_selection`` say how."""

    find_requested = Signal(bool)
    replace_requested = Signal()
    replace_all_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        help_by_f1(self, "ledger", "在表里直接填")
        self.setWindowTitle("查找和替换")
        self.words = QLineEdit()
        self.words.setPlaceholderText("不分大小写和全角半角")
        self.put_box = QLineEdit()
        self.put_box.setPlaceholderText("不填就是删去")
        self.scope = QComboBox()
        self.scope.addItems(["显示的各行", "选中的格子"])
        self.columns = QComboBox()
        self.exact = QCheckBox("区分大小写和全角半角")
        self.whole = QCheckBox("整格相同")
        self.pattern = QCheckBox("正则表达式")
        self.told = WrappedLabel(role="muted")
        self.told.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self.words.textChanged.connect(self._able)
        self._able("")

    @property
    def query(self) -> Query:
        return Query(
            self.words.text(), exact=self.exact.isChecked(), whole=self.whole.isChecked(), pattern=self.pattern.isChecked()
        )

    @property
    def put(self) -> str:
        return self.put_box.text()

    @property
    def column(self) -> str:
        """The key of the column looked through, "" for all that are seen."""
        return str(self.columns.currentData() or ALL)

    @property
    def in_selection(self) -> bool:
        return self.scope.currentIndex() == 1

    def stand(self, columns: Sequence[tuple[str, str]], *, several: bool) -> None:
        """Come to the front. ``columns``: key and heading of those seen; ``several``: more than a cell is selected."""
        chosen = self.column
        self.columns.clear()
        self.columns.addItem("全部栏目", ALL)
        for key, words in columns:
            self.columns.addItem(words, key)
        self.columns.setCurrentIndex(max(self.columns.findData(chosen), 0))
        if not self.isVisible():
            self.scope.setCurrentIndex(int(several))
        self.show()
        self.raise_()
        self.activateWindow()
        self.words.setFocus()
        self.words.selectAll()

    @Slot(str)
    def tell(self, words: str) -> None:
        """What was found, or why not."""
        self.told.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F3:
            self.find_requested.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    @Slot()
    def _find_next(self) -> None:
        self.find_requested.emit(False)

    @Slot()
    def _find_previous(self) -> None:
        self.find_requested.emit(True)

    @Slot(str)
    def _able(self, text: str) -> None:
        for button in self.doing:
            button.setEnabled(bool(text))
        self.told.setText("")

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(8)
        form.addRow("查找内容", self.words)
        form.addRow("替换为", self.put_box)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.scope)
        where.addWidget(self.columns)
        where.addStretch(1)
        form.addRow("查找范围", where)
        self.scope.setAccessibleName("查找范围")
        self.columns.setAccessibleName("查找的栏目")
        options = QHBoxLayout()
        options.setSpacing(16)
        for box in (self.exact, self.whole, self.pattern):
            options.addWidget(box)
        options.addStretch(1)
        form.addRow("", options)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(10)
        column.addLayout(form)
        self.told.setMinimumHeight(self.told.fontMetrics().lineSpacing() * 2)
        column.addWidget(self.told)
        column.addLayout(self._buttons())
        self.setFixedWidth(_WIDTH)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        wanted = (
            ("查找下一个", self._find_next, "F3"), ("查找上一个", self._find_previous, "Shift+F3"),
            ("替换", self.replace_requested, "替换这一格，再到下一处"),
            ("全部替换…", self.replace_all_requested, "先列出会怎样变，再替换"),
        )
        self.doing: list[QPushButton] = []
        for words, slot, tip in wanted:
            button = QPushButton(words)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
            self.doing.append(button)
        writes(*self.doing[2:], self.put_box)
        set_role(self.doing[0], "primary")
        self.doing[0].setDefault(True)
        row.addStretch(1)
        leave = QPushButton("关闭")
        leave.setAutoDefault(False)
        leave.clicked.connect(self.close)
        row.addWidget(leave)
        return row
