"""A card of one figure: a large number that opens its rows, what it is a share of, and how it moved since last month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.models.card_words import CardWords
from ui.models.fact_query import Figure
from ui.theme import set_role

_MOST_LINKS: Final = 2
_NOTE: Final = -1  # its place among the links
_SIDE: Final = 14
_GAP: Final = 8
_NEAR: Final = 4


class FigureCard(QFrame):
    """``pressed(Figure)``: by its number, by a number below, or anywhere on the card for the first."""

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._words: CardWords | None = None
        self._least = (0, 0)
        self._heading, self.change = QLabel(), QLabel()
        self.value = QPushButton()
        self.note = self._link(_NOTE)
        self.links = tuple(self._link(place) for place in range(_MOST_LINKS))
        for label in (self._heading, self.change):
            set_role(label, "muted")
            label.ensurePolished()
        set_role(self.value, "figure")
        self.value.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.value.clicked.connect(self._value_pressed)
        top, middle = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(_GAP)
        top.addWidget(self._heading)
        top.addStretch(1)
        top.addWidget(self.change)
        middle.setSpacing(_NEAR)
        middle.addWidget(self.value)
        middle.addWidget(self.note, 0, Qt.AlignmentFlag.AlignBottom)
        middle.addStretch(1)
        self._below = QHBoxLayout()
        self._below.setSpacing(_GAP)
        for link in self.links:
            self._below.addWidget(link)
        self._below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 9, _SIDE, 7)
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
        self._show_links(words.links)
        self._least = self._widths(short=True)
        self._fit()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its short words allow."""
        middle = self.value.sizeHint().width() + (_NEAR + self.note.sizeHint().width() if self.note.text() else 0)
        return QSize(max(*self._least, middle) + 2 * (_SIDE + self.frameWidth()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._value_pressed()

    def _fit(self) -> None:
        """Where the whole words are too long for a line, the short ones; the whole ones are the tip then."""
        room = self.width() - 2 * (_SIDE + self.frameWidth())
        top, below = self._widths(short=False)
        self._say_change(short=top > room)
        self._say_links(short=below > room)

    def _widths(self, *, short: bool) -> tuple[int, int]:
        """Pixels that the line at the top and that of the links would take."""
        self._say_change(short=short)
        self._say_links(short=short)
        top = [self._heading, self.change] if self.change.text() else [self._heading]
        links = self.links[:len(self._words.links)] if self._words else ()
        return _line(top), _line(links)

    def _say_change(self, *, short: bool) -> None:
        if self._words is not None:
            whole, said = self._words.change, self._words.short_change if short else self._words.change
            self.change.setText(said)
            self.change.setToolTip(whole if said != whole else "")

    def _say_links(self, *, short: bool) -> None:
        words = self._words
        if words is None:
            return
        for link, (whole, _), brief in zip(self.links, words.links, words.short_links, strict=False):
            said = brief if short else whole
            link.setText(said)
            link.setAccessibleName(whole)
            link.setToolTip(whole if said != whole else "")

    def _show_links(self, links: Sequence[tuple[str, Figure]]) -> None:
        for place, link in enumerate(self.links):
            link.setVisible(place < len(links))

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


def _line(widgets: Sequence[QWidget]) -> int:
    """What they take beside each other; at the top the stretch between them counts as one more gap."""
    return sum(each.sizeHint().width() for each in widgets) + _GAP * len(widgets)
