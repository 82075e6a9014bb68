"""Editing one sentence: its words with placeholders, what may be put in, for this month or from now on."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.text import shortened
from ui.models.sentences import Origin, Sentence
from ui.theme import BLUE, Tone, scheme, set_role, set_tone
from ui.widgets.field_editors import TextField
from ui.widgets.labels import ElidedLabel, WrappedLabel
from ui.writing import writes

_LINES: Final = (3, 6)
_VALUE_CHARS: Final = 24
_PLACEHOLDER: Final = re.compile(r"[{｛][^{}｛｝]*[}｝]")


class SentenceEditor(QFrame):
    """``edited(key, text)`` as one types; ``keep_requested(key)``: from now on; ``restore_requested(key)``: the words before.

    ``left``: Escape, back to the list.
    """

    edited = Signal(str, str)
    keep_requested = Signal(str)
    restore_requested = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence: Sentence | None = None
        self.name = ElidedLabel(role="heading")
        self.help = WrappedLabel(role="muted")
        self.text = _SentenceField("这一句怎样说", _LINES)
        self.insert = QPushButton("插入(&I) ▾")
        self.restore = QPushButton("恢复原样(&U)")
        self.keep = QPushButton("以后都这样写(&K)")
        writes(self.text, self.insert, self.restore, self.keep)
        self.note = WrappedLabel(role="muted")
        self._menu = QMenu(self.insert)
        self._marks = _Placeholders(self.text.document())
        self._lay_out()
        self._connect()
        self.show_sentence(None)

    @property
    def sentence(self) -> Sentence | None:
        return self._sentence

    @property
    def placeholders(self) -> list[str]:
        """What the menu puts in."""
        return [action.data() for action in self._menu.actions()]

    def show_sentence(self, sentence: Sentence | None) -> None:
        """Another one, or the same as it is now: then the caret stays."""
        same = sentence is not None and self._sentence is not None and sentence.key == self._sentence.key
        self._sentence = sentence
        self.setEnabled(sentence is not None)
        if sentence is None:
            self.name.setText("点选一句来改")
            self.text.load("")
            self.note.setText("")
            self.help.hide()
            return
        self.name.setText(sentence.name)
        self.text.setAccessibleName(f"{sentence.name}：怎样说")
        self.help.setText(sentence.help)
        self.help.setVisible(bool(sentence.help))
        if same:
            self.text.refresh(sentence.text)
        else:
            self.text.load(sentence.text)
        self._fill_menu(sentence)
        self._show_state(sentence)

    def put_in(self, placeholder: str) -> None:
        """At the caret, in its braces."""
        self.text.insertPlainText(f"{{{placeholder}}}")
        self.text.setFocus()

    def _show_state(self, sentence: Sentence) -> None:
        month = sentence.month is not None
        self.restore.setEnabled(sentence.origin is not Origin.OURS)
        self.keep.setEnabled(month and not sentence.fault)
        self.restore.setToolTip(
            "放弃本月的改动，用平时的说法" if month else "用系统原来的说法" if sentence.kept is not None else "没有改过"
        )
        self.note.setText(sentence.fault or _note(sentence))
        set_tone(self.note, Tone.BAD if sentence.fault else None)

    def _fill_menu(self, sentence: Sentence) -> None:
        self._menu.clear()
        for placeholder in sentence.placeholders:
            value = shortened(sentence.values.get(placeholder, ""), _VALUE_CHARS)
            action = self._menu.addAction(f"{placeholder}　{value}" if value else placeholder)
            action.setData(placeholder)

    def _connect(self) -> None:
        self.text.edited.connect(self._typed)
        self.text.escaped.connect(self.left)
        self.restore.clicked.connect(self._restore)
        self.keep.clicked.connect(self._keep)
        self._menu.triggered.connect(self._insert)

    def _lay_out(self) -> None:
        self.insert.setMenu(self._menu)
        self.insert.setToolTip("插入会随当月数据变的内容")
        self.keep.setToolTip("存成平时的说法，以后每个月都这样写")
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.insert, self.restore, self.keep):
            set_role(button, "small")
            buttons.addWidget(button)
        buttons.insertStretch(2, 1)
        for label in (self.help, self.note):
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(5)
        for widget in (self.name, self.help, self.text):
            column.addWidget(widget)
        column.addWidget(self.note)
        column.addLayout(buttons)

    @Slot(str)
    def _typed(self, text: str) -> None:
        if self._sentence is not None:
            self.edited.emit(self._sentence.key, text)

    @Slot()
    def _restore(self) -> None:
        if self._sentence is not None:
            self.restore_requested.emit(self._sentence.key)

    @Slot()
    def _keep(self) -> None:
        if self._sentence is not None:
            self.keep_requested.emit(self._sentence.key)

    @Slot(QAction)
    def _insert(self, action: QAction) -> None:
        self.put_in(action.data())


def _note(sentence: Sentence) -> str:
    if sentence.origin is Origin.MONTH:
        return "只改了本月的；要以后都这样，点“以后都这样写”。"
    if sentence.origin is Origin.KEPT:
        return "已存为平时的说法。"
    return "" if sentence.used else "这个月没有用到这一句。"


class _SentenceField(TextField):
    """Escape leaves it."""

    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class _Placeholders(QSyntaxHighlighter):
    """What stands in braces is not printed as it stands: in blue."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        scheme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        look = QTextCharFormat()
        look.setForeground(QColor(BLUE))
        for found in _PLACEHOLDER.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), look)
