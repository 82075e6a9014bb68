"""Whatever narrows a list, as chips that a click takes away, and one that takes all away; not there while nothing does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from qcapp.domain.text import shortened
from ui.theme import set_role
from ui.widgets.chips import Chip
from ui.widgets.flow import FlowLayout

_WORDS = 28


class FilterChips(QObject):
    """Stand at the end of a flow, ``links`` after them. ``chosen``: what is left when a part was taken away; ``cleared``: all of
    it."""

    chosen = Signal(object)
    cleared = Signal()

    def __init__(self, flow: FlowLayout, parent: QWidget, links: Sequence[QPushButton] = ()) -> None:
        super().__init__(parent)
        self._flow, self._host = flow, parent
        self.chips: list[Chip] = []
        self._rests: list[object] = []
        self.clear = QPushButton("清除筛选", parent)
        self.clear.clicked.connect(self.cleared)
        self._links = (self.clear, *links)
        for link in self._links:
            set_role(link, "link")
            flow.addWidget(link)
        self.clear.hide()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(chip.text().removesuffix("  ×") for chip in self.chips)

    def show_parts(self, parts: Sequence[tuple[str, object]]) -> None:
        """(words, the filter without it)."""
        self._rests = [rest for _, rest in parts]
        while len(self.chips) > len(parts):
            chip = self.chips.pop()
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for link in self._links:
            self._flow.removeWidget(link)
        while len(self.chips) < len(parts):
            self.chips.append(self._made())
        for link in self._links:
            self._flow.addWidget(link)
        for chip, (words, _) in zip(self.chips, parts, strict=True):
            chip.setText(f"{shortened(words, _WORDS)}  ×")
            chip.setToolTip(words)
            chip.setAccessibleName(f"不再按“{words}”筛选")
            chip.show()
        self.clear.setVisible(bool(parts))
        self._host.updateGeometry()
        before: QWidget | None = None
        for each in (*self.chips, *self._links):
            if before is not None:
                QWidget.setTabOrder(before, each)
            before = each

    def _made(self) -> Chip:
        chip = Chip("", self._host)
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
