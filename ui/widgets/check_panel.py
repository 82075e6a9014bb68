"""Some of a list, by check marks: searched by words or pinyin initials, told at once; ordered by dragging where it is wanted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.text import comparable
from ui.theme import set_role
from ui.widgets.drop_panel import DropPanel

_ROWS_SEEN = 17
_ROW = 25
_LEAST_WIDTH, _MOST_WIDTH = 220, 460
_SEARCHED_FROM = 10
"""So many entries are seen at a glance."""
_KEY = Qt.ItemDataRole.UserRole


class CheckPanel(DropPanel):
    """``chosen(keys)`` after each change, in the list's order; ``reset_requested`` by the button ``reset``."""

    chosen = Signal(tuple)
    reset_requested = Signal()

    def __init__(self, name: str, reset: str, parent: QWidget, *, movable: bool = False) -> None:
        super().__init__(name, parent)
        self._movable, self._quiet = movable, False
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找（可用拼音首字母）")
        self.search.setAccessibleName(f"查找{name}")
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if movable:
            self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
            self.list.setToolTip("空格键勾选；拖动，或按 Alt+↑、Alt+↓，调整先后")
        self.reset = QPushButton(reset)
        set_role(self.reset, "link")
        self.done = QPushButton("完成")
        set_role(self.done, "small")
        foot = QHBoxLayout()
        foot.addWidget(self.reset)
        foot.addStretch(1)
        foot.addWidget(self.done)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addLayout(foot)
        self._connect()

    def ask(self, items: Sequence[tuple[str, str]], checked: Collection[str], below: QWidget) -> None:
        """``items``: (key, words) in their order."""
        self.show_items(items, checked)
        self.search.clear()
        self.search.setVisible(len(items) >= _SEARCHED_FROM and not self._movable)
        metrics = self.list.fontMetrics()
        widest = max((metrics.horizontalAdvance(words) for _, words in items), default=0) + 70
        self.list.setFixedSize(
            max(_LEAST_WIDTH, min(widest, _MOST_WIDTH)), _ROW * min(max(len(items), 1), _ROWS_SEEN) + 6
        )
        self.show_below(below)
        (self.list if self.search.isHidden() else self.search).setFocus()

    def show_items(self, items: Sequence[tuple[str, str]], checked: Collection[str]) -> None:
        """Without a signal."""
        self._quiet = True
        self.list.clear()
        for key, words in items:
            item = QListWidgetItem(words)
            item.setData(_KEY, key)
            item.setToolTip(words)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags | Qt.ItemFlag.ItemIsDragEnabled if self._movable else flags)
            item.setCheckState(Qt.CheckState.Checked if key in checked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        if self.list.count():
            self.list.setCurrentRow(0)
        self._quiet = False

    @property
    def checked(self) -> tuple[str, ...]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(str(item.data(_KEY)) for item in items if item.checkState() is Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt with an arrow, which the list would take for an arrow."""
        if watched is self.list and self._movable and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        self.list.installEventFilter(self)
        self.search.textChanged.connect(self._look)
        self.list.itemChanged.connect(self._changed)
        self.list.clicked.connect(self._clicked)
        self.list.model().rowsMoved.connect(self._changed)
        self.reset.clicked.connect(self.reset_requested)
        self.done.clicked.connect(self.close)

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + by < self.list.count():
            self._quiet = True
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
            self.list.setCurrentItem(item)
            self._quiet = False
            self._changed()

    @Slot(str)
    def _look(self, text: str) -> None:
        wanted = comparable(text)
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(wanted not in comparable(item.text()) and wanted not in _initials(item.text()))

    @Slot()
    def _changed(self) -> None:
        if not self._quiet:
            self.chosen.emit(self.checked)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        """A click on the words does what one on the box does."""
        item = self.list.itemFromIndex(index)
        box = self.list.visualRect(index).left() + _ROW
        if self.list.mapFromGlobal(self.cursor().pos()).x() > box:
            on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)


@lru_cache(maxsize=512)
def _initials(words: str) -> str:
    from qcapp.domain.readings import Style, lazy_pinyin

    return "".join(lazy_pinyin(words, style=Style.FIRST_LETTER, errors="ignore")).casefold()
