"""Filters stay legible in a narrow window: those at the right go on in a second line."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.chips import Chip, DropChip
from ui.widgets.two_sides import TwoSides


def test_what_has_no_room_beside_the_others_goes_below_and_comes_back(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    left, right = [Chip("待处理冲突 1"), Chip("不合格 12")], [DropChip("责任单位"), DropChip("重点任务")]
    sides = TwoSides(left, right)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(sides)
    column.addStretch(1)
    window.resize(700, 200)
    with qtbot.waitExposed(window):
        window.show()
    assert not sides.broken
    assert right[-1].mapTo(window, right[-1].rect().topRight()).x() >= 690
    window.resize(260, 200)
    qtbot.waitUntil(lambda: sides.broken)
    qtbot.waitUntil(lambda: right[0].mapTo(window, right[0].rect().topLeft()).y() > left[0].height())
    assert all(chip.width() >= chip.sizeHint().width() for chip in (*left, *right))
    window.resize(700, 200)
    qtbot.waitUntil(lambda: not sides.broken)


def test_words_that_become_longer_break_the_line_too(qtbot: QtBot) -> None:
    drop = DropChip("责任单位")
    sides = TwoSides([Chip("全部 74")], [drop])
    qtbot.addWidget(sides)
    sides.resize(sides.sizeHint())
    with qtbot.waitExposed(sides):
        sides.show()
    assert not sides.broken
    drop.show_words("市自然资源局清城分局")
    qtbot.waitUntil(lambda: sides.broken)
