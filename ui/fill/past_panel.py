"""Beside the form: what the unit said last month, or what stood in the form when it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.fields import field_for, sort_key
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel
from ui.widgets.scrolled import scrolled

_NOTHING = "这一条没有上月的内容。"

Part = tuple[str, Mapping[str, str]]
"""A heading, and field key → text below it."""


class PastPanel(QFrame):
    """``copy_requested``: last month's words are wanted in the form."""

    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setMinimumWidth(220)
        self._shown: tuple[Part, ...] | None = None
        self.copy_button = QPushButton("照上月填")
        self.copy_button.setToolTip("把空着的栏目填成上月的内容，进展情况请再按本月的改；可以撤销")
        set_role(self.copy_button, "small")
        self.copy_button.clicked.connect(self.copy_requested)
        self._body = QWidget()
        set_role(self._body, "paper")
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(12, 10, 12, 12)
        self._column.setSpacing(4)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(scrolled(self._body))

    @property
    def words(self) -> list[str]:
        """All that is shown, top down."""
        parts = (self._column.itemAt(place).widget() for place in range(self._column.count()))
        return [part.text() for part in parts if isinstance(part, QLabel)]

    def show_parts(self, parts: Sequence[Part], *, can_copy: bool) -> None:
        filled = tuple((heading, {key: text for key, text in texts.items() if text.strip()}) for heading, texts in parts)
        filled = tuple(part for part in filled if part[1])
        self.copy_button.setVisible(can_copy)
        if filled == self._shown:
            return
        self._shown = filled
        self._clear()
        if not filled:
            self._column.addWidget(WrappedLabel(_NOTHING, "muted"))
        for place, (heading, texts) in enumerate(filled):
            self._add_part(heading, texts, with_button=place == 0 and can_copy)
        self._column.addStretch(1)

    def _clear(self) -> None:
        while self._column.count():
            widget = self._column.takeAt(0).widget()
            if widget is self.copy_button:
                self.copy_button.setParent(None)
            elif widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()

    def _add_part(self, heading: str, texts: Mapping[str, str], *, with_button: bool) -> None:
        title = QLabel(heading)
        set_role(title, "heading")
        self._column.addWidget(title)
        if with_button:
            self._column.addWidget(self.copy_button)
            self.copy_button.show()
        for key in sorted(texts, key=sort_key):
            name = QLabel(field_for(key).heading)
            set_role(name, "muted")
            self._column.addWidget(name)
            self._column.addWidget(WrappedLabel(texts[key], "past"))
        self._column.addSpacing(8)
