"""The page 下发 on a real ledger: what is checked, what is asked, what is written, what it says afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import WriteFailed
from qcapp.domain.operations import OperationKind
from qcapp.domain.settings import CONTACT
from qcapp.forms.list_table import AnyTable
from qcapp.services import make_services
from tests.factory import FixedClock, small_plan
from tests.merge.world import JULY
from tests.new_ledgers import new_ledger
from tests.services.office import Office, open_office
from ui.dialogs.question import QuestionDialog
from ui.models.units import UnitState
from ui.pages import dispatch as module
from ui.pages.dispatch import DispatchPage
from ui.tasks import TaskRunner

UNITS = ["区政数局", "区税务局", "高新区税务局"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = FixedClock()
    store = new_ledger(tmp_path / "ledger.sqlite3", small_plan(), clock, "经办人")
    yield open_office(store, clock)
    store.close()


@pytest.fixture
def page(qtbot: QtBot, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DispatchPage]:
    monkeypatch.setattr(module, "ask_folder", lambda *_: tmp_path)
    runner = TaskRunner()
    page = DispatchPage(office.services, runner)
    qtbot.addWidget(page)
    page.set_period(JULY)
    page.refresh()
    page.show()
    yield page
    qtbot.waitUntil(lambda: not runner.busy)


def send(qtbot: QtBot, page: DispatchPage) -> None:
    QTest.mouseClick(page.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.tasks.busy)


def answering(monkeypatch: pytest.MonkeyPatch, key: str | None) -> list[str]:
    """Questions are answered by ``key``; what was asked is kept."""
    asked: list[str] = []

    def ask(parent: object, title: str, heading: str, words: str, answers: object, details: object = ()) -> str | None:
        asked.append(heading)
        return key

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    return asked


def checked(page: DispatchPage) -> list[str]:
    return [row.unit for row in page.model.checked_rows]


def test_at_first_every_unit_is_checked_and_the_next_step_is_told(page: DispatchPage) -> None:
    assert checked(page) == UNITS
    assert page.heading.text() == "2021年7月 · 3 家单位"
    assert page.guide.text().startswith("本月还没有下发：点“生成下发表…”")
    assert page.count.text() == "已选 3 家，共 6 份"
    assert page.status_words() == "3 家单位 · 已下发 0 · 已回收 0"
    assert page.next_step.isHidden()


def test_one_click_writes_both_forms_for_all_and_says_where(
    qtbot: QtBot, page: DispatchPage, office: Office, tmp_path: Path
) -> None:
    with qtbot.waitSignal(page.ledger_changed):
        send(qtbot, page)
    assert len(office.drawn.tables) == 6
    assert {path.suffix for _, path in office.drawn.tables} == {".xlsx", ".docx"}
    assert page.result.isVisibleTo(page)
    assert page.result.text.startswith("已生成 3 家单位共 6 份下发表，存到了 ")
    assert tmp_path.name in page.result.text
    assert "2021年7月下发表；" in page.result.text
    assert len(list((tmp_path / "2021年7月下发表").iterdir())) == 6
    assert not list(tmp_path.glob("*.xlsx"))
    assert checked(page) == []
    assert [row.state for row in page.model.rows] == [UnitState.SENT] * 3
    assert all(row.form_id.startswith("QC-202107-") for row in page.model.rows)
    assert not page.send.isEnabled()
    assert not page.next_step.isHidden()


def test_the_months_own_folder_chosen_again_gets_no_folder_inside(
    qtbot: QtBot, page: DispatchPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "2021年7月下发表"
    own.mkdir()
    monkeypatch.setattr(module, "ask_folder", lambda *_: own)
    send(qtbot, page)
    assert len(list(own.glob("*.*"))) == 6


def test_only_the_formats_and_units_checked_are_written(qtbot: QtBot, page: DispatchPage, office: Office) -> None:
    page.formats["docx"].setChecked(False)
    page.model.check(["区税务局"])
    assert page.count.text() == "已选 1 家，共 1 份"
    send(qtbot, page)
    ((table, path),) = office.drawn.tables
    assert path.suffix == ".xlsx"
    assert table.identity is not None
    assert table.identity.unit == "区税务局"
    assert checked(page) == []
    assert page.guide.text().startswith("还有 2 家未下发")


def test_without_a_format_or_a_unit_there_is_nothing_to_press(page: DispatchPage) -> None:
    for box in page.formats.values():
        box.setChecked(False)
    assert page.count.text() == "至少选一种格式"
    assert not page.send.isEnabled()
    page.formats["xlsx"].setChecked(True)
    page.check_none.click()
    assert page.count.text() == "勾选单位后可以生成"
    assert not page.send.isEnabled()


def test_leaving_the_folder_chooser_changes_nothing(
    qtbot: QtBot, page: DispatchPage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ask_folder", lambda *_: None)
    send(qtbot, page)
    assert office.drawn.tables == []
    assert checked(page) == UNITS


def test_the_folder_is_remembered_for_the_next_time(
    qtbot: QtBot, page: DispatchPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.model.check(["区政数局"])
    send(qtbot, page)
    offered: list[Path] = []
    monkeypatch.setattr(module, "ask_folder", lambda parent, title, start: offered.append(start))
    page.model.check(["区税务局"])
    send(qtbot, page)
    assert offered == [tmp_path]


@pytest.mark.parametrize(("answer", "written"), [("all", 3), ("fresh", 2), (None, 0)])
def test_sending_again_is_asked_about(
    qtbot: QtBot, page: DispatchPage, office: Office, monkeypatch: pytest.MonkeyPatch, answer: str | None, written: int
) -> None:
    page.formats["docx"].setChecked(False)
    page.model.check(["区政数局"])
    send(qtbot, page)
    first = page.model.rows[0].form_id
    office.drawn.tables.clear()
    asked = answering(monkeypatch, answer)
    page.check_all.click()
    send(qtbot, page)
    assert asked == ["区政数局本月已经下发过"]
    assert len(office.drawn.tables) == written
    assert (page.model.rows[0].form_id == first) is (answer != "all")
    assert office.store.fill_form(first) is not None


def test_last_months_progress_is_offered_only_where_there_is_some(page: DispatchPage, office: Office) -> None:
    assert not page.prefill.isEnabled()
    assert page.prefill.toolTip() == "2021年6月没有进展情况，没有可带的内容。"
    office.services.edit.set_field(1, "区政数局", JULY.shifted(-1), "progress", "六月已启动。")
    page.refresh()
    assert page.prefill.isEnabled()
    assert "（1 条）" in page.prefill.toolTip()


def test_last_months_progress_stands_in_the_form_when_wished(
    qtbot: QtBot, page: DispatchPage, office: Office
) -> None:
    office.services.edit.set_field(1, "区政数局", JULY.shifted(-1), "progress", "六月已启动。")
    page.refresh()
    page.prefill.setChecked(True)
    page.formats["docx"].setChecked(False)
    page.model.check(["区政数局"])
    send(qtbot, page)
    ((table, _),) = office.drawn.tables
    assert table.blocks[0].progress == "六月已启动。"


def test_a_unit_that_returned_its_form_shows_the_file_and_day(page: DispatchPage, office: Office) -> None:
    office.dispatch()
    office.comes_back({1: {"progress": "已完成。"}}, names=("新建 XLSX 工作表.xlsx",))
    office.merge()
    page.refresh()
    row = page.model.rows[0]
    assert row.state is UnitState.RETURNED
    assert row.files == ("新建 XLSX 工作表.xlsx",)
    assert page.status_words() == "3 家单位 · 已下发 3 · 已回收 1"
    assert "收表" in page.guide.text()


def test_after_the_due_day_those_missing_are_overdue(page: DispatchPage, office: Office) -> None:
    office.dispatch()
    office.clock.time = datetime(2021, 7, 26, 8, 0)
    page.refresh()
    assert {row.state for row in page.model.rows} == {UnitState.OVERDUE}
    assert "3 家逾期" in page.guide.text()


def test_marks_made_by_hand_survive_a_refresh_and_a_new_month_starts_afresh(page: DispatchPage) -> None:
    page.model.check(["区税务局"])
    page.refresh()
    assert checked(page) == ["区税务局"]
    page.set_period(JULY.shifted(1))
    page.refresh()
    assert checked(page) == UNITS


def test_a_double_click_opens_the_units_measures_in_the_ledger(qtbot: QtBot, page: DispatchPage) -> None:
    with qtbot.waitSignal(page.go_requested) as caught:
        page.table.doubleClicked.emit(page.table.model().index(1, 0))
    assert caught.args == ["ledger", "区税务局"]


def test_space_checks_all_selected_units_and_enter_opens_one(qtbot: QtBot, page: DispatchPage) -> None:
    page.check_none.click()
    page.table.selectAll()
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert checked(page) == UNITS
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert checked(page) == []
    page.show_item("高新区税务局")
    with qtbot.waitSignal(page.go_requested) as caught:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert caught.args == ["ledger", "高新区税务局"]


def test_sorting_moves_rows_and_never_marks(qtbot: QtBot, page: DispatchPage) -> None:
    page.model.check(["区政数局"])
    page.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    shown = [page.table.model().index(row, 0).data() for row in range(3)]
    assert shown == UNITS[::-1]
    assert checked(page) == ["区政数局"]
    page.table.selectRow(0)
    assert [row.unit for row in page.table.selected_units()] == ["高新区税务局"]


def test_rows_copied_go_into_wps_as_cells(qtbot: QtBot, qapp: object, page: DispatchPage) -> None:
    from PySide6.QtGui import QGuiApplication

    page.table.selectRow(1)
    page.table.copy()
    assert QGuiApplication.clipboard().text() == "区税务局\t2 条\t—\t—\t—\t—\t未下发"


def test_a_folder_that_cannot_be_written_is_told_in_words(
    qtbot: QtBot, page: DispatchPage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(table: AnyTable, path: Path) -> None:
        raise WriteFailed("磁盘空间不够，请清理后再生成。")

    writers = {"xlsx": full, "docx": full}
    page.services = make_services(office.store, office.reader, office.clock, "经办人", writers)
    told: list[str] = []
    page.problem.connect(told.append)
    send(qtbot, page)
    assert told[-1] == "磁盘空间不够，请清理后再生成。"
    assert page.result.isHidden()
    assert page.model.rows[0].state is UnitState.NOT_SENT
    assert checked(page) == UNITS
    assert office.store.operations()[0].kind is OperationKind.INIT


def test_the_page_for_the_units_comes_along_when_it_is_ticked_and_the_tick_is_remembered(
    qtbot: QtBot, page: DispatchPage, tmp_path: Path
) -> None:
    page.services.settings.change({CONTACT.key: "某甲，0763-3312345"})
    page.refresh()
    assert not page.with_guide.isChecked()
    assert "7月25日截止；联系人写“某甲，0763-3312345”" in page.with_guide.toolTip()
    page.with_guide.setChecked(True)
    send(qtbot, page)
    assert page.result.text.startswith("已生成 3 家单位共 6 份下发表和一页填报单位说明，存到了 ")
    assert (tmp_path / "2021年7月下发表" / "2021年7月填报单位说明.docx").is_file()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    page.save_state(settings)
    settings.sync()
    page.with_guide.setChecked(False)
    page.restore_state(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    assert page.with_guide.isChecked()


def test_once_the_forms_are_written_a_key_turns_no_month(qtbot: QtBot, page: DispatchPage) -> None:
    """The button goes out: whoever pressed it by the space bar may press it once more."""
    page.send.setFocus()
    assert page.window().focusWidget() is page.send
    page.send.click()
    qtbot.waitUntil(lambda: not page.tasks.busy)
    assert not page.send.isEnabled()
    assert page.window().focusWidget() is page.table
