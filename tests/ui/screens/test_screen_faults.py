"""What is wrong with a window is found when it is, and nothing is found where all is well."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tools.screen_faults import blank, faults
from ui.theme import INK, icon
from ui.widgets.day_edit import DayEdit
from ui.widgets.labels import ElidedLabel
from ui.widgets.search_box import SearchBox


@pytest.fixture
def box(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(400, 200)
    qtbot.addWidget(made)
    return made


def found(box: QWidget, qtbot: QtBot) -> str:
    with qtbot.waitExposed(box):
        box.show()
    return "\n".join(str(fault) for fault in faults(box))


def placed(box: QWidget, child: QWidget, width: int, height: int = 28) -> None:
    child.setParent(box)
    child.setGeometry(8, 8, width, height)


@pytest.mark.parametrize(("make", "room", "words"), [
    (lambda: QLabel("责任单位的联系电话"), 60, "“责任单位的联系电话” needs"),
    (lambda: QPushButton("生成本期通报"), 60, "“生成本期通报” needs"),
    (lambda: QCheckBox("附上月进展"), 50, "“附上月进展” needs"),
    (lambda: QComboBox(), 60, "“准予延期的单位” is cut"),
    (lambda: SearchBox("检索措施、单位、进展"), 80, "“检索措施、单位、进展” is cut"),
    (lambda: DayEdit("收到日期"), 70, "is cut"),
])
def test_cut_words_are_found(box: QWidget, qtbot: QtBot, make: Callable[[], QWidget], room: int, words: str) -> None:
    child = make()
    if isinstance(child, QComboBox):
        child.addItem("准予延期的单位")
        child.setAccessibleName("单位")
    child.setToolTip("")
    placed(box, child, room)
    assert words in found(box, qtbot)
    child.resize(300, 28)
    assert found(box, qtbot) == ""


def test_words_that_wrap_need_their_height(box: QWidget, qtbot: QtBot) -> None:
    label = QLabel("从成文日期算起，催报通知和通报里的期限按它推算，遇节假日不变。")
    label.setWordWrap(True)
    placed(box, label, 120, 20)
    assert "of height and has 20" in found(box, qtbot)
    label.resize(380, 60)
    assert found(box, qtbot) == ""


def test_a_label_that_elides_may_be_short_as_long_as_it_can_be_read_on_hover(box: QWidget, qtbot: QtBot) -> None:
    label = ElidedLabel("区市场监管局和高新区税务局")
    placed(box, label, 60)
    with qtbot.waitExposed(box):
        box.show()
    box.grab()
    assert faults(box) == []
    label.setToolTip("")
    assert "is cut and has no tool tip" in str(faults(box)[0])


def test_tabs_and_headings_that_are_cut_or_wrapped_are_found(box: QWidget, qtbot: QtBot) -> None:
    tabs = QTabBar(expanding=False, elideMode=Qt.TextElideMode.ElideRight, usesScrollButtons=False)
    tabs.addTab("高新区税务局")
    tabs.setStyleSheet("QTabBar::tab { max-width: 30px; }")
    placed(box, tabs, 380, 30)
    model = QStandardItemModel(0, 2, box)
    model.setHorizontalHeaderLabels(["改革措施", "完成\n时限"])
    table = QTableView(box)
    table.setModel(model)
    table.setGeometry(8, 50, 380, 100)
    table.setColumnWidth(0, 40)
    told = found(box, qtbot)
    assert "tab “高新区税务局” is cut" in told
    assert "heading “改革措施” needs" in told
    assert "heading “完成⏎时限” stands in two lines" in told


def test_blank_icons_and_empty_buttons_are_found(box: QWidget, qtbot: QtBot) -> None:
    nothing = QPixmap(16, 16)
    nothing.fill(Qt.GlobalColor.transparent)
    button = QToolButton(box)
    button.setIcon(QIcon(nothing))
    button.setAccessibleName("上一个报告期")
    assert "the icon of “上一个报告期” is blank" in found(box, qtbot)
    button.setIcon(icon("left", INK))
    button.setIconSize(QSize(14, 14))
    assert faults(box) == []
    button.setIcon(QIcon())
    assert "a button without words and icon" in str(faults(box)[0])


def test_what_tab_comes_to_without_a_name_is_found(box: QWidget, qtbot: QtBot) -> None:
    form = QFormLayout(box)
    nameless, labelled, words = QLineEdit(), QLineEdit(), QPushButton("浏览…")
    label = QLabel("文件夹(&F)")
    label.setBuddy(labelled)
    form.addRow(label, labelled)
    form.addRow("", nameless)
    form.addRow("", words)
    assert found(box, qtbot) == "QLineEdit: has no name for a screen reader"
    nameless.setAccessibleName("文件名")
    assert faults(box) == []


def test_a_picture_of_one_colour_shows_nothing(qtbot: QtBot) -> None:
    grey = QPixmap(8, 8)
    grey.fill(Qt.GlobalColor.gray)
    assert blank(grey)
    assert not blank(icon("ledger", INK).pixmap(16, 16))


def test_what_stands_outside_or_over_another_is_found(box: QWidget, qtbot: QtBot) -> None:
    outside = QPushButton("合并入账", box)
    outside.setGeometry(360, 8, 90, 30)
    assert "stands at 360,8 90×30, its parent has 400×200" in found(box, qtbot)
    outside.setParent(None)
    row = QHBoxLayout(box)
    one, other = QPushButton("甲"), QPushButton("乙")
    row.addWidget(one)
    row.addWidget(other)
    qtbot.waitUntil(other.isVisible)
    assert found(box, qtbot) == ""
    other.setGeometry(one.geometry().translated(10, 0))
    assert "lie over each other" in str(faults(box)[0])


def test_check_marks_and_fields_that_touch_are_found(box: QWidget, qtbot: QtBot) -> None:
    row = QHBoxLayout(box)
    row.setSpacing(0)
    for words in ("整格相同", "正则表达式"):
        row.addWidget(QCheckBox(words))
    assert "QCheckBox(整格相同) and QCheckBox(正则表达式) touch" in found(box, qtbot)
    row.setSpacing(12)
    qtbot.waitUntil(lambda: faults(box) == [])


def test_a_form_with_a_crooked_column_is_found(box: QWidget, qtbot: QtBot) -> None:
    grid = QGridLayout(box)
    for row, words in enumerate(("责任人", "联系人")):
        grid.addWidget(QLabel(words), row, 0)
        grid.addWidget(SearchBox(words), row, 1)
    assert found(box, qtbot) == ""
    label = box.findChildren(QLabel)[1]
    label.move(label.x() + 5, label.y())
    assert "labels of one column begin at" in str(faults(box)[0])


def test_the_fields_of_a_form_layout_line_up_too(box: QWidget, qtbot: QtBot) -> None:
    form = QFormLayout(box)
    fields = [QLineEdit(), QLineEdit()]
    form.addRow("责任人", fields[0])
    form.addRow("联系人的电话", fields[1])
    assert found(box, qtbot) == ""
    fields[1].setGeometry(fields[1].geometry().adjusted(20, 0, 0, 0))
    assert "fields of one column begin at" in str(faults(box)[0])


def test_contents_that_scroll_sideways_are_found_and_those_that_scroll_down_are_not(box: QWidget, qtbot: QtBot) -> None:
    column = QVBoxLayout(box)
    area, inside = QScrollArea(), QWidget()
    area.setAccessibleName("设置")
    inside.setFixedSize(200, 900)
    area.setWidget(inside)
    column.addWidget(area)
    assert found(box, qtbot) == ""
    inside.setFixedSize(900, 900)
    inside.resize(900, 900)
    qtbot.wait(20)
    assert "scrolls sideways by" in str(faults(box)[0])
