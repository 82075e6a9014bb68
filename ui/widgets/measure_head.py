"""The top of the form: the measure's number and gist, its task, its full official text, the plan's own paragraph."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qcapp.domain.plan import Measure, Plan
from qcapp.domain.text import shortened
from ui.widgets.labels import ElidedLabel, Fold, WrappedLabel

_GIST = re.compile(r"^.{6,}?(?=[。；：\n])")
_GIST_CHARS = 36


def gist(measure: Measure) -> str:
    """The text's first sentence, for a title."""
    found = _GIST.match(measure.text)
    return shortened(found[0] if found else measure.text, _GIST_CHARS)


class MeasureHead(QWidget):
    """Read-only: the text is official."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = WrappedLabel(role="title")
        self._task = ElidedLabel(role="muted")
        self._text = WrappedLabel(role="quote")
        self._text_fold = Fold("措施全文", self._text)
        self._section = WrappedLabel(role="quote")
        self._section_fold = Fold("方案原文", self._section)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for widget in (self._title, self._task, self._text_fold, self._section_fold):
            column.addWidget(widget)

    def show_measure(self, plan: Plan, no: int) -> None:
        measure = plan.measure(no)
        self._title.setText(f"{no}　{gist(measure)}")
        self._task.setText(plan.task_of(no).heading)
        self._text.setText(measure.text)
        section = plan.section_by_key.get(measure.section or "")
        self._section_fold.setVisible(section is not None)
        if section is not None:
            self._section_fold.set_heading(f"方案原文：{section.key} {shortened(section.heading, 18)}")
            units = f"\n（责任单位：{section.units}）" if section.units else ""
            self._section.setText(f"{section.text}{units}")

    @property
    def text_fold(self) -> Fold:
        return self._text_fold

    @property
    def section_fold(self) -> Fold:
        return self._section_fold
