"""The notice bar: one sentence at the top of a page, that goes when closed or when things move on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.restyling import restyle
from ui.theme import set_role


class NoticeBar(QFrame):
    """``show_problem`` red, ``show_warning`` amber, ``show_info`` blue; never takes the focus."""

    closed = Signal()
    action_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "notice")
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton()
        self._action.clicked.connect(self._act)
        self._do: Callable[[], object] | None = None
        self._waiting: list[tuple[str, str]] = []
        self._next = QTimer(self)  # not at once: what moves on clears more than one time
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._show_next)
        self._close = QPushButton("知道了")
        for button in (self._action, self._close):
            button.setProperty("role", "link")
        self._close.setAccessibleName("关闭提示")
        self._close.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 8, 5)
        row.addWidget(self._label, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text()

    @Slot(str)
    def show_problem(self, sentence: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        self._show("notice", sentence, action, do)

    def show_warning(self, sentence: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        self._show("notice-warn", sentence, action, do)

    def show_info(self, sentence: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        """With ``action``, a link of that name; pressing it calls ``do``, or emits ``action_requested`` where there is none."""
        self._show("notice-info", sentence, action, do)

    def show_warning_in_turn(self, sentence: str) -> None:
        """What nobody has asked for takes the place of nothing that stands to be read: it comes when that is closed."""
        self._show_in_turn("notice-warn", sentence)

    def show_info_in_turn(self, sentence: str) -> None:
        self._show_in_turn("notice-info", sentence)

    def _show_in_turn(self, role: str, sentence: str) -> None:
        if self.isHidden() or not self.text:
            self._show(role, sentence)
        elif sentence not in (self.text, *(waiting for _, waiting in self._waiting)):
            self._waiting.append((role, sentence))

    @Slot()
    def _show_next(self) -> None:
        if self._waiting and self.isHidden():
            self._show(*self._waiting.pop(0))

    @Slot()
    def _act(self) -> None:
        if self._do is not None:
            self._do()
        else:
            self.action_requested.emit()

    @Slot()
    def clear(self) -> None:
        self._label.clear()
        self._do = None
        self.hide()
        if self._waiting:
            self._next.start()
        self.closed.emit()

    def _show(self, role: str, sentence: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        self._do = do
        if self.property("role") != role:
            set_role(self, role)
            restyle(self._label)  # its colour hangs on the bar's role
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setVisible(bool(sentence))
