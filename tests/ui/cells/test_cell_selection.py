"""Cells of 台账 by selection, with real keys: copied, cut, pasted, filled, cleared, each taken back as one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import LedgerError
from qcapp.domain.period import Period
from qcapp.forms.pasted import Pasted, read_pasted
from qcapp.publish.view_cells import ViewRow
from qcapp.services import Services
from qcapp.services.edit_cells import CellsService
from tests.ui.cells.conftest import Hands
from tests.ui.conftest import JULY
from tests.ui.hands import press
from ui.dialogs.cell_preview import CellPreview
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.pages import ledger_desk
from ui.pages.ledger import LedgerPage
from ui.widgets.ledger_sheet import selection_of

Fill = Callable[..., None]
Soon = Callable[[Callable[[QDialog], None]], None]
DATA, BIG, MARKET = "区政数局", "区大数据中心", "区市场监管局"


def said(services: Services, no: int, field: str, unit: str = "") -> str:
    return services.look.snapshot(JULY).entry(no, unit or services.look.plan(JULY).units_of[no][0]).text(field)


def split(page: LedgerPage) -> None:
    """A row for each 责任分工."""
    page.shown.show_view(replace(page.view, split=True))


def answered(name: str) -> Callable[[QDialog], None]:
    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, QuestionDialog)
        button = dialog.findChild(QPushButton, name)
        assert isinstance(button, QPushButton)
        button.click()

    return act


def accepted(dialog: QDialog) -> None:
    assert isinstance(dialog, CellPreview)
    dialog.go.click()


def test_seventy_four_phones_are_one_paste_and_one_undo(
    hands: Hands, window: MainWindow, services: Services
) -> None:
    split(hands.page)
    hands.show("no", "liaison.phone", "progress")
    rows = [row for row in hands.model.rows if isinstance(row, ViewRow)][:74]
    hands.choose((rows[0].no, "liaison.phone"))
    before = len(services.history.operations())
    hands.clip([[f"138001{number:05d}"] for number in range(74)])
    hands.press("Ctrl+V")
    assert len(services.history.operations()) == before + 1
    done = services.history.operations()[0]
    assert (done.changed, done.summary) == (74, "2021年7月：粘贴 74 格（联系人电话）")
    assert said(services, rows[73].no, "liaison.phone", rows[73].units[0]) == "13800100073"
    assert window.statusBar().currentMessage() == "已保存：粘贴 74 格（联系人电话）。按 Ctrl+Z 撤销。"
    hands.press("Ctrl+Z")
    assert said(services, rows[0].no, "liaison.phone", rows[0].units[0]) == ""
    assert said(services, rows[73].no, "liaison.phone", rows[73].units[0]) == ""
    hands.press("Ctrl+Y")
    assert said(services, rows[0].no, "liaison.phone", rows[0].units[0]) == "13800100000"


def test_very_many_cells_are_written_beside_the_window_and_told_when_they_are(
    hands: Hands, qtbot: QtBot, window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_desk, "_AT_ONCE", 2)
    hands.choose((8, "progress"))
    hands.clip([["甲"], ["乙"], ["丙"]])
    hands.press("Ctrl+V")
    qtbot.waitUntil(lambda: "粘贴 3 格" in window.statusBar().currentMessage())
    assert [said(services, no, "progress") for no in (8, 9, 10)] == ["甲", "乙", "丙"]


def test_what_would_overwrite_is_shown_first_and_may_be_left_out_cell_by_cell(
    hands: Hands, services: Services, fill: Fill, soon: Soon
) -> None:
    fill(8, DATA, progress="原来的进展")
    fill(9, BIG, progress="另一个进展")
    hands.page.refresh()
    hands.choose((8, "progress"))
    hands.clip([["新的进展"], ["也是新的"]])
    shown: list[str] = []

    def leave_the_first(dialog: QDialog) -> None:
        assert isinstance(dialog, CellPreview)
        shown.append(dialog.headline.text())
        dialog.table.selectRow(0)
        press(dialog.table, Qt.Key.Key_Space)
        shown.append(dialog.go.text())
        dialog.go.click()

    soon(leave_the_first)
    hands.press("Ctrl+V")
    assert shown == ["写入 2 格，其中覆盖 2 格。", "写入 1 格"]
    assert (said(services, 8, "progress"), said(services, 9, "progress")) == ("原来的进展", "也是新的")


def test_giving_up_the_preview_writes_nothing(hands: Hands, services: Services, fill: Fill, soon: Soon) -> None:
    fill(8, DATA, progress="原来的进展")
    hands.page.refresh()
    before = services.history.operations()
    hands.choose((8, "progress"))
    hands.clip([["新的"]])
    soon(lambda dialog: dialog.reject())
    hands.press("Ctrl+V")
    assert services.history.operations() == before


def test_where_nothing_can_be_written_enter_leaves_the_list_of_why(hands: Hands, services: Services, soon: Soon) -> None:
    before = services.history.operations()
    hands.choose((8, "measure"))
    hands.clip([["另一条措施"]])
    told: list[str] = []

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, CellPreview)
        told.append(dialog.headline.text())
        press(dialog, Qt.Key.Key_Return)

    soon(enter)
    hands.press("Ctrl+V")
    assert told == ["没有可以写入的：跳过 1 格。"]
    assert services.history.operations() == before


def test_blanks_of_the_source_clear_nothing_unless_it_is_wished(
    hands: Hands, services: Services, fill: Fill, soon: Soon
) -> None:
    hands.show("no", "progress", "problems")
    fill(8, DATA, progress="甲", problems="乙")
    hands.page.refresh()

    def wish(dialog: QDialog) -> None:
        assert isinstance(dialog, CellPreview)
        assert dialog.spare.isChecked()
        dialog.spare.setChecked(False)
        dialog.go.click()

    for action, left in ((accepted, "乙"), (wish, "")):
        hands.choose((8, "progress"))
        hands.clip([[f"丙{left}", ""]])
        soon(action)
        hands.press("Ctrl+V")
        assert said(services, 8, "problems") == left


def test_a_cell_changed_by_another_program_while_the_preview_stands_is_not_overwritten(
    hands: Hands, window: MainWindow, services: Services, fill: Fill, soon: Soon
) -> None:
    fill(8, DATA, progress="原来的")
    hands.page.refresh()
    hands.choose((8, "progress"))
    hands.clip([["我的"], ["也是我的"]])

    def another(dialog: QDialog) -> None:
        fill(8, DATA, progress="同事刚改的")
        accepted(dialog)

    soon(another)
    hands.press("Ctrl+V")
    assert (said(services, 8, "progress"), said(services, 9, "progress")) == ("同事刚改的", "")
    assert "刚刚被别处改动，已改为“同事刚改的”" in window.notice.text
    assert hands.table.currentIndex().data() == "同事刚改的"


def test_what_could_not_be_written_is_told_and_the_ledger_is_as_it_was(
    hands: Hands, window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise LedgerError("台账正被另一个程序写入，请稍候几秒再试。")

    monkeypatch.setattr(CellsService, "set_cells", refuse)
    hands.choose((8, "progress"))
    hands.clip([["甲"]])
    hands.press("Ctrl+V")
    assert window.notice.text == "台账正被另一个程序写入，请稍候几秒再试。"
    assert said(services, 8, "progress") == ""


@pytest.mark.parametrize(
    ("answer", "texts"), [("one", ("第一段\n第二段", "")), ("many", ("第一段", "第二段")), ("cancel", ("", ""))]
)
def test_a_passage_of_several_lines_goes_into_one_cell_or_a_line_each_as_one_says(
    hands: Hands, services: Services, soon: Soon, answer: str, texts: tuple[str, str]
) -> None:
    hands.choose((8, "progress"))
    hands.clip([["第一段"], ["第二段"]], table=False)
    soon(answered(answer))
    hands.press("Ctrl+V")
    assert (said(services, 8, "progress"), said(services, 9, "progress")) == texts


def test_an_empty_clipboard_and_a_scattered_selection_are_told(hands: Hands, window: MainWindow) -> None:
    QApplication.clipboard().setMimeData(QMimeData())
    hands.choose((8, "progress"))
    hands.press("Ctrl+V")
    assert "剪贴板里没有可以粘贴的" in window.notice.text
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("/佐证/照片.jpg")])
    QApplication.clipboard().setMimeData(files)
    window.notice.clear()
    hands.press("Ctrl+V")
    assert "剪贴板里没有可以粘贴的" in window.notice.text
    hands.choose((8, "progress"), (10, "deadline"))
    hands.clip([["甲", "乙"]])
    hands.press("Ctrl+V")
    assert "不连成一块" in window.notice.text


def test_copied_cells_come_back_from_a_spreadsheet_as_they_were(
    hands: Hands, services: Services, fill: Fill, soon: Soon
) -> None:
    hands.show("no", "liaison.phone", "progress", "deadline")
    fill(8, DATA, liaison__phone="13800138000", progress="第一行\n第二行", deadline="2021年底")
    hands.page.refresh()
    hands.choose(*[(8, column) for column in ("liaison.phone", "progress", "deadline")])
    hands.press("Ctrl+C")
    data = QApplication.clipboard().mimeData()
    assert data.text() == '13800138000\t"第一行\n第二行"\t2021年底'
    assert "mso-number-format" in data.html()
    hands.choose((9, "liaison.phone"))
    hands.press("Ctrl+V")
    assert [said(services, 9, field) for field in ("liaison.phone", "progress", "deadline")] == [
        "13800138000", "第一行\n第二行", "2021年底",
    ]
    assert len(selection_of(hands.table)) == 3


def test_several_cells_are_cleared_after_a_question_and_one_without(
    hands: Hands, services: Services, fill: Fill, soon: Soon
) -> None:
    fill(8, DATA, progress="甲", deadline="2021-12-31")
    fill(9, BIG, progress="丙")
    hands.page.refresh()
    hands.choose((9, "progress"))
    hands.press("Del")
    assert said(services, 9, "progress") == ""
    hands.choose((8, "progress"), (8, "deadline"), (8, "measure"))
    soon(answered("cancel"))
    hands.press("Del")
    assert said(services, 8, "progress") == "甲"
    soon(answered("clear"))
    hands.press("Backspace")
    assert (said(services, 8, "progress"), said(services, 8, "deadline")) == ("", "")
    assert services.history.operations()[0].summary == "2021年7月：清空 2 格（进展情况等 2 栏）"
    hands.press("Ctrl+Z")
    assert (said(services, 8, "progress"), said(services, 8, "deadline")) == ("甲", "2021-12-31")
    told: list[str] = []
    hands.page.message.connect(told.append)
    hands.choose((10, "progress"), (10, "deadline"))
    hands.press("Del")
    assert told == ["选中的格子里没有填写的内容，不用清空。"]


def test_cutting_puts_the_words_on_the_clipboard_and_empties_the_cell(hands: Hands, services: Services, fill: Fill) -> None:
    fill(8, DATA, progress="甲")
    hands.page.refresh()
    hands.choose((8, "progress"))
    hands.press("Ctrl+X")
    assert (QApplication.clipboard().text(), said(services, 8, "progress")) == ("甲", "")
    assert services.history.operations()[0].summary == "2021年7月：剪切 1 格（进展情况）"
    hands.choose((9, "progress"))
    hands.press("Ctrl+V")
    assert said(services, 9, "progress") == "甲"


def test_what_is_cut_is_on_the_clipboard_though_something_else_was_chosen_meanwhile(
    hands: Hands, services: Services, fill: Fill, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_desk, "_LOOKED_AT_ONCE", 0)
    fill(8, DATA, progress="甲")
    hands.page.refresh()
    hands.choose((8, "progress"))
    hands.press("Ctrl+X")
    hands.choose((9, "measure"))
    qtbot.waitUntil(lambda: said(services, 8, "progress") == "")
    assert QApplication.clipboard().text() == "甲"


def test_what_is_pasted_goes_to_where_was_chosen_though_reading_it_took_a_while(
    hands: Hands, services: Services, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_desk, "_LOOKED_AT_ONCE", 0)
    readers: list[int] = []

    def read(markup: str, text: str) -> Pasted:
        readers.append(threading.get_ident())
        return read_pasted(markup, text)

    monkeypatch.setattr("qcapp.forms.pasted.read_pasted", read)
    hands.choose((8, "progress"))
    hands.clip([["甲"], ["乙"]])
    hands.press("Ctrl+V")
    hands.choose((20, "measure"))
    qtbot.waitUntil(lambda: "粘贴 2 格" in window.statusBar().currentMessage())
    assert [said(services, no, "progress") for no in (8, 9)] == ["甲", "乙"]
    assert len(readers) == 1
    assert readers != [threading.get_ident()]


def _turn_to_june(window: MainWindow) -> None:
    window.set_period(Period(2021, 6))


def _choose_fewer_columns(window: MainWindow) -> None:
    window.ledger_page.shown.show_view(replace(window.ledger_page.view, columns=("no", "measure")))


def _choose_other_cells(window: MainWindow) -> None:
    Hands(window.ledger_page).choose((20, "measure"))


@pytest.mark.parametrize("meanwhile", [_turn_to_june, _choose_fewer_columns, _choose_other_cells])
def test_what_is_pasted_is_saved_and_selected_only_where_it_is_seen(
    hands: Hands, services: Services, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch,
    meanwhile: Callable[[MainWindow], None],
) -> None:
    """Other cells that stand there by now would be what the next Delete clears."""
    monkeypatch.setattr(ledger_desk, "_LOOKED_AT_ONCE", 0)
    hands.choose((8, "progress"))
    hands.clip([["甲"], ["乙"]])
    hands.press("Ctrl+V")
    meanwhile(window)
    qtbot.waitUntil(lambda: "粘贴 2 格" in window.statusBar().currentMessage())
    assert [said(services, no, "progress") for no in (8, 9)] == ["甲", "乙"]
    assert len(selection_of(hands.table)) < 2


def test_filling_down_is_one_operation(hands: Hands, services: Services, fill: Fill) -> None:
    fill(8, DATA, deadline="2021-12-31")
    hands.page.refresh()
    hands.choose((8, "deadline"), (9, "deadline"), (10, "deadline"))
    hands.press("Ctrl+D")
    assert [said(services, no, "deadline") for no in (9, 10)] == ["2021-12-31", "2021-12-31"]
    assert services.history.operations()[0].summary == "2021年7月：填充 2 格（完成时限）"
    hands.press("Ctrl+Z")
    assert said(services, 10, "deadline") == ""


def pull(hands: Hands, no: int) -> None:
    """The square at the corner down to that measure's row, let go there."""
    handle = hands.page.cells.handle
    handle.place()
    assert handle.isVisible()
    rect = hands.table.visualRect(hands.model.index(hands.model.row_of(no), 0))
    at = handle.mapFromParent(QPoint(handle.x(), rect.center().y()))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())
    QTest.mouseMove(handle, at)
    QApplication.processEvents()
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=at)


def test_the_corner_pulled_down_fills_and_what_would_overwrite_is_shown_first(
    hands: Hands, services: Services, fill: Fill, soon: Soon
) -> None:
    fill(8, DATA, progress="原来的进展")
    fill(10, MARKET, progress="那边的进展")
    hands.page.refresh()
    hands.choose((8, "progress"))
    pull(hands, 9)
    assert said(services, 9, "progress") == "原来的进展"
    shown: list[str] = []

    def see(dialog: QDialog) -> None:
        assert isinstance(dialog, CellPreview)
        shown.append(dialog.headline.text())
        dialog.reject()

    hands.choose((8, "progress"))
    soon(see)
    pull(hands, 10)
    assert len(shown) == 1
    assert "覆盖 1 格" in shown[0]
    assert said(services, 10, "progress", MARKET) == "那边的进展"


def test_nothing_is_pulled_from_what_is_read_only_or_in_several_rows(hands: Hands) -> None:
    handle = hands.page.cells.handle
    for cells in ([(8, "measure")], [(8, "progress"), (9, "progress")], [(8, "responsible.name"), (8, "deadline")]):
        hands.choose(*cells)
        handle.place()
        assert not handle.isVisible()


def test_right_fill_by_the_menu_goes_into_the_next_column(
    hands: Hands, window: MainWindow, services: Services, fill: Fill
) -> None:
    hands.show("no", "progress", "problems")
    fill(8, DATA, progress="无")
    hands.page.refresh()
    hands.choose((8, "progress"), (8, "problems"))
    window.actions_by_key["fill_right"].trigger()
    assert said(services, 8, "problems") == "无"


def test_keys_of_the_cells_are_free_elsewhere_and_the_menu_says_where_they_belong(
    window: MainWindow, hands: Hands, services: Services, fill: Fill
) -> None:
    fill(8, DATA, progress="甲")
    hands.page.refresh()
    hands.choose((8, "progress"))
    window.go("history")
    window.actions_by_key["clear"].trigger()
    assert said(services, 8, "progress") == "甲"
    assert window.actions_by_key["clear"].shortcutContext() == Qt.ShortcutContext.WidgetShortcut


def test_in_a_text_box_cut_and_paste_are_that_boxs(window: MainWindow, hands: Hands, services: Services) -> None:
    hands.page.show_item(8)
    editor = hands.page.form.editor("progress")
    editor.setFocus()
    hands.clip([["贴进表单"]])
    window.actions_by_key["paste"].trigger()
    assert editor.value().strip() == "贴进表单"


def test_the_menu_at_the_mouse_has_all_of_it_with_its_keys(hands: Hands) -> None:
    hands.choose((8, "progress"), (9, "progress"))
    spot = hands.table.visualRect(hands.table.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, hands.table.viewport().mapToGlobal(spot))
    QApplication.sendEvent(hands.table.viewport(), event)
    menu = hands.table.findChild(QMenu)
    assert isinstance(menu, QMenu)
    words = {action.text(): action.shortcut().toString() for action in menu.actions() if action.text()}
    wanted = {"粘贴": "Ctrl+V", "清空所选格子": "Del", "向下填充": "Ctrl+D", "向右填充": "", "查找和替换…": "Ctrl+H"}
    assert wanted.items() <= words.items()
    assert len(selection_of(hands.table)) == 2
    menu.close()
