"""收到日期: the day that files came in, given before they are dropped or after, for one file or many; and what a month keeps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView

from qcapp.domain.period import Period
from tests.merge.world import JULY
from tests.ui.collect.world import UNIT_NAME, Sitting, court
from tests.ui.hands import press
from ui.models.collect_files import NAME, RECEIVED
from ui.pages.collect_list import ReceivedEdit

JUNE = Period(2021, 6)


@pytest.fixture
def two(sitting: Sitting, returned: Path, tmp_path: Path) -> Sitting:
    """Two files, dropped before anybody thought of the day."""
    sitting.drop(returned, court(sitting, tmp_path / "法院.docx"))
    return sitting


def days(sitting: Sitting) -> list[str]:
    model = sitting.page.files.model
    return [str(model.index(row, RECEIVED).data()) for row in range(model.rowCount())]


def editor_of(sitting: Sitting) -> ReceivedEdit:
    editor = sitting.page.files.table.findChild(ReceivedEdit)
    assert isinstance(editor, ReceivedEdit)
    return editor


def test_a_day_set_after_the_files_were_dropped_is_given_to_all_of_them_with_one_press(two: Sitting) -> None:
    files = two.page.files
    assert not files.also_listed.isVisible()
    files.received.setDate(QDate(2021, 7, 20))
    assert days(two) == ["7月22日", "7月22日"]
    assert files.also_listed.isVisible()
    assert files.also_listed.text() == "也用于列表里未合并的 2 份"
    QTest.mouseClick(files.also_listed, Qt.MouseButton.LeftButton)
    two.settle()
    assert days(two) == ["7月20日", "7月20日"]
    assert not files.also_listed.isVisible()
    assert two.said[-1] == "2 份的收到日期改成 7月20日。"
    two.merge()
    records = two.services.look.snapshot(JULY).returned
    assert {record.received for unit in (UNIT_NAME, "区法院") for record in records[unit]} == {date(2021, 7, 20)}


def test_merged_files_keep_their_day_when_another_is_set(two: Sitting) -> None:
    two.merge()
    two.page.files.received.setDate(QDate(2021, 7, 20))
    assert not two.page.files.also_listed.isVisible()


def test_f2_shows_the_whole_day_with_its_year_and_changes_all_selected_files(two: Sitting) -> None:
    table = two.page.files.table
    table.setFocus()
    table.selectAll()
    press(table, Qt.Key.Key_F2)
    editor = editor_of(two)
    assert editor.text() == "2021年7月22日"
    assert editor.calendarPopup()
    assert editor.width() >= editor.sizeHint().width()
    assert table.viewport().rect().contains(editor.geometry())
    editor.setDate(QDate(2021, 7, 20))
    press(editor, Qt.Key.Key_Return)
    two.qtbot.waitUntil(lambda: days(two) == ["7月20日", "7月20日"])
    two.settle()


def test_the_menu_of_a_file_changes_its_day_and_that_of_a_merged_one_does_not_offer_it(two: Sitting) -> None:
    menu = two.page.files.menu_for(1)
    assert menu is not None
    entry = next(each for each in menu.actions() if each.text().startswith("改收到日期…"))
    entry.trigger()
    editor = editor_of(two)
    editor.setDate(QDate(2021, 7, 19))
    press(editor, Qt.Key.Key_Return)
    two.qtbot.waitUntil(lambda: days(two) == ["7月22日", "7月19日"])
    two.settle()
    two.merge()
    merged = two.page.files.menu_for(0)
    assert merged is not None
    assert not [each for each in merged.actions() if each.text().startswith("改收到日期…")]
    press(two.page.files.table, Qt.Key.Key_F2)  # nothing to change: no editor, and no warning
    assert two.page.files.table.state() is not QAbstractItemView.State.EditingState


def test_another_month_begins_without_the_last_ones_merged_files_and_with_today(two: Sitting) -> None:
    page = two.page
    page.files.received.setDate(QDate(2021, 7, 20))
    two.merge()
    assert len(two.listed) == 2
    page.set_period(JUNE)
    page.refresh()
    two.settle()
    assert two.listed == []
    assert page.files.received_day == date(2021, 7, 22)
    assert not page.compare.foot.undo.isVisible()
    page.set_period(JULY)
    page.refresh()
    two.settle()
    assert [each[2] for each in two.listed] == ["已合并", "已合并"]
    assert page.files.model.index(0, NAME).isValid()


def test_the_day_that_a_month_was_given_is_there_again_when_it_is_come_back_to(two: Sitting, tmp_path: Path) -> None:
    page = two.page

    def turn_to(period: Period) -> date:
        page.set_period(period)
        page.refresh()
        two.settle()
        return page.files.received_day

    page.files.received.setDate(QDate(2021, 7, 20))
    assert turn_to(JUNE) == date(2021, 7, 22)
    page.files.received.setDate(QDate(2021, 6, 28))
    assert turn_to(JULY) == date(2021, 7, 20)
    later = court(two, tmp_path / "法院再报.docx", "诉讼服务上线两项。")
    two.drop(later)
    assert sorted(days(two)) == ["7月20日", "7月22日", "7月22日"]
    assert turn_to(JUNE) == date(2021, 6, 28)
    page.files.received.setDate(QDate(2021, 7, 22))  # today again, which is no day to be kept
    turn_to(JULY)
    assert turn_to(JUNE) == date(2021, 7, 22)
    assert JUNE not in page.files.received._of_month
