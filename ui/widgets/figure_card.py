"""A card of one figure: a large number that opens its rows, what it is a share of, and how it moved since last month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.models.card_words import CardWords
from ui.models.fact_query import Figure
from ui.theme import set_role

_MOST_LINKS: Final = 2
_NOTE: Final = -1  # its place among the links


class FigureCard(QFrame):
    """``pressed(Figure)``: by its number, by a number below, or anywhere on the card for the first."""

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._words: CardWords | None = None
        self._heading, self.change = QLabel(), QLabel()
        self.value = QPushButton()
        self.note = self._link(_NOTE)
        self.links = tuple(self._link(place) for place in range(_MOST_LINKS))
        for label in (self._heading, self.change):
            set_role(label, "muted")
        set_role(self.value, "figure")
        self.value.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.value.clicked.connect(self._value_pressed)
        top, middle = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._heading)
        top.addStretch(1)
        top.addWidget(self.change)
        middle.setSpacing(4)
        middle.addWidget(self.value)
        middle.addWidget(self.note, 0, Qt.AlignmentFlag.AlignBottom)
        middle.addStretch(1)
        self._below = QHBoxLayout()
        self._below.setSpacing(8)
        for link in self.links:
            self._below.addWidget(link)
        self._below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 9, 14, 7)
        column.setSpacing(1)
        for row in (top, middle, self._below):
            column.addLayout(row)

    def show_words(self, words: CardWords) -> None:
        self._words = words
        self._heading.setText(words.heading)
        self.value.setText(words.value)
        note = words.note[0] if words.note else ""
        self.value.setAccessibleName(f"{words.heading} {words.value} {note}".strip())
        self.value.setAccessibleDescription(words.change)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.change.setText(words.change)
        self._show_links(words.links)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._value_pressed()

    def _show_links(self, links: Sequence[tuple[str, Figure]]) -> None:
        for place, link in enumerate(self.links):
            link.setVisible(place < len(links))
            if place < len(links):
                link.setText(links[place][0])

    def _link(self, place: int) -> QPushButton:
        link = QPushButton()
        set_role(link, "figure-link")
        link.setObjectName(str(place))
        link.clicked.connect(self._link_pressed)
        link.hide()
        return link

    @Slot()
    def _value_pressed(self) -> None:
        if self._words is not None:
            self.pressed.emit(self._words.figure)

    @Slot()
    def _link_pressed(self) -> None:
        words, place = self._words, int(self.sender().objectName())
        if words is not None:
            pressed = words.note if place == _NOTE else words.links[place]
            if pressed is not None:
                self.pressed.emit(pressed[1])

