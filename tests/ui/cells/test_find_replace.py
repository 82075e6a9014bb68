"""查找和替换 in the window: from cell to cell, one by one, all at once with a list before, in what is shown or selected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from qcapp.domain.views import ViewFilter
from qcapp.publish.view_rows import ViewRow
from qcapp.services import Services
from tests.ui.cells.conftest import Hands
from tests.ui.conftest import JULY
from ui.dialogs.cell_preview import CellPreview
from ui.dialogs.find_replace import FindReplace
from ui.main_window import MainWindow

Fill = Callable[..., None]
Soon = Callable[[Callable[[QDialog], None]], None]
DATA, BIG, TAX, HIGH = "区政数局", "区大数据中心", "区税务局", "高新区税务局"


def said(services: Services, no: int, field: str, unit: str = "") -> str:
    return services.look.snapshot(JULY).entry(no, unit or services.look.plan(JULY).units_of[no][0]).text(field)


@pytest.fixture
def month(hands: Hands, fill: Fill) -> Hands:
    """三处“系统”，另有一处在合办措施的第二家。"""
    fill(8, DATA, progress="系统已上线。")
    fill(9, BIG, progress="对接ＯＡ系统，系统运行平稳。")
    fill(11, HIGH, progress="系统在建。")
    hands.page.refresh()
    return hands


@pytest.fixture
def dialog(month: Hands) -> FindReplace:
    """Open at 进展情况."""
    month.choose((1, "progress"))
    month.press("Ctrl+H")
    found = month.page.cells.finding.dialog
    found.columns.setCurrentIndex(found.columns.findData("progress"))
    return found


def test_the_next_one_is_shown_counted_and_found_by_keys_too(month: Hands, dialog: FindReplace) -> None:
    dialog.words.setText("系统")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert (month.at, dialog.told.text()) == ((8, "progress"), "第 1 格，共 3 格：第 8 条 进展情况。")
    month.press("F3")
    assert month.at == (9, "progress")
    month.press("Shift+F3")
    assert month.at == (8, "progress")
    QTest.keyClick(dialog, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert (month.at, dialog.told.text()) == ((11, "progress"), "已查到头，从另一头接着查。第 3 格，共 3 格：第 11 条 进展情况。")


def test_half_width_finds_full_width_unless_it_is_to_be_exact(month: Hands, dialog: FindReplace) -> None:
    dialog.words.setText("oa")
    dialog.doing[0].click()
    assert month.at == (9, "progress")
    dialog.exact.setChecked(True)
    dialog.doing[0].click()
    assert dialog.told.text() == "没有找到。"


def test_a_replacement_is_one_cell_and_one_operation_and_goes_on(month: Hands, dialog: FindReplace, services: Services) -> None:
    dialog.words.setText("系统")
    dialog.put_box.setText("平台")
    dialog.doing[0].click()
    dialog.doing[2].click()
    assert said(services, 8, "progress") == "平台已上线。"
    assert services.history.operations()[0].summary == "2021年7月：替换“系统”为“平台” 1 处（进展情况）"
    assert month.at == (9, "progress")


def test_all_are_listed_first_and_replaced_as_one(
    month: Hands, dialog: FindReplace, services: Services, soon: Soon
) -> None:
    listed: list[str] = []

    def leave_one_out(preview: QDialog) -> None:
        assert isinstance(preview, CellPreview)
        listed.extend(write.place for write in preview.model.rows)
        preview.model.mark([0], False)
        preview.go.click()

    dialog.words.setText("系统")
    dialog.put_box.setText("平台")
    soon(leave_one_out)
    dialog.doing[3].click()
    assert listed == ["第 8 条 进展情况", "第 9 条 进展情况", "第 11 条 高新区税务局 进展情况"]
    assert said(services, 8, "progress") == "系统已上线。"
    assert said(services, 9, "progress") == "对接ＯＡ平台，平台运行平稳。"
    assert said(services, 11, "progress", HIGH) == "平台在建。"
    assert services.history.operations()[0].summary == "2021年7月：替换“系统”为“平台” 2 处（进展情况）"
    month.press("Ctrl+Z")
    assert said(services, 11, "progress", HIGH) == "系统在建。"
    assert said(services, 9, "progress") == "对接ＯＡ系统，系统运行平稳。"


def test_narrowed_to_a_unit_pasted_and_replaced_words_are_that_units_and_taken_back_together(
    month: Hands, services: Services, soon: Soon
) -> None:
    def of_both() -> tuple[str, str]:
        return said(services, 11, "progress", TAX), said(services, 11, "progress", HIGH)

    month.page.shown.show_view(replace(month.page.view, filter=ViewFilter(units=(TAX,))))
    month.choose((11, "progress"))
    month.clip([["税务系统已上线。"]])
    month.press("Ctrl+V")
    assert of_both() == ("税务系统已上线。", "系统在建。")
    month.press("Ctrl+H")
    dialog = month.page.cells.finding.dialog
    dialog.words.setText("系统")
    dialog.put_box.setText("平台")
    soon(lambda preview: preview.accept())
    dialog.doing[3].click()
    assert of_both() == ("税务平台已上线。", "系统在建。")
    assert (said(services, 8, "progress"), said(services, 9, "progress")) == ("系统已上线。", "对接ＯＡ系统，系统运行平稳。")
    month.press("Ctrl+Z")
    month.press("Ctrl+Z")
    assert of_both() == ("", "系统在建。")
    month.page.clear_filters()
    assert len([row for row in month.model.rows if isinstance(row, ViewRow)]) == len(services.look.plan(JULY).measures)
    row = month.model.measure_at(month.model.row_of(11))
    assert row is not None
    assert row.units == (TAX, HIGH)
    assert row.text("progress") == "【区税务局】（未报送）\n【高新区税务局】系统在建。"


def test_in_the_selection_only_what_was_selected_is_looked_through(
    month: Hands, services: Services, soon: Soon
) -> None:
    month.choose((8, "progress"), (10, "progress"), (11, "progress"))
    month.press("Ctrl+H")
    dialog = month.page.cells.finding.dialog
    assert dialog.in_selection
    dialog.words.setText("系统")
    dialog.doing[0].click()
    dialog.doing[0].click()
    assert month.at == (8, "progress") or month.at == (11, "progress")
    soon(lambda preview: preview.accept())
    dialog.doing[3].click()
    assert (said(services, 8, "progress"), said(services, 9, "progress")) == ("已上线。", "对接ＯＡ系统，系统运行平稳。")


def test_when_other_rows_stand_there_the_selected_cells_are_to_be_selected_again(
    month: Hands, services: Services, soon: Soon
) -> None:
    """Else the words of measures that were never selected would be replaced."""
    month.choose((8, "progress"), (9, "progress"))
    month.press("Ctrl+H")
    dialog = month.page.cells.finding.dialog
    assert dialog.in_selection
    dialog.words.setText("系统")
    dialog.put_box.setText("平台")
    month.page.shown.show_view(replace(month.page.view, filter=ViewFilter(units=(HIGH,))))
    soon(lambda preview: preview.accept())
    for button in (0, 2, 3):
        dialog.told.setText("")
        dialog.doing[button].click()
        assert dialog.told.text() == "台账里显示的行已经变了，请重新选中要查找的格子，再按 Ctrl+H。"
    month.choose((11, "progress"), (13, "progress"))
    month.press("Ctrl+H")
    dialog.doing[3].click()
    assert said(services, 11, "progress", HIGH) == "平台在建。"
    month.page.clear_filters()
    month.choose((8, "progress"), (9, "progress"))
    month.press("Ctrl+H")
    soon(lambda preview: preview.accept())
    dialog.doing[3].click()
    assert (said(services, 8, "progress"), said(services, 9, "progress")) == ("平台已上线。", "对接ＯＡ平台，平台运行平稳。")


def test_a_wrong_pattern_and_nothing_found_are_told_in_a_sentence(dialog: FindReplace) -> None:
    assert not dialog.doing[0].isEnabled()
    dialog.pattern.setChecked(True)
    dialog.words.setText("(")
    dialog.doing[0].click()
    assert "正则表达式写得不对" in dialog.told.text()
    dialog.words.setText("没有这个")
    dialog.doing[3].click()
    assert dialog.told.text() == "没有找到，没有可以替换的。"
    dialog.doing[2].click()
    assert dialog.told.text() == "没有找到。"


def test_official_words_are_found_and_not_replaced(month: Hands, services: Services, window: MainWindow) -> None:
    month.choose((1, "measure"))
    month.press("Ctrl+H")
    dialog = month.page.cells.finding.dialog
    words = services.look.plan(JULY).measure(8).text[:6]
    dialog.columns.setCurrentIndex(dialog.columns.findData("measure"))
    dialog.words.setText(words)
    dialog.put_box.setText("别的")
    dialog.doing[0].click()
    assert month.at == (8, "measure")
    dialog.doing[2].click()
    assert "只能看，不能改，没有替换" in dialog.told.text()


def test_the_keys_find_from_another_page_and_f3_opens_when_nothing_was_looked_for(window: MainWindow, month: Hands) -> None:
    window.go("history")
    window.actions_by_key["replace"].trigger()
    assert window.current_page is month.page
    dialog = month.page.cells.finding.dialog
    assert dialog.isVisible()
    dialog.close()
    month.choose((8, "progress"))
    month.press("F3")
    assert dialog.isVisible()
