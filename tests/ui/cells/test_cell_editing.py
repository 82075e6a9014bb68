"""Editing in 台账's cells with real keys and an input method: saved at once, kept when it can't be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcapp.domain.amendments import RenameUnit, RetireMeasure
from qcapp.domain.errors import LedgerError
from qcapp.domain.views import ViewFilter
from qcapp.services import Services
from qcapp.services.edit_cells import CellsService
from tests.ui.cells.conftest import Hands
from tests.ui.conftest import JULY
from tests.ui.hands import press, type_in
from ui.main_window import MainWindow
from ui.models.ledger_model import COLUMNS
from ui.pages.ledger import LedgerPage

Fill = Callable[..., None]
DATA, TAX, HIGH = "区政数局", "区税务局", "高新区税务局"


def said(services: Services, no: int, field: str, unit: str = "") -> str:
    return services.look.snapshot(JULY).entry(no, unit or services.look.plan(JULY).units_of[no][0]).text(field)


def key(hands: Hands, name: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """In the box that is being written in."""
    at = hands.table.window().focusWidget()
    assert at is not None
    QTest.keyClick(at, name, modifier)


def double_click(hands: Hands, no: int, column: str) -> None:
    """Both clicks of it."""
    spot = hands.table.visualRect(hands.model.index(hands.model.row_of(no), COLUMNS.index(column))).center()
    for click in (QTest.mouseClick, QTest.mouseDClick):
        click(hands.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)


def test_f2_goes_on_with_the_words_and_enter_saves_and_goes_down(hands: Hands, services: Services, fill: Fill) -> None:
    fill(8, DATA, progress="已办")
    hands.page.refresh()
    hands.choose((8, "progress"))
    hands.press("F2")
    assert hands.editor.texts == ["已办"]
    type_in(hands.editor.boxes[0], " 3 件")
    key(hands, Qt.Key.Key_Return)
    assert said(services, 8, "progress") == "已办 3 件"
    assert hands.at == (9, "progress")
    assert hands.page.cells.in_place.editor is None
    assert hands.table.hasFocus()
    assert services.history.operations()[0].summary == "第 8 条 区政数局 2021年7月：进展情况改为“已办 3 件”"


def test_typing_writes_anew_and_tab_goes_right(hands: Hands, services: Services, fill: Fill) -> None:
    hands.show("no", "liaison.name", "liaison.phone")
    fill(8, DATA, liaison__name="张三")
    hands.page.refresh()
    hands.choose((8, "liaison.name"))
    hands.press("a")
    assert hands.editor.texts == ["a"]
    key(hands, Qt.Key.Key_Tab)
    assert (said(services, 8, "liaison.name"), hands.at) == ("a", (8, "liaison.phone"))
    hands.press("1")
    key(hands, Qt.Key.Key_Backtab)
    assert (said(services, 8, "liaison.phone"), hands.at) == ("1", (8, "liaison.name"))


def test_an_input_method_begins_editing_with_its_first_word(hands: Hands, services: Services, fill: Fill) -> None:
    fill(8, DATA, progress="原来的")
    hands.page.refresh()
    hands.choose((8, "progress"))
    assert hands.table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    QApplication.sendEvent(hands.table, QInputMethodEvent("ni", []))
    assert hands.editor.texts == [""]
    committed = QInputMethodEvent("", [])
    committed.setCommitString("你好")
    QApplication.sendEvent(hands.table, committed)
    assert hands.editor.texts == ["你好"]
    assert hands.editor.boxes[0].hasFocus()
    type_in(hands.editor.boxes[0], "，已办")
    key(hands, Qt.Key.Key_Return)
    assert said(services, 8, "progress") == "你好，已办"


def test_an_input_method_that_gives_up_leaves_the_words(hands: Hands, services: Services, fill: Fill) -> None:
    fill(8, DATA, progress="原来的")
    hands.page.refresh()
    hands.choose((8, "progress"))
    QApplication.sendEvent(hands.table, QInputMethodEvent("ni", []))
    QApplication.sendEvent(hands.table, QInputMethodEvent("", []))
    assert hands.editor.texts == ["原来的"]
    key(hands, Qt.Key.Key_Return)
    assert said(services, 8, "progress") == "原来的"


def test_a_double_click_opens_the_cell_and_on_a_read_only_one_the_form(hands: Hands, services: Services) -> None:
    hands.choose((8, "progress"))
    double_click(hands, 8, "progress")
    assert hands.editor.boxes[0].hasFocus()
    key(hands, Qt.Key.Key_Escape)
    double_click(hands, 8, "measure")
    assert hands.page.cells.in_place.editor is None
    assert hands.page.form.editor("progress").hasFocus()


def test_escape_gives_up_and_an_edit_of_nothing_is_no_operation(hands: Hands, services: Services) -> None:
    before = services.history.operations()
    hands.choose((8, "progress"))
    hands.press("F2")
    type_in(hands.editor.boxes[0], "不要的")
    key(hands, Qt.Key.Key_Escape)
    hands.press("F2")
    key(hands, Qt.Key.Key_Return)
    assert services.history.operations() == before
    assert hands.at == (9, "progress")


def test_alt_enter_makes_a_new_line_and_the_box_grows(hands: Hands, services: Services) -> None:
    hands.choose((8, "progress"))
    hands.press("F2")
    box = hands.editor.boxes[0]
    type_in(box, "第一行")
    low = hands.editor.height()
    for _ in range(5):
        key(hands, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    type_in(box, "第二行")
    assert hands.editor.height() > low
    assert box.verticalScrollBar().value() == 0
    assert hands.table.viewport().rect().contains(hands.editor.geometry())
    key(hands, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert said(services, 8, "progress") == "第一行\n第二行"
    assert hands.at == (7, "progress")


def test_a_deadline_says_what_it_is_understood_as_while_it_is_typed(hands: Hands) -> None:
    hands.choose((8, "deadline"))
    hands.press("F2")
    told: list[str] = []
    for words in ("9月底", "前后吧"):
        type_in(hands.editor.boxes[0], words)
        told.append(hands.editor._hints[0].text())
    assert told[0] == "认作 2021-09-30"
    hands.editor.boxes[0].selectAll()
    type_in(hands.editor.boxes[0], "尽快")
    assert hands.editor._hints[0].text() == "看不出是哪一天，照原样保存"
    key(hands, Qt.Key.Key_Escape)


def test_a_joint_measures_cell_has_a_box_for_each_unit_and_is_one_operation(hands: Hands, services: Services, fill: Fill) -> None:
    fill(11, TAX, progress="已开通。")
    hands.page.refresh()
    hands.choose((11, "progress"))
    hands.press("F2")
    assert [box.accessibleName() for box in hands.editor.boxes] == ["区税务局 进展情况", "高新区税务局 进展情况"]
    type_in(hands.editor.boxes[0], "再办。")
    key(hands, Qt.Key.Key_Tab)
    assert hands.editor.boxes[1].hasFocus()
    type_in(hands.editor.boxes[1], "也开通了。")
    before = len(services.history.operations())
    key(hands, Qt.Key.Key_Return)
    assert (said(services, 11, "progress", TAX), said(services, 11, "progress", HIGH)) == ("已开通。再办。", "也开通了。")
    assert len(services.history.operations()) == before + 1


def test_what_cannot_be_saved_stays_in_the_cell_and_is_said(
    hands: Hands, window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise LedgerError("台账正被另一个程序写入，请稍候几秒再试。")

    hands.choose((8, "progress"))
    hands.press("F2")
    type_in(hands.editor.boxes[0], "不能丢")
    with monkeypatch.context() as patch:
        patch.setattr(CellsService, "set_cells", refuse)
        key(hands, Qt.Key.Key_Return)
        assert hands.editor.texts == ["不能丢"]
        assert window.notice.text == "台账正被另一个程序写入，请稍候几秒再试。您填的还在格子里，没有丢失。"
        assert not hands.page.flush()
        assert not window.go("history")
    key(hands, Qt.Key.Key_Return)
    assert said(services, 8, "progress") == "不能丢"
    assert window.notice.text == ""


def test_going_to_another_cell_saves_and_what_cannot_be_saved_comes_back(
    hands: Hands, qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise LedgerError("台账正被另一个程序写入，请稍候几秒再试。")

    def click(no: int) -> None:
        spot = hands.table.visualRect(hands.model.index(hands.model.row_of(no), 2)).center()
        QTest.mouseClick(hands.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(spot))

    hands.choose((8, "progress"))
    hands.press("F2")
    type_in(hands.editor.boxes[0], "甲")
    click(9)
    qtbot.waitUntil(lambda: hands.model.index(hands.model.row_of(8), 8).data() == "甲")
    assert said(services, 8, "progress") == "甲"
    assert hands.at == (9, "measure")
    hands.choose((8, "progress"))
    hands.press("F2")
    type_in(hands.editor.boxes[0], "乙")
    with monkeypatch.context() as patch:
        patch.setattr(CellsService, "set_cells", refuse)
        click(9)
        qtbot.waitUntil(lambda: hands.page.cells.in_place.editor is not None)
        assert (hands.at, hands.editor.texts) == ((8, "progress"), ["甲乙"])
    key(hands, Qt.Key.Key_Return)
    assert said(services, 8, "progress") == "甲乙"


def test_a_contact_whom_another_program_added_meanwhile_is_left_as_is(hands: Hands, services: Services, fill: Fill) -> None:
    """The cell is open with as many contacts as there were."""
    hands.page.refresh()
    hands.choose((8, "responsible.name"))
    hands.press("F2")
    type_in(hands.editor.boxes[0], "张三")
    fill(8, DATA, **{"responsible.name": "李四", "responsible2.name": "王五"})
    key(hands, Qt.Key.Key_Return)
    key(hands, Qt.Key.Key_Return)
    assert (said(services, 8, "responsible.name"), said(services, 8, "responsible2.name")) == ("张三", "王五")


def test_what_another_program_wrote_meanwhile_is_replaced_only_when_it_is_wished(
    hands: Hands, window: MainWindow, services: Services, fill: Fill
) -> None:
    hands.choose((8, "progress"))
    hands.press("F2")
    type_in(hands.editor.boxes[0], "我的")
    fill(8, DATA, progress="同事的")
    key(hands, Qt.Key.Key_Return)
    assert said(services, 8, "progress") == "同事的"
    assert "已改为“同事的”" in window.notice.text
    assert "再按 Enter 就用您填的" in window.notice.text
    assert hands.editor.texts == ["我的"]
    key(hands, Qt.Key.Key_Return)
    assert said(services, 8, "progress") == "我的"


def test_rows_drawn_anew_meanwhile_lose_nothing_that_is_typed(hands: Hands, qtbot: QtBot, services: Services, fill: Fill) -> None:
    hands.choose((8, "progress"))
    hands.press("F2")
    type_in(hands.editor.boxes[0], "还没写完")
    fill(9, "区大数据中心", progress="别处来的")
    hands.page.refresh()
    assert hands.editor.texts == ["还没写完"]
    hands.page._viewing.closed.add("task:1")
    hands.page._show_rows()
    qtbot.waitUntil(lambda: hands.page.cells.in_place.editor is not None)
    assert hands.editor.texts == ["还没写完"]
    key(hands, Qt.Key.Key_Return)
    assert said(services, 8, "progress") == "还没写完"


def test_a_row_that_goes_out_of_sight_is_saved_first(hands: Hands, qtbot: QtBot, services: Services) -> None:
    hands.choose((8, "progress"))
    hands.press("F2")
    type_in(hands.editor.boxes[0], "收起来也在")
    task = services.look.plan(JULY).measure(8).task
    hands.page._viewing.closed.add(f"task:{task}")
    hands.page._show_rows()
    qtbot.waitUntil(lambda: said(services, 8, "progress") == "收起来也在")
    assert hands.page.cells.in_place.editor is None


def test_words_out_of_sight_that_cannot_be_saved_are_kept_and_come_back(
    hands: Hands, qtbot: QtBot, window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise LedgerError("台账正被另一个程序写入，请稍候几秒再试。")

    hands.choose((8, "progress"))
    hands.press("F2")
    type_in(hands.editor.boxes[0], "不能丢")
    with monkeypatch.context() as patch:
        patch.setattr(CellsService, "set_cells", refuse)
        hands.page.shown.close_all()
        qtbot.waitUntil(lambda: "重新显示时会回到格子里" in window.notice.text)
        assert not hands.page.flush()
    hands.page.shown.open_all()
    qtbot.waitUntil(lambda: hands.page.cells.in_place.editor is not None)
    assert hands.editor.texts == ["不能丢"]
    key(hands, Qt.Key.Key_Return)
    assert said(services, 8, "progress") == "不能丢"


def narrow(hands: Hands, *units: str) -> None:
    hands.page.shown.show_view(replace(hands.page.view, filter=ViewFilter(units=units)))


def test_narrowed_to_a_unit_the_cell_of_a_joint_measure_is_that_units(hands: Hands, services: Services, fill: Fill) -> None:
    fill(11, TAX, progress="税务已办")
    fill(11, HIGH, progress="高新已办")
    hands.page.refresh()
    narrow(hands, HIGH)
    hands.choose((11, "progress"))
    hands.press("F2")
    assert hands.editor.texts == ["高新已办"]
    type_in(hands.editor.boxes[0], " 3 件")
    key(hands, Qt.Key.Key_Return)
    assert (said(services, 11, "progress", TAX), said(services, 11, "progress", HIGH)) == ("税务已办", "高新已办 3 件")


def test_words_that_cannot_be_saved_never_go_to_the_other_unit_of_the_measure(
    hands: Hands, qtbot: QtBot, window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise LedgerError("台账正被另一个程序写入，请稍候几秒再试。")

    narrow(hands, TAX)
    hands.choose((11, "progress"))
    hands.press("F2")
    type_in(hands.editor.boxes[0], "税务的话")
    with monkeypatch.context() as patch:
        patch.setattr(CellsService, "set_cells", refuse)
        narrow(hands, HIGH)
        qtbot.waitUntil(lambda: "重新显示时会回到格子里" in window.notice.text)
        assert hands.page.cells.in_place.editor is None
    narrow(hands, TAX)
    qtbot.waitUntil(lambda: said(services, 11, "progress", TAX) == "税务的话")
    assert (said(services, 11, "progress", TAX), said(services, 11, "progress", HIGH)) == ("税务的话", "")


def test_changing_month_or_page_saves_the_cell_first(hands: Hands, window: MainWindow, services: Services) -> None:
    hands.choose((8, "progress"))
    hands.press("F2")
    type_in(hands.editor.boxes[0], "七月")
    window.set_period(JULY.shifted(1))
    assert said(services, 8, "progress") == "七月"
    assert services.look.snapshot(JULY.shifted(1)).entry(8, DATA).text("progress") == ""


def test_read_only_columns_say_so_and_keys_do_nothing_there(hands: Hands, page: LedgerPage) -> None:
    told: list[str] = []
    page.message.connect(told.append)
    hands.choose((8, "measure"))
    hands.press("F2")
    hands.press("a")
    assert told == ["这一栏只能看，不能在格子里改。"] * 2
    assert page.cells.in_place.editor is None


def test_enter_without_editing_goes_to_the_form_as_before(hands: Hands) -> None:
    hands.choose((8, "progress"))
    press(hands.table, Qt.Key.Key_Return)
    assert hands.page.form.editor("progress").hasFocus()


def test_the_keys_are_in_the_help(window: MainWindow) -> None:
    from ui.actions import LEDGER_KEYS

    assert any("Alt+Enter" in keys for keys, _ in LEDGER_KEYS)
    keys = {name: action.shortcut().toString() for name, action in window.actions_by_key.items()}
    assert (keys["edit_cell"], keys["paste"], keys["fill_down"], keys["replace"]) == ("F2", "Ctrl+V", "Ctrl+D", "Ctrl+H")


def test_a_unit_renamed_while_its_cell_is_written_in_gets_the_words(
    hands: Hands, services: Services, window: MainWindow
) -> None:
    """Another window gave it another name: its cell is that of the new name, be the rows drawn anew before or after."""
    hands.page.shown.show_view(replace(hands.page.view, split=True))
    for drawn, name in ((False, "区税务一局"), (True, "区税务二局")):
        hands.table.selectionModel().clear()
        old = services.look.plan(JULY).units_of[11][0]
        hands.table.select_measure(11, old)
        hands.table.setCurrentIndex(hands.model.index(hands.model.row_of(11, old), COLUMNS.index("progress")))
        hands.table.setFocus()
        hands.press("F2")
        type_in(hands.editor.boxes[0], name)
        services.plan.amend(JULY, "更名", RenameUnit(old, name))
        if drawn:
            hands.page.refresh()
            QApplication.processEvents()
        assert hands.page.flush()
        assert said(services, 11, "progress", name).endswith(name)
        assert said(services, 11, "progress", HIGH) == ""
        hands.page.refresh()
        QApplication.processEvents()


def test_words_for_a_measure_that_is_retired_meanwhile_hold_nothing_up(
    hands: Hands, services: Services, window: MainWindow, qtbot: QtBot
) -> None:
    """Its cell is gone for good: the words are on the clipboard, and month and page can be left."""
    for drawn, no in ((False, 8), (True, 9)):
        hands.choose((no, "progress"))
        hands.press("F2")
        type_in(hands.editor.boxes[0], f"第 {no} 条的进展")
        services.plan.amend(JULY, "停用", RetireMeasure(no))
        with qtbot.waitSignal(hands.page.problem, check_params_cb=lambda words: "剪贴板" in words):
            if drawn:
                hands.page.refresh()
            else:
                key(hands, Qt.Key.Key_Return)
        assert QApplication.clipboard().text() == f"第 {no} 条的进展"
        assert hands.page.cells.in_place.editor is None
        assert hands.page.flush()
        assert hands.model.row_of(no) < 0
