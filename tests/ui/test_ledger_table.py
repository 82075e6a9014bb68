"""The ledger's table under mouse and keys: cells, frozen columns, widths, heights, zoom, ten thousand rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QHelpEvent, QTextLayout, QTextOption, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.plan import Assignment, Measure
from qcapp.domain.views import LedgerView, ViewFilter
from qcapp.publish.view_columns import VIEW_COLUMNS
from qcapp.publish.view_rows import ViewRow, arranged, month_rows
from tests.factory import small_plan
from tests.publish.month_of import JULY, TODAY
from tests.ui.hands import press, press_keys
from ui.main_window import MainWindow
from ui.models import ledger_model
from ui.models.ledger_model import COLUMNS, LedgerModel
from ui.models.ledger_rows import folded
from ui.pages.ledger import LedgerPage
from ui.theme import BLUE, BLUE_SOFT
from ui.widgets.ledger_table import LedgerTable
from ui.writing import tell_window

Fill = Callable[..., None]
WIDE = tuple(column.key for column in VIEW_COLUMNS)
NO, MEASURE, UNIT, PROGRESS = (COLUMNS.index(key) for key in ("no", "measure", "unit", "progress"))


@pytest.fixture
def page(window: MainWindow) -> LedgerPage:
    window.resize(1366, 768)
    return window.ledger_page


@pytest.fixture
def table(page: LedgerPage) -> LedgerTable:
    return page.table


@pytest.fixture
def wide(page: LedgerPage, qtbot: QtBot) -> LedgerTable:
    """All columns, scrolled to the right."""
    page.shown.show_view(LedgerView(columns=tuple(key for key in WIDE if key != "task")))
    qtbot.waitUntil(lambda: page.table.horizontalScrollBar().maximum() > 300)
    page.table.horizontalScrollBar().setValue(page.table.horizontalScrollBar().maximum())
    return page.table


def row_of(table: LedgerTable, no: int) -> int:
    model = table.model()
    assert isinstance(model, LedgerModel)
    return model.row_of(no)


def click(table: LedgerTable, no: int, column: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    place = table.visualRect(table.model().index(row_of(table, no), column)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, keys, place)


def chosen(table: LedgerTable) -> set[tuple[int, str]]:
    return {(index.row(), COLUMNS[index.column()]) for index in table.selectedIndexes()}


def test_a_cell_is_selected_and_shift_makes_it_a_rectangle(table: LedgerTable, page: LedgerPage) -> None:
    page.show_item(3)
    click(table, 3, UNIT)
    assert chosen(table) == {(row_of(table, 3), "unit")}
    assert page.form.no == 3
    click(table, 4, PROGRESS, Qt.KeyboardModifier.ShiftModifier)
    cells = table.selected_cells()
    assert [[COLUMNS[index.column()] for index in row] for row in cells] == [["unit", "responsible.name", "progress"]] * 2
    press_keys(table, "Ctrl+C")
    assert QApplication.clipboard().text().count("\t") == 4


def test_a_click_on_the_number_takes_the_whole_row(table: LedgerTable, page: LedgerPage) -> None:
    page.show_item(3)
    click(table, 3, NO)
    assert {column for _, column in chosen(table)} >= {"no", "measure", "unit", "progress", "status"}
    click(table, 4, NO, Qt.KeyboardModifier.ShiftModifier)
    assert len(table.selected_cells()) == 2


def test_arrows_move_the_cell_and_the_form_follows_rows_only(table: LedgerTable, page: LedgerPage, qtbot: QtBot) -> None:
    page.show_item(8)
    table.setFocus()
    with qtbot.assertNotEmitted(table.entry_selected):
        press(table, Qt.Key.Key_Right)
    assert COLUMNS[table.currentIndex().column()] == "measure"
    press(table, Qt.Key.Key_Down)
    assert (page.form.no, COLUMNS[table.currentIndex().column()]) == (9, "measure")


def test_the_first_columns_stay_in_sight_and_are_met_by_the_mouse(wide: LedgerTable, page: LedgerPage) -> None:
    page.show_item(2)
    wide.horizontalScrollBar().setValue(400)
    row = row_of(wide, 2)
    assert wide.visualRect(wide.model().index(row, NO)).left() == 0
    assert wide.header.frozen_width() == wide.columnWidth(NO) + wide.columnWidth(MEASURE)
    place = QPoint(wide.columnWidth(NO) + 10, wide.rowViewportPosition(row) + 5)
    assert wide.indexAt(place).column() == MEASURE
    QTest.mouseClick(wide.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (wide.currentIndex().row(), wide.currentIndex().column()) == (row, MEASURE)
    assert wide.horizontalScrollBar().value() == 400
    picture = wide.viewport().grab(wide.visualRect(wide.model().index(row, NO))).toImage()
    assert picture.pixelColor(3, 3) == QColor(BLUE_SOFT)


def test_a_cell_that_would_hide_behind_the_frozen_ones_is_brought_out(wide: LedgerTable, page: LedgerPage) -> None:
    page.show_item(2)
    wide.horizontalScrollBar().setValue(400)
    wide.setCurrentIndex(wide.model().index(row_of(wide, 2), UNIT))
    wide.scrollTo(wide.currentIndex())
    assert wide.visualRect(wide.currentIndex()).left() >= wide.header.frozen_width()


def test_a_heading_that_stays_in_sight_sorts_and_has_its_menu(wide: LedgerTable, page: LedgerPage, qtbot: QtBot) -> None:
    header = wide.header
    place = QPoint(header.sectionSize(NO) + 60, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.view.sort == "measure"
    with qtbot.waitSignal(header.menu_requested) as asked:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, header.mapToGlobal(place))
        QApplication.sendEvent(header.viewport(), event)
    assert asked.args is not None
    assert asked.args[0] == MEASURE
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    popup.close()


def test_nothing_is_frozen_that_would_cover_the_rest(wide: LedgerTable) -> None:
    wide.header.freeze(99)
    assert wide.header.frozen_width() <= wide.viewport().width() * 0.66
    wide.header.freeze(0)
    assert wide.visualRect(wide.model().index(1, NO)).right() < 0


def test_the_menu_key_asks_at_the_current_cell(table: LedgerTable, page: LedgerPage, qtbot: QtBot) -> None:
    page.show_item(8)
    with qtbot.waitSignal(table.menu_requested) as asked:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
        QApplication.sendEvent(table.viewport(), event)
    assert asked.args is not None
    assert asked.args[0].row() == row_of(table, 8)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    popup.close()


def test_a_width_set_by_hand_stays_while_the_rest_shares_the_window(
    table: LedgerTable, page: LedgerPage, qtbot: QtBot
) -> None:
    def left_over() -> int:
        return table.viewport().width() - sum(table.columnWidth(each) for each in table.header.shown_sections())

    table.setColumnWidth(MEASURE, 200)
    qtbot.waitUntil(lambda: left_over() == 0)
    page.window().resize(1500, 768)
    qtbot.waitUntil(lambda: table.viewport().width() > 900)
    assert (table.columnWidth(MEASURE), left_over()) == (200, 0)
    table.columns.usual_widths()
    assert table.columnWidth(MEASURE) > 200


def test_a_double_click_on_an_edge_fits_the_column(table: LedgerTable, page: LedgerPage, fill: Fill) -> None:
    fill(8, "区政数局", deadline="二〇二一年十二月三十一日以前全部完成")
    page.refresh()
    deadline = COLUMNS.index("deadline")
    header = table.header
    edge = QPoint(header.sectionViewportPosition(deadline) + header.sectionSize(deadline) - 2, 10)
    QTest.mouseMove(header.viewport(), edge)
    QTest.mouseDClick(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    assert table.columnWidth(deadline) >= 18 * 13 + 16


def test_rows_are_as_high_as_all_they_say_when_asked(
    window: MainWindow, table: LedgerTable, page: LedgerPage, fill: Fill
) -> None:
    fill(8, "区政数局", progress="一项工作。\n" * 9)
    page.refresh()
    compact = table.rowHeight(row_of(table, 8))
    window.actions_by_key["full_rows"].trigger()
    assert table.rowHeight(row_of(table, 8)) >= 9 * table.scale.line > compact
    window.actions_by_key["full_rows"].trigger()
    assert table.rowHeight(row_of(table, 8)) == compact


def test_no_row_is_a_line_higher_or_lower_than_its_text(page: LedgerPage, table: LedgerTable, fill: Fill) -> None:
    """Laid out here as it is painted: texts that just fit in a line, words of letters that go over whole, marks."""
    for no, count in enumerate(range(6, 40, 2), 20):
        of = page.shown.model.measure_at(row_of(table, no))
        assert of is not None
        fill(no, of.units[0], progress="已办结ABC-2021" * (count // 6) + "，项" * count)
    page.refresh()
    for compact in (True, False):
        table.set_compact(compact)
        for place, row in enumerate(page.shown.model.rows):
            if isinstance(row, ViewRow):
                lines = [
                    min(laid_out(table, section, row.text(column.key)), column.lines if compact else 60)
                    for section, column in enumerate(VIEW_COLUMNS) if section in table.header.shown_sections()
                ]
                assert table.rowHeight(place) == max(lines) * table.scale.line + 2 * table.scale.pad_y, row.no


def laid_out(table: LedgerTable, section: int, text: str) -> int:
    layout = QTextLayout(text.replace("\n", "\u2028"), table.scale.font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    count = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(table.columnWidth(section) - 2 * table.scale.pad_x)
        count += 1
    layout.endLayout()
    return count


def test_with_everything_selected_the_heading_asks_for_nothing(
    table: LedgerTable, page: LedgerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of ten thousand rows each repaint of the heading would take a second."""
    press_keys(table, "Ctrl+A")
    assert len(chosen(table)) > 400
    QApplication.processEvents()  # the cells themselves are painted
    asked: list[object] = []

    def flags(model: LedgerModel, index: object) -> Qt.ItemFlag:
        asked.append(index)
        return Qt.ItemFlag.ItemIsSelectable

    monkeypatch.setattr(LedgerModel, "flags", flags)
    table.header.viewport().grab()
    assert asked == []


def test_every_cell_says_whether_it_can_be_typed_in_at_rest_and_while_it_is_painted(
    window: MainWindow, page: LedgerPage
) -> None:
    """What a clerk may type in are the cells that the ledger's stand behind; none, while nothing can be written."""
    model, flag = page.shown.model, Qt.ItemFlag
    cells = [model.index(row, column) for row in range(model.rowCount()) for column in range(len(COLUMNS))]
    seen = flag.ItemIsEnabled | flag.ItemIsSelectable
    wanted = [seen | flag.ItemIsEditable if model.cell_key(cell) else seen for cell in cells]
    assert {seen, seen | flag.ItemIsEditable} == set(wanted)
    assert [model.flags(cell) for cell in cells] == wanted
    with model.painted():
        assert [model.flags(cell) for cell in cells] == wanted
    tell_window(window, "张三正在用这本台账，这里只能看。")
    assert {model.flags(cell) for cell in cells} == {seen}
    with model.painted():
        assert {model.flags(cell) for cell in cells} == {seen}
    tell_window(window, "")
    assert [model.flags(cell) for cell in cells] == wanted


def test_a_picture_of_the_table_asks_once_whether_anything_can_be_written(
    table: LedgerTable, page: LedgerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each cell it is asked for several times, up to the window: a tenth of what a picture takes."""
    press_keys(table, "Ctrl+A")
    QApplication.processEvents()
    asked: list[object] = []

    def why_not(model: object) -> str:
        asked.append(model)
        return ""

    monkeypatch.setattr(ledger_model, "why_not", why_not)
    table.viewport().grab()
    assert asked == [page.shown.model]


def test_zoom_by_keys_and_wheel_within_its_bounds(window: MainWindow, table: LedgerTable, page: LedgerPage) -> None:
    page.show_item(8)
    line, width = table.scale.line, table.columnWidth(UNIT)
    press_keys(window, "Ctrl++")
    press_keys(window, "Ctrl+=")
    assert table.scale.percent == 120
    assert (table.scale.line > line, table.columnWidth(UNIT)) == (True, round(width * 1.2))
    assert window.statusBar().currentMessage() == "台账按 120% 显示。"
    for _ in range(20):
        table.zoom_in()
    assert table.scale.percent == 200
    press_keys(window, "Ctrl+0")
    assert (table.scale.percent, table.columnWidth(UNIT)) == (100, width)
    at = QPointF(50, 50)
    for _ in range(9):
        event = QWheelEvent(
            at, QPointF(table.viewport().mapToGlobal(QPoint(50, 50))), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )
        QApplication.sendEvent(table.viewport(), event)
    assert table.scale.percent == 80


@pytest.mark.parametrize("percent", [80, 100, 150])
def test_rows_begin_right_below_a_heading_as_high_as_its_words_need(window: MainWindow, table: LedgerTable, percent: int) -> None:
    table.zoom(percent)
    QApplication.processEvents()
    header = table.header
    assert header.height() >= QFontMetrics(header.font()).height() + 2
    assert (header.geometry().bottom() + 1, table.rowViewportPosition(0)) == (table.viewport().geometry().top(), 0)
    assert header.width() == table.viewport().width()


def test_the_keys_of_zoom_leave_the_table_alone_on_another_page(window: MainWindow, table: LedgerTable) -> None:
    window.go("history")
    press_keys(window, "Ctrl++")
    assert table.scale.percent == 100


def test_the_reason_of_a_lamp_is_told_in_every_kind_of_row(table: LedgerTable, page: LedgerPage, fill: Fill) -> None:
    fill(11, "区税务局", progress="办结。", problems="接口不通")
    page.refresh()
    for view in (LedgerView(), LedgerView(split=True)):
        page.shown.show_view(replace(view, columns=("no", "status", "lamp")))
        model = page.shown.model
        for key in ("status", "lamp"):
            index = model.index(model.row_of(11, "区税务局"), COLUMNS.index(key))
            assert "2 家单位中有 1 家未报送。" in index.data(Qt.ItemDataRole.ToolTipRole) or view.split
            assert "反映了存在问题或困难" in index.data(Qt.ItemDataRole.AccessibleTextRole) or not view.split


def test_the_current_cell_is_framed_and_selected_ones_are_tinted(table: LedgerTable, page: LedgerPage) -> None:
    page.show_item(3)
    table.setFocus()
    click(table, 3, UNIT)
    click(table, 4, UNIT, Qt.KeyboardModifier.ControlModifier)

    def corner(no: int) -> QColor:
        return table.viewport().grab(table.visualRect(table.model().index(row_of(table, no), UNIT))).toImage().pixelColor(0, 0)

    assert corner(4) == QColor(BLUE)
    assert corner(3) != QColor(BLUE_SOFT)


def thousands(count: int) -> Snapshot:
    plan = small_plan()
    measures = tuple(Measure(no, 1 + no % 2, f"第 {no} 条措施，推行一件事一次办。") for no in range(1, count + 1))
    assignments = tuple(Assignment(measure.no, "区政数局") for measure in measures)
    entries = {each.key: Entry(each.key, JULY, {}) for each in assignments}
    return Snapshot(replace(plan, measures=measures, assignments=assignments), JULY, entries)


def test_of_ten_thousand_rows_only_those_in_sight_are_measured(qapp: QApplication, qtbot: QtBot) -> None:
    month = thousands(10_000)
    model = LedgerModel()
    table = LedgerTable(model)
    qtbot.addWidget(table)
    table.resize(900, 600)
    with qtbot.waitExposed(table):
        table.show()
    rows = month_rows(month, None, TODAY)
    table.show_rows(folded(arranged(rows, month.plan, LedgerView()), ()))
    known = table.heights._known
    assert len(known) == 10_002
    assert 0 < sum(known) < 60
    assert table.select_measure(9_999)
    rect = table.visualRect(table.currentIndex())
    assert table.viewport().rect().contains(rect)
    assert sum(table.heights._known) < 150
    narrowed = LedgerView(filter=ViewFilter(words="第77条"))
    table.show_rows(folded(arranged(rows, month.plan, narrowed), ()))
    assert model.rowCount() == 2
    assert all(table.heights._known)


def test_a_text_that_is_cut_off_is_told_whole_on_hover(table: LedgerTable, page: LedgerPage, fill: Fill) -> None:
    fill(8, "区政数局", progress="一项工作。\n" * 9 + "末尾一项。")
    page.refresh()
    row = row_of(table, 8)
    assert table.heights.cut_text(table.model().index(row, PROGRESS)).endswith("末尾一项。")
    assert table.heights.cut_text(table.model().index(row, UNIT)) == ""
    assert table.heights.cut_text(table.model().index(0, PROGRESS)) == ""
    page.show_item(8)
    place = table.visualRect(table.model().index(row, PROGRESS)).center()
    QApplication.sendEvent(table.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, table.viewport().mapToGlobal(place)))
    assert "末尾一项。" in QToolTip.text()
    QToolTip.hideText()
