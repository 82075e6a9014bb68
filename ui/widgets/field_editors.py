"""Editors of a field: they tell what a person typed, take fresh text without moving the caret, grow with their text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

from PySide6.QtCore import QEvent, QMimeData, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QDragEnterEvent, QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from qcapp.domain.differing import Span
from qcapp.domain.text import clean
from ui.restyling import restyle
from ui.theme import ADDED, HIT
from ui.widgets.text_undo import came_to, leaves_to_menu, left_untouched, touched

_FRAME: Final = 12


class LineField(QLineEdit):
    """One line. ``edited(text)`` by a person only; ``entered`` and ``left`` as the focus comes and goes. Enter goes on to the
    next field; of the ``last`` one it is told by ``ended``. Files that are dropped are left to what is below."""

    ended = Signal()
    edited = Signal(str)
    entered = Signal()
    left = Signal()

    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None, *, last: bool = False) -> None:
        super().__init__(parent)
        self._last = last
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.textEdited.connect(self._typed)

    def value(self) -> str:
        return self.text()

    def load(self, text: str) -> None:
        """Another cell's text: earlier undo steps go."""
        self.setText(text)
        self.setCursorPosition(0)
        left_untouched(self)

    def to_end(self) -> None:
        """The caret behind the last character."""
        self.setCursorPosition(len(self.text()))

    def put(self, text: str) -> None:
        """As if a person had typed it in the place of all that stands there."""
        self.selectAll()
        self.insert(text)
        self._typed(text)

    def point_out(self, start: int, end: int) -> None:
        """The caret there, and all on the colour of what was found until it is left: nothing that typing would replace."""
        self.setCursorPosition(start)
        self._show_found(True)

    def _show_found(self, found: bool) -> None:
        if bool(self.property("found")) is not found:
            self.setProperty("found", found)
            restyle(self)

    def refresh(self, text: str) -> None:
        """The same cell as the ledger has it now: nothing moves when it says the same."""
        if clean(self.text()) != text:
            at = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(at, len(text)))
            left_untouched(self)

    @Slot(str)
    def _typed(self, text: str) -> None:
        touched(self)
        self.edited.emit(text)

    def event(self, event: QEvent) -> bool:
        return False if leaves_to_menu(self, event) else super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._last:
                self.ended.emit()
            else:
                self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        came_to(self, event.reason())
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_found(False)
        self.left.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)


class TextField(QPlainTextEdit):
    """Several lines, as high as its text between two bounds. Tab leaves it. Files that are dropped are left to what is
    below."""

    edited = Signal(str)
    entered = Signal()
    left = Signal()

    def __init__(self, name: str, lines: tuple[int, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._lines = lines
        self._quiet = False
        self._found = False
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # lines are wrapped: it would cover one
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.document().setDocumentMargin(3)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.textChanged.connect(self._changed)
        self._grow(self.document().documentLayout().documentSize())

    def value(self) -> str:
        return self.toPlainText()

    def load(self, text: str) -> None:
        """Another cell's text: earlier undo steps go."""
        self._quiet = True
        self.setPlainText(text)
        self._quiet = False
        left_untouched(self)

    def to_end(self) -> None:
        """The caret behind the last character."""
        self.moveCursor(QTextCursor.MoveOperation.End)

    def put(self, text: str) -> None:
        """As if a person had typed it in the place of all that stands there: Ctrl+Z takes it back."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def point_out(self, start: int, end: int) -> None:
        """The caret there, and that part on the colour of what was found until it is left: nothing that typing would
        replace."""
        cursor = self.textCursor()
        cursor.setPosition(start)
        self.setTextCursor(cursor)
        self.mark([(start, end)], HIT)
        self._found = True

    def mark(self, spans: Sequence[Span], colour: QColor = ADDED) -> None:
        """Those parts on the colour of what is new; no part of the text itself."""
        marks: list[QTextEdit.ExtraSelection] = []
        for start, end in spans:
            mark = cast(Any, QTextEdit.ExtraSelection())  # its fields are missing from the stubs
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            mark.format.setBackground(QColor(colour))
            marks.append(mark)
        self.setExtraSelections(marks)

    def refresh(self, text: str) -> None:
        """The same cell as the ledger has it now: nothing moves when it says the same."""
        if clean(self.toPlainText()) != text:
            at = self.textCursor().position()
            self.load(text)
            cursor = self.textCursor()
            cursor.setPosition(min(at, len(text)))
            self.setTextCursor(cursor)

    def event(self, event: QEvent) -> bool:
        return False if leaves_to_menu(self, event) else super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        came_to(self, event.reason())
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._found:
            self._found = False
            self.mark(())
        self.left.emit()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    @Slot()
    def _changed(self) -> None:
        if not self._quiet:
            touched(self)
            self.edited.emit(self.toPlainText())

    @Slot(QSizeF)
    def _grow(self, size: QSizeF) -> None:
        """A plain text document tells its height in lines."""
        least, most = self._lines
        lines = max(least, min(round(size.height()), most))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + _FRAME)


Editor = LineField | TextField
