"""What the dialogs of 清单变更 are made of: rows of fields with a sentence below a field where something is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from qcapp.domain.amendments import What
from qcapp.domain.plan import Plan
from ui.theme import Tone, set_role, set_tone
from ui.widgets.labels import WrappedLabel

LEFT: Final = 76


class FieldRows(QGridLayout):
    """Words at the left, their field, and below it what is wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: dict[str, WrappedLabel] = {}
        self._next = 0
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(12)
        self.setVerticalSpacing(6)
        self.setColumnMinimumWidth(0, LEFT)
        self.setColumnStretch(1, 1)

    def add(self, key: str, words: str, field: QWidget | QLayout) -> QLabel:
        """``words`` with their & for Alt."""
        label = QLabel(words)
        set_role(label, "muted")
        label.setContentsMargins(0, 5, 0, 0)
        self.addWidget(label, self._next, 0, Qt.AlignmentFlag.AlignTop)
        if isinstance(field, QLabel):
            room = QVBoxLayout()  # words on a ground of their own begin further in than those of other rows
            room.addWidget(field)
            self.addLayout(room, self._next, 1)
        elif isinstance(field, QWidget):
            label.setBuddy(field)
            self.addWidget(field, self._next, 1)
        else:
            self.addLayout(field, self._next, 1)
        note = WrappedLabel()
        set_tone(note, Tone.BAD)
        note.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        note.hide()
        self.addWidget(note, self._next + 1, 1)
        self.notes[key] = note
        self._next += 2
        return label

    def say(self, key: str, sentence: str) -> None:
        note = self.notes[key]
        note.setText(sentence)
        note.setVisible(bool(sentence))


class AmendPart(QWidget):
    """``title`` heads the dialog, ``word`` is on its button. ``changed`` whenever ``whats`` may be others."""

    changed = Signal()
    title = ""
    word = ""
    help = "改一条措施"
    """Where the help tells of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan: Plan | None = None
        self.first: QWidget | None = None
        self.rows = FieldRows()
        self.setLayout(self.rows)

    def show_plan(self, plan: Plan) -> None:
        """The list of the month that is chosen: what can be chosen is offered from it, what is filled in stays."""
        self.plan = plan
        self.offer(plan)

    def offer(self, plan: Plan) -> None:
        """Fill what is chosen from."""

    def faults(self) -> dict[str, str]:
        """What is missing or wrong, by the key of its field."""
        return {}

    def whats(self) -> tuple[What, ...]:
        """What is to be changed; none where nothing is."""
        raise NotImplementedError

    def carry(self) -> tuple[str, ...]:
        """What new entries take over."""
        return ()

    def main_field(self) -> str:
        """At which the list's own guard is told."""
        return next(iter(self.rows.notes), "")


class TextBox(QPlainTextEdit):
    """Several lines; Tab goes on to the next field."""

    def __init__(self, name: str, lines: int, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 14)

    @property
    def words(self) -> str:
        return self.toPlainText().strip()


class NameLine(QLineEdit):
    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setToolTip(hint)

    @property
    def words(self) -> str:
        return self.text().strip()


class ChoiceCombo(QComboBox):
    """One of what a month's list has: (value, words). What was chosen stays where it still can be."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self.setMaxVisibleItems(16)
        self.currentIndexChanged.connect(self._tip)

    @property
    def value(self) -> object:
        return self.currentData()

    def offer(self, choices: Sequence[tuple[object, str]]) -> None:
        before = self.value
        self.blockSignals(True)
        self.clear()
        for value, words in choices:
            self.addItem(words, value)
        self.blockSignals(False)
        self.choose(before)

    def choose(self, value: object) -> None:
        """That one, else the first."""
        places = [at for at in range(self.count()) if self.itemData(at) == value]
        self.setCurrentIndex(places[0] if places else 0 if self.count() else -1)
        self._tip()

    def _tip(self) -> None:
        self.setToolTip(self.currentText())
