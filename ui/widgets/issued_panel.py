"""已印发: what was issued, this month and before; its originals; and what has moved since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.operations import Bulletin
from qcapp.domain.period import Period
from qcapp.stats.corrections import Correction
from ui.models.corrections import counted
from ui.models.issued import TITLE_COLUMN, IssuedModel
from ui.theme import set_role
from ui.widgets.drag_out import DragOut
from ui.widgets.empty import EmptyWords
from ui.widgets.labels import WrappedLabel
from ui.widgets.plain_table import PAD, OpeningTable, PlainTable
from ui.widgets.scrolled import scrolled
from ui.writing import writes

_WIDEST: Final = ("2022年12月", "2022-12-28", "关于报送情况的通报", "经手人")
"""What each column must hold whatever the face; a title that is longer has its own words in a tip."""
_NONE: Final = "还没有印发过通报。\n写成 docx、印发出去之后，点“登记印发…”记在这里。"


class IssuedTable(OpeningTable):
    """Enter or a double click opens the original."""

    def __init__(self, model: IssuedModel, parent: QWidget | None = None) -> None:
        super().__init__("印发过的通报", parent)
        self.setModel(model)
        self.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        widths = [self.fontMetrics().horizontalAdvance(words) + 2 * PAD + 1 for words in _WIDEST]
        self.set_widths(widths, elastic=TITLE_COLUMN)


class IssuedPanel(QWidget):
    """The wishes are about ``current``."""

    open_requested = Signal()
    save_requested = Signal()
    withdraw_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = IssuedModel(self)
        self.table = IssuedTable(self.model)
        self.out = DragOut(self.table)
        self.open_button = QPushButton("打开原件")
        self.save_button = QPushButton("另存原件…")
        self.withdraw_button = QPushButton("撤回…")
        writes(self.withdraw_button)
        self.heading = QLabel()
        self.moved = WrappedLabel()
        self._empty = EmptyWords(_NONE, "", self.table.viewport())
        self._lay_out()
        self._connect()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in its order."""
        return self.table, self.open_button, self.save_button, self.withdraw_button

    @property
    def current(self) -> Bulletin | None:
        row = self.table.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    def show_issued(self, issued: Sequence[Bulletin], period: Period) -> None:
        """All of them in the order issued, at the newest of that month where it has one."""
        chosen = self.current
        rows = tuple(reversed(issued))
        self.model.show_rows(rows)
        self._empty.setVisible(not rows)
        ids = [row.id for row in rows]
        if rows:
            months = [row.period for row in rows]
            at = ids.index(chosen.id) if chosen and chosen.id in ids else months.index(period) if period in months else 0
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(at, 0), flags)
        for button in (self.open_button, self.save_button, self.withdraw_button):
            button.setVisible(bool(rows))
        self._show_buttons()

    def show_moved(self, bulletin: Bulletin | None, corrections: Sequence[Correction]) -> None:
        """What has changed since that one, the month's newest, was issued; None where the month has none."""
        self.heading.setVisible(bulletin is not None)
        self.moved.setVisible(bulletin is not None)
        if bulletin is None:
            return
        day = bulletin.issued
        told = f"（{counted(corrections)}）" if corrections else ""
        self.heading.setText(f"{day.month}月{day.day}日印发以来的更正{told}")
        lines = [f"· {each.words}" for each in corrections]
        after = "现在再写成的就是更正通报，会写明这些更正。"
        self.moved.setText("\n".join([*lines, after]) if lines else "之后数字没有变化。")

    def _lay_out(self) -> None:
        set_role(self.heading, "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(6)
        for button in (self.open_button, self.save_button, self.withdraw_button):
            set_role(button, "small")
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        inner = QWidget()
        set_role(inner, "paper")
        column.addWidget(scrolled(inner), 1)
        below = QVBoxLayout(inner)
        below.setContentsMargins(12, 6, 12, 8)
        below.addWidget(self.heading)
        below.addWidget(self.moved)
        below.addStretch(1)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._show_buttons)
        self.table.opened.connect(self._open)
        self.open_button.clicked.connect(self._open)
        self.save_button.clicked.connect(self.save_requested)
        self.withdraw_button.clicked.connect(self.withdraw_requested)

    @Slot()
    def _show_buttons(self) -> None:
        bulletin = self.current
        kept = bulletin is not None and bulletin.sha256 is not None
        self.open_button.setEnabled(kept)
        self.save_button.setEnabled(kept)
        self.withdraw_button.setEnabled(bulletin is not None)
        self.open_button.setToolTip("" if kept or bulletin is None else "登记时没有留原件")

    @Slot()
    def _open(self) -> None:
        if self.open_button.isEnabled():
            self.open_requested.emit()
