"""One file of a merge taken back alone: the others stay, what was changed again since stays and is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.merge.world import JULY
from tests.ui.collect.world import OURS, THEIRS, UNIT_NAME, Sitting, court


@pytest.fixture
def merged(sitting: Sitting, returned: Path, tmp_path: Path) -> Sitting:
    """Two files merged in one go, both decided."""
    sitting.drop(returned, court(sitting, tmp_path / "法院.docx"))
    sitting.press(Qt.Key.Key_2)
    sitting.merge()
    return sitting


def row_of(sitting: Sitting, name: str) -> int:
    return next(row for row, each in enumerate(sitting.listed) if each[0] == name)


def test_one_file_is_undone_by_its_key_and_waits_again_with_its_decisions(merged: Sitting) -> None:
    merged.page.files.select(row_of(merged, "新建 表格(2).xlsx"))
    QTest.keyClick(merged.page.files.table, Qt.Key.Key_U)
    merged.settle()
    assert merged.text(27, "progress") == OURS
    assert merged.text(31, "progress") == ""
    assert merged.text(53, "progress", "区法院") == "诉讼服务上线。"
    assert [(name, result) for name, _, result in merged.listed] == [
        ("新建 表格(2).xlsx", "可合并 2"), ("法院.docx", "已合并"),
    ]
    assert merged.said[-1] == "已撤销“新建 表格(2).xlsx”的合并，它回到待合并。"


def test_it_can_be_merged_again_and_the_rest_of_the_merge_undone_after_that(merged: Sitting) -> None:
    merged.page.files.select(row_of(merged, "新建 表格(2).xlsx"))
    QTest.keyClick(merged.page.files.table, Qt.Key.Key_U)
    merged.settle()
    merged.merge()
    assert merged.text(27, "progress") == THEIRS
    assert [each[2] for each in merged.listed] == ["已合并", "已合并"]
    merged.undo()
    merged.undo()
    assert merged.text(53, "progress", "区法院") == ""
    assert merged.text(27, "progress") == OURS


def test_what_was_changed_again_since_stays_and_is_named(merged: Sitting) -> None:
    merged.services.edit.set_field(31, UNIT_NAME, JULY, "progress", "后来手改。")
    merged.page.files.select(row_of(merged, "新建 表格(2).xlsx"))
    QTest.keyClick(merged.page.files.table, Qt.Key.Key_U)
    merged.settle()
    assert merged.text(31, "progress") == "后来手改。"
    assert merged.troubles[-1] == "已撤销；有 1 处后来又改过，保留现状：第 31 条区住建局进展情况。"


def test_the_menu_of_a_merged_file_offers_it_and_that_of_a_waiting_one_does_not(merged: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "教育.docx"
    merged.shelf.lay(path, {33: {"progress": "已办。"}}, unit="区教育局", period=JULY)
    merged.drop(path)
    words = {}
    for name in ("法院.docx", "教育.docx"):
        menu = merged.page.files.menu_for(row_of(merged, name))
        assert menu is not None
        words[name] = [action.text().split("(")[0] for action in menu.actions()]
    assert words == {
        "法院.docx": ["打开原件", "另存原件…", "撤销这一份"], "教育.docx": ["打开原件", "另存原件…", "改收到日期…", "移除"],
    }
    menu = merged.page.files.menu_for(row_of(merged, "法院.docx"))
    assert menu is not None
    menu.actions()[2].trigger()
    merged.settle()
    assert merged.text(53, "progress", "区法院") == ""


def test_one_file_undone_elsewhere_shows_as_waiting_again(merged: Sitting) -> None:
    operation = merged.page.work.batch.merged[0].operation_id
    file = merged.page.work.batch.merged[0].files[0]
    merged.services.history.undo(operation, sha256=file.file.sha256)
    merged.page.refresh()
    merged.settle()
    assert merged.listed[row_of(merged, file.file.name)][2] != "已合并"
    assert "已合并" in {each[2] for each in merged.listed}
