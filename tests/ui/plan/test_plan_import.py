"""导入下一年清单: a real 细化表 is read, matched line by line, looked through by the keys, and stands beside this year's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.succession import LinkKind
from qcapp.merge.plan_mapping import Relation
from qcapp.services import Services
from tests.ui.conftest import JULY
from tests.ui.hands import never_reached, press, press_keys, tab_round, type_in
from tests.ui.plan.conftest import settle, take_back, with_dialog
from tests.ui.plan.next_list import HALVES, NEW_TEXT
from ui.dialogs.plan_import import ImportDialog
from ui.main_window import MainWindow
from ui.models.mapped import MappedModel, mapped_rows
from ui.pages.plan import Leaf, PlanPage
from ui.widgets.mapping_pane import MappingPane

JANUARY = Period(2022, 1)
DECEMBER = Period(2021, 12)
TAX = "区税务局"

Fill = Callable[..., None]


def wizard(dialog: QDialog) -> ImportDialog:
    assert isinstance(dialog, ImportDialog)
    return dialog


def read(dialog: ImportDialog, qtbot: QtBot, path: Path) -> None:
    """The file is chosen, and read to its end."""
    with qtbot.waitSignal(dialog.source.read_done, timeout=30_000):
        dialog.source.take([path])


def on(pane: MappingPane, new: str) -> None:
    """The line of that one of the new list."""
    pane.table.selectRow(pane.model.row_of((new, ())))


def listed(pane: MappingPane) -> list[str]:
    return [str(pane.model.index(row, MappedModel.NEW).data()) for row in range(pane.model.rowCount())]


def relation(pane: MappingPane, new: str) -> str:
    return str(pane.model.index(pane.model.row_of((new, ())), MappedModel.RELATION).data())


def whole_way(page: PlanPage, path: Path, qtbot: QtBot) -> None:
    """Through all its steps by the keys, with nothing changed."""
    def hands(dialog: QDialog) -> None:
        made = wizard(dialog)
        read(made, qtbot, path)
        for _ in range(3):
            press(made.next, Qt.Key.Key_Return)

    with_dialog(page.import_button.click, hands, qtbot)
    settle(page, qtbot)


def test_the_next_list_stands_beside_this_years_and_is_taken_back(
    page: PlanPage, services: Services, window: MainWindow, fill: Fill, next_year: Path, qtbot: QtBot
) -> None:
    fill(11, TAX, DECEMBER, progress="全年办结 4012 户。", responsible__name="张三")
    before = services.plan.plan(DECEMBER)
    whole_way(page, next_year, qtbot)
    assert services.plan.years() == (2021, 2022)
    assert services.plan.plan(DECEMBER) == before
    assert len(services.plan.plan(JANUARY).measures) == 75
    assert services.look.snapshot(JANUARY).entry(10, TAX).text("responsible.name") == "张三"
    assert services.plan.earlier_keys(EntryKey(10, TAX), JANUARY) == (EntryKey(11, TAX),)
    assert "75 条措施" in page.notice.text
    assert page.leaves[Leaf.YEARS].model.rowCount() == 2
    go = next(each for each in page.notice.findChildren(QPushButton) if each.text() == "去看 2022年1月")
    go.click()
    settle(page, qtbot)
    assert window.period == JANUARY
    assert page.leaves[Leaf.MEASURES].model.rowCount() == 75
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.leaf.table.setFocus()
    with_dialog(lambda: press_keys(page.leaf.table, "Ctrl+Z"), take_back, qtbot)
    qtbot.waitUntil(lambda: services.plan.years() == (2021,))


def test_lines_to_look_at_come_first_and_are_filtered_by_kind(page: PlanPage, next_year: Path, qtbot: QtBot) -> None:
    def hands(dialog: QDialog) -> None:
        made = wizard(dialog)
        read(made, qtbot, next_year)
        press(made.next, Qt.Key.Key_Return)
        pane = made.panes[LinkKind.MEASURE]
        assert made.step == 1
        assert made.focusWidget() is pane.table
        assert [line.partition(". ")[2] for line in listed(pane)[:2]] == list(HALVES)
        assert relation(pane, "19") == "拆分而来"
        assert relation(pane, "10") == "有修改"
        assert relation(pane, "75") == "新增"
        assert pane.chips.chip("amended").text() == "有修改 1"
        pane.chips.chip("new").click()
        assert listed(pane) == [f"75. {NEW_TEXT}"]
        pane.chips.chip("merged").click()
        assert listed(pane) == []
        assert pane.none_found.isVisible()
        made.reject()

    with_dialog(page.import_button.click, hands, qtbot)


def test_a_line_is_changed_by_the_keys(page: PlanPage, services: Services, next_year: Path, qtbot: QtBot) -> None:
    def hands(dialog: QDialog) -> None:
        made = wizard(dialog)
        read(made, qtbot, next_year)
        press(made.next, Qt.Key.Key_Return)
        pane = made.panes[LinkKind.MEASURE]
        on(pane, "75")
        assert pane.word.text() == "接着 2021 年的哪一项（可以几项，都去掉就是新增）"
        press(pane.table, Qt.Key.Key_Return)
        assert made.focusWidget() is pane.field.combo
        type_in(pane.field.combo, "建立市场诚信平台")
        press(pane.field.combo, Qt.Key.Key_Return)
        assert relation(pane, "75") == "有修改"
        on(pane, "10")
        press(pane.field.chips[0], Qt.Key.Key_Space)
        assert relation(pane, "10") == "新增"
        for _ in range(2):
            press(made.next, Qt.Key.Key_Return)

    with_dialog(page.import_button.click, hands, qtbot)
    settle(page, qtbot)
    plan = services.plan.plan(JANUARY)
    assert services.plan.earlier_keys(EntryKey(75, plan.units_of[75][0]), JANUARY) == (EntryKey(5, "区发改局"),)
    assert services.plan.earlier_keys(EntryKey(10, TAX), JANUARY) == ()


def test_a_unit_with_another_name_is_told_by_hand(
    page: PlanPage, services: Services, next_year: Path, qtbot: QtBot
) -> None:
    def hands(dialog: QDialog) -> None:
        made = wizard(dialog)
        read(made, qtbot, next_year)
        press(made.next, Qt.Key.Key_Return)
        made.tabs.setCurrentIndex(2)
        units = made.panes[LinkKind.UNIT]
        assert made.tabs.tabText(2) == "单位（1 条要核对）"
        assert listed(units)[0] == "区卫生健康局"
        units.table.selectRow(0)
        units.field.combo.setFocus()
        type_in(units.field.combo, "区卫健局")
        press(units.field.combo, Qt.Key.Key_Return)
        assert relation(units, "区卫生健康局") == "有修改"
        assert units.chips.chip("dropped").text() == "不再列入 0"
        for _ in range(2):
            press(made.next, Qt.Key.Key_Return)

    with_dialog(page.import_button.click, hands, qtbot)
    assert services.plan.earlier_keys(EntryKey(2, "区卫生健康局"), JANUARY) == (EntryKey(2, "区卫健局"),)


def test_what_is_listed_no_more_can_be_given_to_a_new_line(page: PlanPage, next_year: Path, qtbot: QtBot) -> None:
    def hands(dialog: QDialog) -> None:
        made = wizard(dialog)
        read(made, qtbot, next_year)
        press(made.next, Qt.Key.Key_Return)
        pane = made.panes[LinkKind.MEASURE]
        pane.table.selectRow(pane.model.row_of(("", ("5",))))
        assert pane.word.text() == "2022 年由哪一项接着（不选就是不再列入）"
        pane.field.combo.setFocus()
        type_in(pane.field.combo, "营商环境观察员")
        press(pane.field.combo, Qt.Key.Key_Return)
        assert pane.model.row_of(("", ("5",))) == -1
        assert pane.row is not None
        assert pane.row.line.olds == ("5",)
        assert pane.row.line.told
        made.reject()

    with_dialog(page.import_button.click, hands, qtbot)


def test_a_doubtful_line_is_agreed_to_and_counts_no_more(page: PlanPage, next_year: Path, qtbot: QtBot) -> None:
    def hands(dialog: QDialog) -> None:
        made = wizard(dialog)
        read(made, qtbot, next_year)
        press(made.next, Qt.Key.Key_Return)
        pane = made.panes[LinkKind.MEASURE]
        assert made.tabs.tabText(0) == "措施（3 条要核对）"
        pane.table.selectRow(0)
        for new, left in (("20", "（2 条要核对）"), ("75", "（1 条要核对）")):
            press(pane.next, Qt.Key.Key_Space)
            assert made.tabs.tabText(0) == f"措施{left}"
            assert pane.row is not None
            assert pane.row.line.new == new
        press(pane.next, Qt.Key.Key_Space)
        assert made.tabs.tabText(0) == "措施"
        made.reject()

    with_dialog(page.import_button.click, hands, qtbot)


def test_a_file_that_is_no_list_is_told_and_another_can_be_chosen(
    page: PlanPage, services: Services, next_year: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    odd = tmp_path / "会议通知.xlsx"
    odd.write_bytes(b"PK\x03\x04 nothing")
    gone = tmp_path / "没有了.xlsx"

    def hands(dialog: QDialog) -> None:
        made = wizard(dialog)
        for path in (odd, gone):
            read(made, qtbot, path)
            assert path.name in made.source.found.text()
            assert made.source.found.text().endswith("。")
            assert not made.next.isEnabled()
        read(made, qtbot, next_year)
        assert made.source.found.text().startswith("读到《清城区2022年")
        assert made.next.isEnabled()
        made.reject()

    with_dialog(page.import_button.click, hands, qtbot)
    assert services.plan.years() == (2021,)


def test_a_year_that_is_there_already_is_told(page: PlanPage, next_year: Path, qtbot: QtBot) -> None:
    def hands(dialog: QDialog) -> None:
        made = wizard(dialog)
        made.source.year.load("2021")
        read(made, qtbot, next_year)
        assert made.source.found.text().startswith("台账里已经有 2021 年的责任清单")
        assert not made.next.isEnabled()
        made.reject()

    with_dialog(page.import_button.click, hands, qtbot)


def test_a_file_dropped_on_the_page_is_read_at_once(page: PlanPage, next_year: Path, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "拖来的.xlsx"
    shutil.copyfile(next_year, path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(QPoint(50, 50)), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )

    def hands(dialog: QDialog) -> None:
        made = wizard(dialog)
        assert made.source.file.text() == str(path)
        qtbot.waitUntil(lambda: made.preview is not None, timeout=30_000)
        made.reject()

    with_dialog(lambda: page.dropEvent(event), hands, qtbot)


def test_the_menu_opens_it_from_any_page(window: MainWindow, qtbot: QtBot) -> None:
    window.go("ledger")
    with_dialog(window.actions_by_key["next_plan"].trigger, lambda dialog: wizard(dialog).reject(), qtbot)
    assert window.current_page.name == "plan"


def test_tab_reaches_all_of_a_step(page: PlanPage, next_year: Path, qtbot: QtBot) -> None:
    def hands(dialog: QDialog) -> None:
        made = wizard(dialog)
        read(made, qtbot, next_year)
        assert never_reached(made, tab_round(made.next)) == []
        press(made.next, Qt.Key.Key_Return)
        assert never_reached(made, tab_round(made.next)) == []
        press(made.next, Qt.Key.Key_Return)
        assert never_reached(made, tab_round(made.next)) == []
        made.reject()

    with_dialog(page.import_button.click, hands, qtbot)


def test_the_model_of_lines_keeps_its_promises(services: Services, next_year: Path, qtbot: QtBot) -> None:
    preview = services.plan.import_preview(next_year, 2022)
    model = MappedModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = mapped_rows(preview, LinkKind.MEASURE)
    assert model.show_rows(rows)
    assert tester.model() is model
    assert [row.line.relation for row in rows[:4]] == [Relation.SPLIT, Relation.SPLIT, Relation.NEW, Relation.DROPPED]
    assert model.rowCount() == 76
    assert services.plan.years() == (JULY.year,)
