"""A day that is typed after a click into it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.widgets.day_edit import DayEdit


def test_what_is_typed_after_a_click_into_a_day_is_taken(qtbot: QtBot) -> None:
    """Qt leaves the cursor behind four digits of the year, and a fifth is refused: nothing at all would come of it."""
    edit = DayEdit("收到日期")
    qtbot.addWidget(edit)
    edit.show_day(date(2021, 11, 7))
    with qtbot.waitExposed(edit):
        edit.show()
    line = edit.lineEdit()
    metrics, middle = line.fontMetrics(), line.height() // 2
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(metrics.horizontalAdvance("20"), middle))
    QTest.keyClicks(edit, "20210723")
    assert edit.day == date(2021, 7, 23)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(metrics.horizontalAdvance("2021年0"), middle))
    QTest.keyClicks(edit, "08")
    assert edit.day == date(2021, 8, 23)


def test_a_click_behind_all_that_stands_there_is_one_on_the_day(qtbot: QtBot) -> None:
    """There a field has most room for it."""
    edit = DayEdit("收到日期")
    qtbot.addWidget(edit)
    edit.resize(220, 30)
    edit.show_day(date(2021, 11, 7))
    with qtbot.waitExposed(edit):
        edit.show()
    line = edit.lineEdit()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() - 3, line.height() // 2))
    QTest.keyClicks(edit, "23")
    assert edit.day == date(2021, 11, 23)


def test_what_a_drag_has_selected_in_a_day_stays_selected(qtbot: QtBot) -> None:
    """To be copied."""
    edit = DayEdit("收到日期")
    qtbot.addWidget(edit)
    edit.show_day(date(2021, 11, 7))
    with qtbot.waitExposed(edit):
        edit.show()
    edit.lineEdit().selectAll()
    QTest.mouseRelease(edit.lineEdit(), Qt.MouseButton.LeftButton)
    assert edit.lineEdit().selectedText() == "2021年11月7日"
