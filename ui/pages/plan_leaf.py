"""A leaf of the page 清单: a table, what can be done with it, and the details of the row that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from ui.models.plan_reading import found
from ui.models.plan_rows import PlanRowsModel
from ui.theme import set_role
from ui.widgets.empty import EmptyWords
from ui.widgets.linked_text import LinkedText
from ui.widgets.plain_table import OpeningTable, PillDelegate
from ui.writing import writes

if TYPE_CHECKING:
    from qcapp.forms.list_table import ListTable

_SIZES: Final = [830, 430]


class Deed(NamedTuple):
    """Something that can be done. ``needs``: whether what is chosen allows it; None: nothing need be chosen."""

    key: str
    words: str
    needs: Callable[[Any], bool] | None = None
    tip: str = ""


class PlanLeaf(QWidget):
    """``wished(deed's key, row or None)``; ``followed(target)`` of a link in the details; ``shown`` when another row is."""

    wished = Signal(str, object)
    followed = Signal(str)
    shown = Signal()

    def __init__(
        self, name: str, model: PlanRowsModel[Any], widths: Sequence[int], elastic: int, deeds: Sequence[Deed],
        tell: Callable[[Any], str], empty: str, opened: str = "", parent: QWidget | None = None,
    ) -> None:
        """``tell``: a row's details as HTML; ``opened``: the deed of Enter and a double click."""
        super().__init__(parent)
        self.name, self.model, self._tell, self._opened = name, model, tell, opened
        self._rows: tuple[Any, ...] = ()
        self._words, self._empty = "", empty
        self._key: object = None
        model.setParent(self)
        self.table = OpeningTable(name)
        self.table.setModel(model)
        self.table.setSelectionMode(OpeningTable.SelectionMode.SingleSelection)
        self.table.set_widths(list(widths), elastic)
        if model.marked:
            self.table.setItemDelegateForColumn(len(model.headings) - 1, PillDelegate(self.table))
        self.details = LinkedText(f"{name}的详情")
        self.none_found = EmptyWords(empty, "", self.table.viewport())
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.buttons: dict[str, QPushButton] = {}
        self.actions_by_key: dict[str, QAction] = {}
        self._deeds = {deed.key: deed for deed in deeds}
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.opened.connect(self._open)
        self.details.followed.connect(self.followed)

    @property
    def row(self) -> Any:
        """The one that is chosen, None where none is."""
        at = self.table.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def show_rows(self, rows: Sequence[Any]) -> None:
        self._rows = tuple(rows)
        self._list()

    def search(self, words: str) -> None:
        self._words = words
        self._list()

    def choose(self, key: object) -> bool:
        """The row with that key, with the search off where that hides it; False where there is none."""
        if self._words and self.model.row_of(key) < 0:
            self._words = ""
            self._list()
        at = self.model.row_of(key)
        if at < 0:
            self._key = key  # it may come with the next reading
            return False
        self.table.selectRow(at)
        self.table.scrollTo(self.model.index(at, 0))
        return True

    def step(self, by: int) -> None:
        at = self.table.currentIndex().row() + by
        if 0 <= at < len(self.model.rows):
            self.table.selectRow(at)
            self.table.scrollTo(self.model.index(at, 0))

    def count_words(self) -> str:
        found_ = len(self.model.rows)
        return f"{self.name} {found_}" if not self._words else f"{self.name} {found_}（共 {len(self._rows)}）"

    def listed_table(self, title: str, caption: str) -> ListTable | None:
        """What is listed, as a table that can be printed; None where nothing is."""
        from qcapp.forms.list_table import ListColumn, ListRow, ListTable

        model = self.model
        columns = tuple(
            ListColumn(str(place), heading, float(self.table.columnWidth(place)))
            for place, heading in enumerate(model.headings)
        )
        rows = tuple(
            ListRow(tuple(str(model.index(row, place).data() or "") for place in range(len(columns))))
            for row in range(model.rowCount())
        )
        return ListTable(title, columns, rows, caption) if rows else None

    def _list(self) -> None:
        key = self._key
        rows = found(self._rows, self._words) if self._words else list(self._rows)
        self.model.show_rows(rows)
        self.none_found.set_words(f"没有找到含“{self._words}”的" if self._words else self._empty)
        self.none_found.setVisible(not rows)
        at = self.model.row_of(key)
        if rows:
            self.table.selectRow(max(at, 0))
            self.table.scrollTo(self.model.index(max(at, 0), 0))
        self._show()

    @Slot(QModelIndex, QModelIndex)
    def _chosen(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self._show()

    def _show(self) -> None:
        row = self.row
        other = row is not None and row.key != self._key
        if row is not None:
            self._key = row.key
        for key, deed in self._deeds.items():
            self.actions_by_key[key].setEnabled(deed.needs is None or (row is not None and deed.needs(row)))
        self.details.show_words(self._html, top=other)
        self.shown.emit()

    def _html(self) -> str:
        row = self.row
        return self._tell(row) if row is not None else ""

    @Slot()
    def _open(self) -> None:
        action = self.actions_by_key.get(self._opened)
        if action is not None and action.isEnabled():
            action.trigger()

    def _wish(self, key: str) -> None:
        self.wished.emit(key, self.row)

    def _lay_out(self) -> None:
        """From the outside in: whatever has others in it when it is put somewhere, Qt goes through all of them anew."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if self._deeds:
            row = QHBoxLayout()
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            column.addLayout(row)
            for deed in self._deeds.values():
                row.addWidget(self._made(deed))
            row.addStretch(1)
        column.addWidget(self.split, 1)
        for place, inside in enumerate((self.table, self.details)):
            card = QFrame()
            set_role(card, "card")
            self.split.addWidget(card)
            padded = QVBoxLayout(card)
            padded.setContentsMargins(*((1, 1, 1, 1) if place == 0 else (8, 8, 4, 8)))
            padded.addWidget(inside)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(8)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes(_SIZES)

    def _made(self, deed: Deed) -> QPushButton:
        action = QAction(deed.words, self)
        action.setToolTip(deed.tip)
        action.triggered.connect(partial(self._wish, deed.key))
        self.actions_by_key[deed.key] = action
        self.table.addAction(action)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        button = QPushButton(deed.words)
        button.setToolTip(deed.tip)
        button.setAutoDefault(False)
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        writes(button)
        self.buttons[deed.key] = button
        if deed.key == "undo":
            action.setShortcut(QKeySequence("Del"))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return button
