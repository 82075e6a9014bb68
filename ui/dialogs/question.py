"""A question in plain words with named answers: no 是/否, every button says what it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import set_role
from ui.widgets.diff_text import count_lines
from ui.widgets.labels import WrappedLabel

WIDTH = 460
WIDE = 620
"""Where there are details that a line of the narrow one can't hold."""
_SHORT = 28
_DETAILS_LINES = 9
_FRAME = 6
"""The box's own border and padding, both sides."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``key`` is what the caller gets; the first answer is the default one, by Enter."""

    key: str
    words: str


class QuestionDialog(QDialog):
    """Escape and 取消 answer None. ``details`` are lines shown in a box below, for what a sentence can't hold."""

    def __init__(
        self, title: str, heading: str, words: str, answers: Sequence[Answer], *,
        details: Sequence[str] = (), parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.chosen: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        buttons = self._buttons(answers)
        width = max(WIDE if any(len(line) > _SHORT for line in details) else WIDTH, buttons.sizeHint().width() + 40)
        for text, role in ((heading, "title"), (words, "")):
            label = WrappedLabel(text, role)
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            label.setFixedWidth(width - 40)
            column.addWidget(label)
        if details:
            column.addWidget(_details(details, width - 40))
        column.addSpacing(6)
        column.addWidget(buttons)

    @classmethod
    def ask(
        cls, parent: QWidget | None, title: str, heading: str, words: str, answers: Sequence[Answer],
        details: Sequence[str] = (),
    ) -> str | None:
        """The key of the answer given, None for 取消."""
        dialog = cls(title, heading, words, answers, details=details, parent=parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.chosen

    def _buttons(self, answers: Sequence[Answer]) -> QDialogButtonBox:
        box = QDialogButtonBox()
        for place, answer in enumerate(answers):
            role = QDialogButtonBox.ButtonRole.AcceptRole if place == 0 else QDialogButtonBox.ButtonRole.YesRole
            button = box.addButton(answer.words, role)
            button.setObjectName(answer.key)
            button.setAutoDefault(True)
            button.clicked.connect(self._answered)
            if place == 0:
                set_role(button, "primary")
                button.setDefault(True)
                button.setFocus()
        cancel = box.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setObjectName("cancel")
        cancel.clicked.connect(self.reject)
        return box

    @Slot()
    def _answered(self) -> None:
        button = self.sender()
        if button is not None:
            self.chosen = button.objectName()
            self.accept()


def _details(lines: Sequence[str], width: int) -> QPlainTextEdit:
    """As high as its lines, broken where they must be, up to a limit; the last one seen is whole."""
    box = QPlainTextEdit("\n".join(lines))
    box.setReadOnly(True)
    box.setAccessibleName("详情")
    box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    box.ensurePolished()  # the type is known then
    around = 2 * int(box.document().documentMargin()) + _FRAME
    bar = box.verticalScrollBar().sizeHint().width()
    most = sum(count_lines(line, width - around - bar, box.font(), _DETAILS_LINES) for line in lines)
    box.setFixedSize(width, min(most, _DETAILS_LINES) * box.fontMetrics().lineSpacing() + around)
    return box


def may_replace(over: QWidget | None, target: Path, also: str = "") -> bool:
    """Whether to write there: asked where a file of that name is there already. ``also``: what goes with it, besides."""
    if not target.exists():
        return True
    words = f"“{target.name}”已经在这个文件夹里了；替换后旧文件的内容就没有了{also}。"
    return QuestionDialog.ask(over, "替换文件", "替换同名文件？", words, [Answer("replace", "替换")]) == "replace"
