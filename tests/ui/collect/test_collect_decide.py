"""Deciding at the 收表 page, by mouse and by keys, and what the decisions come to in the ledger."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qcapp.merge.plan import Decision
from tests.merge.world import JULY
from tests.ui.collect.world import OURS, THEIRS, UNIT_NAME, Sitting, court


def test_a_conflict_is_decided_and_merged_by_keys_alone(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_N, Qt.Key.Key_3)
    assert sitting.field(27, "progress").decision is Decision.BOTH
    assert sitting.listed[0][2] == "可合并 2"
    QTest.keyClick(sitting.page.compare.foot.merge, Qt.Key.Key_Space)
    sitting.settle()
    assert sitting.text(27, "progress") == f"{OURS}\n{THEIRS}"
    assert sitting.text(31, "progress") == "归集图层 86 个。"
    assert sitting.said[-1] == "已合并 1 份回收表，更新 2 处；可按 Ctrl+Z 撤销。"
    assert sitting.listed == [("新建 表格(2).xlsx", "区住建局", "已合并")]
    assert len(sitting.changes) == 1


def test_a_conflict_is_decided_by_one_click(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    row = sitting.page.compare.fields.row_of(sitting.field(27, "progress"))
    point = sitting.option_point(row, Decision.THEIRS)
    QTest.mouseClick(sitting.page.compare.table.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert sitting.field(27, "progress").decision is Decision.THEIRS


def test_a_first_click_on_a_settled_field_only_selects_it(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    row = sitting.go_to(31, "progress")
    point = sitting.option_point(row, Decision.OURS)
    sitting.go_to(27, "progress")
    decided = []
    for _ in range(2):
        QTest.mouseClick(sitting.page.compare.table.viewport(), Qt.MouseButton.LeftButton, pos=point)
        decided.append(sitting.field(31, "progress").decision)
    assert decided == [Decision.THEIRS, Decision.OURS]


def test_words_typed_in_are_what_is_merged(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_N, Qt.Key.Key_4)
    editor = sitting.page.compare.table.editor
    assert editor is not None
    assert editor.toPlainText() == f"{OURS}\n{THEIRS}"
    editor.selectAll()
    QTest.keyClicks(editor, "ok 12")
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.merge()
    assert sitting.text(27, "progress") == "ok 12"


def test_escape_in_the_editor_keeps_what_was_typed(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_N, Qt.Key.Key_4)
    editor = sitting.page.compare.table.editor
    assert editor is not None
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    field = sitting.field(27, "progress")
    assert (field.decision, field.typed) == (Decision.TYPED, f"{OURS}\n{THEIRS}x")


def test_escape_where_nothing_was_typed_or_all_was_undone_leaves_the_conflict_open(
    sitting: Sitting, returned: Path
) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_N, Qt.Key.Key_4)
    editor = sitting.page.compare.table.editor
    assert editor is not None
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == f"{OURS}\n{THEIRS}"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    field = sitting.field(27, "progress")
    assert (field.decision, field.typed) == (Decision.HOLD, "")


def test_an_undecided_conflict_waits_and_the_ledger_keeps_its_words(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.merge()
    assert sitting.text(27, "progress") == OURS
    held = sitting.services.look.snapshot(JULY).held
    assert [(each.key.no, each.ours, each.theirs) for each in held] == [(27, OURS, THEIRS)]
    assert sitting.said[-1] == "已合并 1 份回收表，更新 1 处，1 处冲突待处理；可按 Ctrl+Z 撤销。"


def test_what_a_merge_left_open_is_one_click_away_until_it_is_settled(sitting: Sitting, returned: Path) -> None:
    asked: list[tuple[str, object]] = []
    sitting.page.go_requested.connect(lambda name, what: asked.append((name, what)))
    sitting.drop(returned)
    assert sitting.page.left.isHidden()
    sitting.merge()
    assert sitting.page.left.text == "已合并 1 份回收表，更新 1 处，1 处冲突待处理；冲突选定之前，台账先保留原来的内容。"
    sitting.page.left.action_requested.emit()
    assert asked == [("ledger", (27, UNIT_NAME))]
    (held,) = sitting.services.look.snapshot(JULY).held
    sitting.services.edit.resolve(held, Decision.THEIRS, "")
    sitting.page.refresh()
    assert sitting.page.left.isHidden()


def test_a_merge_without_conflicts_is_confirmed_once_and_until_something_else_is_begun(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.shelf.scan(tmp_path / "区教育局盖章件.jpg")
    sitting.drop(returned, tmp_path / "区教育局盖章件.jpg")
    assert sitting.page.compare.foot.summary.text().startswith("1 份回收表、1 份读不出内容 · ")
    sitting.press(Qt.Key.Key_2)
    sitting.merge()
    summary = sitting.services.history.operations(1)[0].summary
    assert summary.startswith("合并 1 份回收表，")
    assert "佐证材料" not in summary
    assert summary.endswith("另有 1 份读不出内容，要对照录入或请单位重发")
    assert sitting.page.left.text == f"已{summary}。"
    sitting.page.left.clear()
    sitting.page.refresh()
    assert sitting.page.left.isHidden()
    sitting.undo()
    sitting.merge()
    assert sitting.page.left.isVisible()
    sitting.drop(court(sitting, tmp_path / "法院.docx"), returned)
    assert sitting.page.left.isHidden()


def test_the_line_for_all_files_says_which_of_the_list_it_counts(sitting: Sitting, returned: Path, tmp_path: Path) -> None:
    sitting.drop(returned)
    sitting.merge()
    for name in ("一.jpg", "二.jpg"):
        sitting.shelf.scan(tmp_path / name)
    sitting.drop(tmp_path / "一.jpg", tmp_path / "二.jpg")
    assert len(sitting.listed) == 3
    assert sitting.page.files.all.text() == "全部文件一起看（没有合并的 2 份）"
    sitting.page.files.all.click()
    assert sitting.page.compare.heading.text().startswith("全部文件 · 2 份：")


def test_a_cleared_cell_is_kept_unless_the_clerk_clears_it(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    row = sitting.go_to(29, "problems")
    assert sitting.field(29, "problems").result == "系统未对接。"
    sitting.press(Qt.Key.Key_2)
    assert sitting.page.compare.fields.index(row, 4).data() == "按来表清空"
    sitting.merge()
    assert sitting.text(29, "problems") == ""


def test_decisions_survive_another_file_and_nothing_is_read_twice(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_N, Qt.Key.Key_2)
    sitting.drop(court(sitting, tmp_path / "法院.docx"))
    assert [each[2] for each in sitting.listed] == ["可合并 2", "可合并 2"]
    assert sitting.field(27, "progress").decision is Decision.THEIRS
    assert sitting.shelf.reads == [returned, tmp_path / "法院.docx"]
    sitting.drop(returned)
    assert len(sitting.listed) == 2


def test_the_selected_file_and_field_stay_selected_when_files_are_added(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.drop(returned)
    sitting.go_to(31, "progress")
    sitting.drop(court(sitting, tmp_path / "法院.docx"))
    table = sitting.page.compare.table
    assert table.fields.field_at(table.current_row) is sitting.field(31, "progress")


def test_all_the_rest_can_be_decided_at_once(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    menu = sitting.page.compare.foot.rest.menu()
    assert [action.text() for action in menu.actions()] == ["全部用台账", "全部用来表", "全部两段都保留", "全部暂不处理"]
    menu.actions()[0].trigger()
    assert sitting.field(27, "progress").decision is Decision.OURS
    assert not sitting.page.compare.foot.rest.isVisible()


def test_n_goes_on_to_the_next_file_with_a_conflict_and_says_when_there_is_none(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.drop(court(sitting, tmp_path / "法院.docx"), returned)
    sitting.page.files.select(0)
    QTest.keyClick(sitting.page.files.table, Qt.Key.Key_N)
    table = sitting.page.compare.table
    assert table.fields.field_at(table.current_row) is sitting.field(27, "progress", file=1)
    sitting.press(Qt.Key.Key_1, Qt.Key.Key_N)
    assert sitting.said[-1] == "没有未定的冲突了，可以合并入账。"
