"""Where the keys are is a thin blue line, never a fill that reads as selected text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import BLUE, set_role


@pytest.mark.parametrize("role", ["chip", "link", "small", ""])
def test_focus_draws_a_line_and_fills_nothing(qtbot: QtBot, role: str) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    row = QHBoxLayout(place)
    button, other = QPushButton("有改动 12"), QPushButton("别处")
    for each in (button, other):
        set_role(each, role)
        row.addWidget(each)
    with qtbot.waitActive(place):
        place.show()
    place.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # as after a press of Tab
    other.setFocus()
    before = drawn(button)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    after = drawn(button)
    assert inside(after) == inside(before)
    assert after.pixelColor(after.width() // 2, 0) == QColor(BLUE)
    assert before.pixelColor(after.width() // 2, 0) != QColor(BLUE)


def drawn(button: QPushButton) -> QImage:
    return button.grab().toImage()


def inside(image: QImage) -> QImage:
    """Without the frame and its round ends."""
    return image.copy(11, 2, image.width() - 22, image.height() - 4)
