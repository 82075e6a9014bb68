"""Editing in a cell of 台账's table: a box that grows with its text, one for each unit where a joint measure's are composed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Final, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSizeF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QPainter, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLabel, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.fields import Kind, field_for
from qcapp.domain.text import clean
from ui.models.cell_sheet import Spot
from ui.theme import set_role
from ui.widgets.field_editors import TextField

Index = QModelIndex | QPersistentModelIndex

_LEAST_WIDTH: Final = {Kind.TEXT: 260, Kind.NAME: 120, Kind.PHONE: 150, Kind.DEADLINE: 180}
_INDENT: Final = 5
_LINES: Final = (1, 14)
_LINES_EACH: Final = (1, 5)
_EDGE: Final = 4
"""The frame's line, and what is left free within it."""
_NOT_OURS: Final = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


class Step(Enum):
    """Where to go when a cell is done."""

    DOWN = (1, 0)
    UP = (-1, 0)
    RIGHT = (0, 1)
    LEFT = (0, -1)
    STAY = (0, 0)


class CellBox(TextField):
    """``done(Step)``: Enter, Tab and their opposites with Shift; ``given_up``: Escape. Alt+Enter makes a new line."""

    done = Signal(object)
    given_up = Signal()
    let_go = Signal()
    """The focus went elsewhere within the window."""
    widened = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        back = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if modifiers & Qt.KeyboardModifier.AltModifier:
                self.insertPlainText("\n")
                self.ensureCursorVisible()
            else:
                here = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
                self.done.emit(Step.STAY if here else Step.UP if back else Step.DOWN)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.done.emit(Step.LEFT if back or key == Qt.Key.Key_Backtab else Step.RIGHT)
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """As high as its words at its width. Counted line by line: what is pasted is only laid out when it is painted."""
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        most, lines = self._lines[1], 0
        layout, block = self.document().documentLayout(), self.document().firstBlock()
        while block.isValid() and lines <= most:
            layout.blockBoundingRect(block)
            lines += max(1, block.layout().lineCount())
            block = block.next()
        self._grow(QSizeF(0, lines))
        if lines > most:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        else:
            self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.widened.emit()

    def focusNextPrevChild(self, onward: bool) -> bool:
        return False  # Tab is this box's own

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _NOT_OURS:
            self.let_go.emit()


class CellEditor(QFrame):
    """One box, or one for each of several ``spots`` with its label above. ``finished(Step)``, ``given_up``, ``left``."""

    finished = Signal(object)
    given_up = Signal()
    left = Signal()

    def __init__(self, heading: str, spots: Sequence[Spot], year: int, parent: QWidget, *, empty: bool = False) -> None:
        """``empty``: typing began it, and replaces what stood there; the words are in the box after all when it is one of
        several."""
        super().__init__(parent)
        set_role(self, "cell-editor")
        self.setAutoFillBackground(True)
        self._cell = QRect()
        self.spots, self._year = tuple(spots), year
        self._kind = field_for(spots[0].key.field).kind
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(2)
        self.waits = empty and len(spots) == 1
        """Typing began it, and nothing has been typed yet."""
        self.opening = True
        self.boxes: list[CellBox] = []
        self._hints: list[QLabel] = []
        for spot in spots:
            self._add_box(heading, spot, column)
        column.addStretch(1)
        self.reload(self.waits)
        self.setFocusProxy(self.boxes[0])
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else an input method that began in the table stays there

    @property
    def texts(self) -> list[str]:
        return [box.value() for box in self.boxes]

    @property
    def changed(self) -> list[tuple[Spot, str]]:
        """The cells that are to say something else than they did when editing began."""
        return [
            (spot, text) for spot, text in zip(self.spots, self.texts, strict=True) if clean(text) != spot.text
        ]

    def reload(self, empty: bool = False) -> None:
        """The ledger's words again, the caret behind them; or nothing, to be typed into."""
        for spot, box in zip(self.spots, self.boxes, strict=True):
            box.load("" if empty else spot.text)
            box.moveCursor(QTextCursor.MoveOperation.End)
        self._show_hints()

    def put(self, texts: Sequence[str]) -> None:
        """What had been typed, again."""
        for box, text in zip(self.boxes, texts, strict=True):
            box.load(text)
            box.moveCursor(QTextCursor.MoveOperation.End)
        self._show_hints()

    def see(self, spots: Sequence[Spot]) -> None:
        """The ledger says something else meanwhile: that is what will be replaced from now on."""
        self.spots = tuple(spots)

    def place(self, cell: QRect) -> None:
        """Over the cell, as large as the words need, within the table."""
        parent, layout = self.parentWidget(), self.layout()
        if parent is None or layout is None:
            return
        room = parent.rect()
        width = min(max(cell.width(), _LEAST_WIDTH[self._kind]), room.width())
        for box in self.boxes:
            box.setFixedWidth(width - 2 * _EDGE)
            box.fit()
        layout.activate()
        height = min(max(cell.height(), self.sizeHint().height()), room.height())
        left = max(0, min(cell.left(), room.right() - width + 1))
        top = max(0, min(cell.top(), room.bottom() - height + 1))
        self.setGeometry(left, top, width, height)
        self._cell = QRect(cell)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Before the focus is here, the table hands on what an input method composes."""
        self.boxes[0].inputMethodEvent(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        return self.boxes[0].inputMethodQuery(query)

    def _add_box(self, heading: str, spot: Spot, column: QVBoxLayout) -> None:
        if spot.label:
            label = QLabel(spot.label)
            label.setIndent(_INDENT)
            set_role(label, "muted")
            column.addWidget(label)
        box = CellBox(f"{spot.label} {heading}".strip(), _LINES if len(self.spots) == 1 else _LINES_EACH)
        set_role(box, "cell")
        box.edited.connect(self._typed)
        box.widened.connect(self._fit)
        box.done.connect(self._done)
        box.given_up.connect(self.given_up)
        box.let_go.connect(self._let_go)
        column.addWidget(box)
        self.boxes.append(box)
        if self._kind is Kind.DEADLINE:
            hint = QLabel()
            hint.setIndent(_INDENT)
            set_role(hint, "muted")
            column.addWidget(hint)
            self._hints.append(hint)

    @Slot(object)
    def _done(self, step: Step) -> None:
        """Tab goes through the boxes first."""
        at = self.sender()
        here = self.boxes.index(at) if isinstance(at, CellBox) else 0
        onward = here + {Step.RIGHT: 1, Step.LEFT: -1}.get(step, 0)
        if onward != here and 0 <= onward < len(self.boxes):
            self.boxes[onward].setFocus(Qt.FocusReason.TabFocusReason)
            self.boxes[onward].moveCursor(QTextCursor.MoveOperation.End)
        else:
            self.finished.emit(step)

    @Slot()
    def _let_go(self) -> None:
        QTimer.singleShot(0, self, self._tell_left)

    @Slot()
    def _tell_left(self) -> None:
        """Unless it only went from box to box."""
        if not any(box.hasFocus() for box in self.boxes):
            self.left.emit()

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.waits &= not text
        self._show_hints()
        self._fit()

    @Slot()
    def _fit(self) -> None:
        if not self._cell.isNull():
            self.place(self._cell)

    def _show_hints(self) -> None:
        for hint, box in zip(self._hints, self.boxes, strict=False):
            hint.setText(deadline_words(box.value(), self._year))


def deadline_words(text: str, year: int) -> str:
    """What a deadline is understood as, while it is typed."""
    if not clean(text):
        return "没有填完成时限"
    label = parse_deadline(clean(text), year).label
    return f"认作 {label}" if label else "看不出是哪一天，照原样保存"


class CellDelegate(QStyledItemDelegate):
    """Paints as ``inner`` does, and opens a ``CellEditor`` that ``make`` gives (None: that cell is not for editing). What was
    typed is taken by whoever made it, not by the model."""

    taken = Signal(object)
    """The table closes that editor, because another cell was chosen: its words have to be taken now."""

    def __init__(
        self, inner: QStyledItemDelegate, make: Callable[[Index, QWidget], CellEditor | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._inner, self._make = inner, make

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self._inner.paint(painter, option, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        return cast(QWidget, self._make(index, parent))  # None is how Qt is told that there is none

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """It has its words from the beginning, and keeps what is typed when the row is drawn anew. Where an input method gives
        up its first word, they are asked for again."""
        if not isinstance(editor, CellEditor):
            return
        if editor.waits and not editor.opening:
            editor.reload()
        editor.opening = False

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """The model takes nothing: see the class."""
        self.taken.emit(editor)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        if isinstance(editor, CellEditor):
            editor.place(option.rect)  # type: ignore[attr-defined]

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        return False  # its keys and its focus are its own
