"""All files in one table: the same fields, decisions and keys, and the way to one file and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from qcapp.merge.plan import Decision
from tests.merge.world import JULY
from tests.ui.collect.world import OURS, THEIRS, UNIT_NAME, Sitting
from tests.ui.hands import press, press_keys
from ui.models.collect_files import NAME
from ui.models.collect_rows import FileRow, MeasureRow, Shown
from ui.theme import BLUE, BLUE_SOFT, SURFACE


@pytest.fixture
def two(sitting: Sitting, returned: Path, tmp_path: Path) -> Sitting:
    """Two forms of 区住建局 that contradict each other in 27, and one of 区教育局 of which nothing is to be said."""
    other = tmp_path / "另一份.xlsx"
    form_id = sitting.services.look.snapshot(JULY).dispatched[UNIT_NAME].form_id
    sitting.shelf.lay(other, {27: {"progress": "已报市里批复。"}}, form_id=form_id)
    plain = tmp_path / "教育.docx"
    sitting.shelf.lay(plain, {33: {"progress": "已印发方案并组织培训。"}}, unit="区教育局", period=JULY)
    sitting.drop(plain, returned, other)
    return sitting


def test_all_files_are_shown_by_a_key_with_conflicts_and_notes_only(two: Sitting) -> None:
    press_keys(two.page, "Ctrl+Shift+A")
    fields = two.page.compare.fields
    heads = [row.text for each in range(fields.rowCount()) if isinstance(row := fields.at(each), FileRow)]
    assert heads == ["区住建局 · 新建 表格(2).xlsx", "区住建局 · 另一份.xlsx"]
    assert two.page.compare.chips.current == Shown.ATTENTION.value
    assert two.page.files.all.isChecked()
    assert two.page.compare.heading.text() == "全部文件 · 3 份：2 处冲突未定"


def test_a_file_without_conflicts_is_there_with_all_its_fields(two: Sitting) -> None:
    two.page.files.all.click()
    two.page.compare.chips.chip("all").click()
    fields = two.page.compare.fields
    kinds = [type(fields.at(row)).__name__ for row in range(4)]
    assert kinds == ["FileRow", "MeasureRow", "FieldRow", "FileRow"]
    assert isinstance(fields.at(1), MeasureRow)


def test_each_view_keeps_its_own_filter(two: Sitting) -> None:
    page = two.page
    page.compare.chips.chip("all").click()
    page.walk.turn_all()
    assert page.compare.chips.current == "attention"
    page.walk.turn_all()
    assert page.compare.chips.current == "all"


def test_decisions_in_the_table_of_all_are_those_of_each_file(two: Sitting) -> None:
    press_keys(two.page, "Ctrl+Shift+A")
    two.press(Qt.Key.Key_N, Qt.Key.Key_1, Qt.Key.Key_N, Qt.Key.Key_2)
    decided = sorted(
        (each.theirs, each.decision) for file in two.page.work.batch.plan.files for each in file.conflicts
    )
    assert [decision for _, decision in decided] in ([Decision.OURS, Decision.THEIRS], [Decision.THEIRS, Decision.OURS])
    two.press(Qt.Key.Key_N)
    assert two.said[-1] == "没有未定的冲突了，可以合并入账。"
    two.merge()
    assert two.text(27, "progress") in (THEIRS, "已报市里批复。")


def test_from_a_field_of_all_to_its_file_and_back_the_field_stays_the_current_one(two: Sitting) -> None:
    page = two.page
    press_keys(page, "Ctrl+Shift+A")
    two.press(Qt.Key.Key_N, Qt.Key.Key_N)
    field, file = page.compare.field, page.compare.file
    assert field is not None
    assert page.files.selected is not None
    assert page.files.selected[0] is file
    for together in (False, True):
        press_keys(page.compare.table, "Ctrl+Shift+A")
        assert page.compare.fields.together is together
        assert page.compare.field is field


def test_enter_on_a_files_head_opens_that_file(two: Sitting) -> None:
    page = two.page
    press_keys(page, "Ctrl+Shift+A")
    page.compare.table.go_to(0)
    two.press(Qt.Key.Key_Return)
    assert not page.walk.all
    assert page.compare.heading.text().startswith("区住建局 · 3 条措施")


def test_a_file_chosen_in_the_list_is_shown_alone(two: Sitting) -> None:
    press_keys(two.page, "Ctrl+Shift+A")
    QTest.keyClick(two.page.files.table, Qt.Key.Key_Up)
    QTest.keyClick(two.page.files.table, Qt.Key.Key_Down)
    assert not two.page.compare.fields.together
    assert not two.page.files.all.isChecked()


@pytest.mark.parametrize("by_key", [False, True])
def test_the_file_that_is_the_current_one_already_is_shown_alone_by_a_click_and_by_enter(two: Sitting, by_key: bool) -> None:
    page, table = two.page, two.page.files.table
    for row in range(page.files.model.rowCount()):
        page.walk.select(row)
        page.walk.set_all(True)
        table.setCurrentIndex(page.files.model.index(row, NAME))
        page.walk.set_all(True)
        assert (table.currentIndex().row(), page.compare.fields.together) == (row, True)
        if by_key:
            press(table, Qt.Key.Key_Return)
        else:
            place = table.visualRect(page.files.model.index(row, NAME)).center()
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert not page.walk.all
        assert not page.files.all.isChecked()
        assert not page.compare.fields.together
        assert page.files.selected == page.files.model.file(row)


def test_beside_all_the_file_of_the_current_field_does_not_look_selected(two: Sitting) -> None:
    page, table = two.page, two.page.files.table

    def colours() -> tuple[str, str]:
        """At the edge of the current file's row, and within it."""
        rect = table.visualRect(page.files.model.index(table.currentIndex().row(), NAME))
        image = table.viewport().grab().toImage()
        top = rect.top() + 3
        return image.pixelColor(rect.left() + 1, top).name(), image.pixelColor(rect.left() + 5, top).name()

    assert colours() == (QColor(BLUE_SOFT).name(), QColor(BLUE_SOFT).name())
    QTest.mouseClick(page.files.all, Qt.MouseButton.LeftButton)
    assert page.compare.table.hasFocus()
    assert colours() == (QColor(BLUE).name(), QColor(SURFACE).name())
    table.setFocus()  # whoever goes by keys sees where they are
    assert colours() == (QColor(BLUE_SOFT).name(), QColor(BLUE_SOFT).name())
    press(table, Qt.Key.Key_Return)
    assert colours() == (QColor(BLUE_SOFT).name(), QColor(BLUE_SOFT).name())


def test_a_ledger_changed_meanwhile_is_compared_again_with_all_still_shown(two: Sitting) -> None:
    page = two.page
    press_keys(page, "Ctrl+Shift+A")
    two.press(Qt.Key.Key_N)
    key = page.compare.field.key if page.compare.field else None
    two.services.edit.set_field(31, UNIT_NAME, JULY, "progress", "手工补录。")
    page.refresh()
    two.settle()
    assert page.walk.all
    assert page.compare.heading.text() == "全部文件 · 3 份：3 处冲突未定"
    assert page.compare.field is not None
    assert page.compare.field.key == key


def test_when_all_is_merged_the_list_alone_is_left(two: Sitting) -> None:
    press_keys(two.page, "Ctrl+Shift+A")
    press_keys(two.page.compare.table, "Ctrl+Return")
    two.settle()
    assert {each[2] for each in two.listed} == {"已合并"}
    assert not two.page.walk.all
    assert two.text(27, "progress") == OURS


def test_without_files_the_key_says_that_there_are_none(sitting: Sitting) -> None:
    press_keys(sitting.page, "Ctrl+Shift+A")
    assert sitting.said[-1] == "还没有待合并的文件。"
    assert not sitting.page.walk.all
