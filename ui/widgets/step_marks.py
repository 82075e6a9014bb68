"""The bar over a dialog of several steps: which there are, and which is at hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.theme import set_role

_GAP = 22


class StepMarks(QFrame):
    """``words``: the steps' names, in their order. ``margins``: left, top, right, bottom."""

    def __init__(self, words: Sequence[str], margins: tuple[int, int, int, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "bar")
        self._words = tuple(words)
        self._marks = [QLabel() for _ in words]
        row = QHBoxLayout(self)
        row.setContentsMargins(*margins)
        row.setSpacing(_GAP)
        for mark in self._marks:
            row.addWidget(mark)
        row.addStretch(1)

    def show_step(self, step: int) -> None:
        """Counted from 0."""
        for place, (mark, word) in enumerate(zip(self._marks, self._words, strict=True)):
            mark.setText(f"{'●' if place == step else '○'} {place + 1} {word}")
            set_role(mark, "heading" if place == step else "faint")
