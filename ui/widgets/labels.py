"""Labels that a narrow window can't break: elided ones, and folds whose body opens below them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import set_role


class ElidedLabel(QLabel):
    """One line, cut with … at its end (or as ``cut`` says) where there is no room; the whole text is its tool tip."""

    cut = Qt.TextElideMode.ElideRight

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        if role:
            set_role(self, role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        return QSize(20, super().minimumSizeHint().height())

    def shown_in(self, width: int) -> str:
        """What is left of the words in so many pixels."""
        return self.fontMetrics().elidedText(self.text(), self.cut, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.contentsRect()
        shown = self.shown_in(rect.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.setPen(self.palette().windowText().color())
        painter.drawText(rect, self.alignment() | Qt.TextFlag.TextSingleLine, shown)


class TwoLineLabel(ElidedLabel):
    """Goes on in a second line where one is too short; cut only at the end of that."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setWordWrap(True)  # without which QLabel takes its height for known

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(20, self.fontMetrics().lineSpacing())

    def heightForWidth(self, width: int) -> int:
        return self.fontMetrics().lineSpacing() * (2 if "\n" in self.shown_in(width) else 1)

    def shown_in(self, width: int) -> str:
        text, metrics = self.text(), self.fontMetrics()
        if metrics.horizontalAdvance(text) <= width:
            return text
        layout = QTextLayout(text, self.font())
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(max(width, 1))
        layout.endLayout()
        first = line.textLength()
        return f"{text[:first].rstrip()}\n{metrics.elidedText(text[first:], self.cut, width)}"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.contentsRect()
        shown = self.shown_in(rect.width())
        self.setToolTip(self.text() if "…" in shown else "")
        painter.setPen(self.palette().windowText().color())
        painter.drawText(rect, self.alignment(), shown)


class WrappedLabel(QLabel):
    """Plain text over as many lines as it needs, that can be selected and copied."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        if role:
            set_role(self, role)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)


class RoomLabel(WrappedLabel):
    """Has the room of so many ``lines`` also while it is empty, so that nothing below it moves when it speaks."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None, *, lines: int = 1) -> None:
        super().__init__(text, role, parent)
        self._lines = lines
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width(), max(hint.height(), self._room()))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), self._room()))

    def heightForWidth(self, width: int) -> int:
        return max(super().heightForWidth(width), self._room())

    def _room(self) -> int:
        """Measured on Chinese, whose type may be another than the font's own, and taller."""
        written = "\n".join("国" * self._lines)
        return self.fontMetrics().boundingRect(QRect(0, 0, 1000, 1000), Qt.TextFlag.TextWordWrap, written).height()


class _FoldButton(QPushButton):
    """Its words end in … where there is no room for all of them; they are its tool tip then."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStylePainter  # QStyle alone takes 8 ms

        option = QStyleOptionButton()
        self.initStyleOption(option)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 2)
        option.text = shown  # type: ignore[attr-defined]
        self.setToolTip(self.text() if shown != self.text() else "")
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)


class Fold(QWidget):
    """A heading with ▸ / ▾ and a body that it opens; closed to begin with."""

    opened_changed = Signal(bool)

    def __init__(self, heading: str, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = heading
        self._button = _FoldButton()
        self._button.setCheckable(True)
        self._button.setAutoDefault(False)
        set_role(self._button, "fold")
        self._body = body
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._button)
        column.addWidget(body)
        self._button.toggled.connect(self.set_open)
        body.hide()
        self._label()

    @property
    def button(self) -> QPushButton:
        """The heading, for the order of Tab."""
        return self._button

    @property
    def open(self) -> bool:
        return self._button.isChecked()

    @Slot(bool)
    def set_open(self, on: bool) -> None:
        changed = self._body.isHidden() == on
        self._button.setChecked(on)
        self._body.setVisible(on)
        self._label()
        if changed:
            self.opened_changed.emit(on)

    def set_heading(self, heading: str) -> None:
        self._heading = heading
        self._label()

    def _label(self) -> None:
        self._button.setText(f"{'▾' if self.open else '▸'} {self._heading}")
        self._button.setAccessibleName(self._heading)


def labelled(words: str, buddy: QWidget, note: QWidget | None = None) -> QHBoxLayout:
    """A field's label above it, and what is said beside it."""
    label = QLabel(words)
    set_role(label, "muted")
    label.setBuddy(buddy)
    row = QHBoxLayout()
    row.setContentsMargins(0, 3, 0, 0)
    row.setSpacing(8)
    row.addWidget(label)
    if note is not None:
        row.addWidget(note, 1)
    else:
        row.addStretch(1)
    return row
