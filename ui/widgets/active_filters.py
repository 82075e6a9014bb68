"""What narrows the table, as chips that a click takes away; not there while nothing does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from qcapp.domain.text import shortened
from qcapp.domain.views import ViewFilter
from ui.widgets.chips import Chip
from ui.widgets.filter_chips import FilterChips
from ui.widgets.flow import FlowLayout
from ui.writing import writes

_WORDS = 12


class ActiveFilters(QWidget):
    """``chosen(ViewFilter)``: what is left when a part was taken away; ``cleared``: all of it; ``save_requested``: as a view."""

    chosen = Signal(object)
    cleared = Signal()
    save_requested = Signal()
    everywhere_requested = Signal()
    """What is searched for here is to be searched for in all months."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("现在的筛选")
        self.save, self.everywhere = QPushButton("保存为视图…"), QPushButton()
        writes(self.save)
        self.save.clicked.connect(self.save_requested)
        self.everywhere.clicked.connect(self.everywhere_requested)
        flow = FlowLayout(self)
        flow.setContentsMargins(0, 0, 0, 0)
        self._parts = FilterChips(flow, self, (self.save, self.everywhere))
        self._parts.chosen.connect(self.chosen)
        self._parts.cleared.connect(self.cleared)
        self.hide()

    @property
    def chips(self) -> list[Chip]:
        return self._parts.chips

    @property
    def clear(self) -> QPushButton:
        return self._parts.clear

    def show_parts(self, parts: Sequence[tuple[str, ViewFilter]], searched: str = "") -> None:
        """(words, the filter without it); ``searched``: what is searched for, if anything is."""
        self.everywhere.setText(f"在全部报告期里检索“{shortened(searched, _WORDS)}” ›")
        self.everywhere.setVisible(bool(searched))
        self._parts.show_parts(parts)
        self.setVisible(bool(parts or searched))
