"""台账 on a real ledger: finding a measure, filling it in, losing nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcapp.domain.lamps import Lamp
from qcapp.domain.views import Grouping, LedgerView, ViewFilter
from qcapp.services import Services
from tests.ui.conftest import JULY
from tests.ui.hands import press, press_keys, type_in
from ui.main_window import MainWindow
from ui.models.ledger_model import COLUMNS, LedgerModel
from ui.pages.ledger import LedgerPage
from ui.widgets.field_editors import TextField
from ui.widgets.lamp import LAMP_COLOURS

Fill = Callable[..., None]


@pytest.fixture
def page(window: MainWindow) -> LedgerPage:
    return window.ledger_page


def model_of(page: LedgerPage) -> LedgerModel:
    model = page.table.model()
    assert isinstance(model, LedgerModel)
    return model


def shown(page: LedgerPage) -> list[int]:
    model = model_of(page)
    return [row.no for place in range(model.rowCount()) if (row := model.measure_at(place))]


def cell(page: LedgerPage, no: int, column: str) -> str:
    model = model_of(page)
    return str(model.index(model.row_of(no), COLUMNS.index(column)).data())


def watched(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)


def is_narrowed_to(page: LedgerPage, no: int) -> bool:
    return no in shown(page) and len(shown(page)) < 74


def test_the_whole_list_is_there_under_its_tasks(page: LedgerPage) -> None:
    tester = watched(model_of(page))
    assert shown(page) == list(range(1, 75))
    assert model_of(page).rowCount() == 74 + 19
    assert model_of(page).group_at(0) is not None
    assert tester.failureReportingMode() is QAbstractItemModelTester.FailureReportingMode.Fatal


def test_the_model_holds_while_filtered_folded_and_searched(page: LedgerPage, qtbot: QtBot, fill: Fill) -> None:
    tester = watched(model_of(page))
    fill(11, "区税务局", progress="社保登记已同步提交。")
    page.refresh()
    page.filters.chip("unreported").click()
    page.table.fold_requested.emit("task:5")
    page._bar.searched.emit("登记")
    page.clear_filters()
    assert 11 in shown(page) or "task:5" in page._viewing.closed
    assert tester.model() is model_of(page)


def test_search_finds_as_one_types_by_text_unit_number_and_initials(page: LedgerPage, qtbot: QtBot) -> None:
    box = page._bar._search
    for words, wanted in (("社保登记", 11), ("qzsj", 8), ("72", 72)):
        box.clear()
        type_in(box, words)
        qtbot.waitUntil(partial(is_narrowed_to, page, wanted))
    press(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(shown(page)) == 74)


def test_search_without_a_hit_offers_the_way_back(page: LedgerPage, qtbot: QtBot) -> None:
    page._bar._search.setText("没有这个词")
    qtbot.waitUntil(lambda: shown(page) == [])
    assert page.table.empty_words.isVisible()
    assert not page.form.isVisible()
    page.edit_measure()
    assert not page.form.isAncestorOf(page.window().focusWidget())
    page.table.empty_words.action_requested.emit()
    assert len(shown(page)) == 74
    assert not page.table.empty_words.isVisible()
    assert page.form.isVisible()


def test_unit_filter_opens_joint_measures_at_that_unit(page: LedgerPage) -> None:
    page.show_item("高新区税务局")
    assert 11 in shown(page)
    assert all("高新区税务局" in cell(page, no, "unit") for no in shown(page))
    page.show_item(11)
    assert page.form.unit == "高新区税务局"


def test_typing_is_saved_after_a_pause_and_shown_in_the_table(page: LedgerPage, qtbot: QtBot, services: Services) -> None:
    page.show_item(8)
    page.form.editor("progress").setFocus()
    with qtbot.waitSignal(page.ledger_changed):
        type_in(page.form.editor("progress"), "已完成 11 个系统梳理。 ")
    assert services.look.snapshot(JULY).entry(8, "区政数局").text("progress") == "已完成 11 个系统梳理。"
    assert cell(page, 8, "progress") == "已完成 11 个系统梳理。"
    assert page.form.editor("progress").value() == "已完成 11 个系统梳理。 "


def test_moving_on_at_once_loses_nothing(page: LedgerPage, qtbot: QtBot, services: Services) -> None:
    page.show_item(8)
    type_in(page.form.editor("problems"), "接口不通")
    page.next_measure()
    assert page.form.no == 9
    assert page.table.current_no == 9
    assert page.form.editor("problems").value() == ""
    assert services.look.snapshot(JULY).entry(8, "区政数局").text("problems") == "接口不通"


def test_changing_the_unit_tab_saves_the_one_left(page: LedgerPage, qtbot: QtBot, services: Services) -> None:
    page.show_item(11)
    first, second = services.look.plan(JULY).units_of[11]
    type_in(page.form.editor("progress"), "甲方进展")
    page.form._tabs.setCurrentIndex(1)
    assert page.form.unit == second
    assert page.form._tabs.currentIndex() == 1
    assert page.form.editor("progress").value() == ""
    assert services.look.snapshot(JULY).entry(11, first).text("progress") == "甲方进展"
    assert "【" + second + "】（未报送）" in cell(page, 11, "progress")


def test_changing_month_page_and_closing_save_first(window: MainWindow, page: LedgerPage, services: Services) -> None:
    page.show_item(8)
    type_in(page.form.editor("progress"), "七月")
    window.set_period(JULY.shifted(1))
    assert page.form.editor("progress").value() == ""
    type_in(page.form.editor("progress"), "八月")
    window.go("dispatch")
    type_in(page.form.editor("problems"), "无")
    window.close()
    assert services.look.snapshot(JULY).entry(8, "区政数局").text("progress") == "七月"
    august = services.look.snapshot(JULY.shifted(1)).entry(8, "区政数局")
    assert (august.text("progress"), august.text("problems")) == ("八月", "无")


def test_a_refresh_while_typing_moves_neither_text_nor_caret(page: LedgerPage, qtbot: QtBot, fill: Fill) -> None:
    fill(8, "区政数局", progress="一二三四五")
    page.refresh()
    page.show_item(8)
    editor = page.form.editor("progress")
    assert isinstance(editor, TextField)
    editor.setFocus()
    press(editor, Qt.Key.Key_Home)
    type_in(editor, "新 ")
    fill(8, "区政数局", problems="别处来的")
    page.refresh()
    assert editor.value() == "新 一二三四五"
    assert editor.textCursor().position() == 2
    assert page.form.editor("problems").value() == "别处来的"


def test_what_cannot_be_saved_is_kept_and_said(
    window: MainWindow, page: LedgerPage, qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qcapp.domain.errors import LedgerError
    from qcapp.services.edit import EditService

    def refuse(*args: object, **named: object) -> None:
        raise LedgerError("台账正被另一个程序写入，请稍候几秒再试。")

    page.show_item(8)
    with monkeypatch.context() as patch:
        patch.setattr(EditService, "set_field", refuse)
        type_in(page.form.editor("progress"), "不能丢")
        assert not page.flush()
        assert "请稍候几秒再试" in window.notice.text
        assert "没有丢失" in window.notice.text
        page.next_measure()
        page.previous_measure()
        assert page.form.editor("progress").value() == "不能丢"
        before = window.period
        window.set_period(JULY.shifted(1))
        assert window.period == before
    assert page.flush()
    assert services.look.snapshot(JULY).entry(8, "区政数局").text("progress") == "不能丢"
    assert window.notice.text == ""


def test_a_measure_edited_under_a_filter_stays_until_the_filter_changes(page: LedgerPage, qtbot: QtBot) -> None:
    page.filters.chip("unreported").click()
    page.show_item(8)
    with qtbot.waitSignal(page.ledger_changed):
        type_in(page.form.editor("progress"), "报了")
    assert 8 in shown(page)
    assert page.filters.chip("unreported").text() == "未报 73"
    page.filters.chip("all").click()
    page.filters.chip("unreported").click()
    assert 8 not in shown(page)


def test_who_goes_to_a_measure_that_a_filter_hides_sees_it(window: MainWindow, page: LedgerPage, qtbot: QtBot) -> None:
    """The scroll bar that all rows need takes room of the columns: the rows above it are higher a moment later."""
    window.resize(1366, 768)
    page.shown.show_view(LedgerView(grouping=Grouping.NONE, filter=ViewFilter(units=("区税务局",))))
    table = page.table
    qtbot.waitUntil(lambda: not table.verticalScrollBar().isVisible())
    page.show_item((40, ""))
    qtbot.wait(50)
    at = table.currentIndex()
    measure = page.shown.model.measure_at(at.row())
    assert measure is not None
    assert measure.no == 40
    assert table.viewport().rect().contains(table.visualRect(at).center())


def test_keys_go_from_table_to_form_and_back(page: LedgerPage, qtbot: QtBot) -> None:
    page.show_item(8)
    page.table.setFocus()
    press(page.table, Qt.Key.Key_Down)
    assert page.form.no == 9
    press(page.table, Qt.Key.Key_Return)
    assert page.form.editor("progress").hasFocus()
    press(page.form.editor("progress"), Qt.Key.Key_Tab)
    assert page.form.editor("problems").hasFocus()
    press(page.form.editor("problems"), Qt.Key.Key_Escape)
    assert page.table.hasFocus()


def test_headings_fold_by_key_and_by_click(page: LedgerPage, qtbot: QtBot) -> None:
    page.show_item(2)
    page.table.setFocus()
    press(page.table, Qt.Key.Key_Up)
    press(page.table, Qt.Key.Key_Space)
    assert 2 not in shown(page)
    assert len(shown(page)) == 70
    assert page.form.no == 2
    page.shown.open_all()
    assert len(shown(page)) == 74


def test_copied_rows_paste_as_cells(page: LedgerPage, fill: Fill, qtbot: QtBot) -> None:
    fill(11, "区税务局", progress="已开通。", deadline="长期坚持")
    page.refresh()
    page.show_item(11)
    page.table.setFocus()
    press_keys(page.table, "Shift+Space")
    press_keys(page.table, "Ctrl+C")
    cells = QApplication.clipboard().text().split("\t")
    assert cells[0] == "11"
    assert cells[2] == '"区税务局\n高新区税务局"'
    assert cells[4] == '"【区税务局】已开通。\n【高新区税务局】（未报送）"'
    assert cells[5:] == ["长期坚持", "部分"]


def test_state_is_told_on_hover_and_to_screen_readers(page: LedgerPage) -> None:
    model = model_of(page)
    index = model.index(model.row_of(1), COLUMNS.index("status"))
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "尚未报送，截止 7月25日。"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "未报，尚未报送，截止 7月25日。"
    assert not QModelIndex().isValid()


def test_a_red_lamp_is_painted_beside_a_green_state(page: LedgerPage, fill: Fill, services: Services) -> None:
    def reds() -> int:
        """Pixels of the lamp's colour in the cell of the state."""
        index = model_of(page).index(model_of(page).row_of(9), COLUMNS.index("status"))
        page.table.scrollTo(index)
        picture = page.table.viewport().grab(page.table.visualRect(index)).toImage()
        red = QColor(LAMP_COLOURS[Lamp.RED])
        return sum(picture.pixelColor(x, y) == red for x in range(picture.width()) for y in range(picture.height()))

    fill(9, "区大数据中心", progress="32家单位摸底完成。", problems="无", deadline="2021年12月底")
    page.refresh()
    assert reds() == 0
    services.rulings.set_lamp(JULY, "区大数据中心", 9, Lamp.RED, "多次催促未动")
    page.refresh()
    assert reds() > 30
