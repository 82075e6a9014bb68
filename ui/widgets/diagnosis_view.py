"""What a diagnosis found, group by group; what wants attention is told by a sign and its colour."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from qcapp.domain.diagnosis import Diagnosis
from ui.theme import Tone, set_role, set_tone
from ui.widgets.labels import WrappedLabel

_NAME_WIDTH = 150
_REPEATED = "版本"
"""The check of that name says in one line what its group says in several."""


class DiagnosisView(QWidget):
    """Read-only; its lines can be selected and copied one by one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 10, 0)
        self._column.setSpacing(6)
        self._column.addStretch(1)

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """In the place of what stands here."""
        while self._column.count() > 1:
            self._column.takeAt(0).widget().deleteLater()
        checks: list[tuple[str, str, Tone | None]] = [
            (check.name, f"{'✓' if check.ok else '✗'} {check.detail}", Tone.GOOD if check.ok else Tone.BAD)
            for check in diagnosis.checks if check.name != _REPEATED
        ]
        self._add("检查", checks)
        for group in diagnosis.groups:
            facts = [(fact.name, fact.value, None if fact.ok else Tone.WARN) for fact in group.facts if fact.value]
            self._add(group.title, [(name, value if tone is None else f"⚠ {value}", tone) for name, value, tone in facts])

    def _add(self, title: str, rows: list[tuple[str, str, Tone | None]]) -> None:
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        heading = QLabel(title)
        set_role(heading, "heading")
        grid.addWidget(heading, 0, 0, 1, 2)
        for row, (name, value, tone) in enumerate(rows, start=1):
            label = QLabel(name)
            set_role(label, "muted")
            label.setMinimumWidth(_NAME_WIDTH)
            shown = WrappedLabel(value)
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            set_tone(shown, tone)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, row, 1)
        self._column.insertWidget(self._column.count() - 1, part)
