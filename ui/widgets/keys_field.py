"""Some of many by name: those taken as words that a click takes away, and a box to find one more by words or pinyin initials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.theme import set_role
from ui.widgets.flow import FlowLayout

_HAY: Final = Qt.ItemDataRole.UserRole + 1
_SHORT: Final = 22
_SPELLED: Final = 40


@lru_cache(maxsize=2048)
def _initials(words: str) -> str:
    from qcapp.services.pinyin import spelled

    return spelled(words).initials


class _Completer(QCompleter):
    """Finds in the hay, and gives the words."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


class FindCombo(QComboBox):
    """``taken(key)`` when one is chosen: from the list, by the finder, or by Enter where one alone is left.

    Enter never reaches the dialog from here while something is typed."""

    taken = Signal(str)

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self.setMaxVisibleItems(14)
        self.setAccessibleName(name)
        line = QLineEdit()
        line.setPlaceholderText(hint)
        line.setToolTip(hint)
        self.setLineEdit(line)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self._finder = finder = _Completer(self._items, self)
        finder.setCompletionRole(_HAY)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setMaxVisibleItems(12)
        self.setCompleter(finder)
        finder.activated[QModelIndex].connect(self._found)  # type: ignore[index]
        self.activated.connect(self._picked)

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """(key, words); what is typed goes."""
        self._items.clear()
        for key, words in choices:
            item = QStandardItem(words)
            item.setData(key, Qt.ItemDataRole.UserRole)
            item.setData(f"{words} {_initials(words[:_SPELLED])}", _HAY)
            item.setToolTip(words)
            self._items.appendRow(item)
        self._clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentText().strip():
            hits = self._hits()
            if len(hits) == 1:
                self._take(hits[0])
            else:
                self._finder.complete()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling past takes nothing

    def _hits(self) -> list[str]:
        """Keys of those that hold what is typed; the one that is it, where one is."""
        typed = self.currentText().strip().casefold()
        items = [self._items.item(row) for row in range(self._items.rowCount())]
        same = [item for item in items if item.text().casefold() == typed]
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in same or (
            item for item in items if typed in str(item.data(_HAY)).casefold()
        )]

    @Slot(QModelIndex)
    def _found(self, index: QModelIndex) -> None:
        self._take(str(index.data(Qt.ItemDataRole.UserRole)))

    @Slot(int)
    def _picked(self, row: int) -> None:
        if row >= 0:
            self._take(str(self.itemData(row)))

    def _take(self, key: str) -> None:
        self._clear()
        self.taken.emit(key)

    def _clear(self) -> None:
        self.setCurrentIndex(-1)
        self.clearEditText()


class KeysField(QWidget):
    """``changed`` by a person. ``most`` 1: taking another puts it in the place of the first."""

    changed = Signal()

    def __init__(self, name: str, hint: str, most: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most, self._keys = most, list[str]()
        self._words: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self.combo = FindCombo(name, hint)
        self.chips: list[QPushButton] = []
        self._box = QWidget()
        self._flow = FlowLayout(self._box)
        self._flow.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self._box)
        column.addWidget(self.combo)
        self.setFocusProxy(self.combo)
        self.combo.taken.connect(self._take)
        self._show()

    @property
    def keys(self) -> tuple[str, ...]:
        """In the order in which they were taken."""
        return tuple(self._keys)

    def offer(self, choices: Sequence[tuple[str, str]], names: Mapping[str, str] | None = None) -> None:
        """(key, words); what was taken and is not among them goes. ``names``: what stands on a word that is taken, where that
        is shorter."""
        self._words, self._names = dict(choices), dict(names or {})
        self._keys = [key for key in self._keys if key in self._words]
        self._show()

    def show_keys(self, keys: Iterable[str]) -> None:
        """Without a signal."""
        self._keys = [key for key in dict.fromkeys(keys) if key in self._words]
        self._show()

    @Slot(str)
    def _take(self, key: str) -> None:
        if key not in self._keys:
            self._keys = [key] if self._most == 1 else [*self._keys, key]
            self._show()
            self.changed.emit()

    @Slot()
    def _drop(self) -> None:
        key = self.sender().objectName()
        at = self._keys.index(key)
        self._keys.remove(key)
        self._show()
        (self.chips[min(at, len(self.chips) - 1)] if self.chips else self.combo).setFocus()
        self.changed.emit()

    def _show(self) -> None:
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = [self._chip(key) for key in self._keys]
        self._box.setVisible(bool(self.chips))
        self.combo.offer((key, words) for key, words in self._words.items() if key not in self._keys)
        self.updateGeometry()

    def _chip(self, key: str) -> QPushButton:
        words = self._words[key]
        name = self._names.get(key, words)
        short = name if len(name) <= _SHORT else f"{name[: _SHORT - 1]}…"
        chip = QPushButton(f"{short}　✕")
        set_role(chip, "small")
        chip.setObjectName(key)
        chip.setAutoDefault(False)
        chip.setToolTip(f"{words}\n点一下去掉" if short != words else "点一下去掉")
        chip.setAccessibleName(f"去掉 {words}")
        chip.clicked.connect(self._drop)
        self._flow.addWidget(chip)
        chip.show()
        return chip
