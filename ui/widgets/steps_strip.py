"""The month's steps in a row, each a way to its page, and what to do next."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui.models.month_flow import STEPS, MonthFlow, NextStep, Step
from ui.restyling import restyle
from ui.theme import set_role

_TITLED_FROM: Final = 900  # pixels; in less the steps need the room


class StepsStrip(QFrame):
    """``go_requested(page, what)`` by a step or by the next one."""

    go_requested = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._title = QLabel("本月流程")
        set_role(self._title, "heading")
        self._buttons = {key: self._button(key) for key in STEPS}
        self._steps: dict[str, Step] = {}
        self._next_step = NextStep("")
        self.next = QPushButton()
        set_role(self.next, "link")
        self.next.clicked.connect(self._go_next)
        self.done = QLabel()
        set_role(self.done, "muted")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 6, 14, 6)
        self._row.setSpacing(8)
        self._row.addWidget(self._title)
        self._row.addSpacing(4)
        for place, button in enumerate(self._buttons.values()):
            if place:
                arrow = QLabel("→")
                set_role(arrow, "muted")
                self._row.addWidget(arrow)
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._row.addWidget(self.done)
        self._row.addWidget(self.next)

    def button(self, key: str) -> QPushButton:
        return self._buttons[key]

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        return tuple(self._buttons.values())

    def show_flow(self, flow: MonthFlow) -> None:
        for step in flow.steps:
            self._steps[step.key] = step
            button = self._buttons[step.key]
            button.setText(step.words)
            button.setToolTip(step.hint)
            button.setAccessibleName(step.words)
            button.setAccessibleDescription(step.hint)
            if button.property("tone") != step.tone.name:
                button.setProperty("tone", step.tone.name)
                restyle(button)
        self._next_step = flow.next
        can_go = bool(flow.next.page)
        self.next.setText(f"下一步：{flow.next.words} ›")
        self.next.setVisible(can_go)
        self.done.setText(flow.next.words)
        self.done.setVisible(not can_go)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._title.setVisible(self.width() >= _TITLED_FROM)

    def _button(self, key: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(key)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        set_role(button, "step")
        button.clicked.connect(self._go)
        return button

    @Slot()
    def _go(self) -> None:
        step = self._steps[self.sender().objectName()]
        self.go_requested.emit(step.page, step.what)

    @Slot()
    def _go_next(self) -> None:
        if self._next_step.page:
            self.go_requested.emit(self._next_step.page, self._next_step.what)
