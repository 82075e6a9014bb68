"""The preview with its bar: what is shown, which page, how large; all of it copied with one click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.forms.chart import Chart
from qcapp.forms.paper import OfficialPaper
from ui.theme import set_role
from ui.widgets.empty import EmptyWords
from ui.widgets.labels import ElidedLabel
from ui.widgets.paper_view import PaperView

_BUSY: Final = "正在重排…"
_AROUND: Final = 60  # pixels of the bar that no words can have


class PaperPane(QFrame):
    """``action_requested``: the link below the words that stand there while there is no paper. ``copied`` with words on it."""

    action_requested = Signal()
    copied = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.view = PaperView(name)
        self.title = ElidedLabel(role="muted")
        self.place = QLabel()
        self.smaller, self.larger = QPushButton("－"), QPushButton("＋")
        self.zoom = QPushButton()
        self.copy = QPushButton("复制全文")
        self._empty: EmptyWords | None = None
        self._words = ("", "")
        self._busy = False
        self._lay_out()
        self._connect()
        self._show_place()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in its order."""
        return self.smaller, self.zoom, self.larger, self.copy, self.view

    @property
    def empty_words(self) -> str:
        """What stands there instead of a paper, "" where one is shown."""
        return self._words[0]

    def show_paper(self, title: str, paper: OfficialPaper, pictures: Mapping[Chart, QImage]) -> None:
        self._say("", "")
        self.title.setText(title)
        self._fit()
        self.view.show_paper(paper, pictures, title)

    def show_words(self, title: str, words: str, action: str = "") -> None:
        """No paper: words in its stead, and a way on."""
        self.title.setText(title)
        self._fit()
        self.view.show_paper(None, {})
        self._say(words, action)

    def show_busy(self, busy: bool) -> None:
        """Whether what is shown is being composed anew."""
        self._busy = busy
        self._show_place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A title that has no room beside the buttons has a line of its own; whether something is under way moves nothing."""
        words = self.fontMetrics().horizontalAdvance(f"{self.title.text()}第 99 / 99 页　{_BUSY}")
        buttons = self.smaller.width() + self.zoom.sizeHint().width() + self.larger.width() + self.copy.sizeHint().width()
        stacked = words + buttons + _AROUND > self.width()
        self._bar.setDirection(
            QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        )

    def _say(self, words: str, action: str) -> None:
        if (words, action) == self._words:
            return
        self._words = words, action
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
            self._empty = None
        if words:
            self._empty = EmptyWords(words, action, self.view.viewport())
            self._empty.action_requested.connect(self.action_requested)
            self._empty.show()
        for button in (self.smaller, self.larger, self.zoom, self.copy):
            button.setEnabled(not words)

    def _lay_out(self) -> None:
        for button, name in ((self.smaller, "缩小（Ctrl 加滚轮）"), (self.larger, "放大（Ctrl 加滚轮）")):
            button.setToolTip(name)
            button.setAccessibleName(name[:2])
            button.setFixedWidth(30)
        self.zoom.setToolTip("按窗口的宽度显示")
        self.copy.setToolTip("复制成文字，粘贴到别处")
        for button in (self.smaller, self.zoom, self.larger, self.copy):
            set_role(button, "small")
        set_role(self.place, "muted")
        tools = QHBoxLayout()
        tools.setSpacing(6)
        tools.addWidget(self.place)
        tools.addStretch(1)
        for button in (self.smaller, self.zoom, self.larger):
            tools.addWidget(button)
        tools.addSpacing(8)
        tools.addWidget(self.copy)
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._bar.setContentsMargins(12, 0, 10, 0)
        self._bar.setSpacing(6)
        self._bar.addWidget(self.title, 1)
        self._bar.addLayout(tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 1, 1)
        column.setSpacing(8)
        column.addLayout(self._bar)
        column.addWidget(self.view, 1)

    def _connect(self) -> None:
        self.smaller.clicked.connect(self.view.zoom_out)
        self.larger.clicked.connect(self.view.zoom_in)
        self.zoom.clicked.connect(self.view.fit_width)
        self.copy.clicked.connect(self._copy)
        self.view.turned.connect(self._show_place)

    @Slot()
    def _copy(self) -> None:
        self.view.copy()
        self.copied.emit("已复制全文，可以粘贴到别处。")

    @Slot()
    def _show_place(self) -> None:
        count = len(self.view.pages)
        place = f"第 {self.view.page} / {count} 页" if count else ""
        self.place.setText("　".join(filter(None, (place, _BUSY if self._busy else ""))))
        self.zoom.setText("适合宽度" if self.view.fits else f"{self.view.zoom:.0%}")
