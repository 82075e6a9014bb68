"""A number to be typed or stepped. Whatever is typed stays as typed: the page says beside it what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from qcapp.domain.settings import plain_number


def read_number(text: str) -> float | None:
    """The number that a text is, full-width digits too; None where it is none."""
    plain = plain_number(text)
    return None if plain is None else float(plain)


class NumberField(QAbstractSpinBox):
    """``changed`` at every letter and step. Arrow keys step between ``least`` and ``most``; the wheel only where the keys are,
    so that scrolling past changes nothing."""

    WIDTH = 92

    changed = Signal()

    def __init__(
        self, name: str, least: float, most: float, step: float = 1.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._least, self._most, self._step = least, most, step
        self.setAccessibleName(name)
        self.setFixedWidth(self.WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().textChanged.connect(self._typed)

    def value(self) -> str:
        """As it would be kept: 40, 2.5; what is no number as it was typed."""
        text = self.lineEdit().text().strip()
        number = read_number(text)
        return text if number is None else f"{number:.10g}"

    def number(self) -> float | None:
        """None where none within the bounds is written."""
        number = read_number(self.lineEdit().text())
        return number if number is not None and self._least <= number <= self._most else None

    def load(self, text: str) -> None:
        number = read_number(text)
        self.lineEdit().setText(text if number is None else f"{number:.10g}")

    def stepBy(self, steps: int) -> None:
        number = read_number(self.lineEdit().text())
        start = number if number is not None else self._least
        self.load(str(min(max(start + steps * self._step, self._least), self._most)))
        self.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        number, flag = read_number(self.lineEdit().text()), QAbstractSpinBox.StepEnabledFlag
        enabled = flag.StepNone
        if number is None or number < self._most:
            enabled |= flag.StepUpEnabled
        if number is None or number > self._least:
            enabled |= flag.StepDownEnabled
        return enabled

    def validate(self, text: str, at: int) -> object:
        return QValidator.State.Acceptable, text, at

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _typed(self, text: str) -> None:
        self.changed.emit()
