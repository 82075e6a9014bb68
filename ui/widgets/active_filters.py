"""What narrows the table, as chips that a click takes away; not there while nothing does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from qcapp.domain.text import shortened
from qcapp.domain.views import ViewFilter
from ui.theme import set_role
from ui.widgets.chips import Chip
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
        self._rests: list[ViewFilter] = []
        self.chips: list[Chip] = []
        self.clear, self.save = QPushButton("清除筛选"), QPushButton("保存为视图…")
        writes(self.save)
        for link in (self.clear, self.save):
            set_role(link, "link")
        self.clear.clicked.connect(self.cleared)
        self.save.clicked.connect(self.save_requested)
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.addWidget(self.clear)
        self._flow.addWidget(self.save)
        self.everywhere = QPushButton()
        set_role(self.everywhere, "link")
        self.everywhere.clicked.connect(self.everywhere_requested)
        self._flow.addWidget(self.everywhere)
        self.hide()

    def show_parts(self, parts: Sequence[tuple[str, ViewFilter]], searched: str = "") -> None:
        """(words, the filter without it); ``searched``: what is searched for, if anything is."""
        self.everywhere.setText(f"在全部报告期里检索“{shortened(searched, _WORDS)}” ›")
        self.everywhere.setVisible(bool(searched))
        self._rests = [rest for _, rest in parts]
        while len(self.chips) > len(parts):
            chip = self.chips.pop()
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._flow.removeWidget(self.clear)
        self._flow.removeWidget(self.save)
        self._flow.removeWidget(self.everywhere)
        while len(self.chips) < len(parts):
            self.chips.append(self._made())
        self._flow.addWidget(self.clear)
        self._flow.addWidget(self.save)
        self._flow.addWidget(self.everywhere)
        for chip, (words, _) in zip(self.chips, parts, strict=True):
            chip.setText(f"{words}  ×")
            chip.setAccessibleName(f"不再按“{words}”筛选")
            chip.show()
        self.clear.setVisible(bool(parts))
        self.setVisible(bool(parts or searched))
        before: QWidget | None = None
        for each in (*self.chips, self.clear, self.save, self.everywhere):
            if before is not None:
                QWidget.setTabOrder(before, each)
            before = each

    def _made(self) -> Chip:
        chip = Chip("", self)
        chip.setProperty("past", True)
        chip.clicked.connect(self._clicked)
        self._flow.addWidget(chip)
        return chip

    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        for chip, rest in zip(self.chips, self._rests, strict=True):
            if chip is sender:
                self.chosen.emit(rest)
                return
