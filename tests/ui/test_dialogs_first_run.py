"""The first start: three steps, a list, a place; nothing is made by the dialog itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.plan import Plan
from qcapp.places import DataPlace
from tests.factory import small_plan
from ui.dialogs import first_run as module
from ui.dialogs import first_run_steps
from ui.dialogs.first_run import FirstRunChoice, FirstRunDialog, plan_words

BUILT_IN = small_plan(2021)
OTHER = small_plan(2022)


def read_plan(path: Path) -> Plan:
    if path.suffix == ".pdf":
        raise UnreadableFile("这是扫描件，没有可读的表格，请换一份 xlsx 或 docx。")
    return OTHER


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> FirstRunDialog:
    dialog = FirstRunDialog(BUILT_IN, tmp_path / "台账" / "ledger.sqlite3", read_plan)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_three_times_enter_makes_a_ledger_of_the_built_in_list(dialog: FirstRunDialog, tmp_path: Path) -> None:
    for _ in range(3):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.choice == FirstRunChoice(BUILT_IN, tmp_path / "台账" / "ledger.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_escape_leaves_without_a_ledger(dialog: FirstRunDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.choice is None
    assert dialog.isHidden()


def test_the_built_in_list_is_told_by_its_own_counts() -> None:
    assert plan_words(BUILT_IN) == "2021年 · 2 项重点任务 · 4 条改革措施 · 3 家责任单位"


def test_another_years_table_is_imported(dialog: FirstRunDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path("2022年细化表.xlsx")
    monkeypatch.setattr(module, "ask_open", lambda *_: source)
    dialog.next.click()
    dialog.pick.click()
    assert "2022年 · 2 项重点任务" in dialog.found.text()
    dialog.next.click()
    dialog.next.click()
    assert isinstance(dialog.choice, FirstRunChoice)
    assert dialog.choice.plan is OTHER
    assert dialog.choice.source == source


def test_without_a_file_an_import_goes_no_further(dialog: FirstRunDialog) -> None:
    dialog.next.click()
    dialog.imported.setChecked(True)
    assert not dialog.next.isEnabled()
    assert dialog.found.text() == "请选择上级下发或本单位在用的责任清单细化表。"
    dialog.built_in.setChecked(True)
    assert dialog.next.isEnabled()


def test_a_file_that_is_no_table_is_told_in_its_own_words(
    dialog: FirstRunDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ask_open", lambda *_: Path("扫描件.pdf"))
    dialog.next.click()
    dialog.pick.click()
    assert dialog.found.text() == "扫描件.pdf：这是扫描件，没有可读的表格，请换一份 xlsx 或 docx。"
    assert not dialog.next.isEnabled()


def test_a_ledger_is_never_begun_over_another_file(dialog: FirstRunDialog, tmp_path: Path) -> None:
    taken = tmp_path / "旧台账.sqlite3"
    taken.write_bytes(b"older")
    dialog.next.click()
    dialog.next.click()
    dialog.ledger.setText(str(taken))
    assert dialog.ledger_hint.text().startswith("这里已经有一个同名文件")
    assert not dialog.next.isEnabled()
    dialog.ledger.setText("只有名字")
    assert not dialog.next.isEnabled()
    dialog.ledger.setText(str(tmp_path))
    assert dialog.ledger_hint.text().startswith("这是一个文件夹")
    dialog.ledger.setText(str(tmp_path / "新台账.sqlite3"))
    assert dialog.next.isEnabled()


def test_another_place_can_be_chosen(dialog: FirstRunDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ask_save", lambda *_: tmp_path / "营商")
    dialog.browse.click()
    assert dialog.ledger.text() == str(tmp_path / "营商.sqlite3")


def test_one_can_go_back(dialog: FirstRunDialog) -> None:
    assert dialog.back.isHidden()
    dialog.next.click()
    dialog.next.click()
    assert dialog.next.text() == "建立台账"
    dialog.back.click()
    assert (dialog.step, dialog.next.text()) == (1, "下一步")


def test_ones_name_may_be_said_at_once(dialog: FirstRunDialog) -> None:
    dialog.next.click()
    dialog.next.click()
    assert dialog.who.isVisible()
    dialog.who.setText(" 张三 ")
    dialog.next.click()
    assert isinstance(dialog.choice, FirstRunChoice)
    assert dialog.choice.who == "张三"


def test_a_name_is_typed_where_one_stands_on_the_last_step_and_enter_goes_on(dialog: FirstRunDialog) -> None:
    for _ in range(2):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    where = dialog.focusWidget()
    assert where is dialog.who
    QTest.keyClicks(where, "Wang")
    QTest.keyClick(where, Qt.Key.Key_Return)
    assert isinstance(dialog.choice, FirstRunChoice)
    assert dialog.choice.who == "Wang"


def test_carried_along_it_is_told_where_the_ledger_goes_and_not_that_it_must_not_lie_there(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> str:
        shown = FirstRunDialog(BUILT_IN, tmp_path / "data" / "ledger.sqlite3", read_plan)
        qtbot.addWidget(shown)
        return "".join(label.text() for label in shown.findChildren(QLabel))

    assert "不要放 U 盘" in said()
    monkeypatch.setattr(first_run_steps, "data_place", lambda: DataPlace(tmp_path / "data", carried=True))
    assert "不要放 U 盘" not in said()
    assert "程序旁边的 data 文件夹" in said()


def test_the_first_window_stands_under_the_programs_icon(dialog: FirstRunDialog) -> None:
    assert not dialog.windowIcon().pixmap(32, 32).toImage().allGray()
