"""What stands where no result is: examples and the last searches, or that nothing was found and what may be tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qcapp.domain.text import shortened
from qcapp.services.search_found import Found
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel

_WIDE = 1000
_LONGEST = 40
_LINK_INDENT = -3
"""A link's frame stands left of its words."""
HINTS = (
    "几个词用空格隔开，都有才算找到；“引号”里的要连在一起；前面加“-”的不要。",
    "也可以写明在哪里找，例如 单位:税务　月份:7月　栏目:问题　任务:3。",
)


class FoundStart(QScrollArea):
    """``wanted(text, everywhere)`` when something is chosen that may be searched for."""

    wanted = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        set_role(inner, "paper")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(6)
        self.setWidget(inner)
        self._links: list[QPushButton] = []

    @property
    def links(self) -> list[QPushButton]:
        return list(self._links)

    def show_start(self, recent: Sequence[str], examples: Sequence[tuple[str, str]]) -> None:
        """``recent`` searches, the newest first; ``examples`` with what each of them is for."""
        self._clear()
        if recent:
            self._head("最近找过的")
            self._offer((text, "", text, False) for text in recent)
        if examples:
            self._head("可以这样找")
            self._offer((text, purpose, text, False) for text, purpose in examples)
        self._end()

    def show_nothing(self, found: Found) -> None:
        """What was not understood, or was not found; and what may be tried instead."""
        self._clear()
        if found.problem:
            self._head(found.problem)
        else:
            self._head(f"没有找到“{shortened(found.text, _LONGEST)}”。")
        if found.suggestions:
            self._say("可以试试：", "muted")
        self._offer((each.words, "", each.text, each.everywhere) for each in found.suggestions)
        if not found.suggestions and not found.problem:
            self._say("请换一个词，或只写其中两个字；人名、单位、措施的开头也可以写拼音。", "muted")
        self._end()

    def _head(self, words: str) -> None:
        if self._column.count():
            self._column.addSpacing(8)
        self._say(words, "heading")

    def _say(self, words: str, role: str) -> None:
        label = WrappedLabel(words, role)
        label.setMaximumWidth(_WIDE)
        self._column.addWidget(label)

    def _offer(self, offers: Iterable[tuple[str, str, str, bool]]) -> None:
        """Links under each other, what each is for beside it: (words, purpose, text to search for, everywhere)."""
        grid = QGridLayout()
        grid.setContentsMargins(_LINK_INDENT, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (words, purpose, text, everywhere) in enumerate(offers):
            grid.addWidget(self._link(words, text, everywhere), row, 0, Qt.AlignmentFlag.AlignLeft)
            label = QLabel(purpose)
            set_role(label, "muted")
            grid.addWidget(label, row, 1)
        self._column.addLayout(grid)
        for link in self._links:
            link.show()  # now: a layout shows what it was given when the event loop comes round, and the keys may come before

    def _link(self, words: str, text: str, everywhere: bool) -> QPushButton:
        link = QPushButton(shortened(words, _LONGEST))
        set_role(link, "link")
        link.setProperty("wanted", text)
        link.setProperty("everywhere", everywhere)
        link.setAccessibleName(f"检索：{words}")
        link.clicked.connect(self._chosen)
        self._links.append(link)
        return link

    def _end(self) -> None:
        self._column.addSpacing(8)
        for hint in HINTS:
            self._say(hint, "muted")
        self._column.addStretch(1)

    def _clear(self) -> None:
        self._links.clear()
        while self._column.count():
            _let_go(self._column.takeAt(0))

    @Slot()
    def _chosen(self) -> None:
        link = self.sender()
        self.wanted.emit(str(link.property("wanted")), bool(link.property("everywhere")))


def _let_go(item: object) -> None:
    """A widget, or a row of them."""
    from PySide6.QtWidgets import QLayout, QLayoutItem

    assert isinstance(item, QLayoutItem)
    widget, row = item.widget(), item.layout()
    if widget is not None:
        widget.hide()  # at once: it goes only when the event loop comes round
        widget.deleteLater()
    if isinstance(row, QLayout):
        while row.count():
            _let_go(row.takeAt(0))
        row.deleteLater()
